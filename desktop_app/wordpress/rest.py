"""Moderates over WordPress's REST interface (``wp/v2``), the way that keeps the most: see wordpress-api.md.

Always sent: ``Accept: application/json`` (a site in maintenance answers in JSON only then) and ``_fields``
(2 to 4 times cheaper). Redirects are never followed: a redirected POST becomes a GET that changes nothing.
"""

import json
import threading
from base64 import b64encode
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from http import HTTPStatus
from types import MappingProxyType
from typing import cast

from desktop_app.core.errors import LinkbackGone, NotAllowed, Unsupported
from desktop_app.core.linkback import CommentId, Post, PostId, RemoteLinkback, Status
from desktop_app.core.site import Account, Capabilities
from desktop_app.wordpress.client import Order, Outcome, Pending
from desktop_app.wordpress.decode import plain_text, post_of, status_of
from desktop_app.wordpress.failures import Call, code_of, garbled, login_refused, rest_failure
from desktop_app.wordpress.one_by_one import in_words_of, one_by_one
from desktop_app.wordpress.paging import PAGE_ROWS, Page, read_through, up_to
from desktop_app.wordpress.payload import JsonObject, NoPayload, json_object, json_rows
from desktop_app.wordpress.rest_rows import decoded, ends_at, form, is_ip
from desktop_app.wordpress.transport import Reply, Request, Transport

_WORDS: Mapping[Status, str] = MappingProxyType(
    {Status.PENDING: "hold", Status.APPROVED: "approved", Status.SPAM: "spam", Status.TRASH: "trash"}
)
_FILTER_WORDS: Mapping[Status, str] = MappingProxyType({**_WORDS, Status.APPROVED: "approve"})
"""The list's filter is spelled ``approve``, the comment's status ``approved``; a wrong word finds nothing (trap 5)."""
_BACK: Mapping[Status, str] = MappingProxyType({Status.SPAM: "unspam", Status.TRASH: "untrash"})
_COMMENT_FIELDS = "id,post,author_name,author_url,author_ip,author_user_agent,date_gmt,content,status,type"
_SMALLEST_PAGE = 20
_WITHOUT_LINKBACKS = frozenset({"post", "page", "nav_menu_item"})


