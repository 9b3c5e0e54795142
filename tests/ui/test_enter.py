"""Enter presses whatever button has the keyboard, all over the window."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.progress_bar import Work
from tests.ui.driving import button, find, press, settle, told


def enter(widget: QPushButton, key: Qt.Key = Qt.Key.Key_Return) -> None:
    """Press Enter on a button."""
    widget.setFocus()
    QTest.keyClick(widget, key)


def test_on_an_offer(qtbot: QtBot, window: MainWindow) -> None:
    chip = next(chip for chip in window.queue_pane.offers.findChildren(QPushButton) if "offer_" in chip.objectName())
    enter(chip)
    qtbot.waitUntil(lambda: len(window.queue_pane.selection) > 0)
    settle(qtbot, window)


def test_on_undo(qtbot: QtBot, window: MainWindow) -> None:
    press(window, "S")
    qtbot.waitUntil(button(window, "undoButton").isVisible)
    enter(button(window, "undoButton"), Qt.Key.Key_Enter)
    qtbot.waitUntil(lambda: "Undone" in told(window))
    settle(qtbot, window)


def test_on_what_is_wrong_with_a_site(qtbot: QtBot, window: MainWindow) -> None:
    window.queue_pane.show_trouble("Something is wrong.", can_sign_in=True, can_refresh=True)
    pressed: list[str] = []
    for name in ("sign_in", "refresh_site"):
        action = window.actions_by_name[name]
        action.triggered.disconnect()
        action.setEnabled(True)
        action.triggered.connect(_noting(pressed, name))
    enter(button(window, "noticeSignIn"))
    enter(button(window, "noticeTryAgain"))
    assert pressed == ["sign_in", "refresh_site"]
    qtbot.wait(1)


def _noting(pressed: list[str], name: str) -> Callable[[], None]:
    return lambda: pressed.append(name)


@pytest.mark.parametrize("work", list(Work))
def test_on_stopping_some_work(qtbot: QtBot, window: MainWindow, work: Work) -> None:
    window.notes.show_started(work)
    window.notes.show_progress(work, 1, 2)
    with qtbot.waitSignal(window.notes.cancel_requested) as stopped:
        enter(button(window, f"{work.value}Cancel"))
    assert stopped.args == [work]


def test_on_more(qtbot: QtBot, window: MainWindow) -> None:
    press(window, "X")
    more = button(window, "moreButton")
    qtbot.waitUntil(more.isVisible)
    seen: list[bool] = []

    def look() -> None:
        menu = more.menu()
        seen.append(menu.isVisible())
        menu.close()

    QTimer.singleShot(200, look)
    enter(more)
    qtbot.waitUntil(lambda: seen == [True])


def test_a_long_message_about_a_search_is_shown_in_full(qtbot: QtBot, window: MainWindow) -> None:
    window.theme.dress()
    window.resize(1024, 700)
    before = window.queue_pane.offers.height()
    window.queue_pane.offers.show_message("This cannot be searched for, and here is at length why it cannot. " * 3)
    message = find(window, QLabel, "searchMessage")
    qtbot.waitUntil(lambda: message.height() >= message.heightForWidth(message.width()) > 30)
    window.queue_pane.offers.show_offers([])
    qtbot.waitUntil(lambda: window.queue_pane.offers.height() == before)
