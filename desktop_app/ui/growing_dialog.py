"""A dialog that is as high as what it says, and stays on the screen."""

from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QLineEdit

from desktop_app.ui.screens import keep_on_screen


class GrowingDialog(QDialog):
    """Takes the room that wrapped texts need: a window's layout asks for less, and would crush the fields."""

    def grow(self) -> None:
        """Be as high as needed now; to be called when something was shown, hidden or said."""
        layout = self.layout()
        if layout is not None and self.isVisible():
            for field in self.findChildren(QLineEdit):
                field.setMinimumHeight(field.sizeHint().height())
            layout.activate()
            height = layout.totalHeightForWidth(self.width())
            self.setMinimumHeight(height)
            self.resize(self.width(), height)
            keep_on_screen(self)

    def showEvent(self, event: QShowEvent) -> None:
        """Find the room for what is said from the start."""
        super().showEvent(event)
        self.grow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find the room for texts that wrap differently now."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.grow()
