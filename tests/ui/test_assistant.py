"""Adding a site in the window."""

from PySide6.QtWidgets import QCheckBox, QLineEdit
from pytestqt.qtbot import QtBot

from desktop_app.core.errors import LoginRefused
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.site_assistant import SiteAssistant
from tests.ui.driving import button, click, find, label, press, settle, shown, type_text
from tests.ui.workbench import Workbench


def fill(window: MainWindow, address: str) -> SiteAssistant:
    """Open the assistant and fill it in."""
    press(window, "Ctrl+N")
    assistant = find(window, SiteAssistant, "siteAssistant")
    for name, value in (("siteAddress", address), ("siteUser", "ada"), ("sitePassword", "abcd efgh")):
        type_text(find(assistant, QLineEdit, name), value)
    return assistant


def test_a_site_is_added_and_its_queue_fills(qtbot: QtBot, window: MainWindow) -> None:
    assistant = fill(window, "https://word.example")
    with qtbot.waitSignal(assistant.site_added):
        click(button(assistant, "connectButton"))
    qtbot.waitUntil(lambda: len(window.site_commands.sites) == 3)
    qtbot.waitUntil(lambda: len(shown(window)) == 6)
    settle(qtbot, window)


def test_each_failure_is_a_sentence_and_nothing_is_lost(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    assistant = fill(window, "https://elsewhere.example")
    click(button(assistant, "connectButton"))
    qtbot.waitUntil(lambda: not find(assistant, QLineEdit, "siteAddress").isEnabled() or bool(bench.discovered))
    qtbot.waitUntil(lambda: label(assistant, "assistantMessage") == "There is no WordPress site at that address.")
    bench.login_error = LoginRefused("The password is not accepted.")
    find(assistant, QLineEdit, "siteAddress").setText("https://word.example")
    click(button(assistant, "connectButton"))
    qtbot.waitUntil(lambda: label(assistant, "assistantMessage") == "The password is not accepted.")
    assert find(assistant, QLineEdit, "sitePassword").text() == "abcd efgh"
    assert button(assistant, "connectButton").isEnabled()


def test_http_must_be_confirmed_each_time(window: MainWindow) -> None:
    assistant = fill(window, "http://word.example")
    assert label(assistant, "httpWarning")
    assert not button(assistant, "connectButton").isEnabled()
    find(assistant, QCheckBox, "allowHttp").setChecked(True)
    assert button(assistant, "connectButton").isEnabled()
    assistant.reject()


def test_without_a_keyring_the_password_can_be_kept_for_this_run(
    qtbot: QtBot, window: MainWindow, bench: Workbench
) -> None:
    bench.vault.has_keyring = False
    assistant = fill(window, "https://word.example")
    click(button(assistant, "connectButton"))
    offer = button(assistant, "forThisRunButton")
    qtbot.waitUntil(offer.isVisible)
    assert label(assistant, "assistantMessage") == "There is no keyring on this system."
    with qtbot.waitSignal(assistant.site_added):
        click(offer)
    qtbot.waitUntil(lambda: len(window.site_commands.sites) == 3)
    settle(qtbot, window)


def test_a_blog_that_turns_out_to_have_no_https_asks_for_confirmation(qtbot: QtBot, window: MainWindow) -> None:
    assistant = fill(window, "word.example")
    assert find(assistant, QCheckBox, "allowHttp").isHidden()
    click(button(assistant, "connectButton"))
    qtbot.waitUntil(lambda: "http only" in label(assistant, "assistantMessage"))
    assert not button(assistant, "connectButton").isEnabled()
    find(assistant, QCheckBox, "allowHttp").setChecked(True)
    with qtbot.waitSignal(assistant.site_added):
        click(button(assistant, "connectButton"))
    settle(qtbot, window)
