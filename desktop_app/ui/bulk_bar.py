"""Under the queue: how much there is, or how much is selected and what to do with it."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from desktop_app.core.decision import Action
from desktop_app.ui.action_button import ActionButton, fit_buttons
from desktop_app.ui.push_button import push_button
from desktop_app.ui.text import plain_label, translate
from desktop_app.ui.theme import Theme


class BulkBar(QWidget):
    """Keeps its place when nothing is selected, so that the queue does not jump."""

    def __init__(self, theme: Theme, actions: Sequence[QAction], more: Sequence[QAction | None]) -> None:
        super().__init__()
        self.setObjectName("bulkBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._summary = plain_label(name="selectionSummary", role="strong")
        self._listed = plain_label(name="listSummary", role="muted")
        self._buttons = QWidget()
        buttons = QHBoxLayout(self._buttons)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(8)
        self._fitting = [ActionButton(action, theme) for action in actions]
        for button in self._fitting:
            buttons.addWidget(button)
        self._more = self._more_button(more)
        buttons.addWidget(self._more)
        self._theme = theme
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 9, 12, 9)
        row.setSpacing(12)
        row.addWidget(self._summary)
        row.addWidget(self._listed)
        row.addStretch(1)
        row.addWidget(self._buttons)
        keep = self._buttons.sizePolicy()
        keep.setRetainSizeWhenHidden(True)
        self._buttons.setSizePolicy(keep)
        self.show_state(listed=0, selected=0, sites=None)

    def _more_button(self, actions: Sequence[QAction | None]) -> QPushButton:
        button = push_button(translate("Button", "More"), "moreButton")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        menu = QMenu(button)
        for action in actions:
            if action is None:
                menu.addSeparator()
            else:
                menu.addAction(action)
        button.setMenu(menu)
        button.setIconSize(QSize(14, 14))
        # The arrow stands after the word.
        button.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if self.isLeftToRight() else Qt.LayoutDirection.LeftToRight
        )
        menu.setLayoutDirection(self.layoutDirection())
        return button

    @Slot()
    def _on_theme_changed(self) -> None:
        self._more.setIcon(self._theme.icon("chevron", "muted"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See anew how much of the buttons fits."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Let the pane be as narrow as it likes."""
        return QSize(100, super().minimumSizeHint().height())

    def _fit(self) -> None:
        taken = self._summary.sizeHint().width() + self._more.sizeHint().width() + 48
        fit_buttons(self._fitting, self.width() - taken, 8)

    def highlight(self, action: Action | None) -> None:
        """Let the action that suits the selection stand out; ``None``: no one does."""
        wanted = "" if action is None else f"{action.value}_allButton"
        for button in self._fitting:
            button.set_primary(is_primary=button.objectName() == wanted)
        self._fit()

    def show_state(self, *, listed: int, selected: int, sites: int | None) -> None:
        """Tell what is selected; ``sites`` is ``None`` while it is being counted."""
        self._buttons.setVisible(selected > 0)
        self._summary.setVisible(selected > 0)
        self._listed.setVisible(selected == 0 and listed > 0)
        self._listed.setText(translate("Bulk", "%Ln linkback(s)", None, listed))
        text = translate("Bulk", "%Ln selected", None, selected)
        if sites:
            on_sites = translate("Bulk", "on %Ln site(s)", None, sites)
            text = translate("Bulk", "{selected} {on_sites}").format(selected=text, on_sites=on_sites)
        self._summary.setText(text)
        self._fit()
