"""Deciding, undoing and redoing: one function per thing the user does, each a job and what follows from it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from desktop_app.core.changes import Changes
from desktop_app.core.decision import Action, ItemResult, Result
from desktop_app.core.linkback import LinkbackId
from desktop_app.core.queue import QueueRow
from desktop_app.services.desk import Desk
from desktop_app.services.moderate import ActReport, UndoReport
from desktop_app.services.send import SendReport
from desktop_app.ui.act_text import doing_text, done_text, on_sites_text
from desktop_app.ui.tasks import Control, TaskRunner
from desktop_app.ui.text import translate


@dataclass(frozen=True, slots=True)
class Sentence:
    """What to tell the user, and whether Undo goes with it."""

    text: str
    can_undo: bool = False


class Operations(QObject):
    """Acts on linkbacks. ``told`` carries a `Sentence`, ``left`` what stays as it was decided elsewhere."""

    decided = Signal(object)
    taken_back = Signal(object)
    left = Signal(object)
    changed = Signal(object)
    told = Signal(object)
    failed = Signal(object)

    def __init__(self, desk: Desk, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._tasks = tasks
        self._is_undoing = False
        self._last: frozenset[LinkbackId] = frozenset()
        self._answers: dict[LinkbackId, ItemResult] = {}

    def decide(self, action: Action, ids: Sequence[LinkbackId]) -> None:
        """Write one act down; it is sent after the time set for second thoughts."""
        if not ids:
            return

        def job(_control: Control) -> ActReport:
            hold_back_s = self._desk.settings.number("sending.hold_back_s")
            return self._desk.moderator.decide(action, ids, hold_back_s=hold_back_s)

        self._tasks.submit(job, owner=self, then=self._on_decided, failed=self.failed.emit, in_order=True)

    def undo(self) -> None:
        """Take the last act back."""

        def job(_control: Control) -> UndoReport | None:
            return self._desk.moderator.undo()

        self._tasks.submit(job, owner=self, then=self._on_undone, failed=self.failed.emit, in_order=True)

    def redo(self) -> None:
        """Do again what was undone last."""

        def job(_control: Control) -> UndoReport | None:
            hold_back_s = self._desk.settings.number("sending.hold_back_s")
            return self._desk.moderator.redo(hold_back_s=hold_back_s)

        self._tasks.submit(job, owner=self, then=self._on_redone, failed=self.failed.emit, in_order=True)

    def retry(self, rows: Sequence[QueueRow]) -> None:
        """Decide again as before on what a site refused."""
        by_action: dict[Action, list[LinkbackId]] = {}
        for row in rows:
            if row.failed_action is not None:
                by_action.setdefault(row.failed_action, []).append(row.linkback_id)
        for action, again in by_action.items():
            self.decide(action, again)

    def keep_mine(self, ids: Sequence[LinkbackId]) -> None:
        """Decide again as before where somebody else had decided otherwise."""
        if not ids:
            return

        def job(_control: Control) -> list[ActReport]:
            hold_back_s = self._desk.settings.number("sending.hold_back_s")
            return self._desk.moderator.keep_mine(ids, hold_back_s=hold_back_s)

        self._tasks.submit(job, owner=self, then=self._on_kept_mine, failed=self.failed.emit, in_order=True)

    def keep_theirs(self, ids: Sequence[LinkbackId]) -> None:
        """Leave it as somebody else had decided."""
        if not ids:
            return

        def job(_control: Control) -> tuple[LinkbackId, ...]:
            return self._desk.moderator.keep_theirs(ids)

        self._tasks.submit(job, owner=self, then=self._on_kept_theirs, failed=self.failed.emit, in_order=True)

    def tell_sent(self, report: SendReport) -> None:
        """Say what became of decisions, by the sites' own answers."""
        if self._is_undoing or not self._last:
            sentence = self._receipt(dict(report.results), with_done=not self._is_undoing)
            if sentence:
                self.told.emit(Sentence(sentence))
            return
        own = {linkback_id: item for linkback_id, item in report.results if linkback_id in self._last}
        others = {linkback_id: item for linkback_id, item in report.results if linkback_id not in own}
        self._answers |= own
        # What Undo takes back is the last act: of those before it only what went wrong is worth a word.
        troubles = self._receipt(others, with_done=False)
        done = self._receipt(self._answers, with_done=True) if own or troubles else ""
        sentence = ", ".join(part for part in (done, troubles) if part)
        if sentence:
            self.told.emit(Sentence(sentence, can_undo=True))

    def _receipt(self, items: Mapping[LinkbackId, ItemResult], *, with_done: bool) -> str:
        failed = [linkback_id for linkback_id, item in items.items() if item.result is Result.FAILED]
        rows = self._desk.queue.rows(failed).values() if failed else ()
        conflicts = sum(row.conflict is not None for row in rows)
        return receipt(list(items.values()), with_done=with_done, conflicts=conflicts)

    def _begin(self, ids: Iterable[LinkbackId]) -> None:
        """Note what the last act is about: that is what is told of it, and what Undo takes back."""
        self._last, self._answers = frozenset(ids), {}

    def _on_decided(self, report: ActReport) -> None:
        self._is_undoing = False
        if report.accepted:
            self._begin(report.accepted)
            text = translate("Act", "{doing} …").format(
                doing=doing_text(report.action, len(report.accepted)) + on_sites_text(report.sites)
            )
            self.told.emit(Sentence(text, can_undo=True))
        elif report.settled:
            self.told.emit(Sentence(_settled_text(report)))
        self.decided.emit(report)
        self.changed.emit(Changes(linkbacks=True, outbox=True))

    def _on_kept_mine(self, reports: Sequence[ActReport]) -> None:
        if not reports:
            self.told.emit(Sentence(_no_conflict_text()))
        for report in reports:
            self._on_decided(report)

    def _on_kept_theirs(self, ids: Sequence[LinkbackId]) -> None:
        text = translate("Conflict", "%Ln left as decided elsewhere.", None, len(ids)) if ids else _no_conflict_text()
        self.told.emit(Sentence(text))
        self.left.emit(ids)
        self.changed.emit(Changes(linkbacks=True, outbox=True))

    def _on_undone(self, report: UndoReport | None) -> None:
        if report is None:
            self.told.emit(Sentence(translate("Act", "There is nothing to undo.")))
            return
        self._is_undoing = True
        self._begin(())
        self.told.emit(Sentence(_undone_text(report)))
        self.taken_back.emit(report)
        self.changed.emit(Changes(linkbacks=True, outbox=True))

    def _on_redone(self, report: UndoReport | None) -> None:
        if report is None:
            self.told.emit(Sentence(translate("Act", "There is nothing to redo.")))
            return
        self._is_undoing = False
        self._begin([*report.withdrawn, *(one for ids in report.sent_back.values() for one in ids)])
        self.told.emit(
            Sentence(translate("Act", "{doing} …").format(doing=doing_text(report.action, report.count)), can_undo=True)
        )
        self.taken_back.emit(report)
        self.changed.emit(Changes(linkbacks=True, outbox=True))


