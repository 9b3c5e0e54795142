"""A button that shows which of some choices is in force and lets the user take another."""

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from desktop_app.ui.text import translate
from desktop_app.ui.theme import Theme


class ChoiceMenu(QMenu):
    """Choices of which one holds. ``chosen`` carries its value."""

    chosen = Signal(object)

    def __init__(self, title: str, choices: Sequence[tuple[StrEnum | str, str]], parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._group = QActionGroup(self)
        for value, words in choices:
            action = QAction(words, self._group)
            action.setCheckable(True)
            action.setData(str(value))
            self.addAction(action)
        self._values = {str(value): value for value, _ in choices}
        self._group.triggered.connect(self._on_action_triggered)

    def show_choice(self, value: str) -> None:
        """Mark the choice that holds."""
        for action in self._group.actions():
            action.setChecked(action.data() == value)

    def words_of(self, value: str) -> str:
        """Return a choice's words."""
        return next((action.text() for action in self._group.actions() if action.data() == value), "")

    @Slot(QAction)
    def _on_action_triggered(self, action: QAction) -> None:
        self.chosen.emit(self._values[action.data()])


class ChoiceButton(QPushButton):
    """Opens a `ChoiceMenu`; ``pattern`` holds ``{choice}``."""

    def __init__(self, menu: ChoiceMenu, pattern: str, theme: Theme, *, name: str) -> None:
        super().__init__()
        self._menu = menu
        self._pattern = pattern
        self._theme = theme
        self.setObjectName(name)
        self.setMenu(menu)
        self.setAutoDefault(True)  # Enter opens it
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard with the queue
        self.setIconSize(QSize(14, 14))
        # The arrow stands after the words.
        self.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if self.isLeftToRight() else Qt.LayoutDirection.LeftToRight
        )
        menu.setLayoutDirection(QGuiApplication.layoutDirection())
        menu.chosen.connect(self._on_menu_chosen)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_choice(self, value: str) -> None:
        """Show the choice that holds."""
        self._menu.show_choice(value)
        words = self._menu.words_of(value)
        self.setText(self._pattern.format(choice=words[:1].lower() + words[1:] if ":" in self._pattern else words))
        self.setAccessibleName(translate("Choice", "{title}: {choice}").format(title=self._menu.title(), choice=words))

    @Slot(object)
    def _on_menu_chosen(self, value: object) -> None:
        self.show_choice(str(value))

    @Slot()
    def _on_theme_changed(self) -> None:
        self.setIcon(self._theme.icon("chevron", "muted"))