class RestClient:
    """A `ModerationClient` over REST with an application password."""

    def __init__(
        self, rest_root: str, user: str, password: str, transport: Transport, capabilities: Capabilities
    ) -> None:
        """Take the root as discovered (``…/wp-json/`` or ``…?rest_route=/``); ``transport`` is closed with it."""
        self._root = rest_root
        self._user = user
        self._transport = transport
        self.capabilities = capabilities
        self._authorization = "Basic " + b64encode(f"{user}:{password}".encode()).decode()
        self._custom_routes: Sequence[str] | None = None

    def __repr__(self) -> str:
        """Show the site and the user, never the password."""
        return f"{type(self).__name__}({self._root!r}, {self._user!r})"

    def account(self) -> Account:
        """Return the user (``users/me``: a list would be answered even with a wrong password, trap 2)."""
        me = self._object("users/me", {"context": "edit", "_fields": "id,username,name,capabilities"})
        if not isinstance(me.get("id"), int):
            raise login_refused(Call.to(self._root))
        rights = me.get("capabilities")
        may = isinstance(rights, dict) and bool(cast("JsonObject", rights).get("moderate_comments"))
        user = plain_text(me.get("username"), 100) or self._user
        return Account(user, plain_text(me.get("name"), 200) or user, may_moderate=may or self._sees_pending())

    def linkbacks(self, status: Status, *, limit: int | None = None) -> Iterator[Sequence[RemoteLinkback]]:
        """Yield pages of linkbacks, newest first (see `ModerationClient`)."""
        size = PAGE_ROWS if limit is None else min(PAGE_ROWS, max(limit, _SMALLEST_PAGE))
        word = _FILTER_WORDS[status]

        def fetch(offset: int, count: int) -> Page[JsonObject]:
            params = self._list_params(word) | {"per_page": str(count), "offset": str(offset)}
            reply = self._get("comments", params)
            rows = self._read_rows(reply)
            return Page(
                [(CommentId(number), row) for row in rows if isinstance(number := row.get("id"), int)],
                is_last=ends_at(reply, offset + count, full=len(rows) >= count),
            )

        pages = (decoded(rows) for rows in read_through(fetch, size=size))
        return up_to(pages, limit)

    def look_up(self, ids: Collection[CommentId]) -> Mapping[CommentId, RemoteLinkback]:
        """Return the linkbacks with these ids, 100 a request."""
        wanted = sorted(set(ids))
        found: dict[CommentId, RemoteLinkback] = {}
        for start in range(0, len(wanted), PAGE_ROWS):
            some = ",".join(map(str, wanted[start : start + PAGE_ROWS]))
            reply = self._get("comments", self._list_params("any") | {"include": some, "per_page": str(PAGE_ROWS)})
            found |= {linkback.comment_id: linkback for linkback in decoded(self._read_rows(reply))}
        return {comment_id: found[comment_id] for comment_id in wanted if comment_id in found}

    def posts(self, ids: Collection[PostId]) -> Sequence[Post]:
        """Return the posts, asking type after type until all are found; each type is a route of its own."""
        missing, found = set(ids), list[Post]()
        for route in self._post_routes():
            if not missing:
                break
            for post in self._posts_of(route, sorted(missing)):
                if post.post_id in missing:
                    missing.remove(post.post_id)
                    found.append(post)
        return found

    def set_status(self, linkback: RemoteLinkback, status: Status) -> Status:
        """Change the status; the sender's IP and agent are sent back, or WordPress would replace them (trap 1).

        Trash goes by DELETE: ``status=trash`` deletes for ever on a site without trash (trap 7). An IP address
        that is none cannot be kept: WordPress refuses to take it.
        """
        if status is Status.TRASH:
            return self._trash(linkback)
        return self._post_status(linkback, _WORDS[status])

    def bring_back(self, linkback: RemoteLinkback) -> Status:
        """Take out of spam or trash; reads the status first, since ``unspam`` can approve what is pending."""
        now = self._fresh(linkback)
        word = _BACK.get(now.status)
        return now.status if word is None else self._post_status(now, word)

    def delete(self, linkback: RemoteLinkback) -> None:
        """Delete for ever."""
        reply = self._send("DELETE", self._route_of(linkback), {"force": "true", "_fields": "deleted"}, changes=True)
        if code_of(reply) != "rest_comment_invalid_id":
            self._read_object(reply, changes=True)

    def arrivals(self, after: CommentId) -> Iterator[Sequence[RemoteLinkback]]:
        """Yield what has come since then (see `ModerationClient`)."""
        params = self._list_params("any") | {"orderby": "id", "per_page": str(_SMALLEST_PAGE)}
        offset = 0
        while True:
            rows = self._read_rows(self._get("comments", params | {"offset": str(offset)}))
            fresh = [linkback for linkback in decoded(rows) if linkback.comment_id > after]
            if fresh:
                yield fresh
            if len(rows) < _SMALLEST_PAGE or any(
                isinstance(row.get("id"), int) and cast("int", row["id"]) <= after for row in rows
            ):
                return
            offset += _SMALLEST_PAGE

    def pending(self) -> Pending:
        """Return the newest 100 ids and the site's own count."""
        params = self._list_params("hold") | {"per_page": str(PAGE_ROWS), "orderby": "id", "_fields": "id"}
        reply = self._get("comments", params)
        ids = frozenset(CommentId(number) for row in self._read_rows(reply) if isinstance(number := row.get("id"), int))
        total = reply.headers.get("x-wp-total", "")
        count = int(total) if total.isascii() and total.isdigit() else None
        return Pending(ids, is_whole=len(ids) < PAGE_ROWS, count=count)

    def carry_out(self, orders: Sequence[Order], cancelled: threading.Event) -> Iterator[Sequence[Outcome]]:
        """Send the orders one after another (see `ModerationClient`)."""
        return one_by_one(orders, self._carry_out, cancelled)

    def _carry_out(self, order: Order) -> Status:
        return in_words_of(order, set_status=self.set_status, bring_back=self.bring_back, delete=self.delete)

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def _trash(self, linkback: RemoteLinkback) -> Status:
        reply = self._send("DELETE", self._route_of(linkback), {"_fields": "id,status"}, changes=True)
        if code_of(reply) == "rest_already_trashed":
            return Status.TRASH
        return self._read_status(reply)

    def _post_status(self, linkback: RemoteLinkback, word: str) -> Status:
        change = {"status": word, **self._evidence(linkback)}
        route = self._route_of(linkback)
        return self._read_status(self._send("POST", route, {"_fields": "id,status"}, change=change, changes=True))

    def _evidence(self, linkback: RemoteLinkback) -> Mapping[str, str]:
        """Return what must be sent back to be kept; asks the site for it where the linkback came over XML-RPC."""
        known = linkback if linkback.author_ip and linkback.author_agent else self._fresh(linkback)
        kept = {"author_user_agent": known.author_agent, "author_ip": known.author_ip}
        if not is_ip(known.author_ip):
            del kept["author_ip"]
        return {name: value for name, value in kept.items() if value}

    def _fresh(self, linkback: RemoteLinkback) -> RemoteLinkback:
        now = self.look_up([linkback.comment_id]).get(linkback.comment_id)
        if now is None:
            raise LinkbackGone(f"The linkback no longer exists on {Call.to(self._root).host}.")
        return now

    def _sees_pending(self) -> bool:
        """Whether the site lets the user moderate although no capability says so (a network's administrator)."""
        try:
            self._get("comments", self._list_params("hold") | {"per_page": "1", "_fields": "id"})
        except (NotAllowed, Unsupported):
            return False
        return True

    def _post_routes(self) -> Iterator[str]:
        yield from ("posts", "pages")
        if self._custom_routes is None:
            self._custom_routes = self._ask_custom_routes()
        yield from self._custom_routes

    def _ask_custom_routes(self) -> Sequence[str]:
        # The answer is an object by type name: `_fields` would empty it.
        types = self._object("types", {"context": "edit"})
        routes: list[str] = []
        for name, about in types.items():
            if name in _WITHOUT_LINKBACKS or name.startswith("wp_") or not isinstance(about, dict):
                continue
            base = cast("JsonObject", about).get("rest_base")
            if isinstance(base, str) and base.replace("-", "").replace("_", "").isalnum():
                routes.append(base)
        return routes

    def _posts_of(self, route: str, ids: Sequence[PostId]) -> Iterable[Post]:
        # Attachments know no status "any" (class-wp-rest-attachments-controller.php).
        status = {} if route == "media" else {"status": "any"}
        for start in range(0, len(ids), PAGE_ROWS):
            params = status | {
                "context": "edit",
                "include": ",".join(map(str, ids[start : start + PAGE_ROWS])),
                "per_page": str(PAGE_ROWS),
                "_fields": "id,title,link,content",
            }
            with suppress(NotAllowed, Unsupported):  # a type that the user may not edit stays unknown
                for row in self._read_rows(self._get(route, params)):
                    post = post_of(
                        row.get("id"), form(row, "title", "raw"), row.get("link"), form(row, "content", "rendered")
                    )
                    if post is not None:
                        yield post

    def _list_params(self, status: str) -> dict[str, str]:
        return {"context": "edit", "type": "pings", "status": status, "_fields": _COMMENT_FIELDS}

    def _route_of(self, linkback: RemoteLinkback) -> str:
        return f"comments/{linkback.comment_id}"

    def _object(self, route: str, params: Mapping[str, str]) -> JsonObject:
        return self._read_object(self._get(route, params), changes=False)

    def _get(self, route: str, params: Mapping[str, str]) -> Reply:
        reply = self._send("GET", route, params)
        if reply.status != HTTPStatus.OK:
            raise rest_failure(reply, Call.to(self._root))
        return reply

    def _send(
        self,
        method: str,
        route: str,
        params: Mapping[str, str],
        *,
        change: Mapping[str, str] | None = None,
        changes: bool = False,
    ) -> Reply:
        headers = {"Accept": "application/json", "Authorization": self._authorization}
        body = b""
        if change is not None:
            # Without this header WordPress ignores the body and answers 200 all the same (trap 6).
            headers["Content-Type"] = "application/json"
            body = json.dumps(change).encode()
        url = f"{self._root}wp/v2/{route}"
        return self._transport.send(Request(method, url, params, headers, body, changes))

    def _read_status(self, reply: Reply) -> Status:
        status = status_of(self._read_object(reply, changes=True).get("status"))
        if status is None:
            raise garbled(Call.to(self._root, changes=True))
        return status

    def _read_object(self, reply: Reply, *, changes: bool) -> JsonObject:
        call = Call.to(self._root, changes=changes)
        if reply.status != HTTPStatus.OK:
            raise rest_failure(reply, call)
        try:
            return json_object(reply.body)
        except NoPayload as error:
            raise garbled(call) from error

    def _read_rows(self, reply: Reply) -> Sequence[JsonObject]:
        try:
            return json_rows(reply.body)
        except NoPayload as error:
            raise garbled(Call.to(self._root)) from error
