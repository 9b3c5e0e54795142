"""Where the verifier may go: every spelling of a private address, every hop, every answer of the name server."""

import socket

import pytest

from desktop_app.verifier.guard import (
    AllowList,
    HostUnknown,
    LookUpFailed,
    UnsafeAddress,
    addresses_for,
    check_name,
    check_port,
)
from tests.verifier.conftest import Check
from tests.verifier.pages import LINK
from tests.verifier.server import Listener, Site

NOBODY = AllowList()
PRIVATE = (  # noqa: SIM905 - words read best as words
    "0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 127.0.0.1 127.1.2.3 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.8 "
    "192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 "
    "240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:0:127.0.0.1 64:ff9b::8.8.8.8 "
    "64:ff9b:1::1 100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:10::1 2001:20::1 2001:db8::1 2002:808:808::1 "  # noqa: E501 - one case, one line
    "2002:7f00:1::1 3fff::1 5f00::1 fc00::1 fd12:3456::1 fe80::1 fe80::1%1 fec0::1 ff02::1 4000::1"
).split()
PUBLIC = "8.8.8.8 1.1.1.1 93.184.216.34 172.32.0.1 100.128.0.1 192.0.1.1 198.20.0.1 2606:4700::1 2a00:1450::1 ::ffff:8.8.8.8".split()  # noqa: E501, SIM905


@pytest.mark.parametrize("address", PRIVATE)
def test_private_address(address: str) -> None:
    with pytest.raises(UnsafeAddress):
        addresses_for("evil.example", 80, NOBODY, timeout_s=1, resolver=lambda _host, _port: ["8.8.8.8", address])


@pytest.mark.parametrize("address", PUBLIC)
def test_public_address(address: str) -> None:
    found = addresses_for("good.example", 80, NOBODY, timeout_s=1, resolver=lambda _host, _port: [address])
    assert found == [address]


SPELLINGS = (  # noqa: SIM905 - words read best as words
    "127.0.0.1 127.1 2130706433 0x7f000001 0177.0.0.1 0x7f.1 127.0.0.1. localhost LOCALHOST. [::1] [::ffff:127.0.0.1] "
    "[::ffff:7f00:1] [0:0:0:0:0:0:0:1] 0 0.0.0.0 %31%32%37.0.0.1 １２７.0.0.1"
).split()


@pytest.mark.parametrize("host", SPELLINGS)
def test_no_spelling_reaches_this_machine(host: str, listener: Listener, check: Check) -> None:
    answer = check(f"http://{host}:{listener.port}/", allow_hosts=())
    assert answer["verdict"] == "unsafe"
    assert answer["reason"].endswith(".")
    assert not listener.was_reached()


def test_a_name_that_resolves_to_this_machine(listener: Listener, check: Check) -> None:
    answer = check(
        f"http://evil.example:{listener.port}/", allow_hosts=(), resolver=lambda _host, _port: ["8.8.8.8", "127.0.0.1"]
    )
    assert answer["verdict"] == "unsafe"
    assert not listener.was_reached()


def test_the_name_is_looked_up_once(site: Site, check: Check) -> None:
    site.page("/", LINK)
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    answer = check(site.url("/", "pin.example"), resolver=rebinding)
    assert answer["verdict"] == "linked"
    assert len(asked) == len(site.seen)


def test_redirect_to_this_machine(site: Site, listener: Listener, check: Check) -> None:
    source = site.redirect("/", f"http://localhost:{listener.port}/")
    answer = check(source, allow_hosts=("127.0.0.1/32",), resolver=lambda _host, _port: ["127.0.0.2"])
    assert (answer["verdict"], answer["redirects"]) == ("unsafe", [f"http://localhost:{listener.port}/"])
    assert not listener.was_reached()


@pytest.mark.parametrize(
    "location",
    [
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "http://user:x@127.0.0.1/",
        "http://127.0.0.1:22/",
        "javascript:1",
        "http://[",
    ],
)
def test_redirect_to_what_is_not_fetched(location: str, site: Site, check: Check) -> None:
    assert check(site.redirect("/", location))["verdict"] == "unsafe"


UNSAFE = [
    "",
    "nonsense",
    "/relative",
    "ftp://example.com/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://",
    "http://user@example.com/",
    "http://user:secret@example.com/",
    "http://:secret@example.com/",
    "http://example.com:22/",
    "http://example.com:25/",
    "https://example.com:6667/",
    "http://example.com:99999/",
    "http://example.com:0/",
]


