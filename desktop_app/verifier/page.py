"""The page as its reader sees it: rendered text, links with their region and visibility, images of image maps."""

import re
from dataclasses import dataclass, field
from typing import Final

from desktop_app.core.evidence import Region
from desktop_app.core.urls import resolve
from desktop_app.verifier.regions import owns_edges, region_of
from desktop_app.verifier.style import Style, Styles
from desktop_app.verifier.tree import Node

_NOT_RENDERED: Final = frozenset(
    "head script style template noscript iframe noembed noframes object video audio canvas title textarea select "  # noqa: SIM905 - words read best as words
    "datalist param".split()
)
"""HTML elements whose content is no part of the page for a browser that runs scripts and can show media."""
_NOT_DRAWN: Final = frozenset(
    "script style title desc metadata defs symbol clippath mask marker pattern lineargradient radialgradient filter "  # noqa: SIM905 - words read best as words
    "annotation annotation-xml".split()
)
"""The same for SVG and MathML."""
_BLOCKS: Final = frozenset(
    "address article aside blockquote body br center dd details dialog dir div dl dt fieldset figcaption figure footer "  # noqa: SIM905 - words read best as words
    "form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol optgroup option p plaintext pre "
    "search section summary table tbody td tfoot th thead tr ul xmp caption img".split()
)
"""Elements before and after which text does not run on."""
_IMAGES: Final = frozenset("img svg image video canvas object embed input".split())  # noqa: SIM905 - words read best as words
_WIDTHLESS: Final = re.compile(r"[\u200b\u00ad\u2060\ufeff]")
_NOTHING: Final = re.compile(
    r"[\u200b-\u200f\u00ad\u2060-\u2064\ufeff\u202a-\u202e\u180e\u034f\u115f\u1160\u3164\uffa0]"
)
"""Characters that take no room: text of these only is no anchor text."""


@dataclass(slots=True)
class Link:
    """An ``a`` or ``area`` that a browser renders and that leads to a web address, ``url``.

    ``start`` and ``end`` are its place in the page's visible text. ``text`` is the anchor text, visible or not.
    """

    href: str
    url: str
    rel: tuple[str, ...]
    region: Region
    start: int
    end: int = 0
    text: str = ""
    visible: bool = False


@dataclass(slots=True)
class PageView:
    """What a reader sees. ``text`` is the visible text, ``outside`` the same without the text of links."""

    text: str
    outside: str
    links: list[Link]


@dataclass(frozen=True, slots=True)
class _Scope:
    """What an element hands down to what it holds."""

    region: Region
    has_own_edges: bool
    style: Style
    link: Link | None
    map: str | None = None


@dataclass(slots=True)
class _Buffer:
    """Text with its white space collapsed as it comes."""

    parts: list[str] = field(default_factory=list[str])
    length: int = 0
    ends_in_space: bool = True

    def add(self, text: str) -> None:
        """Append text; white space at its start is dropped after white space."""
        text = _collapsed(text)
        if self.ends_in_space:
            text = text.removeprefix(" ")
        if text:
            self.parts.append(text)
            self.length += len(text)
            self.ends_in_space = text.endswith(" ")


def view(root: Node, base: str, *, has_stylesheet: bool) -> PageView:
    """Walk the tree once and return what is rendered; ``base`` is what links are resolved against.

    ``has_stylesheet`` says that there are rules elsewhere, so that a colour not set in the page is not known.
    """
    walk = _Walk(base, Styles(root, has_stylesheet=has_stylesheet))
    walk.run(root)
    return PageView("".join(walk.text.parts), "".join(walk.outside.parts), walk.finished())


