"""The middle pane's list: one current line to look at, any number of ticked ones to act on."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop_app.core.linkback import LinkbackId
from desktop_app.core.queue import Heading
from desktop_app.ui.heights import Heights
from desktop_app.ui.queue_delegate import QueueDelegate
from desktop_app.ui.queue_model import Entries, Index, QueueModel
from desktop_app.ui.selection import Selection
from desktop_app.ui.text import translate
from desktop_app.ui.theme import Theme


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A line's content and how far below the upper edge it stands."""

    linkback_id: LinkbackId
    offset: int


class QueueView(QTableView):
    """The queue. ``current_changed`` carries the `LinkbackId` looked at, or ``None``."""

    current_changed = Signal(object)
    opened = Signal()
    menu_requested = Signal(QPoint)
    touched = Signal()

    def __init__(self, model: QueueModel, selection: Selection, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._ticks = selection
        self._range_from = -1
        self._heading_lines: frozenset[int] = frozenset()
        self.setObjectName("queue")
        self.setAccessibleName(translate("Queue", "Linkbacks"))
        self._painter = QueueDelegate(theme, selection, self)
        self.setItemDelegate(self._painter)
        self.setModel(model)
        self._set_up_look()
        selection.changed.connect(self._on_ticks_changed)
        theme.changed.connect(self._on_ticks_changed)

    def _set_up_look(self) -> None:
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        vertical = self.verticalHeader()
        vertical.hide()
        vertical.setMinimumSectionSize(1)
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setDefaultSectionSize(self._painter.fonts.row_height)
        self.verticalScrollBar().setSingleStep(self._painter.fonts.row_height // 2)

    # What is shown

    def show_entries(self, entries: Entries, *, current: LinkbackId | None, stay: bool) -> None:
        """Replace the listing; with ``stay`` what the user looks at keeps its place on the screen."""
        anchor = self._anchor(entries) if stay else None
        before = self.current_id()
        line = entries.positions.get(current) if current is not None else None
        with QSignalBlocker(self):  # a reset takes the current line away for a moment: no one needs to hear it
            self._model.show_entries(entries)
            self._set_heights(entries)
            if line is not None:
                self.setCurrentIndex(self._model.index(line, 0))
        self._range_from = -1
        if anchor is not None:
            self._restore(anchor)
        elif line is not None:
            self.scrollTo(self._model.index(line, 0))
        else:
            self.scrollToTop()
        self.viewport().update()
        if self.current_id() != before:
            self.current_changed.emit(self.current_id())

    def _set_heights(self, entries: Entries) -> None:
        lines = frozenset(entries.headings)
        self._heights().apply(self.verticalHeader(), lines, self._heading_lines)
        self._heading_lines = lines
        self.updateGeometries()

    def _heights(self) -> Heights:
        return Heights(self._painter.fonts.row_height, self._painter.fonts.heading_height)

    def can_stay(self, entries: Entries) -> bool:
        """Whether ``entries`` can be shown with everything on screen staying as and where it is."""
        visible = self.visible_ids()
        if not visible:
            return False
        top = self.rowViewportPosition(self._model.entries.positions[visible[0]])
        return self._heights().can_stay(self._model.entries, entries, visible, top, self.viewport().height())

    def _anchor(self, entries: Entries) -> _Anchor | None:
        positions = entries.positions
        shown = self.visible_ids()
        current = self.current_id()
        candidates = ([current] if current in shown and current is not None else []) + shown
        for linkback_id in candidates:
            if linkback_id in positions:
                line = self._model.entries.positions[linkback_id]
                return _Anchor(linkback_id, self.rowViewportPosition(line))
        return None

    def _restore(self, anchor: _Anchor) -> None:
        line, bar = self._model.entries.positions[anchor.linkback_id], self.verticalScrollBar()
        bar.setValue(bar.value() + self.rowViewportPosition(line) - anchor.offset)

    def visible_ids(self) -> list[LinkbackId]:
        """Return the linkbacks on screen, from the top."""
        if not len(self._model.entries):
            return []
        first = max(0, self.rowAt(0))
        last = self.rowAt(self.viewport().height() - 1)
        last = len(self._model.entries) - 1 if last < 0 else last
        lines = self._model.entries.all[first : last + 1]
        return [entry for entry in lines if not isinstance(entry, Heading)]

    # What is looked at

    def current_id(self) -> LinkbackId | None:
        """Return the linkback that is looked at."""
        entry = self._model.entry(self.currentIndex().row())
        return None if entry is None or isinstance(entry, Heading) else entry

    def current_heading(self) -> Heading | None:
        """Return the group's heading that is looked at."""
        return self._model.entries.headings.get(self.currentIndex().row())

    def go_to(self, line: int) -> None:
        """Look at a line; beyond the ends means the ends."""
        if len(self._model.entries):
            line = max(0, min(line, len(self._model.entries) - 1))
            self.setCurrentIndex(self._model.index(line, 0))
            self.touched.emit()

    def neighbour_of(self, leaving: frozenset[LinkbackId]) -> LinkbackId | None:
        """Return what to look at when ``leaving`` go: the next that stays, else the previous."""
        current = self.current_id()
        if current is not None and current not in leaving:
            return current
        line = self.currentIndex().row()
        entries = self._model.entries.all
        after, before = entries[max(0, line) :], reversed(entries[: max(0, line)])
        for side in (after, before):
            for entry in side:
                if not isinstance(entry, Heading) and entry not in leaving:
                    return entry
        return None

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell who shows the details, and paint both lines."""
        super().currentChanged(current, previous)
        for index in (previous, current):
            if index.isValid():
                self.update(index)
        if not self.signalsBlocked():
            self.current_changed.emit(self.current_id())

    # Ticking

    def toggle_line(self, line: int) -> None:
        """Tick a row, or a heading's whole group, or take the tick away."""
        self._ticks.toggle(self._ids_between(line, line))
        self._range_from = line

    def toggle_current(self) -> None:
        """Tick the current line, or take its tick away."""
        if self.currentIndex().isValid():
            self.toggle_line(self.currentIndex().row())
            self.touched.emit()

    def _ids_between(self, one: int, other: int) -> list[LinkbackId]:
        first, last = sorted((one, other))
        entries = self._model.entries.all[first : last + 1]
        if len(entries) == 1 and isinstance(entries[0], Heading):
            return list(entries[0].members)
        return [entry for entry in entries if not isinstance(entry, Heading)]

    def _tick_up_to(self, line: int) -> None:
        if self._range_from < 0:
            self._range_from = max(0, self.currentIndex().row())
        self._ticks.tick(self._ids_between(self._range_from, line))

    # Mouse and keyboard

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look at a row; in its check box, or with Ctrl or Shift, tick."""
        index = self.indexAt(event.position().toPoint())
        if event.button() is not Qt.MouseButton.LeftButton or not index.isValid():
            super().mousePressEvent(event)
            return
        self.touched.emit()
        line = index.row()
        grouped = bool(self._model.entries.grouped[line])
        in_box = self._painter.box_rect(self.visualRect(index), is_grouped=grouped).contains(event.position().toPoint())
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._tick_up_to(line)
        elif in_box or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.toggle_line(line)
        else:
            self._range_from = line
        if not in_box:
            self.setCurrentIndex(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Only hovering: dragging over rows neither selects nor scrolls."""
        if not event.buttons():
            super().mouseMoveEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Treat the second press like the first: opening a stranger's page by accident would be rude."""
        self.mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the usual keys, tick with Space, extend with Shift, open with Enter."""
        key, line = event.key(), self.currentIndex().row()
        page = max(1, self.viewport().height() // self._painter.fonts.row_height - 1)
        steps = {
            Qt.Key.Key_Up: line - 1,
            Qt.Key.Key_Down: line + 1,
            Qt.Key.Key_PageUp: line - page,
            Qt.Key.Key_PageDown: line + page,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(self._model.entries) - 1,
        }
        if key in steps:
            goal = max(0, min(steps[Qt.Key(key)], len(self._model.entries) - 1))
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self._tick_up_to(goal)
            else:
                self._range_from = goal
            self.go_to(goal)
        elif key == Qt.Key.Key_Space:
            self.toggle_current()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit()
        else:
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the row under the pointer, or of the current one."""
        index = self.indexAt(event.pos())
        if event.reason() is QContextMenuEvent.Reason.Mouse and index.isValid():
            self.setCurrentIndex(index)
        self.menu_requested.emit(event.globalPos())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Note that the user is reading."""
        self.touched.emit()
        super().wheelEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Make a line current, so that the keyboard has somewhere to start."""
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self._model.index(0, 0) if len(self._model.entries) else QModelIndex())
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the mark of the focus away."""
        super().focusOutEvent(event)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the one column as wide as the view."""
        super().resizeEvent(event)
        self.setColumnWidth(0, self.viewport().width())

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew when the font changes."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "_painter"):
            self._painter.use_font(self.font())
            self.verticalHeader().setDefaultSectionSize(self._painter.fonts.row_height)

    @Slot()
    def _on_ticks_changed(self) -> None:
        self.viewport().update()

    @Slot()
    def refresh_ages(self) -> None:
        """Let the last column tell the time as it is now."""
        self._painter.tell_time()
        self.viewport().update()
