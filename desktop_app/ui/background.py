"""Work that goes on by itself: refreshing, verifying, sending what is due, watching the store."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop_app.core.changes import Changes
from desktop_app.core.errors import PingdeskError
from desktop_app.core.linkback import LinkbackId, SiteId
from desktop_app.services.desk import Desk
from desktop_app.services.send import SendReport
from desktop_app.services.sync import RefreshReport
from desktop_app.ui.progress_bar import Work
from desktop_app.ui.tasks import Control, Task, TaskRunner

T = TypeVar("T")

_POLL_MS = 2_000
_MINUTE_MS = 60_000
_LEAST_PAUSE_MS = 50
_LONGEST_PAUSE_MS = 60_000
_VERIFIED_AT_ONCE = 240
"""Then what is on screen is asked for again: the user may have scrolled."""


class Background(QObject):
    """Runs one job of each kind at a time. ``progressed`` carries a `Work`, done and total (0: unknown)."""

    started = Signal(object)
    progressed = Signal(object, object, object)
    finished = Signal(object)
    changed = Signal(object)
    checked = Signal(object)
    sent = Signal(object)
    refreshing_changed = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        desk: Desk,
        tasks: TaskRunner,
        on_screen: Callable[[], Sequence[LinkbackId]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._tasks = tasks
        self._on_screen = on_screen
        self._running: dict[Work, Task] = {}
        self._refreshing: frozenset[SiteId] = frozenset()
        self._to_verify: list[LinkbackId] = []
        self._verified, self._verify_total = 0, 0
        self._sent, self._to_send = 0, 0
        self._refresh_total = 0
        self._is_polling = False
        self._due = QTimer(self, singleShot=True)
        self._due.timeout.connect(self._send)
        self._poll = QTimer(self, interval=_POLL_MS)
        self._poll.timeout.connect(self._on_poll_due)
        self._again = QTimer(self)
        self._again.timeout.connect(self.refresh)

    def start(self) -> None:
        """Begin: refresh, verify what is due, send what waits, and watch the store."""
        self._poll.start()
        self._on_poll_due()  # the first answer is what later ones are compared with
        self.refresh()
        self.send_when_due()
        minutes = self._desk.settings.number("refresh.interval_min")
        if minutes:
            self._again.start(minutes * _MINUTE_MS)

    def stop(self) -> None:
        """Start nothing more."""
        for timer in (self._due, self._poll, self._again):
            timer.stop()
        self._to_verify.clear()

    def is_busy(self, work: Work) -> bool:
        """Whether such work is going on."""
        return work in self._running

    def cancel(self, work: Work) -> None:
        """Stop one kind of work; what is done stays done."""
        if work is Work.VERIFYING:
            self._to_verify.clear()
        if work in self._running:
            self._running[work].stop()

    # Refreshing

    @Slot()
    def refresh(self, sites: Sequence[SiteId] | None = None) -> None:
        """Ask the sites (all, unless some are named) for what is new."""
        if Work.REFRESHING in self._running:
            return

        def job(control: Control) -> list[RefreshReport]:
            asked = [site.site_id for site in self._desk.queue.sites() if sites is None or site.site_id in sites]
            control.report(frozenset(asked))
            return self._desk.sync.refresh(asked, cancelled=control.cancelled, on_site=control.report)

        self._start(Work.REFRESHING, job, then=self._on_refreshed, progress=self._on_site_refreshed)

    def _on_site_refreshed(self, report: frozenset[SiteId] | RefreshReport) -> None:
        if isinstance(report, frozenset):
            self._refreshing = report
            self._refresh_total = len(report)
        else:
            self._refreshing -= {report.site_id}
            self.changed.emit(Changes(linkbacks=True, sites=True))
        self.refreshing_changed.emit(self._refreshing)
        if self._refresh_total:
            self.progressed.emit(Work.REFRESHING, self._refresh_total - len(self._refreshing), self._refresh_total)

    def _on_refreshed(self, _reports: list[RefreshReport]) -> None:
        self._refreshing = frozenset()
        self.refreshing_changed.emit(self._refreshing)
        self._end(Work.REFRESHING, Changes(linkbacks=True, sites=True))
        self.verify_due()
        self.send_when_due()  # what had been put off is due again where a site does fine now

    # Verifying

    def verify_due(self) -> None:
        """Verify what is unchecked or expired, unless the user wants to ask for it himself."""

        def job(_control: Control) -> list[LinkbackId]:
            settings = self._desk.settings
            mode = settings.get("verification.mode")
            is_wanted = mode == "automatic" or (mode == "proxy" and bool(settings.get("verification.proxy")))
            return self._desk.inspector.due() if is_wanted else []

        self._tasks.submit(job, owner=self, then=self.verify, failed=self.failed.emit)

    def verify(self, ids: Sequence[LinkbackId]) -> None:
        """Verify these sources, those on screen first, after what is being verified."""
        waiting = set(self._to_verify)
        new = [linkback_id for linkback_id in ids if linkback_id not in waiting]
        self._to_verify += new
        self._verify_total += len(new)
        if Work.VERIFYING not in self._running:
            self._verify_next()

    def _verify_next(self) -> None:
        if not self._to_verify:
            self._verified = self._verify_total = 0
            self.finished.emit(Work.VERIFYING)
            return
        on_screen = set(self._on_screen())
        self._to_verify.sort(key=lambda linkback_id: linkback_id not in on_screen)
        now, self._to_verify = self._to_verify[:_VERIFIED_AT_ONCE], self._to_verify[_VERIFIED_AT_ONCE:]

        def job(control: Control) -> int:
            def tell(linkback_id: LinkbackId, _evidence: object) -> None:
                control.report(linkback_id)

            return self._desk.inspector.verify(now, cancelled=control.cancelled, on_checked=tell)

        self._start(Work.VERIFYING, job, then=self._on_verified, progress=self._on_checked)
        self.progressed.emit(Work.VERIFYING, self._verified, self._verify_total)

    def _on_checked(self, linkback_id: LinkbackId) -> None:
        self._verified += 1
        self.progressed.emit(Work.VERIFYING, self._verified, max(self._verified, self._verify_total))
        self.checked.emit(linkback_id)

    def _on_verified(self, _count: int) -> None:
        self._running.pop(Work.VERIFYING, None)
        self.changed.emit(Changes(evidence=True))
        self._verify_next()

    # Sending

    def send_when_due(self) -> None:
        """Send the next decision when its time for second thoughts is over."""

        def job(_control: Control) -> float | None:
            return self._desk.sender.next_due_s()

        self._tasks.submit(job, owner=self, then=self._on_due_known, failed=self.failed.emit)

    def _on_due_known(self, seconds: float | None) -> None:
        if seconds is None:
            self._due.stop()
        else:
            pause = int(seconds * 1000) + _LEAST_PAUSE_MS
            self._due.start(min(_LONGEST_PAUSE_MS, pause))

    def send_now(self) -> None:
        """Send all that waits."""
        self._send(at_once=True)

    @Slot()
    def _send(self, *, at_once: bool = False) -> None:
        if Work.SENDING in self._running:
            self._due.start(_LEAST_PAUSE_MS * 10)
            return
        self._sent = 0

        def job(control: Control) -> SendReport:
            control.report(len(self._desk.sender.waiting()))

            def tell(_linkback_id: LinkbackId, _result: object) -> None:
                control.report(None)

            return self._desk.sender.send(cancelled=control.cancelled, on_result=tell, at_once=at_once)

        self._start(Work.SENDING, job, then=self._on_sent, progress=self._on_item_sent)

    def _on_item_sent(self, waiting: int | None) -> None:
        if waiting is not None:
            self._to_send = waiting
        else:
            self._sent += 1
        self.progressed.emit(Work.SENDING, self._sent, max(self._sent, self._to_send))

    def _on_sent(self, report: SendReport) -> None:
        if report.results:
            self.sent.emit(report)
        was_stopped = self._running[Work.SENDING].cancelled.is_set()
        self._end(Work.SENDING, Changes(linkbacks=True, outbox=True, sites=bool(report.errors)))
        if not was_stopped:  # else the rest goes with the next decision or refresh
            self.send_when_due()

    # Watching

    @Slot()
    def _on_poll_due(self) -> None:
        if self._is_polling:
            return
        self._is_polling = True

        def job(_control: Control) -> bool:
            return self._desk.queue.has_changed_elsewhere()

        self._tasks.submit(job, owner=self, then=self._on_polled, failed=self._on_poll_failed)

    def _on_polled(self, has_changed: bool) -> None:  # noqa: FBT001 - a job's result
        self._is_polling = False
        if has_changed:
            self.changed.emit(Changes(linkbacks=True, evidence=True, outbox=True, sites=True, settings=True))
            self.send_when_due()

    def _on_poll_failed(self, error: PingdeskError) -> None:
        self._is_polling = False
        self._poll.stop()  # once is enough; the user is told and can refresh
        self.failed.emit(error)

    # One job of each kind

    def _start(
        self, work: Work, job: Callable[[Control], T], *, then: Callable[[T], None], progress: Callable[[Any], None]
    ) -> None:
        def fail(error: PingdeskError) -> None:
            self._end(work, Changes(linkbacks=True, sites=True))
            self.failed.emit(error)

        if not self.is_busy(work):
            self.started.emit(work)
        self._running[work] = self._tasks.submit(job, owner=self, then=then, failed=fail, progress=progress)

    def _end(self, work: Work, changes: Changes) -> None:
        self._running.pop(work, None)
        if work is Work.VERIFYING:
            self._to_verify.clear()
            self._verified = self._verify_total = 0
        self.changed.emit(changes)
        self.finished.emit(work)