class _Walk:
    """One pass over the tree, without recursion."""

    def __init__(self, base: str, styles: Styles) -> None:
        self.base = base
        self.styles = styles
        self.text = _Buffer()
        self.outside = _Buffer()
        self.links: list[Link] = []
        self.areas: list[tuple[str, Link]] = []
        self.maps_in_use: dict[str, bool] = {}
        self.known: dict[str, str | None] = {}

    def run(self, root: Node) -> None:
        """Visit everything below ``root`` in document order."""
        start = _Scope(Region.CONTENT, has_own_edges=False, style=self.styles.initial, link=None)
        stack: list[tuple[Node | str | _End, _Scope]] = [(root, start)]
        while stack:
            entry, scope = stack.pop()
            if isinstance(entry, str):
                self._add_text(entry, scope)
            elif isinstance(entry, _End):
                self._leave(entry)
            else:
                inner = self._enter(entry, scope)
                if inner is not None:
                    opened = inner.link if inner.link is not scope.link else None
                    stack.append((_End(entry, opened), scope))
                    stack.extend((child, inner) for child in reversed(entry.children))

    def finished(self) -> list[Link]:
        """Return all links in document order; areas only where an image uses their map."""
        in_use: list[Link] = []
        for name, link in self.areas:
            if name in self.maps_in_use:
                link.visible = self.maps_in_use[name]
                in_use.append(link)
        return sorted((*self.links, *in_use), key=lambda link: link.start)

    def _enter(self, node: Node, scope: _Scope) -> _Scope | None:
        """Take note of an element; return what its children inherit, or ``None`` if they are not rendered."""
        style = self.styles.of(node, scope.style)
        if node.tag in _IMAGES:
            self._note_image(node, style, scope)
        if node.tag in (_NOT_RENDERED if node.is_html else _NOT_DRAWN):
            return None
        region = region_of(node, scope.region, has_own_edges=scope.has_own_edges)
        if node.tag in _BLOCKS:
            self._break()
        edges = scope.has_own_edges or owns_edges(node)
        if node.tag == "area" and node.is_html:
            self._note_area(node, region, scope)
            return None
        map_name = (node.get("name") or node.get("id")) if node.tag == "map" else scope.map
        link = self._link(node, region) or scope.link
        return _Scope(region, edges, style, link, map_name)

    def _leave(self, end: "_End") -> None:
        if end.node.tag in _BLOCKS:
            self._break()
        if end.link is not None:
            end.link.end = self.text.length
            self.outside.add(" ")

    def _add_text(self, text: str, scope: _Scope) -> None:
        link = scope.link
        shown = scope.style.shows_text
        if link is not None:
            link.text += text
            link.visible = link.visible or (shown and not _is_empty(text))
        if shown:
            self.text.add(text)
            if link is None:
                self.outside.add(text)

    def _break(self) -> None:
        self.text.add(" ")
        self.outside.add(" ")

    def _link(self, node: Node, region: Region) -> Link | None:
        """Return a new link if the element is one."""
        if node.tag != "a" or node.space not in {"html", "svg"}:
            return None
        href = node.get("href")
        if href is None and node.space == "svg":
            href = node.get("xlink:href")
        url = None if href is None else self._resolved(href)
        if href is None or url is None:
            return None
        self.outside.add(" ")
        link = Link(href, url, node.words("rel"), region, self.text.length)
        self.links.append(link)
        return link

    def _resolved(self, href: str) -> str | None:
        """Resolve an address, once for all its occurrences."""
        if href not in self.known:
            self.known[href] = resolve(self.base, href)
        return self.known[href]

    def _note_area(self, node: Node, region: Region, scope: _Scope) -> None:
        href = node.get("href")
        url = None if href is None else self._resolved(href)
        if href is not None and url is not None and scope.map:
            at = self.text.length
            self.areas.append((scope.map, Link(href, url, node.words("rel"), region, at, at, node.get("alt") or "")))

    def _note_image(self, node: Node, style: Style, scope: _Scope) -> None:
        """Let an image make its link visible and its image map usable."""
        shown = self.styles.shows_image(node, style)
        if scope.link is not None and shown:
            scope.link.visible = True
        used = node.get("usemap")
        if used and used.startswith("#") and node.tag in {"img", "object"}:
            self.maps_in_use[used[1:]] = self.maps_in_use.get(used[1:], False) or shown


@dataclass(frozen=True, slots=True)
class _End:
    """The end of an element in document order, with the link it opened, if any."""

    node: Node
    link: Link | None


def _is_empty(text: str) -> bool:
    return not _NOTHING.sub("", text).strip()


def _collapsed(text: str) -> str:
    """Reduce white space to one space, and what has no width to nothing."""
    if not text.isascii():
        text = _WIDTHLESS.sub("", text)
    if not text:
        return ""
    words = " ".join(text.split())
    if not words:
        return " "
    return f"{' ' if text[0].isspace() else ''}{words}{' ' if text[-1].isspace() else ''}"
