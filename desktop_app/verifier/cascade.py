"""Which declarations win for an element: the page's own style sheets and its style attributes, by CSS's rules."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from desktop_app.verifier import css, selectors
from desktop_app.verifier.tree import Node

_INLINE: Final = (1, 0, 0, 0)
_VARIABLE: Final = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,\s*([^()]*(?:\([^()]*\))?[^()]*))?\)")
_DEEPEST: Final = 5


@dataclass(frozen=True, slots=True)
class _Filed:
    """One selector of a rule, with its rank among declarations of equal importance."""

    selector: selectors.Selector
    rank: tuple[int, int, int, int]
    order: int
    declarations: tuple[css.Declaration, ...]


class Cascade:
    """The page's own rules, filed by what an element must have to match."""

    def __init__(self, root: Node) -> None:
        """Read all style elements of the page that hold on a screen."""
        self._filed: dict[tuple[str, str], list[_Filed]] = {}
        self._present: set[tuple[str, str]] = set()
        self._variables: dict[str, str] = {}
        order = 0
        sheets = list(_sheets(root))
        if sheets:
            self._present.update(key for node in root.descend() for key in selectors.keys_of(node))
        for sheet in sheets:
            for rule in css.rules(sheet):
                order += 1
                self._file(rule, order)

    def of(self, node: Node) -> dict[str, str]:
        """Return the winning value of each relevant property that something sets for ``node``."""
        won: dict[str, tuple[tuple[bool, tuple[int, int, int, int], int], str]] = {}
        for filed in self._matching(node):
            _compete(won, filed.declarations, filed.rank, filed.order)
        inline = node.get("style")
        if inline:
            _compete(won, css.declarations(inline), _INLINE, 0)
        return {name: self._substituted(value) for name, (_, value) in won.items()}

    def _file(self, rule: css.Rule, order: int) -> None:
        for name, value, _ in rule.declarations:
            if name.startswith("--"):
                self._variables[name] = value
        for selector in selectors.parse(rule.selector):
            if not self._present.issuperset(selector.keys):
                continue  # nothing on this page has such a class, id or tag
            filed = _Filed(selector, (0, *selector.specificity), order, rule.declarations)
            self._filed.setdefault(selector.subject.key, []).append(filed)

    def _matching(self, node: Node) -> Iterable[_Filed]:
        if not self._filed:
            return
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


def _sheets(root: Node) -> Iterable[str]:
    for node in root.descend():
        if node.tag == "style" and css.applies_to_screens(node.get("media") or ""):
            yield node.own_text()


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
