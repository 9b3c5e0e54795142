"""The left pane's lines: standing views with their numbers, and the sites with how they are doing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from desktop_app.core.linkback import SiteId
from desktop_app.core.query import View
from desktop_app.core.queue import Counts
from desktop_app.core.site import Site, SiteState
from desktop_app.ui.queue_model import Index
from desktop_app.ui.text import joined, number, tooltip, translate


@dataclass(frozen=True, slots=True)
class Section:
    """A heading between lines; cannot be chosen."""

    label: str


@dataclass(frozen=True, slots=True)
class ViewLine:
    """A standing view."""

    view: View
    label: str
    icon: str
    count: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class SiteLine:
    """A site, or all of them (``site`` is ``None``)."""

    site: Site | None
    label: str
    count: int
    state: str = ""
    is_in_trouble: bool = False


Line = Section | ViewLine | SiteLine

_ICONS: Mapping[View, str] = {
    View.TO_REVIEW: "review",
    View.SUGGESTED_SPAM: "spam",
    View.VERIFIED: "verified",
    View.NO_LINK: "unlinked",
    View.NOT_CHECKED: "question",
    View.SPAM: "spam-folder",
    View.APPROVED: "check",
    View.TRASH: "trash",
    View.OUTBOX: "outbox",
}


def view_name(view: View) -> str:
    """Return a view in words."""
    return {
        View.TO_REVIEW: translate("Sidebar", "To review"),
        View.SUGGESTED_SPAM: translate("Sidebar", "Suggested spam"),
        View.VERIFIED: translate("Sidebar", "Verified"),
        View.NO_LINK: translate("Sidebar", "No link"),
        View.NOT_CHECKED: translate("Sidebar", "Could not check"),
        View.SPAM: translate("Sidebar", "Spam"),
        View.APPROVED: translate("Sidebar", "Approved"),
        View.TRASH: translate("Sidebar", "Trash"),
        View.OUTBOX: translate("Sidebar", "Outbox"),
    }[view]


def lines_for(sites: Sequence[Site], counts: Counts, refreshing: frozenset[SiteId]) -> list[Line]:
    """Return the sidebar's lines."""
    views = [
        ViewLine(view, view_name(view), _ICONS[view], counts.views.get(view, 0), _note(view, counts)) for view in View
    ]
    after_open = [view.view for view in views].index(View.SPAM)
    lines: list[Line] = [*views[:after_open], Section(translate("Sidebar", "Decided")), *views[after_open:]]
    lines.append(Section(translate("Sidebar", "Sites")))
    lines.append(SiteLine(None, translate("Sidebar", "All sites"), sum(counts.pending_of_site.values())))
    lines.extend(_site_line(site, counts, is_refreshing=site.site_id in refreshing) for site in sites)
    return lines


def _note(view: View, counts: Counts) -> str:
    if view is View.SPAM and counts.spam_that_links:
        return translate("Sidebar", "%Ln link to you", None, counts.spam_that_links)
    if view is View.OUTBOX and counts.in_conflict:
        return translate("Sidebar", "%Ln to choose", None, counts.in_conflict)
    return ""


def _site_line(site: Site, counts: Counts, *, is_refreshing: bool) -> SiteLine:
    pending = counts.pending_of_site.get(site.site_id, 0)
    state, is_in_trouble = "", False
    if is_refreshing:
        state = translate("Sidebar", "refreshing")
    elif site.state is SiteState.ATTENTION:
        state, is_in_trouble = translate("Sidebar", "sign in"), True
    elif site.state is SiteState.OFFLINE:
        state, is_in_trouble = translate("Sidebar", "offline"), True
    return SiteLine(site, " ".join(site.name.split()) or site.key, pending, state, is_in_trouble)


class SidebarModel(QAbstractListModel):
    """The lines; replaced only where they differ, so that the focus stays."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []

    def show_lines(self, lines: list[Line]) -> None:
        """Show other lines."""
        if len(lines) != len(self.lines):
            self.beginResetModel()
            self.lines = lines
            self.endResetModel()
            return
        self.lines = lines
        self.dataChanged.emit(self.index(0), self.index(len(lines) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of lines."""
        return 0 if parent.isValid() else len(self.lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let only views and sites be chosen."""
        if isinstance(self.lines[index.row()], Section):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a line in words."""
        line = self.lines[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return _as_sentence(line)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(line, SiteLine) and line.site is not None:
            return tooltip(joined([line.label, line.site.home, line.site.state_reason]))
        return None


def _as_sentence(line: Line) -> str:
    if isinstance(line, Section):
        return line.label
    count = number(line.count)
    if isinstance(line, ViewLine):
        return translate("Sidebar", "{view}: {count}").format(view=line.label, count=joined([count, line.note]))
    reason = line.site.state_reason if line.site is not None and line.is_in_trouble else ""
    text = joined([count, line.state, reason])
    return translate("Sidebar", "Site {name}: {state}").format(name=line.label, state=text)
