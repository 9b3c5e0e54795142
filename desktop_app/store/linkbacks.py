"""The table of linkbacks: taking in what sites say, and finding out what is no longer so."""

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from desktop_app.core.linkback import (
    CommentId,
    LinkbackId,
    Post,
    PostId,
    RemoteLinkback,
    SiteId,
    Status,
)
from desktop_app.store.database import Database

# What the user sees of a linkback: the aim of his last open decision on it, else what the site says. Of a
# decision whose aim only the site knows (Not spam, Restore of what Pingdesk never saw change), pending is shown.
SHOWN = """COALESCE((
    SELECT COALESCE(aim, 'pending') FROM decisions
    WHERE linkback_id = linkbacks.id AND state IN ('waiting', 'sending') ORDER BY decisions.id DESC LIMIT 1
), status)"""

_ROWS_A_QUERY = 500

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Taken:
    """How many linkbacks were not known before, and how many came with another status."""

    new: int = 0
    changed: int = 0

    def __add__(self, other: "Taken") -> "Taken":
        """Return the sum of both."""
        return Taken(self.new + other.new, self.changed + other.changed)


class LinkbacksTable:
    """The linkbacks of all sites as they were last told."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, site_id: SiteId, linkbacks: Iterable[RemoteLinkback], *, asked: datetime) -> Taken:
        """Write down what the site said when it was ``asked``. Open decisions of the user stay what he sees.

        What one of his decisions has changed since then is left alone: the answer is older than the change.
        """
        told = {linkback.comment_id: linkback for linkback in linkbacks}
        if not told:
            return Taken()
        with self._database.writing() as connection:
            if not _is_known(connection, site_id):
                return Taken()  # the site was removed while it answered
            known = _known(connection, site_id, list(told))
            new = [linkback for comment_id, linkback in told.items() if comment_id not in known]
            connection.executemany(_INSERT, [(site_id, one.comment_id, *_values(one), one.status.value) for one in new])
            pairs = [(row, told[comment_id]) for comment_id, row in known.items()]
            edited = [(row, values) for row, linkback in pairs if row[2:] != (values := _values(linkback, row[_AGENT]))]
            connection.executemany(_UPDATE, [(*values, row[0]) for row, values in edited])
            moved = [(linkback.status, LinkbackId(row[0])) for row, linkback in pairs if row[1] != linkback.status]
            changed = _older_than(connection, moved, asked)
            set_statuses(connection, changed)
        return Taken(len(new), len(changed))

    def mark_gone(self, site_id: SiteId, comment_ids: Collection[CommentId], *, asked: datetime) -> int:
        """Remember that these were no longer on the site; what was seen of them is kept. Return how many were news."""
        with self._database.writing() as connection:
            known = _known(connection, site_id, list(comment_ids))
            there = [(Status.GONE, LinkbackId(row[0])) for row in known.values() if row[1] != Status.GONE]
            gone = _older_than(connection, there, asked)
            set_statuses(connection, gone)
        return len(gone)

    def with_status(self, site_id: SiteId, status: Status) -> set[CommentId]:
        """Return the comment IDs that the site last said to have this status."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT comment_id FROM linkbacks WHERE site_id = ? AND status = ?", (site_id, status.value)
            )
            return {CommentId(row["comment_id"]) for row in rows}

    def count_pending(self, site_id: SiteId) -> int:
        """Return how many linkbacks the site last said to be pending."""
        with self._database.reading() as connection:
            (count,) = connection.execute(
                "SELECT COUNT(*) FROM linkbacks WHERE site_id = ? AND status = 'pending'", (site_id,)
            ).fetchone()
        return int(count)

    def lacks_agents(self, site_id: SiteId) -> bool:
        """Whether there are linkbacks of whose senders no agent is known: they had none, or it was not told."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT 1 FROM linkbacks WHERE site_id = ? AND author_agent = '' AND status <> 'gone' LIMIT 1",
                (site_id,),
            ).fetchone()
        return row is not None

    def posts_to_fetch(self, site_id: SiteId, known_since: datetime) -> set[PostId]:
        """Return the posts that linkbacks of the site name and that were not asked for since then."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT DISTINCT post_id FROM linkbacks WHERE site_id = ? AND NOT EXISTS (SELECT 1 FROM posts"
                " WHERE posts.site_id = linkbacks.site_id AND posts.post_id = linkbacks.post_id AND fetched >= ?)",
                (site_id, known_since.timestamp()),
            )
            return {PostId(row["post_id"]) for row in rows}

    def take_posts(
        self, site_id: SiteId, posts: Iterable[Post], now: datetime, *, unknown: Iterable[PostId] = ()
    ) -> None:
        """Write down what a site says of posts.

        One that is ``unknown`` there stays as it was, or without address if it never was known: it, too, is not to be
        asked for again before long.
        """
        with self._database.writing() as connection:
            if _is_known(connection, site_id):
                connection.executemany(
                    "INSERT INTO posts (site_id, post_id, title, url, text, fetched) VALUES (?, ?, '', '', '', ?)"
                    " ON CONFLICT DO UPDATE SET fetched = excluded.fetched",
                    [(site_id, post_id, now.timestamp()) for post_id in unknown],
                )
                connection.executemany(
                    "INSERT OR REPLACE INTO posts (site_id, post_id, title, url, text, fetched)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    [(site_id, post.post_id, post.title, post.url, post.text, now.timestamp()) for post in posts],
                )


