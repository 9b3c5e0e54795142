"""The passage around a link, as a reader sees it: some words before, the anchor text, some words after."""

from collections.abc import Iterable, Sequence
from typing import Final

from desktop_app.verifier.page import Link, collapsed

_AROUND: Final = 100
"""Characters of text before and after a link that are kept."""
_LONGEST_ANCHOR: Final = 300
_FURTHEST: Final = 1_000
"""Pieces of text looked at to each side, and characters of each."""


def passage(pieces: Sequence[str], link: Link) -> tuple[str, int | None]:
    """Return the passage, and where in it the anchor text starts (``None`` without any)."""
    before, is_all_before = _near(pieces[at] for at in range(link.start - 1, max(-1, link.start - _FURTHEST), -1))
    after, is_all_after = _near(pieces[at] for at in range(link.end, min(len(pieces), link.end + _FURTHEST)))
    left = "".join(piece[-_FURTHEST:] for piece in reversed(before))
    right = "".join(piece[:_FURTHEST] for piece in after)
    middle = "".join(pieces[link.start : link.end]) if link.visible else link.text
    anchor = shortened(collapsed(middle), _LONGEST_ANCHOR)
    start = _end_of(collapsed(left), is_all=is_all_before)
    end = _start_of(collapsed(right), is_all=is_all_after)
    gap_before = " " if start and anchor and (left[-1:].isspace() or middle[:1].isspace()) else ""
    gap_after = " " if (start or anchor) and end and _is_apart(left if not anchor else "", middle, right) else ""
    text = f"{start}{gap_before}{anchor}{gap_after}{end}"
    return text, len(start) + len(gap_before) if anchor else None


def shortened(text: str, most: int) -> str:
    """Return text cut to ``most`` characters, saying so."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _near(pieces: Iterable[str]) -> tuple[list[str], bool]:
    """Return as many pieces as the passage needs, and whether these are all there are."""
    taken: list[str] = []
    size = 0
    for piece in pieces:
        taken.append(piece)
        size += len(collapsed(piece[:_FURTHEST]))
        if size > 2 * _AROUND:
            return taken, False
    return taken, len(taken) < _FURTHEST - 1


def _is_apart(left: str, middle: str, right: str) -> bool:
    return middle[-1:].isspace() or right[:1].isspace() or left[-1:].isspace()


def _end_of(text: str, *, is_all: bool) -> str:
    """Return the end of a text, beginning with a whole word (languages without blanks: anywhere)."""
    if is_all and len(text) <= _AROUND:
        return text
    part = text[-_AROUND:]
    _, blank, whole = part.partition(" ")
    return f"…\u00a0{whole if blank else part}"  # no line of its own for the dots


def _start_of(text: str, *, is_all: bool) -> str:
    """Return the beginning of a text, ending with a whole word."""
    if is_all and len(text) <= _AROUND:
        return text
    part = text[:_AROUND]
    whole, blank, _ = part.rpartition(" ")
    return f"{whole if blank else part}\u00a0…"
