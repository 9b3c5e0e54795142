"""From a key or a click to an act: on which linkbacks, whether it is possible, and where the eye goes next."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMessageBox

from desktop_app.core.decision import Action, aim_of, is_possible
from desktop_app.core.linkback import LinkbackId, Status
from desktop_app.core.query import VIEW_QUERIES, View
from desktop_app.core.queue import QueueRow
from desktop_app.services.moderate import ActReport
from desktop_app.ui.detail_tabs import breakable
from desktop_app.ui.listing import Occasion
from desktop_app.ui.operations import Sentence
from desktop_app.ui.row_text import title_of
from desktop_app.ui.text import keep_title_whole, plain_message, translate

if TYPE_CHECKING:
    from desktop_app.ui.main_window import MainWindow

_ACTIONS = {
    "approve": Action.APPROVE,
    "hold": Action.HOLD,
    "spam": Action.SPAM,
    "unspam": Action.UNSPAM,
    "restore": Action.RESTORE,
}
_ALL = "_all"
_BIN = frozenset({Status.SPAM, Status.TRASH})


class Deciding(QObject):
    """Connects the deciding actions."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._pane = window.queue_pane
        self._operations = window.operations
        self._to_delete: tuple[LinkbackId, ...] = ()
        actions = window.actions_by_name
        for name in _ACTIONS:
            actions[name].triggered.connect(self._on_one_triggered)
            if name not in {"unspam", "restore"}:
                actions[name + _ALL].triggered.connect(self._on_many_triggered)
        actions["trash"].triggered.connect(self._on_trash_triggered)
        actions["trash_all"].triggered.connect(self._on_trash_all_triggered)
        actions["delete"].triggered.connect(self._on_delete_triggered)
        actions["delete_all"].triggered.connect(self._on_delete_all_triggered)
        actions["bring_back_all"].triggered.connect(self._on_bring_back_all_triggered)
        actions["undo_or_restore"].triggered.connect(self._on_undo_or_restore_triggered)
        actions["undo"].triggered.connect(self._operations.undo)
        actions["redo"].triggered.connect(self._operations.redo)
        actions["retry"].triggered.connect(self._on_retry_triggered)
        self._pane.undo_bar.undo_requested.connect(self._operations.undo)
        self._pane.view.current_changed.connect(self.update_actions)
        self._pane.selection.changed.connect(self.update_actions)
        self._pane.shown.connect(self.update_actions)
        self._operations.decided.connect(self._on_decided)
        self._operations.taken_back.connect(self._on_taken_back)
        self._operations.told.connect(self._on_told)
        self.update_actions()

    # What is possible

    def current_row(self) -> QueueRow | None:
        """Return the linkback that is looked at."""
        return self._pane.model.row_at(self._pane.view.currentIndex().row())

    def _status_of_group(self) -> Status | None:
        """Return the status of all members of the group that is looked at, where the view says it."""
        statuses = VIEW_QUERIES[self._window.listing.question.view].statuses
        is_known = self._pane.view.current_heading() is not None and len(statuses) == 1
        return next(iter(statuses)) if is_known else None

    @property
    def _is_in_bin(self) -> bool:
        return self._window.listing.question.view in {View.SPAM, View.TRASH}

    @Slot()
    def update_actions(self) -> None:
        """Let exactly those actions be triggered that make sense now."""
        actions, row = self._window.actions_by_name, self.current_row()
        status = row.status if row is not None else self._status_of_group()
        is_group = self._pane.view.current_heading() is not None
        for name, action in _ACTIONS.items():
            is_sensible = status is not None and is_possible(action, status) and aim_of(action, None) is not status
            fits_any = is_group and status is None and name not in {"unspam", "restore"}
            actions[name].setEnabled(is_sensible or fits_any)
        for name in ("open_source", "open_target", "verify", "select_sender", "copy_evidence"):
            actions[name].setEnabled(row is not None)
        actions["toggle"].setEnabled(self._pane.view.currentIndex().isValid())
        self._fit_to(status, can_retry=_can_retry(row))
        self._fit_to_selection()
        undo = actions["undo" if self._is_in_bin else "undo_or_restore"]
        self._pane.undo_bar.name_key(undo.shortcut().toString(QKeySequence.SequenceFormat.NativeText))

    def _fit_to(self, status: Status | None, *, can_retry: bool) -> None:
        """Offer what fits the status; what is hidden has no key either."""
        actions = self._window.actions_by_name
        can_delete = status is not None and is_possible(Action.DELETE, status)
        actions["spam"].setVisible(status is not Status.SPAM)
        actions["unspam"].setVisible(status is Status.SPAM)
        actions["restore"].setVisible(status is Status.TRASH)
        actions["delete"].setEnabled(can_delete)
        actions["retry"].setVisible(can_retry)
        actions["retry"].setEnabled(can_retry)
        is_deleting = can_delete and self._is_in_bin
        actions.rename("trash", "delete" if is_deleting else "trash")
        is_something = status is not None or self._pane.view.current_heading() is not None
        actions["trash"].setEnabled(is_something and (is_deleting or status is not Status.TRASH))
        self._show_key_of_bringing_back()

    def _show_key_of_bringing_back(self) -> None:
        """Show Z on the buttons that do what Z does in Spam and Trash."""
        actions = self._window.actions_by_name
        key = actions["undo_or_restore"].shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        for name in ("unspam", "restore"):
            shown = key if self._is_in_bin else ""
            if actions[name].property("shownKey") != shown:
                actions[name].setProperty("shownKey", shown)
                actions[name].changed.emit()

    def _fit_to_selection(self) -> None:
        actions, view = self._window.actions_by_name, self._window.listing.question.view
        has_selection = len(self._pane.selection) > 0
        for name in ("approve", "hold", "spam", "trash", "verify"):
            actions[name + _ALL].setEnabled(has_selection)
        for name in ("delete_all", "bring_back_all"):
            actions[name].setVisible(self._is_in_bin)
            actions[name].setEnabled(has_selection and self._is_in_bin)
        actions["trash_all"].setVisible(view is not View.TRASH)
        actions["spam_all"].setVisible(view is not View.SPAM)

    # Acting

    def decide(self, action: Action, ids: Sequence[LinkbackId]) -> None:
        """Act, and look at the next linkback at once, so that keys struck quickly fall on the right ones."""
        if ids:
            self.look_beyond(ids)
            self._operations.decide(action, ids)

    def look_beyond(self, ids: Sequence[LinkbackId]) -> None:
        """Look at the next linkback that is not among these, if it is one of these that is looked at."""
        beyond = self._pane.view.neighbour_of(frozenset(ids))
        is_on_group = self._pane.view.current_heading() is not None
        if (is_on_group or self._pane.view.current_id() in ids) and beyond is not None:
            self._pane.view.go_to(self._pane.model.entries.positions[beyond])

    def selected(self) -> list[LinkbackId]:
        """Return what is ticked, in the order of the list."""
        positions = self._pane.model.entries.positions
        return sorted(self._pane.selection.ids() & positions.keys(), key=positions.__getitem__)

    def current(self) -> list[LinkbackId]:
        """Return what is looked at: a linkback, or a heading's whole group."""
        heading = self._pane.view.current_heading()
        if heading is not None:
            return list(heading.members)
        current = self._pane.view.current_id()
        return [] if current is None else [current]

    @Slot()
    def _on_one_triggered(self) -> None:
        self.decide(_ACTIONS[self.sender().objectName()], self.current())

    @Slot()
    def _on_many_triggered(self) -> None:
        self.decide(_ACTIONS[self.sender().objectName().removesuffix(_ALL)], self.selected())

    @Slot()
    def _on_trash_triggered(self) -> None:
        row = self.current_row()
        status = row.status if row is not None else self._status_of_group()
        if status in _BIN and self._is_in_bin:
            self._ask_to_delete(self.current())
        else:
            self.decide(Action.TRASH, self.current())

    @Slot()
    def _on_trash_all_triggered(self) -> None:
        self.decide(Action.TRASH, self.selected())

    @Slot()
    def _on_delete_triggered(self) -> None:
        self._ask_to_delete(self.current())

    @Slot()
    def _on_delete_all_triggered(self) -> None:
        self._ask_to_delete(self.selected())

    @Slot()
    def _on_bring_back_all_triggered(self) -> None:
        is_spam = self._window.listing.question.view is View.SPAM
        self.decide(Action.UNSPAM if is_spam else Action.RESTORE, self.selected())

    @Slot()
    def _on_undo_or_restore_triggered(self) -> None:
        row = self.current_row()
        status = row.status if row is not None else self._status_of_group()
        if self._is_in_bin and status in _BIN:
            self.decide(Action.UNSPAM if status is Status.SPAM else Action.RESTORE, self.current())
        else:
            self._operations.undo()

    @Slot()
    def _on_retry_triggered(self) -> None:
        row = self.current_row()
        if row is not None:
            self._operations.retry([row])

    # Deleting permanently is the one act that asks

    def _ask_to_delete(self, ids: Sequence[LinkbackId]) -> None:
        if not ids:
            return
        self._to_delete = tuple(ids)
        box = plain_message(
            self._window,
            icon=QMessageBox.Icon.Warning,
            title=translate("Delete", "Delete permanently"),
            text=self._what_to_delete(ids),
            explanation=_deletion_text(len(ids)),
        )
        keep_title_whole(box)
        box.setObjectName("deleteQuestion")
        delete = box.addButton(translate("Delete", "Delete permanently"), QMessageBox.ButtonRole.AcceptRole)
        delete.setObjectName("deleteConfirm")
        keep = box.addButton(translate("Delete", "Keep"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        box.accepted.connect(self._on_delete_accepted)
        box.open()

    def _what_to_delete(self, ids: Sequence[LinkbackId]) -> str:
        row = self._pane.model.row_of(ids[0]) if len(ids) == 1 else None
        if row is None:
            return translate("Delete", "Delete %Ln linkback(s) permanently?", None, len(ids))
        text = translate("Delete", "Delete “{title}” from {sender} permanently?")
        return text.format(title=breakable(title_of(row)), sender=row.sender)

    @Slot()
    def _on_delete_accepted(self) -> None:
        self.decide(Action.DELETE, self._to_delete)

    # What follows

    @Slot(object)
    def _on_decided(self, report: ActReport) -> None:
        statuses = self._window.listing.question.query().statuses
        aim = aim_of(report.action, None)
        self._pane.selection.untick(report.accepted)
        if statuses and (aim is None or aim not in statuses):
            self._pane.take_away(frozenset(report.accepted))
        else:
            self._pane.model.fetch_again(report.accepted)
        self._window.background.send_when_due()

    @Slot(object)
    def _on_taken_back(self, _report: object) -> None:
        self._pane.model.fetch_again()
        self._window.listing.look_again(Occasion.ASKED)
        self._window.background.send_when_due()

    @Slot(object)
    def _on_told(self, sentence: Sentence) -> None:
        self._pane.undo_bar.tell(sentence.text, can_undo=sentence.can_undo)


def _can_retry(row: QueueRow | None) -> bool:
    """Whether the site refused what was decided; in a conflict there are two to choose between instead."""
    return row is not None and row.failed_action is not None and row.conflict is None


def _deletion_text(count: int) -> str:
    if count == 1:
        return translate("Delete", "It is removed from the site. This cannot be undone.")
    return translate("Delete", "They are removed from their sites. This cannot be undone.")
