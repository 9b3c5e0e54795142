"""A button for an action that also shows the action's key, muted, as in the menus."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence, QPainter, QPaintEvent
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
        self._shows_key, self._shows_icon = shows_key, True
        self.setObjectName(f"{action.objectName()}Button")
        if primary:
            self.setProperty("role", "primary")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(True)  # Enter presses it
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

    def show_parts(self, *, shows_key: bool, shows_icon: bool) -> None:
        """Do without the key, or without the icon too, where there is little room."""
        if (shows_key, shows_icon) != (self._shows_key, self._shows_icon):
            self._shows_key, self._shows_icon = shows_key, shows_icon
            self._on_action_changed()

    def set_primary(self, *, is_primary: bool) -> None:
        """Stand out as what suits best, or step back."""
        if is_primary is not self._is_primary:
            self._is_primary = is_primary
            self.setProperty("role", "primary" if is_primary else None)
            self.style().unpolish(self)
            self.style().polish(self)
            self._on_action_changed()

    def width_with(self, *, shows_key: bool, shows_icon: bool) -> int:
        """Return how wide the button would be with these parts."""
        key = self._key_text if shows_key else ""
        return self._size(key, self._icon_name if shows_icon else "").width()

    @property
    def _label(self) -> str:
        return str(self._action.iconText())

    @property
    def _key(self) -> str:
        return self._key_text if self._shows_key else ""

    @property
    def _key_text(self) -> str:
        borrowed = self._action.property("shownKey")  # the key of another action that does the same here
        return str(borrowed or "") or self._action.shortcut().toString(QKeySequence.SequenceFormat.NativeText).replace(
            "Shift+", "⇧"
        )

    @property
    def _shown_icon(self) -> str:
        return self._icon_name if self._shows_icon else ""

    @property
    def _icon_name(self) -> str:
        return str(self._action.property("iconName") or "")

    def _size(self, key: str, icon_name: str) -> QSize:
        metrics = self.fontMetrics()
        width = metrics.horizontalAdvance(self._label) + 2 * _PADDING + 2
        if icon_name:
            width += _ICON + _GAP - 1
        if key:
            width += metrics.horizontalAdvance(key) + _GAP
        return QSize(width + (6 if self._is_primary else 0), metrics.height() + 13)

    def sizeHint(self) -> QSize:
        """Return the room for icon, label and key."""
        return self._size(self._key, self._shown_icon)

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
        if self._shown_icon:
            drawn = icons.pixmap(self._shown_icon, self._theme.tokens[label_token], _ICON, self.devicePixelRatioF())
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


def fit_buttons(buttons: Sequence[ActionButton], room: int, spacing: int) -> None:
    """Let buttons side by side show as much of themselves as fits: first the icons go, then the keys."""
    shown = [button for button in buttons if not button.isHidden()]
    for shows_key, shows_icon in ((True, True), (True, False), (False, False)):
        widths = (button.width_with(shows_key=shows_key, shows_icon=shows_icon) + spacing for button in shown)
        if sum(widths) <= room or not shows_key:
            for button in buttons:
                button.show_parts(shows_key=shows_key, shows_icon=shows_icon)
            return
