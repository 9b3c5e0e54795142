"""Signing in with the user's browser, from the window."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from desktop_app.core.certificate import Certificate
from desktop_app.core.decision import Action
from desktop_app.core.errors import CertificateUntrusted, LoginRefused
from desktop_app.core.linkback import Status
from desktop_app.core.query import Query
from desktop_app.core.site import Endpoints, SiteState
from desktop_app.ui.certificate_choice import CertificateChoice
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.site_assistant import SiteAssistant
from tests.ui.browsing import Desktop, desktop
from tests.ui.driving import button, click, find, label, settle, shown, type_text
from tests.ui.test_assistant import begin, look
from tests.ui.workbench import Workbench

HOME = "https://word.example"
PAGE = f"{HOME}/wp-admin/authorize-application.php"
NEWEST = Endpoints(HOME, "Added blog", f"{HOME}/wp-json/", None, authorize_url=PAGE, version="7.1.4")
OLDER = Endpoints(HOME, "Added blog", f"{HOME}/wp-json/", None, authorize_url=PAGE, version="6.5")


@pytest.fixture
def browser() -> Iterator[Desktop]:
    """Return the system's browser."""
    with desktop() as opened:
        yield opened


def found(qtbot: QtBot, window: MainWindow, bench: Workbench, facts: Endpoints) -> SiteAssistant:
    """Return the assistant when it has found a site."""
    bench.facts = facts
    assistant = begin(window, HOME)
    look(qtbot, assistant)
    return assistant


def sent(qtbot: QtBot, assistant: SiteAssistant, browser: Desktop) -> None:
    """Press the big button and wait for the browser."""
    before = len(browser.opened)
    click(button(assistant, "browserButton"))
    qtbot.waitUntil(lambda: len(browser.opened) > before)


def test_the_site_is_added_when_the_browser_comes_back(
    qtbot: QtBot, window: MainWindow, bench: Workbench, browser: Desktop
) -> None:
    assistant = found(qtbot, window, bench, NEWEST)
    assert find(assistant, QLineEdit, "sitePassword").isHidden() or not assistant.form.isVisible()
    sent(qtbot, assistant, browser)
    assert browser.opened[0].startswith(PAGE)
    assert "goes on by itself" in label(assistant, "waitingFor")
    with qtbot.waitSignal(assistant.site_added):
        browser.approve(HOME, "ada", "abcd efgh")
    assert bench.logins == [("ada", "abcd efgh")]
    qtbot.waitUntil(lambda: len(shown(window)) == 6)
    settle(qtbot, window)


