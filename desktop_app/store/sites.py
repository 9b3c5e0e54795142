"""The table of sites. Passwords are never here: see vault.py."""

import sqlite3
from datetime import UTC, datetime

from desktop_app.core.errors import WrongInput
from desktop_app.core.linkback import SiteId
from desktop_app.core.site import Capabilities, Endpoints, Site, SiteState, TransportKind
from desktop_app.store.database import Database

ACCENTS = 8
"""How many accent colours there are to give to sites in turn."""


class SitesTable:
    """The sites of the profile, in the order in which they were added."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Site]:
        """Return every site."""
        with self._database.reading() as connection:
            return [_site(row) for row in connection.execute("SELECT * FROM sites ORDER BY id")]

    def add(
        self,
        endpoints: Endpoints,
        *,
        key: str,
        name: str,
        user: str,
        transport: TransportKind,
        capabilities: Capabilities | None = None,
    ) -> Site:
        """Store a new site and return it. Raises `WrongInput` if it (or the key) is there already."""
        with self._database.writing() as connection:
            if connection.execute(
                "SELECT 1 FROM sites WHERE key = ? OR (home = ? AND user = ?)", (key, endpoints.home, user)
            ).fetchone():
                raise WrongInput(f"{endpoints.home} is already in the list for the user {user}.")
            (taken,) = connection.execute("SELECT COUNT(*) FROM sites").fetchone()
            site_id = SiteId(int(connection.execute("INSERT INTO site_numbers DEFAULT VALUES").lastrowid or 0))
            connection.execute(
                "INSERT INTO sites (id, key, name, home, user, transport, colour) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (site_id, key, name, endpoints.home, user, transport.value, int(taken) % ACCENTS),
            )
            _write_endpoints(connection, site_id, endpoints)
            _write_capabilities(connection, site_id, capabilities or Capabilities())
            return _site(connection.execute("SELECT * FROM sites WHERE id = ?", (site_id,)).fetchone())

    def learn(self, site_id: SiteId, capabilities: Capabilities) -> None:
        """Remember what a client has found out about the site."""
        with self._database.writing() as connection:
            _write_capabilities(connection, site_id, capabilities)

    def move(self, site_id: SiteId, endpoints: Endpoints, transport: TransportKind) -> None:
        """Remember anew where the site answers and which way it lets the user in; ``home`` stays what it was."""
        with self._database.writing() as connection:
            _write_endpoints(connection, site_id, endpoints)
            connection.execute("UPDATE sites SET transport = ? WHERE id = ?", (transport.value, site_id))

    def mark(self, site_id: SiteId, state: SiteState, reason: str, *, refreshed: datetime | None = None) -> None:
        """Remember how the site did just now; ``refreshed`` only after a complete refresh.

        What waited for a site that does fine is due, but for its wish to be left alone.
        """
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE sites SET state = ?, state_reason = ?, refreshed = COALESCE(?, refreshed) WHERE id = ?",
                (state.value, reason, refreshed.timestamp() if refreshed else None, site_id),
            )
            if state is SiteState.FINE:
                connection.execute(_HURRY, (site_id, datetime.now(UTC).timestamp()))

    def count_setback(self, site_id: SiteId) -> int:
        """Return how many times in a row, this one included, the site's outbox could not be sent."""
        with self._database.writing() as connection:
            connection.execute("UPDATE sites SET setbacks = setbacks + 1 WHERE id = ?", (site_id,))
            row = connection.execute("SELECT setbacks FROM sites WHERE id = ?", (site_id,)).fetchone()
        return int(row["setbacks"]) if row is not None else 1

    def keep_away(self, site_id: SiteId, until: datetime) -> None:
        """Remember until when the site wants to be left alone."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE sites SET busy_until = MAX(COALESCE(busy_until, 0), ?) WHERE id = ?",
                (until.timestamp(), site_id),
            )

    def has_recovered(self, site_id: SiteId) -> bool:
        """Remember that the site's outbox was sent, and return whether that had failed before."""
        with self._database.writing() as connection:
            row = connection.execute("SELECT state, setbacks FROM sites WHERE id = ?", (site_id,)).fetchone()
            had_failed = row is not None and (row["setbacks"] > 0 or row["state"] != SiteState.FINE)
            if had_failed:
                connection.execute("UPDATE sites SET setbacks = 0, busy_until = NULL WHERE id = ?", (site_id,))
                self.mark(site_id, SiteState.FINE, "")
        return had_failed

    def remove(self, site_id: SiteId) -> None:
        """Forget the site and all that belongs to it: linkbacks, evidence, decisions, posts."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM sites WHERE id = ?", (site_id,))


_HURRY = """UPDATE decisions SET due = MAX(?2, COALESCE((SELECT busy_until FROM sites WHERE id = ?1), 0))
    WHERE state IN ('waiting', 'sending') AND reason <> '' AND due > ?2
    AND linkback_id IN (SELECT id FROM linkbacks WHERE site_id = ?1)"""
"""What was tried before; the rest is held back for second thoughts."""


def _write_endpoints(connection: sqlite3.Connection, site_id: SiteId, endpoints: Endpoints) -> None:
    connection.execute(
        "UPDATE sites SET rest_root = ?, xmlrpc_url = ?, icon_url = ?, authorize_url = ?, time_zone = ?, version = ?,"
        " has_learning_filter = ?, certificate = ? WHERE id = ?",
        (
            endpoints.rest_root,
            endpoints.xmlrpc_url,
            endpoints.icon_url,
            endpoints.authorize_url,
            endpoints.time_zone,
            endpoints.version,
            endpoints.has_learning_filter,
            endpoints.certificate,
            site_id,
        ),
    )


def _write_capabilities(connection: sqlite3.Connection, site_id: SiteId, found: Capabilities) -> None:
    quicker = found.quicker_bulk.value if found.quicker_bulk is not None else None
    connection.execute(
        "UPDATE sites SET multicall = ?, has_trash = ?, quicker_bulk = ? WHERE id = ?",
        (found.multicall, found.has_trash, quicker, site_id),
    )


def _site(row: sqlite3.Row) -> Site:
    refreshed: float | None = row["refreshed"]
    return Site(
        site_id=SiteId(row["id"]),
        key=row["key"],
        name=row["name"],
        endpoints=Endpoints(
            home=row["home"],
            name=row["name"],
            rest_root=row["rest_root"],
            xmlrpc_url=row["xmlrpc_url"],
            icon_url=row["icon_url"],
            authorize_url=row["authorize_url"],
            time_zone=row["time_zone"],
            version=row["version"],
            has_learning_filter=bool(row["has_learning_filter"]),
            certificate=row["certificate"],
        ),
        user=row["user"],
        transport=TransportKind(row["transport"]),
        state=SiteState(row["state"]),
        state_reason=row["state_reason"],
        refreshed=None if refreshed is None else datetime.fromtimestamp(refreshed, UTC),
        capabilities=Capabilities(
            multicall=bool(row["multicall"]),
            has_trash=None if row["has_trash"] is None else bool(row["has_trash"]),
            quicker_bulk=TransportKind(row["quicker_bulk"]) if row["quicker_bulk"] else None,
        ),
        colour=row["colour"],
    )
