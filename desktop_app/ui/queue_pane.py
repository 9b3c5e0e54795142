"""The middle pane: offers, the queue or why it is empty, the bulk bar, and the undo bar over them."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.core.linkback import LinkbackId
from desktop_app.core.queue import Heading
from desktop_app.services.queue import Queue
from desktop_app.ui.actions import Actions
from desktop_app.ui.bulk_bar import BulkBar
from desktop_app.ui.empty_state import EmptyState, Welcome
from desktop_app.ui.listing import Answer, Occasion, Question
from desktop_app.ui.offers_bar import OffersBar
from desktop_app.ui.push_button import push_button
from desktop_app.ui.queue_model import Entries, QueueModel
from desktop_app.ui.queue_view import QueueView
from desktop_app.ui.selection import Selection
from desktop_app.ui.text import translate, wrapped_label
from desktop_app.ui.theme import Theme
from desktop_app.ui.undo_bar import UndoBar


class QueuePane(QWidget):
    """Shows answers as calmly as the occasion demands. ``shown`` is emitted after each listing."""

    shown = Signal()

    def __init__(self, queue: Queue, theme: Theme, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("queuePane")
        self.selection = Selection(self)
        self.model = QueueModel(queue.rows, self)
        self.view = QueueView(self.model, self.selection, theme)
        self.offers = OffersBar()
        self.notice = NoticeBar(actions["sign_in"], actions["refresh_site"])
        self.empty = EmptyState(theme)
        self.welcome = Welcome(theme, actions["add_site"])
        self.bulk = _bulk_bar(theme, actions)
        self.is_settling = True
        """Whether the list is still being filled at the user's request, and may be sorted anew before his eyes."""
        self._is_touched = False
        self._waiting: Answer | None = None
        self._question = Question()
        self._is_loading = False
        self._is_first_run = False
        self._stack = QStackedWidget()
        for page in (self.view, self.empty, self.welcome):
            self._stack.addWidget(page)
        self._list_part = QWidget()
        self._lay_out()
        self.undo_bar = UndoBar(self._stack)
        self.view.touched.connect(self._on_view_touched)
        self.offers.news_requested.connect(self._on_news_requested)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.notice, self.offers):
            column.addWidget(part)
        column.addWidget(self._stack, 1)
        column.addWidget(self.bulk)

    def take(self, answer: Answer) -> None:
        """Show an answer at once, or keep it until the user asks, if it would move what he looks at."""
        is_other_order = answer.question.order is not self._question.order
        self._question = answer.question
        entries = Entries(answer.entries)
        if answer.occasion is Occasion.ANEW:
            self._is_touched = False
        is_free = self.is_settling and not self._is_touched and not len(self.selection)
        if answer.occasion is Occasion.ANEW or (answer.occasion is Occasion.CALM and is_free):
            self._show(entries, answer, stay=False)
            if is_other_order:
                self._begin_at_the_top()
        elif answer.occasion is Occasion.ASKED or not len(self.model.entries) or not self._would_move(entries):
            self._show(entries, answer, stay=True)
        else:
            self._waiting = answer
            new = len(entries.positions.keys() - self.model.entries.positions.keys())
            self.offers.show_news(new, has_changed=True)
            self.shown.emit()

    def _show(self, entries: Entries, answer: Answer, *, stay: bool) -> None:
        self._waiting = None
        self.offers.show_news(0, has_changed=False)
        starts_over = answer.occasion is Occasion.CALM and not stay and not self._is_touched
        current = None if starts_over else self.view.current_id()
        if current not in entries.positions:
            current = self._first_of(entries) if not stay else self.view.neighbour_of(self._gone_from(entries))
            current = current if current in entries.positions else self._first_of(entries)
        self._put(entries, current, stay=stay)

    def _begin_at_the_top(self) -> None:
        """Look at the first linkback: who sorts anew wants to see what comes first."""
        first = self._first_of(self.model.entries)
        if first is not None:
            self.view.setCurrentIndex(self.model.index(self.model.entries.positions[first], 0))
            self.view.scrollToTop()

    def _put(self, entries: Entries, current: LinkbackId | None, *, stay: bool) -> None:
        self.view.show_entries(entries, current=current, stay=stay)
        self.selection.forget_headings()
        self.selection.keep_only(entries.positions)
        self._show_page()
        self.shown.emit()

    def _gone_from(self, entries: Entries) -> frozenset[LinkbackId]:
        return frozenset(self.model.entries.positions.keys() - entries.positions.keys())

    @staticmethod
    def _first_of(entries: Entries) -> LinkbackId | None:
        return next((entry for entry in entries.all if not isinstance(entry, Heading)), None)

    def _would_move(self, entries: Entries) -> bool:
        """Whether showing ``entries`` would take away or move what the user looks at or has selected."""
        shown = self.model.entries.positions
        if not self._is_touched and not len(self.selection) and shown.keys() >= entries.positions.keys():
            return False  # only fewer, and he has not begun
        is_ticked_gone = any(linkback_id not in entries.positions for linkback_id in self.selection.ids())
        return is_ticked_gone or not self.view.can_stay(entries)

    def take_away(self, leaving: frozenset[LinkbackId]) -> None:
        """Take decided linkbacks off the list, the rest staying where it is."""
        current = self.view.neighbour_of(leaving)
        self._put(self.model.entries.without(leaving), current, stay=True)

    def show_welcome(self, *, is_first_run: bool) -> None:
        """Show the welcome page instead of the list while there is no site."""
        self.offers.setVisible(not is_first_run)
        self.bulk.setVisible(not is_first_run)
        if is_first_run is not self._is_first_run:
            self._is_first_run = is_first_run
            self._show_page()

    def show_trouble(self, text: str, *, can_sign_in: bool, can_refresh: bool) -> None:
        """Say above the list what is wrong with the chosen site; an empty text means nothing."""
        self.notice.explain(text, can_sign_in=can_sign_in, can_refresh=can_refresh)
        if self._stack.currentWidget() is self.empty:
            self._show_page()

    def show_loading(self, *, is_loading: bool) -> None:
        """Say in an empty view whether the sites are being asked."""
        self._is_loading = is_loading
        if self._stack.currentWidget() is self.empty:
            self._show_page()

    def _show_page(self) -> None:
        if self._is_first_run:
            self._turn_to(self.welcome)
            return
        if len(self.model.entries):
            self._turn_to(self.view)
            return
        is_searching = bool(self._question.search.strip())
        self.empty.explain(
            self._question.view,
            is_searching=is_searching,
            is_loading=self._is_loading,
            is_out_of_reach=not self.notice.isHidden(),
        )
        self._turn_to(self.empty)

    def _turn_to(self, page: QWidget) -> None:
        """Show a page: it takes over the keyboard of the one before, and lies below what is said of the last act."""
        before = self._stack.currentWidget()
        if before is None or before is page:
            return
        has_keyboard = _lies_in(before, self.window().focusWidget())
        self._stack.setCurrentWidget(page)
        self.undo_bar.raise_()
        if has_keyboard:  # else Qt looks for the next widget, and finds the search box
            page.setFocus()

    @Slot()
    def _on_view_touched(self) -> None:
        self._is_touched = True

    @Slot()
    def _on_news_requested(self) -> None:
        if self._waiting is not None:
            self._show(Entries(self._waiting.entries), self._waiting, stay=False)
            self.view.setFocus()


