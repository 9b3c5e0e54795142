"""The left pane: which view, of which sites."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop_app.core.linkback import SiteId
from desktop_app.core.query import View
from desktop_app.core.queue import Counts
from desktop_app.core.site import Site
from desktop_app.ui import icons
from desktop_app.ui.queue_model import Index
from desktop_app.ui.sidebar_model import Line, Section, SidebarModel, SiteLine, ViewLine, lines_for
from desktop_app.ui.text import number, translate
from desktop_app.ui.theme import Theme

_ALIGN = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignAbsolute
_LEFT = _ALIGN | Qt.AlignmentFlag.AlignLeft
_RIGHT = _ALIGN | Qt.AlignmentFlag.AlignRight


class Sidebar(QListView):
    """The views and sites. ``site_chosen`` carries a `Site`, or ``None`` for all of them."""

    view_chosen = Signal(object)
    site_chosen = Signal(object)
    menu_requested = Signal(object, QPoint)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAccessibleName(translate("Sidebar", "Views and sites"))
        self.view = View.TO_REVIEW
        self.site_id: SiteId | None = None
        self._model = SidebarModel(self)
        self.setModel(self._model)
        self.setItemDelegate(_SidebarDelegate(theme, self))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setViewportMargins(8, 8, 8, 8)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(self._on_line_clicked)
        self.activated.connect(self._on_line_clicked)
        theme.changed.connect(self._on_theme_changed)

    def show_state(self, sites: Sequence[Site], counts: Counts, refreshing: frozenset[SiteId]) -> None:
        """Show sites and numbers as they are now."""
        self._model.show_lines(lines_for(sites, counts, refreshing))

    def choose_view(self, view: View) -> None:
        """Mark a view as the one shown."""
        self.view = view
        self._move_to_chosen()

    def choose_site(self, site_id: SiteId | None) -> None:
        """Mark the site to which the view is narrowed."""
        self.site_id = site_id
        self.viewport().update()

    def line_at(self, index: Index) -> Line:
        """Return what stands on a line."""
        return self._model.lines[index.row()]

    def is_chosen(self, line: Line) -> bool:
        """Whether a line is what the queue shows."""
        if isinstance(line, ViewLine):
            return line.view is self.view
        return isinstance(line, SiteLine) and (line.site.site_id if line.site else None) == self.site_id

    def _move_to_chosen(self) -> None:
        for place, line in enumerate(self._model.lines):
            if isinstance(line, ViewLine) and line.view is self.view:
                with QSignalBlocker(self):
                    self.setCurrentIndex(self._model.index(place))
        self.viewport().update()

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Choose what the arrow keys lead to."""
        super().currentChanged(current, previous)
        if current.isValid() and previous.isValid() and self.hasFocus() and not self.signalsBlocked():
            self._choose(self._model.lines[current.row()])

    @Slot(object)
    def _on_line_clicked(self, index: Index) -> None:
        self._choose(self._model.lines[index.row()])

    @Slot()
    def _on_theme_changed(self) -> None:
        self.viewport().update()

    def _choose(self, line: Line) -> None:
        if isinstance(line, ViewLine) and line.view is not self.view:
            self.view = line.view
            self.view_chosen.emit(line.view)
        elif isinstance(line, SiteLine):
            site_id = line.site.site_id if line.site else None
            if site_id != self.site_id:
                self.site_id = site_id
                self.site_chosen.emit(line.site)
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with a site."""
        at_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos() - QPoint(8, 8)) if at_mouse else self.currentIndex()
        line = self._model.lines[index.row()] if index.isValid() else None
        if isinstance(line, SiteLine) and line.site is not None:
            self.menu_requested.emit(line.site, event.globalPos())


class _SidebarDelegate(QStyledItemDelegate):
    """Draws the sidebar's lines."""

    def __init__(self, theme: Theme, parent: Sidebar) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sidebar = parent

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return a line's height; headings stand a little apart."""
        del option
        height = self._sidebar.fontMetrics().height()
        is_section = isinstance(self._line(index), Section)
        return QSize(60, height + (19 if is_section else 10))

    def _line(self, index: Index) -> Line:
        return self._sidebar.line_at(index)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one line."""
        line = self._line(index)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(line, Section):
            self._paint_section(painter, rect, line)
        else:
            self._paint_ground(painter, rect, line, hovered=bool(state & QStyle.StateFlag.State_MouseOver))
            if index == self._sidebar.currentIndex() and self._sidebar.hasFocus():
                painter.setPen(self._theme.colour("accent"))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), 5, 5)
            self._paint_line(painter, rect, line)
        painter.restore()

    def _paint_section(self, painter: QPainter, rect: QRect, line: Section) -> None:
        font = QFont(self._sidebar.font())
        font.setPointSizeF(font.pointSizeF() * 0.85)
        font.setWeight(QFont.Weight.DemiBold)
        font.setCapitalization(QFont.Capitalization.AllUppercase)
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 106)
        painter.setFont(font)
        painter.setPen(self._theme.colour("muted"))
        self._text(painter, rect, rect.adjusted(8, 9, -8, 0), line.label)

    def _paint_ground(self, painter: QPainter, rect: QRect, line: Line, *, hovered: bool) -> None:
        token = "hover" if hovered else ""
        if self._sidebar.is_chosen(line):
            is_all_sites = isinstance(line, SiteLine) and line.site is None
            token = token if is_all_sites else "current"
        if token:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour(token))
            painter.drawRoundedRect(QRectF(rect).adjusted(0, 0.5, 0, -0.5), 5, 5)

    def _paint_line(self, painter: QPainter, rect: QRect, line: ViewLine | SiteLine) -> None:
        right = rect.right() - 8
        is_bad = isinstance(line, SiteLine) and line.is_in_trouble
        token = "bad" if is_bad else "text"
        mirrored = self._sidebar.layoutDirection()
        mark = QRect(rect.left() + 8, rect.center().y() - 7, 16, 16)
        if isinstance(line, ViewLine):
            drawn = icons.pixmap(line.icon, self._theme.tokens["text"], 16, self._sidebar.devicePixelRatioF())
            painter.drawPixmap(QStyle.visualRect(mirrored, rect, mark).topLeft(), drawn)
        else:
            self._paint_dot(painter, QStyle.visualRect(mirrored, rect, mark), line)
        painter.setFont(self._sidebar.font())
        metrics = QFontMetrics(self._sidebar.font())
        amount = line.state if isinstance(line, SiteLine) and line.state else number(line.count)
        width = metrics.horizontalAdvance(amount) + 2
        painter.setPen(self._theme.colour("muted"))
        amount_rect = QRect(right - width, rect.top(), width, rect.height())
        self._text(painter, rect, amount_rect, amount, at_end=True)
        label_rect = QRect(mark.right() + 7, rect.top(), amount_rect.left() - mark.right() - 13, rect.height())
        painter.setPen(self._theme.colour(token))
        self._text(painter, rect, label_rect, line.label)
        if isinstance(line, ViewLine) and line.note:
            used = metrics.horizontalAdvance(line.label) + 6
            painter.setPen(self._theme.colour("muted"))
            self._text(painter, rect, label_rect.adjusted(used, 0, 0, 0), f"· {line.note}")

    def _paint_dot(self, painter: QPainter, spot: QRect, line: SiteLine) -> None:
        if line.site is None:
            drawn = icons.pixmap("sites", self._theme.tokens["text"], 16, self._sidebar.devicePixelRatioF())
            painter.drawPixmap(spot.topLeft(), drawn)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.site_colour(line.site.colour))
        painter.drawEllipse(QRectF(spot.center().x() - 4, spot.center().y() - 4, 9, 9))

    def _text(self, painter: QPainter, line: QRect, rect: QRect, text: str, *, at_end: bool = False) -> None:
        direction = self._sidebar.layoutDirection()
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, max(0, rect.width()))
        is_rtl = direction is Qt.LayoutDirection.RightToLeft
        align = _RIGHT if at_end is not is_rtl else _LEFT
        painter.drawText(QStyle.visualRect(direction, line, rect), int(align), shown)
