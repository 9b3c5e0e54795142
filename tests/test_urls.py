"""Addresses: whose they are, and when two of them name the same page."""

import pytest
from ada_url import URL
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core.urls import (
    host_of,
    is_under,
    is_web_url,
    leads_to,
    normalise,
    resolve,
    same_page,
    sender_of,
)

POST = "https://example.com/2026/05/bread/"

SAME = [
    (POST, "http://example.com/2026/05/bread/"),
    (POST, "https://example.com/2026/05/bread"),
    (POST, "https://www.example.com/2026/05/bread/"),
    (POST, "HTTPS://EXAMPLE.COM:443/2026/05/bread/"),
    (POST, "http://example.com:80/2026/05/bread/"),
    (POST, "https://example.com./2026/05/bread/"),
    (POST, "https://user:secret@example.com/2026/05/bread/"),
    (POST, "https://example.com/2026/./x/../05/bread/"),
    (POST, "https://example.com/2026/%2e/05/bread/"),
    (POST, "https://example.com/2026/05/%62%72ead/"),
    (POST, "https://example.com/2026/05/bread/#comments"),
    (POST, "https://example.com/2026/05/bread/?"),
    (
        POST,
        "https://example.com/2026/05/bread/?utm_source=a&UTM_Medium=b&fbclid=c&gclid=d&mc_cid=e&mc_eid=f&ref=g&source=h",
    ),
    (POST, "https://example.com/2026/05/bread/index.php"),
    (POST, "https:\\\\example.com\\2026\\05\\bread"),
    (POST, "ht\ntps://example.com/2026/05/\tbread/"),
    ("https://example.com", "https://example.com/"),
    ("https://example.com/", "https://example.com/index.php"),
    ("https://example.com/?a=1&b=2", "https://example.com/?b=2&a=1"),
    ("https://example.com/?a=1&a=1", "https://example.com/?a=1"),
    ("https://example.com/?a", "https://example.com/?a="),
    ("https://example.com/?a=b+c", "https://example.com/?a=b%20c"),
    ("https://example.com/?p=1", "https://example.com/index.php?p=1"),
    ("https://example.com/%e3%83%91", "https://example.com/パ"),
    ("https://bäckerei.example/", "https://xn--bckerei-5wa.example/"),
    ("https://BÄCKEREI.example/", "https://bäckerei.example/"),
    ("http://0x7f.1/", "http://127.0.0.1/"),
    ("http://[0:0::1]/", "http://[::1]/"),
    ("https://example.com/~ann", "https://example.com/%7Eann"),
    ("https://example.com/a%2fb", "https://example.com/a%2Fb"),
]
DIFFERENT = [
    (POST, "https://example.com/2026/05/Bread/"),
    (POST, "https://example.com/2026/05/bread//"),
    (POST, "https://example.com//2026/05/bread/"),
    (POST, "https://example.com/2026/05/bread/photo/"),
    (POST, "https://example.com/2026/05/"),
    (POST, "https://example.com:8443/2026/05/bread/"),
    (POST, "http://example.com:443/2026/05/bread/"),
    (POST, "https://example.com/2026/05/bread/?p=1"),
    (POST, "https://example.com.evil.net/2026/05/bread/"),
    (POST, "https://examp1e.com/2026/05/bread/"),
    (POST, "https://evil.net/example.com/2026/05/bread/"),
    (POST, "https://example.com@evil.net/2026/05/bread/"),
    (POST, "https://example.org/2026/05/bread/"),
    (POST, "https://blog.example.com/2026/05/bread/"),
    (POST, "ftp://example.com/2026/05/bread/"),
    (POST, "https://еxample.com/2026/05/bread/"),
    (POST, "https://wwwexample.com/2026/05/bread/"),
    ("https://example.com/?a=1", "https://example.com/?a=2"),
    ("https://example.com/?a=1", "https://example.com/?A=1"),
    ("https://example.com/a%2Fb", "https://example.com/a/b"),
    ("https://example.com/index.php/a", "https://example.com/a"),
    ("https://example.com/xindex.php", "https://example.com/x"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_same_page(one: str, other: str) -> None:
    assert same_page(one, other)
    assert leads_to(other, one)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_page(one: str, other: str) -> None:
    assert not same_page(one, other)
    assert not leads_to(other, one)


ALIASES = (  # noqa: SIM905 - words read best as words
    "amp/ amp feed/ feed feed/atom/ feed/rss2 trackback/ trackback embed/ comment-page-2/ page/3/ 2/ ?amp ?amp=1 "
    "?replytocom=7 ?replytocom=7#respond comment-page-2/?replytocom=7 amp/?utm_source=x"
).split()


@pytest.mark.parametrize("tail", ALIASES)
def test_alias(tail: str) -> None:
    assert leads_to(POST + tail, POST)
    assert not same_page(POST + tail, POST)


@pytest.mark.parametrize(
    "tail", ["photo/", "feeds/", "2/3/", "page/x/", "comment-page-/", "?amp=2", "?replytocom=x", "?page=2", "amp/x/"]
)
def test_no_alias(tail: str) -> None:
    assert not leads_to(POST + tail, POST)


def test_given_aliases() -> None:
    aliases = ("https://example.com/?p=12", "urn:uuid:1", "https://old.example.org/bread/")
    assert leads_to("http://www.example.com/?p=12&utm_source=x", POST, aliases)
    assert leads_to("https://example.com/?page_id=12", POST, aliases)
    assert leads_to("https://old.example.org/bread/feed/", POST, aliases)
    assert not leads_to("https://example.com/?p=13", POST, aliases)
    assert not leads_to("https://example.com/?attachment_id=12", POST, aliases)
    assert not leads_to("https://example.com/", POST, aliases)


def test_target_that_is_itself_an_alias() -> None:
    assert leads_to(POST, f"{POST}trackback/")
    assert leads_to(POST, f"{POST}comment-page-2/#comment-7")
    assert leads_to(POST, f"{POST}?replytocom=3")
    assert not leads_to("https://example.com/archives/", "https://example.com/archives/12/")
    assert not leads_to("https://example.com/archives/13/", "https://example.com/archives/12/")


def test_a_year_below_the_front_page_is_no_page_of_it() -> None:
    assert not leads_to("https://example.com/2026/", "https://example.com/")
    assert leads_to("https://example.com/page/2/", "https://example.com/")


def test_hosts_and_senders() -> None:
    assert host_of("https://WWW.Example.com.:8080/") == "www.example.com"
    assert host_of("https://[2001:DB8::1]/") == "2001:db8::1"
    assert host_of("mailto:a@example.com") is None
    assert sender_of("https://a.b.example.co.uk/x") == "example.co.uk"
    assert sender_of("https://ann.blogspot.com/x") == "ann.blogspot.com"
    assert sender_of("https://www.ann.github.io/x") == "ann.github.io"
    assert sender_of("https://blogspot.com/") == "blogspot.com"
    assert sender_of("http://127.0.0.1:8000/") == "127.0.0.1"
    assert sender_of("http://[::1]/") == "::1"
    assert sender_of("http://localhost/") == "localhost"
    assert sender_of("nonsense") == ""


@pytest.mark.parametrize(
    "text", ["", "example.com", "ftp://example.com", "http://", "javascript:1", "https://a b/", "/x", "\ud800"]
)
def test_no_web_address(text: str) -> None:
    assert not is_web_url(text)
    assert normalise(text) is None
    assert not same_page(text, text)
    assert not is_under(text, POST)
    assert not leads_to(text, POST)


def test_absurdly_long_addresses_are_none() -> None:
    assert not is_web_url(f"https://example.com/{'a' * 10_000}")
    assert resolve(POST, "a" * 10_000) is None


def test_resolve() -> None:
    assert resolve(POST, "../cake/?a#b") == "https://example.com/2026/05/cake/?a#b"
    assert resolve(POST, "//other.example") == "https://other.example/"
    assert resolve(POST, "javascript:x") is None
    assert resolve(POST, "https://[") is None


def test_is_under() -> None:
    assert is_under(POST, "http://www.example.com")
    assert is_under("https://example.com/blog?x=1", "https://example.com/blog/")
    assert not is_under("https://example.com/blogger", "https://example.com/blog")
    assert not is_under("https://example.com/", "https://example.com/blog")
    assert not is_under("https://example.com:8080/", "https://example.com/")


PIECES = st.sampled_from(
    [
        "a",
        "B",
        "%41",
        "%2f",
        "%",
        "%zz",
        "..",
        ".",
        "",
        "index.php",
        "é",
        "+",
        "%20",
        "~",
        "|",
        "^",
        "'",
        "2",
        "feed",
        "amp",
    ]
)
PATHS = st.lists(PIECES, max_size=6).map("/".join)
PAIRS = st.lists(st.tuples(PIECES, PIECES).map("=".join), max_size=4).map("&".join)
HOSTS = st.sampled_from(
    ["example.com", "www.example.com", "EXAMPLE.com.", "www.www.example.com", "1.2.3.4", "[::1]", "x"]
)
PORTS = st.sampled_from(["", ":80", ":443", ":8080"])
URLS = st.builds(
    lambda scheme, host, port, path, query, tail: f"{scheme}://{host}{port}/{path}?{query}{tail}",
    st.sampled_from(["http", "https"]), HOSTS, PORTS, PATHS, PAIRS, st.sampled_from(["", "#f", "&utm_x=1"]),
)  # fmt: skip


@given(URLS)
def test_normalising_twice_changes_nothing(url: str) -> None:
    key = normalise(url)
    assert key is not None
    assert normalise(key) == key
    assert same_page(url, key)


@given(URLS, URLS, URLS)
def test_sameness_is_symmetric_and_transitive(one: str, two: str, three: str) -> None:
    assert same_page(one, one)
    assert same_page(one, two) == same_page(two, one)
    if same_page(one, two) and same_page(two, three):
        assert same_page(one, three)


@given(URLS, URLS)
def test_a_link_to_the_same_page_leads_there(one: str, two: str) -> None:
    if same_page(one, two):
        assert leads_to(one, two)


@given(URLS, st.sampled_from(["evil.net", "example.com.evil.net", "examp1e.com", "xexample.com", "example.co"]))
def test_look_alikes_are_never_the_same(url: str, host: str) -> None:
    path = url.partition("://")[2].partition("/")[2]
    assert not leads_to(f"https://{host}/{path}", f"https://example.com/{path}")
    assert not leads_to(f"https://{host}/example.com/{path}", f"https://example.com/{path}")


@given(st.text(max_size=60))
def test_any_text_is_taken(text: str) -> None:
    assert is_web_url(text) == (normalise(text) is not None)
    assert isinstance(sender_of(text), str)
    leads_to(text, POST)
    leads_to(f"https://example.com/{text}", POST)


@given(
    st.lists(st.sampled_from([*"az09.-/@:\\?#% \n", "com", "xn--", "0x7f", "。", "example.org"]), max_size=9).map(
        "".join
    )
)
def test_a_host_is_what_browsers_take_it_for(rest: str) -> None:
    try:
        expected = URL(f"https://{rest}").hostname
    except ValueError:
        expected = ""
    assert (host_of(f"https://{rest}") or "").rstrip(".") == expected.strip("[]").rstrip(".")
