"""Source pages of the demo world as HTML: honest blogs, and the kinds of page that spam comes from."""

import html
import random
from dataclasses import dataclass
from datetime import date

_STYLE = (
    "body{font:17px/1.6 Georgia,serif;color:#2a2a2a;background:#fdfcf9;margin:0}"
    ".wrap{max-width:44rem;margin:0 auto;padding:1.5rem}.site-header a{text-decoration:none;color:#6b3e26}"
    "nav a{margin-right:1rem}.sidebar,.site-footer{font-size:.85rem;color:#666}"
)
_WORDS = {
    "en": {"home": "Home", "about": "About", "archive": "Archive", "by": "Posted on", "recent": "Recent posts"},
    "es": {"home": "Inicio", "about": "Sobre mí", "archive": "Archivo", "by": "Publicado el", "recent": "Últimas"},
}
_RECENT = {
    "en": ("A late summer", "Jars and lids", "What the rain left"),
    "es": ("Fin de verano", "Tarros y tapas", "Lo que dejó la lluvia"),
}
_TOPICS = ("lamps", "sofas", "loans", "shoes", "phones", "vapes", "watches", "tyres", "hotels", "gutters", "flowers")
_GLUE = ("cheap", "best", "top", "fast", "online", "discount", "prime", "city", "super", "direct")
_FILLER = (
    "Our team has collected everything worth knowing about this subject so that our readers never have to look "
    "elsewhere again. Quality comes first, and customers from many countries have already trusted our experience. "
    "Every day we compare hundreds of offers and choose the most advantageous for you. Register today, confirm your "
    "address and receive a welcome package that cannot be found anywhere else. The conditions apply to new customers "
    "only and may change without notice at any time."
)


@dataclass(frozen=True, slots=True)
class Look:
    """Name and language of a blog, and the day of the post."""

    blog: str
    language: str
    day: date


def blog_post(title: str, body: str, *, look: Look, comments: str = "") -> str:
    """Return a page as a personal blog has it: header, navigation, article, sidebar, footer."""
    words = _WORDS[look.language]
    blog = html.escape(look.blog)
    recent = "".join(
        f'<li><a href="/{index + 1}/">{name}</a></li>' for index, name in enumerate(_RECENT[look.language])
    )
    return f"""<!DOCTYPE html>
<html lang="{look.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title)} – {blog}</title>
<link rel="alternate" type="application/rss+xml" title="{blog}" href="/feed/">
<style>{_STYLE}</style>
</head>
<body class="single">
<div class="wrap">
<header class="site-header"><p class="site-title"><a href="/" rel="home">{blog}</a></p>
<nav><a href="/">{words["home"]}</a>
<a href="/about/">{words["about"]}</a><a href="/archive/">{words["archive"]}</a></nav>
</header>
<main><article class="post">
<h1>{html.escape(title)}</h1>
<p class="meta">{words["by"]} <time datetime="{look.day}">{look.day}</time></p>
<div class="entry-content">
{body}
</div>
</article>{comments}</main>
<aside class="sidebar"><h2>{words["recent"]}</h2><ul>{recent}</ul></aside>
<footer class="site-footer"><p>© {look.day.year} {blog}</p></footer>
</div>
</body>
</html>
"""


def home_page(blog: str, day: date) -> str:
    """Return the front page of a blog, which links to nobody."""
    return blog_post(blog, "<p>Welcome. The newest posts are in the archive.</p>", look=Look(blog, "en", day))


def advertisement(subject: str, *, number: int, day: date, link: str = "") -> str:
    """Return a page that sells something; ``link`` is HTML to put below the text, if any."""
    body = (
        f"<p>Welcome to the number one place for {html.escape(subject)}. {_FILLER}</p>"
        f'<p><a href="/register/?campaign={number}">Register now</a> or '
        f'<a href="/offers/">see all {number} offers</a>.</p>{link}'
    )
    return blog_post(f"{subject.capitalize()}: {number} offers", body, look=Look(f"{subject.title()} 24", "en", day))


def scraped(title: str, body: str, *, target: str, look: Look) -> str:
    """Return somebody else's post, republished between advertisements, with the link such robots leave."""
    promotion = '<p class="ad"><a href="/go/offer/">Click here for today’s offer</a></p>'
    credit = f'<p>Source: <a href="{html.escape(target)}">{html.escape(title)}</a></p>'
    return blog_post(f"{title} | {look.blog}", f"{promotion}{body}{promotion}{credit}", look=look)


def link_farm(links: dict[str, str], *, chance: random.Random, day: date, name: str) -> str:
    """Return a directory of well over 100 made-up domains with the given links (address to text) among them."""
    entries = [
        f'<li><a href="https://{first}-{topic}-{index}.example/">{first} {topic}</a></li>'
        for index, (first, topic) in enumerate((chance.choice(_GLUE), chance.choice(_TOPICS)) for _ in range(160))
    ]
    entries += [f'<li><a href="{html.escape(url)}">{html.escape(text)}</a></li>' for url, text in links.items()]
    chance.shuffle(entries)
    return blog_post(f"{name}: links", f"<ul>{''.join(entries)}</ul>", look=Look(name, "en", day))


def hidden_links(links: dict[str, str], *, subject: str, number: int, day: date) -> str:
    """Return an advertisement whose links nobody sees."""
    anchors = " ".join(f'<a href="{html.escape(url)}">{html.escape(text)}</a>' for url, text in links.items())
    return advertisement(subject, number=number, day=day, link=f'<div style="display:none">{anchors}</div>')


def plain_mention(target: str, *, subject: str, number: int, day: date) -> str:
    """Return an advertisement with the target's address as text, linked to nothing."""
    return advertisement(subject, number=number, day=day, link=f"<p>Found on {html.escape(target)}</p>")


def comment_link(target: str, *, title: str, look: Look) -> str:
    """Return an honest post about something else, in whose comments somebody left the link."""
    body = f"<p>{_FILLER.replace('customers', 'guests')}</p><p>The photographs of the walk follow next week.</p>"
    comments = f"""
<section id="comments" class="comments-area"><h2>1 comment</h2><ol class="comment-list"><li class="comment">
<p class="comment-author">Promo Robot</p>
<p>Great article! See also <a href="{html.escape(target)}" rel="nofollow ugc">this one here</a>.</p>
</li></ol></section>"""
    return blog_post(title, body, look=look, comments=comments)


def parked(host: str) -> str:
    """Return what a registrar shows when nobody has paid for the domain."""
    searches = "".join(f'<li><a href="/?q={topic}">{topic.capitalize()}</a></li>' for topic in _TOPICS)
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{host} - This domain is for sale</title></head>
<body><h1>{host}</h1><p>This domain is for sale. Buy this domain.</p>
<h2>Related searches</h2><ul>{searches}</ul>
<p>This page is provided courtesy of the registrar. The domain is parked free of charge.</p></body></html>
"""
