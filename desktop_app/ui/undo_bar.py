"""The bar that says what was done and offers to take it back; it floats over the queue's lower edge."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QGraphicsDropShadowEffect, QHBoxLayout, QWidget

from desktop_app.ui.push_button import push_button
from desktop_app.ui.text import plain_label, translate

_SHOWN_MS = 8_000
"""Undo has a key: the bar need not cover the last rows for longer."""
_MARGIN = 12


class UndoBar(QWidget):
    """One sentence about the last act, with Undo while that is possible."""

    undo_requested = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("undoBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._stays = False
        self._label = plain_label(name="undoText")
        self._undo = push_button("", "undoButton")
        self._undo.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._undo.clicked.connect(self.undo_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 7, 9, 7)
        row.setSpacing(10)
        row.addWidget(self._label)
        row.addWidget(self._undo)
        self._timer = QTimer(self, interval=_SHOWN_MS, singleShot=True)
        self._timer.timeout.connect(self.hide)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(18)
        shadow.setOffset(0, 3)
        self.setGraphicsEffect(shadow)
        over.installEventFilter(self)
        self.hide()
        self.name_key("Z")

    @property
    def text(self) -> str:
        """The sentence shown."""
        return self._label.text()

    def tell(self, text: str, *, can_undo: bool, stays: bool = False) -> None:
        """Say what was done, for a while or (``stays``) until something else is to be said."""
        self._label.setText(text)
        self.setAccessibleName(text)
        self._undo.setVisible(can_undo)
        self.show()
        self._place()
        self.raise_()
        self._stays = stays
        if stays:
            self._timer.stop()
        else:
            self._timer.start()

    def name_key(self, key: str) -> None:
        """Say which key takes the act back in this view."""
        text = translate("UndoBar", "Undo ({key})").format(key=key)
        if text != self._undo.text():
            self._undo.setText(text)
            self._place()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stay while the pointer is on its way to the button."""
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Go after a while."""
        if not self._stays:
            self._timer.start()
        super().leaveEvent(event)

    def _place(self) -> None:
        over = self.parentWidget() or self
        room = max(120, over.width() - 170)
        needed = self._label.fontMetrics().horizontalAdvance(self._label.text()) + 4
        self._label.setWordWrap(needed > room)
        self._label.setFixedWidth(min(needed, room))
        self.adjustSize()
        x = over.width() - self.width() - 4 * _MARGIN
        if over.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            x = 4 * _MARGIN
        self.move(max(_MARGIN, x), over.height() - self.height() - _MARGIN)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the lower edge when the queue is resized."""
        if event.type() is QEvent.Type.Resize and watched is self.parentWidget() and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)
