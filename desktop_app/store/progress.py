"""How far each site's linkbacks have been read."""

from dataclasses import dataclass
from datetime import UTC, datetime

from desktop_app.core.linkback import CommentId, SiteId
from desktop_app.store.database import Database


@dataclass(frozen=True, slots=True)
class Progress:
    """Everything with an id up to ``newest_id`` has been read; ``reconciled`` is when all was last compared.

    ``uncounted``: how many more pending linkbacks the site counted then than it showed.
    """

    newest_id: CommentId
    reconciled: datetime | None
    uncounted: int


class ProgressTable:
    """The progress of every site."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, site_id: SiteId) -> Progress:
        """Return how far a site has been read."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT newest_id, reconciled, uncounted FROM sites WHERE id = ?", (site_id,)
            ).fetchone()
        if row is None:
            return Progress(CommentId(0), None, 0)  # the site was removed meanwhile
        reconciled = None if row["reconciled"] is None else datetime.fromtimestamp(row["reconciled"], UTC)
        return Progress(CommentId(row["newest_id"]), reconciled, int(row["uncounted"]))

    def keep(self, site_id: SiteId, progress: Progress) -> None:
        """Remember how far a site has been read."""
        reconciled = progress.reconciled.timestamp() if progress.reconciled is not None else None
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE sites SET newest_id = ?, reconciled = ?, uncounted = ? WHERE id = ?",
                (progress.newest_id, reconciled, progress.uncounted, site_id),
            )
