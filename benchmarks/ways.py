"""Four ways of marking every pending ping of a site as spam, each timed without its signing in."""

import re
import tempfile
import threading
from collections.abc import Callable
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import requests

from benchmarks.stopwatch import Cost, stopwatch
from desktop_app.compose import open_desk
from desktop_app.core.decision import Action, Result
from desktop_app.core.query import Query
from desktop_app.services.desk import Desk
from desktop_app.vault import Vault
from tests.bench.site import WordPressSite

Way = Callable[[WordPressSite], Cost]
"""Marks all as spam, at the address that the site gives as its own, and returns what it cost."""

NEVER = threading.Event()
_PAGE = 100
_TIMEOUT_S = 120.0


def open_signed_in(url: str, user: str, password: str, profile: Path) -> Desk:
    """Return a new desk with this one site. The caller closes it."""
    desk = open_desk(profile, Vault())
    desk.accounts.add(url, user=user, password=password, allow_http=True, for_this_run_only=True)
    return desk


def pingdesk(site: WordPressSite) -> float:
    """Decide and send at once, the store included, as the command line does."""
    with tempfile.TemporaryDirectory() as directory:
        desk = open_signed_in(site.url, site.admin.login, site.admin_password, Path(directory))
        try:
            (report,) = desk.sync.refresh(cancelled=NEVER)
            assert report.error is None, report
            ids = desk.queue.ids(Query())
            with stopwatch() as cost:
                desk.moderator.decide(Action.SPAM, ids)
                sent = desk.sender.send(cancelled=NEVER, at_once=True)
        finally:
            desk.close()
    assert sent.count(Result.DONE) == len(ids), (sent.errors, sent.results[-1:])
    return cost


def one_call_each(site: WordPressSite) -> float:
    """One REST call each, one after the other over a kept-alive connection, as the mobile apps do."""
    ids = [comment.id for comment in site.comments()]
    with requests.Session() as session:
        session.auth = (site.admin.login, site.admin_password)
        session.get(f"{site.url}/wp-json/wp/v2/users/me", timeout=_TIMEOUT_S).raise_for_status()
        with stopwatch() as cost:
            for comment_id in ids:
                address = f"{site.url}/wp-json/wp/v2/comments/{comment_id}"
                reply = session.post(address, json={"status": "spam"}, timeout=_TIMEOUT_S)
                assert reply.json()["status"] == "spam", reply.text
    return cost


def wp_admin(site: WordPressSite) -> float:
    """WordPress's own bulk action on pages of 100, each redirect followed, without scripts, styles and pictures."""
    with requests.Session() as session:
        address = f"{site.url}/wp-admin/edit-comments.php?comment_type=pings&comment_status=moderated"
        _log_in(session, site)
        _show_per_page(session, address)
        with stopwatch() as cost:
            page = session.get(address, timeout=_TIMEOUT_S)
            while ids := re.findall(r'name="delete_comments\[\]" value="(\d+)"', page.text):
                page = _spam(session, page, ids)
    return cost


def in_process(site: WordPressSite) -> Cost:
    """One run of PHP that calls WordPress's own function for each."""
    with stopwatch() as cost:
        seconds = site.spam_in_process()
    cost.seconds = seconds
    return cost


def _spam(session: requests.Session, page: requests.Response, ids: list[str]) -> requests.Response:
    """Send the list's form and return the list that the answer leads back to: its next page, as it were."""
    fields = {
        **{name: _value(page.text, name) for name in ("_wpnonce", "_wp_http_referer", "comment_status")},
        "comment_type": "pings",
        "action": "spam",
        "action2": "-1",
        "delete_comments[]": ids,
    }
    answer = session.get(urljoin(page.url, "edit-comments.php"), params=fields, timeout=_TIMEOUT_S)  # method="get"
    assert answer.history, answer.text[:2000]
    assert f"spammed={len(ids)}" in answer.url, answer.url
    return answer


def _log_in(session: requests.Session, site: WordPressSite) -> None:
    address = f"{site.url}/wp-login.php"
    session.get(address, timeout=_TIMEOUT_S)
    form = {"log": site.admin.login, "pwd": site.admin.password, "testcookie": "1"}
    reply = session.post(address, data=form, timeout=_TIMEOUT_S)
    assert "/wp-admin" in reply.url, reply.url


def _show_per_page(session: requests.Session, address: str) -> None:
    page = session.get(address, timeout=_TIMEOUT_S)
    form = {
        "wp_screen_options[option]": "edit_comments_per_page",
        "wp_screen_options[value]": str(_PAGE),
        "screenoptionnonce": _value(page.text, "screenoptionnonce"),
    }
    session.post(address, data=form, timeout=_TIMEOUT_S).raise_for_status()


def _value(page: str, name: str) -> str:
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
    assert tag is not None, f"no {name} in {page[:2000]}"
    value = re.search(r'value="([^"]*)"', tag[0])
    assert value is not None, tag[0]
    return unescape(value[1])
