"""The window by keys and clicks, on real services with scripted sites."""

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from desktop_app.core.decision import Action
from desktop_app.core.errors import LoginRefused
from desktop_app.core.evidence import Flag, Verdict
from desktop_app.core.linkback import Status
from desktop_app.core.query import Grouping, Query, View
from desktop_app.core.queue import Heading
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.site_assistant import SiteAssistant
from tests.fakes.scripted_site import ScriptedSite, linkback
from tests.ui.conftest import OpenBench, OpenWindow
from tests.ui.driving import button, click, find, label, press, row_at, row_of, settle, shown, told, type_text
from tests.ui.workbench import HOSTILE, Workbench, open_workbench


def test_lists_what_is_pending_with_badges(window: MainWindow) -> None:
    assert len(shown(window)) == 5
    row = row_at(window, 0)
    assert row.verdict is Verdict.ABSENT
    sentence = window.queue_pane.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "No link" in sentence
    assert row.title in sentence


def test_shows_the_current_linkback_in_detail(qtbot: QtBot, window: MainWindow) -> None:
    settle(qtbot, window)
    first = window.detail_pane.detail
    press(window, "J")
    settle(qtbot, window)
    second = window.detail_pane.detail
    assert first is not None
    assert second is not None
    assert [first.row.linkback_id, second.row.linkback_id] == shown(window)[:2]


