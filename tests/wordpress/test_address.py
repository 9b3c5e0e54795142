"""What a blogger types, and which addresses belong to one site."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core.errors import WrongInput
from desktop_app.core.urls import is_web_url
from desktop_app.wordpress.address import addresses_to_try, folders_of, is_same_site, with_scheme_of


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("blog.example", ["https://blog.example/", "http://blog.example/"]),
        (" Blog.EXAMPLE/a/?p=3#x ", ["https://blog.example/a/?p=3", "http://blog.example/a/?p=3"]),
        ("http://blog.example", ["https://blog.example/", "http://blog.example/"]),
        ("https://blog.example", ["https://blog.example/"]),
        ("localhost:8080/blog", ["https://localhost:8080/blog", "http://localhost:8080/blog"]),
        ("127.0.0.1:81", ["https://127.0.0.1:81/", "http://127.0.0.1:81/"]),
        ("[::1]:8080", ["https://[::1]:8080/", "http://[::1]:8080/"]),
        ("http://localhost:8080/", ["http://localhost:8080/"]),
        ("bücher.example", ["https://xn--bcher-kva.example/", "http://xn--bcher-kva.example/"]),
        ("https://blog.example/b/wp-admin/edit.php?x=1", ["https://blog.example/b/"]),
        ("https://blog.example/wp-login.php?redirect_to=y", ["https://blog.example/"]),
        ("https://blog.example/b/wp-json/wp/v2/posts", ["https://blog.example/b/"]),
        ("https://blog.example/my-wp-admin/", ["https://blog.example/my-wp-admin/"]),
        ("https://blog.example/index.php/2026/post", ["https://blog.example/"]),
    ],
)
def test_what_is_tried(typed: str, expected: list[str]) -> None:
    assert list(addresses_to_try(typed)) == expected


@given(st.text(max_size=60) | st.from_regex(r"[a-z:/@.\[\]?#0-9-]{1,40}"))
def test_any_text_is_an_address_or_is_refused(typed: str) -> None:
    try:
        found = addresses_to_try(typed)
    except WrongInput:
        return
    assert found
    assert all(is_web_url(url) and urlsplit(url).username is None for url in found)


def test_folders() -> None:
    assert folders_of("https://a.example/blog/2026/post.html") == [
        "https://a.example/blog/2026/",
        "https://a.example/blog/",
        "https://a.example/",
    ]
    assert folders_of("https://a.example/blog") == ["https://a.example/blog/", "https://a.example/"]
    assert len(folders_of("https://a.example/" + "a/" * 900)) == 6
    assert folders_of("https://a.example/?p=3") == ["https://a.example/"]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("http://blog.example/", "https://www.blog.example/x", True),
        ("https://www.blog.example/", "https://blog.example/", True),
        ("https://shop.blog.example/", "https://blog.example/", True),
        ("https://blog.example/", "http://blog.example/", False),
        ("https://blog.example/", "https://blog.example.evil.example/", False),
        ("https://one.blogspot.com/", "https://two.blogspot.com/", False),
        ("http://127.0.0.1:81/", "http://127.0.0.1:82/", False),
        ("http://127.0.0.1:81/", "http://127.0.0.1:81/blog", True),
        ("http://127.0.0.1/", "http://127.0.0.2/", False),
        ("https://blog.example/", "javascript:alert(1)", False),
        ("https://blog.example/", "https://me:x@blog.example/", False),
        ("https://blog.example/", "https://evil.example\\@blog.example/", False),
        ("https://blog.example/", "https://blog.example:x/", False),
        ("https://blog.example/", "https://[/", False),
    ],
)
def test_the_same_site(one: str, other: str, *, expected: bool) -> None:
    assert is_same_site(one, other) is expected


def test_https_stays_https() -> None:
    assert with_scheme_of("http://a.example/", "https://a.example/") == "https://a.example/"
    assert with_scheme_of("http://a.example/", "http://a.example/") == "http://a.example/"
