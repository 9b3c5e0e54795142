"""What a reader can see of an element: the few CSS properties by which pages hide things, inherited and combined."""

from dataclasses import dataclass

from desktop_app.verifier.tree import Node


@dataclass(frozen=True, slots=True)
class Style:
    gone: bool = False

    @property
    def shows_text(self) -> bool:
        return not self.gone

    def shows_image(self, node: Node) -> bool:
        return not self.gone


class Styles:
    def __init__(self, root: Node, *, has_stylesheet: bool) -> None:
        self.initial = Style()

    def of(self, node: Node, outer: Style) -> Style:
        return Style(outer.gone or node.get("hidden") is not None or "display:none" in (node.get("style") or "").replace(" ", ""))
