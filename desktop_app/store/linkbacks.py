"""The table of linkbacks: taking in what sites say, and finding out what is no longer so."""

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from desktop_app.core.linkback import (
    CommentId,
    Kind,
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
        taken = Taken()
        with self._database.writing() as connection:
            if not _is_known(connection, site_id):
                return taken  # the site was removed while it answered
            for linkback in linkbacks:
                taken += _take_one(connection, site_id, linkback, asked)
        return taken

    def mark_gone(self, site_id: SiteId, comment_ids: Collection[CommentId], *, asked: datetime) -> int:
        """Remember that these were no longer on the site; what was seen of them is kept. Return how many were news."""
        with self._database.writing() as connection:
            gone = 0
            for comment_id in comment_ids:
                row = connection.execute(
                    "SELECT id FROM linkbacks WHERE site_id = ? AND comment_id = ? AND status <> 'gone'",
                    (site_id, comment_id),
                ).fetchone()
                if row is not None and not _was_changed_since(connection, LinkbackId(row["id"]), asked):
                    set_status(connection, LinkbackId(row["id"]), Status.GONE)
                    gone += 1
            return gone

    def with_status(self, site_id: SiteId, status: Status) -> set[CommentId]:
        """Return the comment IDs that the site last said to have this status."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT comment_id FROM linkbacks WHERE site_id = ? AND status = ?", (site_id, status.value)
            )
            return {CommentId(row["comment_id"]) for row in rows}

    def as_remote(self, ids: Sequence[LinkbackId]) -> Mapping[LinkbackId, tuple[SiteId, RemoteLinkback]]:
        """Return linkbacks in the form in which their site told them, for sending decisions."""
        found: dict[LinkbackId, tuple[SiteId, RemoteLinkback]] = {}
        with self._database.reading() as connection:
            for chunk in in_chunks(ids):
                for row in connection.execute(f"SELECT * FROM linkbacks WHERE id IN ({marks(chunk)})", chunk):
                    found[LinkbackId(row["id"])] = (SiteId(row["site_id"]), _remote(row))
        return found

    def posts_to_fetch(self, site_id: SiteId, known_since: datetime) -> set[PostId]:
        """Return the posts that linkbacks of the site name and that were not asked for since then."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT DISTINCT post_id FROM linkbacks WHERE site_id = ? AND NOT EXISTS (SELECT 1 FROM posts"
                " WHERE posts.site_id = linkbacks.site_id AND posts.post_id = linkbacks.post_id AND fetched >= ?)",
                (site_id, known_since.timestamp()),
            )
            return {PostId(row["post_id"]) for row in rows}

    def take_posts(self, site_id: SiteId, posts: Iterable[Post], now: datetime) -> None:
        """Write down what sites say of posts."""
        with self._database.writing() as connection:
            if _is_known(connection, site_id):
                connection.executemany(
                    "INSERT OR REPLACE INTO posts (site_id, post_id, title, url, text, fetched)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    [(site_id, post.post_id, post.title, post.url, post.text, now.timestamp()) for post in posts],
                )


def _is_known(connection: sqlite3.Connection, site_id: SiteId) -> bool:
    return connection.execute("SELECT 1 FROM sites WHERE id = ?", (site_id,)).fetchone() is not None


def _take_one(connection: sqlite3.Connection, site_id: SiteId, linkback: RemoteLinkback, asked: datetime) -> Taken:
    known = connection.execute(
        f"SELECT id, status, {_COLUMNS} FROM linkbacks WHERE site_id = ? AND comment_id = ?",
        (site_id, linkback.comment_id),
    ).fetchone()
    if known is None:
        connection.execute(_INSERT, (site_id, linkback.comment_id, *_values(linkback), linkback.status.value))
        return Taken(new=1)
    linkback_id = LinkbackId(known["id"])
    if tuple(known)[2:] != _values(linkback):
        connection.execute(_UPDATE, (*_values(linkback), linkback_id))  # edited on the site
    if known["status"] == linkback.status.value or _was_changed_since(connection, linkback_id, asked):
        return Taken()
    set_status(connection, linkback_id, linkback.status)
    return Taken(changed=1)


def _was_changed_since(connection: sqlite3.Connection, linkback_id: LinkbackId, asked: datetime) -> bool:
    return (
        connection.execute(
            "SELECT 1 FROM decisions WHERE linkback_id = ? AND settled >= ?", (linkback_id, asked.timestamp())
        ).fetchone()
        is not None
    )


def set_status(connection: sqlite3.Connection, linkback_id: LinkbackId, status: Status) -> None:
    """Write what the site says of one linkback, and remember the status that it leaves.

    WordPress has one slot for that, shared by Spam and Trash, so that approved, spam, trash, restored, not spam
    ends in pending there (6.1 to 7.1). Two slots bring it back to approved.
    """
    connection.execute(
        "UPDATE linkbacks SET"
        " before_spam = CASE WHEN ?1 = 'spam' AND status IN ('pending', 'approved') THEN status ELSE before_spam END,"
        " before_trash = CASE WHEN ?1 = 'trash' AND status <> 'trash' THEN status ELSE before_trash END,"
        " status = ?1 WHERE id = ?2",
        (status.value, linkback_id),
    )
    show(connection, linkback_id)


def show(connection: sqlite3.Connection, linkback_id: LinkbackId) -> None:
    """Recompute what the user sees of one linkback."""
    connection.execute(f"UPDATE linkbacks SET shown = {SHOWN} WHERE id = ?", (linkback_id,))


def marks(values: Sequence[object]) -> str:
    """Return as many question marks as there are values, for an IN (…)."""
    return ",".join("?" * len(values))


def in_chunks(values: Sequence[LinkbackId]) -> Iterable[Sequence[LinkbackId]]:
    """Cut a long list of ids into pieces that one statement can hold."""
    for start in range(0, len(values), _ROWS_A_QUERY):
        yield values[start : start + _ROWS_A_QUERY]


_COLUMNS = (
    "post_id, kind, source_url, sender, title, blog_name, excerpt, received, author_ip, author_agent, stored_content"
)
_INSERT = (
    f"INSERT INTO linkbacks (site_id, comment_id, {_COLUMNS}, status, shown)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?14)"
)
_UPDATE = f"UPDATE linkbacks SET {', '.join(f'{name} = ?' for name in _COLUMNS.split(', '))} WHERE id = ?"


def _values(linkback: RemoteLinkback) -> tuple[object, ...]:
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
        linkback.author_agent,
        linkback.stored_content,
    )


def _remote(row: sqlite3.Row) -> RemoteLinkback:
    return RemoteLinkback(
        comment_id=CommentId(row["comment_id"]),
        post_id=PostId(row["post_id"]),
        kind=Kind(row["kind"]),
        status=Status(row["status"]),
        source_url=row["source_url"],
        sender=row["sender"],
        title=row["title"],
        blog_name=row["blog_name"],
        excerpt=row["excerpt"],
        received=datetime.fromtimestamp(row["received"], UTC),
        author_ip=row["author_ip"],
        author_agent=row["author_agent"],
        stored_content=row["stored_content"],
    )
