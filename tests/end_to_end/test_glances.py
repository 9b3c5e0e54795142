"""What a refresh costs a real site: two small requests when nothing is new."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.core.linkback import Status
from desktop_app.core.query import Query
from desktop_app.core.site import Capabilities, Endpoints, TransportKind
from desktop_app.services.connections import Connections
from desktop_app.services.queue import Queue
from desktop_app.services.settings import Settings
from desktop_app.services.sync import RefreshReport, Sync
from desktop_app.store.database import open_database
from desktop_app.store.linkbacks import LinkbacksTable
from desktop_app.store.progress import ProgressTable
from desktop_app.store.settings import SettingsTable
from desktop_app.store.sites import SitesTable
from desktop_app.vault import Vault
from desktop_app.wordpress.client import ModerationClient, open_client
from desktop_app.wordpress.transport import HttpTransport, Reply, Request, Transport
from tests.bench.fixtures import WordPressFactory
from tests.bench.site import WordPressSite
from tests.services.conftest import unlocked

NEVER = threading.Event()


class Counting(HttpTransport):
    """Counts the requests of all that are open."""

    requests = 0

    def send(self, request: Request) -> Reply:
        Counting.requests += 1
        return super().send(request)


class Reader:
    """A profile with one real site."""

    def __init__(self, directory: Path, site: WordPressSite, kind: TransportKind) -> None:
        self.database = open_database(directory)
        sites = SitesTable(self.database)
        endpoints = Endpoints(site.url, "Blog", f"{site.url}/wp-json/", site.xmlrpc_url)
        sites.add(endpoints, key="blog", name="Blog", user=site.admin.login, transport=kind)
        vault = Vault()
        vault.keep_for_this_run(site.url, site.admin.login, site.admin_password)
        self.queue = Queue(self.database)
        self.sync = Sync(
            sites,
            LinkbacksTable(self.database),
            ProgressTable(self.database),
            Connections(vault, sites, _open),
            Settings(SettingsTable(self.database)),
            lock=unlocked,
        )

    def refresh(self) -> tuple[RefreshReport, int]:
        """Refresh, and return how many requests that took, too."""
        Counting.requests = 0
        (report,) = self.sync.refresh(cancelled=NEVER)
        assert report.error is None
        return report, Counting.requests

    def shown(self) -> list[Status]:
        rows = self.queue.rows(self.queue.ids(Query())).values()
        return sorted(row.status for row in rows)


def _open(endpoints: Endpoints, user: str, password: str, kind: TransportKind, known: Capabilities) -> ModerationClient:
    def connect() -> Transport:
        return Counting()

    return open_client(endpoints, user, password, kind, known, connect=connect)


@pytest.fixture(params=["7.1", "6.2"])
def site(request: pytest.FixtureRequest, wordpress: WordPressFactory) -> WordPressSite:
    return wordpress(request.param)


@pytest.fixture(params=list(TransportKind))
def reader(request: pytest.FixtureRequest, site: WordPressSite, tmp_path: Path) -> Iterator[Reader]:
    reader = Reader(tmp_path, site, request.param)
    yield reader
    reader.database.close()


def test_a_refresh_of_a_site_with_nothing_new_costs_two_requests(site: WordPressSite, reader: Reader) -> None:
    site.seed_linkbacks(30, posts=[site.publish("A post", "<p>Text.</p>")], statuses=("hold", "spam", "approve"))
    first, _ = reader.refresh()
    assert (first.is_full, first.new) == (True, 30)
    for _ in range(2):
        report, requests = reader.refresh()
        assert (report.is_full, report.new, report.changed, report.gone) == (False, 0, 0, 0)
        assert requests <= 2


def test_a_glance_finds_what_is_new_and_what_was_decided_elsewhere(site: WordPressSite, reader: Reader) -> None:
    post = site.publish("A post", "<p>Text.</p>")
    site.seed_linkbacks(4, posts=[post])
    reader.refresh()
    first, second, *_ = site.comments()
    site.set_status(first.id, "spam")
    site.delete(second.id)
    assert site.send_trackback(post, url="http://127.0.0.9/new", title="New", excerpt="New", blog_name="B").accepted
    report, _ = reader.refresh()
    assert (report.is_full, report.new, report.changed, report.gone, report.pending) == (False, 1, 1, 1, 3)
    assert reader.shown() == [Status.GONE, Status.PENDING, Status.PENDING, Status.PENDING, Status.SPAM]


def test_a_site_without_linkbacks_costs_two_requests(site: WordPressSite, reader: Reader) -> None:
    assert site.comments() == []
    reader.refresh()
    report, requests = reader.refresh()
    assert (report.is_full, requests) == (False, 2)
