"""What is ticked for a bulk act: a set of linkbacks, apart from the row the user is looking at."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Qt, Signal

from desktop_app.core.linkback import LinkbackId
from desktop_app.core.queue import Heading


class Selection(QObject):
    """The ticked linkbacks; ``changed`` is emitted once for each gesture."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids: set[LinkbackId] = set()
        self._headings: dict[str, Qt.CheckState] = {}

    def __len__(self) -> int:
        """Return how many are ticked."""
        return len(self._ids)

    def __contains__(self, linkback_id: LinkbackId) -> bool:
        """Return whether it is ticked."""
        return linkback_id in self._ids

    def ids(self) -> frozenset[LinkbackId]:
        """Return all that is ticked, in no order."""
        return frozenset(self._ids)

    def tick(self, ids: Iterable[LinkbackId]) -> None:
        """Add to what is ticked."""
        self._replace(self._ids.union(ids))

    def untick(self, ids: Iterable[LinkbackId]) -> None:
        """Take away from what is ticked."""
        self._replace(self._ids.difference(ids))

    def toggle(self, ids: Iterable[LinkbackId]) -> None:
        """Tick all of ``ids``, or none of them if all were ticked."""
        asked = set(ids)
        self._replace(self._ids - asked if asked <= self._ids else self._ids | asked)

    def set_to(self, ids: Iterable[LinkbackId]) -> None:
        """Tick exactly ``ids``."""
        self._replace(set(ids))

    def clear(self) -> None:
        """Tick nothing."""
        self._replace(set())

    def keep_only(self, shown: Iterable[LinkbackId]) -> None:
        """Forget what is no longer listed: an act must be on what the user could see."""
        if self._ids:
            self._replace(self._ids.intersection(shown))

    def state_of(self, heading: Heading) -> Qt.CheckState:
        """Whether all, some or none of a group are ticked."""
        state = self._headings.get(heading.key)
        if state is None:
            ticked = sum(member in self._ids for member in heading.members) if self._ids else 0
            state = Qt.CheckState.PartiallyChecked if ticked else Qt.CheckState.Unchecked
            state = Qt.CheckState.Checked if ticked == len(heading.members) else state
            self._headings[heading.key] = state
        return state

    def forget_headings(self) -> None:
        """Count the groups anew: their members changed."""
        self._headings.clear()

    def _replace(self, ids: set[LinkbackId]) -> None:
        if ids != self._ids:
            self._ids = ids
            self._headings.clear()
            self.changed.emit()
