"""The one seam to the network: a request goes out, a reply comes back, and failures come in Pingdesk's words."""

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Protocol

import requests
from requests.auth import AuthBase
from urllib3 import exceptions

from desktop_app import __version__
from desktop_app.core.errors import (
    CertificateUntrusted,
    MalformedReply,
    OutcomeUnknown,
    PingdeskError,
    SiteUnreachable,
)
from desktop_app.wordpress.broken import host_of, reasons, stopped, translated
from desktop_app.wordpress.certificates import certificate_of, reason_of, untrusted
from desktop_app.wordpress.connections import NO_CERTIFICATE, OtherCertificate, StaleConnection, Terms, TermsAdapter
from desktop_app.wordpress.lines import Lines

USER_AGENT = f"Pingdesk/{__version__}"
_CHUNK_BYTES = 64 * 1024


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

        Raises ``SiteUnreachable`` if nothing can have been changed (`CertificateUntrusted` before anything was
        sent), ``OutcomeUnknown`` if the connection broke after a request that changes something was sent,
        ``MalformedReply`` for a body beyond all measure, ``WrongInput`` for an address that is none, and
        ``Cancelled`` for what changes nothing, once the transport was closed.
        """
        ...

    def close(self) -> None:
        """Close every connection; another thread may do so, too, which cuts the request under way."""
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

    def __init__(self, bounds: Bounds | None = None, *, certificate: str | None = None) -> None:
        """Open nothing yet; connections are made as they are needed.

        ``certificate``: the SHA-256 fingerprint, in lower-case hex, of the one certificate that is accepted; with
        ``None``, the system decides whom to trust.
        """
        self._bounds = bounds if bounds is not None else Bounds()
        self._certificate = certificate
        self._lines = Lines()
        self._surroundings: dict[str, Mapping[str, Any]] = {}
        self._session = self._open_session(certificate, asks_system=certificate is None)

    def _open_session(self, certificate: str | None, *, asks_system: bool) -> requests.Session:
        session = _PlainSession()
        session.auth = _NoLogin()
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        session.headers["User-Agent"] = USER_AGENT
        terms = Terms(self._bounds.connect_s, self._bounds.total_s, self._lines, certificate, asks_system)
        adapter = TermsAdapter(terms)
        for scheme in ("http://", "https://"):
            session.mount(scheme, adapter)
        return session

    def send(self, request: Request) -> Reply:
        """Send the request as it is (see `Transport`)."""
        outcome: Reply | Exception
        try:
            outcome = self._sent(request, self._session)
        except (requests.RequestException, exceptions.HTTPError, OSError) as error:
            outcome = error
        finally:
            self._lines.sweep()
        host, broken = host_of(request.url), outcome if isinstance(outcome, Exception) else None
        if self._lines.are_cut:  # what was cut short may look whole
            raise stopped(host, changes=request.changes) from broken
        if isinstance(outcome, Reply):
            return outcome
        refusal = self._refusal(outcome, request.url)
        raise refusal or translated(outcome, host, changes=request.changes) from outcome

    def close(self) -> None:
        """Close every connection. From another thread, cut what is under way, and refuse what comes."""
        self._lines.close()
        self._session.close()

    def _sent(self, request: Request, session: requests.Session) -> Reply:
        """Send the request; again, on a new connection, where a kept-alive one was dead and nothing can be changed."""
        try:
            return self._sent_once(request, session)
        except requests.ConnectionError as error:
            if request.changes or reasons(error, StaleConnection) is None:
                raise
        session.close()  # drops the connections; new ones are made
        return self._sent_once(request, session)

    def _sent_once(self, request: Request, session: requests.Session) -> Reply:
        started = time.monotonic()
        sent = requests.Request(
            request.method,
            request.url,
            params=dict(request.params),
            headers=dict(request.headers),
            data=request.body or None,
        )
        prepared, timeout_s = session.prepare_request(sent), (self._bounds.connect_s, self._bounds.read_s)
        surroundings = self._surroundings_of(request.url, session)
        response = session.send(prepared, timeout=timeout_s, allow_redirects=False, **surroundings)
        with response:
            body = self._read(request, response, started)
        return Reply(response.status_code, {name.lower(): value for name, value in response.headers.items()}, body)

    def _surroundings_of(self, url: str, session: requests.Session) -> Mapping[str, Any]:
        """Return what the environment says of proxies and certificates; asked once, for it takes its time."""
        origin = f"{url.partition(':')[0]}://{host_of(url)}"
        if origin not in self._surroundings:
            self._surroundings[origin] = session.merge_environment_settings(url, {}, True, None, None)  # noqa: FBT003
        return self._surroundings[origin]

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

    def _refusal(self, error: Exception, url: str) -> CertificateUntrusted | None:
        """Return the error for a certificate that is not trusted, if that is what ``error`` is about."""
        reason = ""
        other, doubt = reasons(error, OtherCertificate), reasons(error, ssl.SSLCertVerificationError)
        if other is not None:
            asked = self._shake_hands(url, asks_system=True)
            is_trusted = reasons(asked, OtherCertificate) is not None
            reason = "" if is_trusted else reason_of(reasons(asked, ssl.SSLCertVerificationError))
        elif doubt is not None and url.startswith("https:"):  # else it is the proxy's
            other, reason = reasons(self._shake_hands(url, asks_system=False), OtherCertificate), reason_of(doubt)
        if other is None:
            return None
        return untrusted(certificate_of(other.der, host_of(url), reason), self._certificate)

    def _shake_hands(self, url: str, *, asks_system: bool) -> Exception:
        """Return how a server is turned away that is sent nothing; `OtherCertificate` has what it showed."""
        session = self._open_session(NO_CERTIFICATE, asks_system=asks_system)
        try:
            session.request("HEAD", url, timeout=self._bounds.connect_s, allow_redirects=False, stream=True)
        except (requests.RequestException, exceptions.HTTPError, OSError) as error:
            return error
        finally:
            session.close()
        raise AssertionError  # no server has no certificate


def _given_up(request: Request, what: str, kind: type[PingdeskError]) -> PingdeskError:
    host = host_of(request.url)
    if request.changes:
        return OutcomeUnknown(f"{host} {what}: Pingdesk will read the site again to see what was done.")
    return kind(f"{host} {what}. Try again later.")
