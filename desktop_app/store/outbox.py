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
                "UPDATE decisions SET state = 'sending', tries = tries + 1 WHERE id = ?", [(row["id"],) for row in rows]
            )
        return [decision_from(row) for row in rows]

    def unsettled(self, site_id: SiteId) -> list[Decision]:
        """Return decisions that were being sent when the sender died. Ask only while holding the sending lock."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"{DECISIONS} WHERE d.state = 'sending' AND l.site_id = ? ORDER BY d.id", (site_id,)
            )
            return [decision_from(row) for row in rows]

    def leave_unsettled(self, decisions: Sequence[Decision], reason: str) -> None:
        """Say why decisions that may have been carried out are still open; they stay *sending* (see `unsettled`)."""
        with self._database.writing() as connection:
            connection.executemany(
                "UPDATE decisions SET reason = ? WHERE id = ?",
                [(reason, decision.decision_id) for decision in decisions],
            )

    def settle(self, decision: Decision, state: DecisionState, reason: str, told: Status | None) -> None:
        """Close a decision with the site's answer. ``told`` is the status that the site now says, if it said one."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE decisions SET state = ?, reason = ? WHERE id = ?",
                (state.value, reason, decision.decision_id),
            )
            if told is not None:
                set_status(connection, decision.linkback_id, told)
            else:
                show(connection, decision.linkback_id)
            if state is DecisionState.FAILED:
                connection.execute("UPDATE linkbacks SET attention = ? WHERE id = ?", (reason, decision.linkback_id))

    def put_back(self, decisions: Sequence[Decision], reason: str, due: datetime) -> None:
        """Return unsent decisions to the outbox, to be tried again from ``due`` on.

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
                "UPDATE decisions SET state = 'waiting', reason = ?, due = ? WHERE id = ? AND state = 'sending'",
                [(reason, due.timestamp(), decision.decision_id) for decision in decisions],
            )

    def hurry(self, now: datetime) -> None:
        """Make everything that waits due at once."""
        with self._database.writing() as connection:
            connection.execute("UPDATE decisions SET due = ? WHERE state = 'waiting'", (now.timestamp(),))

    def sites_with_work(self, now: datetime) -> list[SiteId]:
        """Return the sites for which something is due or was interrupted."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT DISTINCT l.site_id FROM decisions d JOIN linkbacks l ON l.id = d.linkback_id"
                f" WHERE d.state {IS_OPEN} AND (d.state = 'sending' OR d.due <= ?) ORDER BY l.site_id",
                (now.timestamp(),),
            )
            return [SiteId(row["site_id"]) for row in rows]

    def next_due(self) -> datetime | None:
        """Return when the next waiting decision becomes due, or ``None`` for an empty outbox."""
        with self._database.reading() as connection:
            (due,) = connection.execute("SELECT MIN(due) FROM decisions WHERE state = 'waiting'").fetchone()
        return None if due is None else datetime.fromtimestamp(due, UTC)

    def open_decisions(self) -> list[tuple[Decision, str]]:
        """Return every decision in the outbox with its linkback's reference, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(f"{DECISIONS} WHERE d.state {IS_OPEN} ORDER BY d.id").fetchall()
        return [(decision_from(row), str(row["reference"])) for row in rows]
