"""What the user orders for a linkback, and how an order is taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NewType

from desktop_app.core.linkback import LinkbackId, Status

ActId = NewType("ActId", int)
"""One gesture of the user, over any number of linkbacks: what Undo takes back."""

DecisionId = NewType("DecisionId", int)


class Action(StrEnum):
    """WordPress's own verbs."""

    APPROVE = "approve"
    HOLD = "hold"
    SPAM = "spam"
    UNSPAM = "unspam"
    TRASH = "trash"
    RESTORE = "restore"
    DELETE = "delete"


class DecisionState(StrEnum):
    """How far a decision has got."""

    WAITING = "waiting"
    """Written down, not sent (or sent without an answer, and to be settled by reading the status back)."""
    SENDING = "sending"
    DONE = "done"
    UNCHANGED = "unchanged"
    """The site already had that status."""
    FAILED = "failed"
    SUPERSEDED = "superseded"
    """A later decision on the same linkback took its place before it was sent."""
    WITHDRAWN = "withdrawn"
    """Undone before it was sent."""
    CONFLICT = "conflict"
    """Not sent: somebody else had decided otherwise meanwhile. The user chooses between the two."""


OPEN_STATES = (DecisionState.WAITING, DecisionState.SENDING)
"""The states in which a decision still belongs to the outbox."""

_AIMS: Mapping[Action, Status] = MappingProxyType(
    {
        Action.APPROVE: Status.APPROVED,
        Action.HOLD: Status.PENDING,
        Action.SPAM: Status.SPAM,
        Action.TRASH: Status.TRASH,
        Action.DELETE: Status.GONE,
    }
)

_COMES_FROM: Mapping[Action, frozenset[Status]] = MappingProxyType(
    {
        Action.APPROVE: frozenset({Status.PENDING, Status.APPROVED, Status.SPAM, Status.TRASH}),
        Action.HOLD: frozenset({Status.PENDING, Status.APPROVED, Status.SPAM, Status.TRASH}),
        Action.SPAM: frozenset({Status.PENDING, Status.APPROVED, Status.SPAM, Status.TRASH}),
        Action.UNSPAM: frozenset({Status.SPAM}),
        Action.TRASH: frozenset({Status.PENDING, Status.APPROVED, Status.SPAM, Status.TRASH}),
        Action.RESTORE: frozenset({Status.TRASH}),
        Action.DELETE: frozenset({Status.SPAM, Status.TRASH}),
    }
)


def aim_of(action: Action, previous: Status | None) -> Status | None:
    """Return the status that ``action`` wants, or ``None`` where only the site knows it.

    *Not spam* and *Restore* bring back the status from before (``previous``), as WordPress's own screen does;
    Pingdesk knows it only of linkbacks that it saw change.
    """
    if action in (Action.UNSPAM, Action.RESTORE):
        return previous
    return _AIMS[action]


def is_possible(action: Action, status: Status) -> bool:
    """Whether WordPress's own screen offers ``action`` for a comment of that status.

    Deleting permanently is offered in Spam and Trash only, so that nothing is lost in one gesture.
    """
    return status in _COMES_FROM[action]


def can_be_undone(action: Action) -> bool:
    """Whether the act can be taken back: all but permanent deletion."""
    return action is not Action.DELETE


@dataclass(frozen=True, slots=True)
class Decision:
    """One order for one linkback. ``aim`` is ``None`` where the site decides (see `aim_of`).

    ``before`` is the status that the user saw when he decided: what Undo goes back to. ``base`` is what the site
    had last said: whatever else it says when the decision is sent was decided elsewhere. ``was_sent`` tells that
    an answer was lost, so that the site may have carried it out all the same.
    """

    decision_id: DecisionId
    act_id: ActId
    linkback_id: LinkbackId
    action: Action
    aim: Status | None
    before: Status
    base: Status
    state: DecisionState
    reason: str
    was_sent: bool
    decided: datetime


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two decisions on one linkback: the status that the user wanted, and the one that it was given elsewhere."""

    mine: Status
    theirs: Status

    @property
    def sentence(self) -> str:
        """What to tell of it."""
        return f"You: {_NAMES[self.mine]}. Elsewhere: {_NAMES[self.theirs]}. Choose which of the two counts."


_NAMES: Mapping[Status, str] = MappingProxyType(
    {status: status.value for status in Status} | {Status.GONE: "deleted permanently"}
)


class Result(StrEnum):
    """What became of one item of an act, in the command line's words."""

    DONE = "done"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    QUEUED = "queued"


@dataclass(frozen=True, slots=True)
class ItemResult:
    """The outcome for one linkback. ``reference`` is ``SITE:COMMENT_ID``; ``reason`` is empty when done."""

    reference: str
    action: Action
    result: Result
    reason: str = ""
