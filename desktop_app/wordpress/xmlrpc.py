"""Moderates over XML-RPC, where REST is closed. What it cannot do as well as REST is said at each method.

XML-RPC keeps the sender's IP and agent by itself, but tells the agent to nobody, remembers no previous status,
and trains no spam filter (Akismet listens to REST only). Faults arrive with HTTP 200 and in the site's language:
only their numbers can be relied on (wordpress-api.md, sections 2 to 4).
"""

import threading
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import IntEnum
from http import HTTPStatus
from types import MappingProxyType
from typing import cast
from xmlrpc.client import dumps  # writes only; answers are read by payload.py

from desktop_app.core.errors import (
    LinkbackGone,
    LoginRefused,
    MalformedReply,
    NotAllowed,
    OutcomeUnknown,
    PingdeskError,
    SiteUnreachable,
    Unsupported,
)
from desktop_app.core.linkback import CommentId, Post, PostId, RemoteLinkback, Status
from desktop_app.core.site import Account, Capabilities
from desktop_app.wordpress.client import Order, Outcome, Pending
from desktop_app.wordpress.decode import id_of, linkback_of_xmlrpc, plain_text, post_of
from desktop_app.wordpress.failures import Call, busy, garbled, http_failure, plain, retry_after_s
from desktop_app.wordpress.one_by_one import in_words_of, one_by_one
from desktop_app.wordpress.paging import Page, read_through, up_to
from desktop_app.wordpress.payload import Fault, NoPayload, XmlValue, xmlrpc_result
from desktop_app.wordpress.transport import Request, Transport

_WORDS: Mapping[Status, str] = MappingProxyType(
    {Status.PENDING: "hold", Status.APPROVED: "approve", Status.SPAM: "spam", Status.TRASH: "trash"}
)
_ROWS = 300
"""Rows of one request. They are comments of every type, since XML-RPC cannot filter, and each call costs a login."""
_ANY_BLOG = 1
"""The address decides which blog is meant; the number is ignored (run on 6.5 multisite)."""


class _Code(IntEnum):
    """The fault codes of class-wp-xmlrpc-server.php (WordPress 6.1 to 7.1)."""

    NOT_ALLOWED = 401
    LOGIN_OR_NOT_ALLOWED = 403
    MISSING = 404
    SWITCHED_OFF = 405
    FAILED = 500
    NO_SUCH_METHOD = -32601


