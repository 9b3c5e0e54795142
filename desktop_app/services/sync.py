"""Bringing the local queue up to date with every site."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from desktop_app.core.errors import Cancelled, PingdeskError, SiteUnreachable
from desktop_app.core.linkback import ON_SITE, CommentId, SiteId, Status
from desktop_app.core.site import Site, SiteState
from desktop_app.services.connections import Connections
from desktop_app.services.locks import ProcessLock
from desktop_app.services.parallel import for_each
from desktop_app.services.settings import Settings
from desktop_app.store.linkbacks import LinkbacksTable, Taken
from desktop_app.store.sites import SitesTable
from desktop_app.wordpress.client import ModerationClient

log = logging.getLogger(__name__)

_POSTS_STAY_FRESH = timedelta(days=1)
"""After that, titles and addresses of posts are asked for again: a changed permalink is a changed target."""


@dataclass(frozen=True, slots=True)
class RefreshReport:
    """What a refresh of one site found; ``error`` is why it failed, or ``None``."""

    site_id: SiteId
    site_key: str
    site_name: str
    new: int = 0
    changed: int = 0
    gone: int = 0
    pending: int = 0
    seconds: float = 0.0
    error: PingdeskError | None = None


class Sync:
    """Refreshes sites, several at once; one that fails never holds up another."""

    def __init__(
        self,
        sites: SitesTable,
        linkbacks: LinkbacksTable,
        connections: Connections,
        settings: Settings,
        lock: ProcessLock,
    ) -> None:
        self._sites = sites
        self._linkbacks = linkbacks
        self._connections = connections
        self._settings = settings
        self._lock = lock

    def refresh(
        self,
        site_ids: Sequence[SiteId] | None = None,
        *,
        cancelled: threading.Event,
        on_site: Callable[[RefreshReport], None] = lambda _report: None,
    ) -> list[RefreshReport]:
        """Refresh some sites, or all; call ``on_site`` (in this thread) as each is done; return all reports."""
        sites = [site for site in self._sites.all() if site_ids is None or site.site_id in site_ids]
        reports: list[RefreshReport] = []
        if not sites:
            return reports

        def refreshed(_site: Site, report: RefreshReport) -> None:
            reports.append(report)
            on_site(report)

        with self._lock(cancelled):
            for_each(sites, lambda site: self._refresh_site(site, cancelled), refreshed, cancelled)
        order = {site.site_id: number for number, site in enumerate(sites)}
        return sorted(reports, key=lambda report: order[report.site_id])

    def _refresh_site(self, site: Site, cancelled: threading.Event) -> RefreshReport:
        started = time.monotonic()
        report = RefreshReport(site.site_id, site.key, site.name)
        try:
            with self._connections.to(site) as client:
                taken, gone = self._take_all(site, client, cancelled)
                self._take_posts(site, client)
            self._sites.mark(site.site_id, SiteState.FINE, "", refreshed=datetime.now(UTC))
            report = replace(report, new=taken.new, changed=taken.changed, gone=gone)
        except Cancelled as error:
            report = replace(report, error=error)
        except PingdeskError as error:
            log.info("refresh of %s failed: %s", site.key, error)
            self._sites.mark(site.site_id, state_after(error), str(error))
            report = replace(report, error=error)
        pending = len(self._linkbacks.with_status(site.site_id, Status.PENDING))
        return replace(report, pending=pending, seconds=round(time.monotonic() - started, 3))

    def _take_all(self, site: Site, client: ModerationClient, cancelled: threading.Event) -> tuple[Taken, int]:
        asked = datetime.now(UTC)
        taken = Taken()
        expected: set[CommentId] = set()
        seen: set[CommentId] = set()
        for status in ON_SITE:
            known = self._linkbacks.with_status(site.site_id, status)
            limit = None if status is Status.PENDING else self._settings.number("refresh.decided_limit")
            count = 0
            for page in client.linkbacks(status, limit=limit):
                if cancelled.is_set():
                    raise Cancelled("The refresh was stopped; what had arrived is kept.")
                taken += self._linkbacks.take(site.site_id, page, asked=asked)
                seen.update(linkback.comment_id for linkback in page)
                count += len(page)
            if limit is None or count < limit:  # the whole list came: what is not in it is elsewhere, or gone
                expected |= known
        missing = expected - seen
        if not missing:
            return taken, 0
        found = client.look_up(missing)
        taken += self._linkbacks.take(site.site_id, found.values(), asked=asked)
        return taken, self._linkbacks.mark_gone(site.site_id, missing - found.keys(), asked=asked)

    def _take_posts(self, site: Site, client: ModerationClient) -> None:
        now = datetime.now(UTC)
        wanted = self._linkbacks.posts_to_fetch(site.site_id, now - _POSTS_STAY_FRESH)
        if wanted:
            self._linkbacks.take_posts(site.site_id, client.posts(wanted), now)


def state_after(error: PingdeskError) -> SiteState:
    """Return how a site is doing after a failure: out of reach for now, or in need of the user."""
    return SiteState.OFFLINE if isinstance(error, SiteUnreachable) else SiteState.ATTENTION
