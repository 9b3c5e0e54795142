"""What error answers mean for the user: HTTP statuses and WordPress's codes in, errors of `desktop_app.core` out."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import MappingProxyType
from urllib.parse import urlsplit

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
from desktop_app.wordpress.payload import NoPayload, json_object
from desktop_app.wordpress.transport import Reply

_MAX_WORDS = 300
_TAG = re.compile(r"<[/!?a-zA-Z][^<>]*>")


_IN_TRANSIT = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY)
"""Client errors by number, which say nothing but that the request was not served this time."""


class SiteBusy(SiteUnreachable):
    """The site asks to be left alone for a while (maintenance, too many requests); nothing was changed.

    ``retry_after_s`` is how long, where it says so.
    """

    def __init__(self, message: str, retry_after_s: float | None) -> None:
        """Keep the sentence for the user and the time to wait."""
        super().__init__(message)
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class Call:
    """What was asked of whom, as far as an error's sentence and kind depend on it."""

    host: str
    changes: bool = False
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """What the site was told and may repeat in its messages, which go into sentences, the store and the log."""

    @classmethod
    def to(cls, url: str, *, changes: bool = False, secrets: tuple[str, ...] = ()) -> "Call":
        """Return the call to ``url``."""
        return cls(urlsplit(url).netloc.rpartition("@")[2], changes, secrets)

    def quoted(self, message: str) -> str:
        """Return a server's message as `plain` text, without what is secret."""
        shown = html.unescape(message[: _MAX_WORDS * 8])
        for secret in self.secrets:
            shown = shown.replace(secret, "…")
        return plain(shown)


def plain(message: str) -> str:
    """Return a server's message as one bounded line of plain text: WordPress sends HTML."""
    return " ".join(html.unescape(_TAG.sub(" ", message[: _MAX_WORDS * 8])).split())[:_MAX_WORDS]


def retry_after_s(reply: Reply) -> float | None:
    """Return how many seconds the site wants to be left alone (``Retry-After`` in seconds or as a date)."""
    value = reply.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())


def busy(reply: Reply, call: Call) -> SiteBusy:
    """Return the error for a site in maintenance, or one that finds Pingdesk too eager."""
    wait_s = retry_after_s(reply)
    when = f"in {max(1, round(wait_s / 60))} min" if wait_s is not None else "later"
    if reply.status == HTTPStatus.TOO_MANY_REQUESTS:
        return SiteBusy(f"{call.host} has had too many requests. Try again {when}.", wait_s)
    return SiteBusy(f"{call.host} is down for maintenance or overloaded. Try again {when}.", wait_s)


def http_failure(reply: Reply, call: Call) -> PingdeskError:
    """Return the error for a reply that is not WordPress's: from the web server, a firewall or a broken PHP."""
    status = reply.status
    if status == HTTPStatus.TOO_MANY_REQUESTS or (status == HTTPStatus.SERVICE_UNAVAILABLE and not call.changes):
        return busy(reply, call)
    # A cache in front says 503 (Varnish with Retry-After, too) also when WordPress is still at work on the change.
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _IN_TRANSIT:
        return _server_error(call, f"{call.host} has an internal error (HTTP {status})")
    if status >= HTTPStatus.BAD_REQUEST:
        return _closed(reply, call)
    if status >= HTTPStatus.MULTIPLE_CHOICES:
        target = Call.to(reply.headers.get("location", "")).host or "another address"
        return SiteUnreachable(f"{call.host} sends Pingdesk on to {target}. Test the site again to find its address.")
    return garbled(call)


def _closed(reply: Reply, call: Call) -> PingdeskError:
    if reply.status == HTTPStatus.UNAUTHORIZED and "www-authenticate" in reply.headers:
        return Unsupported(
            f"The web server of {call.host} asks for a password of its own before WordPress is reached. "
            "Its owner has to let the interfaces through."
        )
    if reply.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.METHOD_NOT_ALLOWED):
        return Unsupported(
            f"{call.host} blocks this interface (HTTP {reply.status}). A security plugin or the host does that: "
            "allow it there, or choose the other transport."
        )
    return Unsupported(f"{call.host} has no such interface (HTTP {reply.status}). Test the site again to find it.")


