"""Questions the queue asks: which linkbacks, in which order, with what counts. The store sorts and filters."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType

from desktop_app.core.decision import OPEN_STATES, Action, Conflict, DecisionState
from desktop_app.core.evidence import Flag, Verdict
from desktop_app.core.linkback import CommentId, Kind, LinkbackId, PostId, SiteId, Status
from desktop_app.core.query import VIEW_QUERIES, Grouping, Order, Query, View
from desktop_app.core.queue import Counts, Key, PastDecision, QueueRow
from desktop_app.core.suggestion import Suggestion
from desktop_app.store.database import Database
from desktop_app.store.linkbacks import in_chunks, marks

_FROM = (
    " FROM linkbacks l JOIN sites s ON s.id = l.site_id"
    " LEFT JOIN posts p ON p.site_id = l.site_id AND p.post_id = l.post_id"
)
_IS_WAITING = (
    "EXISTS (SELECT 1 FROM decisions d WHERE d.linkback_id = l.id"
    f" AND d.state IN ({', '.join(repr(state.value) for state in OPEN_STATES)}))"
)
_IN_CONFLICT = "l.id IN (SELECT d.linkback_id FROM decisions d WHERE d.state = 'conflict')"

_SPAM_THAT_LINKS = Query(
    statuses=frozenset({Status.SPAM}),
    verdicts=frozenset({Verdict.LINKED}),
    suggestions=frozenset({Suggestion.APPROVE}),
)

_ORDERS: Mapping[Order, str] = MappingProxyType(
    {
        Order.GENUINE_FIRST: "l.score DESC, l.received DESC, l.id",
        Order.NEWEST: "l.received DESC, l.id DESC",
        Order.OLDEST: "l.received, l.id",
        Order.SENDER: "l.sender, l.received DESC, l.id",
        Order.TITLE: "l.title COLLATE NOCASE, l.received DESC, l.id",
        Order.POST: "p.title COLLATE NOCASE, l.received DESC, l.id",
        Order.SITE: "s.name COLLATE NOCASE, l.received DESC, l.id",
        Order.VERDICT: "l.verdict, l.received DESC, l.id",
        Order.KIND: "l.kind, l.received DESC, l.id",
    }
)

_GROUPS: Mapping[Grouping, str] = MappingProxyType(
    {
        Grouping.NONE: "''",
        Grouping.SENDER: "l.sender",
        Grouping.POST: "COALESCE(p.title, '')",
        Grouping.VERDICT: "l.verdict",
    }
)


class QueueReader:
    """Read-only questions over linkbacks, sites, posts and decisions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keys(self, query: Query, order: Order, grouping: Grouping, limit: int | None = None) -> list[Key]:
        """Return the linkbacks that match, ordered, each with its group's label."""
        where, values = _where(query)
        # Only constants and question marks are put together here; every value is bound.
        sql = f"SELECT l.id, {_GROUPS[grouping]} AS grp, l.site_id{_FROM} WHERE {where} ORDER BY {_ORDERS[order]}"
        if limit is not None:
            sql += " LIMIT ?"
            values.append(limit)
        with self._database.reading() as connection:
            return [Key._make(row) for row in connection.execute(sql, values)]

    def rows(self, ids: Sequence[LinkbackId]) -> dict[LinkbackId, QueueRow]:
        """Return the rows to show for these linkbacks; unknown ids are absent."""
        found: dict[LinkbackId, QueueRow] = {}
        with self._database.reading() as connection:
            for chunk in in_chunks(ids):
                for row in connection.execute(f"{_ROWS} WHERE l.id IN ({marks(chunk)})", chunk):
                    found[LinkbackId(row["id"])] = _row(row)
        return found

    def as_stored(self, linkback_id: LinkbackId) -> tuple[str, str, str, str] | None:
        """Return blog name, sender's IP, sender's user agent and the stored content, as the site told them."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT blog_name, author_ip, author_agent, stored_content FROM linkbacks WHERE id = ?", (linkback_id,)
            ).fetchone()
        return None if row is None else (row[0], row[1], row[2], row[3])

    def by_reference(self, site_key: str, comment_id: int) -> LinkbackId | None:
        """Return the linkback that ``SITE:COMMENT_ID`` names, or ``None``."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT l.id FROM linkbacks l JOIN sites s ON s.id = l.site_id WHERE s.key = ? AND l.comment_id = ?",
                (site_key, comment_id),
            ).fetchone()
        return None if row is None else LinkbackId(row[0])

    def counts(self, sites: frozenset[str] = frozenset()) -> Counts:
        """Count the views, narrowed to some sites, and what is pending on each site."""
        views: dict[View, int] = {}
        with self._database.reading() as connection:
            for view, query in VIEW_QUERIES.items():
                where, values = _where(Query(sites=sites), query)
                (views[view],) = connection.execute(f"SELECT COUNT(*){_FROM} WHERE {where}", values).fetchone()
            pending = {
                SiteId(row[0]): int(row[1])
                for row in connection.execute(
                    "SELECT site_id, COUNT(*) FROM linkbacks WHERE shown = 'pending' GROUP BY site_id"
                )
            }
            where, values = _where(_SPAM_THAT_LINKS, Query(sites=sites))
            (linking,) = connection.execute(f"SELECT COUNT(*){_FROM} WHERE {where}", values).fetchone()
            where, values = _where(Query(sites=sites))
            statement = f"SELECT COUNT(*){_FROM} WHERE {where} AND {_IN_CONFLICT}"
            (conflicts,) = connection.execute(statement, values).fetchone()
        return Counts(views, pending, int(linking), int(conflicts))

    def tally(self, query: Query, column: str, limit: int) -> list[tuple[str, int]]:
        """Count what matches by ``verdict`` or ``sender``, most frequent first."""
        expression = {"verdict": "l.verdict", "sender": "l.sender"}[column]
        where, values = _where(query)
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT {expression}, COUNT(*) AS n{_FROM} WHERE {where} GROUP BY 1 ORDER BY n DESC, 1 LIMIT ?",
                [*values, limit],
            )
            return [(str(row[0]), int(row[1])) for row in rows]

    def sender_counts(self, sender: str) -> dict[Status, int]:
        """Count the sender's linkbacks on all sites by status."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT shown, COUNT(*) FROM linkbacks WHERE sender = ? GROUP BY shown", (sender,)
            )
            return {Status(row[0]): int(row[1]) for row in rows}

    def history(self, sender: str, limit: int = 50) -> tuple[PastDecision, ...]:
        """Return what was decided about a sender, newest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT a.decided, d.action, d.state, l.title, s.name FROM decisions d JOIN acts a ON a.id = d.act_id"
                " JOIN linkbacks l ON l.id = d.linkback_id JOIN sites s ON s.id = l.site_id"
                " WHERE l.sender = ? AND d.state <> 'withdrawn' ORDER BY d.id DESC LIMIT ?",
                (sender, limit),
            )
            return tuple(
                PastDecision(
                    datetime.fromtimestamp(row["decided"], UTC),
                    Action(row["action"]),
                    DecisionState(row["state"]),
                    row["title"],
                    row["name"],
                )
                for row in rows
            )


