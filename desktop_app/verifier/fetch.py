"""One hop of a fetch: one GET to a checked address within all limits, its reply or the reason there is none."""

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from typing import Final

from ada_url import URL
from urllib3 import BaseHTTPResponse, HTTPConnectionPool, PoolManager, Timeout
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NewConnectionError,
    ProxyError,
    ReadTimeoutError,
    SSLError,
)

from desktop_app.core.errors import PingdeskError
from desktop_app.core.urls import is_web_url, resolve
from desktop_app.verifier.body import Body, CannotDecode, TransferBroken, read_body
from desktop_app.verifier.connection import Line, guarded_pool
from desktop_app.verifier.guard import AllowList, Resolver, UnsafeAddress, check_name, check_port
from desktop_app.verifier.protocol import Policy
from desktop_app.verifier.watchdog import Watchdog

BROWSER: Final = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
WORDPRESS: Final = "WordPress/6.8; https://wordpress.org"
"""How WordPress announces itself when it checks a pingback; for finding pages that treat it differently."""

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_DEFAULT_PORTS: Final = {"http:": 80, "https:": 443}
_CHUNK: Final = 16_384
_LONGEST_PAUSE_S: Final = 7 * 24 * 3600


class NoReply(PingdeskError):
    """The server could not be reached, broke off or was too slow; the message is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What one hop gave. Header names are lower-case; several of a name are several entries.

    ``undecodable`` says why the body could not be decoded; the body is empty then.
    """

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: Body
    undecodable: str | None = None

    def header(self, name: str) -> str | None:
        """Return the first header of that (lower-case) name."""
        return next((value for key, value in self.headers if key == name), None)

    def all_headers(self, name: str) -> tuple[str, ...]:
        """Return all headers of that (lower-case) name."""
        return tuple(value for key, value in self.headers if key == name)

    @property
    def location(self) -> str | None:
        """Where a redirect leads, resolved, or the raw text if that is no web address; ``None`` if no redirect."""
        given = self.header("location")
        if self.status not in REDIRECTS or not given:
            return None
        with suppress(UnicodeError):
            # header bytes come as Latin-1; browsers take them for UTF-8
            given = given.encode("latin-1").decode("utf-8")
        return resolve(self.url, given) or given

    @property
    def retry_after_s(self) -> int | None:
        """How long the server asks to be left alone (RFC 9110, 10.2.3), at most a week."""
        given = (self.header("retry-after") or "").strip()
        if given.isdigit():
            return min(int(given[:9]), _LONGEST_PAUSE_S)
        try:
            seconds = parsedate_to_datetime(given).timestamp() - time.time()
        except (ValueError, OverflowError):
            return None
        return max(0, min(round(seconds), _LONGEST_PAUSE_S))


@dataclass(slots=True)
class Budget:
    """The seconds left for all hops of one source; waiting for a turn does not count."""

    left_s: float


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Does single hops under one policy; safe to use from many threads."""

    policy: Policy
    allowed: AllowList
    resolver: Resolver | None = None
    watchdog: Watchdog = field(default_factory=Watchdog)

    def check_url(self, url: str) -> str:
        """Return the host to be contacted for ``url`` (without resolving it); raises ``UnsafeAddress``."""
        parsed = _parse_safe(url)
        host = parsed.hostname.strip("[]").removesuffix(".")
        check_port(_port(parsed))
        if self.policy.proxy is not None:
            check_name(host, self.allowed)
        return host

    def get(self, url: str, budget: Budget, *, agent: str = BROWSER) -> Reply:
        """Fetch one hop without following redirects.

        Raises ``UnsafeAddress``, ``HostUnknown``, ``LookUpFailed`` or ``NoReply``.
        """
        self.check_url(url)
        line = Line(self.allowed, min(self.policy.connect_s, max(budget.left_s, 0.01)), self.resolver)
        started = time.monotonic()
        try:
            with self.watchdog.deadline(max(budget.left_s, 0.01), line.cut) as alarm:
                try:
                    reply = self._exchange(url, line, agent)
                except (HTTPError, OSError) as error:
                    raise NoReply(_sentence(error, is_late=alarm.rang)) from error
        finally:
            line.release()
            budget.left_s -= time.monotonic() - started
        # A connection cut by the watchdog looks like a body that ends by the connection's end.
        return replace(reply, body=replace(reply.body, is_broken=True)) if alarm.rang else reply

    def _exchange(self, url: str, line: Line, agent: str) -> Reply:
        parsed = URL(url)
        timeout = Timeout(connect=line.connect_s, read=self.policy.pause_s)
        if self.policy.proxy is not None:
            from desktop_app.verifier.proxy import proxied  # noqa: PLC0415 - few need it

            parsed.hash = ""
            with proxied(self.policy.proxy, line) as manager:
                return self._read(url, _send(manager, parsed.href, timeout, agent))
        host, scheme = parsed.hostname.strip("[]"), parsed.protocol.rstrip(":")
        with guarded_pool(scheme, host, _port(parsed), line) as pool:
            return self._read(url, _send(pool, parsed.pathname + parsed.search, timeout, agent))

    def _read(self, url: str, response: BaseHTTPResponse) -> Reply:
        headers = tuple((name.lower(), value) for name, value in response.headers.items())
        body, undecodable = Body(b""), None
        try:
            if response.status not in REDIRECTS:
                codings = response.headers.get("content-encoding", "")
                body = read_body(_chunks(response), codings, self.policy.max_bytes)
        except CannotDecode as error:
            undecodable = str(error)
        finally:
            response.close()
        return Reply(url, response.status, headers, body, undecodable)


def _send(way: HTTPConnectionPool | PoolManager, url: str, timeout: Timeout, agent: str) -> BaseHTTPResponse:
    headers = {
        "User-Agent": agent,
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language": "en;q=0.8,*;q=0.5",
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
    }
    return way.urlopen(
        "GET",
        url,
        headers=headers,
        redirect=False,
        retries=False,
        timeout=timeout,
        preload_content=False,
        decode_content=False,
    )


def _chunks(response: BaseHTTPResponse) -> Iterator[bytes]:
    """Yield the body as it comes in (a read of a fixed size would lose what a slow server has sent)."""
    while True:
        try:
            part = response.read1(_CHUNK, decode_content=False)
        except HTTPError as error:
            raise TransferBroken(str(error)) from error
        if not part:
            return
        yield part


def _parse_safe(url: str) -> URL:
    if not is_web_url(url):
        message = "The address is not an http or https address."
        raise UnsafeAddress(message)
    parsed = URL(url)
    if parsed.username or parsed.password:
        message = "The address holds a user name or password, which is a way to mislead."
        raise UnsafeAddress(message)
    return parsed


def _port(parsed: URL) -> int:
    return int(parsed.port) if parsed.port else _DEFAULT_PORTS[parsed.protocol]


def _sentence(error: Exception, *, is_late: bool) -> str:
    """Say in plain words what kept the page from us."""
    if is_late:
        return "The page took too long."
    kinds: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
        (ConnectTimeoutError, "The server does not answer."),
        ((ReadTimeoutError, TimeoutError), "The server stopped sending."),
        (ProxyError, "The proxy server cannot be reached or refuses us."),
        (SSLError, "The server's certificate is not valid, or no secure connection could be made."),
        ((NewConnectionError, ConnectionRefusedError), "The server refuses connections or cannot be reached."),
    )
    return next((text for kind, text in kinds if isinstance(error, kind)), "The server broke the connection off.")
