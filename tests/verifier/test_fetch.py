"""Fetching over a real socket: redirects, limits of time and size, lies of servers, and what is sent to them."""

import gzip
import itertools
import random
import time
import zlib
from dataclasses import replace

import pytest

from tests.verifier.conftest import FAST, Check, run
from tests.verifier.pages import HOME, LINK, TARGET, page
from tests.verifier.server import Handler, Site

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def test_a_page(site: Site, check: Check) -> None:
    answer = check(site.page("/x", page(LINK)))
    assert (answer["verdict"], answer["status"], answer["content_type"]) == ("linked", 200, "text/html")
    assert answer["bytes"] == len(page(LINK).encode())
    assert 0 <= answer["elapsed_s"] < 5
    assert answer["redirects"] == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(status: int, site: Site, check: Check) -> None:
    site.page("/c", LINK)
    site.redirect("/b", "c", status)
    answer = check(site.redirect("/a", "/b", status))
    assert answer["redirects"] == [site.url("/b"), site.url("/c")]
    assert (answer["final_url"], answer["verdict"]) == (site.url("/c"), "linked")


def test_five_redirects_and_no_more(site: Site, check: Check) -> None:
    site.page("/0", LINK)
    for hop in range(1, 7):
        site.redirect(f"/{hop}", f"/{hop - 1}")
    assert check(site.url("/5"))["verdict"] == "linked"
    answer = check(site.url("/6"))
    assert (answer["verdict"], len(answer["redirects"])) == ("unreachable", 5)


def test_redirect_without_location(site: Site, check: Check) -> None:
    site.answers["/"] = lambda handler: handler.reply(LINK, status=302)
    assert check(site.url("/"))["verdict"] == "unreachable"


def test_redirect_to_a_name_that_does_not_exist(site: Site, check: Check) -> None:
    assert check(site.redirect("/", "http://nowhere.invalid/"))["verdict"] == "gone"


def test_redirect_in_utf8(site: Site, check: Check) -> None:
    site.page("/caf%C3%A9", LINK)
    url = site.raw("/", ["HTTP/1.1 302 Found\r\nLocation: /café\r\nContent-Length: 0\r\n\r\n".encode()])
    assert check(url)["final_url"] == site.url("/caf%C3%A9")


def test_nothing_private_is_sent(site: Site, check: Check) -> None:
    site.page("/b", LINK)
    site.answers["/a"] = lambda handler: handler.reply(b"", status=302, Location="/b", Set_Cookie="a=b")
    check(site.url("/a"))
    sent = {name.lower() for _, headers in site.seen for name in headers}
    assert not sent & {"cookie", "referer", "authorization", "origin", "from", "dnt"}
    agents = [headers["User-Agent"] for _, headers in site.seen]
    assert agents[0].startswith("Mozilla/5.0")
    assert agents[-1].startswith("WordPress/")


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "deflate", "raw deflate", "gzip, deflate", "identity", "members"])
def test_codings(coding: str, site: Site, check: Check) -> None:
    body = page(LINK).encode()
    raw = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    coded = {
        "identity": body,
        "deflate": zlib.compress(body),
        "raw deflate": raw.compress(body) + raw.flush(),
        "gzip, deflate": zlib.compress(gzip.compress(body)),
        "members": gzip.compress(body[:100]) + gzip.compress(body[100:]),
    }.get(coding, gzip.compress(body))
    name = {"raw deflate": "deflate", "members": "gzip"}.get(coding, coding)
    answer = check(site.page("/", coded, Content_Encoding=name))
    assert (answer["verdict"], answer["bytes"]) == ("linked", len(body))


@pytest.mark.parametrize(("coding", "body"), [("gzip", b"<p>not gzip"), ("br", b"x"), ("gzip, gzip, gzip, gzip", b"x")])
def test_codings_that_cannot_be_decoded(coding: str, body: bytes, site: Site, check: Check) -> None:
    assert check(site.page("/", body, Content_Encoding=coding))["verdict"] == "unreadable"


def test_compressed_body_that_is_cut_off(site: Site, check: Check) -> None:
    noise = "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyz ", k=20_000))
    body = gzip.compress(page(noise).encode())[:-2000]
    assert check(site.page("/", body, Content_Encoding="gzip"))["verdict"] == "unreachable"


