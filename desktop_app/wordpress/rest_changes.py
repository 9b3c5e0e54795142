"""Changing linkbacks over REST, one by one: each order is one request."""

from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from types import MappingProxyType

from desktop_app.core.errors import LinkbackGone
from desktop_app.core.linkback import RemoteLinkback, Status
from desktop_app.wordpress.client import Order
from desktop_app.wordpress.decode import status_of
from desktop_app.wordpress.failures import Call, code_of, garbled
from desktop_app.wordpress.orders import LookUp, in_words_of
from desktop_app.wordpress.rest_calls import RestCalls
from desktop_app.wordpress.rest_rows import is_ip
from desktop_app.wordpress.transport import Reply

_WORDS: Mapping[Status, str] = MappingProxyType(
    {Status.PENDING: "hold", Status.APPROVED: "approved", Status.SPAM: "spam"}
)
_BACK: Mapping[Status, str] = MappingProxyType({Status.SPAM: "unspam", Status.TRASH: "untrash"})
_BLOCKED = (HTTPStatus.FORBIDDEN, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED)
_ANSWER = {"_fields": "id,status"}


class RestChanges:
    """Changes to one site's linkbacks. Any number of threads may ask for some at once."""

    has_trash: bool | None = None
    """Whether the site has one, as far as its answers have told."""

    def __init__(self, calls: RestCalls, look_up: LookUp) -> None:
        """Take the site's calls, and what reads linkbacks where an order does not say enough."""
        self._calls = calls
        self._look_up = look_up
        self._delete_goes_by_post: bool | None = None

    def ways(self, orders: Iterable[Order]) -> Callable[[Order], Status]:
        """Return what carries out each of the orders, by one request. What they lack is asked for before, at once."""
        told = self._look_up([order.linkback.comment_id for order in orders if _lacks(order)])

        def carry_out(order: Order) -> Status:
            known = order.linkback
            if _lacks(order):
                if known.comment_id not in told:
                    raise LinkbackGone(f"The linkback no longer exists on {self._calls.reading.host}.")
                known = told[known.comment_id]
            return in_words_of(
                Order(known, order.wanted),
                set_status=self._set_status,
                bring_back=self._bring_back,
                delete=self._delete,
            )

        return carry_out

    def _set_status(self, linkback: RemoteLinkback, status: Status) -> Status:
        """Change the status. Trash goes by DELETE: ``status=trash`` deletes for ever on a site without (trap 7)."""
        return self._trash(linkback) if status is Status.TRASH else self._post_status(linkback, _WORDS[status])

    def _bring_back(self, linkback: RemoteLinkback) -> Status:
        """Take out of spam or trash, and only that: ``unspam`` can approve what is pending."""
        word = _BACK.get(linkback.status)
        return linkback.status if word is None else self._post_status(linkback, word)

    def _delete(self, linkback: RemoteLinkback) -> None:
        reply = self._send_delete(linkback, {"force": "true", "_fields": "deleted"})
        if code_of(reply) != "rest_comment_invalid_id":
            self._calls.changed(reply)

    def _trash(self, linkback: RemoteLinkback) -> Status:
        reply = self._send_delete(linkback, _ANSWER)
        code = code_of(reply) if reply.status != HTTPStatus.OK else ""
        if code == "rest_already_trashed":
            return Status.TRASH
        if code == "rest_trash_not_supported":
            self.has_trash = False
        status = self._status(reply)
        if status is Status.TRASH:
            self.has_trash = True
        return status

    def _post_status(self, linkback: RemoteLinkback, word: str) -> Status:
        """Change the status; sender's IP and agent are sent back, or WordPress would put ours there (trap 1).

        An IP address that is none cannot be kept: WordPress refuses to take it. An empty agent is kept by sending
        no agent of our own (class-wp-rest-comments-controller.php, 6.1 to 7.1).
        """
        change = {"status": word}
        if is_ip(linkback.author_ip):
            change["author_ip"] = linkback.author_ip
        headers: Mapping[str, str] = {}
        if linkback.author_agent:
            change["author_user_agent"] = linkback.author_agent
        else:
            headers = {"User-Agent": ""}
        return self._status(self._calls.change("POST", _route(linkback), _ANSWER, change, headers))

    def _send_delete(self, linkback: RemoteLinkback, params: Mapping[str, str]) -> Reply:
        """Send a DELETE; as a POST that says so, where the web server or a firewall does not let it through.

        WordPress's parameter is used rather than its header ``X-HTTP-Method-Override``: usual firewall rules
        forbid that one together with DELETE, and were it dropped on the way, the POST would change something else.
        """
        route = _route(linkback)
        if not self._delete_goes_by_post:
            reply = self._calls.change("DELETE", route, params)
            if self._delete_goes_by_post is False or reply.status not in _BLOCKED or code_of(reply):
                return reply
        other = self._calls.change("POST", route, {**params, "_method": "DELETE"})
        if self._delete_goes_by_post is None:
            self._delete_goes_by_post = other.status == HTTPStatus.OK or bool(code_of(other))
        return other

    def _status(self, reply: Reply) -> Status:
        status = status_of(self._calls.changed(reply).get("status"))
        if status is None:
            raise garbled(Call(self._calls.reading.host, changes=True))
        return status


def _lacks(order: Order) -> bool:
    """Whether an order does not say all that must be sent: it came over XML-RPC, or is not up to date."""
    linkback = order.linkback
    if order.wanted in (Status.TRASH, Status.GONE):
        return False
    is_outdated = order.wanted is None and linkback.status not in _BACK
    return is_outdated or not (linkback.author_ip and linkback.author_agent)


def _route(linkback: RemoteLinkback) -> str:
    return f"comments/{linkback.comment_id}"
