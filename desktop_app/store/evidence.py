"""What verification found, per linkback, and which linkbacks want checking."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from desktop_app.core.evidence import Evidence, Verdict, pause_before_retry
from desktop_app.core.evidence_json import from_object, to_object
from desktop_app.core.linkback import Kind, LinkbackId, PostId, SiteId
from desktop_app.core.suggestion import Opinion
from desktop_app.store.database import Database
from desktop_app.store.linkbacks import in_chunks, marks


@dataclass(frozen=True, slots=True)
class Claim:
    """What a linkback claims: that ``source`` links to ``target``, the post ``post_id`` of the site ``home``."""

    linkback_id: LinkbackId
    site_id: SiteId
    kind: Kind
    source: str
    target: str
    home: str
    post_id: PostId
    post_text: str


class EvidenceTable:
    """Evidence by linkback, the newest check only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, linkback_id: LinkbackId, evidence: Evidence, opinion: Opinion, checked: datetime) -> None:
        """Write down a check and the opinion drawn from it. A linkback forgotten meanwhile is passed over."""
        with self._database.writing() as connection:
            cursor = connection.execute(
                "UPDATE linkbacks SET verdict = ?, flags = ?, verdict_reason = ?, checked = ?,"
                " suggestion = ?, score = ? WHERE id = ?",
                (
                    evidence.verdict.value,
                    # Spaces around each word make " nofollow " findable with LIKE.
                    f" {' '.join(sorted(evidence.flags))} " if evidence.flags else "",
                    evidence.reason,
                    checked.timestamp(),
                    opinion.suggestion.value,
                    opinion.score,
                    linkback_id,
                ),
            )
            if cursor.rowcount:
                row = connection.execute(
                    "SELECT setbacks FROM evidence WHERE linkback_id = ?", (linkback_id,)
                ).fetchone()
                setbacks, retry_at = 0, 0.0
                if evidence.verdict is Verdict.UNREACHABLE:
                    setbacks = 1 + (row["setbacks"] if row is not None else 0)
                    retry_at = (checked + pause_before_retry(setbacks, evidence.retry_after_s)).timestamp()
                connection.execute(
                    "INSERT OR REPLACE INTO evidence (linkback_id, checked, object, setbacks, retry_at)"
                    " VALUES (?, ?, ?, ?, ?)",
                    (
                        linkback_id,
                        checked.timestamp(),
                        json.dumps(to_object(evidence), ensure_ascii=False),
                        setbacks,
                        retry_at,
                    ),
                )

    def of(self, linkback_id: LinkbackId) -> tuple[Evidence, datetime] | None:
        """Return the evidence and when it was gathered, or ``None`` if the linkback was never checked."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT object, checked FROM evidence WHERE linkback_id = ?", (linkback_id,)
            ).fetchone()
        if row is None:
            return None
        return from_object(json.loads(row["object"])), datetime.fromtimestamp(row["checked"], UTC)

    def due(self, *, expired_before: datetime, now: datetime) -> list[LinkbackId]:
        """Return the linkbacks that want checking: pending ones, newest first, then spam that was never checked.

        Of the pending ones: those never checked, those checked before ``expired_before``, and those whose source
        was out of reach and whose pause is over (it grows; see ``pause_before_retry``). Spam, so that what links can
        be rescued.
        """
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT l.id FROM linkbacks l LEFT JOIN evidence e ON e.linkback_id = l.id"
                " WHERE l.shown = 'pending' AND (l.verdict = 'unchecked'"
                " OR l.verdict = 'unreachable' AND e.retry_at <= ?2 OR l.verdict <> 'unreachable' AND l.checked < ?1)"
                " OR l.shown = 'spam' AND l.verdict = 'unchecked'"
                " ORDER BY l.shown = 'spam', l.received DESC, l.id DESC",
                (expired_before.timestamp(), now.timestamp()),
            )
            return [LinkbackId(row["id"]) for row in rows]

    def claims(self, ids: Sequence[LinkbackId]) -> Mapping[LinkbackId, Claim]:
        """Return what each linkback claims. The target is the site's home where the post's address is unknown."""
        found: dict[LinkbackId, Claim] = {}
        with self._database.reading() as connection:
            for chunk in in_chunks(ids):
                for row in connection.execute(
                    "SELECT l.id, l.site_id, l.kind, l.source_url, l.post_id, p.url, p.text, s.home FROM linkbacks l"
                    " JOIN sites s ON s.id = l.site_id"
                    " LEFT JOIN posts p ON p.site_id = l.site_id AND p.post_id = l.post_id"
                    f" WHERE l.id IN ({marks(chunk)})",
                    chunk,
                ):
                    linkback_id = LinkbackId(row["id"])
                    found[linkback_id] = Claim(
                        linkback_id=linkback_id,
                        site_id=SiteId(row["site_id"]),
                        kind=Kind(row["kind"]),
                        source=row["source_url"],
                        target=row["url"] or row["home"],
                        home=row["home"],
                        post_id=PostId(row["post_id"]),
                        post_text=row["text"] or "",
                    )
        return found
