"""The flags: one page for each that sets it, and its nearest neighbour that does not."""

import pytest

from desktop_app.core.evidence import Region
from tests.verifier.pages import LINK, PROSE, flags_of, judged, page

OUTSIDE = '<a href="https://blog.example/2026/05/bread/" rel="{rel}">x</a>'


@pytest.mark.parametrize("rel", ["nofollow", "external NOFOLLOW", "ugc", "sponsored noopener"])
def test_nofollow_by_rel(rel: str) -> None:
    assert "nofollow" in flags_of(judged(page(OUTSIDE.format(rel=rel))))


@pytest.mark.parametrize("rel", ["", "noopener", "follow", "no-follow", "nofollowed"])
def test_not_nofollow_by_rel(rel: str) -> None:
    assert "nofollow" not in flags_of(judged(page(OUTSIDE.format(rel=rel))))


def test_one_followed_link_is_enough() -> None:
    assert "nofollow" not in flags_of(judged(page(OUTSIDE.format(rel="nofollow") + LINK)))


ROBOTS = [
    ('<meta name="robots" content="nofollow">', (), {"nofollow"}),
    ('<meta name="ROBOTS" content="NoIndex, NoFollow">', (), {"noindex", "nofollow"}),
    ('<meta name="robots" content="none">', (), {"noindex", "nofollow"}),
    ('<meta name="googlebot" content="noindex">', (), {"noindex"}),
    ('<meta name="otherbot" content="noindex">', (), set()),
    ('<meta name="robots" content="index,follow,max-snippet:-1">', (), set()),
    ('<noscript><meta name="robots" content="noindex"></noscript>', (), set()),
    ('<!-- <meta name="robots" content="noindex"> -->', (), set()),
    ("", (("x-robots-tag", "noindex"),), {"noindex"}),
    ("", (("x-robots-tag", "none"),), {"noindex", "nofollow"}),
    ("", (("x-robots-tag", "googlebot: nofollow"),), {"nofollow"}),
    ("", (("x-robots-tag", "otherbot: noindex, nofollow"),), set()),
    ("", (("x-robots-tag", "unavailable_after: 25 Jun 2010 15:00:00 PST, nofollow"),), {"nofollow"}),
    ("", (("x-robots-tag", "otherbot: noindex"), ("x-robots-tag", "nofollow")), {"nofollow"}),
]


@pytest.mark.parametrize(("head", "headers", "expected"), ROBOTS)
def test_robots(head: str, headers: tuple[tuple[str, str], ...], expected: set[str]) -> None:
    assert flags_of(judged(page(LINK, head), headers=headers)) & {"noindex", "nofollow"} == expected


REGIONS = [
    (LINK, Region.CONTENT),
    (f"<nav>{LINK}</nav>", Region.NAVIGATION),
    (f'<div role="navigation">{LINK}</div>', Region.NAVIGATION),
    (f'<ul class="main menu">{LINK}</ul>', Region.NAVIGATION),
    (f"<aside>{LINK}</aside>", Region.SIDEBAR),
    (f'<div id="sidebar">{LINK}</div>', Region.SIDEBAR),
    (f'<ul class="blogroll"><li>{LINK}</ul>', Region.SIDEBAR),
    (f'<div class="tagcloud">{LINK}</div>', Region.SIDEBAR),
    (f"<header>{LINK}</header>", Region.HEADER),
    (f'<div id="masthead">{LINK}</div>', Region.HEADER),
    (f"<footer>{LINK}</footer>", Region.FOOTER),
    (f'<div class="site-footer">{LINK}</div>', Region.FOOTER),
    (f"<article><header>{LINK}</header></article>", Region.CONTENT),
    (f'<article><footer class="entry-footer">{LINK}</footer></article>', Region.CONTENT),
    (f"<blockquote><p>x</p><footer>{LINK}</footer></blockquote>", Region.CONTENT),
    (f"<article><nav>{LINK}</nav></article>", Region.NAVIGATION),
    (f"<footer><nav>{LINK}</nav></footer>", Region.NAVIGATION),
    (f'<div id="comments">{LINK}</div>', Region.COMMENTS),
    (f'<ol class="commentlist"><li><article><footer>{LINK}</footer></article></ol>', Region.COMMENTS),
    (f'<section class="comments-area"><nav>{LINK}</nav></section>', Region.COMMENTS),
    (f'<footer><div id="disqus_thread">{LINK}</div></footer>', Region.COMMENTS),
    (f'<main class="has-sidebar sidebar">{LINK}</main>', Region.CONTENT),
    (f'<div class="comments-open recommended">{LINK}</div>', Region.CONTENT),
    (f'<div class="sidebarless navigational">{LINK}</div>', Region.CONTENT),
]


