"""Where the keyboard is, what a key does there, and what the search box offers."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView, QMenu
from pytestqt.qtbot import QtBot

from desktop_app.core.linkback import Status
from desktop_app.core.query import Grouping, Order, Query
from desktop_app.core.queue import Heading
from desktop_app.ui.main_window import MainWindow
from tests.ui.driving import button, find, label, press, settle, shown, told, type_text
from tests.ui.workbench import Workbench


def popup() -> QListView:
    """Return the completion's list."""
    return next(
        widget
        for widget in reversed(QApplication.topLevelWidgets())
        if isinstance(widget, QListView) and widget.objectName() == "searchCompletion" and widget.isVisible()
    )


def offered(window: MainWindow, text: str) -> list[str]:
    """Type into the emptied search box; return what its completion shows."""
    window.search_box.clear()
    type_text(window.search_box, text)
    model = popup().model()
    return [str(model.index(line, 0).data()) for line in range(model.rowCount())]


# The search box keeps the keyboard


def test_results_that_arrive_late_do_not_take_the_keyboard_from_the_search_box(
    qtbot: QtBot, window: MainWindow, bench: Workbench
) -> None:
    press(window, "/")
    type_text(window.search_box, "qqqq")
    press(window, "Return")
    qtbot.waitUntil(lambda: not shown(window))
    settle(qtbot, window)
    assert window.search_box.hasFocus()
    window.search_box.selectAll()
    type_text(window.search_box, "Item")
    window.search_box.setText("site:alpha")
    qtbot.waitUntil(lambda: len(shown(window)) == 3)
    settle(qtbot, window)
    assert window.search_box.hasFocus()
    press(window, "D")
    settle(qtbot, window)
    assert not bench.ids(Query(statuses=frozenset({Status.TRASH})))


def test_enter_goes_to_the_results_once_they_are_there(qtbot: QtBot, window: MainWindow) -> None:
    press(window, "/")
    # Pasted, not typed: a completion that comes and goes within one turn of the event loop, as only a test can type,
    # gets the keyboard from the offscreen platform after it has gone.
    QApplication.clipboard().setText("site:beta")
    press(window, "Ctrl+V")
    press(window, "Return")
    qtbot.waitUntil(lambda: window.focusWidget() is window.queue_pane.view)
    assert len(shown(window)) == 2


def test_whoever_types_on_after_enter_stays_in_the_box(qtbot: QtBot, window: MainWindow) -> None:
    press(window, "/")
    type_text(window.search_box, "site:beta")
    press(window, "Return")
    type_text(window.search_box, " x")
    settle(qtbot, window)
    assert window.search_box.hasFocus()


def test_escape_closes_the_completion_then_empties_and_leaves(qtbot: QtBot, window: MainWindow) -> None:
    press(window, "/")
    type_text(window.search_box, "verdict:gon")
    assert popup().isVisible()
    press(window, "Escape")
    assert window.search_box.text() == "verdict:gon"
    assert window.search_box.hasFocus()
    type_text(window.search_box, "e")
    qtbot.waitUntil(lambda: not shown(window))
    settle(qtbot, window)
    press(window, "Escape")
    assert window.search_box.text() == ""
    assert window.focusWidget() is not window.search_box
    qtbot.waitUntil(lambda: len(shown(window)) == 5)
    assert window.focusWidget() is window.queue_pane.view


def test_tab_takes_the_completion_and_stays(qtbot: QtBot, window: MainWindow) -> None:
    press(window, "/")
    type_text(window.search_box, "verd")
    press(window, "Tab")
    assert window.search_box.text() == "verdict:"
    type_text(window.search_box, "abs")
    press(window, "Tab")
    assert window.search_box.text() == "verdict:absent "
    assert window.search_box.hasFocus()
    qtbot.waitUntil(lambda: len(shown(window)) == 5)


# Keys


def test_no_key_stands_for_two_actions(window: MainWindow) -> None:
    taken: dict[str, str] = {}
    for action in window.findChildren(QAction):
        for keys in action.shortcuts():
            name = keys.toString(QKeySequence.SequenceFormat.PortableText)
            assert name not in taken, (name, action.text(), taken[name])
            taken[name] = action.text()
    assert taken["Ctrl+Q"]


