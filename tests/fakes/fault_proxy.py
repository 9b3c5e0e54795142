"""A proxy between a client and a real WordPress that does to their talk what bad networks and bad hosts do."""

import http.client
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import urlsplit


class Fault(StrEnum):
    """What happens to one request and its answer."""

    DROP_BEFORE = "drop before"
    """The connection ends before the site hears of it."""
    DROP_AFTER = "drop after"
    """The site has done it, the answer is lost."""
    CUT = "cut"
    """The connection ends in the middle of the answer."""
    TRUNCATE = "truncate"
    """Half of the answer, its length told as if that were all."""
    LATE = "late"
    """The answer takes `FaultProxy.late_s`."""
    ERROR_BEFORE = "error before"
    """HTTP 500 in place of asking the site."""
    ERROR_AFTER = "error after"
    """HTTP 500 after the site has done it."""
    BUSY = "busy"
    """HTTP 429 with Retry-After; the site is not asked."""
    HTML_BEFORE = "html before"
    """A page for people in place of asking the site, as a firewall sends it."""
    HTML_AFTER = "html after"
    """A page for people after the site has done it."""
    CLOSE_IDLE = "close idle"
    """The answer comes, and the kept-alive connection is closed behind it without a word."""


_NOT_FORWARDED = (Fault.DROP_BEFORE, Fault.ERROR_BEFORE, Fault.BUSY, Fault.HTML_BEFORE)
_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"})
_XMLRPC_CHANGES = re.compile(rb"\bwp\.(edit|delete)Comment\b")
_HTML = b"<!DOCTYPE html><html><head><title>One moment</title></head><body><p>Checking your browser.</p></body></html>"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that came by, and what became of it. Bodies and headers, which hold passwords, are not kept."""

    method: str
    path: str
    changes: bool
    fault: Fault | None = None
    status: int | None = None
    """What the site answered; ``None``: it was not asked."""


Plan = Callable[[Asked], Fault | None]
"""Says, request by request and from several threads, what is to happen to it."""


def in_turn(faults: Iterable[Fault | None]) -> Plan:
    """Return the plan that takes the faults one after another, and none when they are used up."""
    rest, lock = iter(faults), threading.Lock()

    def plan(_asked: Asked) -> Fault | None:
        with lock:
            return next(rest, None)

    return plan


def no_faults(_asked: Asked) -> None:
    """Let everything through."""


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


class FaultProxy:
    """Stands before the site at ``site_url``; ``plan`` may be changed at any time, ``asked`` is what came by."""

    def __init__(self, site_url: str, *, late_s: float = 0.05, retry_after: str = "1") -> None:
        site = urlsplit(site_url)
        assert site.hostname is not None
        self._site, self._host = (site.hostname, site.port or 80), site.netloc
        self.plan: Plan = no_faults
        self.asked: list[Asked] = []
        self.late_s, self.retry_after = late_s, retry_after
        proxy = self

        class Handler(_Handler):
            owner = proxy

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}{site.path}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def forward(self, method: str, path: str, headers: Iterable[tuple[str, str]], body: bytes) -> _Answer:
        """Ask the site, over a connection of its own."""
        link = http.client.HTTPConnection(*self._site, timeout=60)
        try:
            link.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in headers:
                if name.lower() not in _HOP_BY_HOP | {"host"}:
                    link.putheader(name, value)
            link.putheader("Host", self._host)
            link.putheader("Connection", "close")
            link.putheader("Content-Length", str(len(body)))
            link.endheaders(body)
            reply = link.getresponse()
            kept = tuple((name, value) for name, value in reply.getheaders() if name.lower() not in _HOP_BY_HOP)
            return _Answer(reply.status, kept, reply.read())
        finally:
            link.close()


class _Handler(BaseHTTPRequestHandler):
    """One connection of the client, kept alive."""

    protocol_version = "HTTP/1.1"
    timeout = 60
    owner: ClassVar[FaultProxy]

    def log_message(self, *_arguments: object) -> None:
        """Keep quiet."""

    def handle(self) -> None:
        """Serve until the client, or a fault, ends the connection."""
        with suppress(OSError):
            super().handle()

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        changes = self.command not in ("GET", "HEAD")
        if self.path.partition("?")[0].endswith("xmlrpc.php"):
            changes = _XMLRPC_CHANGES.search(body) is not None
        asked = Asked(self.command, self.path, changes)
        fault = self.owner.plan(asked)
        answer: _Answer | None = None
        try:
            if fault not in _NOT_FORWARDED:
                answer = self.owner.forward(self.command, self.path, self.headers.items(), body)
        except (OSError, http.client.HTTPException):
            fault = Fault.DROP_BEFORE  # the site is down: so is what stands before it
        status = answer.status if answer else None
        self.owner.asked.append(Asked(asked.method, asked.path, changes, fault, status))
        self._answer(fault, answer)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815 - http.server's names

    def _answer(self, fault: Fault | None, answer: _Answer | None) -> None:
        match fault:
            case Fault.DROP_BEFORE | Fault.DROP_AFTER:
                self.close_connection = True
            case Fault.ERROR_BEFORE | Fault.ERROR_AFTER:
                self._send(_Answer(500, (("Content-Type", "text/html"),), _HTML))
            case Fault.HTML_BEFORE | Fault.HTML_AFTER:
                self._send(_Answer(200, (("Content-Type", "text/html"),), _HTML))
            case Fault.BUSY:
                retry = ("Retry-After", self.owner.retry_after)
                self._send(_Answer(429, (("Content-Type", "text/html"), retry), _HTML))
            case _:
                assert answer is not None
                self._send_through(fault, answer)

    def _send_through(self, fault: Fault | None, answer: _Answer) -> None:
        if fault is Fault.LATE:
            time.sleep(self.owner.late_s)
        half = answer.body[: len(answer.body) // 2]
        if fault is Fault.TRUNCATE:
            self._send(_Answer(answer.status, answer.headers, half))
        elif fault is Fault.CUT:
            self._send(_Answer(answer.status, answer.headers, half), promised=len(answer.body) or 1)
        else:
            self._send(answer)
        if fault in (Fault.CUT, Fault.CLOSE_IDLE):
            self.close_connection = True

    def _send(self, answer: _Answer, *, promised: int | None = None) -> None:
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body) if promised is None else promised))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)


@contextmanager
def fault_proxy(site_url: str, *, late_s: float = 0.05, retry_after: str = "1") -> Iterator[FaultProxy]:
    """Run a `FaultProxy`."""
    proxy = FaultProxy(site_url, late_s=late_s, retry_after=retry_after)
    try:
        yield proxy
    finally:
        proxy.close()
