"""Pages as blog engines build them, about 50 kB each: inline style sheets, menus, an article, comments, a sidebar."""

import random
from typing import Final

_WORDS: Final = (  # noqa: SIM905 - words read best as words
    "bread oven flour water salt warm slow dough crust morning kitchen garden letter window street evening summer "
    "travel mountain river winter paper simple honest little always never maybe because between under after before "
    "writing reading walking talking cooking baking people friends neighbour village market music language story "
    "question answer reason number picture colour light shadow stone wood iron glass cloth the a of to and in that it "
    "is was for on with as at by this from or have an they which one had not but what all were when there can more"
).split()
_COLOURS: Final = "black cyan-bluish-gray white pale-pink vivid-red luminous-vivid-orange light-green-cyan".split()  # noqa: SIM905 - words read best as words
_SIZE: Final = 50_000


def blog_page(seed: int, *, link: str | None, place: str = "content", theme: int = 0) -> str:
    """Return a page of some 50,000 characters. ``link``, if any, stands in its ``content`` or ``comments``.

    Pages of one ``theme`` have the same style sheets.
    """
    chance = random.Random(seed)
    anchor = f'<a href="{link}" rel="ugc">{_sentence(chance, 3)}</a>' if link else ""
    title = _sentence(chance, 6).title()
    paragraphs = [_paragraph(chance, number) for number in range(18)]
    if place == "content" and anchor:
        paragraphs.insert(9, f"<p>{_sentence(chance, 12)} {anchor}, {_sentence(chance, 20)}.</p>")
    head, top, side = _head(theme, seed, title), _top(chance, title), _sidebar(chance)
    comments: list[str] = []
    while sum(map(len, (head, top, side, *paragraphs, *comments))) < _SIZE:
        comments.append(_comment(chance, len(comments), anchor if place == "comments" and not comments else ""))
    return (
        f"{head}{top}<div class='wp-block-group entry-content'>{''.join(paragraphs)}</div></article>"
        f"<div id='comments' class='comments-area'><ol class='commentlist'>{''.join(comments)}</ol></div></main>"
        f"{side}</div></body></html>"
    )


def _sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(_WORDS, k=words))


def _paragraph(chance: random.Random, number: int) -> str:
    text = _sentence(chance, 60)
    outward = f'<a href="https://site{chance.randrange(5000)}.example/{number}/?a=1&amp;b=2">{_sentence(chance, 3)}</a>'
    picture = (
        f'<figure class="wp-block-image size-large"><img loading="lazy" decoding="async" width="1024" height="683" '
        f'src="/wp-content/uploads/{number}.jpg" alt="{_sentence(chance, 4)}" class="wp-image-{number}" '
        f'srcset="/wp-content/uploads/{number}-300.jpg 300w, /wp-content/uploads/{number}-768.jpg 768w"/>'
        f"<figcaption>{_sentence(chance, 8)}</figcaption></figure>"
        if number % 4 == 0
        else f'<h2 class="wp-block-heading" id="part-{number}">{_sentence(chance, 5)}</h2>'
    )
    return f"{picture}\n<p>{text} <em>{_sentence(chance, 2)}</em> {outward}. <strong>{text[:40]}</strong></p>\n"


def _comment(chance: random.Random, number: int, anchor: str) -> str:
    return (
        f'<li id="comment-{number}" class="comment {"even" if number % 2 else "odd"} thread-even depth-1">'
        f'<article id="div-comment-{number}" class="comment-body"><footer class="comment-meta"><div '
        f'class="comment-author vcard"><img alt="" src="/avatar/{number}?s=40" class="avatar avatar-40 photo" '
        f'height="40" width="40"/><b class="fn"><a href="https://reader{chance.randrange(900)}.example/" '
        f'class="url" rel="ugc external nofollow">{_sentence(chance, 2)}</a></b> <span class="says">says:</span></div>'
        f'<div class="comment-metadata"><a href="/2026/05/post/#comment-{number}"><time '
        f'datetime="2026-05-02T10:00:00+00:00">2 May 2026 at 10:00</time></a></div></footer>'
        f'<div class="comment-content"><p>{_sentence(chance, 40)} {anchor}</p></div>'
        f'<div class="reply"><a class="comment-reply-link" href="?replytocom={number}#respond">Reply</a></div>'
        f"</article></li>\n"
    )


