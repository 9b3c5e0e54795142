"""Being let in on WordPress's own page, in the user's browser."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests

from desktop_app.__main__ import main
from desktop_app.core.errors import Cancelled, NotAllowed, Unsupported
from desktop_app.core.site import Credentials, Endpoints, TransportKind
from desktop_app.services.authorize import Authorizer, Page
from desktop_app.wordpress.client import open_client
from tests.bench.fixtures import WordPressFactory
from tests.bench.site import WordPressSite
from tests.wordpress.browser import Browser, Shown


class Asking:
    """Pingdesk asks in a thread of its own, as in the window; the page that it wants opened is here."""

    def __init__(self, endpoints: Endpoints, *, has_handler: bool = False, patience_s: float = 60.0) -> None:
        self.cancelled = threading.Event()
        self._pool = ThreadPoolExecutor(1)
        pages: SimpleQueue[Page] = SimpleQueue()
        authorizer = Authorizer(has_handler=lambda: has_handler, patience_s=patience_s)
        self._answer: Future[Credentials | None] = self._pool.submit(
            authorizer.ask, endpoints, pages.put, cancelled=self.cancelled
        )
        self._answer.add_done_callback(lambda _: pages.put(Page("", comes_back=False)))
        self.page = pages.get()

    def answer(self) -> Credentials | None:
        """Return what Pingdesk has in the end."""
        return self._answer.result(timeout=60)

    @property
    def success_url(self) -> str:
        """Where the site is asked to send the browser."""
        return parse_qs(urlsplit(self.page.address).query)["success_url"][0]

    def close(self) -> None:
        """Stop."""
        self.cancelled.set()
        self._pool.shutdown()


def endpoints_of(site: WordPressSite, version: str | None) -> Endpoints:
    page = f"{site.url}/wp-admin/authorize-application.php"
    return Endpoints(site.url, "Bench", f"{site.url}/wp-json/", None, authorize_url=page, version=version)


@pytest.fixture
def newest(wordpress: WordPressFactory) -> WordPressSite:
    """Return a WordPress that sends browsers to a loopback address."""
    return wordpress("7.1")


@pytest.fixture
def asking(newest: WordPressSite) -> Iterator[Asking]:
    """Ask that site."""
    started = Asking(endpoints_of(newest, "7.1.4"))
    yield started
    started.close()


@pytest.fixture
def browser(newest: WordPressSite) -> Iterator[Browser]:
    """Return the browser of that site's administrator."""
    with Browser() as opened:
        opened.log_in(newest.url, newest.admin)
        yield opened


def test_the_password_comes_back_by_itself_and_opens_the_site(
    newest: WordPressSite, asking: Asking, browser: Browser
) -> None:
    assert asking.page.comes_back
    last = browser.press(browser.open(asking.page.address), "approve")
    assert "go back to Pingdesk" in last.text
    found = asking.answer()
    assert found is not None
    assert found.user == "admin"
    assert found.password not in last.text
    client = open_client(endpoints_of(newest, None), found.user, found.password, TransportKind.REST)
    assert client.account().may_moderate
    client.close()


def test_saying_no_in_the_browser_is_told_and_makes_no_password(asking: Asking, browser: Browser) -> None:
    browser.press(browser.open(asking.page.address), "reject")
    with pytest.raises(NotAllowed, match="did not approve"):
        asking.answer()


def test_an_answer_with_a_wrong_state_is_passed_over(asking: Asking, browser: Browser) -> None:
    forged = urlsplit(asking.success_url)._replace(query=urlencode({"state": "guessed", "password": "x"})).geturl()
    assert requests.get(forged, timeout=10).status_code == 403
    browser.press(browser.open(asking.page.address), "approve")
    assert asking.answer() is not None


def test_who_says_nothing_is_waited_for_so_long_and_no_longer(newest: WordPressSite) -> None:
    asking = Asking(endpoints_of(newest, "7.1"), patience_s=0.1)
    with pytest.raises(NotAllowed, match="in time"):
        asking.answer()
    with pytest.raises(requests.ConnectionError):
        requests.get(asking.success_url, timeout=10)
    asking.close()


def test_waiting_can_be_stopped(asking: Asking) -> None:
    asking.cancelled.set()
    with pytest.raises(Cancelled):
        asking.answer()


def test_the_newest_wordpress_without_application_passwords_says_so(
    newest: WordPressSite, asking: Asking, browser: Browser
) -> None:
    newest.switch(application_passwords_off=True)
    page = browser.open(asking.page.address)
    assert page.status == 501
    requests.get(f"{asking.success_url}&success=false&error=disabled", timeout=10)
    with pytest.raises(Unsupported, match="switched off"):
        asking.answer()


@pytest.mark.parametrize("version", ["6.2", "6.8"])
def test_an_older_wordpress_shows_the_password_to_be_pasted(wordpress: WordPressFactory, version: str) -> None:
    site = wordpress(version)
    asking = Asking(endpoints_of(site, version))
    assert asking.answer() is None
    assert not asking.page.comes_back
    with Browser() as browser:
        browser.log_in(site.url, site.admin)
        assert _accepts(browser.open(asking.page.address))
    asking.close()


def test_an_older_wordpress_would_refuse_a_loopback_address(wordpress: WordPressFactory) -> None:
    site = wordpress("6.2")
    asking = Asking(endpoints_of(site, "7.1"))
    with Browser() as browser:
        browser.log_in(site.url, site.admin)
        assert not _accepts(browser.open(asking.page.address))
    asking.close()


def test_an_older_wordpress_accepts_pingdesks_scheme_and_the_system_brings_the_answer(
    wordpress: WordPressFactory,
) -> None:
    site = wordpress("6.2")
    asking = Asking(endpoints_of(site, "6.2"), has_handler=True)
    assert asking.page.comes_back
    with Browser() as browser:
        browser.log_in(site.url, site.admin)
        assert _accepts(browser.open(asking.page.address))
    made = urlencode({"site_url": site.url, "user_login": "admin", "password": "made up"})
    assert main([f"{asking.success_url}&{made}"]) == 0
    assert asking.answer() == Credentials("admin", "made up")
    asking.close()


def test_an_answer_for_which_nobody_waits_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pingdesk://authorized/1025?state=x&password=made-up"]) == 3
    assert main(["pingdesk://elsewhere"]) == 2
    said = capsys.readouterr().err
    assert "No Pingdesk waits" in said
    assert "made-up" not in said


def test_each_password_has_a_name_of_its_own(newest: WordPressSite) -> None:
    names: set[str] = set()
    for _ in range(3):
        pages: list[Page] = []
        Authorizer().ask(endpoints_of(newest, None), pages.append, cancelled=threading.Event(), by_pasting=True)
        names.add(parse_qs(urlsplit(pages[0].address).query)["app_name"][0])
    assert len(names) == 3
    assert all(name.startswith("Pingdesk") for name in names)


def test_a_site_without_the_page_is_not_waited_for(newest: WordPressSite) -> None:
    endpoints = Endpoints(newest.url, "Bench", None, newest.xmlrpc_url, version="7.1")
    with pytest.raises(Unsupported, match="by hand"):
        Authorizer().ask(endpoints, lambda _: None, cancelled=threading.Event())


def _accepts(page: Shown) -> bool:
    return page.status == 200 and page.field("app_name").startswith("Pingdesk")
