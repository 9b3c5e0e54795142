"""Adding a site in the window, by hand."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from desktop_app.core.errors import LoginRefused
from desktop_app.core.site import Endpoints
from desktop_app.ui.application import build_window
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.site_assistant import SiteAssistant
from desktop_app.ui.theme import DARK, LIGHT, Theme, style_sheet
from tests.ui.conftest import OpenBench, OpenWindow
from tests.ui.driving import button, click, find, label, press, settle, shown, type_text
from tests.ui.workbench import Workbench


def begin(window: MainWindow, address: str) -> SiteAssistant:
    """Open the assistant and type an address."""
    press(window, "Ctrl+N")
    assistant = find(window, SiteAssistant, "siteAssistant")
    type_text(find(assistant, QLineEdit, "siteAddress"), address)
    return assistant


def look(qtbot: QtBot, assistant: SiteAssistant) -> None:
    """Have the site looked for and found."""
    click(button(assistant, "connectButton"))
    qtbot.waitUntil(find(assistant, QLabel, "siteFound").isVisible)


def fill(qtbot: QtBot, window: MainWindow, address: str) -> SiteAssistant:
    """Open the assistant and fill it in."""
    assistant = begin(window, address)
    look(qtbot, assistant)
    for name, value in (("siteUser", "ada"), ("sitePassword", "abcd efgh")):
        type_text(find(assistant, QLineEdit, name), value)
    return assistant


def test_a_site_is_found_signed_in_to_and_its_queue_fills(qtbot: QtBot, window: MainWindow) -> None:
    assistant = fill(qtbot, window, "https://word.example")
    assert label(assistant, "siteFound") == "Added blog"
    assert label(assistant, "siteWhere") == "https://word.example · encrypted (https) · REST"
    with qtbot.waitSignal(assistant.site_added):
        click(button(assistant, "connectButton"))
    qtbot.waitUntil(lambda: len(window.site_commands.sites) == 3)
    qtbot.waitUntil(lambda: len(shown(window)) == 6)
    settle(qtbot, window)


def test_each_failure_is_a_sentence_and_nothing_is_lost(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    assistant = begin(window, "https://elsewhere.example")
    click(button(assistant, "connectButton"))
    qtbot.waitUntil(lambda: label(assistant, "assistantMessage") == "There is no WordPress site at that address.")
    assert find(assistant, QLineEdit, "siteAddress").hasFocus()
    find(assistant, QLineEdit, "siteAddress").setText("https://word.example")
    assert find(assistant, QLabel, "assistantMessage").isHidden()
    look(qtbot, assistant)
    bench.login_error = LoginRefused("The password is not accepted.")
    type_text(find(assistant, QLineEdit, "siteUser"), "ada")
    type_text(find(assistant, QLineEdit, "sitePassword"), "abcd efgh")
    click(button(assistant, "connectButton"))
    qtbot.waitUntil(lambda: label(assistant, "assistantMessage") == "The password is not accepted.")
    assert find(assistant, QLineEdit, "sitePassword").text() == "abcd efgh"
    assert find(assistant, QLineEdit, "sitePassword").hasFocus()
    assert button(assistant, "connectButton").isEnabled()


def test_which_password_is_wanted_is_said(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    bench.facts = Endpoints("", "Old blog", None, "https://word.example/xmlrpc.php")
    assistant = begin(window, "https://word.example")
    look(qtbot, assistant)
    assert find(assistant, QLineEdit, "sitePassword").accessibleName() == "Account password"
    assert "that you use in WordPress itself" in label(assistant, "passwordHint")
    click(button(assistant, "backButton"))
    bench.facts = Endpoints("", "New blog", "https://word.example/wp-json/", None)
    look(qtbot, assistant)
    assert find(assistant, QLineEdit, "sitePassword").accessibleName() == "Application password"
    assert "does not work here" in label(assistant, "passwordHint")
    assistant.reject()


def test_http_must_be_confirmed_each_time(window: MainWindow) -> None:
    assistant = begin(window, "http://word.example")
    assert label(assistant, "httpWarning")
    assert not button(assistant, "connectButton").isEnabled()
    find(assistant, QCheckBox, "allowHttp").setChecked(True)
    assert button(assistant, "connectButton").isEnabled()
    find(assistant, QLineEdit, "siteAddress").setText("word.example")
    find(assistant, QLineEdit, "siteAddress").setText("http://other.example")
    assert not button(assistant, "connectButton").isEnabled()
    assistant.reject()


def test_without_a_keyring_the_password_can_be_kept_for_this_run(
    qtbot: QtBot, window: MainWindow, bench: Workbench
) -> None:
    bench.vault.has_keyring = False
    assistant = fill(qtbot, window, "https://word.example")
    click(button(assistant, "connectButton"))
    offer = button(assistant, "forThisRunButton")
    qtbot.waitUntil(offer.isVisible)
    assert label(assistant, "assistantMessage") == "There is no keyring on this system."
    with qtbot.waitSignal(assistant.site_added):
        click(offer)
    qtbot.waitUntil(lambda: len(window.site_commands.sites) == 3)
    settle(qtbot, window)


def test_a_blog_that_turns_out_to_have_no_https_asks_for_confirmation(qtbot: QtBot, window: MainWindow) -> None:
    assistant = begin(window, "word.example")
    assert find(assistant, QCheckBox, "allowHttp").isHidden()
    click(button(assistant, "connectButton"))
    qtbot.waitUntil(lambda: "http only" in label(assistant, "assistantMessage"))
    assert not button(assistant, "connectButton").isEnabled()
    assert find(assistant, QCheckBox, "allowHttp").hasFocus()
    find(assistant, QCheckBox, "allowHttp").setChecked(True)
    assert find(assistant, QLabel, "assistantMessage").isVisible()
    look(qtbot, assistant)
    assistant.reject()


def test_long_messages_do_not_crush_the_fields(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    window.theme.dress()
    assistant = fill(qtbot, window, "https://word.example")
    bench.login_error = LoginRefused("The password is not accepted, and here is at length why. " * 8)
    click(button(assistant, "connectButton"))
    message = find(assistant, QLabel, "assistantMessage")
    qtbot.waitUntil(message.isVisible)
    qtbot.wait(50)
    for name in ("siteUser", "sitePassword"):
        field = find(assistant, QLineEdit, name)
        assert field.height() >= field.sizeHint().height() > 20
    for shown_label in (message, find(assistant, QLabel, "passwordHint")):
        assert shown_label.height() >= shown_label.heightForWidth(shown_label.width())


def test_that_http_is_unsafe_is_said_once(qtbot: QtBot, window: MainWindow) -> None:
    assistant = begin(window, "word.example")
    click(button(assistant, "connectButton"))
    qtbot.waitUntil(find(assistant, QLabel, "assistantMessage").isVisible)
    assert find(assistant, QLabel, "httpWarning").isHidden()
    assert find(assistant, QCheckBox, "allowHttp").isVisible()
    find(assistant, QLineEdit, "siteAddress").setText("http://word.example")
    assert find(assistant, QLabel, "assistantMessage").isHidden()
    assert find(assistant, QLabel, "httpWarning").isVisible()
    assistant.reject()


def test_enter_goes_to_the_next_empty_field_and_then_connects(qtbot: QtBot, window: MainWindow) -> None:
    press(window, "Ctrl+N")
    assistant = find(window, SiteAssistant, "siteAssistant")
    for value in ("https://word.example", "ada", "abcd efgh"):
        field = assistant.focusWidget()
        assert isinstance(field, QLineEdit)
        type_text(field, value)
        if value == "abcd efgh":
            with qtbot.waitSignal(assistant.site_added):
                QTest.keyClick(field, Qt.Key.Key_Return)
        else:
            QTest.keyClick(field, Qt.Key.Key_Return)
            qtbot.waitUntil(lambda: isinstance(assistant.focusWidget(), QLineEdit))
    qtbot.waitUntil(lambda: len(window.site_commands.sites) == 3)
    settle(qtbot, window)


def test_enter_presses_the_offer_to_keep_the_password(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    bench.vault.has_keyring = False
    assistant = fill(qtbot, window, "https://word.example")
    click(button(assistant, "connectButton"))
    offer = button(assistant, "forThisRunButton")
    qtbot.waitUntil(offer.isVisible)
    assert assistant.focusWidget() is offer
    with qtbot.waitSignal(assistant.site_added):
        QTest.keyClick(offer, Qt.Key.Key_Return)
    settle(qtbot, window)


def test_enter_presses_the_welcome_pages_button(qtbot: QtBot, open_window: OpenWindow, open_bench: OpenBench) -> None:
    window = open_window(open_bench())
    settle(qtbot, window)
    add = button(window, "welcomeAddSite")
    add.setFocus()
    QTest.keyClick(add, Qt.Key.Key_Return)
    assert find(window, SiteAssistant, "siteAssistant").isVisible()


def test_a_ticked_box_shows_a_tick(qtbot: QtBot, theme: Theme) -> None:
    theme.dress()
    box = QCheckBox("Words")
    qtbot.addWidget(box)
    box.setChecked(True)
    image = box.grab().toImage()
    middle = range(image.height() // 2 - 4, image.height() // 2 + 4)
    colours = {image.pixelColor(x, y).name() for x in range(4, 12) for y in middle}
    assert theme.tokens["accent"] in colours
    assert theme.tokens["on_accent"] in colours
    for tokens in (LIGHT, DARK):
        assert "tick-" in style_sheet(tokens, box.font())


def test_after_the_first_site_the_keyboard_is_in_the_queue(qtbot: QtBot, theme: Theme, open_bench: OpenBench) -> None:
    window = build_window(open_bench().desk, theme)
    window.show()
    qtbot.waitUntil(window.queue_pane.welcome.isVisible)
    settle(qtbot, window)
    assert window.focusWidget() is button(window, "welcomeAddSite")
    assistant = fill(qtbot, window, "https://word.example")
    with qtbot.waitSignal(assistant.site_added):
        click(button(assistant, "connectButton"))
    qtbot.waitUntil(lambda: len(shown(window)) == 1)
    settle(qtbot, window)
    assert window.focusWidget() is window.queue_pane.view
    window.close()
    assert window.tasks.shutdown(patience_s=2)
    window.deleteLater()
