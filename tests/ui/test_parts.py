"""The window's parts on their own: the model, selecting, jobs, the preview."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QObject, Qt
from pytestqt.qtbot import QtBot

from desktop_app.core.errors import PingdeskError, SiteUnreachable
from desktop_app.core.evidence import FoundLink, Region, Verdict
from desktop_app.core.linkback import CommentId, Kind, LinkbackId, PostId, SiteId, Status
from desktop_app.core.queue import Heading, QueueRow
from desktop_app.core.suggestion import Suggestion
from desktop_app.ui.heights import Heights
from desktop_app.ui.preview import anchor_span
from desktop_app.ui.queue_model import Entries, QueueModel
from desktop_app.ui.selection import Selection
from desktop_app.ui.tasks import Control, TaskRunner
from tests.ui.workbench import HOSTILE

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def queue_row(number: int) -> QueueRow:
    """Return a row."""
    return QueueRow(
        LinkbackId(number), SiteId(1), "alpha", "Alpha", 0, CommentId(number), PostId(1), Kind.PINGBACK, Status.PENDING,
        "https://s.example/", "s.example", HOSTILE, "words", "Post", "https://b.example/p", NOW, Verdict.LINKED,
        frozenset(), "It links.", Suggestion.APPROVE, 1, "", None, is_waiting=False,
    )  # fmt: skip


# The model


def test_rows_are_fetched_in_batches_when_they_are_painted(qtbot: QtBot) -> None:
    asked: list[int] = []

    def rows_of(ids: Sequence[LinkbackId]) -> dict[LinkbackId, QueueRow]:
        asked.append(len(ids))
        return {linkback_id: queue_row(linkback_id) for linkback_id in ids}

    model = QueueModel(rows_of)
    model.show_entries(Entries([LinkbackId(number) for number in range(100_000)]))
    assert asked == []
    for line in range(50_000, 50_030):
        assert model.row_at(line) is not None
    assert asked == [80]
    model.fetch_again([LinkbackId(50_001)])
    assert model.row_at(50_001) is not None
    assert asked == [80, 2]  # the one forgotten, and the next beyond the first batch


def test_a_store_that_cannot_be_read_is_told_once(qtbot: QtBot) -> None:
    def rows_of(_ids: Sequence[LinkbackId]) -> dict[LinkbackId, QueueRow]:
        raise SiteUnreachable("no")

    model, told = QueueModel(rows_of), list[PingdeskError]()
    model.reading_failed.connect(told.append)
    model.show_entries(Entries([LinkbackId(1), LinkbackId(200)]))
    assert model.row_at(0) is model.row_at(1) is None
    assert len(told) == 1


def test_entries_without_some_lose_headings_of_one() -> None:
    one, two, three = LinkbackId(1), LinkbackId(2), LinkbackId(3)
    entries = Entries([Heading("s", "s", (one, two), 2), one, two, three])
    assert bytes(entries.grouped) == b"\0\1\1\0"
    assert entries.without(frozenset({one})).all == [two, three]


def test_a_listing_that_can_be_scrolled_into_place_does_not_move() -> None:
    heights = Heights(50, 30)
    old = Entries([LinkbackId(number) for number in range(100)])
    newer = Entries([LinkbackId(500), *old.all])
    visible = [LinkbackId(number) for number in range(10, 20)]
    assert heights.can_stay(old, newer, visible, 0, 500)
    assert not heights.can_stay(Entries(old.all[:5]), Entries([LinkbackId(500), *old.all[:5]]), [LinkbackId(0)], 0, 500)
    mixed = Entries([*old.all[:15], LinkbackId(500), *old.all[15:]])
    assert not heights.can_stay(old, mixed, visible, 0, 500)


def test_selection_counts_groups_and_forgets_what_is_gone(qtbot: QtBot) -> None:
    selection = Selection()
    ids = tuple(LinkbackId(number) for number in range(4))
    heading = Heading("s", "s", ids, 1)
    with qtbot.waitSignal(selection.changed):
        selection.tick(ids)
    assert selection.state_of(heading) is Qt.CheckState.Checked
    selection.keep_only(ids[:1])
    assert selection.state_of(heading) is Qt.CheckState.PartiallyChecked
    selection.toggle(ids)
    assert len(selection) == 4
    selection.toggle(ids)
    assert selection.state_of(heading) is Qt.CheckState.Unchecked


# Jobs


def returning(number: int) -> Callable[[Control], int]:
    """Return a job that returns the number."""
    return lambda _control: number


@pytest.fixture
def tasks() -> Iterator[TaskRunner]:
    """Return a runner that is shut down afterwards."""
    runner = TaskRunner()
    yield runner
    assert runner.shutdown(patience_s=2)


def test_results_and_known_errors_come_home_on_the_gui_thread(qtbot: QtBot, tasks: TaskRunner) -> None:
    home = threading.get_ident()
    heard: list[tuple[str, object, bool]] = []
    owner = QObject()

    def fails(_control: Control) -> int:
        raise SiteUnreachable("gone")

    def works(control: Control) -> int:
        control.report("half")
        return 7

    def hear(kind: str, value: object) -> None:
        heard.append((kind, str(value), threading.get_ident() == home))

    tasks.submit(
        works,
        owner=owner,
        then=lambda value: hear("then", value),
        failed=lambda error: hear("failed", error),
        progress=lambda value: hear("progress", value),
    )
    tasks.submit(fails, owner=owner, then=lambda value: hear("then", value), failed=lambda error: hear("failed", error))
    qtbot.waitUntil(tasks.idle)
    assert set(heard) == {("progress", "half", True), ("then", "7", True), ("failed", "gone", True)}


def test_a_result_is_never_delivered_from_within_submit(qtbot: QtBot, tasks: TaskRunner) -> None:
    owner, heard = QObject(), list[int]()
    for number in range(50):
        tasks.submit(returning(number), owner=owner, then=heard.append, failed=print)
        assert len(heard) == 0
    qtbot.waitUntil(tasks.idle)
    assert len(heard) == 50


def test_ordered_jobs_run_one_after_the_other(qtbot: QtBot, tasks: TaskRunner) -> None:
    owner, heard = QObject(), list[int]()
    for number in range(20):
        tasks.submit(returning(number), owner=owner, then=heard.append, failed=print, in_order=True)
    qtbot.waitUntil(tasks.idle)
    assert heard == list(range(20))


def test_forgotten_jobs_and_dead_owners_are_not_called(qtbot: QtBot, tasks: TaskRunner) -> None:
    gate, heard = threading.Event(), list[bool]()
    owner, dead = QObject(), QObject()
    task = tasks.submit(lambda _control: gate.wait(2), owner=owner, then=heard.append, failed=print)
    tasks.submit(lambda _control: gate.wait(2), owner=dead, then=heard.append, failed=print)
    task.forget()
    dead.deleteLater()
    qtbot.wait(20)
    gate.set()
    qtbot.waitUntil(tasks.idle)
    assert heard == []


def test_shutting_down_waits_no_longer_than_told(qtbot: QtBot) -> None:
    del qtbot
    tasks, owner, gate = TaskRunner(), QObject(), threading.Event()
    tasks.submit(lambda _control: gate.wait(5), owner=owner, then=print, failed=print)
    assert not tasks.shutdown(patience_s=0.1)
    late = tasks.submit(lambda _control: True, owner=owner, then=print, failed=print)
    assert late.cancelled.is_set()
    gate.set()
    assert tasks.shutdown(patience_s=2)


# The preview


def test_the_anchor_is_found_where_evidence_says() -> None:
    link = FoundLink("https://b.example/", "guide", (), Region.CONTENT, True, "the guide here", 4)  # noqa: FBT003
    assert anchor_span(link) == (4, 9)
    assert anchor_span(replace(link, anchor_at=None)) == (14, 14)
    assert anchor_span(replace(link, anchor_at=99)) == (14, 14)
