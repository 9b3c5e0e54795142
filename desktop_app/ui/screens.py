"""Windows and the edges of the screen."""

from PySide6.QtCore import QMargins, QRect, Qt
from PySide6.QtWidgets import QWidget

_FRAME = QMargins(2, 30, 2, 4)
"""What a window manager usually draws around a window; before the window is shown nobody says how much it is."""


def fitted(wanted: QRect, room: QRect) -> QRect:
    """Return a rectangle as large as wanted, or as there is room, and moved no further than needed to lie within."""
    size = wanted.size().boundedTo(room.size())
    x = min(max(wanted.x(), room.x()), room.x() + room.width() - size.width())
    y = min(max(wanted.y(), room.y()), room.y() + room.height() - size.height())
    return QRect(x, y, size.width(), size.height())


def keep_on_screen(window: QWidget) -> None:
    """Make a window small enough for its screen, its frame included; if it has a place, move it into sight."""
    if window.isMaximized() or window.isFullScreen():
        return
    wanted, frame = window.geometry(), window.frameGeometry()
    margins = _FRAME
    if frame != wanted:
        left, top = wanted.left() - frame.left(), wanted.top() - frame.top()
        margins = QMargins(left, top, frame.right() - wanted.right(), frame.bottom() - wanted.bottom())
    found = fitted(wanted, window.screen().availableGeometry().marginsRemoved(margins))
    if window.isVisible() or window.testAttribute(Qt.WidgetAttribute.WA_Moved):
        if found != wanted:
            window.setGeometry(found)
    else:  # where it comes is the window manager's choice
        window.resize(found.size())