_SEARCHED = ("l.title", "l.excerpt", "l.source_url", "l.blog_name", "p.title")


def _where(*queries: Query) -> tuple[str, list[object]]:
    conditions: list[str] = []
    values: list[object] = []
    for query in queries:
        for condition, bound in _conditions(query):
            conditions.append(condition)
            values.extend(bound)
    return " AND ".join(conditions) or "1", values


_Condition = tuple[str, list[object]]


def _conditions(query: Query) -> Iterator[_Condition]:
    yield from _choices(query)
    if query.flags:
        yield _any_of("l.flags LIKE ?", [f"% {flag} %" for flag in sorted(query.flags)])
    if query.senders:
        yield _any_like(("l.sender",), sorted(query.senders))
    if query.posts:
        yield _any_like(("p.title", "p.url"), sorted(query.posts))
    for word in query.words:
        yield _any_like(_SEARCHED, [word])
    if query.received_after:
        yield "l.received >= ?", [query.received_after.timestamp()]
    if query.received_before:
        yield "l.received < ?", [query.received_before.timestamp()]


def _choices(query: Query) -> Iterator[_Condition]:
    for column, choices in (
        ("l.shown", query.statuses),
        ("l.kind", query.kinds),
        ("l.verdict", query.verdicts),
        ("l.suggestion", query.suggestions),
    ):
        if choices:
            names = sorted(str(choice) for choice in choices)
            yield f"{column} IN ({marks(names)})", [*names]
    if query.sites:
        yield _sites(sorted(query.sites))
    if query.in_outbox:
        yield f"({_IS_WAITING} OR {_IN_CONFLICT})", []
    if query.finds_nothing:
        yield "0", []


