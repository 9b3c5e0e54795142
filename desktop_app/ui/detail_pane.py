"""The right pane: why — heading, proof, sender, what is stored, and what to do with it."""

from collections import Counter
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from desktop_app.core.evidence import Flag, Verdict
from desktop_app.core.linkback import LinkbackId
from desktop_app.core.queue import Detail, Heading
from desktop_app.services.send import WaitingDecision
from desktop_app.ui import icons
from desktop_app.ui.action_button import ActionButton, fit_buttons
from desktop_app.ui.badges import Badge, badge_for
from desktop_app.ui.conflict_box import ConflictBox
from desktop_app.ui.detail_tabs import EvidenceTab, PreviewTab, SenderTab, StoredTab, breakable, scrolled
from desktop_app.ui.facts import group_text, headline_facts, opinion_sentence, sender_sentence
from desktop_app.ui.outbox_notes import waiting_text
from desktop_app.ui.row_text import kind_text, one_line, post_of, title_of
from desktop_app.ui.text import joined, moment_text, translate, utc_now, wrapped_label
from desktop_app.ui.theme import Theme

_ICON = 14


class BadgeLabel(QWidget):
    """A badge as a widget of its own."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._badge: Badge = badge_for(Verdict.UNCHECKED, frozenset())
        self.setObjectName("badge")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._on_theme_changed)

    def show_badge(self, verdict: Verdict, flags: frozenset[Flag]) -> None:
        """Show the badge of a linkback."""
        self._badge = badge_for(verdict, flags)
        self.setAccessibleName(self._badge.text)
        metrics = self.fontMetrics()
        self.setFixedSize(metrics.horizontalAdvance(self._badge.text) + _ICON + 22, metrics.height() + 7)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint pill, icon and words."""
        del event
        tone = self._badge.tone
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(f"{tone}_fill"))
        painter.drawRoundedRect(self.rect(), 4, 4)
        drawn = icons.pixmap(self._badge.icon, self._theme.tokens[tone], _ICON, self.devicePixelRatioF())
        is_rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        painter.drawPixmap(self.width() - 8 - _ICON if is_rtl else 8, (self.height() - _ICON) // 2, drawn)
        painter.setPen(self._theme.colour(tone))
        words = self.rect().adjusted(8 if is_rtl else 13 + _ICON, 0, -13 - _ICON if is_rtl else -4, 0)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self._badge.text)
        painter.end()

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()


class DetailPane(QWidget):
    """All that is known of the linkback that is looked at."""

    copy_requested = Signal(str)

    def __init__(
        self,
        theme: Theme,
        actions: Sequence[QAction],
        open_action: QAction,
        choices: Sequence[QAction],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("detailPane")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._detail: Detail | None = None
        self._waiting: Mapping[LinkbackId, WaitingDecision] = {}
        self._head = _Head(theme, choices)
        self.tabs = QTabBar()
        self.tabs.setObjectName("detailTabs")
        self.tabs.setAccessibleName(translate("Detail", "What to show of this linkback"))
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self._pages = QStackedWidget()
        self._preview = PreviewTab(theme)
        self._pages.addWidget(scrolled(self._preview))
        self._others: tuple[EvidenceTab, SenderTab, StoredTab] | None = None
        for name in (
            translate("Detail", "Preview"),
            translate("Detail", "Evidence"),
            translate("Detail", "Sender"),
            translate("Detail", "As stored"),
        ):
            self.tabs.addTab(name)
        self.tabs.currentChanged.connect(self._on_tab_changed)
        self._actions = _ActionsBar(theme, actions, open_action)
        self._nothing = wrapped_label(name="detailNothing", role="muted")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._head, self.tabs):
            column.addWidget(part)
        column.addWidget(self._pages, 1)
        column.addWidget(self._nothing, 1)
        column.addWidget(self._actions)
        self.show_detail(None)

    @property
    def detail(self) -> Detail | None:
        """What is shown."""
        return self._detail

    def show_detail(self, detail: Detail | None) -> None:
        """Show a linkback, or that none is chosen."""
        self._detail = detail
        for part in (self._head, self.tabs, self._pages, self._actions):
            part.setVisible(detail is not None)
        self._nothing.setVisible(detail is None)
        if detail is None:
            self._nothing.setText(translate("Detail", "Choose a linkback to see its proof."))
            self._preview.show_detail(None, [])
            return
        self._head.show_detail(detail)
        self._head.show_waiting(self._waiting.get(detail.row.linkback_id))
        self._show_page(self.tabs.currentIndex())

    def show_group(self, heading: Heading, tally: Counter[str]) -> None:
        """Show what a group's linkbacks have in common, by their badges."""
        self.show_detail(None)
        self._nothing.setText(group_text(heading, tally))

    def show_waiting(self, waiting: Mapping[LinkbackId, WaitingDecision]) -> None:
        """Say what waits in the outbox, since when and why."""
        self._waiting = waiting
        if self._detail is not None:
            self._head.show_waiting(waiting.get(self._detail.row.linkback_id))

    def _show_page(self, number: int) -> None:
        if self._detail is None:
            return
        if number == 0:
            self._preview.show_detail(self._detail, headline_facts(self._detail))
        else:
            self._other_pages()[number - 1].show_detail(self._detail)

    def _other_pages(self) -> tuple[EvidenceTab, SenderTab, StoredTab]:
        """Return the pages behind the first; made when one is looked at, so that the window stands sooner."""
        if self._others is None:
            self._others = (EvidenceTab(), SenderTab(), StoredTab())
            self._others[0].copy_requested.connect(self.copy_requested)
            for page in self._others:
                self._pages.addWidget(scrolled(page))
        return self._others

    @Slot(int)
    def _on_tab_changed(self, number: int) -> None:
        self._other_pages()
        self._pages.setCurrentIndex(number)
        self._show_page(number)


