"""Every private form of address by every route: none is connected to, whatever it is dressed as."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop_app.verifier.connection import tls_context
from tests.fakes.certificates import MadeCertificate, secure_server, self_signed
from tests.verifier.conftest import Check
from tests.verifier.pages import LINK
from tests.verifier.server import Site

Connected = list[tuple[Any, ...]]

LITERALS = (  # noqa: SIM905 - words read best as words
    # loopback, as a browser reads its spellings: decimal, octal, hexadecimal, short, mixed, wide digits
    "127.0.0.1 127.255.255.254 2130706433 0x7f000001 0x7F.0.0.1 0177.0.0.1 017700000001 0177.0x0.1 127.1 0x7f.1 "
    "127.0.0.1. %31%32%37.0.0.1 １２７.0.0.1 ①②⑦.0.0.1 127。0。0。1 localhost LOCALHOST localhost. "
    # this host, link-local (cloud metadata), private, shared, protocol, documentation, benchmark, multicast, reserved
    "0 0.0.0.0 0x0 169.254.169.254 2852039166 0xa9.0xfe.0xa9.0xfe 0251.0376.0251.0376 10.0.0.1 167772161 10.1 0xa.1 "
    "172.16.0.1 172.31.255.255 192.168.1.1 192.168.257 0300.0250.1.1 100.64.0.1 100.127.255.255 192.0.0.1 192.0.2.1 "
    "198.51.100.1 203.0.113.1 192.88.99.1 198.18.0.1 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 4294967295 "
    # IPv6: its own, and IPv4 inside it
    "[::] [::1] [0:0:0:0:0:0:0:1] [0000::0001] [fe80::1] [fec0::1] [fc00::1] [fdff::1] [ff02::1] [100::1] "
    "[2001:db8::1] "
    "[3fff::1] [5f00::1] [2001::1] [2001:10::1] [2001:20::1] [::127.0.0.1] [::7f00:1] [::ffff:127.0.0.1] "
    "[::ffff:7f00:1] [::ffff:10.0.0.1] [::ffff:169.254.169.254] [::ffff:0:127.0.0.1] [64:ff9b::127.0.0.1] "
    "[64:ff9b::7f00:1] [64:ff9b:1::a00:1] [2002:7f00:1::] [2002:a00:1::1] [2001:0:0:0:0:0:80ff:fffe]"
).split()
ANSWERS = (  # noqa: SIM905 - words read best as words
    "127.0.0.1 0.0.0.0 10.0.0.1 100.64.0.1 169.254.169.254 172.16.0.1 192.0.0.1 192.0.2.1 192.88.99.1 192.168.0.1 "
    "198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1 255.255.255.255 :: ::1 fe80::1 fe80::1%eth0 fec0::1 "
    "fc00::1 ff02::1 100::1 2001:db8::1 2001::1 2002:7f00:1:: 64:ff9b::7f00:1 64:ff9b:1::1 ::ffff:127.0.0.1 "
    "::ffff:10.0.0.1 ::127.0.0.1"
).split()


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> Iterator[Connected]:
    """Return the addresses to which anybody in this process has tried to connect."""
    tried: Connected = []
    connect = socket.socket.connect

    def recorded(self: socket.socket, address: tuple[Any, ...]) -> None:
        tried.append(address[:2])
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", recorded)
    yield tried
    tried.clear()


def answering(*addresses: str) -> Callable[[str, int], list[str]]:
    return lambda _host, _port: list(addresses)


def never(host: str, _port: int) -> list[str]:
    raise AssertionError(host)


def local(host: str, _port: int) -> list[str]:
    assert host == "localhost"
    return ["127.0.0.1"]


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", LITERALS)
def test_given_as_the_source(scheme: str, host: str, check: Check, connected: Connected) -> None:
    assert check(f"{scheme}://{host}:8080/", allow_hosts=(), resolver=local)["verdict"] == "unsafe"
    assert connected == []


@pytest.mark.parametrize("host", LITERALS)
def test_given_by_a_redirect(host: str, site: Site, check: Check, connected: Connected) -> None:
    site.redirect("/", f"http://{host}:8080/".encode().decode("latin-1"))  # as UTF-8 on the wire

    def resolver(name: str, port: int) -> list[str]:
        return ["127.0.0.1"] if name == "open.example" else local(name, port)

    answer = check(site.url("/", "open.example"), allow_hosts=("open.example",), resolver=resolver)
    assert answer["verdict"] == "unsafe"
    assert connected == [("127.0.0.1", site.server_port)]


@pytest.mark.parametrize("others", [(), ("8.8.8.8",), ("2606:4700::1", "8.8.8.8")], ids=["alone", "second", "third"])
@pytest.mark.parametrize("address", ANSWERS)
def test_told_by_the_name_server(address: str, others: tuple[str, ...], check: Check, connected: Connected) -> None:
    for answers in ((*others, address), (address, *others)):
        answer = check("http://evil.example/", allow_hosts=(), resolver=answering(*answers))
        assert answer["verdict"] == "unsafe"
    assert connected == []


@pytest.mark.parametrize("address", ANSWERS)
def test_told_by_the_name_server_after_a_redirect(address: str, site: Site, check: Check, connected: Connected) -> None:
    site.redirect("/", "http://evil.example/")

    def resolver(name: str, _port: int) -> list[str]:
        return ["127.0.0.1"] if name == "open.example" else ["8.8.8.8", address]

    answer = check(site.url("/", "open.example"), allow_hosts=("open.example",), resolver=resolver)
    assert answer["verdict"] == "unsafe"
    assert connected == [("127.0.0.1", site.server_port)]


@pytest.mark.parametrize("address", ANSWERS)
def test_told_at_the_second_look_up_only(address: str, site: Site, check: Check, connected: Connected) -> None:
    """Rebinding: what was checked is what is connected to, and a further request is checked anew."""
    asked: list[str] = []

    def rebinding(name: str, _port: int) -> list[str]:
        asked.append(name)
        return ["127.0.0.9"] if len(asked) == 1 else [address]

    site.redirect("/", "/again")
    site.page("/again", LINK)
    with pytest.MonkeyPatch.context() as patch:
        # The address allowed here stands for a public one; the server behind it is the test's.
        connect = socket.socket.connect
        patch.setattr(
            socket.socket,
            "connect",
            lambda self, at: connect(self, ("127.0.0.1", at[1]) if at[0] == "127.0.0.9" else at),
        )
        answer = check(site.url("/", "evil.example"), allow_hosts=("127.0.0.9",), resolver=rebinding)
    assert (answer["verdict"], len(asked)) == ("unsafe", 2)
    assert connected == [("127.0.0.1", site.server_port)]
    assert site.paths() == ["/"]


@pytest.mark.parametrize("route", ["source", "redirect"])
def test_user_info_and_closed_ports(route: str, site: Site, check: Check, connected: Connected) -> None:
    for address in ("http://a@127.0.0.1/", "http://a:b@8.8.8.8/", "http://127.0.0.1:25/", "http://8.8.8.8:6667/"):
        source = address if route == "source" else site.redirect("/", address)
        assert check(source, resolver=never)["verdict"] == "unsafe"
    assert len(connected) == (0 if route == "source" else 4)


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., MadeCertificate]]:
    """Return a function that makes a certificate which this machine trusts."""

    def make(**options: Any) -> MadeCertificate:
        made = self_signed(tmp_path, **options)
        monkeypatch.setenv("SSL_CERT_FILE", str(made.chain))
        return made

    tls_context.cache_clear()
    yield make
    tls_context.cache_clear()


_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%b"
PAGE = _HEAD % (len(LINK), LINK.encode())


@pytest.mark.parametrize(
    ("host", "days", "verdict"),
    [
        ("friend.example", (-1, 30), "linked"),
        ("FRIEND.example.", (-1, 30), "linked"),
        ("127.0.0.1", (-1, 30), "linked"),
        ("evil.example", (-1, 30), "unreachable"),
        ("sub.friend.example", (-1, 30), "unreachable"),
        ("friend.example", (-30, -1), "unreachable"),
    ],
)
def test_certificates_are_checked_for_the_name_although_the_address_is_pinned(
    host: str, days: tuple[int, int], verdict: str, check: Check, trusted: Callable[..., MadeCertificate]
) -> None:
    with secure_server(trusted(days=days, names=("friend.example",)), PAGE) as server:
        answer = check(server.url.replace("127.0.0.1", host), resolver=answering("127.0.0.1"))
    assert answer["verdict"] == verdict, answer["reason"]


def test_a_certificate_that_nobody_vouches_for(tmp_path: Path, check: Check) -> None:
    with secure_server(self_signed(tmp_path), PAGE) as server:
        answer = check(server.url)
    assert (answer["verdict"], "certificate" in answer["reason"]) == ("unreachable", True)
