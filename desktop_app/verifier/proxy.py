"""Hops through the user's proxy (http, https, socks5h): the proxy resolves names, the deadline still holds."""

import socket
from functools import partial
from typing import Any

from socks import socksocket
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager, ProxyManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.contrib.socks import (
    SOCKSConnection,
    SOCKSHTTPConnectionPool,
    SOCKSHTTPSConnection,
    SOCKSHTTPSConnectionPool,
    SOCKSProxyManager,
)

from desktop_app.verifier.connection import Line, tls_context


def proxied(proxy: str, line: Line) -> PoolManager:
    """Return a manager for one hop through ``proxy``; its sockets are held by ``line``. The caller closes it."""
    manager: PoolManager
    pools: dict[str, type[HTTPConnectionPool]]
    if proxy.startswith("socks"):
        manager = SOCKSProxyManager(proxy)
        pools = {"http": _HeldSocksPool, "https": _HeldSocksTlsPool}
    else:
        manager = ProxyManager(proxy)
        pools = {"http": _HeldPool, "https": _HeldTlsPool}
    # urllib3 calls these as it would call the classes; the line cannot go through its pool keys.
    makers: Any = {
        "http": partial(pools["http"], line=line),
        "https": partial(pools["https"], line=line, ssl_context=tls_context()),
    }
    manager.pool_classes_by_scheme = makers
    return manager


class _HeldConnection(HTTPConnection):
    def __init__(self, *arguments: Any, line: Line, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._line = line

    def _new_conn(self) -> socket.socket:
        return self._line.holding(super()._new_conn())


class _HeldTlsConnection(HTTPSConnection):
    def __init__(self, *arguments: Any, line: Line, **options: Any) -> None:
        super().__init__(*arguments, **options)  # pyright: ignore[reportUnknownMemberType] - urllib3 leaves one open
        self._line = line

    def _new_conn(self) -> socket.socket:
        return self._line.holding(super()._new_conn())


class _HeldSocks(SOCKSConnection):
    def __init__(self, *arguments: Any, line: Line, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._line = line

    def _new_conn(self) -> socksocket:
        return self._line.holding(super()._new_conn())


class _HeldSocksTls(SOCKSHTTPSConnection):
    def __init__(self, *arguments: Any, line: Line, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._line = line

    def _new_conn(self) -> socksocket:
        return self._line.holding(super()._new_conn())


class _HeldPool(HTTPConnectionPool):
    ConnectionCls = _HeldConnection  # pyright: ignore[reportAssignmentType] - urllib3 types its own classes like this


class _HeldTlsPool(HTTPSConnectionPool):
    ConnectionCls = _HeldTlsConnection  # pyright: ignore[reportAssignmentType] - urllib3 types its own classes like this


class _HeldSocksPool(SOCKSHTTPConnectionPool):
    ConnectionCls = _HeldSocks  # pyright: ignore[reportAssignmentType] - urllib3 types its own classes like this


class _HeldSocksTlsPool(SOCKSHTTPSConnectionPool):
    ConnectionCls = _HeldSocksTls  # pyright: ignore[reportAssignmentType] - urllib3 types its own classes like this
