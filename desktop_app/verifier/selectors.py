"""CSS selectors and how they match the tree: compounds, and the combinators between them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from desktop_app.verifier.tree import Node

Specificity = tuple[int, int, int]
Test = Callable[[Node], bool]
Key = tuple[str, str]
"""What an element must have: ``("id", name)``, ``("class", word)``, ``("attribute", name)``, ``("tag", name)``."""


@dataclass(frozen=True, slots=True)
class Compound:
    """What stands between two combinators; ``key`` is what a matching element must have.

    ``names`` are all names in it; ``is_local`` says that it asks for nothing but these.
    """

    key: Key
    tests: tuple[Test, ...]
    specificity: Specificity
    names: frozenset[Key]
    is_local: bool

    def matches(self, node: Node) -> bool:
        """Say whether the element itself fits."""
        for test in self.tests:  # noqa: SIM110 - the innermost loop: a generator would take twice as long
            if not test(node):
                return False
        return True


@dataclass(frozen=True, slots=True)
class Selector:
    """A complex selector: its last compound, and what must stand before it, from right to left."""

    subject: Compound
    before: tuple[tuple[str, Compound], ...]
    specificity: Specificity

    @property
    def compounds(self) -> tuple[Compound, ...]:
        """All compounds, from right to left."""
        return (self.subject, *(compound for _, compound in self.before))

    @property
    def keys(self) -> frozenset[Key]:
        """What a page must have somewhere for the selector to match at all."""
        return frozenset(compound.key for compound in self.compounds)

    @property
    def names(self) -> frozenset[Key]:
        """All names in the selector."""
        return frozenset[Key]().union(*(compound.names for compound in self.compounds))

    @property
    def unshared(self) -> frozenset[Key]:
        """Keys of compounds for which it matters which elements stand beside or in the one that matches."""
        besides = [combinator in {"+", "~"} for combinator, _ in self.before] + [False]
        return frozenset(
            compound.key
            for compound, is_beside in zip(self.compounds, besides, strict=True)
            if is_beside or not compound.is_local
        )

    def matches(self, node: Node) -> bool:
        """Say whether an element fits, with what stands around it."""
        return self.subject.matches(node) and _fits(node, self.before)


def keys_of(node: Node) -> Iterable[Key]:
    """Yield the keys under which compounds that may match an element are filed."""
    yield "", ""
    yield "tag", node.tag
    for name in node.attributes:
        yield "attribute", name
    for word in (node.get("class") or "").split():
        yield "class", word
    own = node.get("id")
    if own is not None:
        yield "id", own


def _fits(node: Node, before: tuple[tuple[str, Compound], ...]) -> bool:
    if not before:
        return True
    combinator, compound = before[0]
    rest = before[1:]
    if combinator == " ":
        above = node.parent
        while above is not None:
            if compound.matches(above) and _fits(above, rest):
                return True
            above = above.parent
        return False
    return any(compound.matches(other) and _fits(other, rest) for other in _reached(node, combinator))


def _reached(node: Node, combinator: str) -> Iterator[Node]:
    """Yield the elements to which a combinator other than descent leads from right to left."""
    if combinator == ">":
        if node.parent is not None:
            yield node.parent
    else:
        earlier = siblings(node)[: _position(node)]
        yield from reversed(earlier) if combinator == "~" else earlier[-1:]


def siblings(node: Node) -> list[Node]:
    """Return an element and those beside it."""
    return list(node.parent.elements()) if node.parent is not None else [node]


def _position(node: Node) -> int:
    return next((at for at, other in enumerate(siblings(node)) if other is node), 0)