def test_ctrl_q_closes_the_window(window: MainWindow) -> None:
    press(window, "Ctrl+Q")
    assert not window.isVisible()


def test_letters_decide_only_in_the_list_and_in_the_details(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    settle(qtbot, window)
    first = shown(window)[0]
    for elsewhere in (window.sidebar, button(window, "refreshButton"), button(window, "groupButton")):
        elsewhere.setFocus()
        assert elsewhere.hasFocus()
        for keys in ("S", "D", "A", "X", "Shift+X", "J"):
            press(window, keys)
        assert window.queue_pane.view.current_id() == first
        assert len(window.queue_pane.selection) == 0
    settle(qtbot, window)
    assert len(bench.ids(Query(statuses=frozenset({Status.PENDING})))) == 5
    window.detail_pane.tabs.setFocus()
    press(window, "S")
    qtbot.waitUntil(lambda: first not in shown(window))


def test_choosing_group_and_order_returns_to_the_list(window: MainWindow) -> None:
    for menu, choice in ((window.group_menu, Grouping.SENDER), (window.order_menu, Order.NEWEST)):
        button(window, "groupButton").setFocus()
        menu.chosen.emit(choice)
        assert window.queue_pane.view.hasFocus()


# What the completion offers


def test_values_are_offered_with_the_words_of_their_badges(window: MainWindow) -> None:
    press(window, "/")
    assert "linked  –  Links to your post" in offered(window, "verdict:")
    assert "spam  –  Spam" in offered(window, "status:")
    assert any(line.startswith("hidden  –  ") for line in offered(window, "flag:hi"))
    assert offered(window, "kind:") == ["pingback", "trackback"]
    assert len(offered(window, "suggest:")) == 3
    assert offered(window, "site:") == ["alpha  –  Blog alpha", "beta  –  Blog beta"]
    assert offered(window, "site:eta") == ["beta  –  Blog beta"]
    press(window, "Escape")


# What is said


def test_grouping_by_result_shows_the_words_of_the_badges(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.queue_shown):
        window.group_menu.chosen.emit(Grouping.VERDICT)
    heading = window.queue_pane.model.entry(0)
    assert isinstance(heading, Heading)
    assert heading.label == "No link"


def test_a_search_in_error_is_no_search_without_results(qtbot: QtBot, window: MainWindow) -> None:
    press(window, "/")
    type_text(window.search_box, "qqqq")
    qtbot.waitUntil(lambda: label(window, "emptyTitle") == "Nothing matches")
    type_text(window.search_box, " verdict:lnked")
    qtbot.waitUntil(lambda: label(window, "emptyTitle") == "Not searched yet")
    assert label(window, "searchMessage").startswith("“verdict:lnked” is not known; the nearest are linked, ")
    window.queue_pane.show_loading(is_loading=False)
    assert label(window, "emptyTitle") == "Not searched yet"
    window.search_box.setText("qqqq")
    qtbot.waitUntil(lambda: label(window, "emptyTitle") == "Nothing matches")


def test_a_qualifier_without_its_value_hides_nothing(qtbot: QtBot, window: MainWindow) -> None:
    press(window, "/")
    type_text(window.search_box, "verdict:")
    settle(qtbot, window)
    qtbot.wait(250)
    settle(qtbot, window)
    assert len(shown(window)) == 5
    press(window, "Escape")


def test_with_a_menu_open_letters_do_nothing_to_the_row_behind_it(
    qtbot: QtBot, window: MainWindow, bench: Workbench
) -> None:
    menu = find(window.menuBar(), QMenu, "viewMenu")
    window.menuBar().setActiveAction(menu.menuAction())
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is menu)
    for key in (Qt.Key.Key_D, Qt.Key.Key_A, Qt.Key.Key_J):
        QTest.keyClick(window.windowHandle(), key)
    settle(qtbot, window)
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    assert bench.ids(Query(statuses=frozenset({Status.PENDING}))) == bench.ids()
    assert not told(window)


def test_with_a_menu_open_its_underlined_letter_chooses_in_it(qtbot: QtBot, window: MainWindow) -> None:
    menu = find(window.menuBar(), QMenu, "linkbackMenu")
    window.menuBar().setActiveAction(menu.menuAction())
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is menu)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_A)
    qtbot.waitUntil(lambda: told(window) == "1 approved")
    assert QApplication.activePopupWidget() is None
