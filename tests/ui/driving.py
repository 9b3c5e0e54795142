"""The user's hands and eyes: keys, clicks, and what the window shows."""

from typing import TypeVar

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.core.linkback import LinkbackId
from desktop_app.core.queue import Heading, QueueRow
from desktop_app.ui.main_window import MainWindow

Found = TypeVar("Found", bound=QObject)

_MODIFIERS = {"Ctrl": Qt.KeyboardModifier.ControlModifier, "Shift": Qt.KeyboardModifier.ShiftModifier}


def press(window: MainWindow, keys: str) -> None:
    """Press keys as a user does, wherever the focus is: ``S``, ``Shift+S``, ``Ctrl+Shift+Z``, ``Down``."""
    *names, key = keys.split("+")
    modifiers = Qt.KeyboardModifier.NoModifier
    for name in names:
        modifiers |= _MODIFIERS[name]
    target: QWidget | None = window.focusWidget()
    code = Qt.Key.Key_Slash if key == "/" else Qt.Key[f"Key_{key}"]
    QTest.keyClick(target if target is not None else window, code, modifiers)


def type_text(widget: QWidget, text: str) -> None:
    """Type into a field."""
    QTest.keyClicks(widget, text)


def click(
    widget: QWidget, spot: QPoint | None = None, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Click with the left button, in the middle unless told where."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, modifier, spot or widget.rect().center())


def find(parent: QObject, kind: type[Found], name: str) -> Found:
    """Return the newest child of that name."""
    found: list[Found] = parent.findChildren(kind, name)
    assert found, name
    return found[-1]


def label(parent: QObject, name: str) -> str:
    """Return a label's text."""
    return find(parent, QLabel, name).text()


def button(parent: QObject, name: str) -> QPushButton:
    """Return a button."""
    return find(parent, QPushButton, name)


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until nothing is going on."""
    for pause_ms in (40, 60):
        qtbot.wait(pause_ms)
        qtbot.waitUntil(window.tasks.idle)


def shown(window: MainWindow) -> list[LinkbackId]:
    """Return the linkbacks listed, from the top."""
    return [entry for entry in window.queue_pane.model.entries.all if not isinstance(entry, Heading)]


def row_at(window: MainWindow, line: int) -> QueueRow:
    """Return the linkback on a line."""
    found = window.queue_pane.model.row_at(line)
    assert found is not None
    return found


def row_of(window: MainWindow, linkback_id: LinkbackId) -> QueueRow:
    """Return a linkback of the list."""
    found = window.queue_pane.model.row_of(linkback_id)
    assert found is not None
    return found


def told(window: MainWindow) -> str:
    """Return what the bar over the queue says."""
    return window.queue_pane.undo_bar.text
