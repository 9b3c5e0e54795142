"""CSS values as far as hiding needs them: colours, lengths in pixels, transforms and clips that leave nothing."""

import colorsys
import re
from typing import Final, NamedTuple

from desktop_app.verifier import lists

_NUMBER: Final = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?"
_LENGTH: Final = re.compile(rf"({_NUMBER})(px|em|rem|ex|ch|pt|pc|in|cm|mm|vw|vh|vmin|vmax|%)?\Z")
_FUNCTION: Final = re.compile(r"([a-z0-9-]+)\(([^()]*)\)")
_PX: Final = {
    "px": 1.0, "pt": 96 / 72, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 9.6 / 2.54,
    "vw": 12.8, "vh": 7.2, "vmin": 7.2, "vmax": 12.8, "rem": 16.0,
}  # fmt: skip
_OFF_PX: Final = 500.0
"""Pixels beyond the left or upper edge at which nothing of an element is left on the screen."""
_ALIKE: Final = 8
"""Difference of each colour channel up to which no reader tells two colours apart."""


class Colour(NamedTuple):
    """Red, green and blue (0 to 255), and opacity (0 to 1)."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0

    def over(self, below: "Colour") -> "Colour":
        """Return the colour seen when this one lies over an opaque one."""
        mixed = (own * self.alpha + other * (1 - self.alpha) for own, other in zip(self[:3], below[:3], strict=True))
        return Colour(*mixed)

    def is_like(self, other: "Colour") -> bool:
        """Say whether a reader cannot tell the two apart."""
        return all(abs(own - that) <= _ALIKE for own, that in zip(self[:3], other[:3], strict=True))


def colour(text: str) -> Colour | None:
    """Read a colour; ``None`` for what is none or depends on something unknown."""
    text = text.strip().lower()
    if text == "transparent":
        return Colour(0, 0, 0, 0)
    text = f"#{lists.named_colours()[text]}" if text in lists.named_colours() else text
    if text.startswith("#"):
        return _hex(text[1:])
    match = _FUNCTION.fullmatch(text)
    if match is None:
        return None
    return _function(match[1], re.split(r"[\s,/]+", match[2].strip()))


def pixels(text: str, *, font_px: float = 16.0, whole_px: float = 1280.0) -> float | None:
    """Read a length: ``em`` of ``font_px``, per cent of ``whole_px``, the window taken for 1280 by 720 pixels."""
    match = _LENGTH.match(text.strip().lower())
    if match is None:
        return None
    number, unit = float(match[1]), match[2]
    if unit is None:
        return number  # in quirks mode a bare number is pixels; elsewhere only zero counts
    if unit == "%":
        return number * whole_px / 100
    factor = {"em": font_px, "ex": font_px / 2, "ch": font_px / 2}.get(unit)
    return number * (_PX[unit] if factor is None else factor)


def is_off(text: str | None, *, font_px: float = 16.0) -> bool:
    """Say whether an offset moves an element out to the left or the top, or absurdly far to any side."""
    length = pixels(text, font_px=font_px) if text else None
    return length is not None and (length <= -_OFF_PX or length >= 10 * _OFF_PX)


def moves_away(transform: str) -> bool:
    """Say whether a transform leaves nothing on the screen: moved far off or scaled to nothing."""
    for name, arguments in _FUNCTION.findall(transform.lower()):
        values = [part for part in re.split(r"[\s,]+", arguments.strip()) if part]
        if name.startswith("translate") and any(_is_far(value) for value in values):
            return True
        if name.startswith("scale") and any(pixels(value) == 0 for value in values[:2]):
            return True
    return False


def clips_all(clip: str | None, clip_path: str | None) -> bool:
    """Say whether ``clip`` (of a positioned element) or ``clip-path`` leaves nothing to see."""
    if clip:
        match = re.search(r"rect\(([^()]*)\)", clip.lower())
        sides = [pixels(part) for part in re.split(r"[\s,]+", match[1].strip())] if match else []
        if len(sides) == 4 and None not in sides:  # noqa: PLR2004 - top, right, bottom, left
            top, right, bottom, left = (side or 0 for side in sides)
            if bottom - top <= 1 or right - left <= 1:
                return True
    return bool(clip_path) and _is_empty_shape(clip_path or "")


def _is_empty_shape(shape: str) -> bool:
    for name, arguments in _FUNCTION.findall(shape.lower()):
        values = re.split(r"[\s,]+", arguments.partition(" round ")[0].partition(" at ")[0].strip())
        numbers = [pixels(value, whole_px=100) for value in values]
        if name == "inset" and numbers and all(n is not None and n >= 50 for n in numbers):  # noqa: PLR2004 - half
            return True
        if name in {"circle", "ellipse"} and numbers[0] == 0:
            return True
        if name == "polygon" and len(set(numbers)) == 1:
            return True
    return False


def _is_far(value: str) -> bool:
    if value.endswith("%"):
        return (pixels(value, whole_px=100) or 0) <= -_OFF_PX
    return is_off(value)


def _hex(digits: str) -> Colour | None:
    if len(digits) in {3, 4}:
        digits = "".join(digit * 2 for digit in digits)
    if len(digits) not in {6, 8} or re.fullmatch(r"[0-9a-f]+", digits) is None:
        return None
    red, green, blue, alpha = bytes.fromhex(digits.ljust(8, "f"))
    return Colour(red, green, blue, alpha / 255)


def _function(name: str, parts: list[str]) -> Colour | None:
    try:
        alpha = _share(parts[3], 1.0) if len(parts) > 3 else 1.0  # noqa: PLR2004
        if name in {"rgb", "rgba"}:
            red, green, blue = (_share(part, 255.0) for part in parts[:3])
            return Colour(red, green, blue, alpha)
        if name in {"hsl", "hsla"}:
            turn = float(parts[0].removesuffix("deg")) % 360 / 360
            light, strong = _share(parts[2], 1.0), _share(parts[1], 1.0)
            red, green, blue = colorsys.hls_to_rgb(turn, light, strong)
            return Colour(255 * red, 255 * green, 255 * blue, alpha)
    except (ValueError, IndexError, TypeError):
        return None
    return None


def _share(text: str, whole: float) -> float:
    return float(text[:-1]) * whole / 100 if text.endswith("%") else float(text)
