"""Choosing between one's own decision and the one that somebody else made meanwhile."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from desktop_app.core.linkback import LinkbackId
from desktop_app.core.query import View
from desktop_app.ui.badges import status_text
from desktop_app.ui.deciding import Deciding
from desktop_app.ui.text import translate

if TYPE_CHECKING:
    from desktop_app.ui.main_window import MainWindow


class Choosing(QObject):
    """Connects the actions that choose between one's own decision and the one made elsewhere."""

    def __init__(self, window: "MainWindow", deciding: Deciding) -> None:
        super().__init__(window)
        self._window = window
        self._deciding = deciding
        self._pane = window.queue_pane
        actions = window.actions_by_name
        for name, slot in (
            ("keep_mine", self._on_mine_triggered),
            ("keep_theirs", self._on_theirs_triggered),
            ("keep_mine_all", self._on_all_mine_triggered),
            ("keep_theirs_all", self._on_all_theirs_triggered),
        ):
            actions[name].triggered.connect(slot)
        self._pane.view.current_changed.connect(self.update_actions)
        self._pane.selection.changed.connect(self.update_actions)
        self._pane.shown.connect(self.update_actions)
        window.operations.left.connect(self._on_left)
        self.update_actions()

    @property
    def _is_in_outbox(self) -> bool:
        return self._window.listing.question.view is View.OUTBOX

    @Slot()
    def update_actions(self) -> None:
        """Offer the two where there is a conflict, by name."""
        actions = self._window.actions_by_name
        row = self._pane.model.row_at(self._pane.view.currentIndex().row())
        conflict = None if row is None else row.conflict
        is_group = self._pane.view.current_heading() is not None and self._is_in_outbox
        for name, text, status in (
            ("keep_mine", translate("Button", "Mine: {status}"), conflict.mine if conflict else None),
            ("keep_theirs", translate("Button", "Theirs: {status}"), conflict.theirs if conflict else None),
        ):
            actions[name].setEnabled(status is not None or is_group)
            if status is not None:
                actions[name].setIconText(text.format(status=status_text(status)))
        for name in ("keep_mine_all", "keep_theirs_all"):
            actions[name].setEnabled(len(self._pane.selection) > 0)

    @Slot()
    def _on_mine_triggered(self) -> None:
        ids = self._deciding.current()
        self._deciding.look_beyond(ids)
        self._window.operations.keep_mine(ids)

    @Slot()
    def _on_theirs_triggered(self) -> None:
        ids = self._deciding.current()
        self._deciding.look_beyond(ids)
        self._window.operations.keep_theirs(ids)

    @Slot()
    def _on_all_mine_triggered(self) -> None:
        self._window.operations.keep_mine(self._deciding.selected())

    @Slot()
    def _on_all_theirs_triggered(self) -> None:
        self._window.operations.keep_theirs(self._deciding.selected())

    @Slot(object)
    def _on_left(self, ids: Sequence[LinkbackId]) -> None:
        self._pane.selection.untick(ids)
        if self._is_in_outbox:
            self._pane.take_away(frozenset(ids))
        else:
            self._pane.model.fetch_again(ids)