def _is_known(connection: sqlite3.Connection, site_id: SiteId) -> bool:
    return connection.execute("SELECT 1 FROM sites WHERE id = ?", (site_id,)).fetchone() is not None


def _known(
    connection: sqlite3.Connection, site_id: SiteId, comment_ids: Sequence[CommentId]
) -> dict[CommentId, tuple[Any, ...]]:
    """Return id, status and `_COLUMNS` of those linkbacks that are known already."""
    known: dict[CommentId, tuple[Any, ...]] = {}
    for chunk in in_chunks(comment_ids):
        for row in connection.execute(
            f"SELECT comment_id, id, status, {_COLUMNS} FROM linkbacks"
            f" WHERE site_id = ? AND comment_id IN ({marks(chunk)})",
            (site_id, *chunk),
        ):
            comment_id, *rest = row
            known[CommentId(comment_id)] = tuple(rest)
    return known


def _older_than(
    connection: sqlite3.Connection, told: Sequence[tuple[Status, LinkbackId]], asked: datetime
) -> list[tuple[Status, LinkbackId]]:
    """Return what one of the user's decisions has not changed since ``asked``."""
    changed: set[int] = set()
    for chunk in in_chunks([linkback_id for _, linkback_id in told]):
        changed.update(
            row[0]
            for row in connection.execute(
                f"SELECT linkback_id FROM decisions WHERE linkback_id IN ({marks(chunk)}) AND settled >= ?",
                (*chunk, asked.timestamp()),
            )
        )
    return [(status, linkback_id) for status, linkback_id in told if linkback_id not in changed]


def set_statuses(connection: sqlite3.Connection, told: Collection[tuple[Status, LinkbackId]]) -> None:
    """Write what a site says of linkbacks, and remember the statuses that they leave.

    WordPress has one slot for that, shared by Spam and Trash, so that approved, spam, trash, restored, not spam
    ends in pending there (6.1 to 7.1). Two slots bring it back to approved. A conflict is over when the site has
    what the user wanted, or nothing any more.
    """
    rows = [(status.value, linkback_id) for status, linkback_id in told]
    connection.executemany(
        "UPDATE linkbacks SET"
        " before_spam = CASE WHEN ?1 = 'spam' AND status IN ('pending', 'approved') THEN status ELSE before_spam END,"
        " before_trash = CASE WHEN ?1 = 'trash' AND status <> 'trash' THEN status ELSE before_trash END,"
        " status = ?1 WHERE id = ?2",
        rows,
    )
    if connection.execute("SELECT 1 FROM decisions WHERE state = 'conflict' LIMIT 1").fetchone() is not None:
        connection.executemany(_FORGET_CONFLICT, rows)
        connection.executemany(_END_CONFLICT, rows)
    show(connection, [linkback_id for _, linkback_id in told])


_IS_OVER = "linkback_id = ?2 AND state = 'conflict' AND (COALESCE(aim, 'pending') = ?1 OR ?1 = 'gone')"
_FORGET_CONFLICT = (
    f"UPDATE linkbacks SET attention = '' WHERE id = ?2 AND EXISTS (SELECT 1 FROM decisions WHERE {_IS_OVER})"
)
_END_CONFLICT = (
    "UPDATE decisions SET state = CASE WHEN COALESCE(aim, 'pending') = ?1 THEN 'unchanged' ELSE 'failed' END"
    f" WHERE {_IS_OVER}"
)


def show(connection: sqlite3.Connection, ids: Iterable[LinkbackId]) -> None:
    """Recompute what the user sees of linkbacks."""
    connection.executemany(f"UPDATE linkbacks SET shown = {SHOWN} WHERE id = ?", [(one,) for one in ids])


def marks(values: Sequence[object]) -> str:
    """Return as many question marks as there are values, for an IN (…)."""
    return ",".join("?" * len(values))


def in_chunks(values: Sequence[T]) -> Iterable[Sequence[T]]:
    """Cut a long list of ids into pieces that one statement can hold."""
    for start in range(0, len(values), _ROWS_A_QUERY):
        yield values[start : start + _ROWS_A_QUERY]


_COLUMNS = (
    "post_id, kind, source_url, sender, title, blog_name, excerpt, received, author_ip, author_agent, stored_content"
)
_AGENT = 2 + _COLUMNS.split(", ").index("author_agent")
"""Where it stands in a row of `_known`."""
_INSERT = (
    f"INSERT INTO linkbacks (site_id, comment_id, {_COLUMNS}, status, shown)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?14)"
)
_UPDATE = f"UPDATE linkbacks SET {', '.join(f'{name} = ?' for name in _COLUMNS.split(', '))} WHERE id = ?"


def _values(linkback: RemoteLinkback, known_agent: str = "") -> tuple[object, ...]:
    """Return what is kept of a linkback. An agent that is known outlives lists that do not tell any (XML-RPC's)."""
    return (
        linkback.post_id,
        linkback.kind.value,
        linkback.source_url,
        linkback.sender,
        linkback.title,
        linkback.blog_name,
        linkback.excerpt,
        linkback.received.timestamp(),
        linkback.author_ip,
        linkback.author_agent or known_agent,
        linkback.stored_content,
    )
