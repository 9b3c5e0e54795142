"""The queue as a model that knows keys; rows are fetched when they are painted, in batches, and kept."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop_app.core.errors import PingdeskError
from desktop_app.core.linkback import LinkbackId
from desktop_app.core.queue import Entry, Heading, QueueRow
from desktop_app.services.send import WaitingDecision
from desktop_app.ui.badges import badge_for
from desktop_app.ui.outbox_notes import waiting_text
from desktop_app.ui.row_text import row_as_sentence, row_tooltip
from desktop_app.ui.text import joined, tooltip, translate

Index = QModelIndex | QPersistentModelIndex
RowSource = Callable[[Sequence[LinkbackId]], Mapping[LinkbackId, QueueRow]]

_BATCH_BEFORE = 20
_BATCH_AFTER = 60
_KEPT_ROWS = 20_000


class Entries:
    """A listing and where everything stands in it; never changed, only replaced."""

    def __init__(self, entries: Sequence[Entry] = ()) -> None:
        self.all = list(entries)

    def __len__(self) -> int:
        """Return the number of lines, headings included."""
        return len(self.all)

    @cached_property
    def positions(self) -> Mapping[LinkbackId, int]:
        """The line of each linkback."""
        return {entry: line for line, entry in enumerate(self.all) if not isinstance(entry, Heading)}

    @cached_property
    def headings(self) -> Mapping[int, Heading]:
        """The headings by line."""
        return {line: entry for line, entry in enumerate(self.all) if isinstance(entry, Heading)}

    @cached_property
    def grouped(self) -> bytearray:
        """For each line, whether it stands under a heading."""
        marks = bytearray(len(self.all))
        for line, heading in self.headings.items():
            count = len(heading.members)
            marks[line + 1 : line + 1 + count] = b"\1" * count
        return marks

    def without(self, gone: frozenset[LinkbackId]) -> "Entries":
        """Return the listing without some linkbacks; a group of one loses its heading."""
        kept: list[Entry] = []
        for entry in self.all:
            if not isinstance(entry, Heading):
                if entry not in gone:
                    kept.append(entry)
            elif gone.isdisjoint(entry.members):
                kept.append(entry)
            else:
                members = tuple(member for member in entry.members if member not in gone)
                if len(members) > 1:
                    kept.append(Heading(entry.key, entry.label, members, min(entry.sites, len(members))))
        return Entries(kept)


class QueueModel(QAbstractListModel):
    """The lines of the queue. ``rows_of`` is called on the GUI thread and has to be quick."""

    listed = Signal()
    reading_failed = Signal(object)

    def __init__(self, rows_of: RowSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows_of = rows_of
        self._rows: dict[LinkbackId, QueueRow | None] = {}
        self._has_failed = False
        self.entries = Entries()
        self.waiting: Mapping[LinkbackId, WaitingDecision] = {}
        """What waits in the outbox, where that is what the list is about."""

    def show_entries(self, entries: Entries) -> None:
        """Replace the listing; rows already fetched stay."""
        self.beginResetModel()
        self.entries = entries
        self._has_failed = False
        self.endResetModel()
        self.listed.emit()

    def show_waiting(self, waiting: Mapping[LinkbackId, WaitingDecision]) -> None:
        """Say in the rows what waits in the outbox, since when and why."""
        if waiting or self.waiting:
            self.waiting = waiting
            if len(self.entries):
                self.dataChanged.emit(self.index(0), self.index(len(self.entries) - 1))

    def fetch_again(self, ids: Iterable[LinkbackId] | None = None) -> None:
        """Forget the texts of some rows, or of all, and have what is on screen painted from the store."""
        self._has_failed = False
        if ids is None:
            self._rows.clear()
            lines = [0, len(self.entries) - 1] if len(self.entries) else []
        else:
            lines = list[int]()
            for linkback_id in ids:
                self._rows.pop(linkback_id, None)
                line = self.entries.positions.get(linkback_id)
                if line is not None:
                    lines.append(line)
        if lines:
            self.dataChanged.emit(self.index(min(lines)), self.index(max(lines)))

    def entry(self, line: int) -> Entry | None:
        """Return what stands on a line."""
        return self.entries.all[line] if 0 <= line < len(self.entries) else None

    def row_at(self, line: int) -> QueueRow | None:
        """Return the linkback on a line; ``None`` for a heading, or if the store no longer has it."""
        entry = self.entry(line)
        if entry is None or isinstance(entry, Heading):
            return None
        if entry not in self._rows:
            self._fetch_around(line)
        return self._rows.get(entry)

    def row_of(self, linkback_id: LinkbackId) -> QueueRow | None:
        """Return a linkback of the listing."""
        line = self.entries.positions.get(linkback_id)
        return None if line is None else self.row_at(line)

    def rows_for(self, ids: Iterable[LinkbackId]) -> list[QueueRow]:
        """Return linkbacks of the listing, fetched in one go as far as they are not known yet."""
        wanted = list(ids)
        self._fetch([linkback_id for linkback_id in wanted if linkback_id not in self._rows])
        return [row for linkback_id in wanted if (row := self._rows.get(linkback_id)) is not None]

    def _fetch_around(self, line: int) -> None:
        nearby = self.entries.all[max(0, line - _BATCH_BEFORE) : line + _BATCH_AFTER]
        wanted = [entry for entry in nearby if not isinstance(entry, Heading) and entry not in self._rows]
        if len(self._rows) > _KEPT_ROWS:
            self._rows.clear()
        self._fetch(wanted)

    def _fetch(self, wanted: Sequence[LinkbackId]) -> None:
        if not wanted:
            return
        try:
            found = dict[LinkbackId, QueueRow]() if self._has_failed else self._rows_of(wanted)
        except PingdeskError as error:
            self._has_failed = True  # told once, not once for each painted row
            self.reading_failed.emit(error)
            return
        for linkback_id in wanted:
            self._rows[linkback_id] = found.get(linkback_id)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of lines."""
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a line in words, for screen readers and tool tips; the delegate paints from the row itself."""
        if role not in {
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        }:
            return None
        entry = self.entry(index.row())
        if isinstance(entry, Heading):
            return None if role == Qt.ItemDataRole.ToolTipRole else heading_as_sentence(entry)
        row = self.row_at(index.row())
        if row is None:
            return translate("Queue", "This linkback is no longer stored.")
        waiting = self.waiting.get(row.linkback_id)
        note = [] if waiting is None else [waiting_text(waiting)]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(joined([row_tooltip(row), *note]))
        return ", ".join([row_as_sentence(row, badge_for(row.verdict, row.flags).text), *note])


def heading_as_sentence(heading: Heading) -> str:
    """Return a group's heading as one sentence."""
    count = translate("Queue", "%Ln linkback(s)", None, len(heading.members))
    return translate("Queue", "Group {label}: {count}").format(label=heading.label, count=count)
