"""Acts: the user's gestures, each with its decisions; what Undo and Redo go back and forth over."""

import sqlite3
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from desktop_app.core.decision import ActId, Action, Decision, DecisionId, DecisionState
from desktop_app.core.linkback import LinkbackId, Status
from desktop_app.store.database import Database
from desktop_app.store.decisions import DECISIONS, Intent, Standing, decision_from, standings
from desktop_app.store.linkbacks import in_chunks, marks, show

ACTION_TOWARDS: Mapping[Status, Action] = {
    Status.PENDING: Action.HOLD,
    Status.APPROVED: Action.APPROVE,
    Status.SPAM: Action.SPAM,
    Status.TRASH: Action.TRASH,
}
"""The action by which Undo goes back to a status."""


@dataclass(frozen=True, slots=True)
class Act:
    """One gesture of the user and how many of its decisions can still be taken back."""

    act_id: ActId
    action: Action
    decided: datetime
    live: int


class Acts:
    """Acts and the decisions they write. Every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def standing(self, ids: Sequence[LinkbackId]) -> dict[LinkbackId, Standing]:
        """Return what is known of each linkback; unknown ids are absent."""
        return standings(self._database, ids)

    @contextmanager
    def together(self) -> Generator[None, None, None]:
        """Make what is read and written in the block one transaction: all of it happens, or nothing."""
        with self._database.writing():
            yield

    def write_act(
        self, action: Action, intents: Sequence[Intent], now: datetime, *, due: datetime, undoes: ActId | None = None
    ) -> ActId:
        """Write down a new act: one decision per linkback. An act of the user's own ends what could be redone."""
        with self._database.writing() as connection:
            if undoes is None:
                connection.execute("UPDATE acts SET fate = 'forgotten' WHERE fate = 'undone'")
            cursor = connection.execute(
                "INSERT INTO acts (action, decided, undoes) VALUES (?, ?, ?)", (action.value, now.timestamp(), undoes)
            )
            act_id = ActId(int(cursor.lastrowid or 0))
            for intent in intents:
                _write_decision(connection, act_id, action, intent, due=due)
        return act_id

    def write_again(self, act_id: ActId, action: Action, intents: Sequence[Intent], *, due: datetime) -> None:
        """Write new decisions of an act that was undone; it stands again."""
        with self._database.writing() as connection:
            for intent in intents:
                _write_decision(connection, act_id, action, intent, due=due)
            connection.execute("UPDATE acts SET fate = 'standing' WHERE id = ?", (act_id,))

    def withdraw(self, decision_ids: Sequence[DecisionId]) -> list[DecisionId]:
        """Take back what has not been sent, conflicts too; return which decisions that were."""
        withdrawn: list[DecisionId] = []
        with self._database.writing() as connection:
            for decision_id in decision_ids:
                row = connection.execute(
                    "SELECT linkback_id, state FROM decisions WHERE id = ? AND state IN ('waiting', 'conflict')",
                    (decision_id,),
                ).fetchone()
                if row is None:
                    continue
                withdrawn.append(decision_id)
                connection.execute(
                    "UPDATE decisions SET state = 'withdrawn', reason = 'Undone before it was sent.' WHERE id = ?",
                    (decision_id,),
                )
                if row["state"] == DecisionState.CONFLICT:
                    _clear_attention(connection, LinkbackId(row["linkback_id"]))
                show(connection, [LinkbackId(row["linkback_id"])])
        return withdrawn

    def conflicts(self, ids: Sequence[LinkbackId]) -> list[Decision]:
        """Return the decisions on these linkbacks that were not sent because somebody else had decided otherwise."""
        found: list[Decision] = []
        with self._database.reading() as connection:
            for chunk in in_chunks(ids):
                rows = connection.execute(
                    f"{DECISIONS} WHERE d.state = 'conflict' AND d.linkback_id IN ({marks(chunk)}) ORDER BY d.id", chunk
                )
                found += [decision_from(row) for row in rows]
        return found

    def give_up(self, decisions: Sequence[Decision], reason: str) -> None:
        """Close conflicts, what the site says being accepted."""
        with self._database.writing() as connection:
            for decision in decisions:
                _end_conflict(connection, decision.linkback_id, reason)
                _clear_attention(connection, decision.linkback_id)

    def last_act(self, fate: str) -> Act | None:
        """Return the act that Undo (fate ``standing``) or Redo (fate ``undone``) would take, if any."""
        order = "DESC" if fate == "standing" else "ASC"
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT a.*, COUNT(d.id) AS live FROM acts a JOIN decisions d ON d.act_id = a.id"
                " WHERE a.fate = ? AND a.undoes IS NULL"
                " AND (d.state IN ('waiting', 'sending', 'done', 'superseded', 'conflict')"
                " OR (a.fate = 'undone' AND d.state = 'withdrawn'))"
                f" GROUP BY a.id ORDER BY a.id {order} LIMIT 1",
                (fate,),
            ).fetchone()
        if row is None:
            return None
        decided = datetime.fromtimestamp(row["decided"], UTC)
        return Act(ActId(row["id"]), Action(row["action"]), decided, int(row["live"]))

    def set_fate(self, act_id: ActId, fate: str) -> None:
        """Mark an act as ``standing``, ``undone`` or ``final`` (beyond undo)."""
        with self._database.writing() as connection:
            connection.execute("UPDATE acts SET fate = ? WHERE id = ?", (fate, act_id))

    def decisions_of(self, act_id: ActId) -> list[Decision]:
        """Return the act's last decision on each of its linkbacks."""
        return [decision for decision, _ in self.told_decisions_of(act_id)]

    def told_decisions_of(self, act_id: ActId) -> list[tuple[Decision, str]]:
        """Return the same with each linkback's reference."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"{DECISIONS} WHERE d.id IN (SELECT MAX(id) FROM decisions WHERE act_id = ? GROUP BY linkback_id)"
                " ORDER BY d.id",
                (act_id,),
            )
            return [(decision_from(row), str(row["reference"])) for row in rows]


def _write_decision(
    connection: sqlite3.Connection, act_id: ActId, action: Action, intent: Intent, *, due: datetime
) -> None:
    """Add one decision; what was waiting for the same linkback gives way to it, and hands on its base."""
    standing = intent.standing
    overtaken = connection.execute(
        "SELECT base FROM decisions WHERE linkback_id = ? AND state = 'waiting'", (standing.linkback_id,)
    ).fetchone()
    base = overtaken["base"] if overtaken else (intent.base or standing.status).value
    connection.execute(
        "UPDATE decisions SET state = 'superseded', reason = 'A later decision took its place.'"
        " WHERE linkback_id = ? AND state = 'waiting'",
        (standing.linkback_id,),
    )
    connection.execute(
        "INSERT INTO decisions (act_id, linkback_id, action, aim, before, base, state, due)"
        " VALUES (?, ?, ?, ?, ?, ?, 'waiting', ?)",
        (
            act_id,
            standing.linkback_id,
            action.value,
            intent.aim.value if intent.aim else None,
            standing.shown.value,
            base,
            due.timestamp(),
        ),
    )
    _end_conflict(connection, standing.linkback_id, "It was decided again.")
    _clear_attention(connection, standing.linkback_id)
    show(connection, [standing.linkback_id])


def _end_conflict(connection: sqlite3.Connection, linkback_id: LinkbackId, reason: str) -> None:
    connection.execute(
        "UPDATE decisions SET state = 'failed', reason = ? WHERE linkback_id = ? AND state = 'conflict'",
        (reason, linkback_id),
    )


def _clear_attention(connection: sqlite3.Connection, linkback_id: LinkbackId) -> None:
    connection.execute("UPDATE linkbacks SET attention = '' WHERE id = ?", (linkback_id,))