def _head(theme: int, seed: int, title: str) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="UTF-8"/><meta name="viewport" '
        f'content="width=device-width, initial-scale=1"/><title>{title} – Blog {seed}</title>'
        f"<meta name='robots' content='max-image-preview:large'/><meta property='og:site_name' content='Blog {seed}'/>"
        f"<link rel='canonical' href='/2026/05/post/'/><link rel='stylesheet' href='/wp-content/style.css'/>"
        f"<style id='global-styles-inline-css'>{_presets()}</style><style>{_rules(random.Random(theme))}</style>"
        f"<script>window._wpemojiSettings={{baseUrl:'/emoji/',ext:'.png'}};(function(a,b){{var c=b.createElement"
        f"('canvas');function d(e){{return e.replace(/x/g,'y')}}if(a.top!==a.self){{c.title='framed'}}}})"
        f"(window,document);</script></head><body class='wp-singular post-template-default single single-post'>"
        f"<div class='wp-site-blocks'>"
    )


def _presets() -> str:
    """Return custom properties and utility classes as block themes print them into every page."""
    properties = "".join(f"--wp--preset--color--{name}:#{at * 1111:06x};" for at, name in enumerate(_COLOURS))
    spaces = "".join(f"--wp--preset--spacing--{step}:clamp(1rem,{step / 10}vw,3rem);" for step in range(20, 90, 10))
    classes = "".join(
        f".has-{name}-{kind}{{{rule}:var(--wp--preset--color--{name})!important}}"
        for name in _COLOURS
        for kind, rule in (("color", "color"), ("background-color", "background-color"), ("border", "border-color"))
    )
    return (
        f":root{{{properties}{spaces}}}body{{margin:0}}.wp-site-blocks>.alignleft{{float:left;margin-right:2em}}"
        f":where(.is-layout-flex){{gap:.5em}}body .is-layout-flex{{display:flex;flex-wrap:wrap}}{classes}"
    )


def _rules(chance: random.Random) -> str:
    """Return a theme's own rules: classes, descendants, states, wide and narrow windows."""
    parts = "nav ul li a h2 p .widget .menu-item .entry-title .comment-body .wp-block-image figure".split()  # noqa: SIM905 - words read best as words
    plain = "".join(
        f".t{number} {chance.choice(parts)}:hover,{chance.choice(parts)} {chance.choice(parts)}"
        f"{{padding:{number}px;color:#{number * 4369:06x};margin:0 auto;display:block}}"
        for number in range(40)
    )
    return (
        f"{plain}.screen-reader-text{{clip:rect(1px,1px,1px,1px);position:absolute!important;height:1px;width:1px;"
        f"overflow:hidden}}@media (max-width:600px){{.menu-item{{display:none}}}}a:focus{{outline:1px solid}}"
    )


def _top(chance: random.Random, title: str) -> str:
    items = "".join(
        f'<li id="menu-item-{number}" class="menu-item menu-item-type-post_type menu-item-object-page">'
        f'<a href="/page-{number}/">{_sentence(chance, 2)}</a></li>'
        for number in range(12)
    )
    return (
        f'<a class="skip-link screen-reader-text" href="#content">Skip to content</a><header class="site-header">'
        f'<nav class="main-navigation" aria-label="Menu"><ul class="menu">{items}</ul></nav></header>'
        f'<main id="content"><article class="post type-post hentry"><h1 class="entry-title">{title}</h1>'
    )


def _sidebar(chance: random.Random) -> str:
    widgets = "".join(
        f'<section class="widget widget_{name}"><h2 class="widget-title">{name}</h2><ul>'
        + "".join(f'<li class="cat-item"><a href="/{name}/{n}/">{_sentence(chance, 3)}</a></li>' for n in range(12))
        + "</ul></section>"
        for name in ("recent_entries", "archive", "categories", "meta")
    )
    return f'<aside id="secondary" class="widget-area">{widgets}</aside><footer class="site-footer">Powered</footer>'
