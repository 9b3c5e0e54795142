"""The status bar's left part: one bar for each kind of work, with the time left and a way to stop it."""

import time
from enum import StrEnum

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from desktop_app.ui.push_button import push_button
from desktop_app.ui.text import number, plain_label, seconds_left, set_tool_tip, translate
from desktop_app.ui.theme import Theme

_LEAST_FOR_ESTIMATE = 5


class Work(StrEnum):
    """The kinds of work that take their time."""

    REFRESHING = "refreshing"
    VERIFYING = "verifying"
    SENDING = "sending"


class WorkProgress(QWidget):
    """How far one kind of work has got. ``cancel_requested`` carries the `Work`."""

    cancel_requested = Signal(object)

    def __init__(self, work: Work, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{work.value}Progress")
        self.work = work
        self._theme = theme
        self._started = 0.0
        self._label = plain_label()
        self._bar = QProgressBar()
        self._bar.setFixedWidth(110)
        self._bar.setTextVisible(False)
        self._left = plain_label()
        self._cancel = push_button("", f"{work.value}Cancel", role="bare")
        self._cancel.setIconSize(QSize(12, 12))
        self._cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._cancel.setAccessibleName(translate("Progress", "Stop: {work}").format(work=self._verb()))
        set_tool_tip(self._cancel, translate("Progress", "Stop"))
        self._cancel.clicked.connect(self._on_cancel_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 10, 0)
        row.setSpacing(8)
        for part in (self._label, self._bar, self._left, self._cancel):
            row.addWidget(part)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()
        self.hide()

    def start(self) -> None:
        """Begin to measure the time."""
        self._started = time.monotonic()

    def show_progress(self, done: int, total: int) -> None:
        """Tell how much is done; ``total`` 0 means that nobody knows."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._bar.update()
        self._label.setText(self._sentence(done, total))
        self._left.setText(self._estimate(done, total))
        self._bar.setAccessibleName(self._label.text())
        self.show()

    def _verb(self) -> str:
        return {
            Work.REFRESHING: translate("Progress", "Refreshing"),
            Work.VERIFYING: translate("Progress", "Verifying"),
            Work.SENDING: translate("Progress", "Sending"),
        }[self.work]

    def _sentence(self, done: int, total: int) -> str:
        if not total:
            return translate("Progress", "{verb} …").format(verb=self._verb())
        pattern = translate("Progress", "{verb} {done} of {total}")
        return pattern.format(verb=self._verb(), done=number(done), total=number(total))

    def _estimate(self, done: int, total: int) -> str:
        if done < _LEAST_FOR_ESTIMATE or done >= total:
            return ""
        return seconds_left((time.monotonic() - self._started) / done * (total - done))

    @Slot()
    def _on_cancel_clicked(self) -> None:
        self.cancel_requested.emit(self.work)

    @Slot()
    def _on_theme_changed(self) -> None:
        self._cancel.setIcon(self._theme.icon("close", "muted"))
