"""A decision's row, and what is known of a linkback when one is made: shared by the acts and the outbox."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from desktop_app.core.decision import OPEN_STATES, ActId, Action, Decision, DecisionId, DecisionState, aim_of
from desktop_app.core.linkback import CommentId, LinkbackId, SiteId, Status
from desktop_app.store.database import Database
from desktop_app.store.linkbacks import in_chunks, marks

IS_OPEN = f"IN ({', '.join(repr(state.value) for state in OPEN_STATES)})"
"""SQL: the state is one in which a decision still belongs to the outbox."""

DECISIONS = (
    "SELECT d.*, a.decided, s.key || ':' || l.comment_id AS reference FROM decisions d"
    " JOIN acts a ON a.id = d.act_id JOIN linkbacks l ON l.id = d.linkback_id JOIN sites s ON s.id = l.site_id"
)
"""SQL: decisions with what is told about them; to be followed by a WHERE."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a linkback at the moment of deciding."""

    linkback_id: LinkbackId
    comment_id: CommentId
    reference: str
    site_id: SiteId
    status: Status
    shown: Status
    before_spam: Status | None
    before_trash: Status | None
    seen_before: Status | None
    """What the user saw when he made his open decision on it, at whose aim ``shown`` is; ``None`` without one."""

    def aim(self, action: Action) -> Status | None:
        """Return what ``action`` wants for this linkback; ``None`` where only its site knows."""
        remembered = self.before_spam if action is Action.UNSPAM else self.before_trash
        return aim_of(action, self.seen_before or remembered)


@dataclass(frozen=True, slots=True)
class Intent:
    """A linkback and the status wanted for it (``None`` where only its site knows).

    ``base``: see `Decision`; ``None`` for what the site says now.
    """

    standing: Standing
    aim: Status | None
    base: Status | None = None


def standings(database: Database, ids: Sequence[LinkbackId]) -> dict[LinkbackId, Standing]:
    """Return what is known of each linkback; unknown ids are absent."""
    found: dict[LinkbackId, Standing] = {}
    with database.reading() as connection:
        for chunk in in_chunks(ids):
            for row in connection.execute(
                "SELECT l.*, s.key || ':' || l.comment_id AS reference, (SELECT before FROM decisions d"
                f" WHERE d.linkback_id = l.id AND d.state {IS_OPEN} ORDER BY d.id DESC LIMIT 1) AS seen_before"
                " FROM linkbacks l"
                f" JOIN sites s ON s.id = l.site_id WHERE l.id IN ({marks(chunk)})",
                chunk,
            ):
                found[LinkbackId(row["id"])] = _standing(row)
    return found


def _status(text: str | None) -> Status | None:
    return None if text is None else Status(text)


def _standing(row: sqlite3.Row) -> Standing:
    return Standing(
        linkback_id=LinkbackId(row["id"]),
        comment_id=CommentId(row["comment_id"]),
        reference=row["reference"],
        site_id=SiteId(row["site_id"]),
        status=Status(row["status"]),
        shown=Status(row["shown"]),
        before_spam=_status(row["before_spam"]),
        before_trash=_status(row["before_trash"]),
        seen_before=_status(row["seen_before"]),
    )


def decision_from(row: sqlite3.Row) -> Decision:
    """Return the decision in a row of `DECISIONS`."""
    return Decision(
        decision_id=DecisionId(row["id"]),
        act_id=ActId(row["act_id"]),
        linkback_id=LinkbackId(row["linkback_id"]),
        action=Action(row["action"]),
        aim=_status(row["aim"]),
        before=Status(row["before"]),
        base=Status(row["base"]),
        state=DecisionState(row["state"]),
        reason=row["reason"],
        was_sent=bool(row["was_sent"]),
        decided=datetime.fromtimestamp(row["decided"], UTC),
    )
