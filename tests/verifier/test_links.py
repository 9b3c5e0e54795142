"""What counts as a link: every way to look like one without being one, and the other way round."""

import pytest

from tests.verifier.pages import LINK, TARGET, judged, page

LINKED = {
    "plain anchor": LINK,
    "upper case": f'<A HREF="{TARGET}">x</A>',
    "unquoted": f"<a href={TARGET}>x</a>",
    "single quotes": f"<a href='{TARGET}'>x</a>",
    "entities in href": '<a href="https&#58;//blog.example/2026/05/bread/?a=1&amp;utm_source=x">x</a>'.replace(
        "a=1&amp;", ""
    ),
    "protocol relative": '<a href="//blog.example/2026/05/bread/">x</a>',
    "spaces and line breaks in href": '<a href=" https://blog.example/2026/\n05/bread/ ">x</a>',
    "backslashes": r'<a href="https:\\blog.example\2026\05\bread\">x</a>',
    "inside a heading inside a list": f"<ul><li><h2>{LINK}</h2></li></ul>",
    "around a block": f'<a href="{TARGET}"><div><p>x</p></div></a>',
    "never closed": f'<p><a href="{TARGET}">x',
    "inside svg, href": f'<svg><a href="{TARGET}"><text>x</text></a></svg>',
    "inside svg, xlink:href": f'<svg><a xlink:href="{TARGET}"><text>x</text></a></svg>',
    "html inside svg": f'<svg><foreignObject><a href="{TARGET}">x</a></foreignObject></svg>',
    "image map in use": f'<img src="m.png" usemap="#m"><map name="m"><area href="{TARGET}" alt="x"></map>',
    "image map before its image": f'<map name="m"><area href="{TARGET}"></map><img src="m.png" usemap="#m">',
    "image map by id": f'<img src="m.png" usemap="#m"><map id="m"><area href="{TARGET}"></map>',
    "image as anchor": f'<a href="{TARGET}"><img src="bread.jpg" alt="bread"></a>',
    "after a comment": f"<!-- a > b -->{LINK}",
    "after a noscript that opens a comment": f"<noscript><!--</noscript>{LINK}<noscript>--></noscript>",
    "after a script with a tag in a string": f'<script>var a = "<noscript>";</script>{LINK}',
    "after a style": f"<style>a {{ color: red }}</style>{LINK}",
    "after an unclosed bogus comment": f"<!x>{LINK}",
    "table soup": f"<table><tr>{LINK}<td>x</table>",
    "in a button": f"<button>{LINK}</button>",
    "in an iframe's neighbour": f"<iframe src=x></iframe>{LINK}",
    "second of two": f'<a href="https://other.example/">x</a> {LINK}',
    "duplicate attribute: the first counts": f'<a href="{TARGET}" href="https://other.example/">x</a>',
    "null in the tag": f'<a\x00 href="https://other.example/">x</a>{LINK}',
}
NOT_LINKED = {
    "no link": "",
    "in a comment": f"<!-- {LINK} -->",
    "in an odd comment": f"<!-- > {LINK} --!>",
    "in a comment in a script": f"<script><!-- {LINK} //--></script>",
    "in a script": f"<script>document.write('{LINK}')</script>",
    "in a script of data": f'<script type="application/ld+json">{{"url": "{TARGET}"}}</script>',
    "in a style": f"<style>{LINK}</style>",
    "in a template": f"<template>{LINK}</template>",
    "in a template in a template": f"<template><div><template>{LINK}</template></div></template>",
    "in a textarea": f"<textarea>{LINK}</textarea>",
    "in noscript": f"<noscript>{LINK}</noscript>",
    "in an iframe": f"<iframe>{LINK}</iframe>",
    "in srcdoc": f"<iframe srcdoc='{LINK}'></iframe>",
    "in noembed": f"<noembed>{LINK}</noembed>",
    "in noframes": f"<noframes>{LINK}</noframes>",
    "fallback of object": f"<object data=x>{LINK}</object>",
    "fallback of video": f"<video src=x>{LINK}</video>",
    "fallback of audio": f"<audio src=x>{LINK}</audio>",
    "fallback of canvas": f"<canvas>{LINK}</canvas>",
    "in the title of an svg": f"<svg><title>{LINK}</title></svg>",
    "in the desc of an svg": f"<svg><desc>{LINK}</desc></svg>",
    "in svg defs": f'<svg><defs><a href="{TARGET}"><text>x</text></a></defs></svg>',
    "xlink:href on an html anchor": f'<a xlink:href="{TARGET}">x</a>',
    "attribute of another name": f'<a data-href="{TARGET}">x</a>',
    "attribute value that looks like a tag": f"<p title='{LINK}'>x</p>",
    "link element": f'<link rel="alternate" href="{TARGET}">',
    "form action": f'<form action="{TARGET}"><button>x</button></form>',
    "image source": f'<img src="{TARGET}">',
    "image source with alt": f'<img src="x" alt="{TARGET}">',
    "citation of a quote": f'<blockquote cite="{TARGET}">x</blockquote>',
    "javascript": f"<a href=\"javascript:location='{TARGET}'\">x</a>",
    "data": f"<a href='data:text/html,{LINK.replace(chr(34), '')}'>x</a>",
    "mailto": f'<a href="mailto:a@blog.example?body={TARGET}">x</a>',
    "ftp": '<a href="ftp://blog.example/2026/05/bread/">x</a>',
    "area without image": f'<map name="m"><area href="{TARGET}"></map>',
    "area of another map": f'<img src="m.png" usemap="#n"><map name="m"><area href="{TARGET}"></map>',
    "area outside a map": f'<area href="{TARGET}">',
    "escaped": LINK.replace("<", "&lt;").replace(TARGET, "https://other.example/"),
    "look-alike host": '<a href="https://blog.example.evil.net/2026/05/bread/">x</a>',
    "look-alike letter": '<a href="https://b1og.example/2026/05/bread/">x</a>',
    "look-alike path": '<a href="https://evil.net/blog.example/2026/05/bread/">x</a>',
    "user-info that looks like the host": '<a href="https://blog.example@evil.net/2026/05/bread/">x</a>',
    "in the query of a stranger": f'<a href="https://evil.net/go?url={TARGET}">x</a>',
    "in the fragment of a stranger": f'<a href="https://evil.net/#{TARGET}">x</a>',
    "case of the path": f'<a href="{TARGET.replace("bread", "Bread")}">x</a>',
    "in the head": f'<!-- no --><math><annotation-xml encoding="text/html">{LINK}</annotation-xml></math>',
}


