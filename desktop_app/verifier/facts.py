"""What the page says of itself: title, author, language, base, robots, canonical address, where it sends readers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from desktop_app.core.urls import resolve
from desktop_app.verifier.tree import Document, Node

_ROBOTS: Final = frozenset({"robots", "googlebot"})
_DIRECTIVES: Final = frozenset(
    "all noindex nofollow none noarchive nosnippet indexifembedded max-snippet max-image-preview max-video-preview "  # noqa: SIM905 - words read best as words
    "notranslate noimageindex unavailable_after index follow noodp noydir nocache".split()
)
_REFRESH: Final = re.compile(
    r"\s*(?P<wait>\d*)(?:\.[\d.]*)?\s*(?:[;,\s]\s*(?:url\s*=)?\s*(?P<quote>['\"]?)(?P<url>.*))?\Z",
    re.IGNORECASE | re.DOTALL,
)
_LINK_HEADER: Final = re.compile(r"<([^>]*)>([^<]*)")
_CANONICAL: Final = re.compile(r";\s*rel\s*=\s*(?:\"[^\"]*\bcanonical\b[^\"]*\"|canonical\b)", re.IGNORECASE)
_SOON_S: Final = 10
_LONGEST_TITLE: Final = 300


@dataclass(frozen=True, slots=True)
class Facts:
    """The head of a page, put in order. Addresses are resolved; texts are collapsed and bounded."""

    base: str
    title: str | None
    headings: tuple[str, ...]
    site_name: str | None
    author: str | None
    language: str | None
    direction: str | None
    robots: frozenset[str]
    canonical: str | None
    refresh: str | None
    scripts: tuple[str, ...]
    has_stylesheet: bool


def read_facts(document: Document, url: str, headers: Iterable[tuple[str, str]]) -> Facts:
    """Collect what a page, and the answer that brought it (lower-case header names), say of it."""
    headers = tuple(headers)
    named = _by_tag(document)
    base = _base(named["base"], url)
    metas = named["meta"]
    return Facts(
        base=base,
        title=_first(tidy(node.all_text(), _LONGEST_TITLE) for node in named["title"]),
        headings=tuple(tidy(node.all_text(), _LONGEST_TITLE) for node in named["h1"][:5]),
        site_name=_content(metas, "og:site_name", "application-name"),
        author=_content(metas, "author", "article:author", "dc.creator", "twitter:creator"),
        language=_language(named, metas, headers),
        direction=_direction(named),
        robots=_robots(metas, headers),
        canonical=_canonical(named["link"], base, url, headers),
        refresh=_refresh(metas, base, url, headers),
        scripts=tuple(_scripts(named["script"], named["body"])),
        has_stylesheet=any("stylesheet" in node.words("rel") for node in named["link"]),
    )


def tidy(text: str, most: int) -> str:
    """Return text with its white space collapsed, cut to ``most`` characters."""
    text = " ".join(text[: most * 10].split())
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _by_tag(document: Document) -> dict[str, list[Node]]:
    found: dict[str, list[Node]] = {tag: [] for tag in "base meta link title h1 script html body".split()}  # noqa: SIM905 - words read best as words
    for node in document.nodes:
        if node.tag in found and node.is_html:
            found[node.tag].append(node)
    return found


def _first(texts: Iterable[str | None]) -> str | None:
    return next((text for text in texts if text), None)


def _base(bases: list[Node], url: str) -> str:
    """Return the document base: the first element with href decides, even if its address is of no use."""
    given = next((node.get("href") for node in bases if node.get("href") is not None), None)
    return (resolve(url, given) if given is not None else None) or url


def _content(metas: list[Node], *names: str) -> str | None:
    for name in names:
        for node in metas:
            if name in {(node.get("name") or "").lower(), (node.get("property") or "").lower()}:
                text = tidy(node.get("content") or "", 200)
                if text and not text.startswith(("http://", "https://")):
                    return text
    return None


def _language(named: dict[str, list[Node]], metas: list[Node], headers: tuple[tuple[str, str], ...]) -> str | None:
    """Return the primary subtag, from the root element, else the metas, else the header."""
    given = [node.get(name) for node in (*named["html"], *named["body"]) for name in ("lang", "xml:lang")]
    given += [node.get("content") for node in metas if (node.get("http-equiv") or "").lower() == "content-language"]
    given += [value for name, value in headers if name == "content-language"]
    for text in given:
        match = re.match(r"\s*([A-Za-z]{2,8})(?:[-_,;\s]|\Z)", text or "")
        if match:
            return match[1].lower()
    return None


def _direction(named: dict[str, list[Node]]) -> str | None:
    given = ((node.get("dir") or "").lower() for node in (*named["html"], *named["body"]))
    return next((text for text in given if text in {"ltr", "rtl"}), None)


def _robots(metas: list[Node], headers: tuple[tuple[str, str], ...]) -> frozenset[str]:
    """Return ``noindex`` and ``nofollow`` as they hold for everybody or for Google's robot."""
    words: set[str] = set()
    for node in metas:
        if (node.get("name") or "").strip().lower() in _ROBOTS:
            words.update(re.split(r"[,\s]+", (node.get("content") or "").lower()))
    for name, value in headers:
        if name == "x-robots-tag":
            words |= _header_robots(value.lower())
    if "none" in words:
        words |= {"noindex", "nofollow"}
    return frozenset(words & {"noindex", "nofollow"})


def _header_robots(value: str) -> set[str]:
    """Return the directives of a header that are meant for us; a robot's name holds for all that follow it."""
    words: set[str] = set()
    is_meant = True
    for part in value.split(","):
        agent, colon, rest = part.partition(":")
        if colon and agent.strip() not in _DIRECTIVES:
            is_meant = agent.strip() in _ROBOTS
            part = rest  # noqa: PLW2901 - the robot's name is done with
        if is_meant:
            words.update(part.split())
    return words


def _canonical(links: list[Node], base: str, url: str, headers: tuple[tuple[str, str], ...]) -> str | None:
    for node in links:
        href = node.get("href")
        if "canonical" in node.words("rel") and href:
            return resolve(base, href)
    for name, value in headers:
        for match in _LINK_HEADER.finditer(value) if name == "link" else ():
            if _CANONICAL.search(match[2]):
                return resolve(url, match[1])
    return None


def _refresh(metas: list[Node], base: str, url: str, headers: tuple[tuple[str, str], ...]) -> str | None:
    """Return where a refresh within ten seconds leads."""
    given = [(value, url) for name, value in headers if name == "refresh"]
    given += [
        (node.get("content") or "", base) for node in metas if (node.get("http-equiv") or "").lower() == "refresh"
    ]
    for value, against in given:
        match = _REFRESH.match(value)
        if match and match["url"] and int((match["wait"] or "0")[:6]) <= _SOON_S:
            address = match["url"].partition(match["quote"])[0] if match["quote"] else match["url"]
            return resolve(against, address.strip())
    return None


def _scripts(scripts: list[Node], bodies: list[Node]) -> Iterable[str]:
    """Yield the source of scripts that a browser runs at once."""
    for node in scripts:
        kind = (node.get("type") or "").strip().lower()
        if kind in {"", "module"} or "javascript" in kind or "ecmascript" in kind:
            yield node.own_text()
    for node in bodies:
        yield node.get("onload") or ""
