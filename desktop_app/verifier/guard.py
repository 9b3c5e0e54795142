"""Where the verifier may connect to: public addresses, the user's allow list, no blocked port, no user-info."""

import ipaddress
import socket
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final

from desktop_app.core.errors import PingdeskError
from desktop_app.core.urls import host_of

Address = IPv4Address | IPv6Address
Resolver = Callable[[str, int], list[str]]
"""From host and port to the addresses in the order to try; raises ``OSError`` like ``socket.getaddrinfo``."""

_CLOSED_V4: Final = tuple(
    IPv4Network(network)
    for network in (  # noqa: SIM905 - words read best as words
        # IANA IPv4 special-purpose registry (read 2026-11), all that is not globally reachable, and multicast
        "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
        "192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4"
    ).split()
)
_OPEN_V6: Final = IPv6Network("2000::/3")
"""Global unicast as far as allocated; all else is reserved, local, multicast or an embedded IPv4 address."""
_CLOSED_V6: Final = tuple(
    IPv6Network(network)
    for network in (  # noqa: SIM905 - words read best as words
        # protocol assignments (Teredo among them), documentation, 6to4, documentation
        "2001::/23 2001:db8::/32 2002::/16 3fff::/20"
    ).split()
)
_BLOCKED_PORTS: Final = frozenset(
    # Fetch standard, "port blocking" (read 2026-11)
    map(
        int,
        (  # noqa: SIM905 - words read best as words
            "0 1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117 "
            "119 123 135 137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601 "
            "636 989 990 993 995 1719 1720 1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669 6679 "
            "6697 10080"
        ).split(),
    )
)
_LOCAL_NAMES: Final = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "home.arpa", "onion")


class UnsafeAddress(PingdeskError):
    """The address is not one the verifier may connect to; the message says why."""


class HostUnknown(PingdeskError):
    """The host name does not exist (NXDOMAIN, or no address record)."""


class LookUpFailed(PingdeskError):
    """The name server did not answer, or not in time."""


@dataclass(frozen=True, slots=True)
class AllowList:
    """The user's exceptions: host names, and networks (single addresses included)."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def of(cls, entries: Iterable[str]) -> "AllowList":
        """Read entries like ``blog.intra``, ``10.1.2.3``, ``[fd00::1]``, ``10.0.0.0/8``; raises ``ValueError``."""
        hosts: set[str] = set()
        networks: list[IPv4Network | IPv6Network] = []
        for entry in entries:
            text = entry.strip()
            try:
                networks.append(ipaddress.ip_network(text.strip("[]"), strict=False))
            except ValueError:
                host = host_of(f"http://{text}/") if "/" not in text else None
                if host is None:
                    message = f"“{entry}” is neither a host name nor an IP address or network."
                    raise ValueError(message) from None
                hosts.add(host)
        return cls(frozenset(hosts), tuple(networks))

    def has_host(self, host: str) -> bool:
        """Say whether the host name itself is allowed, whatever it resolves to."""
        return host in self.hosts

    def has_address(self, address: Address) -> bool:
        """Say whether the address is in an allowed network; a mapped one is taken for its IPv4."""
        plain = _unmapped(address)
        return any(candidate in network for network in self.networks for candidate in {address, plain})


def is_public(address: Address) -> bool:
    """Say whether an address belongs to the open internet (a mapped one is judged by its IPv4)."""
    plain = _unmapped(address)
    if isinstance(plain, IPv4Address):
        return not any(plain in network for network in _CLOSED_V4)
    return plain in _OPEN_V6 and not any(plain in network for network in _CLOSED_V6)


def check_port(port: int) -> None:
    """Raise ``UnsafeAddress`` for a port that the Fetch standard blocks."""
    if port in _BLOCKED_PORTS:
        message = f"The address uses port {port}, which belongs to another service than the web."
        raise UnsafeAddress(message)


def addresses_for(
    host: str, port: int, allowed: AllowList, *, timeout_s: float, resolver: Resolver | None = None
) -> list[str]:
    """Return the addresses of ``host`` to connect to, all of them checked, in the order to try.

    Raises ``UnsafeAddress`` if only one of them is not public (nor allowed), ``HostUnknown`` or ``LookUpFailed``.
    """
    found = _look_up(host, port, resolver or resolve_with_system, timeout_s)
    if not found:
        message = f"The host name {host} does not exist."
        raise HostUnknown(message)
    if not allowed.has_host(host):
        for text in found:
            _check_address(host, text, allowed)
    return found


def check_name(host: str, allowed: AllowList) -> None:
    """Raise ``UnsafeAddress`` for a host that is private by its spelling (for use behind a proxy, which resolves)."""
    if allowed.has_host(host):
        return
    try:
        _check_address(host, host, allowed)
    except ValueError:
        if "." not in host or any(host == name or host.endswith(f".{name}") for name in _LOCAL_NAMES):
            message = f"The host {host} is in a private network."
            raise UnsafeAddress(message) from None


def resolve_with_system(host: str, port: int) -> list[str]:
    """Ask the operating system for the addresses of ``host``; raises ``OSError``."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


def _check_address(host: str, text: str, allowed: AllowList) -> None:
    address = ipaddress.ip_address(text.partition("%")[0])
    if is_public(address) or allowed.has_address(address):
        return
    named = "" if text == host else f" ({text})"
    message = f"The host {host}{named} is in a private or reserved network, not on the open internet."
    raise UnsafeAddress(message)


def _look_up(host: str, port: int, resolver: Resolver, timeout_s: float) -> list[str]:
    """Resolve in a thread of its own: the system's resolver takes no time limit and cannot be interrupted."""
    if _is_literal(host):
        return [host]
    answer: list[list[str]] = []
    failure: list[OSError | UnicodeError] = []

    def ask() -> None:
        try:
            answer.append(resolver(host, port))
        except (OSError, UnicodeError) as error:
            failure.append(error)

    thread = threading.Thread(target=ask, daemon=True, name=f"look-up {host}")
    thread.start()
    thread.join(timeout_s)
    if answer:
        return answer[0]
    if failure and _means_unknown(failure[0]):
        message = f"The host name {host} does not exist."
        raise HostUnknown(message) from failure[0]
    message = f"The name server did not tell the address of {host}."
    raise LookUpFailed(message) from (failure[0] if failure else None)


def _means_unknown(error: OSError | UnicodeError) -> bool:
    """Tell "no such name" and "a name without address" from a name server that failed."""
    no_data = getattr(socket, "EAI_NODATA", socket.EAI_NONAME)
    return isinstance(error, UnicodeError) or error.errno in {socket.EAI_NONAME, no_data}


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _unmapped(address: Address) -> Address:
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
