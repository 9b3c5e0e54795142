"""What is still under way for a site that was removed does no harm to the next one."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app.core.decision import Action, DecisionState
from desktop_app.core.linkback import LinkbackId, SiteId, Status
from desktop_app.core.site import Endpoints, TransportKind
from desktop_app.services.moderate import Moderator
from desktop_app.store.acts import Acts
from desktop_app.store.database import Database, open_database
from desktop_app.store.linkbacks import LinkbacksTable
from desktop_app.store.outbox import Outbox, Settlement
from desktop_app.store.sites import SitesTable
from tests.fakes.scripted_site import linkback

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path)
    yield database
    database.close()


def added(database: Database, key: str) -> SiteId:
    home = f"https://{key}.example"
    endpoints = Endpoints(home, key, f"{home}/wp-json/", None)
    return SitesTable(database).add(endpoints, key=key, name=key, user="ada", transport=TransportKind.REST).site_id


def statuses(database: Database) -> dict[LinkbackId, Status]:
    return {one: found.status for one, found in Outbox(database).standing([LinkbackId(1), LinkbackId(2)]).items()}


def test_a_refresh_of_a_removed_site_brings_nothing_to_the_one_added_next(database: Database) -> None:
    removed = added(database, "wrong")
    SitesTable(database).remove(removed)
    there = added(database, "right")
    assert there != removed
    LinkbacksTable(database).take(removed, [linkback(7)], asked=NOW)
    assert statuses(database) == {}


def test_an_answer_for_a_removed_site_settles_nothing_of_the_one_added_next(database: Database) -> None:
    removed = added(database, "wrong")
    LinkbacksTable(database).take(removed, [linkback(1)], asked=NOW)
    Moderator(Acts(database)).decide(Action.SPAM, [LinkbackId(1)])
    (decision,) = Outbox(database).claim(removed, datetime.now(UTC), 10)
    SitesTable(database).remove(removed)
    LinkbacksTable(database).take(added(database, "right"), [linkback(9)], asked=NOW)
    assert statuses(database) == {LinkbackId(1): Status.PENDING}

    settlement = Settlement(decision, DecisionState.DONE, "", Status.SPAM)
    assert Outbox(database).settle([settlement], NOW) == {}
    assert statuses(database) == {LinkbackId(1): Status.PENDING}