class _Head(QWidget):
    """Badge, title, where from and where to, the reason and the suggestion."""

    def __init__(self, theme: Theme, choices: Sequence[QAction]) -> None:
        super().__init__()
        self.setObjectName("detailHead")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._badge = BadgeLabel(theme)
        self._title = wrapped_label(name="detailTitle", role="title")
        self._where = wrapped_label(name="detailWhere", role="small")
        self._trouble = wrapped_label(name="detailTrouble", role="bad")
        self._conflict = ConflictBox(theme, choices)
        self._outbox = wrapped_label(name="detailWaiting", role="strong")
        self._reason = wrapped_label(name="detailReason")
        self._opinion = wrapped_label(name="detailSuggestion", role="strong")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(5)
        column.addWidget(self._badge)
        for label in (self._title, self._where, self._trouble, self._outbox, self._reason, self._opinion):
            label.setMinimumWidth(80)
            column.addWidget(label)
        column.insertWidget(column.indexOf(self._trouble), self._conflict)

    def show_detail(self, detail: Detail) -> None:
        """Show a linkback."""
        row = detail.row
        self._badge.show_badge(row.verdict, row.flags)
        self._title.setText(breakable(title_of(row)))
        target = translate("Detail", "to “{post}” on {site}").format(post=post_of(row), site=one_line(row.site_name))
        self._where.setText(joined([row.sender, kind_text(row.kind), target, moment_text(row.received, utc_now())]))
        self._conflict.show_conflict(row.conflict)
        self._trouble.setText(row.attention)
        self._trouble.setVisible(bool(row.attention) and row.conflict is None)
        self._reason.setText(" ".join(part for part in (one_line(row.reason), sender_sentence(detail)) if part))
        self._reason.setVisible(bool(self._reason.text()))
        self._opinion.setText(opinion_sentence(detail))
        self._opinion.setVisible(row.verdict is not Verdict.UNCHECKED)

    def show_waiting(self, waiting: WaitingDecision | None) -> None:
        """Say what waits in the outbox."""
        text = "" if waiting is None else waiting_text(waiting)
        self._outbox.setText(translate("Detail", "Waiting: {what}").format(what=text) if text else "")
        self._outbox.setVisible(bool(text))


class _ActionsBar(QWidget):
    """What can be done with the linkback; the keys are left out where there is little room."""

    def __init__(self, theme: Theme, actions: Sequence[QAction], open_action: QAction) -> None:
        super().__init__()
        self.setObjectName("detailActions")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 9, 12, 9)
        self._row.setSpacing(8)
        self._buttons = [ActionButton(action, theme) for action in (*actions, open_action)]
        for button in self._buttons[:-1]:
            self._row.addWidget(button)
        self._row.addStretch(1)
        self._row.addWidget(self._buttons[-1])
        for action in actions:
            action.changed.connect(self._on_action_changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See anew whether the keys fit."""
        super().resizeEvent(event)
        self._on_action_changed()

    @Slot()
    def _on_action_changed(self) -> None:
        fit_buttons(self._buttons, self.width() - 24, 8)

    def minimumSizeHint(self) -> QSize:
        """Let the pane be as narrow as it likes."""
        return QSize(100, super().minimumSizeHint().height())
