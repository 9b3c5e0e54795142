"""The law of two: whatever a colleague decides elsewhere meanwhile, nobody is overruled unawares, and nothing is lost.

Random decisions, undos, faults and restarts, with a colleague changing statuses on the site. An order may replace
only what the user could know when he gave it, or what was his own doing. In the end each linkback has the user's
last order, or tells of a conflict, or is as the colleague left it.
"""

import itertools
import os
import random
import shutil
import tempfile
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from desktop_app.core.decision import Action
from desktop_app.core.linkback import ON_SITE, LinkbackId, Status
from desktop_app.core.queue import QueueRow
from tests.fakes.scripted_site import ScriptedSite, linkback
from tests.services.conftest import Workshop, open_workshop

NEVER = threading.Event()
COUNT = 4
_ACTIONS = (Action.APPROVE, Action.HOLD, Action.SPAM, Action.TRASH)
_PICKED = st.sets(st.integers(1, COUNT), min_size=1)


@dataclass(slots=True)
class Item:
    """What the test knows of one linkback."""

    known: set[Status] = field(default_factory=set[Status])
    """What the site had said, and what the user saw, when he decided what is still on its way."""
    is_unseen: bool = False
    """A colleague has changed it, and the user has not decided since he saw that."""
    is_touched: bool = False
    """A colleague has changed it since the user decided."""
    wish: Status | None = None


class ColleagueMachine(RuleBasedStateMachine):
    """One profile, one site, the user and a colleague."""

    @initialize(seed=st.integers(0, 2**16))
    def start(self, seed: int) -> None:
        self.directory = tempfile.mkdtemp()
        self.site = ScriptedSite(COUNT)
        self.site.shuffle = random.Random(seed)
        self.shop = self._open()
        self.shop.sync.refresh(cancelled=NEVER)
        self.items = {number: Item() for number in range(1, COUNT + 1)}

    def _open(self) -> Workshop:
        return open_workshop(Path(self.directory), {"blog": self.site})

    def _rows(self) -> dict[int, QueueRow]:
        return {row.comment_id: row for row in self.shop.queue.rows(self.shop.ids()).values()}

    def _ids(self, picked: Iterable[int]) -> list[LinkbackId]:
        rows = self._rows()
        return [rows[number].linkback_id for number in sorted(picked)]

    def _said(self, number: int) -> Status:
        """Return what the site last said, as far as the store knows."""
        with self.shop.database.reading() as connection:
            (word,) = connection.execute("SELECT status FROM linkbacks WHERE comment_id = ?", (number,)).fetchone()
        return Status(word)

    def _has_decided(self, ids: Iterable[LinkbackId], before: dict[int, QueueRow]) -> None:
        decided = set(ids)
        for number, row in self._rows().items():
            if row.linkback_id not in decided:
                continue
            item = self.items[number]
            if not before[number].is_waiting:
                item.known.clear()
            item.known |= {self._said(number), before[number].status}
            saw_it = not before[number].is_waiting and before[number].status is self.site.status(number)
            item.is_unseen = item.is_unseen and not saw_it
            item.is_touched = False
            item.wish = row.status

    @rule(action=st.sampled_from(_ACTIONS), picked=_PICKED)
    def decide(self, action: Action, picked: set[int]) -> None:
        before = self._rows()
        self._has_decided(self.shop.moderator.decide(action, self._ids(picked)).accepted, before)

    @rule()
    def undo(self) -> None:
        before = self._rows()
        undone = self.shop.moderator.undo()
        if undone is not None:
            self._has_decided([*undone.withdrawn, *itertools.chain(*undone.sent_back.values())], before)

    @rule()
    def redo(self) -> None:
        before = self._rows()
        redone = self.shop.moderator.redo()
        if redone is not None:
            self._has_decided(itertools.chain(*redone.sent_back.values()), before)

    @rule(picked=_PICKED)
    def keep_mine(self, picked: set[int]) -> None:
        before = self._rows()
        wanted = {number: row.conflict.mine for number, row in before.items() if row.conflict is not None}
        for report in self.shop.moderator.keep_mine(self._ids(picked)):
            self._has_decided(report.accepted, before)
        after = self._rows()
        assert all(after[number].status is status for number, status in wanted.items() if number in picked)

    @rule(picked=_PICKED)
    def keep_theirs(self, picked: set[int]) -> None:
        for linkback_id in self.shop.moderator.keep_theirs(self._ids(picked)):
            for number, row in self._rows().items():
                if row.linkback_id == linkback_id:
                    assert row.conflict is None
                    self.items[number].wish = None

    @rule(number=st.integers(1, COUNT), status=st.sampled_from(ON_SITE))
    def colleague_decides(self, number: int, status: Status) -> None:
        if self.site.status(number) is not status:
            self.site.put(linkback(number, status))
            self.items[number].is_unseen = self.items[number].is_touched = True

    @rule(faults=st.lists(st.sampled_from([None, "lost-before", "lost-after", "down"]), max_size=6))
    def send(self, faults: list[str | None]) -> None:
        self.site.faults = itertools.chain(faults, itertools.repeat(None))
        self.shop.sender.send(cancelled=NEVER, at_once=True)

    @rule(full=st.booleans())
    def refresh(self, *, full: bool) -> None:
        self.shop.sync.refresh(cancelled=NEVER, full=full)

    @rule(applied=st.integers(0, COUNT))
    def die_while_sending(self, applied: int) -> None:
        self.site.faults = itertools.chain([None] * applied, itertools.repeat("lost-before"))
        self.shop.sender.send(cancelled=NEVER, at_once=True)
        self.shop.database.close()
        self.shop = self._open()

    @invariant()
    def nobody_is_overruled_unawares(self) -> None:
        for number, found in self.site.replaced:
            item = self.items[number]
            assert not item.is_unseen or found in item.known, (number, found, item)
            item.is_unseen = False
        self.site.replaced.clear()

    @invariant()
    def a_conflict_is_between_two(self) -> None:
        for row in self._rows().values():
            if row.conflict is not None:
                assert row.conflict.mine is not row.conflict.theirs
                assert row.conflict.theirs is self._said(row.comment_id)
                assert not row.is_waiting
                assert row.attention

    def teardown(self) -> None:
        try:
            self._nothing_is_lost()
        finally:
            self.shop.database.close()
            shutil.rmtree(self.directory)

    def _nothing_is_lost(self) -> None:
        self.site.faults = itertools.repeat(None)
        self.shop.sender.send(cancelled=NEVER, at_once=True)
        self.nobody_is_overruled_unawares()
        self.shop.sync.refresh(cancelled=NEVER, full=True)
        assert self.shop.sender.waiting() == []
        for number, row in self._rows().items():
            item = self.items[number]
            assert row.status is self.site.status(number)
            if not item.is_touched and not item.is_unseen and item.wish is not None:
                assert row.status is item.wish, (number, item)
                assert row.conflict is None


ColleagueMachine.TestCase.settings = settings(
    max_examples=int(os.environ.get("PINGDESK_SOAK_RUNS", "40")), stateful_step_count=25, deadline=None
)
test_nobody_is_overruled_and_nothing_lost = ColleagueMachine.TestCase
