"""Every way in which servers misbehave, against both transports: a typed error with a remedy, in bounds.

Reading must not take a broken answer for an empty list, and a change whose answer is broken may have been made.
"""

import gzip
import re
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import pytest

from desktop_app.core.errors import LoginRefused, MalformedReply, OutcomeUnknown, PingdeskError, SiteUnreachable
from desktop_app.core.linkback import RemoteLinkback, Status
from desktop_app.core.site import Endpoints, TransportKind
from desktop_app.wordpress.client import ModerationClient, Order, open_client
from desktop_app.wordpress.failures import SiteBusy
from desktop_app.wordpress.transport import Bounds, HttpTransport
from tests.fakes.network import LyingServer
from tests.fakes.wire_site import ROW, Spoil, WireSite, is_change, reply
from tests.wordpress.scripted import linkback

pytestmark = pytest.mark.timeout(30)  # each is bounded; none may come near to this

MIB = 1024 * 1024
BOUNDS = Bounds(connect_s=1.0, read_s=0.3, total_s=0.6, body_bytes=4 * MIB)
PEAK = 64 * MIB
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
PAGE = b"<!DOCTYPE html><html><head><title>Error</title></head><body><p>Something is wrong.</p></body></html>"
ENTITIES = b"".join(b'<!ENTITY e%d "%s">' % (level, b"&e%d;" % (level - 1) * 20) for level in range(1, 12))
BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e0 "ha">%b]><methodResponse>&e11;</methodResponse>' % ENTITIES
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><methodResponse><params><param>\
<value><string>&e;</string></value></param></params></methodResponse>'


@dataclass(frozen=True, slots=True)
class Case:
    """What is sent in place of an honest answer, and the kinds of error: of reading, and of changing."""

    spoil: Spoil
    reading: type[PingdeskError] | None
    changing: type[PingdeskError] | None
    pause_s: float = 0.0
    hang_s: float = 0.0


def broken(spoil: Spoil, *, pause_s: float = 0.0, hang_s: float = 0.0) -> Case:
    """Return a case of a connection that breaks."""
    return Case(spoil, SiteUnreachable, OutcomeUnknown, pause_s, hang_s)


def garbled(spoil: Spoil) -> Case:
    """Return a case of an answer that is none."""
    return Case(spoil, MalformedReply, OutcomeUnknown)


def fine(spoil: Spoil) -> Case:
    """Return a case that is understood all the same."""
    return Case(spoil, None, None)


def raw(*pieces: bytes) -> Spoil:
    return lambda _kind, _body: list(pieces)


def page(body: bytes, status: str = "200 OK", *, more: bytes = b"") -> Spoil:
    return lambda _kind, _body: reply("text/html", body, status=status, more=more)


NOTICE = b"<br />\n<b>Deprecated</b>:  strlen(): in <b>/var/www/x.php</b> on line <b>12</b><br />\n"

