"""Where somebody else decided otherwise meanwhile: both states in words, and above the proof with two buttons."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.core.decision import Conflict
from desktop_app.ui.action_button import ActionButton
from desktop_app.ui.row_text import conflict_text
from desktop_app.ui.text import translate, wrapped_label
from desktop_app.ui.theme import Theme


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
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for action in actions:
            buttons.addWidget(ActionButton(action, theme))
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 9, 12, 10)
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
