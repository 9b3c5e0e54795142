"""Paints the queue: one lean delegate, no widgets, no documents, strangers' text drawn as text."""

from datetime import datetime

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.core.linkback import Status
from desktop_app.core.queue import Heading, QueueRow
from desktop_app.core.suggestion import Suggestion
from desktop_app.services.send import WaitingDecision
from desktop_app.ui import icons
from desktop_app.ui.badges import Badge, badge_for, status_text
from desktop_app.ui.outbox_notes import waiting_text
from desktop_app.ui.queue_model import Index, QueueModel
from desktop_app.ui.queue_shape import GAP, ICON, Fonts, columns
from desktop_app.ui.row_text import excerpt_of, kind_text, post_of, title_of
from desktop_app.ui.selection import Selection
from desktop_app.ui.text import age, translate, utc_now
from desktop_app.ui.theme import Theme

# As plain numbers: putting flags together for each of a hundred texts takes a tenth of a frame.
_LINE = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute) | int(Qt.TextFlag.TextSingleLine)
_LEFT = _LINE | int(Qt.AlignmentFlag.AlignLeft)
_RIGHT = _LINE | int(Qt.AlignmentFlag.AlignRight)


class QueueDelegate(QStyledItemDelegate):
    """Draws rows and headings from the model's values."""

    def __init__(self, theme: Theme, selection: Selection, parent: QAbstractItemView) -> None:
        super().__init__(parent)
        self.theme = theme
        self._selection = selection
        self._view = parent
        self.fonts = Fonts(parent.font())
        self.now: datetime = utc_now()

    def use_font(self, font: QFont) -> None:
        """Measure anew after the font or the language changed."""
        self.fonts = Fonts(font)

    def tell_time(self) -> None:
        """Count ages from this moment on."""
        self.now = utc_now()

    def box_rect(self, rect: QRect, *, is_grouped: bool) -> QRect:
        """Return where a line's check box can be hit: all of its left edge."""
        right = columns(self.fonts, rect.size(), is_grouped=is_grouped).box.right() + GAP // 2
        hit = QRect(rect.left(), rect.top(), right, rect.height())
        return QStyle.visualRect(self._view.layoutDirection(), rect, hit)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the fixed height of a line."""
        model = index.model()
        is_heading = isinstance(model, QueueModel) and isinstance(model.entry(index.row()), Heading)
        height = self.fonts.heading_height if is_heading else self.fonts.row_height
        return QSize(option.rect.width(), height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one line."""
        model = index.model()
        if not isinstance(model, QueueModel):
            return
        entry = model.entry(index.row())
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        is_current = index.row() == self._view.currentIndex().row()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(entry, Heading):
            self._paint_ground(painter, rect, "heading", is_current=is_current)
            self._paint_heading(painter, rect, entry)
        else:
            hovered = bool(state & QStyle.StateFlag.State_MouseOver)
            self._paint_ground(painter, rect, "hover" if hovered else "window", is_current=is_current)
            row = model.row_at(index.row())
            grouped = bool(model.entries.grouped[index.row()])
            if row is not None:
                waiting = model.waiting.get(row.linkback_id)
                row_painter = _RowPainter(painter, rect, self, grouped=grouped, waiting=waiting)
                row_painter.paint(row, is_ticked=row.linkback_id in self._selection)
        painter.restore()

    def _paint_ground(self, painter: QPainter, rect: QRect, ground: str, *, is_current: bool) -> None:
        painter.fillRect(rect, self.theme.colour("current" if is_current else ground))
        if is_current and self._view.hasFocus():
            bar = QRect(rect.left(), rect.top(), 3, rect.height())
            painter.fillRect(QStyle.visualRect(self._view.layoutDirection(), rect, bar), self.theme.colour("accent"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, self.theme.colour("line"))

    def _paint_heading(self, painter: QPainter, rect: QRect, heading: Heading) -> None:
        fonts = self.fonts
        direction = self._view.layoutDirection()
        box = columns(fonts, rect.size(), is_grouped=False).box.translated(rect.topLeft())
        self.paint_box(painter, QStyle.visualRect(direction, rect, box), self._selection.state_of(heading))
        start = box.right() + 10
        name = fonts.of_bold.elidedText(
            " ".join(heading.label.split()), Qt.TextElideMode.ElideMiddle, rect.width() // 2
        )
        name_rect = QRect(start, rect.top(), fonts.of_bold.horizontalAdvance(name) + 2, rect.height())
        painter.setFont(fonts.bold)
        painter.setPen(self.theme.colour("text"))
        painter.drawText(QStyle.visualRect(direction, rect, name_rect), _LEFT, name)
        note = translate("Queue", "%Ln linkback(s)", None, len(heading.members))
        if heading.sites > 1:
            note += " · " + translate("Queue", "%Ln site(s)", None, heading.sites)
        note_rect = QRect(name_rect.right() + 10, rect.top(), rect.right() - name_rect.right() - 20, rect.height())
        painter.setFont(fonts.small)
        painter.setPen(self.theme.colour("muted"))
        align = _LEFT if direction is Qt.LayoutDirection.LeftToRight else _RIGHT
        painter.drawText(QStyle.visualRect(direction, rect, note_rect), align, note)

    def paint_box(self, painter: QPainter, box: QRect, state: Qt.CheckState) -> None:
        """Paint a check box."""
        is_on = state is not Qt.CheckState.Unchecked
        painter.setPen(QPen(self.theme.colour("accent" if is_on else "control"), 1.2))
        painter.setBrush(self.theme.colour("accent" if is_on else "window"))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 3.5, 3.5)
        if not is_on:
            return
        painter.setPen(QPen(self.theme.colour("on_accent"), 1.8))
        if state is Qt.CheckState.PartiallyChecked:
            painter.drawLine(box.left() + 4, box.center().y(), box.right() - 4, box.center().y())
        else:
            x, y = box.left(), box.top()
            painter.drawPolyline([QPoint(x + 4, y + 8), QPoint(x + 6, y + 10), QPoint(x + 11, y + 5)])

    @property
    def direction(self) -> Qt.LayoutDirection:
        """From which side the language is read."""
        return self._view.layoutDirection()

    @property
    def sharpness(self) -> float:
        """How many of the screen's pixels make one of ours."""
        return self._view.devicePixelRatioF()


