"""Whatever a server sends becomes evidence: no exception, no endless text, no answer outside the contract.

``make soak`` runs this for longer (``PINGDESK_SOAK_RUNS``).
"""

import json
import os
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.core.evidence_json import from_object, to_object
from desktop_app.verifier import cascade, css
from desktop_app.verifier.page import view
from desktop_app.verifier.places import Places
from desktop_app.verifier.tree import parse_html
from tests.verifier.ask_chromium import pages
from tests.verifier.pages import LINK, TARGET, judged

RUNS: Final = int(os.environ.get("PINGDESK_SOAK_RUNS", "60"))
SEEDS: Final = pages()
TOKENS: Final = (
    LINK,
    f"<a href={TARGET}",
    ">",
    "<",
    "</a>",
    "<style>",
    "</style>",
    "{display:none}",
    ".a,#b>c~d+e ",
    "@media(",
    "}",
    "<svg>",
    "<math>",
    "<table>",
    "<td>",
    "<template>",
    "<details>",
    "<base href=//",
    "<meta charset=",
    "<meta http-equiv=refresh content='0;url=",
    "<script>location='",
    "</script>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<img usemap=#a>",
    "<map name=a><area href=",
    " class=comments id=nav ",
    " style='opacity:0;",
    "rgb(",
    "var(--a)",
    "&#",
    "&amp",
    "\x00",
    "\r\n",
    "\u202e",
    "\ud7ff",
    "'",
    '"',
    "=",
    " hidden ",
    "<p>",
    "x y ",
)
CONTENT_TYPES: Final = (
    "text/html",
    "text/html; charset=utf-8",
    "text/html; charset=utf-16",
    "text/html; charset=x-user-defined",
    "text/plain",
    "application/xhtml+xml",
    "text/xml",
    "image/png",
    "",
    None,
    'text/html; charset="',
    "nonsense",
)
MARKUP: Final = st.lists(st.sampled_from(TOKENS), max_size=40).map("".join)
CUT: Final = st.tuples(st.sampled_from(SEEDS), st.integers(0, 400)).map(lambda pair: pair[0][: pair[1]])
BODIES: Final = st.one_of(
    st.binary(max_size=300),
    MARKUP.map(str.encode),
    st.tuples(CUT, MARKUP).map("".join).map(str.encode),
    st.tuples(MARKUP, st.sampled_from(["utf-16", "utf-16-le", "cp1252", "shift_jis", "gb18030"])).map(
        lambda pair: pair[0].encode(pair[1], "replace")
    ),
)


ANSWERS: Final = st.fixed_dictionaries(
    {
        "content": BODIES,
        "content_type": st.sampled_from(CONTENT_TYPES),
        "status": st.sampled_from([200, 200, 200, 204, 206, 301, 403, 404, 503]),
        "is_cut": st.booleans(),
        "is_broken": st.booleans(),
        "target_text": st.none() | st.text(max_size=60),
    }
)


@settings(max_examples=RUNS, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(answer=ANSWERS)
def test_any_answer_becomes_evidence(answer: dict[str, Any]) -> None:
    evidence = judged(**answer)
    written = to_object(evidence)
    assert evidence.verdict != "unchecked"
    assert evidence.reason.endswith(".")
    assert to_object(from_object(json.loads(json.dumps(written)))) == written
    for link in evidence.links:
        assert len(link.context) <= 520
        assert link.anchor_at is None or 0 <= link.anchor_at <= len(link.context)


NAMES: Final = ("", " class=a", " class='b a'", " class=c", " id=a", " id=b", " title=a", " hidden", " style=top:0")
SELECTORS: Final = [
    "p",
    "a",
    ".a",
    ".b",
    "#a",
    "[title]",
    "[title=a]",
    ":not(.a)",
    "*:first-child",
    "p+p",
    ".a~p",
    "p>a",
    ".b_a",
    ":is(.a_.c)",
    "a:link",
    "p:nth-child(2)",
    ":root",
    ".a:empty",
]
DECLARATIONS: Final = [
    "display:none",
    "display:block",
    "visibility:hidden",
    "visibility:visible",
    "font-size:0",
    "font-size:12px",
    "color:#fff",
    "color:#000",
    "background:#fff",
    "opacity:0",
    "opacity:1",
    "position:absolute",
    "left:-9999px",
    "left:0",
    "width:0",
    "overflow:hidden",
    "height:9px",
    "clip:rect(0,0,0,0)",
    "text-indent:-999px",
    "text-indent:0",
    "transform:scale(0)",
    "--x:none",
    "display:var(--x)",
]
RULES: Final = st.lists(
    st.tuples(st.sampled_from(SELECTORS), st.lists(st.sampled_from(DECLARATIONS), min_size=1, max_size=3)), max_size=6
).map(lambda rules: "".join(f"{selector.replace('_', ' ')}{{{';'.join(given)}}}" for selector, given in rules))
ELEMENTS: Final = st.lists(
    st.tuples(st.sampled_from(("p", "div", "span", "a href=/1", "/p", "/div", "/span", "/a")), st.sampled_from(NAMES)),
    max_size=14,
).map(lambda tags: "".join(f"<{tag}{'' if tag[0] == '/' else name}>x" for tag, name in tags))


@settings(max_examples=RUNS, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rules=RULES, body=ELEMENTS)
def test_short_cuts_change_nothing(rules: str, body: str) -> None:
    """Alike elements share their style, and properties that hide nothing are passed over: the same is seen."""
    html = f"<style>{rules}</style>{body}"
    quick = seen(html)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Places, "_likeness", lambda _self, _node: None)
        patch.setattr(cascade, "suspects", lambda *_page: css.PROPERTIES)
        assert seen(html) == quick


def seen(html: str) -> tuple[str, list[tuple[str, bool]]]:
    """Return the visible text and the links of a page."""
    found = view(parse_html(html), "https://a.example/", has_stylesheet=False)
    return found.text, [(link.text, link.visible) for link in found.links]
