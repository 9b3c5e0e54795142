"""A profile whose sites are real WordPress behind another address, such as that of a failing proxy."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from desktop_app.compose import open_desk
from desktop_app.core.linkback import Status
from desktop_app.core.query import Query
from desktop_app.core.queue import QueueRow
from desktop_app.core.site import Capabilities, Endpoints, TransportKind
from desktop_app.services.desk import Desk
from desktop_app.store.database import open_database
from desktop_app.store.sites import SitesTable
from desktop_app.vault import Vault
from tests.bench.site import WordPressSite

RAW: Mapping[Status, str] = {
    Status.PENDING: "0",
    Status.APPROVED: "1",
    Status.SPAM: "spam",
    Status.TRASH: "trash",
}


def endpoints_at(url: str, site: WordPressSite) -> Endpoints:
    """Return the endpoints of ``site`` as they are at ``url``, the address of what stands before it."""
    return Endpoints(site.url, "Bench", f"{url}/wp-json/", f"{url}/xmlrpc.php")


def add_by_hand(
    profile: Path, site: WordPressSite, url: str, kind: TransportKind, *, key: str = "blog", multicall: bool = False
) -> None:
    """Store the site in a profile, at the address ``url``, as if it had been found and tested there.

    ``multicall``: XML-RPC is known to be there beside REST, and to be the quicker one for bulk changes.
    """
    database = open_database(profile)
    SitesTable(database).add(
        endpoints_at(url, site),
        key=key,
        name=key,
        user=site.admin.login,
        transport=kind,
        capabilities=Capabilities(multicall=multicall, quicker_bulk=TransportKind.XMLRPC if multicall else None),
    )
    database.close()


def open_with_passwords(profile: Path, *sites: WordPressSite) -> Desk:
    """Open a desk on the profile; the sites' passwords are in memory only."""
    vault = Vault()
    for site in sites:
        vault.keep_for_this_run(site.url, site.admin.login, site.admin_password)
    return open_desk(profile, vault)


def rows_of(desk: Desk) -> Sequence[QueueRow]:
    """Return every linkback of the store, by site and comment id."""
    return sorted(desk.queue.rows(desk.queue.ids(Query())).values(), key=lambda row: (row.site_id, row.comment_id))


def truth(site: WordPressSite) -> Mapping[int, str]:
    """Return what WordPress's database holds: comment id to raw status."""
    return {comment.id: comment.status for comment in site.comments()}
