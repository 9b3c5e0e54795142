"""One site's share of sending: settling what was interrupted, then chunk after chunk, each by one bulk of orders."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

from desktop_app.core.decision import Action, Conflict, Decision, DecisionId, DecisionState, ItemResult, Result
from desktop_app.core.errors import LinkbackGone, OutcomeUnknown, PingdeskError, StoreUnavailable
from desktop_app.core.linkback import CommentId, LinkbackId, RemoteLinkback, Status
from desktop_app.core.site import Site
from desktop_app.services.pace import Pace
from desktop_app.store.outbox import Outbox, Settlement
from desktop_app.wordpress.client import ModerationClient, Order, Outcome
from desktop_app.wordpress.orders import ABOUT_THE_ITEM

OnResult = Callable[[LinkbackId, ItemResult], None]

_ATTEMPTS = 3
"""How often a pass over a site goes on after a lost answer."""


@dataclass(frozen=True, slots=True)
class _Answered:
    """What is known of some decisions: ``settled``; or the answers to ``lost`` ones did not arrive, and ``why``."""

    settled: Sequence[Settlement]
    lost: Sequence[Decision] = ()
    why: PingdeskError | None = None


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Decisions that were claimed, and what the site said of their linkbacks just now."""

    decisions: Sequence[Decision]
    now_there: Mapping[LinkbackId, RemoteLinkback]
    is_full: bool


class Errand:
    """One site's share of a pass over the outbox."""

    def __init__(
        self,
        outbox: Outbox,
        site: Site,
        client: ModerationClient,
        told: OnResult,
        *,
        scout: Callable[[], ModerationClient],
        pace: Pace,
    ) -> None:
        """Prepare. ``scout`` opens a second client, which looks the next chunk up while one is sent."""
        self._outbox = outbox
        self._site = site
        self._client = client
        self._told = told
        self._scout = scout
        self._second: ModerationClient | None = None
        self._pace = pace

    def run(self, cancelled: threading.Event) -> None:
        """Send all that is due. Raises trouble that concerns the whole site, its decisions kept in the outbox."""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                self._settle_interrupted()
                self._send_all(cancelled)
            except OutcomeUnknown:
                # The connection broke once; settle by reading back, and go on with a new one.
                if attempt == _ATTEMPTS:
                    raise
            else:
                return

    def _settle_interrupted(self) -> None:
        """Find out, by reading the statuses back, what became of decisions whose answer never arrived."""
        interrupted = self._outbox.unsettled(self._site.site_id, datetime.now(UTC))
        now_there = self._look_up(interrupted, self._client)
        settled: list[Settlement] = []
        again: list[Decision] = []
        for decision in interrupted:
            remote = now_there.get(decision.linkback_id)
            told = Status.GONE if remote is None else remote.status
            if _is_reached(decision, told):
                settled.append(Settlement(decision, DecisionState.DONE, "", told))
            elif remote is None:
                settled.append(Settlement(decision, DecisionState.FAILED, _GONE, told))
            else:
                again.append(decision)
        self._settle(settled)
        if again:
            self._outbox.put_back(again, "It was interrupted and is sent again.", datetime.now(UTC), was_sent=True)

    def _send_all(self, cancelled: threading.Event) -> None:
        """Send chunk after chunk, each looked up while the one before is under way."""
        with ThreadPoolExecutor(1, thread_name_prefix="scout") as pool:
            chunk = None if cancelled.is_set() else self._claim(self._client)
            while chunk is not None:
                ahead = pool.submit(self._claim_ahead) if chunk.is_full else None
                try:
                    is_done = self._send(chunk, cancelled)
                except PingdeskError as error:
                    self._give_back(ahead, str(error))
                    raise
                if not is_done or cancelled.is_set():
                    self._give_back(ahead, _STOPPED)
                    return
                chunk = ahead.result() if ahead is not None else self._claim(self._client)

    def _claim_ahead(self) -> _Chunk | None:
        if self._second is None:
            self._second = self._scout()
        return self._claim(self._second)

    def _claim(self, client: ModerationClient) -> _Chunk | None:
        """Claim the next decisions and look up their linkbacks; ``None`` if nothing is due."""
        size = self._pace.size
        decisions = self._outbox.claim(self._site.site_id, datetime.now(UTC), size)
        if not decisions:
            return None
        try:
            return _Chunk(decisions, self._look_up(decisions, client), len(decisions) == size)
        except PingdeskError as error:
            self._outbox.put_back(decisions, str(error), datetime.now(UTC))
            raise

    def _give_back(self, ahead: "Future[_Chunk | None] | None", reason: str) -> None:
        """Put back what was claimed and looked up ahead, if that went well."""
        with suppress(PingdeskError):
            chunk = ahead.result() if ahead is not None else None
            if chunk is not None:
                self._outbox.put_back(chunk.decisions, reason, datetime.now(UTC))

    def _send(self, chunk: _Chunk, cancelled: threading.Event) -> bool:
        """Send a chunk; return whether all of it was."""
        self._pace.begin()
        left = {decision.decision_id: decision for decision in chunk.decisions}
        try:
            lost = self._work_through(chunk, left, cancelled)
        except StoreUnavailable:
            raise  # what was sent could not be written down: it stays "sending" and is settled by the next pass
        except OutcomeUnknown as error:
            # Nobody knows how far the client had got: all the rest is read back before anything is sent.
            self._outbox.leave_unsettled([*left.values()], str(error), datetime.now(UTC))
            raise
        except PingdeskError as error:
            self._outbox.put_back([*left.values()], str(error), datetime.now(UTC))
            raise
        if left:
            self._outbox.put_back([*left.values()], str(lost or _STOPPED), datetime.now(UTC))
        if lost is not None:
            raise lost
        self._pace.end()
        return not left

    def _work_through(
        self, chunk: _Chunk, left: dict[DecisionId, Decision], cancelled: threading.Event
    ) -> PingdeskError | None:
        """Send a chunk, striking off from ``left`` whatever is answered for; return why answers were lost, if any."""
        lost: PingdeskError | None = None
        for answered in self._answers(chunk, cancelled):
            self._settle(answered.settled)
            if answered.lost:
                lost = answered.why
                self._outbox.leave_unsettled(answered.lost, str(lost), datetime.now(UTC))
            for decision in (*(one.decision for one in answered.settled), *answered.lost):
                del left[decision.decision_id]
        return lost

    def _answers(self, chunk: _Chunk, cancelled: threading.Event) -> Iterator[_Answered]:
        """Close what needs no order, order the rest; yield what became of them."""
        settled: list[Settlement] = []
        orders: list[Order] = []
        ordered: dict[CommentId, Decision] = {}
        for decision in chunk.decisions:
            remote = chunk.now_there.get(decision.linkback_id)
            settlement = self._without_order(decision, remote)
            if settlement is not None or remote is None:
                settled += [settlement] if settlement is not None else []
                continue
            ordered[remote.comment_id] = decision
            orders.append(Order(remote, Status.GONE if decision.action is Action.DELETE else decision.aim))
        yield _Answered(settled)
        if orders and not cancelled.is_set():
            for outcomes in self._client.carry_out(orders, cancelled):
                yield _answered([(ordered[outcome.order.linkback.comment_id], outcome) for outcome in outcomes])

    def _look_up(self, decisions: Sequence[Decision], client: ModerationClient) -> dict[LinkbackId, RemoteLinkback]:
        """Return what the site says of the linkbacks now, as far as they are there."""
        standings = self._outbox.standing([decision.linkback_id for decision in decisions])
        if not standings:
            return {}
        found = client.look_up([standing.comment_id for standing in standings.values()])
        return {
            linkback_id: found[standing.comment_id]
            for linkback_id, standing in standings.items()
            if standing.comment_id in found
        }

    def _without_order(self, decision: Decision, remote: RemoteLinkback | None) -> Settlement | None:
        """Return what has become of a decision that needs no order, or must not have one."""
        if remote is None:
            state = DecisionState.UNCHANGED if decision.action is Action.DELETE else DecisionState.FAILED
            return Settlement(decision, state, _GONE, Status.GONE)
        if _is_reached(decision, remote.status):
            # Our own doing: an order and its undoing met in the outbox, or an answer was lost and the site took its
            # time. Otherwise somebody else was quicker.
            is_ours = decision.was_sent or remote.status is decision.base
            state, reason = (DecisionState.DONE, "") if is_ours else (DecisionState.UNCHANGED, _ALREADY_SO)
            return Settlement(decision, state, reason, remote.status)
        if remote.status is decision.base or remote.status in self._outbox.lost(decision.linkback_id):
            return None
        conflict = Conflict(decision.aim or Status.PENDING, remote.status)
        return Settlement(decision, DecisionState.CONFLICT, conflict.sentence, remote.status)

    def _settle(self, settlements: Sequence[Settlement]) -> None:
        if not settlements:
            return
        references = self._outbox.settle(settlements, datetime.now(UTC))
        for one in settlements:
            if one.decision.linkback_id in references:  # else its site was removed meanwhile
                reference = references[one.decision.linkback_id]
                result = ItemResult(reference, one.decision.action, _RESULTS[one.state], one.reason)
                self._told(one.decision.linkback_id, result)


