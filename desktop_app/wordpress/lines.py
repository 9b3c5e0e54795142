"""The connections of one transport, so that they can be cut from another thread."""

import socket
import threading
from contextlib import suppress


class Line:
    """A second handle on a connection's socket: it stays good when the socket is wrapped in TLS, or let go."""

    def __init__(self, held: socket.socket) -> None:
        self._lock = threading.Lock()
        self._handle = held.dup()
        self.is_over = False
        """The connection was closed; what it has received may still be read."""

    def cut(self) -> None:
        """End the connection under whoever reads or writes: they see it broken."""
        with self._lock, suppress(OSError):
            self._handle.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Let the handle go: the system keeps a connection for as long as anybody holds it."""
        with self._lock:
            self._handle.close()


class Lines:
    """All open connections of one transport. `cut` may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: set[Line] = set()
        self.are_cut = False

    def opened(self, held: socket.socket) -> Line:
        """Keep a new connection. Raises ``ConnectionAbortedError``, and closes it, if all were cut."""
        with self._lock:
            if not self.are_cut:
                line = Line(held)
                self._lines.add(line)
                return line
        held.close()
        raise ConnectionAbortedError

    def sweep(self) -> None:
        """Let go of what is over."""
        with self._lock:
            over = {line for line in self._lines if line.is_over}
            self._lines -= over
        for line in over:
            line.close()

    def cut(self) -> None:
        """Cut every connection, and every one that is opened from now on."""
        with self._lock:
            self.are_cut = True
            lines = list(self._lines)
        for line in lines:
            line.cut()

    def close(self) -> None:
        """Cut and let go of everything."""
        self.cut()
        with self._lock:
            lines, self._lines = self._lines, set()
        for line in lines:
            line.close()
