"""What waits in the outbox, for the rows and the details: looked up in the background, told in words."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from desktop_app.core.changes import Changes
from desktop_app.core.decision import Action
from desktop_app.core.linkback import LinkbackId
from desktop_app.core.query import View
from desktop_app.services.send import WaitingDecision
from desktop_app.ui.tasks import Control, Task
from desktop_app.ui.text import ago, translate, utc_now

if TYPE_CHECKING:
    from desktop_app.ui.main_window import MainWindow


class OutboxNotes(QObject):
    """Keeps the notes of what waits up to date in the outbox's rows and in the details."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._running: Task | None = None
        self._is_stale = False
        window.queue_pane.shown.connect(self.look)
        window.background.changed.connect(self._on_changed)
        window.operations.changed.connect(self._on_changed)

    @Slot()
    def look(self) -> None:
        """Look up what waits."""
        if self._running is not None:
            self._is_stale = True
            return
        sender = self._window.desk.sender

        def job(_control: Control) -> dict[LinkbackId, WaitingDecision]:
            return {decision.linkback_id: decision for decision in sender.waiting()}

        self._running = self._window.tasks.submit(
            job, owner=self, then=self._on_found, failed=self._window.notes.show_error
        )

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if changes.outbox:
            self.look()

    def _on_found(self, waiting: dict[LinkbackId, WaitingDecision]) -> None:
        self._running = None
        in_outbox = self._window.listing.question.view is View.OUTBOX
        self._window.queue_pane.model.show_waiting(waiting if in_outbox else {})
        self._window.detail_pane.show_waiting(waiting)
        if self._is_stale:
            self._is_stale = False
            self.look()


def waiting_text(waiting: WaitingDecision) -> str:
    """Return what waits, since when and why."""
    reason = " ".join(waiting.reason.split()) or translate("Outbox", "Held back so that you can undo it.")
    return translate("Outbox", "{action}, {when}. {reason}").format(
        action=_action_name(waiting.action), when=ago(waiting.decided, utc_now()), reason=reason
    )


def _action_name(action: Action) -> str:
    return {
        Action.APPROVE: translate("Outbox", "Approve"),
        Action.HOLD: translate("Outbox", "Unapprove"),
        Action.SPAM: translate("Outbox", "Spam"),
        Action.UNSPAM: translate("Outbox", "Not spam"),
        Action.TRASH: translate("Outbox", "Trash"),
        Action.RESTORE: translate("Outbox", "Restore"),
        Action.DELETE: translate("Outbox", "Delete permanently"),
    }[action]
