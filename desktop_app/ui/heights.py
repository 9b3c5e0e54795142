"""How high the lines of the queue are, and where that puts them."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QHeaderView

from desktop_app.core.linkback import LinkbackId
from desktop_app.core.queue import Entry, Heading
from desktop_app.ui.queue_model import Entries


@dataclass(frozen=True, slots=True)
class Heights:
    """The two heights that lines have."""

    row: int
    heading: int

    def apply(self, header: QHeaderView, headings: frozenset[int], before: frozenset[int]) -> None:
        """Give lines their heights; ``before`` are the lines that were headings until now.

        A header keeps the height that it was given for a line over a reset of the model.
        """
        header.setUpdatesEnabled(False)
        with QSignalBlocker(header):  # else the view looks at all lines again for each heading
            for line in before - headings:
                if line < header.count():
                    header.resizeSection(line, self.row)
            for line in headings:
                header.resizeSection(line, self.heading)
        header.setUpdatesEnabled(True)

    def above(self, entries: Entries, line: int) -> int:
        """Return how far below the top of the list a line begins."""
        headings = sum(heading_line < line for heading_line in entries.headings)
        return headings * self.heading + (line - headings) * self.row

    def can_stay(self, old: Entries, new: Entries, visible: Sequence[LinkbackId], top: int, view_height: int) -> bool:
        """Whether ``new`` can be scrolled so that the ``visible`` rows of ``old`` stay as and where they are.

        ``top`` is where the first of them stands in the view.
        """
        if any(linkback_id not in new.positions for linkback_id in visible):
            return False
        before = old.all[old.positions[visible[0]] : old.positions[visible[-1]] + 1]
        line = new.positions[visible[0]]
        if list(map(_identity, before)) != list(map(_identity, new.all[line : line + len(before)])):
            return False
        scroll = self.above(new, line) - top
        return 0 <= scroll <= max(0, self.above(new, len(new)) - view_height)


def _identity(entry: Entry) -> object:
    return entry.key if isinstance(entry, Heading) else entry
