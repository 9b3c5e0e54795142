"""Reading CSS selectors, as far as they depend on a page's structure only."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from desktop_app.verifier.selectors import Compound, Key, Selector, Specificity, Test, siblings
from desktop_app.verifier.tree import Node

_IDENT: Final = r"(?:[\w-]|[^\x00-\x7f]|\\[0-9a-fA-F]{1,6}\s?|\\.)+"
_PART: Final = re.compile(
    rf"(?P<tag>\*|{_IDENT})|\#(?P<id>{_IDENT})|\.(?P<class>{_IDENT})"
    rf"|\[\s*(?P<name>[\w:|-]+)\s*(?:(?P<operator>[~|^$*]?=)\s*(?P<quote>[\"']?)(?P<value>.*?)(?P=quote)\s*(?P<flag>[is])?\s*)?\]"
    rf"|:(?P<pseudo>[\w-]+)(?P<open>\()?"
)
_ESCAPE: Final = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))")
_COMBINATOR: Final = re.compile(r"\s*([>+~])\s*|\s+")
_NESTS: Final = re.compile(r"[(\[\"']")
_NTH: Final = re.compile(r"\s*(?:(?P<a>[+-]?\d*)n\s*(?P<b>[+-]\s*\d+)?|(?P<only>[+-]?\d+))\s*\Z")

_MOST_COMPOUNDS: Final = 30
_LONGEST_KEPT: Final = 300
"""Characters of the longest selector list that is remembered for the next page."""


class Unsupported(ValueError):
    """A selector that depends on more than the page's structure (or is wrong): its rule is left out."""


def parse(text: str) -> tuple[Selector, ...]:
    """Read a selector list; selectors that are wrong or depend on a reader's doings are left out."""
    return _known(text) if len(text) <= _LONGEST_KEPT else _parse(text)


def _parse(text: str) -> tuple[Selector, ...]:
    found: list[Selector] = []
    for part in _split(text):
        try:
            found.append(_complex(part.strip()))
        except Unsupported:
            continue
    return tuple(found)


_known = lru_cache(maxsize=8_192)(_parse)


def _split(text: str) -> Iterator[str]:
    """Yield the parts of a list separated by commas outside brackets and strings."""
    if not _NESTS.search(text):
        yield from text.split(",")
        return
    depth, start, quote = 0, 0, ""
    for at, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif character == "," and depth == 0:
            yield text[start:at]
            start = at + 1
    yield text[start:]


def _complex(text: str) -> Selector:
    before: list[tuple[str, Compound]] = []
    compound, at = _compound(text, 0)
    while at < len(text):
        match = _COMBINATOR.match(text, at)
        if match is None or match.end() == len(text) or len(before) >= _MOST_COMPOUNDS:
            raise Unsupported(text)
        before.insert(0, (match[1] or " ", compound))
        compound, at = _compound(text, match.end())
    total = [compound.specificity, *(other.specificity for _, other in before)]
    first, second, third = (sum(values) for values in zip(*total, strict=True))
    return Selector(compound, tuple(before), (first, second, third))


def _compound(text: str, at: int) -> tuple[Compound, int]:
    tests: list[Test] = []
    counts = [0, 0, 0]
    key = ("", "")
    names: set[Key] = set()
    is_local = True
    start = at
    while at < len(text) and (match := _PART.match(text, at)) is not None:
        if match["tag"] is not None and at != start:
            break
        at = match.end()
        if match["pseudo"] is not None:
            argument, at = _argument(text, at) if match["open"] else ("", at)
            test, weight, inner, is_own = _pseudo(match["pseudo"].lower(), argument)
            names |= inner
            is_local = is_local and is_own
        else:
            test, weight, own_key = _simple(match)
            key = max(key, own_key, key=_narrowness)
            names.add(own_key)
        tests.append(test)
        counts = [count + more for count, more in zip(counts, weight, strict=True)]
    if not tests:
        raise Unsupported(text)
    return Compound(key, tuple(tests), (counts[0], counts[1], counts[2]), frozenset(names), is_local), at


def _narrowness(key: Key) -> int:
    return ("", "tag", "attribute", "class", "id").index(key[0])


def _simple(match: re.Match[str]) -> tuple[Test, Specificity, Key]:
    if match["tag"] is not None:
        tag = _plain(match["tag"]).lower()
        if tag == "*":
            return (lambda _node: True), (0, 0, 0), ("", "")
        return (lambda node: node.tag == tag), (0, 0, 1), ("tag", tag)
    if match["id"] is not None:
        name = _plain(match["id"])
        return (lambda node: node.get("id") == name), (1, 0, 0), ("id", name)
    if match["class"] is not None:
        word = _plain(match["class"])
        return (lambda node: word in (node.get("class") or "").split()), (0, 1, 0), ("class", word)
    return _attribute(match), (0, 1, 0), ("attribute", match["name"].lower().rpartition("|")[2])


