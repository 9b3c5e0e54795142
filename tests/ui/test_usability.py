"""What users stumbled over, each once."""

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.core.evidence import Verdict
from desktop_app.core.linkback import Status
from desktop_app.core.query import Query, View
from desktop_app.ui.main_window import MainWindow
from tests.fakes.scripted_site import ScriptedSite
from tests.ui.conftest import OpenBench, OpenWindow
from tests.ui.driving import button, click, press, settle, shown, told
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


def test_the_action_that_suits_the_selection_stands_out(
    qtbot: QtBot, open_bench: OpenBench, open_window: OpenWindow
) -> None:
    bench = open_bench(alpha=ScriptedSite(0))
    for number, sender in enumerate(("good.example", "good.example", "bad.example"), start=1):
        bench.arrive("alpha", number, sender=sender)
    bench.verifier.answers["good.example"] = (Verdict.LINKED, frozenset())
    bench.take_in()
    window = open_window(bench)

    def primary() -> list[str]:
        return [one.objectName() for one in window.findChildren(QPushButton) if one.property("role") == "primary"]

    settle(qtbot, window)
    click(button(window, "offer_verdict_linked"))
    settle(qtbot, window)
    assert len(window.queue_pane.selection) == 2
    assert primary() == ["approve_allButton"]
    press(window, "Ctrl+A")
    assert primary() == []
    window.queue_pane.selection.set_to(shown(window)[-1:])
    assert primary() == ["spam_allButton"]
