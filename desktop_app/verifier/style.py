"""What a reader can see of an element: the few CSS properties by which pages hide things, inherited and combined."""

import base64
import binascii
import re
import struct
from dataclasses import dataclass, replace
from typing import Final

from desktop_app.verifier import values
from desktop_app.verifier.cascade import Cascade
from desktop_app.verifier.selectors import Key
from desktop_app.verifier.tree import Document, Node
from desktop_app.verifier.values import Colour

_WHITE: Final = Colour(255, 255, 255)
_BLACK: Final = Colour(0, 0, 0)
_LINK: Final = Colour(0, 0, 238)
_NOTHING_PX: Final = 1.0
"""Pixels of text or box up to which a reader sees nothing."""
_FAINT: Final = 0.03
_SIZES: Final = {"xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0}
_INLINE: Final = frozenset(
    "a abbr b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span strike strong sub "  # noqa: SIM905 - words read best as words
    "sup time tt u var acronym".split()
)
_SPECIAL: Final = frozenset({"dialog", "rp", "datalist", "font", "body"})
_TELLING: Final = frozenset({"hidden", "popover", "bgcolor"})
_POSITIONED: Final = frozenset({"absolute", "fixed", "relative", "sticky"})
_LIFTED: Final = frozenset({"absolute", "fixed"})
_DATA_IMAGE: Final = re.compile(r"data:image/(gif|png);base64,([A-Za-z0-9+/=\s]{24,})")


@dataclass(frozen=True, slots=True)
class Style:
    """What an element hands down. ``is_gone``: nothing below can be seen, whatever it says itself.

    A colour of ``None`` is not known (set in a style sheet elsewhere, or a picture): it hides nothing.
    """

    is_gone: bool = False
    is_visible: bool = True
    is_indented_away: bool = False
    font_px: float = 16.0
    colour: Colour | None = _BLACK
    background: Colour | None = _WHITE
    fill: Colour | None = None

    @property
    def shows_text(self) -> bool:
        """Whether a reader sees text that stands directly in the element."""
        if self.is_gone or not self.is_visible or self.is_indented_away or self.font_px <= _NOTHING_PX:
            return False
        paint = self.fill or self.colour
        if paint is None:
            return True
        if paint.alpha <= _FAINT:
            return False
        return self.background is None or not paint.over(self.background).is_like(self.background)


class Styles:
    """The styles of one page."""

    def __init__(self, document: Document, *, has_stylesheet: bool) -> None:
        """Read the page's own rules; ``has_stylesheet``: there are others, so that colours not set are not known."""
        self._cascade = Cascade(document)
        self._has_stylesheet = has_stylesheet
        known = not has_stylesheet
        self.initial = Style(colour=_BLACK if known else None, background=_WHITE if known else None)

    def of(self, node: Node, outer: Style) -> Style:
        """Return the style of an element inside one of style ``outer``."""
        if outer.is_gone:
            return outer
        given = self._cascade.of(node)
        if not given and _is_plain(node):
            return outer if node.tag != "a" or node.get("href") is None else self._plain_link(node, outer)
        font_px = _font(given.get("font-size"), outer.font_px)
        if _is_away(node, given, font_px):
            return replace(outer, is_gone=True)
        background = _background(node, given, outer.background)
        fill = given.get("-webkit-text-fill-color")
        is_cut_out = _is_cut_out(given)
        return Style(
            is_gone=False,
            is_visible=_visibility(node, given, is_visible=outer.is_visible),
            is_indented_away=_indent(given.get("text-indent"), font_px, is_away=outer.is_indented_away),
            font_px=font_px,
            colour=None if is_cut_out else self._colour(node, given, outer),
            background=background,
            fill=None if is_cut_out else values.colour(fill) if fill else outer.fill,
        )

    def _plain_link(self, node: Node, outer: Style) -> Style:
        return replace(outer, colour=self._colour(node, {}, outer))

    @property
    def names(self) -> set[Key]:
        """All names that the page's rules mention."""
        return self._cascade.names

    @property
    def unshared(self) -> set[Key]:
        """Keys of elements for which it matters what stands beside or in them."""
        return self._cascade.unshared

    def shows_image(self, node: Node, style: Style) -> bool:
        """Say whether a reader sees the picture that ``node`` is."""
        if style.is_gone or not style.is_visible:
            return False
        if node.tag == "input" and (node.get("type") or "").lower() != "image":
            return False
        if node.tag == "img" and not any(node.get(name) for name in ("src", "srcset", "data-src", "alt")):
            return False
        given = self._cascade.of(node)
        sizes = [given.get(name) or node.get(name) for name in ("width", "height")]
        if any(_is_nothing(size, style.font_px) for size in sizes):
            return False
        return not _is_dot(node.get("src") or "")

    def _colour(self, node: Node, given: dict[str, str], outer: Style) -> Colour | None:
        text = given.get("color") or _presentational_colour(node)
        if text is not None and text not in {"inherit", "currentcolor", "unset"}:
            return values.colour(text)
        if text is None and node.tag == "a" and node.get("href") is not None and node.is_html:
            return None if self._has_stylesheet else _LINK
        return outer.colour


def _is_plain(node: Node) -> bool:
    """Say whether nothing in the element itself or in browsers' own style sheet bears on what is seen."""
    if node.tag in _SPECIAL or not node.is_html or (node.parent is not None and node.parent.tag == "details"):
        return False
    return _TELLING.isdisjoint(node.attributes)


def _presentational_colour(node: Node) -> str | None:
    """Return the colour that an old attribute sets (HTML standard, "rendering")."""
    if node.tag == "font":
        return node.get("color")
    return node.get("text") if node.tag == "body" else None


def _background(node: Node, given: dict[str, str], below: Colour | None) -> Colour | None:
    """Return what lies behind the element's text, ``None`` if that is a picture or unknown."""
    if given.get("background-image", "none") not in {"none", "initial", "unset"}:
        return None
    text = given.get("background-color") or node.get("bgcolor")
    if text is None or text in {"inherit", "initial", "unset", "none"}:
        return below
    own = values.colour(text)
    if own is None or own.alpha >= 1 or own.alpha == 0:
        return below if own is not None and own.alpha == 0 else own
    return own.over(below) if below is not None else None


def _is_cut_out(given: dict[str, str]) -> bool:
    """Say whether the background shows through the letters, so that transparent text is seen."""
    return "text" in (given.get("background-clip"), given.get("-webkit-background-clip"))


def _visibility(node: Node, given: dict[str, str], *, is_visible: bool) -> bool:
    text = given.get("visibility") or (node.get("visibility") if node.space == "svg" else None)
    if text in {"hidden", "collapse"}:
        return False
    return True if text in {"visible", "initial"} else is_visible


def _indent(text: str | None, font_px: float, *, is_away: bool) -> bool:
    return (
        is_away
        if text is None or text == "inherit"
        else values.is_off(text.split()[0] if text else "", font_px=font_px)
    )


def _font(text: str | None, outer_px: float) -> float:
    if text is None or text in {"inherit", "unset"}:
        return outer_px
    if text in {"smaller", "larger"}:
        return outer_px * (5 / 6 if text == "smaller" else 1.2)
    size = _SIZES.get(text)
    if size is None:
        size = values.pixels(text, font_px=outer_px, whole_px=outer_px)
    return outer_px if size is None or size < 0 else size


def _is_away(node: Node, given: dict[str, str], font_px: float) -> bool:
    """Say whether nothing of the element can be seen."""
    if _is_closed(node):
        return True
    display = given.get("display") or (node.get("display") if node.space == "svg" else None)
    if display == "none" or (display is None and _is_hidden_by_default(node)):
        return True
    return _is_faint(node, given) or _is_elsewhere(given, font_px) or _is_clipped(node, given, display, font_px)


def _is_closed(node: Node) -> bool:
    """Say whether the element is content of closed details (all but the first summary)."""
    parent = node.parent
    if parent is None or parent.tag != "details" or parent.get("open") is not None or not parent.is_html:
        return (node.get("hidden") or "").lower() == "until-found"
    first = next((child for child in parent.elements() if child.tag == "summary"), None)
    return node is not first


def _is_hidden_by_default(node: Node) -> bool:
    """Say whether browsers' own style sheet hides the element."""
    if not node.is_html:
        return False
    if node.get("hidden") is not None or node.get("popover") is not None or node.tag in {"rp", "datalist"}:
        return True
    return node.tag == "dialog" and node.get("open") is None


def _is_faint(node: Node, given: dict[str, str]) -> bool:
    opacity = given.get("opacity") or (node.get("opacity") if node.space == "svg" else None)
    filtered = re.search(r"opacity\(\s*([^)]*)\)", given.get("filter", ""))
    for text in (opacity, filtered[1] if filtered else None):
        share = values.pixels(text, whole_px=1.0) if text else None
        if share is not None and share <= _FAINT:
            return True
    return given.get("content-visibility") == "hidden"


def _is_elsewhere(given: dict[str, str], font_px: float) -> bool:
    """Say whether the element is moved off the screen."""
    if given.get("position") in _POSITIONED:
        offsets = [given.get(side) for side in ("left", "top", "right", "bottom")]
        if any(values.is_off(offset, font_px=font_px) for offset in offsets):
            return True
    if any(values.is_off(given.get(side), font_px=font_px) for side in ("margin-left", "margin-top")):
        return True
    moved = given.get("transform", "")
    moved += f" translate({given['translate']})" if "translate" in given else ""
    moved += f" scale({given['scale']})" if "scale" in given else ""
    return values.moves_away(moved)


def _is_clipped(node: Node, given: dict[str, str], display: str | None, font_px: float) -> bool:
    """Say whether the element's box shows nothing of what is in it."""
    position = given.get("position")
    clip = given.get("clip") if position in _LIFTED else None
    if values.clips_all(clip, given.get("clip-path") or given.get("-webkit-clip-path")):
        return True
    overflow = given.get("overflow", "visible").split()
    if not any(word in {"hidden", "clip", "scroll", "auto"} for word in overflow):
        return False
    is_inline = display in {None, "inline"} and node.tag in _INLINE
    if is_inline and position not in _LIFTED and given.get("float", "none") == "none":
        return False  # sizes and overflow do not apply to inline boxes
    return any(_is_nothing(given.get(name), font_px) for name in ("width", "height", "max-width", "max-height"))


def _is_nothing(text: str | None, font_px: float) -> bool:
    size = values.pixels(text, font_px=font_px) if text else None
    return size is not None and size <= _NOTHING_PX


def _is_dot(source: str) -> bool:
    """Say whether a picture given in the page itself is a single pixel (GIF and PNG headers)."""
    match = _DATA_IMAGE.match(source[:2_000])
    if match is None:
        return False
    try:
        head = base64.b64decode(match[2][:48], validate=False)
        size: tuple[int, int] = (
            struct.unpack("<HH", head[6:10]) if match[1] == "gif" else struct.unpack(">II", head[16:24])
        )
    except (binascii.Error, struct.error):
        return False
    return max(size) <= _NOTHING_PX
