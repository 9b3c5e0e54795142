"""What moderating one WordPress site looks like to the rest of Pingdesk, whichever way the site is spoken to."""

import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

from desktop_app.core.errors import PingdeskError, Unsupported
from desktop_app.core.linkback import CommentId, Post, PostId, RemoteLinkback, Status
from desktop_app.core.site import Account, Capabilities, Endpoints, TransportKind

if TYPE_CHECKING:
    from desktop_app.wordpress.transport import Transport


@dataclass(frozen=True, slots=True)
class Order:
    """A change that is wanted of a linkback, which is given as the site has just told it (`look_up`).

    ``wanted`` is the status to have, GONE to be deleted for ever, or ``None`` to be taken out of spam or trash as
    WordPress's own "Not spam" and "Restore" do: over REST to the status from before as far as WordPress remembers
    it, otherwise (and always over XML-RPC) to pending.
    """

    linkback: RemoteLinkback
    wanted: Status | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an order: the ``status`` that the site says the linkback has now, or an ``error``.

    An error is ``LinkbackGone``, ``NotAllowed`` or ``Unsupported`` where nothing was changed and asking again
    is of no use, and ``OutcomeUnknown`` where the change was sent and the answer lost: `look_up` tells.
    """

    order: Order
    status: Status | None
    error: PingdeskError | None = None


@dataclass(frozen=True, slots=True)
class Pending:
    """A glance at what waits: the ids of the newest pending linkbacks, or of all where it ``is_whole``.

    ``count`` is how many there are by the site's own count, which may include what the user cannot see; ``None``
    where the site does not count.
    """

    ids: frozenset[CommentId]
    is_whole: bool
    count: int | None


class ModerationClient(Protocol):
    """One user on one site. Used by one thread at a time; `RestClient`, `XmlRpcClient` and `LanedClient` behave alike.

    Every method may raise ``SiteUnreachable`` (nothing was changed), ``MalformedReply`` or ``LoginRefused``.
    Those that change something may raise ``OutcomeUnknown``: whatever happened after the change was sent
    (connection lost, server error, garbled answer) leaves open whether it was made; `look_up` tells.
    Errors that come from a busy site carry ``retry_after_s`` (see `desktop_app.wordpress.failures`).
    """

    def account(self) -> Account:
        """Return the user as the site knows him, by a live call that proves the password.

        ``may_moderate`` is False for a user without WordPress's ``moderate_comments`` right. Only XML-RPC tells the
        ``version``.
        """
        ...

    def linkbacks(
        self, status: Status, *, limit: int | None = None, agents: bool = True
    ) -> Iterator[Sequence[RemoteLinkback]]:
        """Yield the pingbacks and trackbacks of ``status``, newest first, in non-empty pages of at most 100.

        ``limit`` bounds their number over all pages. Without ``agents``, ``author_agent`` may be left empty where
        the list comes quicker so; over XML-RPC it always is. A few pages are fetched ahead of the one that is asked
        for. Rows that enter or leave the list meanwhile cost no other row: nothing is missed and nothing comes
        twice (see `desktop_app.wordpress.paging`). Linkbacks whose post lies in the trash are not listed,
        as on WordPress's own screens. Raises ``NotAllowed`` if the user may not moderate (but XML-RPC shows
        approved ones to every user). XML-RPC cannot filter by type: where linkbacks are rare among ordinary
        comments, many requests may lie between two pages.
        """
        ...

    def look_up(self, ids: Collection[CommentId]) -> Mapping[CommentId, RemoteLinkback]:
        """Return the linkbacks with these ids, of any status, as they are now.

        Missing from the answer: what is deleted, is no pingback or trackback, or belongs to a post in the
        trash. 100 ids cost one request over REST, and two to four over XML-RPC (a hundred where that refuses to take
        many calls at once), each with a login for every id.
        """
        ...

    def posts(self, ids: Collection[PostId]) -> Sequence[Post]:
        """Return these posts, pages and posts of custom types, drafts included; leave out what is not found."""
        ...

    def arrivals(self, after: CommentId) -> Iterator[Sequence[RemoteLinkback]]:
        """Yield the linkbacks of any status but those in the trash's posts with an id above ``after``, newest first.

        One small request where there are none. Comes in non-empty pages, as `linkbacks` does.
        """
        ...

    def pending(self) -> Pending:
        """Return which linkbacks are pending, by one small request."""
        ...

    def carry_out(self, orders: Sequence[Order], cancelled: threading.Event) -> Iterator[Sequence[Outcome]]:
        """Send the orders as quickly as the site allows, and yield what became of them, as it becomes known.

        The orders are of different linkbacks, and may be sent in any sequence and at the same time. Each has at
        most one outcome; those that have none when the iterator ends were not sent: because of ``cancelled``, or
        because one outcome was ``OutcomeUnknown`` (whatever is under way is still answered for, nothing new is
        begun). Trouble that concerns the whole site is raised in the end, after the outcomes that there are.

        Never deletes for ever unless that is what is wanted: an order for the trash fails with ``Unsupported``
        where REST finds that the site has none (over XML-RPC such a site keeps the linkback, with the status
        trash). The sender's IP address and agent stay what they were. An order for a status that the linkback
        already has is fine, and so is one to delete what is gone.
        """
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What is known by now of what the site can do."""
        ...

    def close(self) -> None:
        """Close the connections; the client is not to be used afterwards."""
        ...


def open_client(
    endpoints: Endpoints,
    user: str,
    password: str,
    kind: TransportKind,
    capabilities: Capabilities | None = None,
    *,
    connect: "Callable[[], Transport] | None" = None,
) -> ModerationClient:
    """Return a client that speaks to the site in the given way; nothing is sent yet.

    One for REST makes bulk changes by XML-RPC, too, where the ``capabilities`` say that this lets the user in
    (``multicall``). ``connect`` opens a connection pool for one thread; each is closed with the client. Raises
    ``Unsupported`` if the site has no such interface. Imports the network modules only when called: they would add
    to the time a start takes.
    """
    from desktop_app.wordpress.lanes import LanedClient  # noqa: PLC0415 - start-up time
    from desktop_app.wordpress.rest import RestClient  # noqa: PLC0415 - start-up time
    from desktop_app.wordpress.shared import SharedTransport  # noqa: PLC0415 - start-up time
    from desktop_app.wordpress.transport import HttpTransport  # noqa: PLC0415 - start-up time
    from desktop_app.wordpress.xmlrpc import XmlRpcClient  # noqa: PLC0415 - start-up time
    from desktop_app.wordpress.xmlrpc_caller import Caller  # noqa: PLC0415 - start-up time

    known = capabilities if capabilities is not None else Capabilities()
    connect = connect or partial(HttpTransport, certificate=endpoints.certificate)
    if kind is TransportKind.REST:
        if endpoints.rest_root is None:
            raise Unsupported(f"{endpoints.home} offers no REST interface; use XML-RPC instead.")
        rest = RestClient(endpoints.rest_root, user, password, connect, known)
        if endpoints.xmlrpc_url is None or not known.multicall:
            return rest
        caller = Caller(endpoints.xmlrpc_url, user, password, SharedTransport(connect))
        return LanedClient(rest, caller, endpoints, known)
    if endpoints.xmlrpc_url is None:
        raise Unsupported(f"{endpoints.home} offers no XML-RPC; use REST instead.")
    caller = Caller(endpoints.xmlrpc_url, user, password, SharedTransport(connect))
    return XmlRpcClient(caller, known)
