"""A whole desk on a temporary store, around scripted sites and a verifier that answers by a table."""

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path

from desktop_app.core.errors import HttpOnly, NotWordPress, NoVault, PingdeskError
from desktop_app.core.evidence import Evidence, Flag, FoundLink, Region, Verdict
from desktop_app.core.linkback import LinkbackId, Status
from desktop_app.core.query import Query
from desktop_app.core.site import Account, Capabilities, Endpoints, SignedIn, TransportKind
from desktop_app.services.accounts import Accounts
from desktop_app.services.authorize import Authorizer
from desktop_app.services.connections import Connections
from desktop_app.services.desk import Desk
from desktop_app.services.inspect import Inspector
from desktop_app.services.moderate import Moderator
from desktop_app.services.queue import Queue
from desktop_app.services.send import Sender
from desktop_app.services.settings import Settings
from desktop_app.services.sync import Sync
from desktop_app.store.acts import Acts
from desktop_app.store.database import Database, open_database
from desktop_app.store.evidence import EvidenceTable
from desktop_app.store.linkbacks import LinkbacksTable
from desktop_app.store.outbox import Outbox
from desktop_app.store.progress import ProgressTable
from desktop_app.store.settings import SettingsTable
from desktop_app.store.sites import SitesTable
from desktop_app.vault import Vault
from desktop_app.verifier.protocol import CheckRequest, Policy
from tests.fakes.scripted_site import ScriptedSite, linkback

PASSAGE = "Juana explains it in her guide to legumes, and she is right."
LINK = FoundLink("https://blog.example/a/1", "guide to legumes", (), Region.CONTENT, True, PASSAGE, 25)  # noqa: FBT003


class TableVerifier:
    """Answers at once, by the source's host."""

    def __init__(self, answers: dict[str, tuple[Verdict, frozenset[Flag]]]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def __call__(self, _policy: Policy) -> "TableVerifier":
        return self

    def check(
        self,
        requests: Sequence[CheckRequest],
        *,
        on_evidence: Callable[[object, Evidence], None],
        cancelled: threading.Event,
    ) -> None:
        """Answer each request."""
        for request in requests:
            if cancelled.is_set():
                return
            host = request.source.split("/")[2]
            verdict, flags = self.answers.get(host, (Verdict.ABSENT, frozenset()))
            links = (LINK,) if verdict is Verdict.LINKED else ()
            self.asked.append(request.source)
            reason = f"It is {verdict}."
            on_evidence(request.id, Evidence(request.source, request.target, verdict, reason, flags, links=links))

    def close(self) -> None:
        """Have nothing to close."""


class AskedVault(Vault):
    """A vault in memory that can be without a keyring."""

    def __init__(self) -> None:
        super().__init__()
        self.has_keyring = True

    def keep(self, home: str, user: str, password: str) -> None:
        """Keep in memory, or refuse."""
        if not self.has_keyring:
            raise NoVault("There is no keyring on this system.")
        self.keep_for_this_run(home, user, password)


@dataclass
class Workbench:
    """A desk and what stands behind it."""

    desk: Desk
    database: Database
    sites: dict[str, ScriptedSite]
    verifier: TableVerifier
    vault: AskedVault
    login_error: PingdeskError | None = None
    look_error: PingdeskError | None = None
    facts: Endpoints | None = None
    """What the next site that is found says of itself, its address aside."""
    logins: list[tuple[str, str]] = field(default_factory=list)
    discovered: list[str] = field(default_factory=list)

    def ids(self, query: Query | None = None) -> list[LinkbackId]:
        """Return linkbacks of the store, oldest id first."""
        return sorted(self.desk.queue.ids(query or Query()))

    def take_in(self) -> None:
        """Bring the store up to date with the sites, and verify everything."""
        cancelled = threading.Event()
        self.desk.sync.refresh(cancelled=cancelled)
        self.desk.inspector.verify(self.desk.inspector.due(), cancelled=cancelled)

    def arrive(self, key: str, number: int, *, sender: str = "new.example", title: str = "") -> None:
        """Let a linkback arrive on a site."""
        item = linkback(number, sender=sender)
        self.sites[key].put(replace(item, title=title or item.title))

    def status(self, key: str, number: int) -> Status | None:
        """Return what a site itself knows."""
        return self.sites[key].status(number)


def _unlocked(_cancelled: threading.Event) -> AbstractContextManager[None]:
    return nullcontext()


def open_workbench(directory: Path, **sites: ScriptedSite) -> Workbench:
    """Return a desk with these sites added."""
    database = open_database(directory)
    table, linkbacks = SitesTable(database), LinkbacksTable(database)
    settings, vault = Settings(SettingsTable(database)), AskedVault()
    homes = {f"https://blog.example/{key}": site for key, site in sites.items()}
    for key in sites:
        home = f"https://blog.example/{key}"
        vault.keep_for_this_run(home, "ada", "secret word")
        endpoints = Endpoints(home=home, name=f"Blog {key}", rest_root=f"{home}/wp-json/", xmlrpc_url=None)
        table.add(endpoints, key=key, name=f"Blog {key}", user="ada", transport=TransportKind.REST)
    connections = Connections(vault, table, lambda endpoints, _user, _password, _kind, _known: homes[endpoints.home])
    verifier = TableVerifier({})
    inspector = Inspector(EvidenceTable(database), table, settings, verifier)  # type: ignore[arg-type]

    def discover(address: str, *, allow_http: bool = False, certificate: str | None = None) -> Endpoints:
        bench.discovered.append(f"{address} {allow_http}")
        if "word" not in address and address not in homes:
            raise NotWordPress("There is no WordPress site at that address.")
        if "://" not in address and not allow_http:
            raise HttpOnly("That blog answers over http only. Confirm that you want it all the same.")
        if bench.look_error is not None and certificate is None:
            raise bench.look_error
        homes.setdefault(address, ScriptedSite(1))
        found = bench.facts or Endpoints(address, "Added blog", f"{address}/wp-json/", None)
        return replace(found, home=address, certificate=certificate)

    def choose(_endpoints: Endpoints, user: str, password: str, _wanted: str) -> SignedIn:
        bench.logins.append((user, password))
        if bench.login_error is not None:
            raise bench.login_error
        return SignedIn(TransportKind.REST, Account(user, user, may_moderate=True), Capabilities())

    desk = Desk(
        profile=directory,
        queue=Queue(database),
        accounts=Accounts(table, vault, discover=discover, choose_transport=choose),
        authorizer=Authorizer(has_handler=lambda: False),
        sync=Sync(table, linkbacks, ProgressTable(database), connections, settings, lock=_unlocked),
        inspector=inspector,
        moderator=Moderator(Acts(database)),
        sender=Sender(Outbox(database), table, connections, _unlocked),
        settings=settings,
        close=database.close,
    )
    bench = Workbench(desk, database, sites, verifier, vault)
    return bench


HOSTILE = '<img src="file:///etc/x.png"> <b>&Bold</b>'
"""A title that tries to be more than text."""
