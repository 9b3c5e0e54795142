"""Stand-ins for what a real server cannot be made to do: answers by script, and a server that lies on the wire."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

from desktop_app.wordpress.transport import Reply, Request

Answer = Reply | Exception | Callable[[Request], Reply]


class ScriptedTransport:
    """A transport that answers from a list, in order, or by a function; keeps what it was asked."""

    def __init__(self, *answers: Answer) -> None:
        self._answers = list(answers)
        self.requests: list[Request] = []
        self.is_closed = False

    def send(self, request: Request) -> Reply:
        self.requests.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, Reply) else answer(request)

    def close(self) -> None:
        self.is_closed = True


class LyingServer:
    """A socket that answers every request with given bytes, piece by piece, and then hangs up or waits.

    ``pieces`` are sent ``pause_s`` apart; a function makes them from each request. ``per_connection`` requests are
    answered on each connection before it is closed without a word, or with ``closes_late`` only when one more has
    come: the client cannot know. ``requests`` holds what was received, head and body as they came; ``has_answered``
    is set as soon as the pieces were sent. Behind TLS with ``tls``.
    """

    def __init__(
        self,
        pieces: Sequence[bytes] | Callable[[bytes], Sequence[bytes]],
        *,
        pause_s: float = 0.0,
        hang_s: float = 0.0,
        per_connection: int = 1,
        closes_late: bool = False,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._pieces, self._pause_s, self._hang_s = pieces, pause_s, hang_s
        self._per_connection, self._closes_late = per_connection, closes_late
        self.tls = tls
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.requests: list[bytes] = []
        self.connections = 0
        self.has_answered = threading.Event()
        scheme = "http" if tls is None else "https"
        self.url = f"{scheme}://127.0.0.1:{self._listener.getsockname()[1]}/"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        self._over.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            with connection, suppress(OSError):
                connection.settimeout(5)
                self._talk(connection)

    def _talk(self, raw: socket.socket) -> None:
        connection = raw if self.tls is None else self.tls.wrap_socket(raw, server_side=True)
        with connection:
            for _ in range(self._per_connection):
                if not self._answer(connection):
                    return
            if self._closes_late and (unanswered := _request(connection)):
                self.requests.append(unanswered)

    def _answer(self, connection: socket.socket) -> bool:
        received = _request(connection)
        if not received:
            return False
        self.requests.append(received)
        for piece in self._pieces(received) if callable(self._pieces) else self._pieces:
            connection.sendall(piece)
            if self._pause_s and self._over.wait(self._pause_s):
                return False
        self.has_answered.set()
        if self._hang_s:
            self._over.wait(self._hang_s)
        return True


def _request(connection: socket.socket) -> bytes:
    """Return one request, its body as long as its head says."""
    received = connection.recv(65_536)
    while received[:1].isalpha() and b"\r\n\r\n" not in received:  # else it is TLS, or nothing
        more = connection.recv(65_536)
        if not more:
            return received
        received += more
    head, _, body = received.partition(b"\r\n\r\n")
    lengths = [line.partition(b":")[2] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    missing = (int(lengths[0]) if lengths else 0) - len(body)
    while missing > 0 and (more := connection.recv(65_536)):
        received += more
        missing -= len(more)
    return received


@contextmanager
def lying_server(
    *pieces: bytes,
    pause_s: float = 0.0,
    hang_s: float = 0.0,
    per_connection: int = 1,
    closes_late: bool = False,
) -> Iterator[LyingServer]:
    """Run a `LyingServer`."""
    server = LyingServer(pieces, pause_s=pause_s, hang_s=hang_s, per_connection=per_connection, closes_late=closes_late)
    try:
        yield server
    finally:
        server.close()