_SITE = (
    "s.key = ? OR (NOT EXISTS (SELECT 1 FROM sites k WHERE k.key = ?)"
    " AND (s.key LIKE ? ESCAPE char(92) OR s.name LIKE ? ESCAPE char(92)))"
)
"""A site by its key; only what is no site's key counts as a part of keys and names."""


def _sites(names: Sequence[str]) -> _Condition:
    values: list[object] = []
    for name in names:
        pattern = f"%{_escaped(name)}%"
        values += [name, name, pattern, pattern]
    return f"({' OR '.join(_SITE for _ in names)})", values


def _any_of(condition: str, values: Sequence[object]) -> _Condition:
    return f"({' OR '.join(condition for _ in values)})", list(values)


def _any_like(columns: Sequence[str], texts: Sequence[str]) -> tuple[str, list[object]]:
    pairs = [(column, text) for text in texts for column in columns]
    patterns: list[object] = [f"%{_escaped(text)}%" for _, text in pairs]
    return f"({' OR '.join(f'{column} LIKE ? ESCAPE char(92)' for column, _ in pairs)})", patterns


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


_ROWS = (
    "SELECT l.id, l.site_id, s.key, s.name, s.colour, l.comment_id, l.post_id, l.kind, l.shown, l.source_url,"
    " l.sender, l.title, l.excerpt, COALESCE(p.title, '') AS post_title, COALESCE(p.url, '') AS post_url, l.received,"
    f" l.verdict, l.flags, l.verdict_reason, l.suggestion, l.score, l.attention, {_IS_WAITING} AS is_waiting,"
    " CASE WHEN l.attention <> '' THEN (SELECT d.action FROM decisions d WHERE d.linkback_id = l.id"
    " AND d.state IN ('failed', 'conflict') ORDER BY d.id DESC LIMIT 1) END AS failed_action,"
    " (SELECT COALESCE(d.aim, 'pending') FROM decisions d WHERE d.linkback_id = l.id AND d.state = 'conflict'"
    f" ORDER BY d.id DESC LIMIT 1) AS mine, l.status{_FROM}"
)


def _row(row: sqlite3.Row) -> QueueRow:
    conflict = None if row["mine"] is None else Conflict(Status(row["mine"]), Status(row["status"]))
    return QueueRow(
        linkback_id=LinkbackId(row["id"]),
        site_id=SiteId(row["site_id"]),
        site_key=row["key"],
        site_name=row["name"],
        site_colour=row["colour"],
        comment_id=CommentId(row["comment_id"]),
        post_id=PostId(row["post_id"]),
        kind=Kind(row["kind"]),
        status=Status(row["shown"]),
        source_url=row["source_url"],
        sender=row["sender"],
        title=row["title"],
        excerpt=row["excerpt"],
        post_title=row["post_title"],
        post_url=row["post_url"],
        received=datetime.fromtimestamp(row["received"], UTC),
        verdict=Verdict(row["verdict"]),
        flags=frozenset(Flag(word) for word in row["flags"].split()),
        reason=row["verdict_reason"],
        suggestion=Suggestion(row["suggestion"]),
        score=row["score"],
        attention=row["attention"] if conflict is None else conflict.sentence,
        failed_action=None if row["failed_action"] is None else Action(row["failed_action"]),
        is_waiting=bool(row["is_waiting"]),
        conflict=conflict,
    )
