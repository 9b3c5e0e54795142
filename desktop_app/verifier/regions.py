"""Which part of the page an element stands in: by its tag, its role, and the words of its class and id."""

from functools import lru_cache
from typing import Final

from desktop_app.core.evidence import Region
from desktop_app.verifier import lists
from desktop_app.verifier.tree import Node

_BY_TAG: Final = {
    "nav": Region.NAVIGATION,
    "aside": Region.SIDEBAR,
    "header": Region.HEADER,
    "footer": Region.FOOTER,
}
_BY_ROLE: Final = {
    "navigation": Region.NAVIGATION,
    "complementary": Region.SIDEBAR,
    "banner": Region.HEADER,
    "contentinfo": Region.FOOTER,
}
_EDGES: Final = frozenset({Region.HEADER, Region.FOOTER})
_OWN_EDGES: Final = frozenset({"article", "blockquote", "q", "main", "section"})
"""Elements whose header and footer are their own, not the page's (HTML accessibility mappings, header and footer)."""
_LONGEST_WORD: Final = 100
_UNNAMED: Final = frozenset({"html", "body", "main"})
"""Elements whose class names describe the whole page (``has-sidebar``, ``comments-open``), not a part of it."""


def region_of(node: Node, outer: Region, *, has_own_edges: bool) -> Region:
    """Return the region of ``node`` that stands in ``outer``; ``has_own_edges`` as told by ``owns_edges`` above it.

    Comments are never left again. The main part of the page is content wherever it stands.
    """
    if outer is Region.COMMENTS:
        return outer
    named = None if node.tag in _UNNAMED else _by_words(node)
    if named is Region.COMMENTS:
        return named
    if node.tag == "main" or "main" in node.words("role"):
        return Region.CONTENT
    found = _by_element(node) or named
    if found is None or (found in _EDGES and has_own_edges):
        return outer
    return found


def owns_edges(node: Node) -> bool:
    """Say whether a header or footer inside ``node`` is content."""
    return node.tag in _OWN_EDGES or node.get("role") in {"article", "main"}


def _by_element(node: Node) -> Region | None:
    role = node.words("role")
    return _BY_ROLE.get(role[0]) if role and role[0] in _BY_ROLE else _BY_TAG.get(node.tag)


def _by_words(node: Node) -> Region | None:
    found: Region | None = None
    for word in (*node.words("class"), *node.words("id")):
        region = word_region(word)
        if region is Region.COMMENTS:
            return region
        found = found or region
    return found


def word_region(word: str) -> Region | None:
    """Return the region for which a (lower-case) word of a class or id stands."""
    return _word_region(word) if len(word) <= _LONGEST_WORD else None


@lru_cache(maxsize=8_192)
def _word_region(word: str) -> Region | None:
    whole, beginnings = lists.region_words()
    return whole.get(word) or next((region for start, region in beginnings if word.startswith(start)), None)
