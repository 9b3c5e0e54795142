"""Hops through the user's proxy (http, https, socks5h): the proxy resolves names, the deadline still holds."""

import socket
from functools import partial
from typing import Any, cast

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
    if proxy.startswith("socks"):
        manager = SOCKSProxyManager(proxy)
        pools: dict[str, type[HTTPConnectionPool]] = {"http": _HeldSocksPool, "https": _HeldSocksTlsPool}
    else:
        manager = ProxyManager(proxy)
        pools = {"http": _HeldPool, "https": _HeldTlsPool}
    # urllib3 calls these as it would call the classes; the line cannot go through its pool keys.
    manager.pool_classes_by_scheme = cast(
        "dict[str, type[HTTPConnectionPool]]",
        {
            "http": partial(pools["http"], line=line),
            "https": partial(pools["https"], line=line, ssl_context=tls_context()),
        },
    )
    return manager


class _Held:
    """Lets the line hold every socket that is opened, so that the watchdog can cut it."""

    def __init__(self, *arguments: Any, line: Line, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._line = line

    def _new_conn(self) -> socket.socket:
        sock: socket.socket = super()._new_conn()  # type: ignore[misc]
        self._line.hold(sock)
        return sock


class _HeldConnection(_Held, HTTPConnection):
    pass


class _HeldTlsConnection(_Held, HTTPSConnection):
    pass


class _HeldSocks(_Held, SOCKSConnection):
    pass


class _HeldSocksTls(_Held, SOCKSHTTPSConnection):
    pass


class _HeldPool(HTTPConnectionPool):
    ConnectionCls = _HeldConnection


class _HeldTlsPool(HTTPSConnectionPool):
    ConnectionCls = _HeldTlsConnection


class _HeldSocksPool(SOCKSHTTPConnectionPool):
    ConnectionCls = _HeldSocks


class _HeldSocksTlsPool(SOCKSHTTPSConnectionPool):
    ConnectionCls = _HeldSocksTls
