"""Stand-ins for what a real server cannot be made to do: answers by script, and a server that lies on the wire."""

import socket
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

    ``pieces`` are sent ``pause_s`` apart. ``requests`` holds what was received, head and body as they came.
    """

    def __init__(self, pieces: Sequence[bytes], *, pause_s: float = 0.0, hang_s: float = 0.0) -> None:
        self._pieces, self._pause_s, self._hang_s = pieces, pause_s, hang_s
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.requests: list[bytes] = []
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/"
        self._threads = [threading.Thread(target=self._serve)]
        self._threads[0].start()

    def close(self) -> None:
        self._over.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join()

    def _serve(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                connection.settimeout(5)
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        received = connection.recv(65_536)
        if not received:
            return
        self.requests.append(received)
        for piece in self._pieces:
            connection.sendall(piece)
            if self._over.wait(self._pause_s):
                return
        self._over.wait(self._hang_s)


@contextmanager
def lying_server(*pieces: bytes, pause_s: float = 0.0, hang_s: float = 0.0) -> Iterator[LyingServer]:
    """Run a `LyingServer`."""
    server = LyingServer(pieces, pause_s=pause_s, hang_s=hang_s)
    try:
        yield server
    finally:
        server.close()
