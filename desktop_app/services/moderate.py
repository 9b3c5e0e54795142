"""Deciding and taking back: written down and shown at once, sent afterwards (see send.py)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from desktop_app.core.decision import (
    ActId,
    Action,
    Decision,
    DecisionState,
    ItemResult,
    Result,
    can_be_undone,
    is_possible,
)
from desktop_app.core.errors import Unsupported
from desktop_app.core.linkback import LinkbackId, Status
from desktop_app.store.acts import ACTION_TOWARDS, Act, Acts
from desktop_app.store.decisions import Intent, Standing

_NOT_FROM_HERE = {
    Action.UNSPAM: "It is not in Spam.",
    Action.RESTORE: "It is not in the Trash.",
    Action.DELETE: "Only what is in Spam or in the Trash can be deleted permanently.",
}


@dataclass(frozen=True, slots=True)
class ActReport:
    """What was written down: ``accepted`` linkbacks on ``sites`` sites; ``settled`` needed nothing or were refused."""

    act_id: ActId | None
    action: Action
    accepted: tuple[LinkbackId, ...]
    sites: int
    settled: tuple[tuple[LinkbackId, ItemResult], ...]


@dataclass(frozen=True, slots=True)
class UndoReport:
    """Which act was taken back (or done again), and for which linkbacks.

    ``withdrawn`` had not been sent; ``sent_back`` holds by action those for which a new decision goes out, and
    ``orders`` the acts of those decisions; ``final`` were deleted permanently and stay so. Of the withdrawn,
    ``overruled`` had been decided otherwise elsewhere: their sites had not followed, and nothing comes back.
    """

    act_id: ActId
    action: Action
    withdrawn: tuple[LinkbackId, ...]
    sent_back: Mapping[Action, tuple[LinkbackId, ...]]
    final: tuple[LinkbackId, ...]
    orders: tuple[ActId, ...]
    overruled: tuple[LinkbackId, ...] = ()

    @property
    def count(self) -> int:
        """How many linkbacks it was about."""
        return len(self.withdrawn) + sum(len(ids) for ids in self.sent_back.values())


class Moderator:
    """Writes acts into the store and takes them back. Sends nothing itself."""

    def __init__(self, acts: Acts) -> None:
        self._acts = acts

    def decide(self, action: Action, ids: Sequence[LinkbackId], *, hold_back_s: float = 0.0) -> ActReport:
        """Write down one act over these linkbacks; it is due ``hold_back_s`` from now.

        A linkback that already has the status wanted, or from whose status WordPress offers no such action,
        is answered at once and not written down.
        """
        settled: list[tuple[LinkbackId, ItemResult]] = []
        intents: list[Intent] = []
        act_id: ActId | None = None
        with self._acts.together():
            standings = self._acts.standing(ids)
            for linkback_id in dict.fromkeys(ids):
                standing = standings.get(linkback_id)
                if standing is None:
                    continue
                answer = _answer_at_once(action, standing)
                if answer is None:
                    intents.append(Intent(standing, standing.aim(action)))
                else:
                    settled.append((linkback_id, answer))
            if intents:
                now = datetime.now(UTC)
                act_id = self._acts.write_act(action, intents, now, due=now + timedelta(seconds=hold_back_s))
        accepted = tuple(intent.standing.linkback_id for intent in intents)
        sites = len({intent.standing.site_id for intent in intents})
        return ActReport(act_id, action, accepted, sites, tuple(settled))

    def keep_mine(self, ids: Sequence[LinkbackId], *, hold_back_s: float = 0.0) -> list[ActReport]:
        """Decide again, as before, where somebody else had decided otherwise: one act of its own for each action.

        Where the action is not to be had from the status that the linkback has now, it is the one that leads to the
        same status. Linkbacks without a conflict are left out.
        """
        by_action: dict[Action, list[LinkbackId]] = {}
        with self._acts.together():
            conflicts = self._acts.conflicts(ids)
            standings = self._acts.standing([decision.linkback_id for decision in conflicts])
            for decision in conflicts:
                action = _again(decision, standings[decision.linkback_id].shown)
                by_action.setdefault(action, []).append(decision.linkback_id)
            return [self.decide(action, some, hold_back_s=hold_back_s) for action, some in by_action.items()]

    def keep_theirs(self, ids: Sequence[LinkbackId]) -> tuple[LinkbackId, ...]:
        """Accept what somebody else had decided; return the linkbacks for which there was a conflict.

        Nothing is sent, and undoing the act that was in the way does not bring it back.
        """
        with self._acts.together():
            conflicts = self._acts.conflicts(ids)
            self._acts.give_up(conflicts, "It was left as it had been decided elsewhere.")
        return tuple(decision.linkback_id for decision in conflicts)

    def results(self, act_ids: Sequence[ActId]) -> list[tuple[LinkbackId, ItemResult]]:
        """Return what has become of the decisions of these acts by now."""
        return [
            (decision.linkback_id, _result(decision, reference))
            for act_id in act_ids
            for decision, reference in self._acts.told_decisions_of(act_id)
        ]

    def next_to_undo(self) -> Act | None:
        """Return the act that `undo` would take back."""
        return self._acts.last_act("standing")

    def next_to_redo(self) -> Act | None:
        """Return the act that `redo` would do again."""
        return self._acts.last_act("undone")

    def undo(self) -> UndoReport | None:
        """Take the last act back, also after it was sent; ``None`` if there is none.

        What was decided elsewhere since then is left as it is. Raises `Unsupported` for a permanent deletion
        that was sent as a whole; the next call goes on to the act before it.
        """
        with self._acts.together():
            act = self._acts.last_act("standing")
            if act is None:
                return None
            report = self._take_back(act)
        if report.final and not report.count:
            raise Unsupported("What was deleted permanently cannot be brought back.")
        return report

    def _take_back(self, act: Act) -> UndoReport:
        live = [decision for decision in self._acts.decisions_of(act.act_id) if decision.state in _LIVE]
        withdrawn = set(self._acts.withdraw([decision.decision_id for decision in live]))
        if can_be_undone(act.action):
            self._acts.set_fate(act.act_id, "undone")
            sent_back, orders = self._go_back(act, live)
            final: tuple[LinkbackId, ...] = ()
        else:
            self._acts.set_fate(act.act_id, "final")
            sent_back, orders = {}, ()
            final = tuple(decision.linkback_id for decision in live if decision.decision_id not in withdrawn)
        on_their_way = {linkback_id for ids in sent_back.values() for linkback_id in ids}
        quiet = [
            decision.linkback_id
            for decision in live
            if decision.decision_id in withdrawn and decision.linkback_id not in on_their_way
        ]
        overruled = tuple(one.linkback_id for one in live if one.state is DecisionState.CONFLICT)
        return UndoReport(act.act_id, act.action, tuple(quiet), sent_back, final, orders, overruled)

    def _go_back(
        self, act: Act, decisions: Sequence[Decision]
    ) -> tuple[dict[Action, tuple[LinkbackId, ...]], tuple[ActId, ...]]:
        """Order back each linkback that is not (or may not stay) as the user saw it before.

        Return the linkbacks by action, and the acts written down for them.
        """
        standings = self._acts.standing([decision.linkback_id for decision in decisions])
        back: dict[Action, list[Intent]] = {}
        for decision in decisions:
            standing = standings[decision.linkback_id]
            if _must_go_back(decision, standing):
                base = None if decision.state in _BEHIND else decision.base
                intent = Intent(standing, decision.before, base)
                back.setdefault(ACTION_TOWARDS[decision.before], []).append(intent)
        now = datetime.now(UTC)
        orders = [
            self._acts.write_act(action, intents, now, due=now, undoes=act.act_id) for action, intents in back.items()
        ]
        by_action = {
            action: tuple(intent.standing.linkback_id for intent in intents) for action, intents in back.items()
        }
        return by_action, tuple(orders)

    def redo(self, *, hold_back_s: float = 0.0) -> UndoReport | None:
        """Do the act again that was undone last; ``None`` if there is none.

        What somebody else has decided since the act was made is not overruled: it will be told as a conflict.
        """
        with self._acts.together():
            act = self._acts.last_act("undone")
            if act is None:
                return None
            decisions = [one for one in self._acts.decisions_of(act.act_id) if one.state in _TAKEN_BACK]
            standings = self._acts.standing([decision.linkback_id for decision in decisions])
            intents = [
                Intent(standing, standing.aim(act.action), None if standing.shown is decision.before else decision.base)
                for decision in decisions
                if (standing := standings.get(decision.linkback_id)) is not None
                and _answer_at_once(act.action, standing) is None
            ]
            now = datetime.now(UTC)
            self._acts.write_again(act.act_id, act.action, intents, due=now + timedelta(seconds=hold_back_s))
        ids = tuple(intent.standing.linkback_id for intent in intents)
        return UndoReport(act.act_id, act.action, (), {act.action: ids}, (), (act.act_id,))


def _must_go_back(decision: Decision, standing: Standing) -> bool:
    """Whether taking a decision back needs a new order to the site.

    A decision that was carried out (or overtaken by one that has been taken back) is taken back only while the
    linkback is as it left it: another status is somebody else's doing since then. Of one whose answer was lost, it
    is not certain that the site will not carry it out yet.
    """
    if decision.state is DecisionState.CONFLICT:
        return False
    if decision.state in _BEHIND:
        is_as_left = decision.aim is None or standing.shown is decision.aim
        return is_as_left and standing.shown is not decision.before
    if decision.state is DecisionState.SENDING or decision.was_sent:
        return True
    # What the user saw was the site's own word, which stands; or an earlier decision, which this one had overtaken.
    # That may have aimed at what the site had said, against one whose answer is still missing.
    was_decided = decision.before is not decision.base or standing.seen_before is not None
    return was_decided and standing.shown is not decision.before


_BEHIND = (DecisionState.DONE, DecisionState.SUPERSEDED)
_LIVE = (DecisionState.WAITING, DecisionState.SENDING, DecisionState.CONFLICT, *_BEHIND)
_TAKEN_BACK = (DecisionState.WITHDRAWN, DecisionState.SENDING, *_BEHIND)
"""In what states the decisions are that undoing an act has taken back: those that Redo makes again."""


def _again(decision: Decision, status: Status) -> Action:
    """Return the action that leads from the status of now to where the decision wanted to go."""
    if is_possible(decision.action, status):
        return decision.action
    return ACTION_TOWARDS.get(decision.aim or Status.PENDING, decision.action)


def _answer_at_once(action: Action, standing: Standing) -> ItemResult | None:
    if standing.shown is Status.GONE:
        return ItemResult(standing.reference, action, Result.FAILED, "It is no longer on the site.")
    if not is_possible(action, standing.shown):
        reason = _NOT_FROM_HERE.get(action, "WordPress does not offer that for its status.")
        return ItemResult(standing.reference, action, Result.FAILED, reason)
    if standing.aim(action) is standing.shown:
        return ItemResult(standing.reference, action, Result.UNCHANGED, "It already has that status.")
    return None


_RESULTS = {
    DecisionState.WAITING: Result.QUEUED,
    DecisionState.SENDING: Result.QUEUED,
    DecisionState.DONE: Result.DONE,
    DecisionState.UNCHANGED: Result.UNCHANGED,
    DecisionState.FAILED: Result.FAILED,
    DecisionState.CONFLICT: Result.FAILED,
    DecisionState.SUPERSEDED: Result.FAILED,
    DecisionState.WITHDRAWN: Result.FAILED,
}


def _result(decision: Decision, reference: str) -> ItemResult:
    result = _RESULTS[decision.state]
    reason = decision.reason
    if result is Result.QUEUED and not reason:
        reason = "It waits in the outbox."
    return ItemResult(reference, decision.action, result, reason)