class XmlRpcClient:
    """A `ModerationClient` over XML-RPC, with an application password or the password of the account."""

    def __init__(self, url: str, user: str, password: str, transport: Transport, capabilities: Capabilities) -> None:
        """Take the address of ``xmlrpc.php`` as discovered; ``transport`` is closed with the client."""
        self._url = url
        self._user = user
        self._password = password
        self._transport = transport
        self.capabilities = capabilities
        self._host = Call.to(url).host

    def __repr__(self) -> str:
        """Show the site and the user, never the password."""
        return f"{type(self).__name__}({self._url!r}, {self._user!r})"

    def account(self) -> Account:
        """Return the user; three calls, since rights show only by trying (no method tells them)."""
        profile = self._fields(self._call("wp.getProfile", ["username", "display_name"]))
        user = plain_text(profile.get("username"), 100) or self._user
        name = plain_text(profile.get("display_name"), 200) or user
        return Account(user, name, may_moderate=self._sees_pending(), version=self._version())

    def linkbacks(self, status: Status, *, limit: int | None = None) -> Iterator[Sequence[RemoteLinkback]]:
        """Yield pages of linkbacks, newest first (see `ModerationClient`), picked out of all comments."""
        word = _WORDS[status]

        def fetch(offset: int, count: int) -> Page[Mapping[str, XmlValue]]:
            asked = {"status": word, "offset": offset, "number": count}
            rows = self._rows(self._call("wp.getComments", asked))
            known = [(CommentId(number), row) for row in rows if (number := id_of(row.get("comment_id"))) is not None]
            return Page(known, is_last=len(rows) < count)

        def pages() -> Iterator[Sequence[RemoteLinkback]]:
            for rows in read_through(fetch, size=_ROWS):
                yield [linkback for row in rows if (linkback := linkback_of_xmlrpc(row)) is not None]

        return up_to(pages(), limit)

    def look_up(self, ids: Collection[CommentId]) -> Mapping[CommentId, RemoteLinkback]:
        """Return the linkbacks with these ids, one request each."""
        found: dict[CommentId, RemoteLinkback] = {}
        for comment_id in sorted(set(ids)):
            try:
                row = self._invoke("wp.getComment", str(comment_id))
            except Fault as fault:
                if fault.code != _Code.MISSING:
                    raise self._refusal(fault) from fault
                continue
            linkback = linkback_of_xmlrpc(self._fields(row))
            if linkback is not None:
                found[comment_id] = linkback
        return found

    def posts(self, ids: Collection[PostId]) -> Sequence[Post]:
        """Return the posts of any type that the user may edit, one request each."""
        found: list[Post] = []
        for post_id in sorted(set(ids)):
            try:
                row = self._fields(self._invoke("wp.getPost", str(post_id), ["post_title", "link", "post_content"]))
            except Fault as fault:
                if fault.code not in (_Code.MISSING, _Code.NOT_ALLOWED):
                    raise self._refusal(fault) from fault
                continue
            post = post_of(post_id, row.get("post_title"), row.get("link"), row.get("post_content"))
            if post is not None:
                found.append(post)
        return found

    def set_status(self, linkback: RemoteLinkback, status: Status) -> Status:
        """Change the status and read it back: the answer to the change is no more than "true".

        Trash goes by ``wp.editComment`` too: ``wp.deleteComment`` destroys what has become spam or trash
        meanwhile, and anything on a site without trash (traps 7 and 8). WordPress's clean-up after 30 days
        does not find what was trashed this way.
        """
        try:
            self._invoke("wp.editComment", str(linkback.comment_id), {"status": _WORDS[status]}, changes=True)
        except Fault as fault:
            # 500 is also MariaDB's answer to the status that the comment already has (trap 10).
            if fault.code != _Code.FAILED:
                raise self._refusal(fault) from fault
            with self._after_a_change():
                if self._status_now(linkback) is status:
                    return status
            raise self._refusal(fault) from fault
        with self._after_a_change():
            return self._status_now(linkback)

    def bring_back(self, linkback: RemoteLinkback) -> Status:
        """Make what is spam or trash pending; XML-RPC has no word for the status from before."""
        now = self._status_now(linkback)
        return self.set_status(linkback, Status.PENDING) if now in (Status.SPAM, Status.TRASH) else now

    def delete(self, linkback: RemoteLinkback) -> None:
        """Delete for ever: the first call only trashes what was pending or approved, the second one deletes."""
        if self._is_there_to_delete(linkback):
            with self._after_a_change():
                self._is_there_to_delete(linkback)

    def arrivals(self, after: CommentId) -> Iterator[Sequence[RemoteLinkback]]:
        """Yield what has come since then, picked out of all comments (see `ModerationClient`)."""
        offset, count = 0, 50
        while True:
            rows = self._rows(self._call("wp.getComments", {"status": "any", "offset": offset, "number": count}))
            found = [linkback for row in rows if (linkback := linkback_of_xmlrpc(row)) is not None]
            fresh = [linkback for linkback in found if linkback.comment_id > after]
            if fresh:
                yield fresh
            if len(rows) < count or any((id_of(row.get("comment_id")) or 0) <= after for row in rows):
                return
            offset += count

    def pending(self) -> Pending:
        """Return the ids among the newest comments that are pending; XML-RPC does not count."""
        rows = self._rows(self._call("wp.getComments", {"status": "hold", "number": _ROWS}))
        found = [linkback for row in rows if (linkback := linkback_of_xmlrpc(row)) is not None]
        return Pending(frozenset(item.comment_id for item in found), is_whole=len(rows) < _ROWS, count=None)

    def carry_out(self, orders: Sequence[Order], cancelled: threading.Event) -> Iterator[Sequence[Outcome]]:
        """Send the orders one after another (see `ModerationClient`)."""
        return one_by_one(orders, self._carry_out, cancelled)

    def _carry_out(self, order: Order) -> Status:
        return in_words_of(order, set_status=self.set_status, bring_back=self.bring_back, delete=self.delete)

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def _is_there_to_delete(self, linkback: RemoteLinkback) -> bool:
        """Ask once for the deletion; return whether there was something to delete."""
        try:
            done = self._invoke("wp.deleteComment", str(linkback.comment_id), changes=True)
        except Fault as fault:
            if fault.code == _Code.MISSING:
                return False
            raise self._refusal(fault) from fault
        if done is not True:
            raise Unsupported(f"{self._host} did not delete the linkback. A plugin may forbid it.")
        return True

    def _status_now(self, linkback: RemoteLinkback) -> Status:
        now = self.look_up([linkback.comment_id]).get(linkback.comment_id)
        if now is None:
            raise LinkbackGone(f"The linkback no longer exists on {self._host}.")
        return now.status

    @contextmanager
    def _after_a_change(self) -> Generator[None]:
        """Say of any failure to read that a change may have been made before."""
        try:
            yield
        except (SiteUnreachable, MalformedReply) as error:
            raise OutcomeUnknown(
                f"{self._host} was asked for a change, but could not be asked what became of it: Pingdesk will read "
                "the site again."
            ) from error

    def _sees_pending(self) -> bool:
        try:
            self._invoke("wp.getComments", {"status": "hold", "number": 1})
        except Fault as fault:
            if fault.code in (_Code.NOT_ALLOWED, _Code.LOGIN_OR_NOT_ALLOWED):
                return False
            raise self._refusal(fault) from fault
        return True

    def _version(self) -> str | None:
        try:
            options = self._fields(self._invoke("wp.getOptions", ["software_version"]))
        except Fault:
            return None  # a plugin has removed the method; the version is of use, not of need
        version = options.get("software_version")
        return plain_text(version.get("value"), 40) or None if isinstance(version, Mapping) else None

    def _call(self, method: str, *arguments: object) -> XmlValue:
        try:
            return self._invoke(method, *arguments)
        except Fault as fault:
            raise self._refusal(fault) from fault

    def _invoke(self, method: str, *arguments: object, changes: bool = False) -> XmlValue:
        """Return the value of a call; raises `Fault` where WordPress itself refuses."""
        call = Call(self._host, changes)
        parameters = (_ANY_BLOG, self._user, self._password, *arguments)
        body = dumps(cast("tuple[str, ...]", parameters), method, encoding="utf-8").encode()
        headers = {"Content-Type": "text/xml; charset=utf-8", "Accept": "text/xml"}
        reply = self._transport.send(Request("POST", self._url, headers=headers, body=body, changes=changes))
        if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise http_failure(reply, call)
        try:
            return xmlrpc_result(reply.body)
        except NoPayload as error:
            if reply.status != HTTPStatus.OK:
                raise http_failure(reply, call) from error
            if not reply.body.strip() and retry_after_s(reply) is not None:
                raise busy(reply, call) from error  # maintenance: 200 and nothing (trap 14)
            raise garbled(call) from error

    def _refusal(self, fault: Fault) -> PingdeskError:
        """Return the error for a fault. 403 says both "wrong password" and "not allowed": asking again tells."""
        words = plain(fault.text)
        match fault.code:
            case _Code.LOGIN_OR_NOT_ALLOWED if not self._is_logged_in():
                return LoginRefused(
                    f"{self._host} does not accept this user name and password. Check both; a plugin for two-factor "
                    "login or against break-ins can refuse them, too."
                )
            case _Code.NOT_ALLOWED | _Code.LOGIN_OR_NOT_ALLOWED:
                return NotAllowed(f"You may not do this on {self._host}: {words}")
            case _Code.MISSING:
                return LinkbackGone(f"The linkback no longer exists on {self._host}.")
            case _Code.SWITCHED_OFF:
                return Unsupported(f"XML-RPC is switched off on {self._host}. Switch it on there, or choose REST.")
            case _Code.NO_SUCH_METHOD:
                return Unsupported(f"{self._host} has removed what Pingdesk needs from XML-RPC. Choose REST.")
            case _:
                return Unsupported(f"{self._host} refuses: {words} ({fault.code})")

    def _is_logged_in(self) -> bool:
        try:
            self._invoke("wp.getProfile", ["user_id"])
        except Fault as fault:
            return fault.code != _Code.LOGIN_OR_NOT_ALLOWED
        return True

    def _fields(self, value: XmlValue) -> Mapping[str, XmlValue]:
        if not isinstance(value, Mapping):
            raise garbled(Call(self._host))
        return value

    def _rows(self, value: XmlValue) -> Sequence[Mapping[str, XmlValue]]:
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise garbled(Call(self._host))
        return [self._fields(row) for row in value]
