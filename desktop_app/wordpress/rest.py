"""Moderates over WordPress's REST interface (``wp/v2``), the way that keeps the most: see wordpress-api.md."""

import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast

from desktop_app.core.errors import NotAllowed, Unsupported
from desktop_app.core.linkback import CommentId, Post, PostId, RemoteLinkback, Status
from desktop_app.core.site import Account, Capabilities
from desktop_app.wordpress.abreast import Watch, abreast
from desktop_app.wordpress.client import Order, Outcome, Pending
from desktop_app.wordpress.decode import plain_text
from desktop_app.wordpress.failures import login_refused
from desktop_app.wordpress.pacing import Pace
from desktop_app.wordpress.payload import JsonObject
from desktop_app.wordpress.rest_calls import RestCalls
from desktop_app.wordpress.rest_changes import RestChanges
from desktop_app.wordpress.rest_lists import RestLists
from desktop_app.wordpress.rest_posts import RestPosts
from desktop_app.wordpress.transport import Reply, Transport


class RestClient:
    """A `ModerationClient` over REST with an application password."""

    def __init__(
        self, rest_root: str, user: str, password: str, connect: Callable[[], Transport], capabilities: Capabilities
    ) -> None:
        """Take the root as discovered; ``connect`` opens a transport for each request that is under way at once."""
        self._shown = f"{type(self).__name__}({rest_root!r}, {user!r})"
        self._user = user
        self._calls = RestCalls(rest_root, user, password, connect)
        self._lists = RestLists(self._calls)
        self._posts = RestPosts(self._calls)
        self._changes = RestChanges(self._calls, self._lists.look_up)
        self._changes.has_trash = capabilities.has_trash
        self._capabilities = capabilities
        self._watch = Watch(Pace())

    def __repr__(self) -> str:
        """Show the site and the user, never the password."""
        return self._shown

    @property
    def capabilities(self) -> Capabilities:
        """What is known by now of what the site can do."""
        return replace(self._capabilities, has_trash=self._changes.has_trash)

    @property
    def width(self) -> int:
        """How many changes are kept under way at once by now."""
        return self._watch.pace.width

    def account(self) -> Account:
        """Return the user (``users/me``: a list would be answered even with a wrong password, trap 2)."""
        reply = self._calls.get("users/me", {"context": "edit", "_fields": "id,username,name,capabilities"})
        me = self._calls.told(reply)
        if not isinstance(me.get("id"), int):
            raise login_refused(self._calls.reading)
        user = plain_text(me.get("username"), 100) or self._user
        return Account(user, plain_text(me.get("name"), 200) or user, may_moderate=self._may_moderate(me, reply))

    def linkbacks(
        self, status: Status, *, limit: int | None = None, agents: bool = True
    ) -> Iterator[Sequence[RemoteLinkback]]:
        """Yield pages of linkbacks, newest first (see `ModerationClient`); a few are fetched ahead."""
        del agents  # they always come
        return self._lists.linkbacks(status, limit)

    def look_up(self, ids: Collection[CommentId]) -> Mapping[CommentId, RemoteLinkback]:
        """Return the linkbacks with these ids, 100 a request."""
        return self._lists.look_up(ids)

    def posts(self, ids: Collection[PostId]) -> Sequence[Post]:
        """Return the posts, asking type after type until all are found."""
        return self._posts.posts(ids)

    def arrivals(self, after: CommentId) -> Iterator[Sequence[RemoteLinkback]]:
        """Yield what has come since then (see `ModerationClient`)."""
        return self._lists.arrivals(after)

    def pending(self) -> Pending:
        """Return the newest 100 ids and the site's own count."""
        return self._lists.pending()

    def carry_out(self, orders: Sequence[Order], cancelled: threading.Event) -> Iterator[Sequence[Outcome]]:
        """Send the orders, as many at once as make the site quicker (see `ModerationClient`)."""
        if not cancelled.is_set():
            yield from abreast(orders, self._changes.ways(orders), self._watch, cancelled)

    def close(self) -> None:
        """Close the connections. From another thread, cut what is under way."""
        self._calls.close()

    def _may_moderate(self, me: JsonObject, reply: Reply) -> bool:
        """Whether the user may; asks the site for a pending linkback if what it says of him leaves that open.

        A network's administrator may do everything on each of its sites, although no capability says so. What
        gives him away is that he may delete users, himself for instance (header ``Allow``, 6.1 to 7.1).
        """
        rights = me.get("capabilities")
        if isinstance(rights, dict) and cast("JsonObject", rights).get("moderate_comments"):
            return True
        allowed = reply.headers.get("allow")
        if allowed is not None and "DELETE" not in allowed:
            return False
        try:
            self._lists.shows_pending()
        except (NotAllowed, Unsupported):
            return False
        return True