def test_spam_by_key_moves_on_and_reaches_the_site(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    first, second = shown(window)[:2]
    row = row_of(window, first)
    press(window, "S")
    assert window.queue_pane.view.current_id() == second
    qtbot.waitUntil(lambda: first not in shown(window))
    assert window.queue_pane.view.current_id() == second
    qtbot.waitUntil(lambda: bench.status(row.site_key, row.comment_id) is Status.SPAM)
    qtbot.waitUntil(lambda: told(window) == "1 marked as spam")


def test_two_quick_keys_act_on_two_linkbacks(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    first, second, third = shown(window)[:3]
    press(window, "S")
    press(window, "S")
    qtbot.waitUntil(lambda: len(shown(window)) == 3)
    assert window.queue_pane.view.current_id() == third
    settle(qtbot, window)
    assert sorted(bench.ids(Query(statuses=frozenset({Status.SPAM})))) == sorted([first, second])


def test_a_selection_over_two_sites_is_spammed_and_brought_back(
    qtbot: QtBot, window: MainWindow, bench: Workbench
) -> None:
    press(window, "Ctrl+A")
    assert len(window.queue_pane.selection) == 5
    assert label(window, "selectionSummary") == "5 selected on 2 sites"
    press(window, "Shift+S")
    qtbot.waitUntil(lambda: not shown(window))
    qtbot.waitUntil(lambda: told(window) == "5 marked as spam on 2 sites")
    assert bench.status("beta", 2) is Status.SPAM
    assert len(window.queue_pane.selection) == 0
    press(window, "Z")
    qtbot.waitUntil(lambda: len(shown(window)) == 5)
    qtbot.waitUntil(lambda: bench.status("beta", 2) is Status.PENDING)
    press(window, "Ctrl+Shift+Z")
    qtbot.waitUntil(lambda: bench.status("alpha", 1) is Status.SPAM)


def test_undo_before_sending_costs_the_site_nothing(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    bench.desk.settings.put("sending.hold_back_s", "60")
    press(window, "D")
    qtbot.waitUntil(lambda: len(shown(window)) == 4)
    assert told(window) == "Moving 1 to the trash …"
    press(window, "Ctrl+Z")
    qtbot.waitUntil(lambda: len(shown(window)) == 5)
    settle(qtbot, window)
    assert bench.sites["alpha"].changes == bench.sites["beta"].changes == 0
    assert bench.desk.sender.waiting() == []


def test_what_a_site_refuses_comes_back_marked(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    first = shown(window)[0]
    row = row_of(window, first)
    site = bench.sites[row.site_key]
    site.faults = iter(["refused", None])
    press(window, "S")
    qtbot.waitUntil(lambda: "1 refused by the site" in told(window))
    window.view_state.show_view(View.NO_LINK)
    qtbot.waitUntil(lambda: first in shown(window))
    settle(qtbot, window)
    assert row_of(window, first).attention
    window.queue_pane.view.go_to(window.queue_pane.model.entries.positions[first])
    assert window.actions_by_name["retry"].isEnabled()
    press(window, "R")
    qtbot.waitUntil(lambda: bench.status(row.site_key, row.comment_id) is Status.SPAM)


def test_deleting_permanently_asks_first(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    press(window, "D")
    qtbot.waitUntil(lambda: len(shown(window)) == 4)
    settle(qtbot, window)
    window.view_state.show_view(View.TRASH)
    qtbot.waitUntil(lambda: len(shown(window)) == 1)
    row = row_at(window, 0)
    press(window, "D")
    box = find(window, QMessageBox, "deleteQuestion")
    assert box.text() == f"Delete “{row.title}” from {row.sender} permanently?"
    assert box.informativeText().startswith("It is removed")
    click(button(box, "deleteConfirm"))
    qtbot.waitUntil(lambda: bench.status(row.site_key, row.comment_id) is None)
    qtbot.waitUntil(lambda: not shown(window))


def test_z_on_a_row_in_spam_brings_it_back(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    press(window, "S")
    settle(qtbot, window)
    window.view_state.show_view(View.SPAM)
    qtbot.waitUntil(lambda: len(shown(window)) == 1)
    press(window, "Z")
    qtbot.waitUntil(lambda: not shown(window))
    settle(qtbot, window)
    assert len(bench.ids(Query(statuses=frozenset({Status.PENDING})))) == 5


def test_grouping_shows_headings_that_tick_their_group(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.queue_shown):
        window.group_menu.chosen.emit(Grouping.SENDER)
    model = window.queue_pane.model
    heading = model.entry(0)
    assert isinstance(heading, Heading)
    assert model.index(0, 0).data() == "Group sender.example: 5 linkbacks"
    window.queue_pane.view.go_to(0)
    assert window.queue_pane.view.rowHeight(0) < window.queue_pane.view.rowHeight(1)
    press(window, "X")
    assert window.queue_pane.selection.ids() == frozenset(heading.members)
    press(window, "J")
    press(window, "X")
    assert window.queue_pane.selection.state_of(heading) is Qt.CheckState.PartiallyChecked


def test_an_offer_selects_its_linkbacks(qtbot: QtBot, window: MainWindow) -> None:
    chip = button(window, "offer_verdict_absent")
    assert chip.text() == "no link · 5"
    click(chip)
    qtbot.waitUntil(lambda: len(window.queue_pane.selection) == 5)


def test_a_click_in_the_box_ticks_and_shift_ticks_the_range(qtbot: QtBot, window: MainWindow) -> None:
    view = window.queue_pane.view
    first = view.visualRect(window.queue_pane.model.index(0, 0))
    third = view.visualRect(window.queue_pane.model.index(2, 0))
    click(view.viewport(), QPoint(18, first.center().y()))
    assert window.queue_pane.selection.ids() == frozenset(shown(window)[:1])
    click(view.viewport(), third.center(), Qt.KeyboardModifier.ShiftModifier)
    assert window.queue_pane.selection.ids() == frozenset(shown(window)[:3])


def test_searching_and_misunderstanding(qtbot: QtBot, window: MainWindow) -> None:
    press(window, "/")
    assert window.search_box.hasFocus()
    type_text(window.search_box, "site:beta")
    qtbot.waitUntil(lambda: len(shown(window)) == 2)
    type_text(window.search_box, " verdict:nonsense")
    qtbot.waitUntil(lambda: "is not known" in label(window, "searchMessage"))
    assert window.search_box.property("invalid") is True
    window.search_box.clear()
    qtbot.waitUntil(lambda: len(shown(window)) == 5)
    assert window.search_box.property("invalid") is False


def test_letters_typed_into_the_search_box_decide_nothing(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    press(window, "/")
    type_text(window.search_box, "sadxz")
    settle(qtbot, window)
    assert bench.desk.moderator.next_to_undo() is None


def test_newcomers_do_not_move_what_is_selected(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    press(window, "J")
    press(window, "X")
    window.queue_pane.is_settling = False
    current, ticked, before = window.queue_pane.view.current_id(), window.queue_pane.selection.ids(), shown(window)
    bench.verifier.answers["good.example"] = (Verdict.LINKED, frozenset[Flag]())
    bench.arrive("alpha", 99, sender="good.example")
    window.background.refresh()
    settle(qtbot, window)
    qtbot.waitUntil(lambda: button(window, "newsButton").isVisible())
    assert shown(window) == before
    news = button(window, "newsButton")
    assert news.text() == "1 new – show"
    click(news)
    qtbot.waitUntil(lambda: len(shown(window)) == 6)
    assert window.queue_pane.view.current_id() == current
    assert window.queue_pane.selection.ids() == ticked


def test_opening_refreshes_and_verifies_by_itself(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    bench.verifier.answers["good.example"] = (Verdict.LINKED, frozenset({Flag.NOFOLLOW}))
    bench.arrive("beta", 50, sender="good.example")
    window.start_work()
    qtbot.waitUntil(lambda: len(shown(window)) == 6)
    qtbot.waitUntil(lambda: row_at(window, 0).sender == "good.example")
    settle(qtbot, window)
    assert row_at(window, 0).flags == {Flag.NOFOLLOW}


def test_the_command_lines_changes_appear(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    window.background.start()
    settle(qtbot, window)
    other = open_workbench(bench.desk.profile)
    other.desk.moderator.decide(Action.SPAM, shown(window)[:1])
    other.database.close()
    qtbot.waitUntil(lambda: len(shown(window)) == 4, timeout=6000)


def test_a_site_in_trouble_says_so_at_the_site(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    bench.sites["beta"].is_down = LoginRefused("The site does not accept this password.")
    window.commands.refresh()
    settle(qtbot, window)
    beta = window.site_commands.sites[1]
    window.view_state.show_site(beta)
    settle(qtbot, window)
    notice = window.queue_pane.notice
    assert notice.isVisible()
    assert label(notice, "noticeText") == (
        "Blog beta: The site does not accept this password; your decisions are kept and go out later."
    )
    assert button(notice, "noticeSignIn").isVisible()
    assert len(shown(window)) == 2


def test_strangers_text_stays_text(qtbot: QtBot, bench: Workbench, open_window: OpenWindow) -> None:
    site = bench.sites["alpha"]
    site.put(
        replace(linkback(77, sender="evil.example"), title=HOSTILE, excerpt="<script>alert(1)</script> & <i>x</i>")
    )
    bench.take_in()
    window = open_window(bench)
    window.listing.change(search="from:evil.example")
    qtbot.waitUntil(lambda: len(shown(window)) == 1)
    settle(qtbot, window)
    title = find(window, QLabel, "detailTitle")
    assert title.text() == HOSTILE
    assert title.textFormat() is Qt.TextFormat.PlainText
    tip = window.queue_pane.model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "<img" not in tip
    assert "&lt;img" in tip
    window.grab()


def test_closes_quickly_and_keeps_its_shape(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    window.start_work()
    window.close()
    assert window.tasks.shutdown(patience_s=2)
    assert bench.desk.settings.ui_state("geometry")
    assert bench.desk.settings.ui_state("panes")


def test_without_a_site_the_window_explains_itself(
    qtbot: QtBot, open_window: OpenWindow, open_bench: OpenBench
) -> None:
    window = open_window(open_bench())
    settle(qtbot, window)
    assert window.queue_pane.welcome.isVisible()
    click(button(window, "welcomeAddSite"))
    assert find(window, SiteAssistant, "siteAssistant").isVisible()


def test_one_site_is_no_plural(qtbot: QtBot, open_window: OpenWindow, open_bench: OpenBench) -> None:
    window = open_window(open_bench(only=ScriptedSite(1)))
    press(window, "X")
    assert label(window, "selectionSummary") == "1 selected on 1 site"
