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
from desktop_app.store.decisions import Order, Standing

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

    ``withdrawn`` had not been sent; ``sent_back`` holds by action those for which a new decision goes out.
    """

    act_id: ActId
    action: Action
    withdrawn: tuple[LinkbackId, ...]
    sent_back: Mapping[Action, tuple[LinkbackId, ...]]

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
        standings = self._acts.standing(ids)
        settled: list[tuple[LinkbackId, ItemResult]] = []
        orders: list[Order] = []
        for linkback_id in dict.fromkeys(ids):
            standing = standings.get(linkback_id)
            if standing is None:
                continue
            answer = _answer_at_once(action, standing)
            if answer is None:
                orders.append((standing, standing.aim(action)))
            else:
                settled.append((linkback_id, answer))
        act_id = self._write_down(action, orders, hold_back_s) if orders else None
        accepted = tuple(standing.linkback_id for standing, _ in orders)
        return ActReport(act_id, action, accepted, len({standing.site_id for standing, _ in orders}), tuple(settled))

    def _write_down(self, action: Action, orders: Sequence[Order], hold_back_s: float) -> ActId:
        now = datetime.now(UTC)
        return self._acts.write_act(action, orders, now, due=now + timedelta(seconds=hold_back_s))

    def next_to_undo(self) -> Act | None:
        """Return the act that `undo` would take back."""
        return self._acts.last_act("standing")

    def next_to_redo(self) -> Act | None:
        """Return the act that `redo` would do again."""
        return self._acts.last_act("undone")

    def undo(self) -> UndoReport | None:
        """Take the last act back, also after it was sent; ``None`` if there is none.

        Raises `Unsupported` for a permanent deletion that was sent; the next call goes on to the act before it.
        """
        act = self._acts.last_act("standing")
        if act is None:
            return None
        decisions = self._acts.decisions_of(act.act_id)
        live = [decision for decision in decisions if decision.state in _LIVE]
        withdrawn = set(self._acts.withdraw([decision.decision_id for decision in live]))
        if not can_be_undone(act.action) and len(withdrawn) < len(live):
            self._acts.set_fate(act.act_id, "final")
            raise Unsupported("What was deleted permanently cannot be brought back.")
        self._acts.set_fate(act.act_id, "undone")
        sent_back = self._go_back(act, live)
        on_their_way = {linkback_id for ids in sent_back.values() for linkback_id in ids}
        quiet = [decision.linkback_id for decision in live if decision.linkback_id not in on_their_way]
        return UndoReport(act.act_id, act.action, tuple(quiet), sent_back)

    def _go_back(self, act: Act, decisions: Sequence[Decision]) -> dict[Action, tuple[LinkbackId, ...]]:
        """Order back each linkback that is not (or may not stay) as the user saw it before; return them by action."""
        standings = self._acts.standing([decision.linkback_id for decision in decisions])
        back: dict[Action, list[Order]] = {}
        for decision in decisions:
            standing = standings[decision.linkback_id]
            on_its_way = decision.state is DecisionState.SENDING
            if standing.shown is not decision.before or on_its_way:
                back.setdefault(ACTION_TOWARDS[decision.before], []).append((standing, decision.before))
        now = datetime.now(UTC)
        for action, orders in back.items():
            self._acts.write_act(action, orders, now, due=now, undoes=act.act_id)
        return {action: tuple(standing.linkback_id for standing, _ in orders) for action, orders in back.items()}

    def redo(self, *, hold_back_s: float = 0.0) -> UndoReport | None:
        """Do the act again that was undone last; ``None`` if there is none."""
        act = self._acts.last_act("undone")
        if act is None:
            return None
        decisions = self._acts.decisions_of(act.act_id)
        standings = self._acts.standing([decision.linkback_id for decision in decisions])
        orders = [
            (standing, standing.aim(act.action))
            for standing in standings.values()
            if _answer_at_once(act.action, standing) is None
        ]
        now = datetime.now(UTC)
        self._acts.write_again(act.act_id, act.action, orders, due=now + timedelta(seconds=hold_back_s))
        return UndoReport(
            act.act_id, act.action, (), {act.action: tuple(standing.linkback_id for standing, _ in orders)}
        )


_LIVE = (DecisionState.WAITING, DecisionState.SENDING, DecisionState.DONE, DecisionState.SUPERSEDED)


def _answer_at_once(action: Action, standing: Standing) -> ItemResult | None:
    if standing.shown is Status.GONE:
        return ItemResult(standing.reference, action, Result.FAILED, "It is no longer on the site.")
    if not is_possible(action, standing.shown):
        reason = _NOT_FROM_HERE.get(action, "WordPress does not offer that for its status.")
        return ItemResult(standing.reference, action, Result.FAILED, reason)
    if standing.aim(action) is standing.shown:
        return ItemResult(standing.reference, action, Result.UNCHANGED, "It already has that status.")
    return None
