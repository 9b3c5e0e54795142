"""Which CSS properties can hide anything on one page: most of a page's rules are about others and need no look."""

import re
from collections.abc import Callable, Iterable
from typing import Final

from desktop_app.verifier import values
from desktop_app.verifier.css import Declaration

_ALWAYS: Final = frozenset(
    "font-size color background-color background-image background-clip -webkit-background-clip "  # noqa: SIM905 - words read best as words
    "-webkit-text-fill-color".split()
)
"""Sizes of text add up from element to element, and colours hide by what they meet."""
_LARGE_PX: Final = 64.0
"""A font as large as any: lengths in ``em`` are judged by it, on the safe side."""
_FAINT: Final = 0.1
_SIZES: Final = ("width", "height", "max-width", "max-height")
_OFFSETS: Final = ("left", "top", "right", "bottom")
_BOX: Final = frozenset({*_SIZES, "overflow", "float", "display", "position"})
_HIDING_ATTRIBUTES: Final = {
    "hidden": "display",
    "popover": "display",
    "display": "display",
    "visibility": "visibility",
    "opacity": "opacity",
    "width": "width",
    "height": "height",
}
_HIDDEN_TAGS: Final = frozenset({"dialog", "rp", "datalist"})


def suspects(
    declared: Iterable[tuple[Declaration, ...]], attributes: Iterable[str], tags: Iterable[str]
) -> frozenset[str]:
    """Return the properties worth a look.

    ``declared`` are all declarations of the page, in sheets and style attributes; ``attributes`` and ``tags`` are
    those that occur on it.
    """
    hiding = {
        name
        for declarations in declared
        for name, value, _ in declarations
        if name in _HIDES and ("var(" in value or _HIDES[name](value))
    }
    hiding.update(_HIDING_ATTRIBUTES[name] for name in attributes if name in _HIDING_ATTRIBUTES)
    if not _HIDDEN_TAGS.isdisjoint(tags):
        hiding.add("display")
    return frozenset(hiding | _ALWAYS | _companions(hiding))


def _companions(hiding: set[str]) -> set[str]:
    """Return the properties on which it depends whether the ones found hide."""
    found: set[str] = set()
    if not hiding.isdisjoint(_SIZES):
        found |= _BOX
    if not hiding.isdisjoint(_OFFSETS):
        found |= {*_OFFSETS, "position"}
    if "clip" in hiding:
        found.add("position")
    return found


def _is_tiny(value: str) -> bool:
    size = values.pixels(value)
    return size is not None and size <= 1


def _is_faint(value: str) -> bool:
    share = values.pixels(value, whole_px=1.0)
    return share is not None and share <= _FAINT


def _is_off(value: str) -> bool:
    return values.is_off(value.split(" ", 1)[0], font_px=_LARGE_PX)


def _has_shape(value: str) -> bool:
    return "(" in value


def _is_moved(value: str) -> bool:
    return re.search(r"[1-9]{1}\d{2}|scale|\b0\b", value) is not None


_HIDES: Final[dict[str, Callable[[str], bool]]] = {
    "display": lambda value: value == "none",
    "visibility": lambda value: value in {"hidden", "collapse"},
    "content-visibility": lambda value: value == "hidden",
    "opacity": _is_faint,
    "filter": lambda value: "opacity" in value,
    "text-indent": _is_off,
    "margin-left": _is_off,
    "margin-top": _is_off,
    "transform": _is_moved,
    "translate": _is_moved,
    "scale": _is_moved,
    "clip": _has_shape,
    "clip-path": _has_shape,
    "-webkit-clip-path": _has_shape,
    **dict.fromkeys(_OFFSETS, _is_off),
    **dict.fromkeys(_SIZES, _is_tiny),
}
