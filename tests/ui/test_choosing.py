"""In the window: what somebody else decided otherwise meanwhile is shown with both states, and chosen by one key."""

import threading

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.core.decision import Action
from desktop_app.core.linkback import LinkbackId, Status
from desktop_app.core.query import Grouping, View
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.row_text import excerpt_of, row_as_sentence
from desktop_app.ui.status_notes import StatusNotes
from tests.fakes.scripted_site import ScriptedSite, linkback
from tests.ui.conftest import OpenBench, OpenWindow
from tests.ui.driving import button, click, find, label, press, row_at, row_of, settle, shown, told
from tests.ui.workbench import Workbench

NEVER = threading.Event()


@pytest.fixture
def bench(open_bench: OpenBench) -> Workbench:
    """Three linkbacks: spam, said the user; approved, trash and approved, said a colleague."""
    site = ScriptedSite(3)
    bench = open_bench(alpha=site)
    bench.desk.moderator.decide(Action.SPAM, bench.ids())
    for number, status in ((1, Status.APPROVED), (2, Status.TRASH), (3, Status.APPROVED)):
        site.put(linkback(number, status))
    bench.desk.sender.send(cancelled=NEVER)
    return bench


@pytest.fixture
def window(qtbot: QtBot, bench: Workbench, open_window: OpenWindow) -> MainWindow:
    """Return the window on the outbox."""
    window = open_window(bench)
    window.actions_by_name[f"view_{View.OUTBOX.value}"].trigger()
    settle(qtbot, window)
    window.queue_pane.view.setFocus()
    return window


def look_at(window: MainWindow, linkback_id: LinkbackId) -> None:
    """Look at a linkback."""
    window.queue_pane.view.go_to(window.queue_pane.model.entries.positions[linkback_id])


def test_conflicts_stand_in_the_outbox_with_both_states(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    assert sorted(shown(window)) == bench.ids()
    first, second, _ = bench.ids()
    assert excerpt_of(row_of(window, first)) == "You: Spam · Elsewhere: Approved"
    assert "You: Spam · Elsewhere: Trash" in row_as_sentence(row_of(window, second), "badge")
    assert window.desk.queue.counts().in_conflict == 3
    assert find(window, StatusNotes, "statusNotes")._outbox.isHidden()
    look_at(window, first)
    qtbot.waitUntil(lambda: label(window.detail_pane, "conflictStates") == "You: Spam · Elsewhere: Approved")
    assert button(window.detail_pane, "keep_mineButton").accessibleName() == "Mine: Spam"
    assert button(window.detail_pane, "keep_theirsButton").accessibleName() == "Theirs: Approved"
    assert not window.actions_by_name["retry"].isVisible()


def test_m_sends_the_users_own_decision_after_all_and_z_takes_it_back(
    qtbot: QtBot, window: MainWindow, bench: Workbench
) -> None:
    first = bench.ids()[0]
    look_at(window, first)
    press(window, "M")
    assert window.queue_pane.view.current_id() != first
    qtbot.waitUntil(lambda: bench.status("alpha", 1) is Status.SPAM)
    settle(qtbot, window)
    assert bench.desk.queue.counts().in_conflict == 2
    press(window, "Z")
    qtbot.waitUntil(lambda: bench.status("alpha", 1) is Status.APPROVED)
    settle(qtbot, window)


def test_y_leaves_it_as_the_colleague_decided(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    first = bench.ids()[0]
    look_at(window, first)
    press(window, "Y")
    assert window.queue_pane.view.current_id() != first
    qtbot.waitUntil(lambda: told(window) == "1 left as decided elsewhere.")
    settle(qtbot, window)
    assert bench.sites["alpha"].changes == 0
    assert bench.desk.queue.counts().in_conflict == 2


def test_all_selected_are_chosen_for_in_one_gesture(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    press(window, "Ctrl+A")
    press(window, "Shift+M")
    qtbot.waitUntil(lambda: [bench.status("alpha", number) for number in (1, 2, 3)] == [Status.SPAM] * 3)
    settle(qtbot, window)
    assert bench.desk.queue.counts().in_conflict == 0


def test_all_selected_can_be_left_to_the_colleague(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    press(window, "Ctrl+A")
    press(window, "Shift+Y")
    qtbot.waitUntil(lambda: told(window) == "3 left as decided elsewhere.")
    settle(qtbot, window)
    assert shown(window) == []
    assert bench.sites["alpha"].changes == 0


def test_on_a_heading_the_whole_group_is_chosen_for(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    window.group_menu.chosen.emit(Grouping.SENDER)
    qtbot.waitUntil(lambda: bool(window.queue_pane.model.entries.headings))
    window.queue_pane.view.go_to(0)
    press(window, "Y")
    qtbot.waitUntil(lambda: told(window) == "3 left as decided elsewhere.")
    settle(qtbot, window)
    assert bench.sites["alpha"].changes == 0


def test_the_buttons_do_the_same(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    look_at(window, bench.ids()[0])
    qtbot.waitUntil(find(window.detail_pane, QWidget, "conflictBox").isVisible)
    click(button(window.detail_pane, "keep_theirsButton"))
    qtbot.waitUntil(lambda: told(window) == "1 left as decided elsewhere.")
    settle(qtbot, window)


def test_where_nobody_else_decided_the_keys_do_nothing(
    qtbot: QtBot, open_bench: OpenBench, open_window: OpenWindow
) -> None:
    bench = open_bench(beta=ScriptedSite(2))
    window = open_window(bench)
    press(window, "M")
    press(window, "Y")
    assert row_at(window, 0).status is Status.PENDING
    assert find(window.detail_pane, QWidget, "conflictBox").isHidden()
    press(window, "X")
    press(window, "Shift+M")
    qtbot.waitUntil(lambda: "nothing to choose" in told(window))
    settle(qtbot, window)


def test_the_receipt_sends_the_user_to_what_he_has_to_choose(
    qtbot: QtBot, open_bench: OpenBench, open_window: OpenWindow
) -> None:
    bench = open_bench(beta=ScriptedSite(2))
    window = open_window(bench)
    bench.sites["beta"].put(linkback(1, Status.APPROVED))
    press(window, "Ctrl+A")
    press(window, "Shift+S")
    wanted = "1 marked as spam, 1 decided otherwise elsewhere (choose in the Outbox)"
    settle(qtbot, window)
    assert told(window) == wanted
    settle(qtbot, window)


def test_the_keys_are_listed(window: MainWindow) -> None:
    keys = {key for _, lines in window.actions_by_name.listing() for _, key in lines}
    assert {"M", "Y", "Shift+M", "Shift+Y"} <= keys


def test_what_is_said_of_an_act_lies_over_the_empty_outbox_too(
    qtbot: QtBot, window: MainWindow, bench: Workbench
) -> None:
    press(window, "Shift+X")
    press(window, "Shift+Y")
    qtbot.waitUntil(lambda: not shown(window))
    settle(qtbot, window)
    bar = window.queue_pane.undo_bar
    assert bar.isVisible()
    pane = window.queue_pane
    over = pane.childAt(bar.mapTo(pane, bar.rect().center()))
    assert over is bar or (over is not None and bar.isAncestorOf(over))


def test_z_on_a_conflict_says_that_nothing_had_been_changed(qtbot: QtBot, window: MainWindow) -> None:
    press(window, "Z")
    qtbot.waitUntil(lambda: told(window).startswith("Undone"))
    assert told(window) == "Undone: 3 marked as spam. Nothing had been changed on the site."
