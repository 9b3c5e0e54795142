"""The outbox: decisions written down and not yet confirmed by their site."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from desktop_app.core.decision import Decision, DecisionState
from desktop_app.core.linkback import LinkbackId, SiteId, Status
from desktop_app.store.database import Database
from desktop_app.store.decisions import DECISIONS, IS_OPEN, Standing, decision_from, standings
from desktop_app.store.linkbacks import in_chunks, marks, set_statuses, show

WHEN_LET_IN = datetime(9999, 1, 1, tzinfo=UTC)
"""When that is due for which the user has to sign in again: not by itself."""

_IS_NEXT = (
    f"NOT EXISTS (SELECT 1 FROM decisions e WHERE e.linkback_id = d.linkback_id AND e.id < d.id AND e.state {IS_OPEN})"
)
"""SQL: no earlier decision on the same linkback is open. A second one must see what became of the first."""
_OPEN = (
    "FROM decisions d JOIN linkbacks l ON l.id = d.linkback_id JOIN sites s ON s.id = l.site_id"
    f" WHERE d.state {IS_OPEN} AND {_IS_NEXT}"
)
_DUE = "MAX(d.due, COALESCE(s.busy_until, 0))"
"""SQL: when a decision of `_OPEN` is due at its site, which may have asked to be left alone until then."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of a decision. ``told`` is the status that the site now says, if it said one."""

    decision: Decision
    state: DecisionState
    reason: str
    told: Status | None


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
                f"{DECISIONS} WHERE d.state = 'waiting' AND d.due <= ? AND l.site_id = ? AND {_IS_NEXT}"
                " ORDER BY d.id LIMIT ?",
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

    def settle(self, settlements: Sequence[Settlement], now: datetime) -> dict[LinkbackId, str]:
        """Close decisions with their site's answers; return the references of the linkbacks that are still known."""
        with self._database.writing() as connection:
            settlements = _still_known(connection, settlements)
            connection.executemany(
                "UPDATE decisions SET state = ?1, reason = ?2, settled = ?4,"
                " aim = COALESCE(aim, CASE WHEN ?1 = 'done' THEN ?3 END) WHERE id = ?5",
                [(one.state, one.reason, one.told, now.timestamp(), one.decision.decision_id) for one in settlements],
            )
            # What is our own doing is nothing strange to a later decision of ours.
            connection.executemany(
                "UPDATE decisions SET base = ? WHERE linkback_id = ? AND id > ? AND state = 'waiting'",
                [
                    (one.told, one.decision.linkback_id, one.decision.decision_id)
                    for one in settlements
                    if one.state is DecisionState.DONE
                ],
            )
            set_statuses(connection, [(one.told, one.decision.linkback_id) for one in settlements if one.told])
            show(connection, [one.decision.linkback_id for one in settlements if not one.told])
            _call_for_attention(connection, settlements)
            return _references(connection, [one.decision.linkback_id for one in settlements])

    def lost(self, linkback_id: LinkbackId) -> set[Status]:
        """Return which statuses orders of ours may have brought about, or may yet, that nobody wants any more.

        Their answers were lost, and later decisions took their place before the site was of their mind.
        """
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT COALESCE(aim, 'pending') FROM decisions d WHERE was_sent AND linkback_id = ?"
                " AND state IN ('superseded', 'withdrawn') AND NOT EXISTS (SELECT 1 FROM decisions e"
                " WHERE e.linkback_id = d.linkback_id AND e.id > d.id AND e.settled IS NOT NULL)",
                (linkback_id,),
            )
            return {Status(row[0]) for row in rows}

    def postpone(self, site_id: SiteId, reason: str, now: datetime, due: datetime) -> list[tuple[Decision, str]]:
        """Put off all that is due for a site until ``due``; return it, with each linkback's reference."""
        with self._database.writing() as connection:
            rows = connection.execute(
                f"{DECISIONS} WHERE d.state {IS_OPEN} AND d.due <= ? AND l.site_id = ? ORDER BY d.id",
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
                "UPDATE decisions SET state = 'superseded', reason = 'A later decision took its place.',"
                " was_sent = was_sent OR ?2 WHERE id = ?1"
                " AND EXISTS (SELECT 1 FROM decisions e WHERE e.linkback_id = decisions.linkback_id AND e.id > ?1"
                " AND e.state = 'waiting')",
                [(decision.decision_id, was_sent) for decision in decisions],
            )
            connection.executemany(
                "UPDATE decisions SET state = 'waiting', reason = ?, due = ?, was_sent = was_sent OR ?"
                " WHERE id = ? AND state = 'sending'",
                [(reason, due.timestamp(), was_sent, decision.decision_id) for decision in decisions],
            )

    def paused_until(self, site_id: SiteId, now: datetime) -> datetime | None:
        """Return until when the site's outbox had been put off, if that is yet to come."""
        with self._database.reading() as connection:
            (due,) = connection.execute(
                "SELECT MIN(d.due) FROM decisions d JOIN linkbacks l ON l.id = d.linkback_id"
                f" WHERE l.site_id = ? AND d.state {IS_OPEN} AND d.reason <> '' AND d.due > ? AND d.due < ?",
                (site_id, now.timestamp(), WHEN_LET_IN.timestamp()),
            ).fetchone()
        return None if due is None else datetime.fromtimestamp(due, UTC)

    def hurry(self, now: datetime) -> None:
        """Make everything in the outbox due at once, whatever its sites have asked for."""
        with self._database.writing() as connection:
            connection.execute("UPDATE sites SET busy_until = NULL")
            connection.execute(f"UPDATE decisions SET due = MIN(due, ?) WHERE state {IS_OPEN}", (now.timestamp(),))

    def sites_with_work(self, now: datetime) -> list[SiteId]:
        """Return the sites for which something is due or was interrupted, but for those that want to be left alone."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT DISTINCT l.site_id {_OPEN} AND {_DUE} <= ? ORDER BY l.site_id",
                (now.timestamp(),),
            )
            return [SiteId(row["site_id"]) for row in rows]

    def next_due(self) -> datetime | None:
        """Return when there is something to send or to settle, or ``None`` if nothing is due by itself."""
        with self._database.reading() as connection:
            (due,) = connection.execute(
                f"SELECT MIN({_DUE}) {_OPEN} AND d.due < ?", (WHEN_LET_IN.timestamp(),)
            ).fetchone()
        return None if due is None else datetime.fromtimestamp(due, UTC)

    def open_decisions(self) -> list[tuple[Decision, str]]:
        """Return every decision in the outbox with its linkback's reference, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(f"{DECISIONS} WHERE d.state {IS_OPEN} ORDER BY d.id").fetchall()
        return [(decision_from(row), str(row["reference"])) for row in rows]

    def conflicts(self) -> list[tuple[Decision, str]]:
        """Return every decision that somebody else's stands against, with its linkback's reference, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(f"{DECISIONS} WHERE d.state = 'conflict' ORDER BY d.id").fetchall()
        return [(decision_from(row), str(row["reference"])) for row in rows]


def _still_known(connection: sqlite3.Connection, settlements: Sequence[Settlement]) -> Sequence[Settlement]:
    """Leave out those of a site that was removed meanwhile: another site's linkbacks may have their numbers by now."""
    known: set[int] = set()
    for chunk in in_chunks([one.decision.decision_id for one in settlements]):
        known.update(
            row[0] for row in connection.execute(f"SELECT id FROM decisions WHERE id IN ({marks(chunk)})", chunk)
        )
    return [one for one in settlements if one.decision.decision_id in known]


