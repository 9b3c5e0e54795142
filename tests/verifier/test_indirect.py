"""Links that pass a redirector or a shortener on their way to the post."""

import pytest

from tests.verifier.pages import LINK, TARGET, judged, page

INDIRECT = [
    f"https://www.google.com/url?sa=t&url={TARGET}&usg=x",
    f"https://www.google.co.uk/url?q={TARGET}",
    "https://l.facebook.com/l.php?u=https%3A%2F%2Fblog.example%2F2026%2F05%2Fbread%2F%3Ffbclid%3Dx&h=y",
    f"https://href.li/?{TARGET}",
    "https://www.google.com/amp/s/blog.example/2026/05/bread/amp/",
    "https://www.bing.com/ck/a?u=a1aHR0cHM6Ly9ibG9nLmV4YW1wbGUvMjAyNi8wNS9icmVhZC8&ntb=1",
    "https://www.youtube.com/redirect?event=x&q=https%3A%2F%2Fblog.example%2F2026%2F05%2Fbread",
]


@pytest.mark.parametrize("url", INDIRECT)
def test_indirect(url: str) -> None:
    evidence = judged(page(f'<a href="{url}">x</a>'))
    assert evidence.verdict == "linked"
    assert "indirect" in evidence.flags


@pytest.mark.parametrize(
    "url",
    [
        f"https://www.google.evil.example/url?q={TARGET}",
        f"https://www.google.com/search?q={TARGET}",
        f"https://evil.example/url?q={TARGET}",
        "https://www.google.com/url?q=https://other.example/",
        "https://www.bing.com/ck/a?u=a1%%%",
    ],
)
def test_not_indirect(url: str) -> None:
    assert judged(page(f'<a href="{url}">x</a>')).verdict == "absent"


def test_a_direct_link_beside_an_indirect_one() -> None:
    assert "indirect" not in judged(page(f'<a href="{INDIRECT[0]}">x</a>{LINK}')).flags


def test_shortened_link_once_it_is_resolved() -> None:
    html = page('<a href="https://bit.ly/abc">x</a>')
    assert judged(html).verdict == "absent"
    evidence = judged(html, resolved={"https://bit.ly/abc": TARGET})
    assert (evidence.verdict, "indirect" in evidence.flags) == ("linked", True)
    assert judged(html, resolved={"https://bit.ly/abc": "mailto:x"}).verdict == "absent"
