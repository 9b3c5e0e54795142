"""Fields into values: what WordPress 6.1 to 7.1 stores, and what nobody should."""

import html
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core.linkback import Kind, Status
from desktop_app.wordpress.decode import (
    MAX_EXCERPT,
    MAX_STORED,
    MAX_TITLE,
    MAX_URL,
    UNKNOWN_DATE,
    date_of,
    id_of,
    linkback_of_rest,
    linkback_of_xmlrpc,
    plain_text,
    post_of,
)

# As answered by WordPress 6.5.5 on 2026-11-22, `context=edit`.
PINGBACK: dict[str, Any] = {
    "id": 351,
    "post": 4,
    "author_name": "Salt &amp; &#8220;Crust&#8221; &#8211; Caf&eacute;",
    "author_url": "http://blog.example/?a=1&amp;b=2",
    "author_ip": "127.2.3.1",
    "author_user_agent": "The Incutio XML-RPC PHP Library -- WordPress/6.7",
    "date_gmt": "2026-06-01T06:12:00",
    "content": {"rendered": "<p>…</p>", "raw": "[&#8230;] silver <b>olive</b> &lt;garden&gt;\n island [&#8230;]"},
    "status": "hold",
    "type": "pingback",
}
TRACKBACK: dict[str, Any] = PINGBACK | {
    "type": "trackback",
    "author_name": "Its blog",
    "content": {"raw": "<strong>T &amp; <i>co</i></strong>\n\nAn &quot;excerpt&quot;\nin two lines"},
}


def test_a_pingback() -> None:
    linkback = linkback_of_rest(PINGBACK)
    assert linkback is not None
    assert (linkback.comment_id, linkback.post_id, linkback.kind, linkback.status) == (
        351,
        4,
        Kind.PINGBACK,
        Status.PENDING,
    )
    assert (linkback.title, linkback.blog_name) == ("Salt & “Crust” – Café", "")
    assert (linkback.source_url, linkback.sender) == ("http://blog.example/?a=1&b=2", "blog.example")
    assert linkback.excerpt == "[…] silver olive <garden> island […]"
    assert linkback.received == datetime(2026, 6, 1, 6, 12, tzinfo=UTC)
    assert linkback.stored_content == PINGBACK["content"]["raw"]


def test_a_trackback() -> None:
    linkback = linkback_of_rest(TRACKBACK)
    assert linkback is not None
    assert (linkback.title, linkback.blog_name) == ("T & co", "Its blog")
    assert linkback.excerpt == 'An "excerpt" in two lines'
    without_title = linkback_of_rest(TRACKBACK | {"content": {"raw": "Only text"}})
    assert without_title is not None
    assert (without_title.title, without_title.blog_name, without_title.excerpt) == (
        "Its blog",
        "Its blog",
        "Only text",
    )


def test_xmlrpc_says_the_same_in_other_words() -> None:
    row = {
        "comment_id": "351",
        "post_id": "4",
        "status": "approve",
        "author": PINGBACK["author_name"],
        "author_url": PINGBACK["author_url"],
        "author_ip": "127.2.3.1",
        "date_created_gmt": "20260601T06:12:00",
        "content": PINGBACK["content"]["raw"],
        "type": "pingback",
    }
    over_rest = linkback_of_rest(PINGBACK | {"status": "approved", "author_user_agent": ""})
    assert linkback_of_xmlrpc(row) == over_rest
    assert over_rest is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "comment"},
        {"type": ""},
        {"type": "webmention"},
        {"type": None},
        {"status": "post-trashed"},
        {"status": None},
        {"status": ["hold"]},
        {"id": None},
        {"id": 0},
        {"id": -3},
        {"id": True},
        {"id": 2**63},
        {"id": "9" * 5000},
        {"id": "1.5"},
    ],
)
def test_what_is_no_linkback_of_ours_is_dropped(changes: dict[str, object]) -> None:
    assert linkback_of_rest(PINGBACK | changes) is None


def test_missing_fields_are_tolerated() -> None:
    linkback = linkback_of_rest({"id": 1, "type": "trackback", "status": "spam"})
    assert linkback is not None
    assert (linkback.title, linkback.source_url, linkback.sender, linkback.post_id) == ("", "", "", 0)
    assert linkback.received == UNKNOWN_DATE


@pytest.mark.parametrize(
    "raw",
    [
        "0000-00-00T00:00:00",
        "-0001-11-30T00:00:00",
        "00000000T00:00:00Z",
        "2026-02-31T00:00:00",
        "1000-01-01T00:00:00",
        "",
        None,
        5,
    ],
)
def test_nonsense_dates(raw: object) -> None:
    assert date_of(raw) == UNKNOWN_DATE


def test_text_is_bounded() -> None:
    long = "<b>&amp;x</b> " * 100_000
    linkback = linkback_of_rest(
        PINGBACK | {"author_name": long, "author_url": "http://a.example/" + "b" * 9000, "content": {"raw": long}}
    )
    assert linkback is not None
    assert len(linkback.title) <= MAX_TITLE
    assert len(linkback.excerpt) <= MAX_EXCERPT
    assert len(linkback.source_url) == MAX_URL
    assert len(linkback.stored_content) == MAX_STORED


@given(
    st.text(st.characters(), max_size=200),
    st.text(st.characters(), max_size=200),
    st.sampled_from(["pingback", "trackback"]),
)
def test_any_text_becomes_something_that_can_be_stored(name: str, content: str, kind: str) -> None:
    linkback = linkback_of_rest(
        PINGBACK | {"type": kind, "author_name": name, "author_url": name, "content": {"raw": content}}
    )
    assert linkback is not None
    for text in (linkback.title, linkback.blog_name, linkback.excerpt, linkback.source_url):
        text.encode()
        assert text == " ".join(text.split())
        assert "\0" not in text
    linkback.stored_content.encode()


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda x: st.lists(x) | st.dictionaries(st.sampled_from([*PINGBACK, "raw"]), x),
    )
)
def test_any_shape_is_survived(value: object) -> None:
    linkback_of_rest(
        value if isinstance(value, dict) else {"content": value, "id": 1, "status": "hold", "type": "pingback"}
    )
    linkback_of_rest(dict.fromkeys(PINGBACK, value) | {"id": 1, "status": "hold", "type": "trackback"})
    post_of(value, value, value)


def test_posts() -> None:
    post = post_of("7", "Salt &amp; <em>crust</em>", "http://a.example/?p=7&#038;x")
    assert post is not None
    assert (post.post_id, post.title, post.url) == (7, "Salt & crust", "http://a.example/?p=7&x")
    assert post_of("no", "x", "y") is None


def test_tags_are_stripped_in_time() -> None:
    assert plain_text("<a" * 100_000, 2000).startswith("<a<a")
    assert plain_text("1 < 2 && 3 > 2 <b title='x'>bold</b> &lt;i&gt;", 100) == "1 < 2 && 3 > 2 bold <i>"


def test_ids_from_digits() -> None:
    assert [id_of(value) for value in ("12", 12, "٣", "", str(2**63 - 1), 1.0)] == [12, 12, None, None, 2**63 - 1, None]


@given(
    st.lists(st.sampled_from([*"ab ;&#x1\n\x00", "&amp;", "&#8230;", "&#x41;", "&nbsp", "&notit;", f"&#{'0' * 40}65;"]))
)
def test_entities_mean_what_they_mean_in_html(parts: list[str]) -> None:
    text = "".join(parts)
    expected = html.unescape(text).replace("\x00", " ")
    assert plain_text(text, 1_000) == " ".join(expected.split())
