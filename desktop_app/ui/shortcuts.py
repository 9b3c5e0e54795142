"""The list of keys."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui.text import plain_label, translate

Pages = Sequence[tuple[str, Sequence[tuple[str, str]]]]


class ShortcutsDialog(QDialog):
    """Shows every action that has a key, menu by menu, in two columns."""

    def __init__(self, pages: Pages, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("shortcutsDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate("Shortcuts", "Keyboard shortcuts"))
        body = QWidget()
        body.setObjectName("detailBody")
        columns = QHBoxLayout(body)
        columns.setContentsMargins(20, 16, 20, 16)
        columns.setSpacing(36)
        half = sum(len(lines) + 2 for _, lines in pages) / 2
        sides: list[list[tuple[str, Sequence[tuple[str, str]]]]] = [[], []]
        used = 0
        for title, lines in pages:
            sides[0 if used + len(lines) / 2 < half else 1].append((title, lines))
            used += len(lines) + 2
        for side in sides:
            columns.addLayout(_column(side), 1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area, 1)
        layout.addLayout(self._buttons())
        self.resize(min(900, parent.width() - 40), min(760, parent.height() - 40))

    def _buttons(self) -> QHBoxLayout:
        close = QPushButton(translate("Shortcuts", "Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(20, 10, 20, 14)
        buttons.addStretch(1)
        buttons.addWidget(close)
        return buttons


def _column(pages: Pages) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(6)
    line = 0
    for title, entries in pages:
        heading = plain_label(title, role="section")
        heading.setContentsMargins(0, 10 if line else 0, 0, 2)
        grid.addWidget(heading, line, 0, 1, 2)
        line += 1
        for words, keys in entries:
            grid.addWidget(plain_label(words), line, 0)
            grid.addWidget(plain_label(keys, role="strong"), line, 1)
            line += 1
    grid.setColumnStretch(0, 1)
    grid.setRowStretch(line, 1)
    return grid
