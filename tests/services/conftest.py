"""A profile with its services around a scripted site."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop_app.core.linkback import LinkbackId, SiteId
from desktop_app.core.query import Query
from desktop_app.core.site import Endpoints, TransportKind
from desktop_app.services.connections import Connections
from desktop_app.services.moderate import Moderator
from desktop_app.services.pace import Pace
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
from tests.fakes.scripted_site import ScriptedSite

HOME = "https://blog.example"


def unlocked(_cancelled: threading.Event) -> AbstractContextManager[None]:
    """Stand for the lock between processes where there is only one."""
    return nullcontext()


def _small_steps() -> Pace:
    """Let a few decisions take several chunks."""
    return Pace(first=2, least=1, most=4)


@dataclass(slots=True)
class Workshop:
    """The services that moderate, around scripted sites by name, on one store."""

    database: Database
    sites: dict[str, ScriptedSite]
    queue: Queue
    moderator: Moderator
    sender: Sender
    sync: Sync
    site_ids: dict[str, SiteId]

    def ids(self) -> list[LinkbackId]:
        """Return every linkback of the store."""
        return sorted(self.queue.ids(Query()))


def open_workshop(directory: Path, sites: dict[str, ScriptedSite]) -> Workshop:
    """Open the store in ``directory``, adding the sites if it is new."""
    database = open_database(directory)
    table = SitesTable(database)
    linkbacks = LinkbacksTable(database)
    outbox = Outbox(database)
    vault = Vault()
    by_home = {f"{HOME}/{key}": site for key, site in sites.items()}
    known = {site.key for site in table.all()}
    for key in sites:
        home = f"{HOME}/{key}"
        vault.keep_for_this_run(home, "ada", "secret word")
        if key not in known:
            endpoints = Endpoints(home=home, name=key, rest_root=f"{home}/wp-json/", xmlrpc_url=None)
            table.add(endpoints, key=key, name=key, user="ada", transport=TransportKind.REST)
    connections = Connections(vault, table, lambda endpoints, _user, _password, _kind, _known: by_home[endpoints.home])
    settings = Settings(SettingsTable(database))
    return Workshop(
        database=database,
        sites=sites,
        queue=Queue(database),
        moderator=Moderator(Acts(database)),
        sender=Sender(outbox, table, connections, unlocked, new_pace=_small_steps),
        sync=Sync(table, linkbacks, ProgressTable(database), connections, settings, lock=unlocked),
        site_ids={site.key: site.site_id for site in table.all()},
    )


OpenWorkshop = Callable[..., Workshop]


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[OpenWorkshop]:
    """Return a function that opens the services around scripted sites, for one profile."""
    opened: list[Workshop] = []

    def make(**sites: ScriptedSite) -> Workshop:
        opened.append(open_workshop(tmp_path, sites))
        return opened[-1]

    yield make
    for one in opened:
        one.database.close()
