"""The passage around a link: text as a browser shows it, blanks where the reader sees them and nowhere else."""

import pytest

from tests.verifier.pages import TARGET, judged

BREAD = f'<a href="{TARGET}">bread</a>'
PASSAGES = {
    f"<p>see {BREAD}, <b>good</b>, <i>very</i>.</p>": "see bread, good, very.",
    f"<p>see <a href='{TARGET}'>bread </a>now</p>": "see bread now",
    f"<p>x<span>y</span>{BREAD}<span>z</span></p>": "xybreadz",
    f"<p>( {BREAD} ) “now”</p>": "( bread ) “now”",
    f"<p>x&nbsp;{BREAD}\n\n y</p>": "x bread y",
    f"<nav><a href=/1>Home</a>{BREAD}<a href=/3>Contact</a></nav>": "Home bread Contact",
    f"<ul><li>one</li><li>{BREAD}</li><li>two</li></ul>": "one bread two",
    f"<table><tr><td>a<td>{BREAD}<td>b</table>": "a bread b",
    f"<p>a<br>{BREAD}<br>b</p>": "a bread b",
    f"<p>a<!-- c -->b<script>d</script>c {BREAD}</p>": "abc bread",
    f"<p>a<select><option>x</select>{BREAD}<iframe></iframe>b</p>": "a bread b",
    f"<p>x<a href='{TARGET}'><img src=b.jpg></a>y</p>": "x y",
    f"<p>see <a hidden href='{TARGET}'>bread</a>, more</p>": "see bread, more",
    f"<p>one</p><div hidden>{BREAD}</div><p>two</p>": "one bread two",
    f"<p>日本{BREAD}語</p>": "日本bread語",
    f"<p dir=rtl>שלום {BREAD}, עולם</p>": "שלום bread, עולם",
    f"<p>soft\u00adware\u200b {BREAD}</p>": "software bread",
}


@pytest.mark.parametrize("html", PASSAGES)
def test_passage(html: str) -> None:
    (link,) = judged(html).links
    assert link.context == PASSAGES[html]
    if link.text:
        assert link.anchor_at is not None
        assert link.context[link.anchor_at :].startswith("bread")
    else:
        assert link.anchor_at is None


def test_long_surroundings_are_cut_between_words() -> None:
    (link,) = judged(f"<p>{'word ' * 5_000}{BREAD}{' word' * 5_000}").links
    assert 150 < len(link.context) <= 215
    assert (link.context[0], link.context[-1]) == ("…", "…")
    assert " word bread word " in link.context


def test_a_page_of_nothing_but_white_space_around_the_link() -> None:
    (link,) = judged(f"{' ' * 10_000}<p>{'<br>' * 5_000}{BREAD}{' ' * 10_000}").links
    assert link.context.replace("…", "").strip() == "bread"
