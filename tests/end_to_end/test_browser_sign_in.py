"""``pingdesk sites add --browser``: WordPress asks in the browser, the command goes on by itself."""

import json
import subprocess
from collections.abc import Iterator

import pytest

from tests.bench.fixtures import WordPressFactory
from tests.bench.site import WordPressSite
from tests.end_to_end.command_line import CommandLine
from tests.wordpress.browser import Browser


@pytest.fixture
def newest(wordpress: WordPressFactory) -> WordPressSite:
    return wordpress("7.1")


@pytest.fixture
def browser(newest: WordPressSite) -> Iterator[Browser]:
    with Browser() as opened:
        opened.log_in(newest.url, newest.admin)
        yield opened


@pytest.fixture
def adding(pingdesk: CommandLine, newest: WordPressSite) -> Iterator[subprocess.Popen[str]]:
    """Start the command, on a machine without a display."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        pingdesk.environment.pop(name, None)
    command = pingdesk.command("sites", "add", newest.url, "--browser", "--allow-http", "--json")
    with subprocess.Popen(
        command,
        env=pingdesk.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()


def address_in(process: subprocess.Popen[str]) -> str:
    """Return the page that the command asks to be opened."""
    assert process.stderr is not None
    return next(line.strip() for line in process.stderr if "authorize-application.php" in line)


def end_of(process: subprocess.Popen[str]) -> tuple[str, str]:
    """Wait for the end; return what was printed, and what was told after the address."""
    assert process.stdout is not None
    assert process.stderr is not None
    out, told = process.stdout.read(), process.stderr.read()
    process.wait(timeout=60)
    return out, told


def test_the_site_is_added_once_the_user_has_approved(
    pingdesk: CommandLine, newest: WordPressSite, browser: Browser, adding: subprocess.Popen[str]
) -> None:
    browser.press(browser.open(address_in(adding)), "approve")
    out, told = end_of(adding)
    assert adding.returncode == 0, told
    assert json.loads(out)["user"] == "admin"
    assert "Waiting for your answer" in told
    assert "password" not in told.lower()
    assert pingdesk("sites", "test", json.loads(out)["site"]).items[0]["ok"]


def test_a_refusal_ends_the_command(pingdesk: CommandLine, browser: Browser, adding: subprocess.Popen[str]) -> None:
    browser.press(browser.open(address_in(adding)), "reject")
    _, told = end_of(adding)
    assert adding.returncode == 4
    assert "did not approve" in told
    assert pingdesk("sites", "list").items == []


def test_an_older_wordpress_shows_the_password_which_is_given_by_hand(
    pingdesk: CommandLine, wordpress: WordPressFactory
) -> None:
    site = wordpress("6.2")
    password = site.application_password(site.admin)
    arguments = ("sites", "add", site.url, "--browser", "--allow-http", "--password-stdin")
    answer = pingdesk(*arguments, "--user", "admin", given=f"{password}\n")
    assert answer.status == 0, answer.told
    assert "authorize-application.php" in answer.told
    assert "success_url" not in answer.told
    assert pingdesk(*arguments, given=f"{password}\n").status == 2


def test_who_signs_in_has_to_be_said(pingdesk: CommandLine) -> None:
    answer = pingdesk("sites", "add", "blog.example", "--password-stdin", given="x\n")
    assert answer.status == 2
    assert "--browser" in answer.told
