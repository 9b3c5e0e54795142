"""Moderates over XML-RPC, where REST is closed. What it cannot do as well as REST is said at each method.

XML-RPC keeps the sender's IP and agent by itself, but tells the agent to nobody, remembers no previous status,
and trains no spam filter (Akismet listens to REST only). See `desktop_app.wordpress.limits`.
"""

import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from desktop_app.core.linkback import CommentId, Post, PostId, RemoteLinkback, Status
from desktop_app.core.site import Account, Capabilities
from desktop_app.wordpress.chunks import Pace, in_chunks
from desktop_app.wordpress.client import Order, Outcome, Pending
from desktop_app.wordpress.decode import id_of, linkback_of_xmlrpc, plain_text, post_of
from desktop_app.wordpress.paging import up_to
from desktop_app.wordpress.payload import Fault, XmlValue
from desktop_app.wordpress.xmlrpc_bulk import BulkOrders
from desktop_app.wordpress.xmlrpc_caller import Answer, Caller, Code, MethodCall
from desktop_app.wordpress.xmlrpc_orders import WORDS
from desktop_app.wordpress.xmlrpc_rows import Row, RowReader, linkbacks_of

_GLANCE_ROWS = 100
_NEWEST_ROWS = 20
_POST_FIELDS = ["post_title", "link", "post_content"]


