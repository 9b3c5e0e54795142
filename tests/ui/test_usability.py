"""What users stumbled over, each once."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QProgressBar, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.core.errors import LoginRefused, SiteUnreachable
from desktop_app.core.evidence import Evidence, Verdict
from desktop_app.core.linkback import Status
from desktop_app.core.query import Grouping, Order, Query, View
from desktop_app.ui.facts import headline_facts
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.preview import Preview
from desktop_app.ui.progress_bar import Work
from tests.fakes.scripted_site import ScriptedSite
from tests.ui.conftest import OpenBench, OpenWindow
from tests.ui.driving import button, click, find, label, press, row_at, row_of, settle, shown, told
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
        buttons = window.queue_pane.bulk.findChildren(QPushButton)
        return [one.objectName() for one in buttons if one.property("role") == "primary"]

    settle(qtbot, window)
    click(button(window, "offer_verdict_linked"))
    settle(qtbot, window)
    assert len(window.queue_pane.selection) == 2
    assert primary() == ["approve_allButton"]
    press(window, "Ctrl+A")
    assert primary() == []
    window.queue_pane.selection.set_to(shown(window)[-1:])
    assert primary() == ["spam_allButton"]


def test_verifying_again_moves_nothing(qtbot: QtBot, open_bench: OpenBench, open_window: OpenWindow) -> None:
    bench = open_bench(alpha=ScriptedSite(0))
    for number in range(1, 41):
        bench.arrive("alpha", number, sender=f"s{number}.example")
        bench.verifier.answers[f"s{number}.example"] = (Verdict.LINKED, frozenset())
    bench.take_in()
    window = open_window(bench)
    before = shown(window)
    window.queue_pane.is_settling = True
    row = row_of(window, before[0])
    bench.verifier.answers[row.sender] = (Verdict.ABSENT, frozenset())
    press(window, "V")
    qtbot.waitUntil(lambda: row_of(window, before[0]).verdict is Verdict.ABSENT)
    qtbot.wait(1_600)
    settle(qtbot, window)
    assert shown(window) == before
    assert window.queue_pane.view.current_id() == before[0]
    assert window.queue_pane.view.verticalScrollBar().value() == 0


@pytest.mark.parametrize(
    ("verdict", "found"),
    [(Verdict.UNREACHABLE, "not looked at"), (Verdict.UNSAFE, "not looked at"), (Verdict.ABSENT, "no link")],
)
def test_a_page_never_read_is_not_said_to_have_no_link(
    qtbot: QtBot, open_bench: OpenBench, open_window: OpenWindow, verdict: Verdict, found: str
) -> None:
    bench = open_bench(alpha=ScriptedSite(0))
    bench.arrive("alpha", 1, sender="there.example")
    bench.verifier.answers["there.example"] = (verdict, frozenset())
    bench.take_in()
    window = open_window(bench)
    settle(qtbot, window)
    detail = window.detail_pane.detail
    assert detail is not None
    assert dict(headline_facts(detail))["Found"] == found


def test_a_mention_shows_how_its_page_begins(window: MainWindow) -> None:
    detail = window.desk.queue.detail(shown(window)[0])
    assert detail is not None
    evidence = Evidence(
        "https://s.example/", "https://b.example/", Verdict.MENTION, "It names it.", excerpt="Once upon"
    )
    preview = Preview(window.theme)
    preview.show_detail(replace(detail, evidence=evidence))
    text = preview.toPlainText()
    assert text.startswith("The page names your post but does not link to it. It begins:\nOnce upon")


def test_the_status_bar_keeps_its_height(qtbot: QtBot, window: MainWindow) -> None:
    before = window.statusBar().height()
    window.notes.show_started(Work.VERIFYING)
    window.notes.show_progress(Work.VERIFYING, 0, 1)
    settle(qtbot, window)
    assert window.statusBar().height() == before
    assert not find(window.notes.bars[Work.VERIFYING], QProgressBar, "").value()
    window.notes.show_finished(Work.VERIFYING)


def test_the_outbox_says_what_waits_since_when_and_why(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    bench.desk.settings.put("sending.hold_back_s", "60")
    press(window, "S")
    settle(qtbot, window)
    assert label(window, "outboxNote") == "Outbox: 1 waiting (sent next time if you close now)"
    window.view_state.show_view(View.OUTBOX)
    settle(qtbot, window)
    sentence = "Spam, just now. Held back so that you can undo it."
    assert label(window, "detailWaiting") == f"Waiting: {sentence}"
    assert sentence in window.queue_pane.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    row = row_at(window, 0)
    bench.sites[row.site_key].is_down = SiteUnreachable("blog.example does not answer in time. Try again later.")
    window.background.send_now()
    settle(qtbot, window)
    assert "does not answer in time" in label(window, "detailWaiting")
    assert label(window, "outboxNote").endswith(f" – out of reach: {row.site_name}")
    assert label(window, "refreshedNote").endswith(f", but not {row.site_name}")
    window.view_state.show_site(next(site for site in window.site_commands.sites if site.site_id == row.site_id))
    settle(qtbot, window)
    assert label(window, "noticeText") == (
        f"{row.site_name} does not answer in time; your decisions are kept and go out later."
    )


def test_an_address_in_what_is_wrong_with_a_site_is_left_whole(
    qtbot: QtBot, window: MainWindow, bench: Workbench
) -> None:
    row = row_at(window, 0)
    said = "The keyring holds no password of ada for https://blog.example/alpha"
    bench.sites[row.site_key].is_down = LoginRefused(f"{said}. Try again later.")
    window.commands.refresh()
    settle(qtbot, window)
    window.view_state.show_site(next(site for site in window.site_commands.sites if site.site_id == row.site_id))
    settle(qtbot, window)
    assert label(window, "noticeText") == f"{said}; your decisions are kept and go out later."


def test_a_site_that_wants_a_password_is_not_out_of_reach(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    row = row_at(window, 0)
    bench.sites[row.site_key].is_down = LoginRefused("No.")
    press(window, "S")
    settle(qtbot, window)
    qtbot.waitUntil(lambda: f"sign in again: {row.site_name}" in label(window, "outboxNote"))
    assert "out of reach" not in label(window, "outboxNote")


def test_a_heading_tells_of_its_group_and_is_decided_as_one(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    window.group_menu.chosen.emit(Grouping.SENDER)
    settle(qtbot, window)
    window.queue_pane.view.go_to(0)
    settle(qtbot, window)
    summary = label(window, "detailNothing")
    assert summary.startswith("sender.example\n5 linkbacks · 2 sites\n\nNo link: 5\n")
    press(window, "S")
    settle(qtbot, window)
    assert told(window) == "5 marked as spam on 2 sites"
    window.view_state.show_view(View.SPAM)
    settle(qtbot, window)
    window.queue_pane.view.go_to(0)
    press(window, "D")
    box = find(window, QMessageBox, "deleteQuestion")
    assert box.text() == "Delete 5 linkbacks permanently?"
    box.reject()
    press(window, "Z")
    settle(qtbot, window)
    assert len(bench.ids(Query(statuses=frozenset({Status.PENDING})))) == 5


def test_another_order_begins_at_the_top(qtbot: QtBot, open_bench: OpenBench, open_window: OpenWindow) -> None:
    window = open_window(open_bench(alpha=ScriptedSite(60)))
    window.queue_pane.view.go_to(55)
    assert window.queue_pane.view.verticalScrollBar().value() > 0
    window.order_menu.chosen.emit(Order.OLDEST)
    settle(qtbot, window)
    assert window.queue_pane.view.verticalScrollBar().value() == 0
    assert window.queue_pane.view.current_id() == shown(window)[0]


def test_the_sidebar_regains_its_width(qtbot: QtBot, window: MainWindow) -> None:
    before = window.sidebar.width()
    window.resize(862, 700)
    settle(qtbot, window)
    assert window.sidebar.width() < before
    window.resize(1360, 840)
    settle(qtbot, window)
    assert window.sidebar.width() == before


def test_bringing_back_shows_its_key(qtbot: QtBot, window: MainWindow) -> None:
    press(window, "S")
    settle(qtbot, window)
    window.view_state.show_view(View.SPAM)
    settle(qtbot, window)
    assert button(window.detail_pane, "unspamButton").accessibleDescription() == "Z"
