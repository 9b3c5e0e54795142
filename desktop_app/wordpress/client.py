"""What moderating one WordPress site looks like to the rest of Pingdesk, whichever way the site is spoken to."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from desktop_app.core.errors import Unsupported
from desktop_app.core.linkback import CommentId, Post, PostId, RemoteLinkback, Status
from desktop_app.core.site import Account, Endpoints, TransportKind

if TYPE_CHECKING:
    from desktop_app.wordpress.transport import Transport


class ModerationClient(Protocol):
    """One user on one site. Used by one thread at a time; `RestClient` and `XmlRpcClient` behave alike.

    Every method may raise ``SiteUnreachable`` (nothing was changed), ``MalformedReply`` or ``LoginRefused``.
    Those that change something may raise ``OutcomeUnknown``: whatever happened after the change was sent
    (connection lost, server error, garbled answer) leaves open whether it was made; `look_up` tells.
    Errors that come from a busy site carry ``retry_after_s`` (see `desktop_app.wordpress.failures`).
    """

    def account(self) -> Account:
        """Return the user as the site knows him, by a live call that proves the password.

        ``may_moderate`` is False for a user without WordPress's ``moderate_comments`` right. ``version`` is
        known over XML-RPC only.
        """
        ...

    def linkbacks(self, status: Status, *, limit: int | None = None) -> Iterator[Sequence[RemoteLinkback]]:
        """Yield the pingbacks and trackbacks of ``status``, newest first, in non-empty pages of at most 100.

        ``limit`` bounds their number over all pages. One request is made for each page, when it is asked for.
        Rows that enter or leave the list meanwhile cost no other row: nothing is missed and nothing comes
        twice (see `desktop_app.wordpress.paging`). Linkbacks whose post lies in the trash are not listed,
        as on WordPress's own screens. Raises ``NotAllowed`` if the user may not moderate (but XML-RPC shows
        approved ones to every user). XML-RPC cannot filter by type: where linkbacks are rare among ordinary
        comments, many requests may lie between two pages.
        """
        ...

    def look_up(self, ids: Collection[CommentId]) -> Mapping[CommentId, RemoteLinkback]:
        """Return the linkbacks with these ids, of any status, as they are now.

        Missing from the answer: what is deleted, is no pingback or trackback, or belongs to a post in the
        trash. 100 ids cost one request over REST and a hundred over XML-RPC.
        """
        ...

    def posts(self, ids: Collection[PostId]) -> Sequence[Post]:
        """Return these posts, pages and posts of custom types, drafts included; leave out what is not found."""
        ...

    def set_status(self, linkback: RemoteLinkback, status: Status) -> Status:
        """Give the linkback this status and return the one that the site says it has afterwards.

        That may be another one, if a plugin of the site objects. The sender's IP address and agent stay what
        they were. Never deletes for ever: raises ``Unsupported`` where the site has no trash (over XML-RPC
        such a site keeps the linkback, with the status trash). Raises ``LinkbackGone`` and ``NotAllowed``.
        """
        ...

    def bring_back(self, linkback: RemoteLinkback) -> Status:
        """Take the linkback out of spam or trash, as WordPress's own 'Not spam' and 'Restore' do.

        Returns the status that the site then gives it: over REST the one from before as far as WordPress
        remembers it, otherwise (and always over XML-RPC) pending. A linkback that is neither spam nor trash
        by now is left alone. Raises ``LinkbackGone`` and ``NotAllowed``.
        """
        ...

    def delete(self, linkback: RemoteLinkback) -> None:
        """Delete the linkback for ever, whatever its status; one that is already gone is fine.

        Raises ``NotAllowed``, or ``LinkbackGone`` where it is left over from a deleted post, which REST
        refuses to touch.
        """
        ...

    def close(self) -> None:
        """Close the connections; the client is not to be used afterwards."""
        ...


def open_client(
    endpoints: Endpoints, user: str, password: str, kind: TransportKind, transport: "Transport | None" = None
) -> ModerationClient:
    """Return a client that speaks to the site in the given way; nothing is sent yet.

    ``transport`` is closed with the client; by default a new connection pool of its own. Raises
    ``Unsupported`` if the site has no such interface. Imports the network modules only when called: they
    would add to the time a start takes.
    """
    from desktop_app.wordpress.rest import RestClient  # noqa: PLC0415 - start-up time
    from desktop_app.wordpress.transport import HttpTransport  # noqa: PLC0415 - start-up time
    from desktop_app.wordpress.xmlrpc import XmlRpcClient  # noqa: PLC0415 - start-up time

    link = transport if transport is not None else HttpTransport()
    if kind is TransportKind.REST:
        if endpoints.rest_root is None:
            raise Unsupported(f"{endpoints.home} offers no REST interface; use XML-RPC instead.")
        return RestClient(endpoints.rest_root, user, password, link)
    if endpoints.xmlrpc_url is None:
        raise Unsupported(f"{endpoints.home} offers no XML-RPC; use REST instead.")
    return XmlRpcClient(endpoints.xmlrpc_url, user, password, link)
