"""Pages that link (or pretend to link) to posts: a web server on many loopback addresses at once.

Every sender gets an address of its own (127.x.y.z; Linux answers on all of them without any set-up), so
that grouping by sender and limits per host meet what they meet in the world.
"""

import contextlib
import selectors
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from types import TracebackType
from typing import Self

from tests.bench.cache import BenchUnavailable

_BACKLOG = 64


@dataclass(frozen=True, slots=True)
class Page:
    """What is answered; ``content_type=None`` sends no such header, ``delay_s`` waits before the first byte."""

    body: str | bytes = ""
    status: int = 200
    content_type: str | None = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    delay_s: float = 0.0


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """A request as it arrived."""

    method: str
    host: str
    path: str
    headers: Mapping[str, str]
    client: str


_NOT_FOUND = Page("<!DOCTYPE html><title>Not found</title><h1>Not found</h1>", status=404)


class SourceServer:
    """Serves pages from memory, one set per address, all on one port; usable as a context manager."""

    def __init__(self) -> None:
        self._pages: dict[tuple[str, str], Page] = {}
        self._listeners: dict[str, socket.socket] = {}
        self._requests: list[LoggedRequest] = []
        self._lock = threading.Lock()
        self._selector = selectors.DefaultSelector()
        self._waker, self._wake = socket.socketpair()
        self._selector.register(self._waker, selectors.EVENT_READ)
        self._is_stopping = False
        self._next_host = 0
        self.port = 0
        self.port = self._listen("127.0.0.1")
        self._thread = threading.Thread(target=self._serve, name="bench-sources", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        """Return the object itself: it has started already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop and remove everything."""
        self.stop()

    def new_host(self) -> str:
        """Return an address no page has been served from yet."""
        index = self._next_host
        self._next_host += 1
        return f"127.{20 + index // 62500}.{1 + index // 250 % 250}.{1 + index % 250}"

    def put(self, path: str, page: Page | str, *, host: str = "127.0.0.1") -> str:
        """Serve the page (or this HTML) at the path, replacing what was there; return its URL."""
        with self._lock:
            self._pages[host, path] = page if isinstance(page, Page) else Page(page)
        self._listen(host)
        return self.url(path, host=host)

    def url(self, path: str, *, host: str = "127.0.0.1") -> str:
        """Return the URL of a path, served or not."""
        return f"http://{host}:{self.port}{path}"

    def remove(self, path: str, *, host: str = "127.0.0.1") -> None:
        """Answer 404 from now on."""
        with self._lock:
            self._pages.pop((host, path), None)

    def take_down(self, host: str) -> None:
        """Stop listening on the address: connections are refused from now on."""
        with self._lock:
            listener = self._listeners.pop(host, None)
            if listener is not None:
                self._selector.unregister(listener)
                listener.close()
        self._wake.send(b"w")

    def requests(self, *, path: str | None = None) -> list[LoggedRequest]:
        """Return the requests so far, in order of arrival, of one path or of all."""
        with self._lock:
            return [request for request in self._requests if path is None or request.path == path]

    def clear(self) -> None:
        """Forget all pages and requests; the addresses keep answering (404)."""
        with self._lock:
            self._pages.clear()
            self._requests.clear()

    def stop(self) -> None:
        """Stop serving."""
        self._is_stopping = True
        with contextlib.suppress(OSError):
            self._wake.send(b"s")
        self._thread.join(10)
        for host in tuple(self._listeners):
            self._listeners.pop(host).close()
        self._selector.close()
        self._waker.close()
        self._wake.close()

    def answer(self, request: LoggedRequest) -> Page:
        """Log the request and return its page (the handler's side)."""
        with self._lock:
            self._requests.append(request)
            return self._pages.get((request.host, request.path), _NOT_FOUND)

    def _listen(self, host: str) -> int:
        with self._lock:
            listener = self._listeners.get(host)
            if listener is not None:
                return self.port
            listener = socket.socket()
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((host, self.port))
            except OSError as error:
                listener.close()
                raise BenchUnavailable(f"The address {host} cannot be used on this machine: {error}") from error
            listener.listen(_BACKLOG)
            self._listeners[host] = listener
            self._selector.register(listener, selectors.EVENT_READ)
        self._wake.send(b"w")
        return int(listener.getsockname()[1])

    def _serve(self) -> None:
        while not self._is_stopping:
            for key, _events in self._selector.select():
                if key.fileobj is self._waker:
                    self._waker.recv(4096)
                elif isinstance(key.fileobj, socket.socket):
                    self._accept(key.fileobj)

    def _accept(self, listener: socket.socket) -> None:
        try:
            connection, address = listener.accept()
        except OSError:  # taken down between the event and now
            return
        connection.settimeout(30)
        handle = threading.Thread(target=self._handle, args=(connection, address), daemon=True)
        handle.start()

    def _handle(self, connection: socket.socket, address: tuple[str, int]) -> None:
        with connection, contextlib.suppress(OSError):  # a client may hang up whenever it likes
            _Handler(connection, address, self)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, connection: socket.socket, address: tuple[str, int], sources: SourceServer) -> None:
        self._sources = sources
        super().__init__(connection, address, sources)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def _answer(self) -> None:
        host = str(self.connection.getsockname()[0])
        request = LoggedRequest(self.command, host, self.path, dict(self.headers.items()), str(self.client_address[0]))
        page = self._sources.answer(request)
        time.sleep(page.delay_s)
        body = page.body.encode() if isinstance(page.body, str) else page.body
        self.send_response(page.status)
        if page.content_type is not None:
            self.send_header("Content-Type", page.content_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in page.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Print nothing: requests are kept in the server's own log."""
