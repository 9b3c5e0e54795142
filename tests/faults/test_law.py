"""The outbox's law on real WordPress: whatever fails on the way, in the end the database holds the last order.

Random decisions, undos, redos, refreshes, restarts, and sends through a proxy that fails at random; then one send
without faults. Nothing may be lost, done twice, or done against the user's last order. ``PINGDESK_SOAK_RUNS`` is
how many histories are tried, over all sites together. The same law is tried on a scripted site, many times more
often, in tests/services/test_outbox_law.py.
"""

import os
import shutil
import tempfile
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from desktop_app.core.decision import Action
from desktop_app.core.linkback import CommentId, LinkbackId, Status
from desktop_app.core.site import TransportKind
from desktop_app.services.desk import Desk
from tests.bench.fixtures import WordPressFactory
from tests.bench.site import WordPressSite
from tests.bench.values import Post
from tests.fakes.fault_proxy import Fault, FaultProxy, Plan, fault_proxy, in_turn, no_faults
from tests.faults.profile import RAW, add_by_hand, open_with_passwords, rows_of, truth

NEVER = threading.Event()
BLOCKS = 5
"""What is decided for together. A block is one linkback, or some where there must be many for a bulk."""
PASSES = 4
"""After how many sends without faults at the latest nothing may wait any more."""

AIMS = {
    Action.APPROVE: Status.APPROVED,
    Action.HOLD: Status.PENDING,
    Action.SPAM: Status.SPAM,
    Action.TRASH: Status.TRASH,
}
IN_TRANSITIONS = {
    Status.PENDING: "unapproved",
    Status.APPROVED: "approved",
    Status.SPAM: "spam",
    Status.TRASH: "trash",
}
"""What WordPress calls the statuses where it tells of a change."""

