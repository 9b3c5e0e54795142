"""The law of the outbox: whatever is decided, undone, lost or interrupted, in the end the site has the last order.

Random decisions, undos, redos, sends under random faults and restarts; then one send without faults. Nothing may be
lost, done twice, or done against the user's last order.
"""

import itertools
import os
import random
import shutil
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from desktop_app.core.decision import Action
from desktop_app.core.linkback import LinkbackId, Status
from desktop_app.core.queue import QueueRow
from tests.fakes.scripted_site import Killed, ScriptedSite
from tests.services.conftest import Workshop, open_workshop

NEVER = threading.Event()
COUNT = 6
FAULTS = [None, "lost-before", "lost-after", "lost-late", "down"]
_AIMS = {
    Action.APPROVE: Status.APPROVED,
    Action.HOLD: Status.PENDING,
    Action.SPAM: Status.SPAM,
    Action.TRASH: Status.TRASH,
}


class OutboxMachine(RuleBasedStateMachine):
    """One profile, one site, and a plain model of what the user expects to see."""

    @initialize(seed=st.integers(0, 2**16))
    def start(self, seed: int) -> None:
        self.directory = tempfile.mkdtemp()
        self.site = ScriptedSite(COUNT)
        self.site.shuffle = random.Random(seed)
        self.shop = self._open()
        self.shop.sync.refresh(cancelled=NEVER)
        self.expected = dict.fromkeys(self.shop.ids(), Status.PENDING)
        self.past: list[dict[LinkbackId, Status]] = []
        self.future: list[dict[LinkbackId, Status]] = []

    def _open(self) -> Workshop:
        return open_workshop(Path(self.directory), {"blog": self.site})

    @rule(action=st.sampled_from(sorted(_AIMS)), picked=st.sets(st.integers(0, COUNT - 1), min_size=1))
    def decide(self, action: Action, picked: set[int]) -> None:
        ids = [self.shop.ids()[number] for number in sorted(picked)]
        before = dict(self.expected)
        if self.shop.moderator.decide(action, ids).accepted:
            self.past.append(before)
            self.future.clear()
            self.expected.update(dict.fromkeys(ids, _AIMS[action]))

    @rule()
    def undo(self) -> None:
        undone = self.shop.moderator.undo()
        assert (undone is not None) == bool(self.past)
        if self.past:
            self.future.append(self.expected)
            self.expected = self.past.pop()

    @rule()
    def redo(self) -> None:
        redone = self.shop.moderator.redo()
        assert (redone is not None) == bool(self.future)
        if self.future:
            self.past.append(self.expected)
            self.expected = self.future.pop()

    @rule(faults=st.lists(st.sampled_from(FAULTS), max_size=8))
    def send(self, faults: list[str | None]) -> None:
        self.site.faults = itertools.chain(faults, itertools.repeat(None))
        self.shop.sender.send(cancelled=NEVER, at_once=True)

    @rule(full=st.booleans())
    def refresh(self, *, full: bool) -> None:
        self.shop.sync.refresh(cancelled=NEVER, full=full)

    @rule(after=st.integers(0, COUNT))
    def be_killed(self, after: int) -> None:
        """Die without a chance to write anything down, and start the program anew."""
        self.site.faults = itertools.chain([None] * after, ["killed"], itertools.repeat(None))
        with suppress(Killed):
            self.shop.sender.send(cancelled=threading.Event(), at_once=True)
        self.shop.database.close()
        self.shop = self._open()

    @rule(applied=st.integers(0, COUNT))
    def die_while_sending(self, applied: int) -> None:
        """Lose the answers after some changes, for longer than a pass tries, and start the program anew."""
        self.site.faults = itertools.chain([None] * applied, itertools.repeat("lost-before"))
        self.shop.sender.send(cancelled=NEVER, at_once=True)
        self.shop.database.close()
        self.shop = self._open()

    @invariant()
    def the_user_sees_what_he_decided(self) -> None:
        rows = self.shop.queue.rows(self.shop.ids())
        assert {linkback_id: row.status for linkback_id, row in rows.items()} == self.expected

    def teardown(self) -> None:
        try:
            self._site_has_the_last_order()
        finally:
            self.shop.database.close()
            shutil.rmtree(self.directory)

    def _site_has_the_last_order(self) -> None:
        self.site.faults = itertools.repeat(None)
        self.shop.sender.send(cancelled=NEVER, at_once=True)
        rows: dict[LinkbackId, QueueRow] = self.shop.queue.rows(self.shop.ids())
        there = {linkback_id: self.site.status(row.comment_id) for linkback_id, row in rows.items()}
        assert there == self.expected
        assert self.shop.sender.waiting() == []


OutboxMachine.TestCase.settings = settings(
    max_examples=int(os.environ.get("PINGDESK_SOAK_RUNS", "40")), stateful_step_count=25, deadline=None
)
test_the_site_ends_up_with_the_last_order = OutboxMachine.TestCase