@pytest.mark.parametrize(("body", "region"), REGIONS)
def test_region(body: str, region: Region) -> None:
    evidence = judged(page(body))
    assert [link.region for link in evidence.links] == [region]
    assert ("in_comments" in evidence.flags) == (region is Region.COMMENTS)
    assert ("in_boilerplate" in evidence.flags) == (region not in {Region.COMMENTS, Region.CONTENT})


def test_body_class_names_no_region() -> None:
    html = f'<body class="single comments sidebar">{PROSE}{LINK}</body>'
    assert [link.region for link in judged(html).links] == [Region.CONTENT]


def test_different_boilerplate_is_boilerplate_but_content_is_not() -> None:
    assert "in_boilerplate" in judged(page(f"<nav>{LINK}</nav><footer>{LINK}</footer>")).flags
    assert "in_boilerplate" not in judged(page(f"<nav>{LINK}</nav>{LINK}")).flags
    assert "in_comments" not in judged(page(f"<div id=comments>{LINK}</div>{LINK}")).flags


def test_redirected_to_another_domain_only() -> None:
    assert "redirected" in judged(page(LINK), url="https://other.example/x").flags
    assert "redirected" not in judged(page(LINK), url="https://www.friend.example/x").flags
    moved = judged(page(LINK), source="https://a.blogspot.com/x", url="https://b.blogspot.com/x")
    assert "redirected" in moved.flags


REFRESHES = [
    ('<meta http-equiv="refresh" content="0;url=https://evil.example/">', True),
    ('<meta http-equiv="Refresh" content="10; URL=\'https://evil.example/\'">', True),
    ('<meta http-equiv="refresh" content="11;url=https://evil.example/">', False),
    ('<meta http-equiv="refresh" content="0">', False),
    ('<meta http-equiv="refresh" content="0;url=/elsewhere">', False),
    ('<meta http-equiv="refresh" content="0;url=https://www.friend.example/">', False),
    ('<meta http-equiv="refresh" content="0 https://evil.example/">', True),
    ("<script>location = 'https://evil.example/'</script>", True),
    ('<script>window.location.href="https:\\/\\/evil.example\\/";</script>', True),
    ("<script>document.location.replace('//evil.example/')</script>", True),
    ("<script>top.location.assign(`https://evil.example/`)</script>", True),
    ("<script>(function () { self.location = 'https://evil.example/'; })()</script>", True),
    ("<script>window.onload = function () { location = 'https://evil.example/' }</script>", True),
    ("<script>setTimeout(() => { location = 'https://evil.example/' }, 0)</script>", True),
    ("<script>if (self === top) { location = 'https://evil.example/'; }</script>", True),
    ("<script>function go() { location = 'https://evil.example/' }</script>", False),
    ("<script>function go() { location = 'https://evil.example/' } go();</script>", True),
    ("<script>function go() { location = 'https://evil.example/' }</script><script>go()</script>", True),
    ("<script>function go() { location = 'https://evil.example/' } window.onload = go;</script>", True),
    ("<script>function a() { go() } function go() { location = 'https://evil.example/' }</script>", False),
    ("<script>var u = 'https://evil.example/'; location.href = u;</script>", True),
    ("<script>window['location'] = 'https://evil.example/'</script>", True),
    ("<script>window.location = there;</script>", False),
    ("<script>b.addEventListener('click', function () { location = 'https://evil.example/' })</script>", False),
    ("<script>b.onclick = () => { location = 'https://evil.example/' }</script>", False),
    ("<script>// location = 'https://evil.example/'</script>", False),
    ("<script>/* location = 'https://evil.example/' */</script>", False),
    ("<script>var s = \"location = 'https://evil.example/'\"</script>", False),
    ("<script>var allocation = 'https://evil.example/'</script>", False),
    ("<script>if (location == 'https://evil.example/') {}</script>", False),
    ("<script>location = 'https://friend.example/other'</script>", False),
    ("<script type='text/template'>location = 'https://evil.example/'</script>", False),
    ("<a onclick=\"location='https://evil.example/'\">x</a>", False),
]


@pytest.mark.parametrize(("head", "expected"), REFRESHES)
def test_refreshes_away(head: str, expected: bool) -> None:  # noqa: FBT001
    assert ("refreshes_away" in judged(page(LINK, head)).flags) is expected


