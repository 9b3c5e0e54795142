"""One site's share of sending: settling what was interrupted, then ordering item by item."""

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from desktop_app.core.decision import Action, Decision, DecisionState, ItemResult, Result
from desktop_app.core.errors import (
    LinkbackGone,
    NotAllowed,
    OutcomeUnknown,
    PingdeskError,
    StoreUnavailable,
    Unsupported,
)
from desktop_app.core.linkback import LinkbackId, RemoteLinkback, Status
from desktop_app.core.site import Site
from desktop_app.store.decisions import Standing
from desktop_app.store.linkbacks import LinkbacksTable
from desktop_app.store.outbox import Outbox
from desktop_app.wordpress.client import ModerationClient, Order

OnResult = Callable[[LinkbackId, ItemResult], None]

_CHUNK = 25
"""Decisions claimed at a time: what a crash leaves to be settled by reading back."""

_ATTEMPTS = 3
"""How often a pass over a site goes on after a lost answer."""

_ABOUT_THE_ITEM = (LinkbackGone, NotAllowed, Unsupported)


class Errand:
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
                while not cancelled.is_set() and self._send_some(cancelled):
                    pass
            except OutcomeUnknown:
                # The connection broke once; settle by reading back, and go on with a new one.
                if attempt == _ATTEMPTS:
                    raise
            else:
                return

    def _settle_interrupted(self) -> None:
        """Find out, by reading the statuses back, what became of decisions whose answer never arrived."""
        interrupted = self._outbox.unsettled(self._site.site_id, datetime.now(UTC))
        now_there = self._now_there(interrupted)
        standings = self._outbox.standing([decision.linkback_id for decision in interrupted])
        for decision in interrupted:
            remote = now_there.get(decision.linkback_id)
            told = Status.GONE if remote is None else remote.status
            if decision.linkback_id not in standings:
                continue  # its site was removed meanwhile
            if _is_reached(decision, told):
                self._settle(decision, standings[decision.linkback_id], DecisionState.DONE, "", told)
            elif remote is None:
                self._settle(decision, standings[decision.linkback_id], DecisionState.FAILED, _GONE, told)
            else:
                reason = "It was interrupted and is sent again."
                self._outbox.put_back([decision], reason, datetime.now(UTC), was_sent=True)

    def _send_some(self, cancelled: threading.Event) -> bool:
        """Send the next chunk; return whether there may be more."""
        chunk = self._outbox.claim(self._site.site_id, datetime.now(UTC), _CHUNK)
        if not chunk:
            return False
        unsent = list(chunk)
        try:
            now_there = self._now_there(chunk)
            standings = self._outbox.standing([decision.linkback_id for decision in chunk])
            for decision in chunk:
                if cancelled.is_set():
                    self._outbox.put_back(unsent, "Sending was stopped.", datetime.now(UTC))
                    break
                if decision.linkback_id in standings:  # else its site was removed meanwhile
                    self._send_one(decision, standings[decision.linkback_id], now_there.get(decision.linkback_id))
                unsent.remove(decision)
        except OutcomeUnknown as error:
            # The first stays "sending": what became of it is read back before anything else is sent.
            now = datetime.now(UTC)
            self._outbox.leave_unsettled(unsent[:1], str(error), now)
            self._outbox.put_back(unsent[1:], str(error), now)
            raise
        except StoreUnavailable:
            raise  # what was sent could not be written down: it stays "sending" and is settled by the next pass
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
            # Our own doing: an order and its undoing met in the outbox, or an answer was lost and the site took its
            # time. Otherwise somebody else was quicker.
            is_ours = decision.was_sent or remote.status is decision.base
            state, reason = (DecisionState.DONE, "") if is_ours else (DecisionState.UNCHANGED, _ALREADY_SO)
            self._settle(decision, standing, state, reason, remote.status)
        elif remote.status is not decision.base:
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
        wanted = Status.GONE if decision.action is Action.DELETE else decision.aim
        outcomes = self._client.carry_out([Order(remote, wanted)], threading.Event())
        (outcome,) = [outcome for some in outcomes for outcome in some]
        if outcome.error is not None or outcome.status is None:
            raise outcome.error or OutcomeUnknown("The site gave no answer.")
        return outcome.status

    def _settle(
        self, decision: Decision, standing: Standing, state: DecisionState, reason: str, told: Status | None
    ) -> None:
        self._outbox.settle(decision, state, reason, told, datetime.now(UTC))
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