def garbled(call: Call) -> PingdeskError:
    """Return the error for an answer that should be WordPress's and is not."""
    if call.changes:
        return _server_error(call, f"The answer of {call.host} cannot be read")
    return MalformedReply(
        f"{call.host} answers with something that is not WordPress's. A security plugin, a cache or a login page "
        "may stand in between: open the site in a browser and look. If its addresses have changed, test the site again."
    )


def _server_error(call: Call, what: str) -> PingdeskError:
    if call.changes:
        return OutcomeUnknown(f"{what}: Pingdesk will read the site again to see what was done.")
    return SiteUnreachable(f"{what}. Try again later.")


_REST_SENTENCES: Mapping[str, tuple[type[PingdeskError], str]] = MappingProxyType(
    {
        "rest_comment_invalid_id": (LinkbackGone, "The linkback no longer exists on {host}."),
        "rest_post_invalid_id": (
            LinkbackGone,
            "The post of this linkback no longer exists on {host}; its REST interface refuses to touch what is left.",
        ),
        "rest_no_route": (
            Unsupported,
            "{host} has switched off the part of REST that Pingdesk needs. Choose XML-RPC for this site.",
        ),
        "rest_trash_not_supported": (
            Unsupported,
            "{host} has no trash: only deleting permanently is possible there.",
        ),
        "rest_forbidden_param": (NotAllowed, "You may not moderate on {host}: ask for the role of an editor."),
        "rest_forbidden_context": (NotAllowed, "You may not moderate on {host}: ask for the role of an editor."),
        "rest_cannot_edit": (NotAllowed, "You may not change this linkback on {host}."),
        "rest_cannot_delete": (NotAllowed, "You may not delete this linkback on {host}."),
    }
)
"""WordPress's own codes (class-wp-rest-comments-controller.php, 6.1 to 7.1), where a better sentence is known."""


def rest_failure(reply: Reply, call: Call) -> PingdeskError:
    """Return the error that a REST reply of status 300 or more stands for."""
    code, message = _code_and_message(reply)
    if code and reply.status == HTTPStatus.SERVICE_UNAVAILABLE and retry_after_s(reply) is not None:
        return busy(reply, call)  # maintenance, by WordPress's own word: it does that before anything else
    if not code or code == "internal_server_error" or reply.status in (429, 503):
        return http_failure(reply, call)
    if reply.status == HTTPStatus.UNAUTHORIZED:
        # A logged-in user without a right gets 403 (rest_authorization_required_code, all versions).
        return login_refused(call)
    kind, sentence = _REST_SENTENCES.get(code, (None, ""))
    if kind is not None:
        return kind(sentence.format(host=call.host))
    if reply.status == HTTPStatus.FORBIDDEN:
        return NotAllowed(f"{call.host} does not allow this: {call.quoted(message)}")
    return Unsupported(f"{call.host} refuses: {call.quoted(message)} ({call.quoted(code)[:60]})")


def login_refused(call: Call) -> LoginRefused:
    """Return the error for credentials that WordPress takes for a stranger's."""
    return LoginRefused(
        f"{call.host} does not accept this user name and application password. Check both, or make a new "
        "application password in your profile there (the password of your account does not work over REST), and sign "
        "in again."
    )


def code_of(reply: Reply) -> str:
    """Return the code of WordPress's own error answer, empty if it is not one."""
    return _code_and_message(reply)[0]


def _code_and_message(reply: Reply) -> tuple[str, str]:
    try:
        error = json_object(reply.body)
    except NoPayload:
        return "", ""
    return str(error.get("code") or ""), str(error.get("message") or "")