def _lies_in(page: QWidget, widget: QWidget | None) -> bool:
    return widget is not None and (widget is page or page.isAncestorOf(widget))


class NoticeBar(QWidget):
    """Says at a site what is wrong with it, and offers the remedy."""

    def __init__(self, sign_in: QAction, refresh: QAction) -> None:
        super().__init__()
        self.setObjectName("noticeBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._text = wrapped_label(name="noticeText")
        self._sign_in = push_button(translate("Notice", "Sign in again …"), "noticeSignIn")
        self._sign_in.clicked.connect(sign_in.trigger)
        self._refresh = push_button(translate("Notice", "Try again"), "noticeTryAgain")
        self._refresh.clicked.connect(refresh.trigger)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.addWidget(self._text, 1)
        row.addWidget(self._sign_in)
        row.addWidget(self._refresh)
        self.hide()

    def explain(self, text: str, *, can_sign_in: bool = False, can_refresh: bool = False) -> None:
        """Say what is wrong; an empty text hides the bar."""
        self._text.setText(text)
        self._sign_in.setVisible(can_sign_in)
        self._refresh.setVisible(can_refresh)
        self.setVisible(bool(text))


def _bulk_bar(theme: Theme, actions: Actions) -> BulkBar:
    return BulkBar(
        theme,
        [actions[name] for name in ("approve_all", "spam_all", "trash_all", "bring_back_all", "delete_all")],
        [
            actions["hold_all"],
            actions["verify_all"],
            None,
            actions["keep_mine_all"],
            actions["keep_theirs_all"],
            None,
            actions["select_sender"],
            actions["select_none"],
        ],
    )
