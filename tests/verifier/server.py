"""A real web server for the verifier's tests: answers, redirects, drips, bombs and lies over a real socket."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers by the server's table of paths."""

    protocol_version = "HTTP/1.1"
    server: "Site"
    hosts: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        site = self.server
        with site.lock:
            site.seen.append((self.path, dict(self.headers.items())))
            site.open[self.headers["Host"]] += 1
            site.most_open = max(site.most_open, *site.open.values())
        try:
            site.answers.get(self.path.partition("?")[0], not_found)(self)
        except OSError:
            self.close_connection = True
        finally:
            with site.lock:
                site.open[self.headers["Host"]] -= 1

    def reply(self, body: bytes | str, *, status: int = 200, content_type: str = "text/html", **headers: str) -> None:
        """Send a whole answer; underscores in header names stand for hyphens."""
        data = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Keep the tests' output quiet."""


class Site(ThreadingHTTPServer):
    """The server: ``answers`` by path, ``seen`` requests, ``most_open`` connections at once to one host."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, Answer] = {}
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.open: Counter[str] = Counter()
        self.most_open = 0
        self.lock = threading.Lock()
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """Return a path's address."""
        return f"http://{host}:{self.server_port}{path}"

    def page(self, path: str, body: str | bytes, **options: str) -> str:
        """Serve a page; return its address."""
        self.answers[path] = lambda handler: handler.reply(body, **options)  # type: ignore[arg-type]
        return self.url(path)

    def redirect(self, path: str, location: str, status: int = 302) -> str:
        """Serve a redirect; return its address."""
        self.answers[path] = lambda handler: handler.reply(b"", status=status, Location=location)
        return self.url(path)

    def raw(self, path: str, pieces: Iterable[bytes], pause_s: float = 0.0) -> str:
        """Write bytes as they are, with pauses, then hang up; return the address."""

        def answer(handler: Handler) -> None:
            handler.close_connection = True
            for piece in pieces:
                handler.wfile.write(piece)
                time.sleep(pause_s)

        self.answers[path] = answer
        return self.url(path)

    def paths(self) -> list[str]:
        """Return the paths asked for so far."""
        return [path for path, _ in self.seen]


class Listener:
    """A port that only counts who connects."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._socket.settimeout(0.05)

    def was_reached(self) -> bool:
        """Say whether anybody has connected."""
        try:
            self._socket.accept()[0].close()
        except TimeoutError:
            return False
        return True

    def close(self) -> None:
        """Stop listening."""
        self._socket.close()


def not_found(handler: Handler) -> None:
    """Answer that there is nothing."""
    handler.reply("nothing here", status=404)
