"""What an element hands down to what it holds: region and style. Elements that are alike share one place."""

from dataclasses import dataclass, field
from typing import Final

from desktop_app.core.evidence import Region
from desktop_app.verifier.regions import owns_edges, region_of, word_region
from desktop_app.verifier.style import Style, Styles
from desktop_app.verifier.tree import Document, Node

Likeness = tuple[str, tuple[str, ...], str | None, tuple[str | None, ...]]
"""What elements inside the same place must have in common to share one: tag, telling classes, id and attributes."""

_OWN: Final = frozenset("style role".split())  # noqa: SIM905 - words read best as words
_TELLING: Final = ["hidden", "popover", "open", "bgcolor", "color", "text", "visibility", "display", "opacity"]


@dataclass(slots=True)
class Place:
    """Where something stands. ``shows_text``: a reader sees text that stands directly in it."""

    region: Region
    has_own_edges: bool
    style: Style
    shows_text: bool
    inner: "dict[Likeness, Place]" = field(default_factory=dict[Likeness, "Place"])


class Places:
    """The places of one page, each worked out once for all elements that are alike."""

    def __init__(self, document: Document, *, has_stylesheet: bool) -> None:
        """Read the page's own rules; ``has_stylesheet`` as for ``Styles``."""
        self.styles = Styles(document, has_stylesheet=has_stylesheet)
        names, unshared = self.styles.names, self.styles.unshared
        self._classes = frozenset(name for kind, name in names if kind == "class")
        self._ids = frozenset(name for kind, name in names if kind == "id")
        self._attributes = (*_TELLING, *sorted(name for kind, name in names if kind == "attribute"))
        self._asked = frozenset(self._attributes)
        self._unshared = {kind: {name for other, name in unshared if other == kind} for kind, _ in unshared}
        self._words: dict[str, tuple[str, ...]] = {}
        style = self.styles.initial
        self.outermost = Place(Region.CONTENT, has_own_edges=False, style=style, shows_text=style.shows_text)

    def inside(self, outer: Place, node: Node) -> Place:
        """Return the place that ``node`` makes inside ``outer``."""
        likeness = self._likeness(node)
        if likeness is None:
            return self._make(outer, node)
        place = outer.inner.get(likeness)
        if place is None:
            place = outer.inner[likeness] = self._make(outer, node)
        return place

    def shows_image(self, node: Node, outer: Place) -> bool:
        """Say whether a reader sees the picture that ``node`` is."""
        return self.styles.shows_image(node, self.styles.of(node, outer.style))

    def _make(self, outer: Place, node: Node) -> Place:
        style = self.styles.of(node, outer.style)
        region = region_of(node, outer.region, has_own_edges=outer.has_own_edges)
        return Place(region, outer.has_own_edges or owns_edges(node), style, style.shows_text)

    def _likeness(self, node: Node) -> Likeness | None:
        """Return what decides over the place; ``None`` for an element that is like no other."""
        given = node.attributes
        parent = node.parent
        if (parent is not None and parent.tag == "details") or (self._unshared and self._is_unshared(node)):
            return None
        if not given:
            return node.tag, (), None, ()
        if not _OWN.isdisjoint(given):
            return None
        text = given.get("class")
        words = () if text is None else self._telling_words(text)
        name = given.get("id")
        if name is not None and name not in self._ids and not _has_region(name):
            name = None
        values = () if self._asked.isdisjoint(given) else tuple(map(given.get, self._attributes))
        return node.tag, words, name, (*values, "") if "href" in given else values

    def _telling_words(self, text: str) -> tuple[str, ...]:
        """Return the words of a class attribute that rules or regions know."""
        words = self._words.get(text)
        if words is None:
            words = tuple(word for word in text.split() if word in self._classes or word_region(word.lower()))
            self._words[text] = words
        return words

    def _is_unshared(self, node: Node) -> bool:
        """Say whether it may matter which elements stand beside this one."""
        keys = self._unshared
        if "" in keys or node.tag in keys.get("tag", ()) or node.get("id") in keys.get("id", ()):
            return True
        return not keys.get("attribute", _NONE).isdisjoint(node.attributes) or (
            "class" in keys and not keys["class"].isdisjoint((node.get("class") or "").split())
        )


_NONE: Final[set[str]] = set()


def _has_region(name: str) -> bool:
    return any(word_region(word) is not None for word in name.lower().split())