def _call_for_attention(connection: sqlite3.Connection, settlements: Sequence[Settlement]) -> None:
    """Show the user what failed, unless he has decided again already; then a conflict is none any more."""
    needy = (DecisionState.FAILED, DecisionState.CONFLICT)
    connection.executemany(
        "UPDATE linkbacks SET attention = ? WHERE id = ? AND NOT EXISTS (SELECT 1 FROM decisions"
        f" WHERE linkback_id = linkbacks.id AND id > ? AND state {IS_OPEN})",
        [
            (one.reason if one.state in needy else "", one.decision.linkback_id, one.decision.decision_id)
            for one in settlements
        ],
    )
    connection.executemany(
        "UPDATE decisions SET state = 'failed' WHERE id = ?1 AND state = 'conflict' AND EXISTS (SELECT 1"
        f" FROM decisions e WHERE e.linkback_id = decisions.linkback_id AND e.id > ?1 AND e.state {IS_OPEN})",
        [(one.decision.decision_id,) for one in settlements if one.state is DecisionState.CONFLICT],
    )


def _references(connection: sqlite3.Connection, ids: Sequence[LinkbackId]) -> dict[LinkbackId, str]:
    return {
        LinkbackId(row[0]): str(row[1])
        for chunk in in_chunks(ids)
        for row in connection.execute(
            "SELECT l.id, s.key || ':' || l.comment_id FROM linkbacks l JOIN sites s ON s.id = l.site_id"
            f" WHERE l.id IN ({marks(chunk)})",
            chunk,
        )
    }