def test_enter_is_enough_from_the_address_to_the_browser(
    qtbot: QtBot, window: MainWindow, bench: Workbench, browser: Desktop
) -> None:
    bench.facts = NEWEST
    assistant = begin(window, HOME)
    QTest.keyClick(find(assistant, QLineEdit, "siteAddress"), Qt.Key.Key_Return)
    qtbot.waitUntil(button(assistant, "browserButton").hasFocus)
    QTest.keyClick(button(assistant, "browserButton"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(browser.opened) == 1)
    assistant.reject()
    settle(qtbot, window)


def test_saying_no_is_told_and_can_be_thought_over(
    qtbot: QtBot, window: MainWindow, bench: Workbench, browser: Desktop
) -> None:
    assistant = found(qtbot, window, bench, NEWEST)
    sent(qtbot, assistant, browser)
    browser.refuse()
    qtbot.waitUntil(lambda: "did not approve" in label(assistant, "assistantMessage"))
    sent(qtbot, assistant, browser)
    with qtbot.waitSignal(assistant.site_added):
        browser.approve(HOME, "ada", "abcd efgh")
    settle(qtbot, window)


def test_an_older_wordpress_shows_a_password_and_the_field_for_it_has_the_keyboard(
    qtbot: QtBot, window: MainWindow, bench: Workbench, browser: Desktop
) -> None:
    assistant = found(qtbot, window, bench, OLDER)
    sent(qtbot, assistant, browser)
    assert browser.success_url is None
    qtbot.waitUntil(find(assistant, QLineEdit, "sitePassword").hasFocus)
    assert "copy it and paste it here" in label(assistant, "pasteHint")
    QGuiApplication.clipboard().setText("abcd efgh\n")
    find(assistant, QLineEdit, "sitePassword").paste()
    QTest.keyClick(find(assistant, QLineEdit, "sitePassword"), Qt.Key.Key_Return)
    assert find(assistant, QLineEdit, "siteUser").hasFocus()
    type_text(find(assistant, QLineEdit, "siteUser"), "ada")
    with qtbot.waitSignal(assistant.site_added):
        QTest.keyClick(find(assistant, QLineEdit, "siteUser"), Qt.Key.Key_Return)
    assert bench.logins == [("ada", "abcd efgh")]
    settle(qtbot, window)


def test_where_the_browser_does_not_come_back_the_password_can_be_pasted(
    qtbot: QtBot, window: MainWindow, bench: Workbench, browser: Desktop
) -> None:
    assistant = found(qtbot, window, bench, NEWEST)
    sent(qtbot, assistant, browser)
    click(button(assistant, "waitingReopen"))
    assert browser.opened[0] == browser.opened[1]
    click(button(assistant, "waitingCopy"))
    assert QGuiApplication.clipboard().text() == browser.opened[0]
    click(button(assistant, "pasteInstead"))
    qtbot.waitUntil(find(assistant, QLineEdit, "sitePassword").hasFocus)
    assert browser.success_url is None
    click(button(assistant, "backButton"))
    assert button(assistant, "browserButton").hasFocus()
    assistant.reject()


def test_esc_stops_waiting_first_and_closes_then(
    qtbot: QtBot, window: MainWindow, bench: Workbench, browser: Desktop
) -> None:
    assistant = found(qtbot, window, bench, NEWEST)
    sent(qtbot, assistant, browser)
    QTest.keyClick(assistant, Qt.Key.Key_Escape)
    assert button(assistant, "browserButton").isVisible()
    QTest.keyClick(assistant, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.findChildren(SiteAssistant, "siteAssistant"))
    settle(qtbot, window)


def test_without_a_keyring_what_the_browser_brought_is_kept_for_this_run(
    qtbot: QtBot, window: MainWindow, bench: Workbench, browser: Desktop
) -> None:
    bench.vault.has_keyring = False
    assistant = found(qtbot, window, bench, NEWEST)
    sent(qtbot, assistant, browser)
    browser.approve(HOME, "ada", "abcd efgh")
    offer = button(assistant, "forThisRunButton")
    qtbot.waitUntil(offer.isVisible)
    with qtbot.waitSignal(assistant.site_added):
        click(offer)
    settle(qtbot, window)


def test_by_hand_is_one_click_away(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    assistant = found(qtbot, window, bench, NEWEST)
    click(button(assistant, "byHandButton"))
    assert find(assistant, QLineEdit, "siteUser").hasFocus()
    assert button(assistant, "connectButton").isVisible()
    assistant.reject()


@pytest.fixture
def again(qtbot: QtBot, window: MainWindow, bench: Workbench) -> SiteAssistant:
    """Return the assistant for a site whose password was changed elsewhere, one click after the user saw that."""
    site = bench.sites["alpha"]
    site.is_down = LoginRefused("blog.example does not accept this user name and password.")
    known = next(known for known in window.site_commands.sites if known.key == "alpha")
    bench.facts = replace(NEWEST, authorize_url=f"{known.home}/wp-admin/authorize-application.php")
    bench.desk.moderator.decide(Action.SPAM, bench.ids(Query(sites=frozenset({"alpha"}))))
    window.background.send_now()
    window.view_state.show_site(known)
    notice = button(window, "noticeSignIn")
    qtbot.waitUntil(notice.isVisible)
    click(notice)
    assistant = find(window, SiteAssistant, "siteAssistant")
    qtbot.waitUntil(button(assistant, "browserButton").isVisible)
    site.is_down = None
    return assistant


def test_a_password_changed_elsewhere_is_one_click_away_and_what_waited_goes_out(
    qtbot: QtBot, window: MainWindow, bench: Workbench, browser: Desktop, again: SiteAssistant
) -> None:
    assert bench.sites["alpha"].changes == 0
    sent(qtbot, again, browser)
    with qtbot.waitSignal(again.site_added):
        browser.approve("https://blog.example/alpha", "ada", "new word")
    assert bench.logins == [("ada", "new word")]
    qtbot.waitUntil(lambda: [bench.status("alpha", number) for number in (1, 2, 3)] == [Status.SPAM] * 3)
    settle(qtbot, window)
    assert bench.desk.sender.waiting() == []
    assert all(site.state is SiteState.FINE for site in bench.desk.queue.sites() if site.key == "alpha")


def test_who_signs_in_again_does_so_as_the_same_user(
    qtbot: QtBot, window: MainWindow, bench: Workbench, browser: Desktop, again: SiteAssistant
) -> None:
    assert find(again, QLineEdit, "siteUser").text() == "ada"
    assert find(again, QLineEdit, "siteUser").isReadOnly()
    assert button(again, "backButton").isHidden()
    bench.login_error = LoginRefused("The password is not accepted.")
    sent(qtbot, again, browser)
    browser.approve("https://blog.example/alpha", "eve", "new word")
    qtbot.waitUntil(lambda: "signed in as eve" in label(again, "assistantMessage"))
    assert "added for ada" in label(again, "assistantMessage")
    again.reject()
    settle(qtbot, window)


def test_a_certificate_nobody_vouches_for_is_trusted_by_its_fingerprint_for_this_site_only(
    qtbot: QtBot, window: MainWindow, bench: Workbench
) -> None:
    bench.look_error = CertificateUntrusted("Nobody vouches for it.", Certificate("word.example", "ab12" * 16))
    assistant = begin(window, HOME)
    click(button(assistant, "connectButton"))
    qtbot.waitUntil(button(assistant, "trustCertificate").isVisible)
    assert label(assistant, "assistantMessage") == "Nobody vouches for it."
    line = " ".join(["AB12"] * 8)
    assert label(assistant, "certificateFingerprint") == f"{line}\n{line}"
    assert not button(assistant, "trustCertificate").isDefault()
    click(button(assistant, "trustCertificate"))
    qtbot.waitUntil(find(assistant, QLabel, "siteFound").isVisible)
    assert "a certificate that you trust" in label(assistant, "siteWhere")
    click(button(assistant, "backButton"))
    find(assistant, QLineEdit, "siteAddress").setText("https://other.word.example")
    click(button(assistant, "connectButton"))
    qtbot.waitUntil(button(assistant, "trustCertificate").isVisible)
    assistant.reject()
    settle(qtbot, window)


def test_a_site_is_not_tied_to_a_new_certificate_that_the_computer_trusts_by_itself(qtbot: QtBot) -> None:
    choice = CertificateChoice()
    qtbot.addWidget(choice)
    told: list[str] = []
    choice.trusted.connect(told.append)
    for reason, wanted in (("", ""), ("it is self-signed", "ab12" * 16)):
        changed = Certificate("word.example", "ab12" * 16, reason)
        choice.ask(CertificateUntrusted("Another one.", changed, trusted="cd34" * 16))
        told.clear()
        choice.trust.click()
        assert told == [wanted]