class _RowPainter:
    """Paints one linkback's row; lives for one row."""

    def __init__(
        self,
        painter: QPainter,
        rect: QRect,
        delegate: QueueDelegate,
        *,
        grouped: bool,
        waiting: WaitingDecision | None,
    ) -> None:
        self._waiting = waiting
        self._painter = painter
        self._rect = rect
        self._delegate = delegate
        self._fonts = delegate.fonts
        self._theme = delegate.theme
        self._is_rtl = delegate.direction is Qt.LayoutDirection.RightToLeft
        self._columns = columns(self._fonts, rect.size(), is_grouped=grouped)
        top = rect.top() + (rect.height() - 2 * self._fonts.line - 2) // 2
        self._lines = (top, top + self._fonts.line + 1)

    def paint(self, row: QueueRow, *, is_ticked: bool) -> None:
        state = Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked
        box = self._columns.box.translated(self._rect.topLeft())
        self._delegate.paint_box(self._painter, self._mirrored(box), state)
        self._paint_badge(badge_for(row.verdict, row.flags))
        self._paint_texts(row)
        if self._columns.post.width():
            self._paint_post(row)
        self._paint_age(row)

    def _mirrored(self, rect: QRect) -> QRect:
        if not self._is_rtl:
            return rect
        return QStyle.visualRect(Qt.LayoutDirection.RightToLeft, self._rect, rect)

    def _text(self, rect: QRect, text: str, *, font: QFont, ink: str, at_end: bool = False) -> None:
        shown = self._fonts.metrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        align = _RIGHT if at_end is not self._is_rtl else _LEFT
        self._painter.setFont(font)
        self._painter.setPen(self._theme.colour(ink))
        self._painter.drawText(self._mirrored(rect), align, shown)

    def _icon(self, name: str, ink: str, x: int, centre_y: int) -> None:
        drawn = icons.pixmap(name, self._theme.tokens[ink], ICON, self._delegate.sharpness)
        spot = self._mirrored(QRect(x, centre_y - ICON // 2, ICON, ICON))
        self._painter.drawPixmap(spot.topLeft(), drawn)

    def _line_rect(self, column: QRect, line: int) -> QRect:
        return QRect(self._rect.left() + column.left(), self._lines[line], column.width(), self._fonts.line)

    def _paint_badge(self, badge: Badge) -> None:
        height = self._fonts.of_small.height() + 7
        width = self._fonts.of_small.horizontalAdvance(badge.text) + ICON + 21
        left = self._rect.left() + self._columns.badge.left()
        pill = QRect(left, self._rect.top() + (self._rect.height() - height) // 2, width, height)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(self._theme.colour(f"{badge.tone}_fill"))
        self._painter.drawRoundedRect(QRectF(self._mirrored(pill)), 4, 4)
        self._icon(badge.icon, badge.tone, left + 7, pill.center().y() + 1)
        words = QRect(left + 7 + ICON + 5, pill.top(), width, pill.height())
        self._text(words, badge.text, font=self._fonts.small, ink=badge.tone)

    def _paint_texts(self, row: QueueRow) -> None:
        first, second = (self._line_rect(self._columns.text, line) for line in (0, 1))
        title, sender = title_of(row), f" — {row.sender}" if row.sender else ""
        # The sender tells more than the end of a title: it is cut last.
        sender_width = min(self._fonts.of_plain.horizontalAdvance(sender), first.width() * 3 // 4)
        metrics = self._fonts.of_bold
        title = metrics.elidedText(title, Qt.TextElideMode.ElideRight, first.width() - sender_width)
        title_width = metrics.horizontalAdvance(title) + 1
        self._text(QRect(first.topLeft(), QSize(title_width, first.height())), title, font=self._fonts.bold, ink="text")
        rest = first.adjusted(title_width, 0, 0, 0)
        self._text(rest, sender, font=self._fonts.plain, ink="text")
        trouble = "caution" if row.conflict is not None else "bad"
        if row.attention:
            self._icon("warning", trouble, second.left(), second.center().y() + 1)
            second.adjust(ICON + 5, 0, 0, 0)
        elif row.is_waiting:
            self._icon("outbox", "muted", second.left(), second.center().y() + 1)
            second.adjust(ICON + 5, 0, 0, 0)
        note = waiting_text(self._waiting) if self._waiting is not None and not row.attention else ""
        if not row.attention and not note and not self._columns.post.width():
            metrics = self._fonts.of_plain
            post = metrics.elidedText(post_of(row), Qt.TextElideMode.ElideRight, second.width() * 45 // 100) + " · "
            self._text(second, post, font=self._fonts.plain, ink="text")
            second.adjust(metrics.horizontalAdvance(post), 0, 0, 0)
        ink = trouble if row.attention else "text" if note else "muted"
        self._text(second, note or excerpt_of(row), font=self._fonts.plain, ink=ink)

    def _paint_post(self, row: QueueRow) -> None:
        first, second = (self._line_rect(self._columns.post, line) for line in (0, 1))
        self._text(first, post_of(row), font=self._fonts.plain, ink="text")
        dot = self._mirrored(QRect(second.left(), second.center().y() - 3, 7, 7))
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(self._theme.site_colour(row.site_colour))
        self._painter.drawEllipse(dot)
        self._text(second.adjusted(13, 0, 0, 0), row.site_name, font=self._fonts.small, ink="muted")

    def _paint_age(self, row: QueueRow) -> None:
        first, second = (self._line_rect(self._columns.age, line) for line in (0, 1))
        self._text(first, age(row.received, self._delegate.now), font=self._fonts.plain, ink="muted", at_end=True)
        is_narrow = not self._columns.post.width()
        if not is_narrow:
            word = kind_text(row.kind) if row.status is Status.PENDING else status_text(row.status)
            self._text(second, word, font=self._fonts.small, ink="muted", at_end=True)
        if row.suggestion is not Suggestion.REVIEW and row.status is Status.PENDING:
            name, ink = ("spam", "bad") if row.suggestion is Suggestion.SPAM else ("check", "good")
            line = second if is_narrow else first
            self._icon(name, ink, line.right() - ICON if is_narrow else line.left() - 2, line.center().y() + 1)
