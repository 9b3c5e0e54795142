"""Which declarations win for an element: the page's own style sheets and its style attributes, by CSS's rules."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from desktop_app.verifier import css, selectors
from desktop_app.verifier.selector_parser import parse
from desktop_app.verifier.suspects import suspects
from desktop_app.verifier.tree import Document, Node

_INLINE: Final = (1, 0, 0, 0)
_VARIABLE: Final = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,\s*([^()]*(?:\([^()]*\))?[^()]*))?\)")
_DEEPEST: Final = 5

_LONGEST_KEPT: Final = 65_536
"""Characters of the longest sheet that is remembered for the next page of the same blog."""
_LONGEST_STYLE: Final = 500
"""The same for style attributes."""


@dataclass(frozen=True, slots=True)
class _Filed:
    """One selector of a rule, with its rank among declarations of equal importance."""

    selector: selectors.Selector
    rank: tuple[int, int, int, int]
    order: int
    declarations: tuple[css.Declaration, ...]


class Cascade:
    """The page's own rules, as far as they can hide something, filed by what an element must have to match.

    ``names`` are all names that the selectors mention: elements that have the same of these, in the same places,
    match the same rules, but for those that have one of the ``unshared`` keys.
    """

    def __init__(self, document: Document) -> None:
        """Read all style elements of the page that hold on a screen."""
        self.names: set[selectors.Key] = set()
        self.unshared: set[selectors.Key] = set()
        self._filed: dict[selectors.Key, list[_Filed]] = {}
        self._variables: dict[str, str] = {}
        found = [rule for sheet in _sheets(document) for rule in _rules(sheet)]
        present = _present(document)
        inline = {node.attributes["style"] for node in document.nodes if "style" in node.attributes}
        self._suspects = suspects(
            [*(rule.declarations for rule in found), *map(_declarations, inline)],
            (name for kind, name in present if kind == "attribute"),
            (name for kind, name in present if kind == "tag"),
        )
        for order, rule in enumerate(found):
            self._file(rule, order, present)

    def of(self, node: Node) -> dict[str, str]:
        """Return the winning value of each relevant property that something sets for ``node``."""
        won: dict[str, tuple[tuple[bool, tuple[int, int, int, int], int], str]] = {}
        if self._filed:
            for filed in self._matching(node):
                _compete(won, filed.declarations, filed.rank, filed.order)
        inline = node.get("style")
        if inline:
            _compete(won, _declarations(inline), _INLINE, 0)
        return {name: self._substituted(value) for name, (_, value) in won.items()}

    def _file(self, rule: css.Rule, order: int, present: set[selectors.Key]) -> None:
        for name, value, _ in rule.declarations:
            if name.startswith("--"):
                self._variables[name] = value
        telling = tuple(declaration for declaration in rule.declarations if declaration[0] in self._suspects)
        if not telling:
            return
        for selector in parse(rule.selector):
            if not present.issuperset(selector.keys):
                continue  # nothing on this page has such a class, id or tag
            filed = _Filed(selector, (0, *selector.specificity), order, telling)
            self._filed.setdefault(selector.subject.key, []).append(filed)
            self.names |= selector.names
            self.unshared |= selector.unshared

    def _matching(self, node: Node) -> Iterable[_Filed]:
        for key in selectors.keys_of(node):
            for filed in self._filed.get(key, ()):
                if filed.selector.matches(node):
                    yield filed

    def _substituted(self, value: str, depth: int = 0) -> str:
        """Put variables in; one that is set in several places is taken from the last."""
        if "var(" not in value or depth > _DEEPEST:
            return value
        value = _VARIABLE.sub(lambda match: self._variables.get(match[1], (match[2] or "").strip()), value)
        return self._substituted(value, depth + 1)


_known_rules = lru_cache(maxsize=256)(css.rules)
_known_declarations = lru_cache(maxsize=2_048)(css.declarations)


def _rules(sheet: str) -> tuple[css.Rule, ...]:
    return _known_rules(sheet) if len(sheet) <= _LONGEST_KEPT else css.rules(sheet)


def _declarations(text: str) -> tuple[css.Declaration, ...]:
    return _known_declarations(text) if len(text) <= _LONGEST_STYLE else css.declarations(text)


def _sheets(document: Document) -> list[str]:
    return [
        node.own_text()
        for node in document.nodes
        if node.tag == "style" and css.applies_to_screens(node.get("media") or "")
    ]


def _present(document: Document) -> set[selectors.Key]:
    """Return the keys of everything on the page."""
    classes: set[str] = set()
    attributes: set[str] = set()
    ids: set[str] = set()
    for node in document.nodes:
        given = node.attributes
        attributes.update(given)
        if "class" in given:
            classes.add(given["class"])
        if "id" in given:
            ids.add(given["id"])
    return {
        ("", ""),
        *(("tag", tag) for tag in {node.tag for node in document.nodes}),
        *(("attribute", name) for name in attributes),
        *(("class", word) for text in classes for word in text.split()),
        *(("id", name) for name in ids),
    }


def _compete(
    won: dict[str, tuple[tuple[bool, tuple[int, int, int, int], int], str]],
    declarations: tuple[css.Declaration, ...],
    rank: tuple[int, int, int, int],
    order: int,
) -> None:
    for name, value, is_important in declarations:
        strength = (is_important, rank, order)
        if name not in won or strength >= won[name][0]:
            won[name] = (strength, value)
