"""What users stumbled over, each once."""

from pytestqt.qtbot import QtBot

from desktop_app.core.linkback import Status
from desktop_app.core.query import Query, View
from desktop_app.ui.main_window import MainWindow
from tests.ui.driving import button, press, settle, shown, told
from tests.ui.workbench import Workbench


def test_the_undo_bar_names_the_key_that_undoes_in_this_view(qtbot: QtBot, window: MainWindow) -> None:
    press(window, "S")
    press(window, "S")
    settle(qtbot, window)
    assert button(window, "undoButton").text() == "Undo (Z)"
    for view in (View.SPAM, View.TRASH):
        window.view_state.show_view(view)
        settle(qtbot, window)
        assert button(window, "undoButton").text() == "Undo (Ctrl+Z)"
    window.view_state.show_view(View.TO_REVIEW)
    settle(qtbot, window)
    assert button(window, "undoButton").text() == "Undo (Z)"


def test_the_bar_tells_of_what_undo_takes_back(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    press(window, "S")
    press(window, "S")
    qtbot.waitUntil(lambda: len(shown(window)) == 3)
    settle(qtbot, window)
    assert told(window) == "1 marked as spam"
    press(window, "Z")
    qtbot.waitUntil(lambda: len(shown(window)) == 4)
    settle(qtbot, window)
    assert len(bench.ids(Query(statuses=frozenset({Status.SPAM})))) == 1
