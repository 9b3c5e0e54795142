"""A row that leaves out what does not fit."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStyle, QWidget


class FlowRow(QWidget):
    """Lays widgets side by side as far as the room goes and hides the others."""

    def __init__(self, parent: QWidget | None = None, *, spacing: int = 8) -> None:
        super().__init__(parent)
        self._spacing = spacing
        self._widgets: list[QWidget] = []

    def show_widgets(self, widgets: list[QWidget]) -> None:
        """Take these in place of those before, which are deleted."""
        for old in self._widgets:
            old.hide()
            old.deleteLater()
        self._widgets = widgets
        for widget in widgets:
            widget.setParent(self)
        self._arrange()

    def sizeHint(self) -> QSize:
        """Return the height of the highest widget; any width will do."""
        return QSize(40, max((widget.sizeHint().height() for widget in self._widgets), default=24))

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See anew what fits."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        x = 0
        for widget in self._widgets:
            hint = widget.sizeHint()
            fits = x + hint.width() <= self.width()
            if fits:
                spot = QRect(x, (self.height() - hint.height()) // 2, hint.width(), hint.height())
                widget.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), spot))
            widget.setVisible(fits)
            x += hint.width() + self._spacing if fits else self.width() + 1
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