STACKS = [
    ("7.1", TransportKind.REST, False),
    ("7.1", TransportKind.XMLRPC, False),
    ("6.5", TransportKind.REST, True),
    ("6.2", TransportKind.REST, False),
    ("6.2", TransportKind.XMLRPC, False),
]
RUNS = max(1, int(os.environ.get("PINGDESK_SOAK_RUNS", "10")) // len(STACKS))


def on_changes(plan: Plan) -> Plan:
    """Let the plan see only what changes something: reading goes well."""
    return lambda asked: plan(asked) if asked.changes else None


@dataclass(frozen=True, slots=True)
class Decide:
    """The user decides for some blocks of linkbacks, given by number."""

    action: Action
    picked: frozenset[int]


@dataclass(frozen=True, slots=True)
class Undo:
    """The user takes the last act back."""


@dataclass(frozen=True, slots=True)
class Redo:
    """The user does it again."""


@dataclass(frozen=True, slots=True)
class Send:
    """The outbox is sent while the way fails."""

    faults: tuple[Fault | None, ...]
    only_changes: bool

    def plan(self) -> Plan:
        return on_changes(in_turn(self.faults)) if self.only_changes else in_turn(self.faults)


@dataclass(frozen=True, slots=True)
class Refresh:
    """The site is read while the way fails."""

    faults: tuple[Fault | None, ...]


@dataclass(frozen=True, slots=True)
class LoseTheNetworkAndStartAnew:
    """The outbox is sent until, after some changes, every one is lost; Pingdesk is closed and opened again."""

    through: int
    lost: Fault

    def plan(self) -> Plan:
        return on_changes(in_turn((None,) * self.through + (self.lost,) * 100))


Step = Decide | Undo | Redo | Send | Refresh | LoseTheNetworkAndStartAnew

_DECIDE = st.builds(
    Decide,
    st.sampled_from(sorted(AIMS)),
    st.just(frozenset(range(BLOCKS))) | st.frozensets(st.integers(0, BLOCKS - 1), min_size=1),
)
_FAULTS = st.lists(st.sampled_from([None, None, *Fault]), min_size=1, max_size=8).map(tuple)
_SEND = st.builds(Send, _FAULTS, st.booleans())
_UNDO = st.builds(Undo)
STEPS = st.one_of(
    *(_DECIDE, _DECIDE, _SEND, _SEND, _UNDO, st.builds(Redo), st.builds(Refresh, _FAULTS)),
    st.builds(
        LoseTheNetworkAndStartAnew, st.integers(0, BLOCKS), st.sampled_from([Fault.DROP_BEFORE, Fault.DROP_AFTER])
    ),
)
"""One rule with all steps: of several rules, Hypothesis would leave some out of most histories."""


class Before:
    """The site, the proxy before it, and how Pingdesk talks through it: what all histories of a test share."""

    def __init__(
        self, site: WordPressSite, proxy: FaultProxy, kind: TransportKind, *, multicall: bool, post: Post
    ) -> None:
        self.site, self.proxy, self.kind, self.multicall, self.post = site, proxy, kind, multicall, post
        self.block = 3 if multicall else 1

    def begin(self, profile: Path) -> None:
        """Empty the site, store new linkbacks there, and add it to a new profile."""
        self.proxy.plan = no_faults
        self.proxy.asked.clear()
        self.site.reset()
        self.site.switch(changes_logged=True)
        self.site.seed_linkbacks(BLOCKS * self.block, posts=[self.post], statuses=("hold",))
        add_by_hand(profile, self.site, self.proxy.url, self.kind, multicall=self.multicall)


class LawMachine(RuleBasedStateMachine):
    """One profile, one real site, and a plain model of what the user expects."""

    before: ClassVar[Before]

    @initialize()
    def start(self) -> None:
        self.profile = Path(tempfile.mkdtemp())
        self.before.begin(self.profile)
        self.desk = self._open()
        self.desk.sync.refresh(cancelled=NEVER)
        rows = rows_of(self.desk)
        assert len(rows) == BLOCKS * self.before.block
        self.ids: list[LinkbackId] = [row.linkback_id for row in rows]
        self.numbers: dict[LinkbackId, CommentId] = {row.linkback_id: row.comment_id for row in rows}
        self.expected = dict.fromkeys(self.ids, Status.PENDING)
        self.past: list[dict[LinkbackId, Status]] = []
        self.future: list[dict[LinkbackId, Status]] = []
        self.ordered: dict[LinkbackId, list[Status]] = {linkback_id: [] for linkback_id in self.ids}

    def _open(self) -> Desk:
        return open_with_passwords(self.profile, self.before.site)

    def _expect(self, now: dict[LinkbackId, Status]) -> None:
        for linkback_id, status in now.items():
            if self.expected[linkback_id] is not status:
                self.ordered[linkback_id].append(status)
        self.expected = now

    @rule(step=STEPS)
    def go_on(self, step: Step) -> None:
        match step:
            case Decide():
                self._decide(step)
            case Undo():
                undone = self.desk.moderator.undo()
                assert (undone is not None) == bool(self.past)
                self._turn(self.past, self.future)
            case Redo():
                redone = self.desk.moderator.redo()
                assert (redone is not None) == bool(self.future)
                self._turn(self.future, self.past)
            case Send():
                self._send(step.plan())
            case Refresh():
                self.before.proxy.plan = in_turn(step.faults)
                self.desk.sync.refresh(cancelled=NEVER)
            case LoseTheNetworkAndStartAnew():
                self._send(step.plan())
                self.desk.close()
                self.desk = self._open()

    def _decide(self, step: Decide) -> None:
        ids = [self.ids[start + n * BLOCKS] for start in sorted(step.picked) for n in range(self.before.block)]
        if self.desk.moderator.decide(step.action, ids).accepted:
            self.past.append(self.expected)
            self.future.clear()
            self._expect({**self.expected, **dict.fromkeys(ids, AIMS[step.action])})

    def _turn(self, there: list[dict[LinkbackId, Status]], back: list[dict[LinkbackId, Status]]) -> None:
        if there:
            back.append(self.expected)
            self._expect(there.pop())

    def _send(self, plan: Plan) -> None:
        self.before.proxy.plan = plan
        self.desk.sender.send(cancelled=NEVER, at_once=True)

    @invariant()
    def the_user_sees_what_he_decided(self) -> None:
        assert {row.linkback_id: row.status for row in rows_of(self.desk)} == self.expected

    def teardown(self) -> None:
        try:
            self._wordpress_has_the_last_order()
        except AssertionError:  # by chance of timing, it may not fail again: what came by tells most
            note(f"WordPress changed {self.before.site.changes()}; the proxy saw {self.before.proxy.asked}")
            raise
        finally:
            self.desk.close()
            shutil.rmtree(self.profile)

    def _wordpress_has_the_last_order(self) -> None:
        for _ in range(PASSES):
            self._send(no_faults)
            if not self.desk.sender.waiting():
                break
        assert self.desk.sender.waiting() == []
        site = self.before.site
        expected = {int(self.numbers[linkback_id]): RAW[status] for linkback_id, status in self.expected.items()}
        assert truth(site) == expected, "lost, or against the last order"
        changes = site.changes()
        for linkback_id, ordered in self.ordered.items():
            made = [after for number, _, after in changes if number == self.numbers[linkback_id]]
            wanted = [IN_TRANSITIONS[status] for status in ordered]
            assert _is_part(made, wanted), f"made {made} of {wanted}: done twice, or not as ordered"
        assert len(site.mails()) <= sum(after == "approved" for _, _, after in changes), "an author was told twice"
        assert {row.attention for row in rows_of(self.desk)} == {""}


def _is_part(made: Sequence[str], wanted: Iterable[str]) -> bool:
    """Whether each of ``made`` was ordered, in that sequence, and none more often than ordered."""
    rest = iter(wanted)
    return all(status in rest for status in made)


@pytest.mark.timeout(240 + 20 * RUNS)
@pytest.mark.parametrize(("version", "kind", "multicall"), STACKS)
def test_wordpress_ends_up_with_the_last_order(
    wordpress: WordPressFactory, version: str, kind: TransportKind, *, multicall: bool
) -> None:
    site = wordpress(version)
    author = site.create_user(f"author-{kind}", "author")  # who is not the moderator is told of what is approved
    post = site.publish("A post", "<p>Text.</p>", author=author)
    with fault_proxy(site.url, late_s=0.02, retry_after="0") as proxy:

        class Here(LawMachine):
            before = Before(site, proxy, kind, multicall=multicall, post=post)

        checks = settings(
            max_examples=RUNS,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        run_state_machine_as_test(Here, settings=checks)
