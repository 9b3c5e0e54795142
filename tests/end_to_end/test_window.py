"""The whole job through the real window, by keys and clicks, on two real WordPress sites."""

from collections.abc import Callable, Iterator

import keyring
import keyring.backends.fail
import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.core.decision import Action
from desktop_app.core.linkback import Status
from desktop_app.services.desk import Desk
from desktop_app.ui.application import build_window, install_languages
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.site_assistant import SiteAssistant
from desktop_app.ui.theme import Theme
from tests.bench.site import WordPressSite
from tests.end_to_end.conftest import NEVER, Story, add_sites, rows_of

Key, Shift = Qt.Key, Qt.KeyboardModifier.ShiftModifier
LONG_MS = 60_000


@pytest.fixture
def open_window(qapp: QApplication, qtbot: QtBot, desk: Desk) -> Iterator[Callable[[], MainWindow]]:
    """Return a function that shows the window and starts its work, as the program does."""
    QLocale.setDefault(QLocale("en_US"))
    install_languages(qapp)
    desk.settings.put("sending.hold_back_s", "0")
    windows: list[MainWindow] = []

    def show() -> MainWindow:
        window = build_window(desk, Theme(qapp, "light"))
        windows.append(window)
        with qtbot.waitSignal(window.queue_shown):
            window.show()
        window.start_work()
        return window

    yield show
    for window in windows:
        window.close()
        assert window.tasks.shutdown(patience_s=3)
        window.deleteLater()
        qtbot.wait(1)


def wait_until_quiet(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(window.tasks.idle, timeout=LONG_MS)


def verdicts(desk: Desk) -> dict[str, str]:
    """Return what was found out, by the titles of the sources."""
    return {row.title: row.verdict.value for row in rows_of(desk).values()}


def stored(story: Story) -> list[str]:
    """Return what WordPress's own databases say, site by site."""
    return [comment.status for site in story.sites for comment in site.comments()]


def test_a_selection_over_both_sites_is_marked_as_spam_and_brought_back(
    desk: Desk, story: Story, open_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    add_sites(desk, story.sites)
    window = open_window()
    queue = window.queue_pane
    # Nobody presses anything: the window refreshes and verifies by itself.
    qtbot.waitUntil(lambda: verdicts(desk) == story.expected, timeout=LONG_MS)
    wait_until_quiet(qtbot, window)
    qtbot.waitUntil(lambda: len(queue.model.entries.all) == 10, timeout=LONG_MS)

    queue.view.setFocus()
    spam = [lid for lid, row in rows_of(desk).items() if row.verdict.value != "linked"]
    for _ in range(10):  # down the list with J, marking with X what does not link
        current = queue.view.current_id()
        if current in spam:
            qtbot.keyClick(queue.view, Key.Key_X)
        qtbot.keyClick(queue.view, Key.Key_J)
    assert sorted(queue.selection.ids()) == sorted(spam)
    summary = window.findChild(QLabel, "selectionSummary")
    assert summary is not None
    assert summary.text() == "6 selected on 2 sites"

    qtbot.keyClick(queue.view, Key.Key_S, Shift)
    qtbot.waitUntil(lambda: len(queue.model.entries.all) == 4)  # gone from view before any site has answered
    qtbot.waitUntil(lambda: queue.undo_bar.text == "6 marked as spam on 2 sites", timeout=LONG_MS)
    assert sorted(stored(story)) == ["0"] * 4 + ["spam"] * 6

    qtbot.keyClick(queue.view, Key.Key_Z)
    qtbot.waitUntil(lambda: len(queue.model.entries.all) == 10)
    wait_until_quiet(qtbot, window)
    qtbot.waitUntil(lambda: set(stored(story)) == {"0"}, timeout=LONG_MS)


def test_a_first_site_is_added_with_the_assistant_where_there_is_no_keyring(
    desk: Desk, wp: WordPressSite, open_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    wp.seed_linkbacks(3, posts=[wp.publish("Post", "<p>x</p>")])
    desk.settings.put("verification.mode", "on-demand")
    before = keyring.get_keyring()
    keyring.set_keyring(keyring.backends.fail.Keyring())
    try:
        window = open_window()
        _add_by_hand(window, wp, qtbot)
    finally:
        keyring.set_keyring(before)
    qtbot.waitUntil(lambda: len(window.queue_pane.model.entries.all) == 3, timeout=LONG_MS)
    wait_until_quiet(qtbot, window)

    window.activateWindow()  # a window manager does this when a dialog closes; the offscreen screen has none
    qtbot.waitUntil(window.isActiveWindow)
    window.queue_pane.view.setFocus()
    qtbot.keyClick(window.queue_pane.view, Key.Key_A)
    qtbot.waitUntil(lambda: sorted(c.status for c in wp.comments()) == ["0", "0", "1"], timeout=LONG_MS)
    wait_until_quiet(qtbot, window)
    assert sorted(row.status for row in rows_of(desk).values()) == [Status.APPROVED, Status.PENDING, Status.PENDING]


def _add_by_hand(window: MainWindow, site: WordPressSite, qtbot: QtBot) -> None:
    """Click "Add a site", fill the fields in, read what is wrong, and take the way out that is offered."""

    def part(kind: type[QWidget], name: str) -> QWidget:
        found = window.findChild(kind, name)
        assert found is not None, name
        return found

    qtbot.mouseClick(part(QPushButton, "welcomeAddSite"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.findChild(SiteAssistant) is not None)
    assistant = window.findChild(SiteAssistant)
    assert assistant is not None
    qtbot.keyClicks(part(QLineEdit, "siteAddress"), site.url)
    qtbot.keyClick(part(QWidget, "allowHttp"), Key.Key_Space)
    qtbot.mouseClick(part(QPushButton, "connectButton"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(part(QWidget, "siteFound").isVisible, timeout=LONG_MS)
    by_hand = part(QPushButton, "byHandButton")
    if by_hand.isVisible():
        qtbot.mouseClick(by_hand, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(part(QLineEdit, "siteUser"), site.admin.login)
    qtbot.keyClicks(part(QLineEdit, "sitePassword"), site.admin_password)
    qtbot.mouseClick(part(QPushButton, "connectButton"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(assistant.for_this_run.isVisible, timeout=LONG_MS)
    assert "keyring" in assistant.message.text()
    qtbot.mouseClick(assistant.for_this_run, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.findChild(SiteAssistant) is None, timeout=LONG_MS)


def test_what_an_earlier_run_left_unsent_is_sent_by_the_next_start(
    desk: Desk, wp: WordPressSite, open_window: Callable[[], MainWindow], qtbot: QtBot
) -> None:
    wp.seed_linkbacks(2, posts=[wp.publish("Post", "<p>x</p>")])
    desk.settings.put("verification.mode", "on-demand")
    desk.accounts.add(wp.url, user=wp.admin.login, password=wp.admin_password, allow_http=True, for_this_run_only=True)
    desk.sync.refresh(cancelled=NEVER)
    desk.moderator.decide(Action.SPAM, list(rows_of(desk)))
    assert {comment.status for comment in wp.comments()} == {"0"}

    window = open_window()  # nobody presses anything
    qtbot.waitUntil(lambda: {comment.status for comment in wp.comments()} == {"spam"}, timeout=LONG_MS)
    wait_until_quiet(qtbot, window)
    assert desk.sender.waiting() == []
