"""The pages of the detail pane: facts in two columns, the sender's history, and what WordPress holds."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.queue import Detail
from desktop_app.ui.facts import Fact, as_text, evidence_facts, past_decision_text, sender_facts, stored_facts
from desktop_app.ui.preview import Preview
from desktop_app.ui.push_button import push_button
from desktop_app.ui.text import moment_text, plain_label, translate, utc_now, wrapped_label
from desktop_app.ui.theme import Theme


class FactsGrid(QWidget):
    """Names on the left, values on the right; its labels are used again for the next linkback."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(16, 12, 16, 12)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnMinimumWidth(0, 96)
        self._labels = list[tuple[QLabel, QLabel]]()

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show other facts."""
        for line, (name, value) in enumerate(facts):
            if line == len(self._labels):
                left, right = plain_label(role="muted"), wrapped_label()
                right.setMinimumWidth(60)
                self._grid.addWidget(left, line, 0, Qt.AlignmentFlag.AlignTop)
                self._grid.addWidget(right, line, 1)
                self._labels.append((left, right))
            left, right = self._labels[line]
            left.setText(name)
            right.setText(breakable(value))
            right.setAccessibleName(name)
        for line, (left, right) in enumerate(self._labels):
            left.setVisible(line < len(facts))
            right.setVisible(line < len(facts))


def breakable(text: str) -> str:
    """Let long addresses wrap: an invisible break after each slash and the like."""
    if not any(len(word) > 40 for word in text.split()):  # noqa: PLR2004
        return text
    for mark in "/?&=-_.":
        text = text.replace(mark, f"{mark}\u200b")
    return text


def scrolled(page: QWidget) -> QScrollArea:
    """Return a frameless area that scrolls ``page`` up and down only."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    page.setObjectName("detailBody")
    area.setWidget(page)
    return area


class PreviewTab(QWidget):
    """The passage, and the few facts that matter most."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preview = Preview(theme)
        self._rule = QFrame()
        self._rule.setFixedHeight(1)
        self._rule.setObjectName("rule")
        self._facts = FactsGrid()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.preview, self._rule, self._facts):
            column.addWidget(part)
        column.addStretch(1)

    def show_detail(self, detail: Detail | None, facts: Sequence[Fact]) -> None:
        """Show a linkback."""
        self.preview.show_detail(detail)
        self._facts.show_facts(facts)
        self._facts.setVisible(bool(facts))
        self._rule.setVisible(bool(facts))


class EvidenceTab(QWidget):
    """Every fact, copyable. ``copy_requested`` carries the text."""

    copy_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: list[Fact] = []
        self._facts = FactsGrid()
        copy = push_button(translate("Detail", "Copy all"), "copyEvidence")
        copy.clicked.connect(self._on_copy_clicked)
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 16, 16)
        row.addWidget(copy)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._facts)
        column.addLayout(row)
        column.addStretch(1)

    def show_detail(self, detail: Detail) -> None:
        """Show a linkback's evidence."""
        self._shown = evidence_facts(detail)
        self._facts.show_facts(self._shown)

    def _on_copy_clicked(self) -> None:
        self.copy_requested.emit(as_text(self._shown))


class SenderTab(QWidget):
    """What was decided about the sender before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts = FactsGrid()
        self._title = plain_label(translate("Detail", "Decided before"), role="section")
        self._title.setContentsMargins(16, 8, 16, 0)
        self._history = FactsGrid()
        self._none = wrapped_label(translate("Detail", "Nothing was decided about this sender before."), role="muted")
        self._none.setContentsMargins(16, 0, 16, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self._counts, self._title, self._none, self._history):
            column.addWidget(part)
        column.addStretch(1)

    def show_detail(self, detail: Detail) -> None:
        """Show a linkback's sender."""
        now = utc_now()
        self._counts.show_facts(sender_facts(detail))
        self._history.show_facts(
            [(moment_text(past.decided, now), past_decision_text(past)) for past in detail.history]
        )
        self._none.setVisible(not detail.history)
        self._history.setVisible(bool(detail.history))


class StoredTab(QWidget):
    """Exactly what WordPress holds, and how it would stand under the post."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts = FactsGrid()
        label = plain_label(translate("Detail", "Content, as stored"), role="section")
        label.setContentsMargins(16, 0, 16, 0)
        self.content = QPlainTextEdit()
        self.content.setObjectName("storedContent")
        self.content.setAccessibleName(translate("Detail", "Content, as stored"))
        self.content.setReadOnly(True)
        self.content.setTabChangesFocus(True)
        self.content.setMinimumHeight(140)
        self.content.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        inset = QVBoxLayout()
        inset.setContentsMargins(16, 2, 16, 16)
        inset.addWidget(self.content)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._facts)
        column.addWidget(label)
        column.addLayout(inset, 1)

    def show_detail(self, detail: Detail) -> None:
        """Show a linkback as its site holds it."""
        self._facts.show_facts(stored_facts(detail))
        self.content.setPlainText(detail.stored_content)
