"""The page as its reader sees it: rendered text, links with their region and visibility, images of image maps."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from desktop_app.core.evidence import Region
from desktop_app.core.urls import resolve
from desktop_app.verifier.places import Place, Places
from desktop_app.verifier.tree import Document, Node

_NOT_RENDERED: Final = frozenset(
    "head script style template noscript iframe noembed noframes object video audio canvas title textarea select "  # noqa: SIM905 - words read best as words
    "datalist param".split()
)
"""HTML elements whose content is no part of the page for a browser that runs scripts and can show media."""
_NOT_SHOWN: Final = frozenset({"annotation", "annotation-xml"})
"""The same for MathML."""
_DRAWN: Final = frozenset("svg g a switch text tspan textpath foreignobject".split())  # noqa: SIM905 - words read best as words
"""SVG elements whose content is drawn; what SVG does not know is not."""
_BLOCKS: Final = frozenset(
    "address article aside blockquote body br center dd details dialog dir div dl dt fieldset figcaption figure footer "  # noqa: SIM905 - words read best as words
    "form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol optgroup option p plaintext pre "
    "search section summary table tbody td tfoot th thead tr ul xmp caption img button".split()
)
"""Elements before and after which text does not run on."""
_SEPARATE: Final = frozenset("object video audio canvas iframe embed select textarea".split())  # noqa: SIM905 - words read best as words
"""Boxes of which no text is read, but which part the text around them."""
_MENUS: Final = frozenset({Region.NAVIGATION, Region.SIDEBAR, Region.HEADER, Region.FOOTER})
_IMAGES: Final = frozenset("img svg image video canvas object embed input".split())  # noqa: SIM905 - words read best as words
_WIDTHLESS: Final = re.compile(r"[\u200b\u00ad\u2060\ufeff]")
_NOTHING: Final = re.compile(
    r"[\u200b-\u200f\u00ad\u2060-\u2064\ufeff\u202a-\u202e\u180e\u034f\u115f\u1160\u3164\uffa0]"
)
"""Characters that take no room: text of these only is no anchor text."""


@dataclass(slots=True)
class Link:
    """An ``a`` or ``area`` that a browser renders and that leads to a web address, ``url``.

    ``start`` and ``end`` are its place in the pieces of the page's visible text. ``text`` is the anchor text,
    visible or not, as it stands in the page.
    """

    href: str
    url: str
    node: Node
    region: Region
    start: int
    end: int = 0
    text: str = ""
    visible: bool = False

    @property
    def rel(self) -> tuple[str, ...]:
        """The words of its ``rel`` attribute, in lower case."""
        return self.node.words("rel")


class PageView:
    """What a reader sees: the pieces of the visible text in order, as they stand in the page, and all links.

    ``outside`` is the visible text without that of links, its white space as in the page.
    """

    def __init__(self, pieces: list[str], outside: str, links: list[Link]) -> None:
        """Take what a walk over the page found."""
        self.pieces = pieces
        self.outside = outside
        self.links = links

    def opening(self, most: int) -> str:
        """Return how the visible text begins, some ``most`` characters of it, its white space collapsed."""
        size = 0
        taken: list[str] = []
        for piece in self.pieces:
            size += len(piece.strip())
            taken.append(piece[: 4 * most])
            if size > most:
                break
        return collapsed("".join(taken))

    @cached_property
    def text(self) -> str:
        """The visible text, its white space collapsed."""
        return collapsed("".join(self.pieces))


def view(document: Document, base: str, *, has_stylesheet: bool) -> PageView:
    """Walk the tree once and return what is rendered; ``base`` is what links are resolved against.

    ``has_stylesheet`` says that there are rules elsewhere, so that a colour not set in the page is not known.
    """
    walk = _Walk(base, Places(document, has_stylesheet=has_stylesheet))
    walk.run(document)
    return PageView(walk.pieces, "".join(walk.outside), walk.finished())


def collapsed(text: str) -> str:
    """Return text as a browser shows it: white space reduced to one blank, what has no width left out."""
    return " ".join((text if text.isascii() else _WIDTHLESS.sub("", text)).split())


@dataclass(slots=True)
class _Frame:
    """An element that is open: the children still to come, where they stand, the link they belong to."""

    children: Iterator[Node | str]
    place: Place
    link: Link | None
    is_block: bool = False
    opened: Link | None = None


class _Walk:
    """One pass over the tree, without recursion."""

    def __init__(self, base: str, places: Places) -> None:
        self.base = base
        self.places = places
        self.pieces: list[str] = []
        self.outside: list[str] = []
        self.links: list[Link] = []
        self.areas: list[tuple[str, Link]] = []
        self.maps_in_use: dict[str, bool] = {}
        self.known: dict[str, str | None] = {}

    def run(self, document: Document) -> None:
        """Visit everything in document order."""
        stack = [_Frame(iter(document.children), self.places.outermost, None)]
        while stack:
            frame = stack[-1]
            for child in frame.children:
                if isinstance(child, str):
                    self._add_text(child, frame)
                elif (inner := self._enter(child, frame)) is not None:
                    stack.append(inner)
                    break
            else:
                self._leave(stack.pop())

    def finished(self) -> list[Link]:
        """Return all links in document order; areas only where an image uses their map."""
        in_use: list[Link] = []
        for name, link in self.areas:
            if name in self.maps_in_use:
                link.visible = self.maps_in_use[name]
                in_use.append(link)
        return sorted((*self.links, *in_use), key=lambda link: link.start) if in_use else self.links

    def _enter(self, node: Node, outer: _Frame) -> _Frame | None:
        """Take note of an element; return its frame, or ``None`` if its children are not rendered."""
        tag, is_html = node.tag, node.space == "html"
        is_rendered = tag not in _NOT_RENDERED if is_html else _is_drawn(node)
        if tag in _IMAGES:
            self._note_image(node, outer)
        if not is_rendered:
            if tag in _SEPARATE:
                self._break()
            return None
        place = self.places.inside(outer.place, node)
        if tag == "area" and is_html:
            self._note_area(node, place)
            return None
        is_block = tag in _BLOCKS
        if is_block:
            self._break()
        opened = self._link(node, place) if tag == "a" else None
        frame = _Frame(iter(node.children), place, opened or outer.link, is_block, opened)
        if len(node.children) == 1 and isinstance(text := node.children[0], str):
            self._add_text(text, frame)
        elif node.children:
            return frame
        self._leave(frame)
        return None

    def _leave(self, frame: _Frame) -> None:
        if frame.opened is not None:
            frame.opened.end = len(self.pieces)
            self.outside.append(" ")
        if frame.is_block:
            self._break()

    def _add_text(self, text: str, frame: _Frame) -> None:
        link, shown = frame.link, frame.place.shows_text
        if link is not None:
            link.text += text
            if shown and not link.visible:
                link.visible = not _is_empty(text)
        if shown:
            self.pieces.append(text)
            if link is None:
                self.outside.append(text)

    def _break(self) -> None:
        """Note that what follows stands on a line or in a box of its own."""
        self.pieces.append("\n")
        self.outside.append("\n")

    def _link(self, node: Node, place: Place) -> Link | None:
        """Return a new link if the element is one."""
        if node.space not in {"html", "svg"}:
            return None
        href = node.get("href")
        if href is None and node.space == "svg":
            href = node.get("xlink:href")
        url = None if href is None else self._resolved(href)
        if href is None or url is None:
            return None
        self.outside.append(" ")
        if place.region in _MENUS and self.links and self.links[-1].end == len(self.pieces):
            self.pieces.append(" ")  # entries of a menu stand apart, whatever their markup
        link = Link(href, url, node, place.region, len(self.pieces))
        self.links.append(link)
        return link

    def _resolved(self, href: str) -> str | None:
        """Resolve an address, once for all its occurrences."""
        if href not in self.known:
            self.known[href] = resolve(self.base, href)
        return self.known[href]

    def _note_area(self, node: Node, place: Place) -> None:
        href, name = node.get("href"), _map_around(node)
        url = None if href is None else self._resolved(href)
        if href is not None and url is not None and name:
            at = len(self.pieces)
            self.areas.append((name, Link(href, url, node, place.region, at, at, node.get("alt") or "")))

    def _note_image(self, node: Node, outer: _Frame) -> None:
        """Let an image make its link visible and its image map usable."""
        used = node.get("usemap")
        uses_map = used is not None and used.startswith("#") and node.tag in {"img", "object"}
        if not uses_map and (outer.link is None or outer.link.visible):
            return
        shown = self.places.shows_image(node, outer.place)
        if outer.link is not None and shown:
            outer.link.visible = True
        if uses_map and used is not None and used[1:]:
            self.maps_in_use[used[1:]] = self.maps_in_use.get(used[1:], False) or shown


def _is_drawn(node: Node) -> bool:
    """Say whether what an element of SVG or MathML (or of an unknown language, in XHTML) holds is shown."""
    return node.tag in _DRAWN if node.space == "svg" else node.tag not in _NOT_SHOWN


def _map_around(node: Node) -> str | None:
    """Return the name of the image map in which an area stands."""
    above = node.parent
    while above is not None and above.tag != "map":
        above = above.parent
    return (above.get("name") or above.get("id")) if above is not None else None


def _is_empty(text: str) -> bool:
    return not (text if text.isascii() else _NOTHING.sub("", text)).strip()
