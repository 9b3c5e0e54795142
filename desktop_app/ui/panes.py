"""The window's panes side by side; the first keeps the width the user gave it wherever there is room."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget


class Panes(QSplitter):
    """A splitter whose first pane does not stay narrow once the window has been."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._wanted = 0
        self.splitterMoved.connect(self.remember)

    @Slot()
    def remember(self) -> None:
        """Take the first pane's width as the one wanted."""
        self._wanted = self.sizes()[0]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the first pane back what it had to give away."""
        super().resizeEvent(event)
        first, *others = self.sizes()
        missing = self._wanted - first
        if missing <= 0:
            return
        for place, size in enumerate(others):
            pane = self.widget(place + 1)
            least = pane.minimumWidth() if pane is not None else size
            given = max(0, min(missing, size - least))
            others[place] -= given
            missing -= given
        self.setSizes([self._wanted - missing, *others])