class XmlRpcClient:
    """A `ModerationClient` over XML-RPC, with an application password or the password of the account."""

    def __init__(self, caller: Caller, capabilities: Capabilities) -> None:
        """Speak through ``caller``, which is closed with the client."""
        self._caller = caller
        self._bulk = BulkOrders(self._caller, self._found)
        self._pace = Pace()
        self._rows = RowReader(self._caller)
        self._known = capabilities

    def __repr__(self) -> str:
        """Show the site and the user, never the password."""
        return f"{type(self).__name__}({self._caller.url!r}, {self._caller.user!r})"

    @property
    def capabilities(self) -> Capabilities:
        """What is known by now. ``multicall`` is tried anew by every client: what stood in its way may be gone."""
        taken = self._known.multicall or self._caller.took_multicall
        return replace(self._known, multicall=taken and self._caller.has_multicall)

    def account(self) -> Account:
        """Return the user; three calls, since rights show only by trying (no method tells them), in one request."""
        options = MethodCall("wp.getOptions", (["software_version"],))
        glance = MethodCall("wp.getComments", ({"status": WORDS[Status.PENDING], "number": 1},))
        who = MethodCall("wp.getProfile", (["username", "display_name"],))
        told, seen, about = self._caller.read([who, glance, options])
        profile = self._caller.fields(self._unless(told))
        user = plain_text(profile.get("username"), 100) or self._caller.user
        name = plain_text(profile.get("display_name"), 200) or user
        may = self._unless(seen, Code.NOT_ALLOWED, Code.LOGIN_OR_NOT_ALLOWED) is not None
        return Account(user, name, may_moderate=may, version=version_in(about))

    def linkbacks(
        self, status: Status, *, limit: int | None = None, agents: bool = True
    ) -> Iterator[Sequence[RemoteLinkback]]:
        """Yield pages of linkbacks, newest first (see `ModerationClient`), picked out of all comments."""
        del agents  # nobody tells them
        pages = self._rows.through(WORDS[status], wanted=limit)
        return up_to((linkbacks_of(rows) for rows in pages), limit)

    def look_up(self, ids: Collection[CommentId]) -> Mapping[CommentId, RemoteLinkback]:
        """Return the linkbacks with these ids: a call for each, some of them in a request."""
        found: dict[CommentId, RemoteLinkback] = {}
        for some in in_chunks(sorted(set(ids)), self._found, self._pace, _never):
            found |= some
        return dict(sorted(found.items()))

    def posts(self, ids: Collection[PostId]) -> Sequence[Post]:
        """Return the posts of any type that the user may edit: a call for each, some of them in a request."""
        chunks = in_chunks(sorted(set(ids)), self._found_posts, self._pace, _never)
        return sorted((post for some in chunks for post in some), key=lambda post: post.post_id)

    def arrivals(self, after: CommentId) -> Iterator[Sequence[RemoteLinkback]]:
        """Yield what has come since then, picked out of all comments (see `ModerationClient`).

        XML-RPC sorts by date: what is newer than ``after`` by its id and older by its date (imported, say) is
        found only if it stands before the first comment that is neither.
        """
        return up_to(self._newer(after), None)

    def pending(self) -> Pending:
        """Return the ids among the newest comments that are pending; XML-RPC does not count."""
        newest = self._rows.newest(WORDS[Status.PENDING], _GLANCE_ROWS)
        found = linkbacks_of([row for _, row in newest.rows])
        return Pending(frozenset(item.comment_id for item in found), is_whole=newest.is_last, count=None)

    def carry_out(self, orders: Sequence[Order], cancelled: threading.Event) -> Iterator[Sequence[Outcome]]:
        """Send the orders, some of them in a request (see `ModerationClient`)."""
        return self._bulk.carry_out(orders, cancelled.is_set)

    def close(self) -> None:
        """Close the connections."""
        self._caller.close()

    def _newer(self, after: CommentId) -> Iterator[Sequence[RemoteLinkback]]:
        newest = self._rows.newest("any", _NEWEST_ROWS)
        yield _above(after, [row for _, row in newest.rows])
        if newest.is_last or any(number <= after for number, _ in newest.rows):
            return
        given = {number for number, _ in newest.rows}
        for rows in self._rows.through("any"):
            yield [linkback for linkback in _above(after, rows) if linkback.comment_id not in given]
            if any((id_of(row.get("comment_id")) or 0) <= after for row in rows):
                return

    def _found(self, ids: Collection[CommentId]) -> Mapping[CommentId, RemoteLinkback]:
        """Return the linkbacks with these few ids, in one request if the site takes it."""
        wanted = list(ids)
        answers = self._caller.read([MethodCall("wp.getComment", (str(number),)) for number in wanted])
        found: dict[CommentId, RemoteLinkback] = {}
        for number, answer in zip(wanted, answers, strict=True):
            row = self._unless(answer, Code.MISSING)
            linkback = None if row is None else linkback_of_xmlrpc(self._caller.fields(row))
            if linkback is not None and linkback.comment_id == number:
                found[number] = linkback
        return found

    def _found_posts(self, ids: Sequence[PostId]) -> Sequence[Post]:
        answers = self._caller.read([MethodCall("wp.getPost", (str(number), _POST_FIELDS)) for number in ids])
        found: list[Post] = []
        for number, answer in zip(ids, answers, strict=True):
            value = self._unless(answer, Code.MISSING, Code.NOT_ALLOWED)
            if value is not None:
                row = self._caller.fields(value)
                post = post_of(number, row.get("post_title"), row.get("link"), row.get("post_content"))
                found += [post] if post is not None else []
        return found

    def _unless(self, answer: Answer, *codes: Code) -> XmlValue:
        """Return the answer, or ``None`` for a fault with one of these codes; raises any other."""
        if not isinstance(answer, Fault):
            return answer
        if answer.code in codes:
            return None
        raise self._caller.refusal(answer) from answer


def version_in(options: Answer) -> str | None:
    """Return WordPress's version as ``wp.getOptions`` tells it, ``None`` where a plugin has removed that method."""
    told = options.get("software_version") if isinstance(options, Mapping) else None
    return plain_text(told.get("value"), 40) or None if isinstance(told, Mapping) else None


def _above(after: CommentId, rows: Sequence[Row]) -> Sequence[RemoteLinkback]:
    return [linkback for linkback in linkbacks_of(rows) if linkback.comment_id > after]


def _never() -> bool:
    return False