def test_bombs_end_at_the_limit(site: Site, check: Check) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    for coding, body in (("gzip", bomb), ("gzip, gzip", gzip.compress(bomb))):
        answer = check(site.page("/", body, Content_Encoding=coding), max_bytes=200_000)
        assert (answer["verdict"], answer["bytes"], answer["flags"][-2:]) == (
            "unreadable",
            200_000,
            ["http_only", "truncated"],
        )


def test_endless_body_ends_at_the_limit(site: Site, check: Check) -> None:
    url = site.raw("/", itertools.chain([HEAD + b"\r\n" + LINK.encode()], itertools.repeat(b"<p>more" * 1000)))
    answer = check(url, max_bytes=100_000)
    assert (answer["verdict"], answer["bytes"], "truncated" in answer["flags"]) == ("linked", 100_000, True)


def test_a_body_of_exactly_the_limit_is_whole(site: Site, check: Check) -> None:
    body = page(LINK).ljust(5_000)
    assert "truncated" not in check(site.page("/", body), max_bytes=5_000)["flags"]
    assert "truncated" in check(site.page("/", body), max_bytes=4_999)["flags"]


@pytest.mark.parametrize(
    "start", [b"", b"HTTP/1.1 200 OK\r\nX: ", HEAD + b"\r\n<p>", HEAD + b"Content-Length: 9999\r\n\r\n"]
)
def test_drips_end_at_the_deadline(start: bytes, site: Site, check: Check) -> None:
    url = site.raw("/", itertools.chain([start], itertools.repeat(b"x")), pause_s=0.05)
    started = time.monotonic()
    answer = check(url, timeout_s=0.5)
    assert answer["verdict"] == "unreachable"
    assert time.monotonic() - started < 3


def test_a_link_seen_before_the_drip(site: Site, check: Check) -> None:
    body = HEAD + b"Content-Length: 9999\r\n\r\n" + page(LINK).encode()
    answer = check(site.raw("/", itertools.chain([body], itertools.repeat(b"x")), pause_s=0.05), timeout_s=0.5)
    assert (answer["verdict"], "truncated" in answer["flags"]) == ("linked", False)


def test_silence_ends_the_wait(site: Site, check: Check) -> None:
    answer = check(site.raw("/", [b"", b"", b""], pause_s=1), pause_s=0.2)
    assert (answer["verdict"], answer["reason"]) == ("unreachable", "The server stopped sending.")


