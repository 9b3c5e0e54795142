"""Connections that reach checked addresses only, can be cut from outside, and never look a name up twice."""

import socket
import ssl
import threading
import time
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from desktop_app.verifier.guard import AllowList, Resolver, addresses_for

_Socket = TypeVar("_Socket", bound=socket.socket)


@dataclass(slots=True)
class Line:
    """One hop's way out: what may be reached, and a grip on the sockets opened, to cut them at the deadline.

    ``remote`` is the address connected to, for the record.
    """

    allowed: AllowList
    connect_s: float
    resolver: Resolver | None = None
    remote: str | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _grips: list[socket.socket] = field(default_factory=list[socket.socket])
    _is_cut: bool = False

    def holding(self, sock: _Socket) -> _Socket:
        """Keep a second handle of the socket: TLS takes the first one over, and a cut must work during handshake."""
        grip = sock.dup()
        with self._lock:
            self._grips.append(grip)
            if self._is_cut:
                _shut(grip)
        return sock

    def cut(self) -> None:
        """Break the connection now, from any thread; a blocked read or write returns at once."""
        with self._lock:
            self._is_cut = True
            for grip in self._grips:
                _shut(grip)

    def release(self) -> None:
        """Close the second handles."""
        with self._lock:
            for grip in self._grips:
                grip.close()
            self._grips.clear()


def guarded_pool(scheme: str, host: str, port: int, line: Line) -> HTTPConnectionPool:
    """Return a pool for one hop whose connections go through ``line``; the caller closes it."""
    if scheme == "https":
        return _GuardedTlsPool(host, port, maxsize=1, line=line, ssl_context=tls_context())
    return _GuardedPool(host, port, maxsize=1, line=line)


class _GuardedConnection(HTTPConnection):
    def __init__(self, *arguments: Any, line: Line, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._line = line

    def _new_conn(self) -> socket.socket:
        return _connect(self, self._line)


class _GuardedTlsConnection(HTTPSConnection):
    def __init__(self, *arguments: Any, line: Line, **options: Any) -> None:
        super().__init__(*arguments, **options)  # pyright: ignore[reportUnknownMemberType] - urllib3 leaves one open
        self._line = line

    def _new_conn(self) -> socket.socket:
        return _connect(self, self._line)


class _GuardedPool(HTTPConnectionPool):
    ConnectionCls = _GuardedConnection  # pyright: ignore[reportAssignmentType] - urllib3 types its own classes like this


class _GuardedTlsPool(HTTPSConnectionPool):
    ConnectionCls = _GuardedTlsConnection  # pyright: ignore[reportAssignmentType] - urllib3 types its own classes like this


def _connect(connection: HTTPConnection, line: Line) -> socket.socket:
    """Resolve once, check every answer, and connect to one of the checked addresses."""
    host, port = connection.host.strip("[]").removesuffix("."), connection.port
    failure: OSError | None = None
    deadline = time.monotonic() + line.connect_s
    addresses = addresses_for(host, port, line.allowed, timeout_s=line.connect_s, resolver=line.resolver)
    for number, address in enumerate(addresses):
        # An address that does not answer leaves time for the others.
        share_s = (deadline - time.monotonic()) / (len(addresses) - number)
        try:
            sock = _open(address, port, line, max(0.01, share_s))
        except OSError as error:
            failure = error
            continue
        line.remote = address
        return sock
    if isinstance(failure, TimeoutError):
        raise ConnectTimeoutError(connection, "timed out") from failure
    raise NewConnectionError(connection, str(failure)) from failure


def _open(address: str, port: int, line: Line, timeout_s: float) -> socket.socket:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.settimeout(timeout_s)
        line.holding(sock)
        sock.connect((address, port))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        sock.close()
        raise
    return sock


def _shut(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # not connected yet, or already gone: the connect timeout ends it


@lru_cache(maxsize=1)
def tls_context() -> ssl.SSLContext:
    """Return the context shared by all hops: certificates and names checked, the system's trust store."""
    return ssl.create_default_context()