def _answered(outcomes: Iterable[tuple[Decision, Outcome]]) -> _Answered:
    """Sort outcomes into what is settled by them and what has to be read back."""
    settled: list[Settlement] = []
    lost: list[Decision] = []
    why: PingdeskError | None = None
    for decision, outcome in outcomes:
        if outcome.error is None and outcome.status is not None:
            settled.append(_as_told(decision, outcome.status))
        elif isinstance(outcome.error, ABOUT_THE_ITEM):
            gone = Status.GONE if isinstance(outcome.error, LinkbackGone) else None
            settled.append(Settlement(decision, DecisionState.FAILED, str(outcome.error), gone))
        else:
            why = outcome.error or OutcomeUnknown("The site gave no answer.")
            lost.append(decision)
    return _Answered(settled, lost, why)


def _as_told(decision: Decision, told: Status) -> Settlement:
    if decision.aim is None or told is decision.aim:
        return Settlement(decision, DecisionState.DONE, "", told)
    return Settlement(decision, DecisionState.FAILED, "The site kept another status.", told)


def _is_reached(decision: Decision, status: Status) -> bool:
    """Whether a linkback of that status needs nothing more for the decision."""
    if decision.aim is not None:
        return status is decision.aim
    if status is (Status.SPAM if decision.action is Action.UNSPAM else Status.TRASH):
        return False
    # Ours may have led to the other of the two, for WordPress remembers that as well; else it is somebody else's doing.
    is_under_way = decision.was_sent or decision.state is DecisionState.SENDING
    return is_under_way or status not in (Status.SPAM, Status.TRASH)


_STOPPED = "Sending was stopped."
_ALREADY_SO = "It already had that status."
_GONE = "It is no longer on the site."

_RESULTS: Mapping[DecisionState, Result] = MappingProxyType(
    {
        DecisionState.DONE: Result.DONE,
        DecisionState.UNCHANGED: Result.UNCHANGED,
        DecisionState.FAILED: Result.FAILED,
        DecisionState.CONFLICT: Result.FAILED,
    }
)