BROKEN = {
    "hangs up": [b""],
    "garbage": [b"\x16\x03\x01nonsense\r\n\r\n"],
    "wrong length": [HEAD + b"Content-Length: 99999\r\n\r\n<p>short"],
    "broken chunks": [HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc"],
    "unfinished chunks": [HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n<p>ab\r\n"],
    "endless header": [HEAD + b"X: " + b"x" * 100_000],
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_answers(name: str, site: Site, check: Check) -> None:
    assert check(site.raw("/", BROKEN[name]))["verdict"] == "unreachable"


def test_chunks(site: Site, check: Check) -> None:
    body = page(LINK).encode()
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(body[n : n + 50]), body[n : n + 50]) for n in range(0, len(body), 50))
    url = site.raw("/", [HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n"])
    assert check(url)["verdict"] == "linked"


def test_nobody_listens(check: Check) -> None:
    answer = check("http://127.0.0.1:9/".replace(":9/", ":1024/"))
    assert answer["verdict"] == "unreachable"
    assert answer["final_url"] is None


def test_tls_that_is_none(site: Site, check: Check) -> None:
    answer = check(site.page("/", LINK).replace("http:", "https:"))
    assert (answer["verdict"], "secure" in answer["reason"]) == ("unreachable", True)


def test_retry_after_is_noted(site: Site, check: Check) -> None:
    def busy(handler: Handler) -> None:
        handler.reply("later", status=429, Retry_After="120")

    site.answers["/"] = busy
    answer = check(site.url("/"))
    assert (answer["verdict"], answer["retry_after_s"]) == ("unreachable", 120)
    site.answers["/"] = lambda handler: handler.reply("x", status=503, Retry_After="Fri, 31 Dec 1999 23:59:59 GMT")
    assert check(site.url("/"))["retry_after_s"] == 0
    site.answers["/"] = lambda handler: handler.reply("x", status=503, Retry_After="soon")
    assert check(site.url("/"))["retry_after_s"] is None


def _for(agent: str, shown: str, other: str) -> "object":
    def answer(handler: Handler) -> None:
        handler.reply(page(shown if agent in handler.headers["User-Agent"] else other))

    return answer


def test_cloaked_either_way(site: Site, check: Check) -> None:
    site.answers["/"] = _for("WordPress", LINK, "")  # type: ignore[assignment]
    answer = check(site.url("/"))
    assert (answer["verdict"], "cloaked" in answer["flags"]) == ("absent", True)
    assert "WordPress" in answer["reason"]
    site.answers["/"] = _for("Mozilla", LINK, "")  # type: ignore[assignment]
    answer = check(site.url("/"))
    assert (answer["verdict"], "cloaked" in answer["flags"]) == ("linked", True)


@pytest.mark.parametrize(
    ("kind", "shown", "fetches"),
    [
        ("pingback", "", 2),
        ("pingback", LINK, 1),
        ("trackback", "", 1),
        ("trackback", LINK, 1),
        (None, "", 2),
        (None, LINK, 2),
    ],
)
def test_a_page_is_fetched_twice_only_where_that_can_tell_something(
    kind: str | None, shown: str, fetches: int, site: Site
) -> None:
    line = {"id": 1, "source": site.page("/", page(shown)), "target": TARGET, "kind": kind}
    run([line], FAST)
    assert len(site.seen) == fetches


def test_when_all_connections_are_busy_pages_with_a_link_are_not_fetched_again(site: Site) -> None:
    lines = [
        {"id": number, "source": site.page(f"/{number}", page(LINK)), "target": TARGET, "homes": [HOME]}
        for number in range(8)
    ]
    answers = run(lines, replace(FAST, concurrency=1))
    assert {answer["verdict"] for answer in answers} == {"linked"}
    assert len(site.seen) < 2 * len(lines)


def test_a_shortened_link_is_not_taken_for_cloaking(site: Site, check: Check) -> None:
    def answer(handler: Handler) -> None:
        agent = handler.headers["User-Agent"]
        handler.reply(page(f'<a href="http://bit.ly:{site.server_port}/abc">x</a>{agent}'))

    site.answers["/"] = answer
    site.redirect("/abc", TARGET)
    found = check(site.url("/", "friend.example"), resolver=lambda _host, _port: ["127.0.0.1"])
    assert (found["verdict"], "cloaked" in found["flags"]) == ("linked", False)


def test_a_page_that_merely_changes_is_not_cloaked(site: Site, check: Check) -> None:
    site.answers["/"] = _for("WordPress", f"{LINK}<p>now", f"{LINK}<p>then")  # type: ignore[assignment]
    assert "cloaked" not in check(site.url("/"))["flags"]


@pytest.mark.parametrize("status", [403, 404, 429, 500])
def test_refusing_wordpress_is_not_cloaking(status: int, site: Site, check: Check) -> None:
    def answer(handler: Handler) -> None:
        is_wordpress = "WordPress" in handler.headers["User-Agent"]
        handler.reply(page(LINK), status=status if is_wordpress else 200)

    site.answers["/"] = answer
    answer_object = check(site.url("/"))
    assert (answer_object["verdict"], "cloaked" in answer_object["flags"]) == ("linked", False)


def test_shorteners_are_asked(site: Site, check: Check) -> None:
    site.page("/", page(f'<a href="http://bit.ly:{site.server_port}/abc">x</a>'))
    site.redirect("/abc", TARGET)
    answer = check(site.url("/", "friend.example"), resolver=lambda _host, _port: ["127.0.0.1"])
    assert (answer["verdict"], "indirect" in answer["flags"]) == ("linked", True)
    assert answer["links"][0]["href"].endswith("/abc")


def test_shorteners_that_fail_change_nothing(site: Site, check: Check) -> None:
    site.page("/", page('<a href="http://bit.ly:1024/abc">x</a><a href="http://t.co:22/abc">x</a>'))
    answer = check(site.url("/", "friend.example"), resolver=lambda _host, _port: ["127.0.0.1"])
    assert answer["verdict"] == "absent"


def test_own_site_even_if_it_cannot_be_reached(check: Check) -> None:
    answer = check(f"{HOME}other/", resolver=lambda _host, _port: [])
    assert (answer["verdict"], answer["flags"]) == ("gone", ["own_site"])
