"""Bringing the local queue up to date with every site."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from desktop_app.core.errors import Cancelled, CertificateUntrusted, OutcomeUnknown, PingdeskError, SiteUnreachable
from desktop_app.core.linkback import SiteId
from desktop_app.core.site import Site, SiteState
from desktop_app.services.connections import Connections
from desktop_app.services.locks import ProcessLock
from desktop_app.services.parallel import for_each
from desktop_app.services.reading import Found, Reading
from desktop_app.services.settings import Settings
from desktop_app.store.linkbacks import LinkbacksTable
from desktop_app.store.progress import ProgressTable
from desktop_app.store.sites import SitesTable
from desktop_app.wordpress.client import ModerationClient

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RefreshReport:
    """What a refresh of one site found; ``error`` is why it failed, or ``None``.

    ``is_full``: everything was compared, not only what is new or pending.
    """

    site_id: SiteId
    site_key: str
    site_name: str
    new: int = 0
    changed: int = 0
    gone: int = 0
    pending: int = 0
    seconds: float = 0.0
    is_full: bool = False
    error: PingdeskError | None = None


class Sync:
    """Refreshes sites, several at once; one that fails never holds up another."""

    def __init__(
        self,
        sites: SitesTable,
        linkbacks: LinkbacksTable,
        progress: ProgressTable,
        connections: Connections,
        settings: Settings,
        *,
        lock: ProcessLock,
    ) -> None:
        self._sites = sites
        self._linkbacks = linkbacks
        self._progress = progress
        self._connections = connections
        self._settings = settings
        self._lock = lock

    def refresh(
        self,
        site_ids: Sequence[SiteId] | None = None,
        *,
        cancelled: threading.Event,
        full: bool = False,
        on_site: Callable[[RefreshReport], None] = lambda _report: None,
    ) -> list[RefreshReport]:
        """Refresh some sites, or all; call ``on_site`` (in this thread) as each is done; return all reports.

        Most refreshes are a glance at what is new and what is pending. ``full`` compares everything; so does the
        first refresh of a site, one that finds what it cannot explain, and one now and then (a setting).
        """
        sites = [site for site in self._sites.all() if site_ids is None or site.site_id in site_ids]
        reports: list[RefreshReport] = []
        if not sites:
            return reports

        def refreshed(_site: Site, report: RefreshReport) -> None:
            reports.append(report)
            on_site(report)

        with self._lock(cancelled):
            for_each(sites, lambda site: self._refresh_site(site, cancelled, full=full), refreshed, cancelled)
        order = {site.site_id: number for number, site in enumerate(sites)}
        return sorted(reports, key=lambda report: order[report.site_id])

    def _refresh_site(self, site: Site, cancelled: threading.Event, *, full: bool) -> RefreshReport:
        started = time.monotonic()
        report = RefreshReport(site.site_id, site.key, site.name)
        try:
            with self._connections.to(site, cancelled) as client:
                found = self._read(site, client, cancelled, full=full)
            self._sites.mark(site.site_id, SiteState.FINE, "", refreshed=datetime.now(UTC))
            taken = found.taken
            report = replace(report, new=taken.new, changed=taken.changed, gone=found.gone, is_full=found.is_full)
        except Cancelled as error:
            report = replace(report, error=error)
        except PingdeskError as error:
            log.info("refresh of %s failed: %s", site.key, error)
            self._sites.mark(site.site_id, state_after(error), str(error))
            report = replace(report, error=error)
        pending = self._linkbacks.count_pending(site.site_id)
        return replace(report, pending=pending, seconds=round(time.monotonic() - started, 3))

    def _read(self, site: Site, client: ModerationClient, cancelled: threading.Event, *, full: bool) -> Found:
        limit = self._settings.number("refresh.decided_limit")
        reading = Reading(site.site_id, client, self._linkbacks, self._progress, cancelled, decided_limit=limit)
        found = reading.everything() if full or self._is_time(site) else reading.glance()
        reading.posts()
        return found

    def _is_time(self, site: Site) -> bool:
        """Whether it is long since everything was compared."""
        reconciled = self._progress.of(site.site_id).reconciled
        pause = timedelta(minutes=self._settings.number("refresh.reconcile_minutes"))
        return reconciled is None or not reconciled <= datetime.now(UTC) < reconciled + pause


def state_after(error: PingdeskError) -> SiteState:
    """Return how a site is doing after a failure: out of reach for now, or in need of the user."""
    passes = isinstance(error, (SiteUnreachable, OutcomeUnknown)) and not isinstance(error, CertificateUntrusted)
    return SiteState.OFFLINE if passes else SiteState.ATTENTION
