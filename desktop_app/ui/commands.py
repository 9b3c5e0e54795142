"""How news from the services reaches the panes, and the window's remaining actions."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QMessageBox

from desktop_app.core.changes import Changes
from desktop_app.core.errors import PingdeskError
from desktop_app.core.linkback import LinkbackId
from desktop_app.services.send import SendReport
from desktop_app.ui.choosing import Choosing
from desktop_app.ui.deciding import Deciding
from desktop_app.ui.listing import Answer, Occasion
from desktop_app.ui.looking import Looking
from desktop_app.ui.progress_bar import Work
from desktop_app.ui.selecting import Selecting
from desktop_app.ui.text import plain_message, translate

if TYPE_CHECKING:
    from desktop_app.ui.main_window import MainWindow

_RELIST_MS = 1_500
_OVERVIEW_MS = 400
_CLOCK_MS = 60_000
_SETTLED_MS = 3_000
"""So long after the last work a list still counts as being filled."""


class Commands(QObject):
    """Connects services and panes."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._pane = window.queue_pane
        self.deciding = Deciding(window)
        self.choosing = Choosing(window, self.deciding)
        self.selecting = Selecting(window)
        self.looking = Looking(window)
        self._relist = self._timer(_RELIST_MS, self._on_relist_due)
        self._overview = self._timer(_OVERVIEW_MS, window.listing.look_over)
        self._settled = self._timer(_SETTLED_MS, self._on_settled)
        clock = QTimer(self, interval=_CLOCK_MS)
        clock.timeout.connect(self._pane.view.refresh_ages)
        clock.start()
        for name, slot in (
            ("refresh", self.refresh),
            ("send_now", window.background.send_now),
            ("search", self._on_search),
            ("shortcuts", self._on_shortcuts),
            ("about", self._on_about),
            ("quit", window.close),
        ):
            window.actions_by_name[name].triggered.connect(slot)
        self._connect_listing()
        self._connect_work()

    def _timer(self, pause_ms: int, slot: object) -> QTimer:
        timer = QTimer(self, interval=pause_ms, singleShot=True)
        timer.timeout.connect(slot)
        return timer

    def _connect_listing(self) -> None:
        listing, notes = self._window.listing, self._window.notes
        listing.answered.connect(self._on_answered)
        listing.offers_changed.connect(self._pane.offers.show_offers)
        listing.misunderstood.connect(self._on_misunderstood)
        listing.failed.connect(notes.show_error)
        self._pane.model.reading_failed.connect(notes.show_error)

    def _connect_work(self) -> None:
        work, notes = self._window.background, self._window.notes
        work.started.connect(notes.show_started)
        work.started.connect(self._on_work_changed)
        work.progressed.connect(notes.show_progress)
        work.finished.connect(notes.show_finished)
        work.finished.connect(self._on_work_changed)
        work.failed.connect(notes.show_error)
        work.changed.connect(self._on_changed)
        work.checked.connect(self._on_checked)
        work.sent.connect(self._on_sent)
        notes.cancel_requested.connect(work.cancel)
        self._window.operations.changed.connect(self._on_changed)
        self._window.operations.failed.connect(self._on_operation_failed)

    @Slot()
    def refresh(self) -> None:
        """Ask all sites, and let the list be filled before the user's eyes."""
        self._pane.is_settling = True
        self._window.background.refresh()

    # News

    @Slot(object)
    def _on_answered(self, answer: Answer) -> None:
        self._pane.take(answer)

    @Slot(object)
    def _on_misunderstood(self, error: PingdeskError) -> None:
        self._window.search_box.show_invalid(is_invalid=True)
        self._pane.offers.show_message(str(error))

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if changes.sites:
            self._window.listing.look_over()
        if changes.linkbacks or changes.evidence or changes.outbox:
            self._pane.model.fetch_again()
            self._window.listing.look_again(Occasion.CALM)
            self.looking.show_current()

    @Slot(object)
    def _on_checked(self, linkback_id: LinkbackId) -> None:
        self._pane.model.fetch_again([linkback_id])
        self.looking.show_if_current(linkback_id)
        for timer in (self._overview, self._relist):
            if not timer.isActive():
                timer.start()

    @Slot(object)
    def _on_sent(self, report: SendReport) -> None:
        self._window.operations.tell_sent(report)

    @Slot()
    def _on_relist_due(self) -> None:
        self._window.listing.look_again(Occasion.CALM)

    @Slot(object)
    def _on_work_changed(self, _work: Work) -> None:
        busy = self._window.background.is_busy
        self._pane.show_loading(is_loading=busy(Work.REFRESHING))
        if not busy(Work.REFRESHING) and not busy(Work.VERIFYING):
            self._window.listing.look_again(Occasion.CALM)
            self._settled.start()

    @Slot()
    def _on_settled(self) -> None:
        busy = self._window.background.is_busy
        self._pane.is_settling = busy(Work.REFRESHING) or busy(Work.VERIFYING)

    @Slot(object)
    def _on_operation_failed(self, error: PingdeskError) -> None:
        self._pane.undo_bar.tell(str(error), can_undo=False)
        self._window.listing.look_again(Occasion.ASKED)

    # The window's own

    @Slot()
    def _on_search(self) -> None:
        self._window.search_box.setFocus()
        self._window.search_box.selectAll()

    @Slot()
    def _on_shortcuts(self) -> None:
        from desktop_app.ui.shortcuts import ShortcutsDialog  # noqa: PLC0415 - start-up time

        ShortcutsDialog(self._window.actions_by_name.listing(), self._window).open()

    @Slot()
    def _on_about(self) -> None:
        plain_message(
            self._window,
            icon=QMessageBox.Icon.NoIcon,
            title=translate("About", "About Pingdesk"),
            text=translate("About", "Pingdesk"),
            explanation=translate(
                "About", "Moderates the pingbacks and trackbacks of all your WordPress sites, with proof."
            ),
        ).open()
