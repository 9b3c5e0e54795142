"""A button for an action that also shows the action's key, muted, as in the menus."""

from PySide6.QtCore import QRect, QSize, Qt, Slot
from PySide6.QtGui import QAction, QFontMetrics, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

from desktop_app.ui import icons
from desktop_app.ui.theme import Theme

_GAP = 6
_PADDING = 9
_ICON = 16


class ActionButton(QPushButton):
    """Follows an action: its text, icon, key, and whether it can be done."""

    def __init__(
        self,
        action: QAction,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        primary: bool = False,
        shows_key: bool = True,
    ) -> None:
        super().__init__(parent)
        self._action = action
        self._theme = theme
        self._is_primary = primary
        self._shows_key = shows_key
        self.setObjectName(f"{action.objectName()}Button")
        if primary:
            self.setProperty("role", "primary")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard with the queue
        action.changed.connect(self._on_action_changed)
        self.clicked.connect(action.trigger)
        self._on_action_changed()

    @Slot()
    def _on_action_changed(self) -> None:
        self.setEnabled(self._action.isEnabled())
        if self.parentWidget() is not None or not self._action.isVisible():
            self.setVisible(self._action.isVisible())  # without a parent it would become a window of its own
        self.setAccessibleName(self._label)
        self.setAccessibleDescription(self._key)
        self.updateGeometry()
        self.update()

    def show_key(self, *, shows_key: bool) -> None:
        """Show the key, or do without where there is little room."""
        if shows_key != self._shows_key:
            self._shows_key = shows_key
            self._on_action_changed()

    @property
    def _label(self) -> str:
        return str(self._action.iconText())

    @property
    def _key(self) -> str:
        if not self._shows_key:
            return ""
        return self._action.shortcut().toString(QKeySequence.SequenceFormat.NativeText).replace("Shift+", "⇧")

    @property
    def _icon_name(self) -> str:
        return str(self._action.property("iconName") or "")

    def sizeHint(self) -> QSize:
        """Return the room for icon, label and key."""
        metrics = self.fontMetrics()
        width = QFontMetrics(self.font()).horizontalAdvance(self._label) + 2 * _PADDING + 2
        if self._icon_name:
            width += _ICON + _GAP - 1
        if self._key:
            width += metrics.horizontalAdvance(self._key) + _GAP
        return QSize(width + (6 if self._is_primary else 0), metrics.height() + 13)

    def width_with_key(self) -> int:
        """Return how wide the button is when it shows its key."""
        key = self._action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        hidden = self.fontMetrics().horizontalAdvance(key) + _GAP if key and not self._shows_key else 0
        return self.sizeHint().width() + hidden

    def minimumSizeHint(self) -> QSize:
        """Return the same: nothing is cut off."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Let the style paint the frame, then draw icon, label and key."""
        del event
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        label_token, key_token = self._tokens()
        x = _PADDING
        if self._icon_name:
            drawn = icons.pixmap(self._icon_name, self._theme.tokens[label_token], _ICON, self.devicePixelRatioF())
            spot = self._mirrored(QRect(x, (self.height() - _ICON) // 2 + 1, _ICON, _ICON))
            painter.drawPixmap(spot.topLeft(), drawn)
            x += _ICON + _GAP - 1
        x = self._words(painter, x, self._label, label_token)
        if self._key:
            self._words(painter, x + _GAP, self._key, key_token)
        painter.end()

    def _words(self, painter: QPainter, x: int, text: str, token: str) -> int:
        width = painter.fontMetrics().horizontalAdvance(text)
        painter.setPen(self._theme.colour(token))
        painter.drawText(
            self._mirrored(QRect(x, 0, width + 2, self.height())), int(Qt.AlignmentFlag.AlignVCenter), text
        )
        return x + width

    def _mirrored(self, rect: QRect) -> QRect:
        return QStyle.visualRect(self.layoutDirection(), self.rect(), rect)

    def _tokens(self) -> tuple[str, str]:
        if not self.isEnabled():
            return "disabled", "disabled"
        return ("on_accent", "on_accent") if self._is_primary else ("text", "muted")
