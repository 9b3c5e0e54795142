"""Sending the outbox: to each site in order, several sites at once, until every decision has the site's answer."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from desktop_app.core.decision import Action, Decision, DecisionState, ItemResult, Result
from desktop_app.core.errors import (
    LinkbackGone,
    LoginRefused,
    NotAllowed,
    OutcomeUnknown,
    PasswordMissing,
    PingdeskError,
    Unsupported,
    VaultUnavailable,
)
from desktop_app.core.linkback import LinkbackId, RemoteLinkback, Status
from desktop_app.core.site import Site, SiteState
from desktop_app.services.connections import Connections
from desktop_app.services.sync import state_after
from desktop_app.store.decisions import Standing
from desktop_app.store.linkbacks import LinkbacksTable
from desktop_app.store.outbox import Outbox
from desktop_app.store.sites import SitesTable
from desktop_app.wordpress.client import ModerationClient

log = logging.getLogger(__name__)

_SITES_AT_ONCE = 4
_CHUNK = 25
"""Decisions claimed at a time: what a crash leaves to be settled by reading back."""

_ATTEMPTS = 3
"""How often a pass over a site goes on after a lost answer."""

_RETRY_AFTER = timedelta(seconds=30)
_RETRY_WHEN_SIGNED_IN = timedelta(minutes=5)

OnResult = Callable[[LinkbackId, ItemResult], None]


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
        linkbacks: LinkbacksTable,
        sites: SitesTable,
        connections: Connections,
        lock: Callable[[], AbstractContextManager[object]],
    ) -> None:
        self._outbox = outbox
        self._linkbacks = linkbacks
        self._sites = sites
        self._connections = connections
        self._lock = lock

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

        with self._lock():
            if at_once:
                self._outbox.hurry(datetime.now(UTC))
            with_work = set(self._outbox.sites_with_work(datetime.now(UTC)))
            sites = [site for site in self._sites.all() if site.site_id in with_work]
            with ThreadPoolExecutor(_SITES_AT_ONCE, thread_name_prefix="send") as pool:
                running = {pool.submit(self._serve, site, cancelled, told): site for site in sites}
                for done in as_completed(running):
                    error = done.result()
                    if error is not None:
                        errors[running[done].key] = error
        return SendReport(tuple(results), errors)

    def waiting(self) -> list[WaitingDecision]:
        """Return what is in the outbox, oldest first."""
        return [
            WaitingDecision(decision.linkback_id, reference, decision.action, decision.decided, decision.reason)
            for decision, reference in self._outbox.open_decisions()
        ]

    def next_due_s(self) -> float | None:
        """Return in how many seconds (0: now) something becomes due, or ``None`` for an empty outbox."""
        due = self._outbox.next_due()
        return None if due is None else max(0.0, (due - datetime.now(UTC)).total_seconds())

    def _serve(self, site: Site, cancelled: threading.Event, told: OnResult) -> PingdeskError | None:
        try:
            with self._connections.to(site) as client:
                _Errand(self._outbox, self._linkbacks, site, client, told).run(cancelled)
        except PingdeskError as error:
            return self._give_up(site, error, told)
        if site.state is not SiteState.FINE:
            self._sites.mark(site.site_id, SiteState.FINE, "")
        return None

    def _give_up(self, site: Site, error: PingdeskError, told: OnResult) -> PingdeskError:
        log.info("sending to %s stopped: %s", site.key, error)
        self._sites.mark(site.site_id, state_after(error), str(error))
        # Nothing of these was sent: the ones being sent were put back or left unsettled where the error arose.
        pause = _RETRY_WHEN_SIGNED_IN if isinstance(error, _SIGN_IN) else _RETRY_AFTER
        now = datetime.now(UTC)
        while chunk := self._outbox.claim(site.site_id, now, _CHUNK):
            self._outbox.put_back(chunk, str(error), now + pause)
            standings = self._outbox.standing([decision.linkback_id for decision in chunk])
            for decision in chunk:
                reference = standings[decision.linkback_id].reference
                told(decision.linkback_id, ItemResult(reference, decision.action, Result.QUEUED, str(error)))
        return error


_SIGN_IN = (LoginRefused, PasswordMissing, VaultUnavailable)
_ABOUT_THE_ITEM = (LinkbackGone, NotAllowed, Unsupported)


class _Errand:
    """One site's share of a pass: settles what was interrupted, then sends chunk by chunk."""

    def __init__(
        self, outbox: Outbox, linkbacks: LinkbacksTable, site: Site, client: ModerationClient, told: OnResult
    ) -> None:
        self._outbox = outbox
        self._linkbacks = linkbacks
        self._site = site
        self._client = client
        self._told = told

    def run(self, cancelled: threading.Event) -> None:
        """Send all that is due. Raises trouble that concerns the whole site, its decisions kept in the outbox."""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                self._settle_interrupted()
                while not cancelled.is_set() and self._send_some():
                    pass
            except OutcomeUnknown:
                # The connection broke once; settle by reading back, and go on with a new one.
                if attempt == _ATTEMPTS:
                    raise
            else:
                return

    def _settle_interrupted(self) -> None:
        """Find out, by reading the statuses back, what became of decisions whose answer never arrived."""
        interrupted = self._outbox.unsettled(self._site.site_id)
        now_there = self._now_there(interrupted)
        standings = self._outbox.standing([decision.linkback_id for decision in interrupted])
        for decision in interrupted:
            standing = standings[decision.linkback_id]
            remote = now_there.get(decision.linkback_id)
            told = Status.GONE if remote is None else remote.status
            if _is_reached(decision, told):
                self._settle(decision, standing, DecisionState.DONE, "", told)
            elif remote is None:
                self._settle(decision, standing, DecisionState.FAILED, _GONE, told)
            else:
                self._linkbacks.take(self._site.site_id, [remote])
                self._outbox.put_back([decision], "It was interrupted and is sent again.", datetime.now(UTC))

    def _send_some(self) -> bool:
        """Send the next chunk; return whether there may be more."""
        chunk = self._outbox.claim(self._site.site_id, datetime.now(UTC), _CHUNK)
        if not chunk:
            return False
        unsent = list(chunk)
        try:
            now_there = self._now_there(chunk)
            standings = self._outbox.standing([decision.linkback_id for decision in chunk])
            for decision in chunk:
                self._send_one(decision, standings[decision.linkback_id], now_there.get(decision.linkback_id))
                unsent.remove(decision)
        except OutcomeUnknown as error:
            # The first stays "sending": what became of it is read back before anything else is sent.
            self._outbox.leave_unsettled(unsent[:1], str(error))
            self._outbox.put_back(unsent[1:], str(error), datetime.now(UTC))
            raise
        except PingdeskError as error:
            self._outbox.put_back(unsent, str(error), datetime.now(UTC))
            raise
        return True

    def _now_there(self, decisions: Sequence[Decision]) -> dict[LinkbackId, RemoteLinkback]:
        known = self._linkbacks.as_remote([decision.linkback_id for decision in decisions])
        if not known:
            return {}
        found = self._client.look_up([remote.comment_id for _, remote in known.values()])
        return {
            linkback_id: found[remote.comment_id]
            for linkback_id, (_, remote) in known.items()
            if remote.comment_id in found
        }

    def _send_one(self, decision: Decision, standing: Standing, remote: RemoteLinkback | None) -> None:
        if remote is None:
            state = DecisionState.UNCHANGED if decision.action is Action.DELETE else DecisionState.FAILED
            self._settle(decision, standing, state, _GONE, Status.GONE)
        elif _is_reached(decision, remote.status):
            # As we knew it: an order and its undoing met in the outbox. Otherwise somebody else was quicker.
            if remote.status is standing.status:
                self._settle(decision, standing, DecisionState.DONE, "", remote.status)
            else:
                self._settle(decision, standing, DecisionState.UNCHANGED, _ALREADY_SO, remote.status)
        elif remote.status is not standing.status:
            self._settle(decision, standing, DecisionState.FAILED, _DECIDED_ELSEWHERE[remote.status], remote.status)
        else:
            self._order(decision, standing, remote)

    def _order(self, decision: Decision, standing: Standing, remote: RemoteLinkback) -> None:
        try:
            told = self._carry_out(decision, remote)
        except _ABOUT_THE_ITEM as error:
            gone = Status.GONE if isinstance(error, LinkbackGone) else None
            self._settle(decision, standing, DecisionState.FAILED, str(error), gone)
            return
        if decision.aim is None or told is decision.aim:
            self._settle(decision, standing, DecisionState.DONE, "", told)
        else:
            self._settle(decision, standing, DecisionState.FAILED, "The site kept another status.", told)

    def _carry_out(self, decision: Decision, remote: RemoteLinkback) -> Status:
        if decision.action is Action.DELETE:
            self._client.delete(remote)
            return Status.GONE
        if decision.aim is None:
            return self._client.bring_back(remote)
        return self._client.set_status(remote, decision.aim)

    def _settle(
        self, decision: Decision, standing: Standing, state: DecisionState, reason: str, told: Status | None
    ) -> None:
        self._outbox.settle(decision, state, reason, told)
        self._told(decision.linkback_id, ItemResult(standing.reference, decision.action, Result(state.value), reason))


_ALREADY_SO = "It already had that status."
_GONE = "It is no longer on the site."

_DECIDED_ELSEWHERE: Mapping[Status, str] = {
    Status.PENDING: "It was set back to pending elsewhere meanwhile. Look at it and decide again.",
    Status.APPROVED: "It was approved elsewhere meanwhile. Look at it and decide again.",
    Status.SPAM: "It was marked as spam elsewhere meanwhile. Look at it and decide again.",
    Status.TRASH: "It was moved to the trash elsewhere meanwhile. Look at it and decide again.",
}


def _is_reached(decision: Decision, status: Status) -> bool:
    """Whether a linkback of that status needs nothing more for the decision."""
    if decision.aim is not None:
        return status is decision.aim
    left = Status.SPAM if decision.action is Action.UNSPAM else Status.TRASH
    return status is not left
