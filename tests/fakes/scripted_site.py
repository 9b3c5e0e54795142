"""A site in memory that fails on order: for what a real WordPress cannot be made to do at a chosen moment."""

import itertools
import random
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from desktop_app.core.errors import LinkbackGone, NotAllowed, OutcomeUnknown, PingdeskError, SiteUnreachable
from desktop_app.core.linkback import CommentId, Kind, Post, PostId, RemoteLinkback, Status
from desktop_app.core.site import Account, Capabilities
from desktop_app.wordpress.client import Order, Outcome, Pending

WHEN = datetime(2026, 11, 20, 12, tzinfo=UTC)


def linkback(number: int, status: Status = Status.PENDING, *, sender: str = "sender.example") -> RemoteLinkback:
    """Return a pingback with that comment id."""
    return RemoteLinkback(
        comment_id=CommentId(number),
        post_id=PostId(1),
        kind=Kind.PINGBACK,
        status=status,
        source_url=f"https://{sender}/{number}",
        sender=sender,
        title=f"Page {number}",
        blog_name="",
        excerpt=f"… words {number} …",
        received=WHEN,
        author_ip="192.0.2.7",
        author_agent="WordPress/6.5",
        stored_content="[&#8230;] words [&#8230;]",
    )


class Killed(BaseException):
    """Stands for SIGKILL: nothing of ours may catch it."""


class ScriptedSite:
    """A moderation client whose site is a dictionary.

    ``faults`` are taken one per change: ``None`` (works), ``lost-before`` and ``lost-after`` (the answer is lost,
    the change not made or made), ``lost-late`` (the change is made when the site has been asked what became of it),
    ``down`` (nothing was sent), ``refused``, ``killed`` (the program, having made the change).

    With a ``shuffle``, orders go out several at once and in no order, and their outcomes come back in lots.
    """

    def __init__(self, count: int = 0) -> None:
        self.linkbacks_there = {item.comment_id: item for item in map(linkback, range(1, count + 1))}
        self.faults: Iterator[str | None] = itertools.repeat(None)
        self.is_down: PingdeskError | None = None
        self.changes = 0
        self.shuffle: random.Random | None = None
        self.replaced: list[tuple[CommentId, Status]] = []
        """Which linkbacks were changed by orders, and the statuses that these found."""
        self._late: list[Callable[[], object]] = []
        self.capabilities = Capabilities()

    def status(self, number: int) -> Status | None:
        """Return what the site itself knows."""
        found = self.linkbacks_there.get(CommentId(number))
        return found.status if found else None

    def put(self, item: RemoteLinkback) -> None:
        """Let the site have this linkback."""
        self.linkbacks_there[item.comment_id] = item

    def account(self) -> Account:
        """Return a moderator."""
        self._answer()
        return Account("ada", "Ada", may_moderate=True)

    def linkbacks(
        self, status: Status, *, limit: int | None = None, agents: bool = True
    ) -> Iterator[Sequence[RemoteLinkback]]:
        """Yield pages of two."""
        del agents
        self._answer()
        there = [item for item in self.linkbacks_there.values() if item.status is status][:limit]
        for start in range(0, len(there), 2):
            yield there[start : start + 2]

    def look_up(self, ids: Collection[CommentId]) -> Mapping[CommentId, RemoteLinkback]:
        """Return those that are there."""
        self._answer()
        there = {number: self.linkbacks_there[number] for number in ids if number in self.linkbacks_there}
        self.catch_up()
        return there

    def catch_up(self) -> None:
        """Make the changes that the site is late with."""
        late, self._late = self._late, []
        for make in late:
            with suppress(LinkbackGone):
                make()

    def posts(self, ids: Collection[PostId]) -> Sequence[Post]:
        """Return a post for each id."""
        return [Post(post_id, f"Post {post_id}", f"https://blog.example/{post_id}") for post_id in ids]

    def arrivals(self, after: CommentId) -> Iterator[Sequence[RemoteLinkback]]:
        """Yield what has come since then, in one page."""
        self._answer()
        if fresh := [item for number, item in sorted(self.linkbacks_there.items(), reverse=True) if number > after]:
            yield fresh

    def pending(self) -> Pending:
        """Return all that is pending."""
        self._answer()
        ids = frozenset(number for number, item in self.linkbacks_there.items() if item.status is Status.PENDING)
        return Pending(ids, is_whole=True, count=len(ids))

    def carry_out(self, orders: Sequence[Order], cancelled: threading.Event) -> Iterator[Sequence[Outcome]]:
        """Change one after another, or several at once."""
        left = [*orders]
        chance = self.shuffle
        if chance is not None:
            chance.shuffle(left)
        while left and not cancelled.is_set():
            width = chance.randint(1, 4) if chance is not None else 1
            under_way, left = left[:width], left[width:]
            trouble: PingdeskError | None = None
            outcomes: list[Outcome] = []
            for order in under_way:
                try:
                    outcomes.append(self._outcome_of(order))
                except SiteUnreachable as error:
                    trouble = error
            if chance is not None:
                chance.shuffle(outcomes)
            cut = chance.randint(0, len(outcomes)) if chance is not None else 0
            yield from (lot for lot in (outcomes[:cut], outcomes[cut:]) if lot)
            if trouble is not None:
                raise trouble
            if any(isinstance(outcome.error, OutcomeUnknown) for outcome in outcomes):
                return

    def _outcome_of(self, order: Order) -> Outcome:
        wanted = Status.PENDING if order.wanted is None else order.wanted
        try:
            if wanted is Status.GONE:
                self.delete(order.linkback)
            else:
                self.set_status(order.linkback, wanted)
        except (LinkbackGone, NotAllowed, OutcomeUnknown) as error:
            return Outcome(order, None, error)
        return Outcome(order, wanted)

    def set_status(self, item: RemoteLinkback, status: Status) -> Status:
        """Change the status, unless the next fault says otherwise."""

        def change() -> None:
            there = self._there(item)
            self.replaced.append((there.comment_id, there.status))
            self.put(replace(there, status=status))

        self._change(change)
        return status

    def delete(self, item: RemoteLinkback) -> None:
        """Remove it."""
        self._change(lambda: self.linkbacks_there.pop(item.comment_id, None))

    def close(self) -> None:
        """Have nothing to close."""

    def _there(self, item: RemoteLinkback) -> RemoteLinkback:
        if item.comment_id not in self.linkbacks_there:
            raise LinkbackGone("It is no longer on the site.")
        return self.linkbacks_there[item.comment_id]

    def _answer(self) -> None:
        if self.is_down is not None:
            raise self.is_down

    def _change(self, make: Callable[[], object]) -> None:
        self._answer()
        fault = next(self.faults, None)
        if fault == "down":
            raise SiteUnreachable("The site cannot be reached.")
        if fault == "refused":
            raise NotAllowed("The site does not let the user do this.")
        if fault == "lost-late":
            self._late.append(make)
        elif fault != "lost-before":
            make()
            self.changes += 1
        if fault == "killed":
            raise Killed
        if fault is not None:
            raise OutcomeUnknown("The connection broke.")