def _undone_text(report: UndoReport) -> str:
    """Return what was taken back, by its name: it may be an older act than the user has in mind."""
    if not report.count and not report.final:
        return translate("Act", "Undone: nothing had been changed.")
    count = report.count or len(report.final)
    text = translate("Act", "Undone: {done}.").format(done=done_text(report.action, count))
    if report.count and len(report.overruled) == report.count:
        return f"{text} {translate('Act', 'Nothing had been changed on the site.')}"
    if report.final:
        lost = translate("Act", "%Ln had been deleted permanently already.", None, len(report.final))
        return f"{text} {lost}"
    return text


def _no_conflict_text() -> str:
    return translate("Conflict", "Nobody else decided otherwise here: there is nothing to choose.")


def _settled_text(report: ActReport) -> str:
    _, first = report.settled[0]
    if len(report.settled) == 1:
        return first.reason
    count = translate("Act", "%Ln left as they were.", None, len(report.settled))
    return f"{count} {first.reason}"


def receipt(items: Sequence[ItemResult], *, with_done: bool, conflicts: int = 0) -> str:
    """Return what became of the items as a sentence; empty if there is nothing to say.

    ``conflicts`` of those that failed were decided otherwise elsewhere.
    """
    done = Counter(item.action for item in items if item.result in (Result.DONE, Result.UNCHANGED))
    failed = sum(item.result is Result.FAILED for item in items) - conflicts
    queued = sum(item.result is Result.QUEUED for item in items)
    sites = {item.reference.rpartition(":")[0] for item in items if item.result is not Result.QUEUED}
    parts: list[str] = []
    if with_done and done:
        parts = [done_text(action, count) for action, count in done.items()]
        parts[-1] += on_sites_text(len(sites))
    if conflicts:
        parts.append(translate("Act", "%Ln decided otherwise elsewhere (choose in the Outbox)", None, conflicts))
    if failed:
        parts.append(translate("Act", "%Ln refused by the site", None, failed))
    if queued:
        parts.append(translate("Act", "%Ln waiting in the outbox", None, queued))
    return ", ".join(parts)
