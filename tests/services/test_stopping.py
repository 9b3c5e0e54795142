"""Stopping while a site keeps everybody waiting: requests are cut, and nothing is said against the site."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from desktop_app.core.decision import Action
from desktop_app.core.errors import Cancelled
from desktop_app.core.linkback import SiteId
from desktop_app.core.query import Query
from desktop_app.core.site import Endpoints, SiteState, TransportKind
from desktop_app.services.connections import Connections
from desktop_app.services.moderate import Moderator
from desktop_app.services.queue import Queue
from desktop_app.services.send import Sender
from desktop_app.services.settings import Settings
from desktop_app.services.sync import Sync
from desktop_app.store.acts import Acts
from desktop_app.store.database import Database, open_database
from desktop_app.store.linkbacks import LinkbacksTable
from desktop_app.store.outbox import Outbox
from desktop_app.store.progress import ProgressTable
from desktop_app.store.settings import SettingsTable
from desktop_app.store.sites import SitesTable
from desktop_app.vault import Vault
from desktop_app.wordpress.client import open_client
from tests.fakes.network import LyingServer
from tests.fakes.wire_site import WireSite, is_change, reply
from tests.services.conftest import unlocked

pytestmark = pytest.mark.timeout(30)  # without cutting, each would wait for half a minute at least


class Stalling:
    """A site on the wire that stops answering when told to, all or only changes."""

    def __init__(self, database: Database, kind: TransportKind) -> None:
        self._database = database
        self.stalls_all, self.stalls_changes = False, False
        self.is_waiting = threading.Event()
        self._over = threading.Event()
        self.server = LyingServer(self._answer)
        home = self.server.url.rstrip("/")
        self.sites = SitesTable(database)
        endpoints = Endpoints(home, "Blog", f"{home}/wp-json/", f"{home}/xmlrpc.php")
        self.site_id: SiteId = self.sites.add(endpoints, key="blog", name="Blog", user="eva", transport=kind).site_id
        vault = Vault()
        vault.keep_for_this_run(home, "eva", "secret word")
        connections = Connections(vault, self.sites, open_client)
        settings = Settings(SettingsTable(database))
        linkbacks = LinkbacksTable(database)
        self.sync = Sync(self.sites, linkbacks, ProgressTable(database), connections, settings, lock=unlocked)
        self.sender = Sender(Outbox(database), self.sites, connections, unlocked)
        self.cancelled = threading.Event()

    def _answer(self, request: bytes) -> list[bytes]:
        kind, body = WireSite().answer(request)
        if self.stalls_all or (self.stalls_changes and is_change(request)):
            self.is_waiting.set()
            self._over.wait()
        return reply(kind, body)

    @property
    def state(self) -> SiteState:
        (site,) = self.sites.all()
        return site.state

    def close(self) -> None:
        self._over.set()
        self.server.close()


@pytest.fixture(params=[TransportKind.REST, TransportKind.XMLRPC], ids=["rest", "xmlrpc"])
def stalling(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stalling]:
    database = open_database(tmp_path)
    made = Stalling(database, request.param)
    yield made
    made.close()
    database.close()


def test_a_refresh_that_waits_for_a_site_is_cut(stalling: Stalling) -> None:
    stalling.stalls_all = True
    with ThreadPoolExecutor(1) as threads:
        future = threads.submit(stalling.sync.refresh, cancelled=stalling.cancelled)
        stalling.is_waiting.wait()
        stalling.cancelled.set()
    (report,) = future.result()
    assert isinstance(report.error, Cancelled)
    assert stalling.state is SiteState.NEW


def test_a_decision_whose_sending_was_cut_waits_to_be_settled(stalling: Stalling) -> None:
    stalling.sync.refresh(cancelled=threading.Event())
    queue = Queue(stalling._database)
    ids = queue.ids(Query())
    assert len(ids) == 1
    Moderator(Acts(stalling._database)).decide(Action.SPAM, ids)
    stalling.stalls_changes = True
    with ThreadPoolExecutor(1) as threads:
        future = threads.submit(stalling.sender.send, cancelled=stalling.cancelled, at_once=True)
        stalling.is_waiting.wait()
        stalling.cancelled.set()
    assert future.result().results == ()
    (site,) = stalling.sites.all()
    assert (site.state, site.state_reason) == (SiteState.FINE, "")
    assert len(stalling.sender.waiting()) == 1
