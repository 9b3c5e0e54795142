"""The page as a tree of plain nodes: built by lexbor as a browser with scripts on builds it, or by expat for XHTML."""

import html.entities
import re
from collections.abc import Iterator
from typing import Final, cast
from xml.parsers import expat

from selectolax.lexbor import LexborHTMLParser, LexborNode

XHTML: Final = "http://www.w3.org/1999/xhtml"
_SVG: Final = "http://www.w3.org/2000/svg"
_XLINK_HREF: Final = "http://www.w3.org/1999/xlink href"
_XML_LANG: Final = "http://www.w3.org/XML/1998/namespace lang"
_INTEGRATION: Final = frozenset({"foreignobject", "desc", "title"})
"""SVG elements whose content is HTML again (HTML standard, "HTML integration point")."""
_MATH_INTEGRATION: Final = frozenset({"mi", "mo", "mn", "ms", "mtext", "annotation-xml"})
"""The same for MathML."""


class NotXhtml(ValueError):
    """The text is not well-formed XML, or its root is not ``html``."""


class Node:
    """An element. ``children`` are elements and texts; ``space`` is ``html``, ``svg`` or ``math`` (or ``other``)."""

    __slots__ = ("attributes", "children", "parent", "space", "tag")

    def __init__(self, tag: str, attributes: dict[str, str], parent: "Node | None", space: str) -> None:
        """Create an element that its parent does not know yet."""
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.space = space
        self.children: list[Node | str] = []

    @property
    def is_html(self) -> bool:
        """Whether this is an HTML element, not one of SVG or MathML."""
        return self.space == "html"

    def get(self, name: str) -> str | None:
        """Return an attribute's value, empty for one without a value, ``None`` if there is none."""
        return self.attributes.get(name)

    def words(self, name: str) -> tuple[str, ...]:
        """Return an attribute's words in lower case, as ``class`` and ``rel`` are read."""
        return tuple(self.attributes.get(name, "").lower().split())

    def elements(self) -> Iterator["Node"]:
        """Yield the child elements."""
        return (child for child in self.children if isinstance(child, Node))

    def own_text(self) -> str:
        """Return the text directly in this element."""
        return "".join(child for child in self.children if isinstance(child, str))

    def all_text(self) -> str:
        """Return all text below, rendered or not, in document order."""
        parts: list[str] = []
        stack: list[Node | str] = [self]
        while stack:
            entry = stack.pop()
            if isinstance(entry, str):
                parts.append(entry)
            else:
                stack.extend(reversed(entry.children))
        return "".join(parts)


class Document(Node):
    """The root of a tree. ``nodes`` are all elements in document order."""

    __slots__ = ("nodes",)

    def __init__(self) -> None:
        """Create a root with nothing below it."""
        super().__init__("#document", {}, None, "html")
        self.nodes: list[Node] = []

    def add(self, tag: str, attributes: dict[str, str], parent: Node, space: str) -> Node:
        """Append a new element to ``parent`` and return it."""
        node = Node(tag, attributes, parent, space)
        parent.children.append(node)
        self.nodes.append(node)
        return node


def parse_html(text: str) -> Document:
    """Return the root of any text, read as HTML by a browser with scripts switched on (noscript is not markup)."""
    document = Document()
    top = LexborHTMLParser(text, options=1, scripting=True).root
    if top is not None:
        _copy(top, document)
    return document


def parse_xhtml(text: str) -> Document:
    """Return the root of an XHTML document; raises ``NotXhtml`` if malformed or something else in XML."""
    builder = _XhtmlBuilder()
    try:
        builder.parser.Parse(text.encode("utf-8", "replace"), True)  # noqa: FBT003 - expat takes no keyword
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise NotXhtml(str(error)) from error
    first = next(builder.root.elements(), None)
    if first is None or first.tag != "html":
        message = "the document's root is not html"
        raise NotXhtml(message)
    return builder.root


def _copy(top: LexborNode, document: Document) -> None:
    """Copy lexbor's tree, which it hands out in document order."""
    by_id: dict[int, Node] = {}
    for source in top.traverse(include_text=True):
        above = source.parent
        parent = by_id.get(above.mem_id, document) if above is not None else document
        if source.is_text_node:
            parent.children.append(source.text_content or "")
        elif source.is_element_node:
            tag = (source.tag or "").lower()
            attributes = source.attributes
            if None in attributes.values():
                attributes = {name: value or "" for name, value in attributes.items()}
            plain = cast("dict[str, str]", attributes)
            by_id[source.mem_id] = document.add(tag, plain, parent, _space(tag, parent))


def _space(tag: str, parent: Node) -> str:
    """Return to which language an element of that name belongs inside ``parent``."""
    if tag in {"svg", "math"}:
        return tag
    space = parent.space
    if (space == "svg" and parent.tag in _INTEGRATION) or (space == "math" and parent.tag in _MATH_INTEGRATION):
        return "html"
    return space


class _XhtmlBuilder:
    """Builds nodes from expat's events. Entities of XHTML's DTD are known; no DTD is ever loaded."""

    def __init__(self) -> None:
        # The text is decoded already: what its XML declaration says no longer holds.
        self.parser = expat.ParserCreate("utf-8", " ")
        self.root = Document()
        self._at: Node = self.root
        self.parser.UseForeignDTD(True)  # noqa: FBT003 - expat takes no keyword
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.SkippedEntityHandler = self._entity

    def _start(self, name: str, given: dict[str, str]) -> None:
        uri, _, tag = name.rpartition(" ")
        space = {XHTML: "html", "": "html", _SVG: "svg"}.get(uri, "other")
        tag = tag.lower() if space == "svg" else tag  # as the HTML parser names them
        attributes: dict[str, str] = {}
        for key, value in given.items():
            if key == _XLINK_HREF:
                attributes["xlink:href"] = value
            elif key == _XML_LANG:
                attributes["xml:lang"] = value
            elif " " not in key:
                attributes[key] = value
        self._at = self.root.add(tag, attributes, self._at, space)

    def _end(self, _name: str) -> None:
        self._at = self._at.parent or self.root

    def _text(self, text: str) -> None:
        self._at.children.append(text)

    def _entity(self, name: str, is_parameter: bool) -> None:  # noqa: FBT001 - expat's signature
        if not is_parameter:
            self._at.children.append(html.entities.html5.get(f"{name};", ""))


_FEED_ROOT = re.compile(r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!doctype[^>]*>\s*)*<([\w:.-]+)", re.DOTALL | re.IGNORECASE)


def root_name(text: str) -> str:
    """Return the name of a document's first element in lower case, or an empty text."""
    match = _FEED_ROOT.match(text[:20_000])
    return match[1].lower() if match else ""