def test_refresh_header() -> None:
    assert "refreshes_away" in judged(page(LINK), headers=(("refresh", "5; url=https://evil.example/"),)).flags


CANONICALS = [
    ('<link rel="canonical" href="https://original.example/x">', (), True),
    ('<link rel="Canonical" href="//original.example/x">', (), True),
    ('<link rel="canonical" href="https://www.friend.example/x">', (), False),
    ('<link rel="canonical" href="/x">', (), False),
    ('<link rel="alternate" href="https://original.example/x">', (), False),
    ("", (("link", '<https://original.example/x>; rel="canonical"'),), True),
    ("", (("link", '<https://a.example/>; rel=next, <https://original.example/x>; rel="canonical"'),), True),
    ("", (("link", "<https://original.example/x>; rel=preload"),), False),
]


@pytest.mark.parametrize(("head", "headers", "expected"), CANONICALS)
def test_canonical_elsewhere(head: str, headers: tuple[tuple[str, str], ...], expected: bool) -> None:  # noqa: FBT001
    assert ("canonical_elsewhere" in judged(page(LINK, head), headers=headers).flags) is expected


def test_own_site() -> None:
    assert "own_site" in judged(page(LINK), source="http://www.blog.example/other/").flags
    assert "own_site" not in judged(page(LINK)).flags
    homes = ("https://friend.example/blog",)
    assert "own_site" in judged(page(LINK), source="https://friend.example/blog/x", homes=homes).flags
    assert "own_site" not in judged(page(LINK), source="https://friend.example/x", homes=homes).flags


def test_link_farm_counts_registrable_domains() -> None:
    def farm(number: int, host: str) -> str:
        return page(LINK + "".join(f'<a href="https://{host.format(n)}/">x</a>' for n in range(number)))

    assert "link_farm" in judged(farm(100, "site{}.example")).flags
    assert "link_farm" not in judged(farm(99, "site{}.example")).flags
    assert "link_farm" not in judged(farm(300, "site{}.one.example")).flags
    assert "link_farm" in judged(farm(101, "site{}.github.io")).flags


def test_thin_counts_words_outside_links() -> None:
    words = " ".join(["word"] * 49)
    assert "thin" in judged(f"<p>{words} {LINK}").flags
    assert "thin" not in judged(f"<p>{words} <b>more</b> {LINK}").flags
    assert "thin" in judged(f"<p>{words} <a href=x>more and more</a>{LINK}").flags
    assert "thin" in judged(f"<p>{words} <span hidden>more</span>{LINK}").flags
    assert "thin" in judged("<p>" + "漢字" * 49 + LINK).flags
    assert "thin" not in judged("<p>" + "漢字" * 50 + LINK).flags


def test_http_only() -> None:
    assert "http_only" in judged(page(LINK), url="http://friend.example/").flags
    assert "http_only" not in judged(page(LINK), source="http://friend.example/", url="https://friend.example/").flags


PARKED = [
    ("<title>friend.example</title><p>This domain is for sale! Contact us.", True),
    ("<title>Page not found – Friend</title><p>It looks like nothing was found here.", True),
    ("<title>404</title>", True),
    ("<title>Friend</title><h1>Oops! That page can’t be found.</h1>", True),
    ("<title>Seite nicht gefunden | Blog</title>", True),
    ("<title>x</title><script src='https://img.sedoparking.com/x.js'></script>", True),
    (f"<title>How I handle page not found errors in my shop</title>{PROSE}", False),
    (f"<title>Bread</title>{PROSE}<p>My other domain is 404 kilometres away.", False),
    (f"<title>Links</title>{PROSE * 4}<p>This domain is for sale.", False),
]


@pytest.mark.parametrize(("html", "expected"), PARKED)
def test_parked(html: str, expected: bool) -> None:  # noqa: FBT001
    assert ("parked" in judged(html).flags) is expected


def test_copies_post() -> None:
    post = " ".join(f"word{n} of the long story that I wrote" for n in range(30))
    whole = judged(page(f"<p>{post}</p>{LINK}"), target_text=post)
    assert whole.copied_share == 1
    assert "copies_post" in whole.flags
    quoted = judged(page(f"<blockquote>{post[:120]}</blockquote>{LINK}"), target_text=post)
    assert quoted.copied_share is not None
    assert 0 < quoted.copied_share < 0.2
    assert "copies_post" not in quoted.flags
    assert judged(page(f"<p hidden>{post}</p>{LINK}"), target_text=post).copied_share == 0
    assert judged(page(LINK)).copied_share is None
    assert judged(page(LINK), target_text="").copied_share == 0
