"""Where somebody else decided otherwise meanwhile: both states in words, and above the proof with two buttons."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.core.decision import Conflict
from desktop_app.ui.action_button import ActionButton, fit_buttons
from desktop_app.ui.row_text import conflict_text
from desktop_app.ui.text import translate, wrapped_label
from desktop_app.ui.theme import Theme

_BESIDE, _BETWEEN = 12, 8


class ConflictBox(QWidget):
    """Tells of a conflict above the proof, with a button for each of the two."""

    def __init__(self, theme: Theme, actions: Sequence[QAction]) -> None:
        super().__init__()
        self.setObjectName("conflictBox")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._states = wrapped_label(name="conflictStates", role="strong")
        self._words = wrapped_label(
            translate("Conflict", "It was decided on the site before your decision was sent, so yours was kept back."),
            name="conflictWords",
        )
        for label in (self._states, self._words):
            label.setMinimumWidth(80)
        self._buttons = [ActionButton(action, theme) for action in actions]
        buttons = QHBoxLayout()
        buttons.setSpacing(_BETWEEN)
        for button, action in zip(self._buttons, actions, strict=True):
            buttons.addWidget(button)
            action.changed.connect(self._on_action_changed)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(_BESIDE, 9, _BESIDE, 10)
        column.setSpacing(5)
        column.addWidget(self._states)
        column.addWidget(self._words)
        column.addSpacing(2)
        column.addLayout(buttons)
        self.hide()

    def show_conflict(self, conflict: Conflict | None) -> None:
        """Show both states, or nothing."""
        self._states.setText("" if conflict is None else conflict_text(conflict))
        self.setVisible(conflict is not None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See anew how much of the buttons fits."""
        super().resizeEvent(event)
        self._on_action_changed()

    def minimumSizeHint(self) -> QSize:
        """Let the pane be as narrow as it likes."""
        return QSize(100, super().minimumSizeHint().height())

    @Slot()
    def _on_action_changed(self) -> None:
        fit_buttons(self._buttons, self.width() - 2 * _BESIDE, _BETWEEN)
