"""Looking at linkbacks: moving, the details, opening pages, verifying again, copying."""

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu

from desktop_app.core.errors import PingdeskError
from desktop_app.core.linkback import LinkbackId
from desktop_app.core.queue import Heading
from desktop_app.ui.badges import badge_for
from desktop_app.ui.facts import as_text, evidence_facts
from desktop_app.ui.outbox_notes import OutboxNotes
from desktop_app.ui.tasks import Control
from desktop_app.ui.text import translate

if TYPE_CHECKING:
    from desktop_app.ui.main_window import MainWindow

_BREATH_MS = 15
_ROW_MENU = (
    "approve", "hold", "spam", "unspam", "trash", "restore", "delete", "retry", "",
    "open_source", "open_target", "verify", "", "toggle", "select_sender",
)  # fmt: skip


class Looking(QObject):
    """Keeps the detail pane on the current linkback and connects the looking actions."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._view = window.queue_pane.view
        self._model = window.queue_pane.model
        self._look = QTimer(self, interval=_BREATH_MS, singleShot=True)
        self._look.timeout.connect(self.show_current)
        for name, slot in (
            ("next", self._on_next),
            ("previous", self._on_previous),
            ("open_source", self._on_open_source),
            ("open_target", self._on_open_target),
            ("verify", self._on_verify),
            ("verify_all", self._on_verify_all),
            ("copy_evidence", self._on_copy_evidence),
        ):
            window.actions_by_name[name].triggered.connect(slot)
        self._view.current_changed.connect(self._on_current_changed)
        self._view.opened.connect(self._on_row_opened)
        self._view.menu_requested.connect(self._on_menu_requested)
        window.queue_pane.shown.connect(self._on_queue_shown)
        self.outbox_notes = OutboxNotes(window)
        window.detail_pane.copy_requested.connect(self._on_copy_requested)

    @Slot()
    def show_current(self) -> None:
        """Show the details of the current linkback."""
        self._look.stop()
        heading = self._view.current_heading()
        if heading is not None:
            self._show_group(heading)
            return
        current = self._view.current_id()
        try:
            detail = None if current is None else self._window.desk.queue.detail(current)
        except PingdeskError as error:
            self._window.notes.show_error(error)
            return
        self._window.detail_pane.show_detail(detail)

    def _show_group(self, heading: Heading) -> None:
        queue = self._window.desk.queue

        def job(_control: Control) -> Counter[str]:
            return Counter(badge_for(row.verdict, row.flags).text for row in queue.rows(heading.members).values())

        def show(tally: Counter[str]) -> None:
            if self._view.current_heading() == heading:
                self._window.detail_pane.show_group(heading, tally)

        self._window.tasks.submit(job, owner=self, then=show, failed=self._window.notes.show_error)

    def show_if_current(self, linkback_id: LinkbackId) -> None:
        """Show the details again if this is what they are about."""
        if linkback_id == self._view.current_id():
            self._look.start()

    @Slot(object)
    def _on_current_changed(self, _linkback_id: LinkbackId | None) -> None:
        self._look.start()

    @Slot()
    def _on_queue_shown(self) -> None:
        self._look.start()

    @Slot()
    def _on_next(self) -> None:
        self._view.go_to(self._view.currentIndex().row() + 1)

    @Slot()
    def _on_previous(self) -> None:
        self._view.go_to(self._view.currentIndex().row() - 1)

    @Slot()
    def _on_row_opened(self) -> None:
        if self._view.current_id() is None:
            self._view.toggle_current()
        else:
            self._on_open_source()

    @Slot()
    def _on_open_source(self) -> None:
        row = self._model.row_at(self._view.currentIndex().row())
        if row is not None:
            self._open(row.source_url)

    @Slot()
    def _on_open_target(self) -> None:
        row = self._model.row_at(self._view.currentIndex().row())
        if row is not None:
            self._open(row.post_url)

    def _open(self, address: str) -> None:
        url = QUrl(address, QUrl.ParsingMode.StrictMode)
        # A stranger wrote it: nothing but a web page may be handed to the desktop.
        if url.isValid() and url.scheme() in {"http", "https"} and url.host():
            QDesktopServices.openUrl(url)
        else:
            text = translate("Open", "This is not the address of a web page and is not opened.")
            self._window.queue_pane.undo_bar.tell(text, can_undo=False)

    @Slot()
    def _on_verify(self) -> None:
        current = self._view.current_id()
        if current is not None:
            self._view.touched.emit()  # he is busy with the list: its answer must not sort it under his eyes
            self._window.background.verify([current])

    @Slot()
    def _on_verify_all(self) -> None:
        positions = self._model.entries.positions
        self._view.touched.emit()
        chosen = self._window.queue_pane.selection.ids() & positions.keys()
        self._window.background.verify(sorted(chosen, key=positions.__getitem__))

    @Slot()
    def _on_copy_evidence(self) -> None:
        detail = self._window.detail_pane.detail
        if detail is not None:
            self._on_copy_requested(as_text(evidence_facts(detail)))

    @Slot(str)
    def _on_copy_requested(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._window.queue_pane.undo_bar.tell(translate("Copy", "Copied."), can_undo=False)

    @Slot(QPoint)
    def _on_menu_requested(self, spot: QPoint) -> None:
        menu = QMenu(self._window)
        menu.aboutToHide.connect(menu.deleteLater)
        for name in _ROW_MENU:
            if not name:
                menu.addSeparator()
            elif self._window.actions_by_name[name].isEnabled():
                menu.addAction(self._window.actions_by_name[name])
        menu.popup(spot)
