"""The status bar: when the sites were asked last, what is going on, and what waits."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.core.query import View
from desktop_app.core.queue import Counts
from desktop_app.core.site import Site, SiteState
from desktop_app.ui.progress_bar import Work, WorkProgress
from desktop_app.ui.text import clock_text, moment_text, plain_label, set_tool_tip, translate, utc_now
from desktop_app.ui.theme import Theme

_MARGIN = 2


class StatusNotes(QWidget):
    """``cancel_requested`` carries the `Work` to stop."""

    cancel_requested = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("statusNotes")
        self._refreshed = plain_label(name="refreshedNote")
        self._outbox = plain_label(name="outboxNote")
        self._error = plain_label(name="errorNote", role="bad")
        self.bars = {work: WorkProgress(work, theme, self) for work in Work}
        row = QHBoxLayout(self)
        row.setContentsMargins(12, _MARGIN, 12, _MARGIN)
        row.setSpacing(18)
        row.addWidget(self._refreshed)
        for bar in self.bars.values():
            row.addWidget(bar)
            bar.cancel_requested.connect(self.cancel_requested)
        row.addWidget(self._outbox)
        row.addWidget(self._error)
        row.addStretch(1)
        for label in (self._refreshed, self._outbox, self._error):
            label.hide()

    def sizeHint(self) -> QSize:
        """Return a height with room for the bars whether they are shown or not: the panes above must not hop."""
        size = super().sizeHint()
        highest = max(bar.sizeHint().height() for bar in self.bars.values())
        margins = self.contentsMargins()
        return QSize(size.width(), max(size.height(), highest + 2 * _MARGIN + margins.top() + margins.bottom()))

    def minimumSizeHint(self) -> QSize:
        """Return the same height."""
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def show_overview(self, sites: Sequence[Site], counts: Counts) -> None:
        """Tell the time of the last refresh, and what the outbox holds."""
        moments = [site.refreshed for site in sites if site.refreshed is not None]
        if moments:
            last, now = max(moments), utc_now()
            when = clock_text(last) if (now - last).days < 1 else moment_text(last, now)
            text = translate("Status bar", "Refreshed {time}").format(time=when)
            failed = [site for site in sites if site.state in {SiteState.OFFLINE, SiteState.ATTENTION}]
            if failed:
                text = translate("Status bar", "{text}, but not {sites}").format(text=text, sites=_names(failed))
            self._refreshed.setText(text)
        self._refreshed.setVisible(bool(moments))
        waiting = counts.views.get(View.OUTBOX, 0) - counts.in_conflict
        parts = [translate("Status bar", "Outbox: %Ln waiting (sent next time if you close now)", None, waiting)]
        offline = [site for site in sites if site.state is SiteState.OFFLINE]
        if offline:
            parts.append(translate("Status bar", "out of reach: {sites}").format(sites=_names(offline)))
        asking = [site for site in sites if site.state is SiteState.ATTENTION]
        if asking:
            parts.append(translate("Status bar", "sign in again: {sites}").format(sites=_names(asking)))
        self._outbox.setText(" – ".join(parts))
        tip = translate("Status bar", "If you close Pingdesk now, what waits goes out when it is started next.")
        set_tool_tip(self._outbox, tip)
        self._outbox.setVisible(waiting > 0)

    @Slot(object)
    def show_started(self, work: Work) -> None:
        """Note that some work begins."""
        self.bars[work].start()
        self._error.hide()

    @Slot(object, object, object)
    def show_progress(self, work: Work, done: int, total: int) -> None:
        """Tell how far it has got."""
        self.bars[work].show_progress(done, total)

    @Slot(object)
    def show_finished(self, work: Work) -> None:
        """Take its bar away."""
        self.bars[work].hide()

    @Slot(object)
    def show_error(self, error: object) -> None:
        """Say what went wrong where no better place is."""
        self._error.setText(str(error))
        self._error.show()


def _names(sites: Sequence[Site]) -> str:
    return ", ".join(" ".join(site.name.split()) or site.key for site in sites)
