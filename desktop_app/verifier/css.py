"""Reading style sheets: rules with their selectors and the declarations that can hide something."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

Declaration = tuple[str, str, bool]
"""Property, value (both in lower case) and whether it is ``!important``."""

PROPERTIES: Final = frozenset(
    "display visibility opacity filter content-visibility font-size color background-color background-image "  # noqa: SIM905 - words read best as words
    "background-clip -webkit-background-clip -webkit-text-fill-color position left right top bottom margin-left "
    "margin-top text-indent transform scale translate clip clip-path -webkit-clip-path overflow width height max-width "
    "max-height float".split()
)
"""All that can hide, or decide whether something else does."""
_TOKEN: Final = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|url\([^)\"']*\)|[{};]", re.DOTALL)
_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|([^\n]))")
_GROUPS: Final = ("@media", "@supports", "@layer", "@container", "@scope", "@starting-style")
_WINDOW_PX: Final = 1280
_MOST_RULES: Final = 20_000
_DEEPEST: Final = 8


@dataclass(frozen=True, slots=True)
class Rule:
    """One selector list with its declarations, in the order of the sheet."""

    selector: str
    declarations: tuple[Declaration, ...]


def rules(sheet: str) -> tuple[Rule, ...]:
    """Return the rules that hold on a screen, with relevant declarations only; nested rules written out."""
    found: list[Rule] = []
    _collect(_COMMENT.sub(" ", sheet), None, found, 0)
    return tuple(found)


def declarations(text: str) -> tuple[Declaration, ...]:
    """Return the relevant declarations of a block or ``style`` attribute, shorthands taken apart."""
    found: list[Declaration] = []
    for kind, declaration, _ in _items(_COMMENT.sub(" ", text)):
        if kind == "declaration":
            found.extend(_declaration(declaration))
    return tuple(found)


def applies_to_screens(media: str) -> bool:
    """Say whether a media query list holds for a reader's desktop window (a wrong query does not)."""
    queries = [query.strip().lower() for query in media.split(",")]
    return any(_query_holds(query) for query in queries)


def _collect(text: str, parent: str | None, found: list[Rule], depth: int) -> None:
    if depth > _DEEPEST or len(found) > _MOST_RULES:
        return
    for kind, prelude, body in _items(text):
        if kind == "declaration":
            continue
        named = prelude.strip()
        if not named.startswith("@"):
            _collect_block(named if parent is None else _nested(named, parent), body, found, depth)
        elif _group_holds(named):
            if parent is not None:
                found.append(Rule(parent, declarations(body)))
            _collect(body, parent, found, depth + 1)


def _collect_block(selector: str, body: str, found: list[Rule], depth: int) -> None:
    relevant = declarations(body)
    if relevant:
        found.append(Rule(selector, relevant))
    if "{" in body:
        _collect(body, selector, found, depth + 1)


def _group_holds(prelude: str) -> bool:
    lowered = prelude.lower()
    if lowered.startswith("@media"):
        return applies_to_screens(lowered[len("@media") :])
    return lowered.startswith(_GROUPS)


def _items(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield ``("declaration", text, "")`` and ``("block", prelude, body)`` of one level."""
    depth, start, body_start = 0, 0, 0
    for match in _TOKEN.finditer(text):
        sign = match[0]
        if sign == "{":
            body_start = body_start if depth else match.end()
            depth += 1
        elif sign == "}" and depth:
            depth -= 1
            if depth == 0:
                yield "block", text[start : body_start - 1], text[body_start : match.start()]
                start = match.end()
        elif sign == ";" and not depth:
            yield "declaration", text[start : match.start()], ""
            start = match.end()
    # A sheet may end in the middle of a rule; browsers close what is open.
    yield ("block", text[start : body_start - 1], text[body_start:]) if depth else ("declaration", text[start:], "")


def _declaration(text: str) -> Iterator[Declaration]:
    name, colon, value = text.partition(":")
    if not colon:
        return
    name = _unescape(name).strip().lower()
    value = _unescape(value).strip().lower()
    is_important = value.endswith("important") and "!" in value
    if is_important:
        value = value.rpartition("!")[0].strip()
    if name.startswith("--"):
        yield name, value, is_important
        return
    for single, part in _longhands(name, value):
        if single in PROPERTIES:
            yield single, part, is_important


def _longhands(name: str, value: str) -> Iterator[tuple[str, str]]:
    """Yield the single properties that a shorthand sets, as far as they matter here."""
    parts = value.split()
    if name in {"inset", "margin"} and parts:
        top = parts[0]
        right = parts[1] if len(parts) > 1 else top
        bottom = parts[2] if len(parts) > 2 else top  # noqa: PLR2004
        left = parts[3] if len(parts) > 3 else right  # noqa: PLR2004
        prefix = "margin-" if name == "margin" else ""
        yield from (
            (prefix + side, part)
            for side, part in zip(("top", "right", "bottom", "left"), (top, right, bottom, left), strict=True)
        )
    elif name == "font":
        size = re.search(r"(?:^|\s)([+-]?[\d.]+(?:[a-z]+|%)?)(?:\s*/\s*\S+)?\s+\S", value)
        if size:
            yield "font-size", size[1]
    elif name == "background":
        yield from _background(value)
    elif name in {"overflow-x", "overflow-y"}:
        yield "overflow", value
    elif name == "inline-size":
        yield "width", value
    elif name == "block-size":
        yield "height", value
    else:
        yield name, value


def _background(value: str) -> Iterator[tuple[str, str]]:
    if "url(" in value or "gradient(" in value or "image-set(" in value:
        yield "background-image", "some"
    else:
        yield "background-image", "none"
    if re.search(r"(?:^|\s)text(?:\s|\Z)", value):
        yield "background-clip", "text"
    for part in re.findall(r"[a-z-]+\([^()]*\)|[^\s,]+", value):
        if part.startswith(("#", "rgb", "hsl", "var(")) or part.isalpha():
            yield "background-color", part


def _nested(prelude: str, parent: str) -> str:
    """Write a nested selector list out (CSS Nesting): ``&`` is the parent, else a descendant of it is meant."""
    around = f":is({parent})"
    parts = (part.strip() for part in prelude.split(","))
    return ", ".join(part.replace("&", around) if "&" in part else f"{around} {part}" for part in parts)


def _query_holds(query: str) -> bool:
    if query.startswith("not "):
        return not _query_holds(query[4:])
    query = query.removeprefix("only ").strip()
    return all(_term_holds(term.strip()) for term in re.split(r"\band\b", query))


def _term_holds(term: str) -> bool:
    if term in {"", "all", "screen"}:
        return True
    match = re.fullmatch(r"\(\s*(min|max)-(?:device-)?width\s*:\s*([\d.]+)(px|em|rem)\s*\)", term)
    if match:
        width = float(match[2]) * (1 if match[3] == "px" else 16)
        return width <= _WINDOW_PX if match[1] == "min" else width >= _WINDOW_PX
    return term in {
        "(prefers-color-scheme: light)",
        "(prefers-color-scheme:light)",
        "(hover: hover)",
        "(hover)",
        "(color)",
    }


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda match: chr(min(int(match[1], 16), 0x10FFFF)) if match[1] else match[2], text)