CASES = {
    "php notice before": fine(lambda kind, body: reply(kind, NOTICE + body)),
    "byte order mark": fine(lambda kind, body: reply(kind, b"\xef\xbb\xbf" + body)),
    "blank lines before": fine(lambda kind, body: reply(kind, b"\r\n\n\n" + body)),
    "html comment after": fine(lambda kind, body: reply(kind, body + b"\n<!-- cached page -->")),
    "wrong content type": fine(lambda _kind, body: reply("image/png; charset=utf-16", body)),
    "invalid utf-8": fine(
        lambda kind, body: reply(kind, body.replace("é".encode(), b"\xe9").replace(b"words", b"\xff"))
    ),
    "html page": garbled(page(PAGE)),
    "empty": garbled(page(b"")),
    "cut in half": garbled(lambda kind, body: reply(kind, body[: len(body) // 2])),
    "server error": broken(page(PAGE, "500 Internal Server Error")),
    "bad gateway": broken(page(PAGE, "502 Bad Gateway")),
    "maintenance": Case(page(PAGE, "503 Service Unavailable", more=b"Retry-After: 600\r\n"), SiteBusy, OutcomeUnknown),
    "too many requests": Case(page(PAGE, "429 Too Many Requests", more=b"Retry-After: 7\r\n"), SiteBusy, SiteBusy),
    "to the login": Case(page(b"", "302 Found", more=b"Location: /wp-login.php\r\n"), SiteUnreachable, SiteUnreachable),
    "to another host": Case(
        page(b"", "307 Temporary Redirect", more=b"Location: https://evil.example/\r\n"),
        SiteUnreachable,
        SiteUnreachable,
    ),
    "hangs up": broken(raw(b"")),
    "truncated": broken(lambda _kind, body: [OK + b"Content-Length: %d\r\n\r\n" % (len(body) + 9) + body]),
    "nonsense in chunks": broken(raw(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n")),
    "chunk cut short": broken(raw(OK + b"Transfer-Encoding: chunked\r\n\r\nff\r\nab")),
    "no gzip": broken(raw(OK + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nabcde")),
    "stalls at once": broken(raw(b""), hang_s=9.0),
    "stalls in the head": broken(raw(b"HTTP/1.1 200 OK\r\nX-"), hang_s=9.0),
    "stalls in the body": broken(raw(OK + b"Content-Length: 100\r\n\r\n["), hang_s=9.0),
    "head trickles": broken(raw(OK, *[b"X"] * 90), pause_s=0.1),
    "body trickles": broken(raw(OK + b"Content-Length: 100\r\n\r\n", *[b"["] * 90), pause_s=0.1),
    "continues for ever": broken(raw(*[b"HTTP/1.1 100 Continue\r\n\r\n" * 1000] * 90), pause_s=0.05),
    "too many headers": broken(raw(OK + b"X-A: b\r\n" * 5000)),
    "header without end": broken(raw(OK + b"X-A: " + b"b" * MIB)),
    "endless": garbled(raw(OK + b"\r\n", *[b"<p>" * 100_000] * 50)),
    "gzip bomb": garbled(page(gzip.compress(b"0" * 64 * MIB), more=b"Content-Encoding: gzip\r\n")),
    "entity bomb": garbled(page(BOMB)),
    "entity from outside": garbled(page(OUTSIDE)),
    "deep json": garbled(page(b"[" * MIB)),
    "deep objects": garbled(page(b'{"a":' * (MIB // 5))),
    "deep xml": garbled(page(b"<?xml version='1.0'?><methodResponse>" + b"<a>" * 300_000 + b"</methodResponse>")),
    "deep values": garbled(
        page(
            b"<?xml version='1.0'?><methodResponse><params><param>"
            + b"<value><array><data>" * 200
            + b"</data></array></value>" * 200
            + b"</param></params></methodResponse>"
        )
    ),
    "a million values": garbled(page(b"[" + b"[]," * MIB + b"[]]")),
    "a million elements": garbled(
        page(b"<?xml version='1.0'?><methodResponse>" + b"<a/>" * (MIB - 100) + b"</methodResponse>")
    ),
    "many beginnings": garbled(page(b"[\n" * MIB)),
    "a number as long as a book": garbled(page(b"9" * 3 * MIB)),
}


def account(client: ModerationClient) -> object:
    return client.account()


def listing(client: ModerationClient) -> object:
    return [row for rows in client.linkbacks(Status.PENDING) for row in rows]


def change(client: ModerationClient) -> object:
    order = Order(linkback(**ROW), Status.SPAM)
    outcomes = [one for some in client.carry_out([order], threading.Event()) for one in some]
    assert len(outcomes) == 1
    if outcomes[0].error is not None:
        raise outcomes[0].error
    return outcomes[0].status


Opened = Callable[[LyingServer], ModerationClient]


@pytest.fixture(params=[TransportKind.REST, TransportKind.XMLRPC], ids=["rest", "xmlrpc"])
def opened(request: pytest.FixtureRequest) -> Iterator[Opened]:
    clients: list[ModerationClient] = []

    def make(server: LyingServer) -> ModerationClient:
        home = server.url.rstrip("/")
        endpoints = Endpoints(home, "Blog", f"{home}/wp-json/", f"{home}/xmlrpc.php")
        clients.append(
            open_client(endpoints, "eva", "secret word", request.param, connect=lambda: HttpTransport(BOUNDS))
        )
        return clients[-1]

    yield make
    for client in clients:
        client.close()


def serve(site: WireSite, case: Case, *, spoils_all: bool) -> LyingServer:
    def pieces(request: bytes) -> list[bytes]:
        kind, body = site.answer(request)
        return case.spoil(kind, body) if spoils_all or is_change(request) else reply(kind, body)

    return LyingServer(pieces, pause_s=case.pause_s, hang_s=case.hang_s)


@pytest.mark.parametrize("act", [account, listing, change])
@pytest.mark.parametrize("name", CASES)
def test_misbehaviour(opened: Opened, name: str, act: Callable[[ModerationClient], object]) -> None:
    case = CASES[name]
    server = serve(WireSite(), case, spoils_all=act is not change)
    kind = case.changing if act is change else case.reading
    tracemalloc.start()
    try:
        client = opened(server)
        tracemalloc.reset_peak()
        if kind is None:
            assert act(client)
        else:
            with pytest.raises(PingdeskError) as caught:
                act(client)
            assert isinstance(caught.value, kind), repr(caught.value)
            assert_helpful(str(caught.value))
        assert tracemalloc.get_traced_memory()[1] < PEAK
    finally:
        tracemalloc.stop()
        server.close()


def assert_helpful(sentence: str) -> None:
    """One or two whole sentences of plain text that say what to do, and nothing that only programmers know."""
    assert sentence.endswith(".")
    assert len(sentence) < 400
    assert re.search(r"[Tt]ry again|will read the site again|[Tt]est the site|open the site in a browser", sentence)
    assert not re.search(r"secret|Traceback|Error\(|Exception|<|0x", sentence)


def rows_of(opened: Opened, **changes: object) -> list[RemoteLinkback]:
    server = serve(WireSite(changes), fine(reply), spoils_all=True)
    try:
        return [row for rows in opened(server).linkbacks(Status.PENDING) for row in rows]
    finally:
        server.close()


def test_a_title_of_a_megabyte_is_cut(opened: Opened) -> None:
    (row,) = rows_of(opened, author_name="Buy <b>" + "&#8230;" * (MIB // 7), content={"raw": "x" * MIB})
    assert 0 < len(row.title) <= 300
    assert len(row.excerpt) <= 2_000
    assert len(row.stored_content) <= 20_000


@pytest.mark.parametrize(
    "date", ["9999-12-31T23:59:59", "2126-01-01T00:00:00", "0000-00-00T00:00:00", "soon", "", None]
)
def test_a_date_that_makes_no_sense_hides_no_linkback(opened: Opened, date: str | None) -> None:
    (row,) = rows_of(opened, date_gmt=date)
    assert isinstance(row.received, datetime)
    assert row.received.timestamp() >= 0


@pytest.mark.parametrize(
    "missing", ["author_name", "author_url", "author_ip", "author_user_agent", "content", "date_gmt"]
)
def test_a_field_that_is_missing_is_empty(opened: Opened, missing: str) -> None:
    (row,) = rows_of(opened, **{missing: None})
    assert row.comment_id == ROW["id"]


@pytest.mark.parametrize("field", ["type", "status"])
def test_a_row_that_does_not_say_what_it_is_is_left_out(opened: Opened, field: str) -> None:
    assert rows_of(opened, **{field: None}) == []
    assert rows_of(opened, **{field: "\u0000nonsense"}) == []


def test_a_user_without_a_name_is_not_signed_in() -> None:
    server = LyingServer(reply("application/json", b'{"code": 1, "id": "1"}'))
    home = server.url.rstrip("/")
    endpoints = Endpoints(home, "Blog", f"{home}/wp-json/", None)
    client = open_client(endpoints, "eva", "x", TransportKind.REST, connect=lambda: HttpTransport(BOUNDS))
    with pytest.raises(LoginRefused):
        client.account()
    client.close()
    server.close()