@pytest.mark.parametrize("source", UNSAFE)
def test_unsafe_source(source: str, check: Check) -> None:
    answer = check(source, resolver=_never)
    assert answer["verdict"] == "unsafe"
    assert answer["status"] is None


def _never(host: str, _port: int) -> list[str]:
    raise AssertionError(host)


def test_empty_user_info_is_none(site: Site, check: Check) -> None:
    site.page("/", LINK)
    assert check(site.url("/", "@127.0.0.1"))["verdict"] == "linked"


@pytest.mark.parametrize(
    ("entries", "is_allowed"),
    [
        (("127.0.0.1",), True),
        (("127.0.0.0/8",), True),
        (("[::1]", "127.0.0.1/8"), True),
        (("blog.intra",), True),
        (("BLOG.intra.",), True),
        (("intra",), False),
        (("10.0.0.0/8", "::1"), False),
        ((), False),
    ],
)
def test_allow_list(entries: tuple[str, ...], is_allowed: bool, site: Site, check: Check) -> None:  # noqa: FBT001
    site.page("/", LINK)
    answer = check(site.url("/", "blog.intra"), allow_hosts=entries, resolver=lambda _host, _port: ["127.0.0.1"])
    assert answer["verdict"] == ("linked" if is_allowed else "unsafe")


def test_a_mapped_address_is_allowed_as_its_ipv4() -> None:
    allowed = AllowList.of(["10.0.0.0/8"])
    found = addresses_for("x.intra", 80, allowed, timeout_s=1, resolver=lambda _host, _port: ["::ffff:10.1.2.3"])
    assert found == ["::ffff:10.1.2.3"]


def test_allowed_hosts_keep_to_web_ports(check: Check) -> None:
    assert check("http://127.0.0.1:22/")["verdict"] == "unsafe"


@pytest.mark.parametrize("entry", ["", "a b", "http://x/", "10.0.0.0/99", "x/y"])
def test_an_entry_that_cannot_be_read(entry: str) -> None:
    with pytest.raises(ValueError, match="neither a host name"):
        AllowList.of([entry])


NAMES = [
    (socket.gaierror(socket.EAI_NONAME, "no such name"), HostUnknown),
    (socket.gaierror(socket.EAI_AGAIN, "try again"), LookUpFailed),
    (socket.gaierror(socket.EAI_FAIL, "failed"), LookUpFailed),
    (UnicodeError("label too long"), HostUnknown),
    (OSError("broken"), LookUpFailed),
]


@pytest.mark.parametrize(("failure", "expected"), NAMES)
def test_names_that_do_not_resolve(failure: Exception, expected: type[Exception]) -> None:
    def resolver(_host: str, _port: int) -> list[str]:
        raise failure

    with pytest.raises(expected):
        addresses_for("x.example", 80, NOBODY, timeout_s=1, resolver=resolver)


def test_a_name_without_address_is_unknown() -> None:
    with pytest.raises(HostUnknown):
        addresses_for("x.example", 80, NOBODY, timeout_s=1, resolver=lambda _host, _port: [])


def test_a_name_server_that_hangs_is_not_waited_for(check: Check) -> None:
    def hanging(_host: str, _port: int) -> list[str]:
        import time  # noqa: PLC0415

        time.sleep(1)
        return []

    answer = check("http://slow.example/", resolver=hanging, connect_s=0.1)
    assert (answer["verdict"], "name server" in answer["reason"]) == ("unreachable", True)


def test_gone_and_unreachable_names(check: Check) -> None:
    def unknown(_host: str, _port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    def failing(_host: str, _port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_AGAIN, "try again")

    assert check("http://gone.example/", resolver=unknown)["verdict"] == "gone"
    assert check("http://gone.example/", resolver=failing)["verdict"] == "unreachable"


def test_ports() -> None:
    for port in (80, 443, 8080, 3000, 8443):
        check_port(port)
    for port in (0, 21, 25, 6000, 10080):
        with pytest.raises(UnsafeAddress):
            check_port(port)


@pytest.mark.parametrize("host", ["localhost", "printer", "nas.local", "x.internal", "192.168.1.1", "::1"])
def test_private_names_behind_a_proxy(host: str) -> None:
    with pytest.raises(UnsafeAddress):
        check_name(host, NOBODY)
    check_name(host, AllowList.of([host]))
    check_name("example.com", NOBODY)
    check_name("8.8.8.8", NOBODY)
