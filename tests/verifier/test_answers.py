"""Answers that are not simply a page: statuses, kinds of content, challenges, encodings, unfinished bodies."""

import pytest

from tests.verifier.pages import LINK, PROSE, TARGET, flags_of, judged, page

STATUSES = {
    404: "gone",
    410: "gone",
    401: "refused",
    403: "refused",
    451: "refused",
    400: "refused",
    405: "refused",
    418: "refused",
    408: "unreachable",
    425: "unreachable",
    429: "unreachable",
    500: "unreachable",
    502: "unreachable",
    503: "unreachable",
    521: "unreachable",
    301: "unreachable",
    300: "unreachable",
    304: "unreachable",
    204: "absent",
    205: "absent",
    203: "linked",
}


@pytest.mark.parametrize(("status", "verdict"), STATUSES.items())
def test_status(status: int, verdict: str) -> None:
    evidence = judged(page(LINK), status=status)
    assert evidence.verdict == verdict
    assert evidence.status == status


@pytest.mark.parametrize("status", [404, 500, 403])
def test_status_without_a_body(status: int) -> None:
    assert judged("", status=status).verdict == STATUSES[status]


CHALLENGES = [
    ("<title>Just a moment...</title><p>Checking", ()),
    ("<title>x</title><script>window._cf_chl_opt={a:1}</script>", ()),
    ("<title>x</title><script src='https://ct.captcha-delivery.com/c.js'></script>", ()),
    ("<title>x</title><p>Please verify you are a human", ()),
    ("<title>Making sure you&#39;re not a bot!</title>", ()),
    ("<title>x</title>", (("cf-mitigated", "challenge"),)),
    ("", (("x-amzn-waf-action", "challenge"),)),
]


@pytest.mark.parametrize("status", [200, 403, 429, 503])
@pytest.mark.parametrize(("html", "headers"), CHALLENGES)
def test_challenge(html: str, headers: tuple[tuple[str, str], ...], status: int) -> None:
    assert judged(html, status=status, headers=headers).verdict == "refused"


def test_a_page_about_challenges_is_none() -> None:
    html = page(f"<h2>Just a moment</h2><pre>window._cf_chl_opt</pre>{PROSE * 3}")
    assert judged(html).verdict == "absent"
    assert judged(page("<script src=/cdn-cgi/challenge-platform/scripts/jsd/main.js></script>")).verdict == "absent"


def test_a_page_with_the_link_is_no_challenge() -> None:
    assert judged(f"<title>Just a moment</title>{LINK}").verdict == "linked"


KINDS = [
    ("text/html", "linked"),
    ("TEXT/HTML;charset=UTF-8", "linked"),
    ("application/xhtml+xml", "linked"),
    ("text/plain", "mention"),
    ("text/xml", "linked"),
    ("application/xml", "linked"),
    (None, "linked"),
    ("nonsense", "linked"),
    ("application/rss+xml", "unreadable"),
    ("application/atom+xml", "unreadable"),
    ("application/json", "unreadable"),
    ("application/pdf", "unreadable"),
    ("application/octet-stream", "unreadable"),
    ("image/svg+xml", "unreadable"),
    ("image/png", "unreadable"),
    ("text/css", "unreadable"),
    ("multipart/mixed", "unreadable"),
]


@pytest.mark.parametrize(("content_type", "verdict"), KINDS)
def test_kind(content_type: str | None, verdict: str) -> None:
    html = f"<html><head><title>x</title></head><body>{LINK}</body></html>"
    evidence = judged(html, content_type=content_type)
    assert evidence.verdict == verdict
    assert evidence.reason


SNIFFED = [
    (f"<!DOCTYPE html>{LINK}", "linked"),
    (f"Hello {LINK}", "linked"),
    (f"see {TARGET} now", "mention"),
    ("%PDF-1.7\n\x00\x01", "unreadable"),
    ('<?xml version="1.0"?><rss><channel/></rss>', "unreadable"),
    (f'<?xml version="1.0"?><html><body>{LINK}</body></html>', "linked"),
    ("", "absent"),
]


@pytest.mark.parametrize(("text", "verdict"), SNIFFED)
def test_without_content_type(text: str, verdict: str) -> None:
    assert judged(text, content_type=None).verdict == verdict


def test_feed_as_xml_is_no_page() -> None:
    assert judged(f"<rss><link>{TARGET}</link></rss>", content_type="text/xml").verdict == "unreadable"


def test_binary_as_plain_text_is_no_page() -> None:
    assert judged(b"\x89PNG\x00\x00", content_type="text/plain").verdict == "unreadable"


def test_attachment_is_no_page() -> None:
    headers = (("content-disposition", 'Attachment; filename="x.html"'),)
    assert judged(page(LINK), headers=headers).verdict == "unreadable"
    assert judged(page(LINK), headers=(("content-disposition", "inline"),)).verdict == "linked"


XHTML = '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml" xml:lang="de-CH"><head><title>x</title>{}</head><body>{}</body></html>'  # noqa: E501 - one case, one line


def test_xhtml_is_read_as_xml() -> None:
    html = XHTML.format("<script src='x'/>", f'<p/>a&nbsp;b<a href="{TARGET}?a=1&amp;b=2"/>{LINK}')
    evidence = judged(html, content_type="application/xhtml+xml")
    assert evidence.verdict == "linked"
    assert evidence.language == "de"
    assert judged(XHTML.format("", f"<![CDATA[{LINK}]]>"), content_type="application/xhtml+xml").verdict == "mention"
    assert judged(XHTML.format("", f"<!-- {LINK} -->"), content_type="application/xhtml+xml").verdict == "absent"


