"""The outbox: decisions written down and not yet confirmed by their site."""

from collections.abc import Sequence
from datetime import UTC, datetime

from desktop_app.core.decision import Decision, DecisionState
from desktop_app.core.linkback import LinkbackId, SiteId, Status
from desktop_app.store.database import Database
from desktop_app.store.decisions import DECISIONS, IS_OPEN, Standing, decision_from, standings
from desktop_app.store.linkbacks import set_status, show


class Outbox:
    """Open decisions: claiming them for sending and closing them. Every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def standing(self, ids: Sequence[LinkbackId]) -> dict[LinkbackId, Standing]:
        """Return what is known of each linkback; unknown ids are absent."""
        return standings(self._database, ids)

    def claim(self, site_id: SiteId, now: datetime, limit: int) -> list[Decision]:
        """Mark up to ``limit`` due decisions of a site as being sent, oldest first, and return them.

        Never two of one linkback: the second must see what became of the first.
        """
        with self._database.writing() as connection:
            rows = connection.execute(
                f"{DECISIONS} WHERE d.state = 'waiting' AND d.due <= ? AND l.site_id = ? AND NOT EXISTS"
                " (SELECT 1 FROM decisions e WHERE e.linkback_id = d.linkback_id AND e.id < d.id"
                f" AND e.state {IS_OPEN}) ORDER BY d.id LIMIT ?",
                (now.timestamp(), site_id, limit),
            ).fetchall()
            connection.executemany(
                "UPDATE decisions SET state = 'sending' WHERE id = ?", [(row["id"],) for row in rows]
            )
        return [decision_from(row) for row in rows]

    def unsettled(self, site_id: SiteId, now: datetime) -> list[Decision]:
        """Return decisions that were being sent when the sender died or lost the answer, as far as they are due.

        Ask only while holding the sending lock: otherwise they may be on their way right now.
        """
        with self._database.reading() as connection:
            rows = connection.execute(
                f"{DECISIONS} WHERE d.state = 'sending' AND d.due <= ? AND l.site_id = ? ORDER BY d.id",
                (now.timestamp(), site_id),
            )
            return [decision_from(row) for row in rows]

    def leave_unsettled(self, decisions: Sequence[Decision], reason: str, due: datetime) -> None:
        """Say why decisions that may have been carried out stay *sending*, and when to ask what became of them."""
        with self._database.writing() as connection:
            connection.executemany(
                "UPDATE decisions SET reason = ?, due = ?, was_sent = 1 WHERE id = ?",
                [(reason, due.timestamp(), decision.decision_id) for decision in decisions],
            )

    def settle(self, decision: Decision, state: DecisionState, reason: str, told: Status | None, now: datetime) -> None:
        """Close a decision with the site's answer. ``told`` is the status that the site now says, if it said one."""
        status = told.value if told else None
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE decisions SET state = ?, reason = ?, aim = COALESCE(aim, ?), settled = ? WHERE id = ?",
                (state.value, reason, status, now.timestamp(), decision.decision_id),
            )
            if state is DecisionState.DONE:
                # The status is our own doing: a later decision of ours finds nothing strange in it.
                connection.execute(
                    "UPDATE decisions SET base = ? WHERE linkback_id = ? AND id > ? AND state = 'waiting'",
                    (status, decision.linkback_id, decision.decision_id),
                )
            if told is not None:
                set_status(connection, decision.linkback_id, told)
            else:
                show(connection, decision.linkback_id)
            connection.execute(
                f"UPDATE linkbacks SET attention = ? WHERE id = ? AND NOT EXISTS (SELECT 1 FROM decisions"
                f" WHERE linkback_id = linkbacks.id AND id > ? AND state {IS_OPEN})",
                (reason if state is DecisionState.FAILED else "", decision.linkback_id, decision.decision_id),
            )

    def postpone(self, site_id: SiteId, reason: str, now: datetime, due: datetime) -> list[tuple[Decision, str]]:
        """Put off all that is due for a site until ``due``; return it, with each linkback's reference."""
        with self._database.writing() as connection:
            rows = connection.execute(
                f"{DECISIONS} WHERE d.state = 'waiting' AND d.due <= ? AND l.site_id = ? ORDER BY d.id",
                (now.timestamp(), site_id),
            ).fetchall()
            connection.executemany(
                "UPDATE decisions SET reason = ?, due = ? WHERE id = ?",
                [(reason, due.timestamp(), row["id"]) for row in rows],
            )
        return [(decision_from(row), str(row["reference"])) for row in rows]

    def put_back(self, decisions: Sequence[Decision], reason: str, due: datetime, *, was_sent: bool = False) -> None:
        """Return decisions to the outbox, to be sent (again) from ``due`` on.

        One that a later decision of the user's has overtaken is superseded instead.
        """
        with self._database.writing() as connection:
            connection.executemany(
                "UPDATE decisions SET state = 'superseded', reason = 'A later decision took its place.' WHERE id = ?1"
                " AND EXISTS (SELECT 1 FROM decisions e WHERE e.linkback_id = decisions.linkback_id AND e.id > ?1"
                " AND e.state = 'waiting')",
                [(decision.decision_id,) for decision in decisions],
            )
            connection.executemany(
                "UPDATE decisions SET state = 'waiting', reason = ?, due = ?, was_sent = was_sent OR ?"
                " WHERE id = ? AND state = 'sending'",
                [(reason, due.timestamp(), was_sent, decision.decision_id) for decision in decisions],
            )

    def hurry(self, now: datetime) -> None:
        """Make everything in the outbox due at once."""
        with self._database.writing() as connection:
            connection.execute(f"UPDATE decisions SET due = MIN(due, ?) WHERE state {IS_OPEN}", (now.timestamp(),))

    def sites_with_work(self, now: datetime) -> list[SiteId]:
        """Return the sites for which something is due or was interrupted."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT DISTINCT l.site_id FROM decisions d JOIN linkbacks l ON l.id = d.linkback_id"
                f" WHERE d.state {IS_OPEN} AND d.due <= ? ORDER BY l.site_id",
                (now.timestamp(),),
            )
            return [SiteId(row["site_id"]) for row in rows]

    def next_due(self) -> datetime | None:
        """Return when there is something to send or to settle, or ``None`` for an empty outbox."""
        with self._database.reading() as connection:
            (due,) = connection.execute(f"SELECT MIN(due) FROM decisions WHERE state {IS_OPEN}").fetchone()
        return None if due is None else datetime.fromtimestamp(due, UTC)

    def open_decisions(self) -> list[tuple[Decision, str]]:
        """Return every decision in the outbox with its linkback's reference, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(f"{DECISIONS} WHERE d.state {IS_OPEN} ORDER BY d.id").fetchall()
        return [(decision_from(row), str(row["reference"])) for row in rows]
