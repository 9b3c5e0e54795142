"""Moderates over REST, and makes bulk changes by XML-RPC where that comes to the same and has proved quicker.

Up to WordPress 6.7, changes in a ``system.multicall`` cost a fifth of what they cost over REST, and since 6.8
three times as much (each call checks the password anew); hosts differ, too. So both are timed: the choice is made
from what requests have cost here, never from versions.
"""

import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from desktop_app.core.errors import LoginRefused, OutcomeUnknown, PingdeskError
from desktop_app.core.linkback import CommentId, Post, PostId, RemoteLinkback, Status
from desktop_app.core.site import Account, Capabilities, Endpoints, TransportKind
from desktop_app.wordpress.client import ModerationClient, Order, Outcome, Pending
from desktop_app.wordpress.contest import FEW, Contest, Leg
from desktop_app.wordpress.equivalence import xmlrpc_is_as_good
from desktop_app.wordpress.listing import PendingList
from desktop_app.wordpress.xmlrpc_bulk import BulkOrders
from desktop_app.wordpress.xmlrpc_caller import Caller, InterfaceClosed
from desktop_app.wordpress.xmlrpc_rows import RowReader

_XMLRPC = TransportKind.XMLRPC


class RestWay(ModerationClient, Protocol):
    """REST's client, which may be asked by several threads at once."""

    @property
    def width(self) -> int:
        """How many requests it keeps under way."""
        ...


class LanedClient:
    """A `ModerationClient` for a site where REST works and XML-RPC lets the user in, too."""

    def __init__(
        self,
        rest: RestWay,
        caller: Caller,
        endpoints: Endpoints,
        capabilities: Capabilities,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take both ways, which are closed with the client; ``clock`` tells seconds."""
        self._rest = rest
        self._caller = caller
        self._endpoints = endpoints
        self._clock = clock
        self._bulk = BulkOrders(caller, rest.look_up)
        self._contest = Contest(capabilities.quicker_bulk)
        self._is_open = capabilities.multicall

    def __repr__(self) -> str:
        """Show the site and the user, never the password."""
        return f"{type(self).__name__}({self._rest!r}, {self._caller!r})"

    @property
    def capabilities(self) -> Capabilities:
        """What is known by now; ``multicall`` becomes False once XML-RPC no longer does its part."""
        return replace(self._rest.capabilities, multicall=self._is_open, quicker_bulk=self._contest.winner)

    def account(self) -> Account:
        """Return the user, as REST knows him."""
        return self._rest.account()

    def linkbacks(
        self, status: Status, *, limit: int | None = None, agents: bool = True
    ) -> Iterator[Sequence[RemoteLinkback]]:
        """Yield pages of linkbacks over REST, or without ``agents`` the quicker way (see `ModerationClient`)."""
        if agents or limit is not None or status is not Status.PENDING or not self._is_open:
            return self._rest.linkbacks(status, limit=limit)
        return PendingList(self._rest, RowReader(self._caller), self._clock).pages()

    def look_up(self, ids: Collection[CommentId]) -> Mapping[CommentId, RemoteLinkback]:
        """Return the linkbacks with these ids, over REST: 100 a request."""
        return self._rest.look_up(ids)

    def posts(self, ids: Collection[PostId]) -> Sequence[Post]:
        """Return the posts, over REST."""
        return self._rest.posts(ids)

    def arrivals(self, after: CommentId) -> Iterator[Sequence[RemoteLinkback]]:
        """Yield what has come since then, over REST."""
        return self._rest.arrivals(after)

    def pending(self) -> Pending:
        """Return what is pending, by REST's glance."""
        return self._rest.pending()

    def carry_out(self, orders: Sequence[Order], cancelled: threading.Event) -> Iterator[Sequence[Outcome]]:
        """Send the orders (see `ModerationClient`), each by the quicker one of the ways that are right for it.

        Where XML-RPC turns out to be closed by now, REST takes over what is left.
        """
        course = _Course(cancelled)
        fit = [order for order in orders if self._is_open and xmlrpc_is_as_good(order, self._endpoints)]
        if len(fit) < FEW and self._contest.winner is not _XMLRPC:
            fit = []
        while fit and self._is_open and not course.is_over():
            leg = self._contest.next_leg(len(fit))
            yield from self._timed(leg, fit[: leg.size], course)
            fit = fit[leg.size :]
        left = [order for order in orders if order.linkback.comment_id not in course.answered]
        if left and not course.is_over():
            yield from course.noted(self._rest.carry_out(left, cancelled))

    def close(self) -> None:
        """Close the connections of both ways."""
        self._rest.close()
        self._caller.close()

    def _timed(self, leg: Leg, orders: Sequence[Order], course: "_Course") -> Iterator[Sequence[Outcome]]:
        """Send the orders one way, and learn what each has cost. The caller's own time between is not counted."""
        way = self._by_xmlrpc if leg.kind is _XMLRPC else self._by_rest
        outcomes, spent_s, done = course.noted(way(orders, course)), 0.0, 0
        while True:
            started = self._clock()
            some = next(outcomes, None)
            spent_s += self._clock() - started
            if some is None:
                break
            done += len(some)
            yield some
        if done == len(orders):
            self._contest.took(leg, spent_s, at_once=self._rest.width if leg.kind is not _XMLRPC else 1)

    def _by_rest(self, orders: Sequence[Order], course: "_Course") -> Iterator[Sequence[Outcome]]:
        return self._rest.carry_out(orders, course.cancelled)

    def _by_xmlrpc(self, orders: Sequence[Order], course: "_Course") -> Iterator[Sequence[Outcome]]:
        def is_over() -> bool:
            return course.cancelled.is_set() or not self._caller.has_multicall

        try:
            for some in self._bulk.carry_out(orders, is_over):
                if any(isinstance(outcome.error, OutcomeUnknown) for outcome in some):
                    self._contest.give_up()
                yield some
        except (InterfaceClosed, LoginRefused):
            self._is_open = False
        except PingdeskError:
            self._contest.give_up()
            raise
        if not self._caller.has_multicall:
            self._is_open = False


class _Course:
    """How far one `LanedClient.carry_out` has come."""

    def __init__(self, cancelled: threading.Event) -> None:
        self.cancelled = cancelled
        self.answered: set[CommentId] = set()
        self._is_unknown = False

    def noted(self, outcomes: Iterator[Sequence[Outcome]]) -> Iterator[Sequence[Outcome]]:
        """Pass the outcomes on, and keep in mind whose they are."""
        for some in outcomes:
            self.answered |= {outcome.order.linkback.comment_id for outcome in some}
            self._is_unknown |= any(isinstance(outcome.error, OutcomeUnknown) for outcome in some)
            yield some

    def is_over(self) -> bool:
        return self.cancelled.is_set() or self._is_unknown
