"""What a reader can see: every way of hiding a link, and what only looks like hiding."""

import pytest

from tests.verifier.pages import LINK, TARGET, flags_of, judged, page

HIDDEN = {
    "hidden attribute": f'<a hidden href="{TARGET}">x</a>',
    "hidden ancestor": f"<div hidden><p>{LINK}</p></div>",
    "hidden until found": f'<div hidden="until-found">{LINK}</div>',
    "display none": f'<div style="display:none">{LINK}</div>',
    "display none, important, odd case": f'<a style=" DISPLAY : NONE ! important" href="{TARGET}">x</a>',
    "display none, escaped": f'<p style="d\\69splay:none">{LINK}</p>',
    "display none, after a comment": f'<p style="/* a:b; */display:/**/none">{LINK}</p>',
    "visibility hidden": f'<p style="visibility:hidden">{LINK}</p>',
    "visibility collapse": f'<p style="visibility:collapse">{LINK}</p>',
    "opacity": f'<p style="opacity:0">{LINK}</p>',
    "opacity in per cent": f'<p style="opacity:0%">{LINK}</p>',
    "filter": f'<p style="filter:opacity(0)">{LINK}</p>',
    "font size 0": f'<p style="font-size:0px">{LINK}</p>',
    "font size 1px": f'<p style="font-size:1px">{LINK}</p>',
    "font shorthand": f'<p style="font: 0/0 a">{LINK}</p>',
    "font size in em of nothing": f'<p style="font-size:0"><span style="font-size:2em">{LINK}</span></p>',
    "off screen to the left": f'<p style="position:absolute;left:-9999px">{LINK}</p>',
    "off screen in em": f'<p style="position:fixed;top:-999em">{LINK}</p>',
    "off screen by inset": f'<p style="position:absolute;inset:-9999px auto auto 0">{LINK}</p>',
    "off screen by margin": f'<p style="margin:0 0 0 -5000px">{LINK}</p>',
    "off screen by indent": f'<p style="text-indent:-9999px">{LINK}</p>',
    "off screen by transform": f'<p style="transform:translateX(-9999px)">{LINK}</p>',
    "scaled to nothing": f'<p style="transform:scale(0)">{LINK}</p>',
    "clipped": f'<p style="position:absolute;clip:rect(0,0,0,0)">{LINK}</p>',
    "clipped to a pixel": f'<p style="position:absolute;clip:rect(1px 1px 1px 1px)">{LINK}</p>',
    "clip path": f'<p style="clip-path:inset(50%)">{LINK}</p>',
    "clip path circle": f'<p style="clip-path:circle(0)">{LINK}</p>',
    "no width": f'<div style="width:0;overflow:hidden">{LINK}</div>',
    "no height": f'<div style="height:0;overflow:hidden">{LINK}</div>',
    "no maximal height": f'<div style="max-height:0;overflow-y:hidden">{LINK}</div>',
    "a pixel": f'<div style="width:1px;height:1px;overflow:hidden">{LINK}</div>',
    "colour of the background": f'<p style="color:#fff;background:#ffffff">{LINK.replace("<a ", "<a style=color:inherit ")}</p>',  # noqa: E501 - one case, one line
    "colour of the canvas": f'<a style="color:white" href="{TARGET}">x</a>',
    "colour of the page": f'<div style="background-color:rgb(51,51,51)"><a style="color:#333" href="{TARGET}">x</a></div>',  # noqa: E501 - one case, one line
    "nearly the background's colour": f'<a style="color:#fdfdfd" href="{TARGET}">x</a>',
    "colour of a part": f'<div style="background:black"><a href="{TARGET}"><b style="color:hsl(0,0%,0%)">x</b></a></div>',  # noqa: E501 - one case, one line
    "old attributes": f'<table bgcolor="#eeeeee"><tr><td><a href="{TARGET}"><font color="#eee">x</font></a></table>',
    "transparent text": f'<a style="color:transparent" href="{TARGET}">x</a>',
    "transparent fill": f'<a style="-webkit-text-fill-color:transparent" href="{TARGET}">x</a>',
    "alpha": f'<a style="color:rgba(0,0,0,0)" href="{TARGET}">x</a>',
    "closed details": f"<details><summary>x</summary>{LINK}</details>",
    "second summary": f"<details><summary>x</summary><summary>{LINK}</summary></details>",
    "closed details, shown in vain": f'<details><p style="display:block">{LINK}</p></details>',
    "closed dialog": f"<dialog>{LINK}</dialog>",
    "popover": f"<div popover>{LINK}</div>",
    "empty anchor": f'<a href="{TARGET}"></a>',
    "white space": f'<a href="{TARGET}"> &nbsp; </a>',
    "zero width text": f'<a href="{TARGET}">&#8203;&zwnj;&#xFEFF;</a>',
    "pixel image": f'<a href="{TARGET}"><img src="x.gif" width="1" height="1"></a>',
    "pixel image by style": f'<a href="{TARGET}"><img src="x.gif" style="width:1px;height:1px"></a>',
    "pixel image by data": f'<a href="{TARGET}"><img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"></a>',  # noqa: E501 - one case, one line
    "image that is not shown": f'<a href="{TARGET}"><img src="x.gif" hidden></a>',
    "image of nothing": f'<a href="{TARGET}"><img></a>',
    "map of a hidden image": f'<img hidden src="m.png" usemap="#m"><map name="m"><area href="{TARGET}"></map>',
    "rule by class": f"<style>.h{{display:none}}</style><p class='x h'>{LINK}</p>",
    "rule by id": f"<style>#h{{display:none}}</style><p id=h>{LINK}</p>",
    "rule by tag": f"<style>a{{display:none}}</style>{LINK}",
    "rule by attribute": f"<style>a[href*='blog.example']{{opacity:0}}</style>{LINK}",
    "rule by descendant": f"<style>#x .y a{{visibility:hidden}}</style><div id=x><p class=y>{LINK}</p></div>",
    "rule by child": f"<style>div>a{{display:none}}</style><div>{LINK}</div>",
    "rule by sibling": f"<style>i + a{{display:none}}</style><div><i>x</i>{LINK}</div>",
    "rule by place": f"<style>div a:nth-child(2n){{display:none}}</style><div><i>x</i>{LINK}</div>",
    "rule by negation": f"<style>a:not(.shown){{display:none}}</style>{LINK}",
    "rule for links": f"<style>a:link{{font-size:0}}</style>{LINK}",
    "rule in a list": f"<style>h1, .a:hover, .h, h2{{display:none}}</style><p class=h>{LINK}</p>",
    "rule for screens": f"<style>@media screen and (min-width:600px){{.h{{display:none}}}}</style><p class=h>{LINK}</p>",  # noqa: E501 - one case, one line
    "rule of a nested block": f"<style>.a{{.b{{display:none}}}}</style><p class=a><b class=b>{LINK}</b></p>",
    "rule with a variable": f"<style>:root{{--s:none}}.h{{display:var(--s)}}</style><p class=h>{LINK}</p>",
    "rule that wins by importance": f"<style>.h{{display:none!important}}</style><p class=h style='display:block'>{LINK}</p>",  # noqa: E501 - one case, one line
    "rule that wins by its id": f"<style>#h{{display:none}}.h{{display:block}}</style><p class=h id=h>{LINK}</p>",
    "rule after nonsense": f"<style>}} {{ x }} @foo; .h{{color:red;;display:none</style><p class=h>{LINK}</p>",
    "rule in the body": f"<p class=h>{LINK}</p><style>.h{{display:none}}</style>",
}
VISIBLE = {
    "open details": f"<details open>{LINK}</details>",
    "summary of closed details": f"<details><summary>{LINK}</summary></details>",
    "open dialog": f"<dialog open>{LINK}</dialog>",
    "hidden attribute overruled": f'<p hidden style="display:block">{LINK}</p>',
    "visible in the invisible": f'<div style="visibility:hidden"><p style="visibility:visible">{LINK}</p></div>',
    "readable in the tiny": f'<div style="font-size:0"><span style="font-size:14px">{LINK}</span></div>',
    "half transparent": f'<p style="opacity:.5">{LINK}</p>',
    "rule for print": f"<style>@media print{{a{{display:none}}}}</style>{LINK}",
    "sheet for print": f"<style media=print>a{{display:none}}</style>{LINK}",
    "rule for narrow windows": f"<style>@media (max-width:600px){{a{{display:none}}}}</style>{LINK}",
    "rule in a comment": f"<style>/* a{{display:none}} */</style>{LINK}",
    "rule under the mouse": f"<style>p:hover a, a::before{{display:none}}</style><p>{LINK}</p>",
    "rule for another class": f"<style>.h a{{display:none}}</style><p class=hh>{LINK}</p>",
    "rule overruled by a later one": f"<style>a{{display:none}}a{{display:inline}}</style>{LINK}",
    "rule overruled by the element": f"<style>a{{display:none}}</style><a style=display:inline href='{TARGET}'>x</a>",
    "white on black": f'<div style="background:#000"><a style="color:#fff" href="{TARGET}">x</a></div>',
    "white on a picture": f'<div style="background:url(x.jpg)"><a style="color:#fff" href="{TARGET}">x</a></div>',
    "link in white text": f'<p style="color:#fff">{LINK}</p>',
    "inline box without width": f'<span style="width:0;overflow:hidden">{LINK}</span>',
    "clip without position": f'<p style="clip:rect(0,0,0,0)">{LINK}</p>',
    "offset without position": f'<p style="left:-9999px">{LINK}</p>',
    "small offset": f'<p style="position:relative;left:-20px">{LINK}</p>',
    "letters cut out of a gradient": f"<style>a{{background:linear-gradient(red,blue);background-clip:text;color:transparent}}</style>{LINK}",  # noqa: E501 - one case, one line
    "one of two is visible": f"<p hidden>{LINK}</p>{LINK}",
    "part of the anchor is visible": f'<a href="{TARGET}"><span hidden>x</span>y</a>',
    "no pixel image": f'<a href="{TARGET}"><img src="x.gif" width="100" height="1000"></a>',
    "svg image": f'<a href="{TARGET}"><svg width="20" height="20"><path d="M0 0"/></svg></a>',
}


@pytest.mark.parametrize("name", HIDDEN)
def test_readers_cannot_see(name: str) -> None:
    evidence = judged(page(HIDDEN[name]))
    assert evidence.verdict == "linked"
    assert "hidden" in flags_of(evidence)
    assert not any(link.visible for link in evidence.links)


@pytest.mark.parametrize("name", VISIBLE)
def test_readers_can_see(name: str) -> None:
    evidence = judged(page(VISIBLE[name]))
    assert evidence.verdict == "linked"
    assert "hidden" not in flags_of(evidence)


def test_white_text_is_not_hidden_if_its_style_sheet_is_elsewhere() -> None:
    html = page(f'<a class="button" style="color:#fff" href="{TARGET}">x</a>', '<link rel="stylesheet" href="x.css">')
    assert "hidden" not in flags_of(judged(html))


def test_hidden_link_to_the_site() -> None:
    evidence = judged(page('<p hidden><a href="https://blog.example/">x</a></p>'))
    assert evidence.verdict == "site_only"
    assert "hidden" in flags_of(evidence)