def _attribute(match: re.Match[str]) -> Test:
    name, operator = match["name"].lower().rpartition("|")[2], match["operator"]
    wanted = _plain(match["value"] or "")
    fold = match["flag"] == "i"
    if operator is None:
        return lambda node: node.get(name) is not None
    compare = _OPERATORS[operator]

    def test(node: Node) -> bool:
        value = node.get(name)
        if value is None:
            return False
        return compare(value.lower(), wanted.lower()) if fold else compare(value, wanted)

    return test


_OPERATORS: Final[dict[str, Callable[[str, str], bool]]] = {
    "=": lambda value, wanted: value == wanted,
    "~=": lambda value, wanted: wanted in value.split(),
    "|=": lambda value, wanted: value == wanted or value.startswith(f"{wanted}-"),
    "^=": lambda value, wanted: bool(wanted) and value.startswith(wanted),
    "$=": lambda value, wanted: bool(wanted) and value.endswith(wanted),
    "*=": lambda value, wanted: bool(wanted) and wanted in value,
}


def _argument(text: str, at: int) -> tuple[str, int]:
    depth = 1
    for end in range(at, len(text)):
        depth += {"(": 1, ")": -1}.get(text[end], 0)
        if depth == 0:
            return text[at:end], end + 1
    raise Unsupported(text)


def _pseudo(name: str, argument: str) -> tuple[Test, Specificity, frozenset[Key], bool]:
    """Return test and weight, the names inside, and whether nothing else is asked for."""
    if name in {"not", "is", "where", "matches", "-webkit-any"}:
        return _logical(name, argument)
    if name in {"nth-child", "nth-last-child", "nth-of-type", "nth-last-of-type"}:
        step, offset = _formula(argument)
        return (lambda node: _is_nth(_place(node, name), step, offset)), (0, 1, 0), frozenset(), False
    test = _STRUCTURAL.get(name)
    if test is None or argument:
        raise Unsupported(name)
    return test, (0, 1, 0), frozenset(), name in _LOCAL


def _logical(name: str, argument: str) -> tuple[Test, Specificity, frozenset[Key], bool]:
    options = [_complex(part.strip()) for part in _split(argument)]
    weight = (0, 0, 0) if name == "where" else max(option.specificity for option in options)
    names = frozenset[Key]().union(*(option.names for option in options))
    is_local = not any(option.unshared for option in options)
    if name == "not":
        return (lambda node: not any(option.matches(node) for option in options)), weight, names, is_local
    return (lambda node: any(option.matches(node) for option in options)), weight, names, is_local


def _formula(text: str) -> tuple[int, int]:
    text = {"odd": "2n+1", "even": "2n"}.get(text.strip().lower(), text.strip().lower())
    match = _NTH.match(text)
    if match is None:
        raise Unsupported(text)
    if match["only"] is not None:
        return 0, int(match["only"][:9])
    step = {"": 1, "+": 1, "-": -1}.get(match["a"]) or int(match["a"][:9])
    return step, int((match["b"] or "0").replace(" ", "")[:9])


def _place(node: Node, name: str) -> int:
    beside = siblings(node)
    if name.endswith("of-type"):
        beside = [other for other in beside if other.tag == node.tag]
    at = next(at for at, other in enumerate(beside) if other is node)
    return len(beside) - at if "last" in name else at + 1


def _is_nth(place: int, step: int, offset: int) -> bool:
    distance = place - offset
    return distance == 0 if step == 0 else distance % step == 0 and distance // step >= 0


def _is_link(node: Node) -> bool:
    return node.tag in {"a", "area"} and node.get("href") is not None


_STRUCTURAL: Final[dict[str, Test]] = {
    "first-child": lambda node: _place(node, "nth-child") == 1,
    "last-child": lambda node: _place(node, "nth-last-child") == 1,
    "only-child": lambda node: len(siblings(node)) == 1,
    "first-of-type": lambda node: _place(node, "nth-of-type") == 1,
    "last-of-type": lambda node: _place(node, "nth-last-of-type") == 1,
    "empty": lambda node: not any(child for child in node.children),
    "root": lambda node: node.tag == "html",
    "link": _is_link,
    "any-link": _is_link,
}
_LOCAL: Final = frozenset({"root", "link", "any-link"})
"""Pseudo-classes that depend on an element's name and its having ``href`` only."""


def _plain(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda match: chr(min(int(match[1], 16), 0x10FFFF)) if match[1] else match[2], text)
