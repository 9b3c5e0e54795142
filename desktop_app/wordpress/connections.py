"""Connections that give up in time: a reply whose head trickles in byte by byte must not hold a thread for ever."""

import socket
from contextlib import suppress
from threading import Timer
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPResponse, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection


class _Deadline:
    """Cuts a socket when time is up, unless it is lifted before."""

    def __init__(self, held: socket.socket, after_s: float) -> None:
        self._held = held
        self.has_passed = False
        self._timer = Timer(after_s, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def lift(self) -> None:
        self._timer.cancel()

    def _cut(self) -> None:
        self.has_passed = True
        # socket.socket's own method: ssl's would drop the TLS state under the reading thread.
        with suppress(OSError):
            socket.socket.shutdown(self._held, socket.SHUT_RDWR)


class _TimedConnection(HTTPConnection):
    """Cuts its socket if the head of a reply is not there in time.

    A socket's own timeout starts anew with every byte that arrives.
    """

    head_timeout_s = 60.0

    def getresponse(self) -> HTTPResponse:  # type: ignore[override] # as urllib3 does itself
        deadline = _Deadline(self.sock, self.head_timeout_s)
        try:
            response = super().getresponse()
        finally:
            deadline.lift()
        if deadline.has_passed:  # to http.client, a head that is cut short is a short head
            response.close()
            raise TimeoutError
        return response


def _pool_classes(head_timeout_s: float) -> dict[str, type[HTTPConnectionPool]]:
    timeout_s = head_timeout_s

    class Plain(_TimedConnection):
        head_timeout_s = timeout_s

    class Secure(_TimedConnection, HTTPSConnection):
        head_timeout_s = timeout_s

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain  # pyright: ignore[reportAssignmentType] # urllib3 declares its own so, too

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure  # pyright: ignore[reportAssignmentType]

    return {"http": PlainPool, "https": SecurePool}


class TimedAdapter(HTTPAdapter):
    """requests' adapter over such connections, directly or through a proxy; never tries twice by itself."""

    def __init__(self, head_timeout_s: float) -> None:
        """Give every reply ``head_timeout_s`` seconds for its head."""
        self._classes = _pool_classes(head_timeout_s)
        super().__init__(max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any) -> None:  # noqa: FBT001, FBT002 - requests' signature
        """Set up the direct connections."""
        super().init_poolmanager(connections, maxsize, block, **pool_kwargs)
        self.poolmanager.pool_classes_by_scheme = self._classes

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> PoolManager:
        """Return the connections through one proxy."""
        manager: PoolManager = super().proxy_manager_for(proxy, **proxy_kwargs)
        if not proxy.lower().startswith("socks"):  # those need pools of their own
            manager.pool_classes_by_scheme = self._classes
        return manager
