"""The one seam to the network: a request goes out, a reply comes back, and failures come in Pingdesk's words."""

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from typing import Protocol
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase
from urllib3 import exceptions

from desktop_app import __version__
from desktop_app.core.errors import MalformedReply, OutcomeUnknown, PingdeskError, SiteUnreachable, WrongInput
from desktop_app.wordpress.connections import TimedAdapter

USER_AGENT = f"Pingdesk/{__version__}"
_CHUNK_BYTES = 64 * 1024
_NO_ADDRESS = (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, exceptions.LocationValueError)


@dataclass(frozen=True, slots=True)
class Request:
    """A call to be made; knows nothing of sockets. Its ``repr`` shows neither headers nor body: they hold secrets.

    ``params`` are added to the query of ``url``. ``changes`` says that the call may change something on the
    site: it decides what a broken connection means.
    """

    method: str
    url: str
    params: Mapping[str, str] = field(default_factory=dict[str, str])
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    body: bytes = field(default=b"", repr=False)
    changes: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, whatever its status. Header names are lower case; ``body`` is decompressed."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    body: bytes = field(default=b"", repr=False)

    @property
    def content_type(self) -> str:
        """The media type without its parameters, in lower case; empty if there is none."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Transport(Protocol):
    """Sends one request after another; used by one thread at a time."""

    def send(self, request: Request) -> Reply:
        """Return the reply whatever its status; redirects are replies too and are never followed.

        Raises ``SiteUnreachable`` if nothing can have been changed, ``OutcomeUnknown`` if the connection broke
        after a request that changes something was sent, ``MalformedReply`` for a body beyond all measure and
        ``WrongInput`` for an address that is none.
        """
        ...

    def close(self) -> None:
        """Close every connection."""
        ...


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long and how much a reply may be. ``total_s`` bounds the head, and head and body together."""

    connect_s: float = 10.0
    read_s: float = 30.0
    total_s: float = 120.0
    body_bytes: int = 32 * 1024 * 1024


class _NoLogin(AuthBase):
    """Stands where requests would otherwise look for a password in ``~/.netrc``."""

    def __call__(self, r: requests.PreparedRequest) -> requests.PreparedRequest:
        return r


class _PlainSession(requests.Session):
    """A session to which a redirect is an answer like any other.

    Even when told not to follow redirects, requests would read the whole body of each, without bounds.
    """

    def get_redirect_target(self, resp: requests.Response) -> None:
        del resp


class HttpTransport:
    """A `Transport` over kept-alive connections, with the system's proxies and without cookies or netrc.

    A cookie of a WordPress login would make WordPress ignore the application password (wordpress-api.md,
    trap 4), and a password from elsewhere must never reach a site.
    """

    def __init__(self, bounds: Bounds | None = None) -> None:
        """Open nothing yet; connections are made as they are needed."""
        self._bounds = bounds if bounds is not None else Bounds()
        self._session = _PlainSession()
        self._session.auth = _NoLogin()
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.headers["User-Agent"] = USER_AGENT
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, TimedAdapter(self._bounds.total_s))

    def send(self, request: Request) -> Reply:
        """Send the request as it is (see `Transport`)."""
        started = time.monotonic()
        try:
            response = self._session.request(
                request.method,
                request.url,
                params=dict(request.params),
                headers=dict(request.headers),
                data=request.body or None,
                timeout=(self._bounds.connect_s, self._bounds.read_s),
                allow_redirects=False,
                stream=True,
            )
            with response:
                body = self._read(request, response, started)
        except (requests.RequestException, exceptions.HTTPError, OSError) as error:
            raise _translated(error, request) from error
        return Reply(response.status_code, {name.lower(): value for name, value in response.headers.items()}, body)

    def close(self) -> None:
        """Close every connection."""
        self._session.close()

    def _read(self, request: Request, response: requests.Response, started: float) -> bytes:
        """Return the decompressed body, in bounded time and memory.

        ``read1`` hands over what one read of the socket gave; ``read`` would wait for a full chunk and let a
        trickling server stretch each chunk over hours.
        """
        body = bytearray()
        while chunk := response.raw.read1(_CHUNK_BYTES, decode_content=True):
            body += chunk
            if len(body) > self._bounds.body_bytes:
                raise _given_up(request, "sent far more than Pingdesk asked for", MalformedReply)
            if time.monotonic() - started > self._bounds.total_s:
                raise _given_up(request, "takes too long to send its answer", SiteUnreachable)
        return bytes(body)


def _given_up(request: Request, what: str, kind: type[PingdeskError]) -> PingdeskError:
    host = _host_of(request.url)
    if request.changes:
        return OutcomeUnknown(f"{host} {what}: Pingdesk will read the site again to see what was done.")
    return kind(f"{host} {what}. Try again later.")


def _translated(error: Exception, request: Request) -> PingdeskError:
    """Return the error of core's tree that says what ``error`` means for the user. It shows no more than the host."""
    host = _host_of(request.url)
    if isinstance(error, _NO_ADDRESS):
        return WrongInput(f"“{host}” is not an address that can be reached. Check how it is written.")
    sentence = _before_sending(error, host)
    if sentence is not None:
        return SiteUnreachable(sentence)
    if request.changes:
        return OutcomeUnknown(
            f"The connection to {host} broke after the change was sent: Pingdesk will read the site again to see "
            "whether it was made."
        )
    if _reasons(error, (requests.exceptions.ReadTimeout, exceptions.ReadTimeoutError)):
        return SiteUnreachable(f"{host} does not answer in time. Try again later.")
    if _reasons(error, (requests.exceptions.SSLError, exceptions.SSLError, ssl.SSLError)):
        return SiteUnreachable(f"No encrypted connection to {host} can be made. Does the site offer https?")
    return SiteUnreachable(f"The connection to {host} broke before the answer was complete. Try again later.")


def _before_sending(error: Exception, host: str) -> str | None:
    """Return the sentence for a failure that kept the request on this machine, ``None`` for any other."""
    if certificate := _reasons(error, (ssl.SSLCertVerificationError,)):
        detail = getattr(certificate, "verify_message", "") or "it cannot be verified"
        return (
            f"The certificate of {host} is not trusted ({detail}). Check the address and this computer's clock; "
            "otherwise the site's owner has to renew the certificate."
        )
    if _reasons(error, (exceptions.NameResolutionError,)):
        return f"There is no server named {host}, or this computer is offline. Check the address and the network."
    if _reasons(error, (exceptions.ProxyError, requests.exceptions.ProxyError)):
        return f"The proxy of this network does not let Pingdesk through to {host}."
    if _reasons(error, (exceptions.ConnectTimeoutError,)):  # NewConnectionError descends from it
        return f"{host} cannot be reached: no connection could be made. Try again later."
    return None


def _reasons(error: BaseException, kinds: tuple[type[BaseException], ...]) -> BaseException | None:
    """Return the first error of ``kinds`` that ``error`` wraps, in any of the ways requests and urllib3 wrap errors."""
    waiting: list[object] = [error]
    seen: set[int] = set()
    while waiting:
        current = waiting.pop()
        if not isinstance(current, BaseException) or id(current) in seen:
            continue
        if isinstance(current, kinds):
            return current
        seen.add(id(current))
        waiting += [getattr(current, "reason", None), current.__cause__, current.__context__, *current.args]
    return None


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).netloc.rpartition("@")[2] or url[:80]
    except ValueError:
        return url[:80]
