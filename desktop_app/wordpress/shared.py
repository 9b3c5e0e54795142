"""One transport for several threads."""

import threading
from collections.abc import Callable

from desktop_app.wordpress.transport import Reply, Request, Transport


class SharedTransport:
    """A `Transport` that may be used by several threads at once: each request has one of its own meanwhile.

    As many are opened as there are ever requests under way at once; they are kept, and closed together.
    """

    def __init__(self, connect: Callable[[], Transport]) -> None:
        """Open the first; ``connect`` is called by whichever thread finds that all are taken."""
        self._connect = connect
        self._lock = threading.Lock()
        self._all = [connect()]
        self._idle = list(self._all)
        self._is_closed = False

    def send(self, request: Request) -> Reply:
        """Send the request (see `Transport`)."""
        transport = self._taken()
        try:
            return transport.send(request)
        finally:
            self._idle.append(transport)  # the last one used is the next: its connection is the most alive

    def close(self) -> None:
        """Close all of them. From another thread, cut what is under way."""
        with self._lock:
            self._is_closed = True
            for transport in self._all:
                transport.close()

    def _taken(self) -> Transport:
        with self._lock:
            if self._idle:
                return self._idle.pop()
            if self._is_closed:
                return self._all[0]  # it refuses
            transport = self._connect()
            self._all.append(transport)
            return transport
