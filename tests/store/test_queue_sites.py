"""``site:`` names a site by its key; what is no key is a part of keys and names."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app.core.query import Grouping, Order, Query
from desktop_app.core.site import Endpoints, TransportKind
from desktop_app.store.database import open_database
from desktop_app.store.linkbacks import LinkbacksTable
from desktop_app.store.queue import QueueReader
from desktop_app.store.sites import SitesTable
from tests.fakes.scripted_site import linkback


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"blog"}, {1}),
        ({"blog-2"}, {2}),
        ({"og-"}, {2}),
        ({"kitch"}, {2}),
        ({"my"}, {1, 2}),
        ({"%"}, set()),
        ({"blog", "kitch"}, {1, 2}),
        ({"nowhere"}, set()),
    ],
)
def test_a_site_is_found_by_its_key_else_by_a_part(tmp_path: Path, wanted: set[str], found: set[int]) -> None:
    database = open_database(tmp_path)
    sites = SitesTable(database)
    for key, name in (("blog", "My notes"), ("blog-2", "My Kitchen")):
        home = f"https://{key}.example"
        added = sites.add(
            Endpoints(home, name, f"{home}/wp-json/", None),
            key=key,
            name=name,
            user="ada",
            transport=TransportKind.REST,
        )
        LinkbacksTable(database).take(added.site_id, [linkback(1)], asked=datetime.now(UTC))
    keys = QueueReader(database).keys(Query(sites=frozenset(wanted)), Order.NEWEST, Grouping.NONE)
    assert {int(key.site_id) for key in keys} == found
    database.close()
