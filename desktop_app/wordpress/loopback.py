"""Receives the browser on this machine after the user has let Pingdesk in: one path, one answer, for a few minutes."""

import queue
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from types import TracebackType
from typing import Generic, Self, TypeVar, cast
from urllib.parse import urlsplit

from desktop_app.core.errors import PingdeskError, SiteUnreachable
from desktop_app.wordpress.authorize import ANSWER_PATH, LOOPBACK

T = TypeVar("T")

_PATIENCE_S = 5.0
"""For one connection: browsers open some in advance, and never use them."""
_MOST_AT_ONCE = 8
_POLL_S = 0.2
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Pingdesk</title>
<style>body {{ font: 1.2em/1.5 system-ui, sans-serif; margin: 20vh auto; max-width: 32em; padding: 0 1em;
color-scheme: light dark; text-align: center; }}</style></head>
<body><p>{words}</p><script>history.replaceState(null, "", "/")</script></body></html>
"""
_DONE = "You can close this page and go back to Pingdesk."
_NOT_ASKED = "This is not an answer that Pingdesk waits for."
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; frame-ancestors 'none'"

Read = Callable[[str], T | None]
"""Makes of an answer's query what it says, ``None`` if it is not for us; may raise a `PingdeskError`."""


class Receiver(Generic[T]):
    """Listens on a free port of 127.0.0.1 from the beginning until it is closed. Logs nothing."""

    def __init__(self, read: Read[T]) -> None:
        self._answers: queue.SimpleQueue[T | PingdeskError] = queue.SimpleQueue()
        self._server = _Server(self._take(read))
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": _POLL_S}, name="receiver", daemon=True
        )
        self._thread.start()

    def _take(self, read: Read[T]) -> Callable[[str], bool]:
        def take(query: str) -> bool:
            try:
                answer = read(query)
            except PingdeskError as error:
                self._answers.put(error)
                return True
            if answer is None:
                return False
            self._answers.put(answer)
            return True

        return take

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._server.server_port

    def answer(self) -> T | None:
        """Wait a moment; return the first answer if it is there, else ``None``. Raises the error that it stands for."""
        try:
            answer = self._answers.get(timeout=_POLL_S)
        except queue.Empty:
            return None
        if isinstance(answer, PingdeskError):
            raise answer
        return answer

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        """Return the object itself: it listens already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop listening."""
        self.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, take: Callable[[str], bool]) -> None:
        super().__init__((LOOPBACK, 0), _Handler)
        self.take = take
        self._places = threading.BoundedSemaphore(_MOST_AT_ONCE)

    def server_bind(self) -> None:
        """Bind without asking the network for this machine's name, as `HTTPServer` would."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = LOOPBACK, int(self.server_address[1])

    def verify_request(self, request: object, client_address: object) -> bool:
        """Take no more connections than a browser makes."""
        del request, client_address
        return self._places.acquire(blocking=False)

    def finish_request(self, request: object, client_address: object) -> None:
        """Serve a connection, then give its place free."""
        try:
            super().finish_request(request, client_address)  # type: ignore[arg-type]
        finally:
            self._places.release()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a browser that hangs up is no trouble, and a traceback might show what it sent."""


class _Handler(BaseHTTPRequestHandler):
    timeout = _PATIENCE_S
    server_version, sys_version = "Pingdesk", ""

    def do_GET(self) -> None:
        """Take the answer, or refuse what is none."""
        server, parts = cast("_Server", self.server), urlsplit(self.path)
        # A page that gives its own name this machine's address must not get in.
        is_ours = parts.path == ANSWER_PATH and self.headers.get("Host") == f"{LOOPBACK}:{server.server_port}"
        is_taken = is_ours and server.take(parts.query)
        body = _PAGE.format(words=_DONE if is_taken else _NOT_ASKED).encode()
        self.send_response(HTTPStatus.OK if is_taken else HTTPStatus.FORBIDDEN)
        for name, value in (
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Content-Security-Policy", _POLICY),
            ("Referrer-Policy", "no-referrer"),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's signature
        """Log nothing: the address holds the password."""


def hand_over(address: str) -> None:
    """Bring an answer to the Pingdesk that waits at this loopback address. Raises `SiteUnreachable` if none does."""
    parts = urlsplit(address)
    connection = HTTPConnection(LOOPBACK, parts.port, timeout=_PATIENCE_S)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}")
        status = connection.getresponse().status
    except (OSError, HTTPException):
        status = 0
    finally:
        connection.close()
    if status != HTTPStatus.OK:
        raise SiteUnreachable("No Pingdesk waits for this answer any more. Sign in again in its window.") from None