@pytest.mark.parametrize("name", LINKED)
def test_links(name: str) -> None:
    evidence = judged(page(LINKED[name]))
    assert evidence.verdict == "linked"
    assert "hidden" not in evidence.flags


@pytest.mark.parametrize("name", NOT_LINKED)
def test_is_no_link(name: str) -> None:
    assert judged(page(NOT_LINKED[name]), homes=("https://elsewhere.example/",)).verdict == "absent"


def test_first_base_counts() -> None:
    head = '<base href="https://blog.example/2026/"><base href="https://other.example/">'
    assert judged(page('<a href="05/bread/">x</a>', head)).verdict == "linked"


def test_base_without_href_is_passed_over() -> None:
    head = '<base target="_blank"><base href="https://blog.example/2026/">'
    assert judged(page('<a href="05/bread/">x</a>', head)).verdict == "linked"


@pytest.mark.parametrize("base", ["javascript:alert(1)", "data:text/html,x", "https://["])
def test_useless_base_is_ignored(base: str) -> None:
    html = page('<a href="/2026/05/bread/">x</a>', f'<base href="{base}">')
    assert judged(html, source="https://blog.example/x", homes=()).verdict == "linked"


def test_relative_link_of_a_relative_base() -> None:
    html = page('<a href="bread/">x</a>', '<base href="/2026/05/">')
    assert judged(html, url="https://blog.example/any/where").verdict == "linked"


def test_site_only_for_a_link_to_the_home_page_or_another_post() -> None:
    assert judged(page('<a href="http://www.blog.example">x</a>')).verdict == "site_only"
    assert judged(page('<a href="https://blog.example/2026/05/cake/">x</a>')).verdict == "site_only"


def test_target_goes_before_site() -> None:
    evidence = judged(page(f'<a href="https://blog.example/">x</a>{LINK}'))
    assert evidence.verdict == "linked"
    assert [link.to_target for link in evidence.links] == [False, True]


def test_without_homes_the_targets_host_is_the_site() -> None:
    assert judged(page('<a href="https://blog.example/">x</a>'), homes=()).verdict == "site_only"


def test_home_in_a_folder_is_not_its_neighbour() -> None:
    html = page('<a href="https://blog.example/other/">x</a>')
    assert judged(html, homes=("https://blog.example/blog/",)).verdict == "absent"


def test_evidence_shows_the_link_in_its_text() -> None:
    body = f'<p>Before the <a href="{TARGET}" rel="External NoFollow"> very <b>good</b> bread </a>, after.</p>'
    (link,) = judged(page(body)).links
    assert link.text == "very good bread"
    assert link.rel == ("external", "nofollow")
    assert "Before the very good bread , after." in link.context
    assert link.anchor_at is not None
    assert link.context[link.anchor_at :].startswith("very good bread")
    assert len(link.context) <= 220


def test_evidence_describes_the_page() -> None:
    head = '<meta property="og:site_name" content="Friends"><meta name="author" content="Ann">'
    html = f'<html lang="pt-BR" dir="rtl"><head><title> A \n page </title>{head}</head><body>{LINK} one two</body>'
    evidence = judged(html)
    assert (evidence.title, evidence.site_name, evidence.author) == ("A page", "Friends", "Ann")
    assert (evidence.language, evidence.direction, evidence.words) == ("pt", "rtl", 2)
    assert (evidence.outbound_links, evidence.outbound_domains) == (1, 1)
    assert evidence.excerpt == "good bread one two"


def test_a_passage_is_cut_between_words_and_says_so() -> None:
    words = " ".join(f"word{number}" for number in range(200))
    (link,) = judged(f"<p>{words} <a href={TARGET}>bread</a> {words}</p>").links
    start, *_, end = link.context.split()
    assert (start, end) == ("…", "…")
    assert set(link.context.split()) <= {"…", "bread", *words.split()}
    assert link.anchor_at is not None
    assert link.context[link.anchor_at :].startswith("bread ")
