"""Selecting: all, none, a sender's, an offer's; always only what the list shows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from desktop_app.core.decision import Action, aim_of
from desktop_app.core.evidence import Verdict
from desktop_app.core.linkback import LinkbackId, SiteId, Status
from desktop_app.core.query import Query, narrowed
from desktop_app.core.queue import Offer, QueueRow
from desktop_app.core.suggestion import Suggestion
from desktop_app.ui.tasks import Control, Task
from desktop_app.ui.text import translate

if TYPE_CHECKING:
    from desktop_app.ui.main_window import MainWindow

_COUNT_AT_ONCE = 300
"""Up to so many selected linkbacks are looked up in passing, to tell on how many sites they are."""


class Selecting(QObject):
    """Connects the selecting actions and tells how much is selected."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._pane = window.queue_pane
        self._counting: Task | None = None
        actions = window.actions_by_name
        for name, slot in (
            ("toggle", self._pane.view.toggle_current),
            ("toggle_all", self._on_toggle_all),
            ("select_all", self._on_select_all),
            ("select_none", self._on_select_none),
            ("select_sender", self._on_select_sender),
        ):
            actions[name].triggered.connect(slot)
        self._pane.selection.changed.connect(self.show_selection)
        self._pane.shown.connect(self.show_selection)
        self._pane.offers.chosen.connect(self._on_offer_chosen)

    @Slot()
    def show_selection(self) -> None:
        """Tell how much is selected, and on how many sites."""
        if self._counting is not None:
            self._counting.forget()
            self._counting = None
        ids = self._pane.selection.ids()
        summary = _Summary()
        if len(ids) <= _COUNT_AT_ONCE:
            summary.add(self._pane.model.rows_for(ids))
            self._tell(summary)
            return
        self._tell(None)
        queue, known = self._window.desk.queue, list(ids)

        def job(control: Control) -> _Summary:
            for start in range(0, len(known), _COUNT_AT_ONCE):
                if control.cancelled.is_set():
                    break
                summary.add(queue.rows(known[start : start + _COUNT_AT_ONCE]).values())
            return summary

        self._counting = self._window.tasks.submit(
            job, owner=self, then=self._on_counted, failed=self._window.notes.show_error
        )

    def _tell(self, summary: "_Summary | None") -> None:
        listed = len(self._pane.model.entries.positions)
        sites = len(summary.sites) if summary is not None else None
        self._pane.bulk.show_state(listed=listed, selected=len(self._pane.selection), sites=sites)
        self._pane.bulk.highlight(summary.suiting() if summary is not None else None)

    def _on_counted(self, summary: "_Summary") -> None:
        self._counting = None
        self._tell(summary)

    @Slot()
    def _on_toggle_all(self) -> None:
        self._pane.selection.toggle(self._pane.model.entries.positions)

    @Slot()
    def _on_select_all(self) -> None:
        self._pane.selection.tick(self._pane.model.entries.positions)

    @Slot()
    def _on_select_none(self) -> None:
        self._pane.selection.clear()

    @Slot()
    def _on_select_sender(self) -> None:
        row = self._pane.model.row_at(self._pane.view.currentIndex().row())
        if row is None:
            return
        sender, queue = row.sender, self._window.desk.queue
        query = narrowed(self._window.listing.question.query(), Query(senders=frozenset({sender})))

        def job(_control: Control) -> list[LinkbackId]:
            # The search finds parts of names, too; here it has to be this very sender.
            return [found.linkback_id for found in queue.rows(queue.ids(query)).values() if found.sender == sender]

        self._window.tasks.submit(job, owner=self, then=self._on_ids_found, failed=self._window.notes.show_error)

    @Slot(object)
    def _on_offer_chosen(self, offer: Offer) -> None:
        queue = self._window.desk.queue

        def job(_control: Control) -> list[LinkbackId]:
            return queue.ids(offer.query)

        self._window.tasks.submit(job, owner=self, then=self._on_ids_found, failed=self._window.notes.show_error)

    def _on_ids_found(self, ids: list[LinkbackId]) -> None:
        # Only what the user can see in the list: what arrived meanwhile is not swept along.
        self._pane.selection.set_to(self._pane.model.entries.positions.keys() & set(ids))
        if not self._window.search_box.hasFocus():  # he may have gone there meanwhile
            self._window.view_state.focus_list()
        if not len(self._pane.selection):
            self._pane.undo_bar.tell(translate("Select", "None of these is in the list any more."), can_undo=False)


@dataclass(slots=True)
class _Summary:
    """What the selected linkbacks have in common."""

    sites: set[SiteId] = field(default_factory=set[SiteId])
    is_clean: set[bool] = field(default_factory=set[bool])
    statuses: set[Status] = field(default_factory=set[Status])

    def add(self, rows: Iterable[QueueRow]) -> None:
        """Take these into account."""
        for row in rows:
            self.sites.add(row.site_id)
            self.is_clean.add(row.verdict is Verdict.LINKED and row.suggestion is Suggestion.APPROVE)
            self.statuses.add(row.status)

    def suiting(self) -> Action | None:
        """Return what suits them all: approving clean links, else spam; nothing for mixed ones."""
        if len(self.is_clean) != 1:
            return None
        action = Action.APPROVE if True in self.is_clean else Action.SPAM
        return None if self.statuses == {aim_of(action, None)} else action
