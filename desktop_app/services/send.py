"""Sending the outbox: to each site in order, several sites at once, until every decision has the site's answer."""

import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime

from desktop_app.core.decision import Action, Decision, ItemResult, Result
from desktop_app.core.errors import Cancelled, PingdeskError
from desktop_app.core.linkback import LinkbackId
from desktop_app.core.site import Site
from desktop_app.services.connections import Connections
from desktop_app.services.errand import Errand, OnResult
from desktop_app.services.locks import ProcessLock
from desktop_app.services.pace import Pace
from desktop_app.services.parallel import for_each
from desktop_app.services.pauses import NEEDS_SIGN_IN, Pauses, asked_for, reason
from desktop_app.services.sync import state_after
from desktop_app.store.outbox import WHEN_LET_IN, Outbox
from desktop_app.store.sites import SitesTable
from desktop_app.wordpress.client import ModerationClient

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SendReport:
    """What a pass over the outbox did. ``errors``: why sites could not be served, by site key."""

    results: tuple[tuple[LinkbackId, ItemResult], ...] = ()
    errors: Mapping[str, PingdeskError] = field(default_factory=dict[str, PingdeskError])

    def count(self, result: Result) -> int:
        """Return how many items had this result."""
        return sum(item.result is result for _, item in self.results)


@dataclass(frozen=True, slots=True)
class WaitingDecision:
    """A line of the outbox: what waits, since when, and why (``reason`` is empty if it was never tried)."""

    linkback_id: LinkbackId
    reference: str
    action: Action
    decided: datetime
    reason: str


class Sender:
    """Sends what is due. Only one process sends at a time (``lock``); what the others decided is sent along."""

    def __init__(
        self,
        outbox: Outbox,
        sites: SitesTable,
        connections: Connections,
        lock: ProcessLock,
        *,
        pauses: Pauses | None = None,
        new_pace: Callable[[], Pace] = Pace,
    ) -> None:
        self._outbox = outbox
        self._sites = sites
        self._connections = connections
        self._lock = lock
        self._pauses = pauses or Pauses()
        self._new_pace = new_pace

    def send(
        self,
        *,
        cancelled: threading.Event,
        on_result: OnResult = lambda _id, _result: None,
        at_once: bool = False,
    ) -> SendReport:
        """Send what is due (``at_once``: everything that waits) and return what became of it.

        ``on_result`` is called from worker threads. Trouble with one site leaves its decisions in the outbox
        and does not keep others from being served.
        """
        results: list[tuple[LinkbackId, ItemResult]] = []
        errors: dict[str, PingdeskError] = {}

        def told(linkback_id: LinkbackId, result: ItemResult) -> None:
            results.append((linkback_id, result))
            on_result(linkback_id, result)

        def served(site: Site, error: PingdeskError | None) -> None:
            if error is not None:
                errors[site.key] = error

        with self._lock(cancelled):
            now = datetime.now(UTC)
            if at_once:
                self._outbox.hurry(now)
            with_work = set(self._outbox.sites_with_work(now))
            sites = [site for site in self._sites.all() if site.site_id in with_work]
            for_each(sites, lambda site: self._serve(site, cancelled, told), served, cancelled)
        return SendReport(tuple(results), errors)

    def waiting(self) -> list[WaitingDecision]:
        """Return what is in the outbox, oldest first."""
        return [_line(decision, reference) for decision, reference in self._outbox.open_decisions()]

    def conflicts(self) -> list[WaitingDecision]:
        """Return what was not sent because somebody else had decided otherwise, oldest first."""
        return [_line(decision, reference) for decision, reference in self._outbox.conflicts()]

    def next_due_s(self) -> float | None:
        """Return in how many seconds (0: now) something becomes due, or ``None`` if nothing does by itself."""
        due = self._outbox.next_due()
        return None if due is None else max(0.0, (due - datetime.now(UTC)).total_seconds())

    def _serve(self, site: Site, cancelled: threading.Event, told: OnResult) -> PingdeskError | None:
        try:
            with ExitStack() as clients:

                def connect() -> ModerationClient:
                    return clients.enter_context(self._connections.to(site, cancelled))

                errand = Errand(self._outbox, site, connect(), told, scout=connect, pace=self._new_pace())
                errand.run(cancelled)
                if not cancelled.is_set() and self._sites.has_recovered(site.site_id):
                    errand.run(cancelled)  # what had been put off is due again
        except Cancelled as error:
            log.info("sending to %s stopped: %s", site.key, error)
        except PingdeskError as error:
            return self._give_up(site, error, told)
        return None

    def _give_up(self, site: Site, error: PingdeskError, told: OnResult) -> PingdeskError:
        log.info("sending to %s stopped: %s", site.key, error)
        self._sites.mark(site.site_id, state_after(error), str(error))
        now = datetime.now(UTC)
        due = self._try_again(site, error, now)
        for decision, reference in self._outbox.postpone(site.site_id, reason(error), now, due):
            told(decision.linkback_id, ItemResult(reference, decision.action, Result.QUEUED, reason(error)))
        return error

    def _try_again(self, site: Site, error: PingdeskError, now: datetime) -> datetime:
        """Return when to try again. What the user decides during a pause is tried at once, but lengthens no pause."""
        if isinstance(error, NEEDS_SIGN_IN):
            return WHEN_LET_IN
        asked = now + asked_for(error)
        self._sites.keep_away(site.site_id, asked)
        paused = self._outbox.paused_until(site.site_id, now)
        if paused is None:
            paused = now + self._pauses.after(self._sites.count_setback(site.site_id))
        return max(paused, asked)


def _line(decision: Decision, reference: str) -> WaitingDecision:
    return WaitingDecision(decision.linkback_id, reference, decision.action, decision.decided, decision.reason)