def test_xhtml_with_svg() -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"><a x:href="{TARGET}"><text>t</text></a></svg>'  # noqa: E501 - one case, one line
    assert judged(XHTML.format("", svg), content_type="application/xhtml+xml").verdict == "linked"


def test_elements_of_another_vocabulary_are_no_links() -> None:
    html = XHTML.format("", f'<x:a xmlns:x="urn:x" href="{TARGET}">t</x:a>')
    assert judged(html, content_type="application/xhtml+xml").verdict == "absent"


def test_malformed_xhtml_is_read_as_html() -> None:
    html = f'<html xmlns="http://www.w3.org/1999/xhtml"><body><p>x<br>{LINK}</body>'
    assert judged(html, content_type="application/xhtml+xml").verdict == "linked"


def test_entity_bombs_end_as_something() -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 50}">' for n in range(1, 9))
    html = f'<!DOCTYPE html [<!ENTITY e0 "lol">{bomb}]><html xmlns="http://www.w3.org/1999/xhtml">&e8;</html>'
    assert judged(html, content_type="application/xhtml+xml").verdict == "absent"


def test_plain_text_has_no_links() -> None:
    evidence = judged(f"{LINK}\nwords", content_type="text/plain")
    assert evidence.verdict == "mention"
    assert (evidence.links, evidence.outbound_links) == ((), 0)
    assert judged("nothing", content_type="text/plain").verdict == "absent"


BODY = f"<title>Bäckerei</title>{PROSE}{LINK}"
ENCODED = [
    ("utf-8", "text/html; charset=utf-8", ""),
    ("utf-8", "text/html", '<meta charset="utf-8">'),
    ("utf-8", "text/html", ""),
    ("utf-8-sig", "text/html; charset=iso-8859-1", ""),
    ("utf-16", "text/html", ""),
    ("utf-16-le", "text/html; charset=utf-16le", ""),
    ("latin-1", "text/html; charset=iso-8859-1", ""),
    ("latin-1", "text/html", '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">'),
    ("latin-1", "text/html; charset='latin1'", ""),
    ("latin-1", "text/html; charset=nonsense", '<!-- <meta charset="utf-8"> --><meta charset=windows-1252>'),
    ("latin-1", "text/html; charset=iso-8859-1", '<meta charset="utf-8">'),
    ("utf-8", "text/html", '<meta charset="utf-16">'),
    ("latin-1", "text/html", ""),
]


@pytest.mark.parametrize(("encoding", "content_type", "head"), ENCODED)
def test_encoding(encoding: str, content_type: str, head: str) -> None:
    evidence = judged((head + BODY).encode(encoding), content_type=content_type)
    assert (evidence.verdict, evidence.title) == ("linked", "Bäckerei")


def test_japanese_in_its_own_encodings() -> None:
    for encoding in ("shift_jis", "euc_jp", "iso2022_jp"):
        html = f"<title>パンの作り方</title>{LINK}".encode(encoding)
        assert judged(html, content_type=f"text/html; charset={encoding.replace('_', '-')}").title == "パンの作り方"


@pytest.mark.parametrize("label", ["utf-7", "rot13", "hex", "idna", "unicode_escape", "zip"])
def test_encodings_that_are_none_of_the_web_are_not_used(label: str) -> None:
    assert judged(BODY, content_type=f"text/html; charset={label}").title == "Bäckerei"


def test_cut_at_the_limit() -> None:
    linked = judged(page(LINK), is_cut=True)
    assert (linked.verdict, "truncated" in linked.flags) == ("linked", True)
    for body in ("", f"<p>{TARGET}", '<a href="https://blog.example/">x</a>'):
        evidence = judged(page(body), is_cut=True)
        assert (evidence.verdict, "truncated" in evidence.flags) == ("unreadable", True)


def test_broken_off() -> None:
    assert judged(page(LINK), is_broken=True).verdict == "linked"
    assert "truncated" not in flags_of(judged(page(LINK), is_broken=True))
    for body in ("", f"<p>{TARGET}", '<a href="https://blog.example/">x</a>'):
        assert judged(page(body), is_broken=True).verdict == "unreachable"
    assert judged("", is_broken=True).verdict == "unreachable"


REASONS = [
    (LINK, "links to your post"),
    (LINK + LINK, "2 times"),
    (f"<p hidden>{LINK}", "cannot see"),
    ('<a href="https://blog.example/">x</a>', "your site"),
    (f"<p>{TARGET}", "as text"),
    ("", "no link"),
    ("<title>404</title>", "no link"),
]


@pytest.mark.parametrize(("body", "words"), REASONS)
def test_reason_is_a_plain_sentence(body: str, words: str) -> None:
    reason = judged(page(body)).reason
    assert words in reason
    assert reason.endswith(".")


def test_headers_count_for_plain_text_too() -> None:
    headers = (("x-robots-tag", "noindex, nofollow"), ("refresh", "0; url=https://evil.example/"))
    flags = flags_of(judged("words", content_type="text/plain", headers=headers))
    assert flags >= {"noindex", "nofollow", "refreshes_away", "thin"}
