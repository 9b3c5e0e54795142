"""Many orders over XML-RPC: some of them in each request (``system.multicall``), every one settled for itself.

After each request of changes the statuses are read back, since "true" and "500" say too little (trap 10). What
multicall can do to its other calls is kept from them: a login that fails once fails for the rest of the request
(trap 12), so a refusal is believed only once it was asked for alone; and a request that dies in the middle has
made some changes and not others (trap 13).
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from desktop_app.core.errors import NotAllowed, OutcomeUnknown, PingdeskError
from desktop_app.core.linkback import CommentId, RemoteLinkback, Status
from desktop_app.wordpress.chunks import Pace, in_chunks
from desktop_app.wordpress.client import Order, Outcome
from desktop_app.wordpress.orders import LookUp
from desktop_app.wordpress.payload import Fault
from desktop_app.wordpress.xmlrpc_caller import Answer, Caller, Code, DiedInside, InterfaceClosed, MethodCall, TooMuch
from desktop_app.wordpress.xmlrpc_orders import WORDS, SingleOrders, gone, not_deleted, unread

_AWAY = (Status.SPAM, Status.TRASH)


@dataclass(frozen=True, slots=True)
class Settled:
    """The outcomes of some orders, and the trouble that has kept the others of them from being sent."""

    outcomes: Sequence[Outcome] = ()
    trouble: PingdeskError | None = None


class BulkOrders:
    """Carries out orders over XML-RPC, as many in a request as the site takes."""

    def __init__(self, caller: Caller, look_up: LookUp) -> None:
        """Change through ``caller`` and read back with ``look_up``, which may be quicker by another way."""
        self._caller = caller
        self._look_up = look_up
        self._single = SingleOrders(caller, look_up)
        self.pace = Pace()

    def carry_out(self, orders: Sequence[Order], is_cancelled: Callable[[], bool]) -> Iterator[Sequence[Outcome]]:
        """Send the orders, and yield what became of them (see `ModerationClient.carry_out`)."""
        trouble: PingdeskError | None = None
        sending = _Sending(self._caller, self._look_up, self._single, self.pace, is_cancelled)
        for settled in in_chunks(orders, sending.settle, self.pace, sending.is_over):
            trouble = trouble or settled.trouble
            if settled.outcomes:
                yield settled.outcomes
        if trouble is not None:
            raise trouble


class _Sending:
    """One run over some orders; `settle` is called by several threads."""

    def __init__(
        self, caller: Caller, look_up: LookUp, single: SingleOrders, pace: Pace, is_cancelled: Callable[[], bool]
    ) -> None:
        self._caller = caller
        self._look_up = look_up
        self._single = single
        self._pace = pace
        self._is_cancelled = is_cancelled
        self._halted = threading.Event()
        self._proven_refusals: set[str] = set()
        """Words of faults that came to single calls, too: those are about the user's rights."""

    def is_over(self) -> bool:
        """Whether nothing new is to be begun."""
        return self._is_cancelled() or self._halted.is_set()

    def settle(self, orders: Sequence[Order]) -> Settled:
        """Carry out the orders, in one request if the site takes it."""
        if not self._caller.has_multicall:
            self._pace.refused(1)
        if len(orders) == 1 or not self._caller.has_multicall:
            settled = self._each(orders, self._single.outcome)
        else:
            try:
                settled = self._together(orders)
            except TooMuch:
                return self._in_halves(orders)
            except OutcomeUnknown as error:
                self._pace.refused(len(orders))
                settled = Settled([Outcome(order, None, error) for order in orders])
            except PingdeskError as error:
                settled = Settled(trouble=error)
        if settled.trouble is not None or any(isinstance(one.error, OutcomeUnknown) for one in settled.outcomes):
            self._halted.set()
        return settled

    def _in_halves(self, orders: Sequence[Order]) -> Settled:
        self._pace.refused(len(orders))
        half = len(orders) // 2
        first = self.settle(orders[:half])
        second = Settled() if self.is_over() else self.settle(orders[half:])
        return Settled([*first.outcomes, *second.outcomes], first.trouble or second.trouble)

    def _each(self, orders: Sequence[Order], outcome_of: Callable[[Order], Outcome]) -> Settled:
        outcomes: list[Outcome] = []
        for order in orders:
            if outcomes and self.is_over():
                break
            try:
                outcomes.append(outcome_of(order))
            except PingdeskError as error:
                return Settled(outcomes, error)
            if isinstance(outcomes[-1].error, OutcomeUnknown):
                break
        return Settled(outcomes)

    def _together(self, orders: Sequence[Order]) -> Settled:
        """Send all orders in one request. Raises `TooMuch` if nothing was sent, ``OutcomeUnknown`` if all is open."""
        needless, orders = self._without_needless(orders)
        if not orders:
            return Settled(needless)
        calls = [_calls_of(order) for order in orders]
        try:
            answers = iter(self._caller.together([call for some in calls for call in some], changes=True))
        except DiedInside as error:
            self._pace.refused(len(orders))
            return Settled([*needless, *self._read_back(orders, error)])
        sent, failed, refused = list[Order](), dict[CommentId, Fault](), dict[CommentId, Fault]()
        settled = needless
        for order, some in zip(orders, calls, strict=True):
            answer, number = _deciding([next(answers) for _ in some]), order.linkback.comment_id
            if isinstance(answer, Fault) and answer.code != Code.FAILED:
                refused[number] = answer
            elif order.wanted is not Status.GONE:
                sent.append(order)
                failed |= {number: answer} if isinstance(answer, Fault) else {}
            elif answer is True:
                settled.append(Outcome(order, Status.GONE))
            else:
                settled.append(Outcome(order, None, not_deleted(self._caller)))
        settled += [self._unless_failed(outcome, failed) for outcome in self._read_back(sent)]
        rest = self._each(
            [order for order in orders if order.linkback.comment_id in refused], partial(self._refused, refused)
        )
        return Settled([*settled, *rest.outcomes], rest.trouble)

    def _without_needless(self, orders: Sequence[Order]) -> tuple[list[Outcome], list[Order]]:
        """Return the outcomes of orders to bring back what is neither spam nor trash now, and the other orders."""
        back = [order.linkback.comment_id for order in orders if order.wanted is None]
        now = self._look_up(back) if back else dict[CommentId, RemoteLinkback]()
        needless, needed = list[Outcome](), list[Order]()
        for order in orders:
            found = now.get(order.linkback.comment_id)
            if order.wanted is not None or (found is not None and found.status in _AWAY):
                needed.append(order)
            elif found is None:
                needless.append(Outcome(order, None, gone(self._caller)))
            else:
                needless.append(Outcome(order, found.status))
        return needless, needed

    def _read_back(self, orders: Sequence[Order], died: DiedInside | None = None) -> list[Outcome]:
        """Return what the site says of the linkbacks now. After it ``died``, what is not as ordered stays open."""
        if not orders:
            return []
        try:
            now = self._look_up([order.linkback.comment_id for order in orders])
        except PingdeskError as error:
            unknown = unread(self._caller)
            unknown.__cause__ = error
            return [Outcome(order, None, unknown) for order in orders]
        return [self._as_read(order, now, died) for order in orders]

    def _as_read(self, order: Order, now: Mapping[CommentId, RemoteLinkback], died: DiedInside | None) -> Outcome:
        found = now.get(order.linkback.comment_id)
        status = Status.GONE if found is None else found.status
        if died is not None and status is not _aim(order):
            return Outcome(order, None, died)
        if status is Status.GONE and order.wanted is not Status.GONE:
            return Outcome(order, None, gone(self._caller))
        return Outcome(order, status)

    def _unless_failed(self, outcome: Outcome, failed: Mapping[CommentId, Fault]) -> Outcome:
        """Return the outcome; 500 matters only if the status is not the one wanted all the same (trap 10)."""
        fault = failed.get(outcome.order.linkback.comment_id)
        if fault is None or outcome.error is not None or outcome.status is _aim(outcome.order):
            return outcome
        return Outcome(outcome.order, None, self._caller.refusal(fault))

    def _refused(self, refused: Mapping[CommentId, Fault], order: Order) -> Outcome:
        """Return the outcome of an order that WordPress refused. Raises what is no matter of this order alone."""
        fault = refused[order.linkback.comment_id]
        if fault.code == Code.MISSING and order.wanted is Status.GONE:
            return Outcome(order, Status.GONE)
        if fault.code == Code.LOGIN_OR_NOT_ALLOWED:
            if fault.text in self._proven_refusals:
                return Outcome(order, None, self._caller.not_allowed(fault))
            if not self._caller.is_logged_in():  # first, since failed logins add up: plugins lock users out
                raise self._caller.login_refused()
            outcome = self._single.outcome(order)
            if isinstance(outcome.error, NotAllowed):
                self._proven_refusals.add(fault.text)
            return outcome
        error = self._caller.refusal(fault)
        if isinstance(error, InterfaceClosed):
            raise error
        return Outcome(order, None, error)


def _aim(order: Order) -> Status:
    return Status.PENDING if order.wanted is None else order.wanted


def _calls_of(order: Order) -> list[MethodCall]:
    """Return the calls for an order. See `SingleOrders` for why these; two deletions, since one may only trash."""
    number = str(order.linkback.comment_id)
    if order.wanted is Status.GONE:
        return [MethodCall("wp.deleteComment", (number,))] * 2
    return [MethodCall("wp.editComment", (number, {"status": WORDS[_aim(order)]}))]


def _deciding(answers: Sequence[Answer]) -> Answer:
    """Return the answer that tells what became of an order: "missing" after a deletion is its proof."""
    first, last = answers[0], answers[-1]
    if first is True and isinstance(last, Fault) and last.code == Code.MISSING:
        return True
    return first if isinstance(first, Fault) else last
