"""Connections that give up in time, can be cut, and know whom they may talk to.

A reply whose head trickles in byte by byte must not hold a thread for ever, nor must a handshake; and where the
user trusts one certificate for a site, nothing is sent to a server that shows another.
"""

import hashlib
import ssl
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import RemoteDisconnected
from socket import socket
from typing import Any, cast

import certifi
import truststore
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPResponse, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError

from desktop_app.wordpress.deadlines import Deadline
from desktop_app.wordpress.lines import Line, Lines

NO_CERTIFICATE = ""
"""Stands for the fingerprint of no certificate at all: every server is turned away after its handshake."""


class OtherCertificate(ssl.SSLError):
    """The server showed another certificate than the one expected; nothing was sent. ``der`` is what it showed."""

    def __init__(self, der: bytes) -> None:
        super().__init__("another certificate")
        self.der = der


class StaleConnection(ConnectionError):
    """A connection that had been kept alive ended before a byte of the reply: the server had given it up."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for every connection of a transport.

    ``certificate`` is the SHA-256, in lower-case hex, of the only one that is accepted. ``asks_system``: the server's
    has to be one that the system trusts for that host.
    """

    connect_s: float
    head_s: float
    lines: Lines
    certificate: str | None = None
    asks_system: bool = True


class _Connection(HTTPConnection):
    """Is cut if it is not ready, or the head of a reply not there, in time.

    A socket's own timeout starts anew with every byte that arrives.
    """

    terms: Terms
    _line: Line
    _deadline: Deadline | None = None
    _has_answered = False
    _held: list[bytes] | None = None

    def _new_conn(self) -> socket:
        held = super()._new_conn()
        self._line = self.terms.lines.opened(held)
        self._deadline = Deadline(self._line, self.terms.connect_s)
        self._has_answered = False
        return held

    def connect(self) -> None:
        try:
            super().connect()
        except OSError:
            if self._is_late():
                raise ConnectTimeoutError(self, "The handshake took too long.") from None
            raise
        finally:
            self._is_late()

    def _is_late(self) -> bool:
        """Lift the deadline of connecting; return whether it has passed."""
        deadline, self._deadline = self._deadline, None
        if deadline is None:
            return False
        deadline.lift()
        return deadline.has_passed

    def request(self, *args: Any, **kwargs: Any) -> None:
        """Send head and body in one piece: two would cost both ends more."""
        self._held = []
        try:
            super().request(*args, **kwargs)
        finally:
            held, self._held = b"".join(self._held), None
        self.send(held)

    def send(self, data: Any) -> None:
        if self._held is None:
            super().send(data)
        else:
            self._held.append(data)

    def getresponse(self) -> HTTPResponse:  # type: ignore[override] # as urllib3 does itself
        deadline = Deadline(self._line, self.terms.head_s)
        try:
            response = super().getresponse()
        except (RemoteDisconnected, ConnectionResetError, ConnectionAbortedError, BrokenPipeError) as error:
            if self._has_answered and not deadline.has_passed and not self.terms.lines.are_cut:
                raise StaleConnection from error
            raise
        finally:
            deadline.lift()
        if deadline.has_passed:  # to http.client, a head that is cut short is a short head
            response.close()
            raise TimeoutError
        self._has_answered = True
        return response

    def close(self) -> None:
        if hasattr(self, "_line"):
            self._line.is_over = True
        super().close()


class _SecureConnection(_Connection, HTTPSConnection):
    """Shows itself only to the certificate that is expected, where one is."""

    def connect(self) -> None:
        super().connect()
        if self.terms.certificate is None:
            return
        der = cast("ssl.SSLSocket", self.sock).getpeercert(binary_form=True) or b""
        if hashlib.sha256(der).hexdigest() != self.terms.certificate:
            self.close()
            raise OtherCertificate(der)
        self.is_verified = True


def _pool_classes(
    terms: Terms, plain: type[HTTPConnection], secure: type[HTTPSConnection]
) -> Mapping[str, type[HTTPConnectionPool]]:
    plain_connection = type("Plain", (_Connection, plain), {"terms": terms})
    secure_connection = type("Secure", (_SecureConnection, secure), {"terms": terms})
    return {
        "http": type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": plain_connection}),
        "https": type("SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": secure_connection}),
    }


def _system_context() -> ssl.SSLContext:
    """Return a context that trusts whom the system trusts (a company's own authorities included).

    A Linux without any store is given the list that comes with certifi.
    """
    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    paths = ssl.get_default_verify_paths()
    if sys.platform == "linux" and not (paths.cafile or paths.capath):
        context.load_verify_locations(certifi.where())
    return context


class TermsAdapter(HTTPAdapter):
    """requests' adapter over such connections, directly or through a proxy; never tries twice by itself."""

    def __init__(self, terms: Terms) -> None:
        """Make all connections under these terms."""
        self._terms = terms
        self._context = _system_context()
        super().__init__(max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any) -> None:  # noqa: FBT001, FBT002 - requests' signature
        """Set up the direct connections."""
        super().init_poolmanager(connections, maxsize, block, **pool_kwargs, **self._verification())
        self.poolmanager.pool_classes_by_scheme = dict(_pool_classes(self._terms, HTTPConnection, HTTPSConnection))

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> PoolManager:
        """Return the connections through one proxy. The proxy's own certificate is the system's business."""
        plain: type[HTTPConnection] = HTTPConnection
        secure: type[HTTPSConnection] = HTTPSConnection
        if proxy.lower().startswith("socks"):
            from urllib3.contrib import socks  # noqa: PLC0415 - seldom needed

            plain, secure = socks.SOCKSConnection, socks.SOCKSHTTPSConnection
        elif proxy.lower().startswith("https"):
            proxy_kwargs["proxy_ssl_context"] = self._context
        manager: PoolManager = super().proxy_manager_for(proxy, **proxy_kwargs, **self._verification())
        manager.pool_classes_by_scheme = dict(_pool_classes(self._terms, plain, secure))
        return manager

    def _verification(self) -> dict[str, Any]:
        return {"ssl_context": self._context} if self._terms.asks_system else {}

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        """Send a request; the terms say who checks the certificate."""
        if not self._terms.asks_system:
            kwargs["verify"] = False
        return super().send(request, *args, **kwargs)

    def cert_verify(self, conn: Any, url: str, verify: bool | str, cert: Any) -> None:  # noqa: FBT001 - requests' signature
        """Leave the system's context as it is, where requests would add a list of its own."""
        if verify is not True:
            super().cert_verify(conn, url, verify, cert)  # type: ignore[no-untyped-call]
