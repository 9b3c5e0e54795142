"""Reading one site: a glance at what is new, or, now and then, all there is."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from desktop_app.core.errors import Cancelled
from desktop_app.core.linkback import ON_SITE, CommentId, RemoteLinkback, SiteId, Status
from desktop_app.store.linkbacks import LinkbacksTable, Taken
from desktop_app.store.progress import Progress, ProgressTable
from desktop_app.wordpress.client import ModerationClient, Pending

_ROWS_A_WRITE = 500
_MOST_LOOKED_UP = 200
"""If more than so many pending linkbacks differ, reading them all costs less than asking for each."""

_POSTS_STAY_FRESH = timedelta(days=1)
"""After that, titles and addresses of posts are asked for again: a changed permalink is a changed target."""


_NOTHING = Taken()


@dataclass(frozen=True, slots=True)
class Found:
    """What reading a site brought; ``is_full`` if everything was compared."""

    taken: Taken = _NOTHING
    gone: int = 0
    is_full: bool = False

    def __add__(self, other: "Found") -> "Found":
        """Return what both brought."""
        return Found(self.taken + other.taken, self.gone + other.gone, self.is_full or other.is_full)


@dataclass(frozen=True, slots=True)
class _Listed:
    """What lists held, what they were expected to hold, and what was in two of them."""

    taken: Taken = _NOTHING
    ids: frozenset[CommentId] = frozenset()
    expected: frozenset[CommentId] = frozenset()
    twice: frozenset[CommentId] = frozenset()

    def __add__(self, other: "_Listed") -> "_Listed":
        twice = self.twice | other.twice | (self.ids & other.ids)
        return _Listed(self.taken + other.taken, self.ids | other.ids, self.expected | other.expected, twice)

    @property
    def missing(self) -> frozenset[CommentId]:
        return self.expected - self.ids


class Reading:
    """One site's share of a refresh. Raises what the client raises, and `Cancelled`; what had arrived is kept."""

    def __init__(
        self,
        site_id: SiteId,
        client: ModerationClient,
        linkbacks: LinkbacksTable,
        progress: ProgressTable,
        cancelled: threading.Event,
        *,
        decided_limit: int,
    ) -> None:
        """Prepare; of approved, spam and trashed linkbacks, the newest ``decided_limit`` each are ever read."""
        self._site_id = site_id
        self._client = client
        self._linkbacks = linkbacks
        self._progress = progress
        self._cancelled = cancelled
        self._decided_limit = decided_limit

    def glance(self) -> Found:
        """Take what has arrived and compare what is pending, by two small requests where nothing has changed.

        Reads everything where the difference cannot be explained. What was decided elsewhere about linkbacks that
        are not pending here is found by `everything` only.
        """
        before = self._progress.of(self._site_id)
        asked = datetime.now(UTC)
        newest = before.newest_id
        taken = Taken()
        for page in self._batches(self._client.arrivals(before.newest_id)):
            taken += self._linkbacks.take(self._site_id, page, asked=asked)
            newest = max(newest, *(linkback.comment_id for linkback in page))
        # Only now: of what arrived before the newest, something might be missing until here.
        self._progress.keep(self._site_id, replace(before, newest_id=newest))
        found = Found(taken)
        settled = self._compare_pending(before.uncounted)
        return found + (settled if settled is not None else self.everything())

    def _compare_pending(self, uncounted: int) -> Found | None:
        """Look up where site and store differ in what is pending; ``None`` if that does not explain all."""
        counted_before = self._linkbacks.count_pending(self._site_id)
        pending = self._client.pending()
        here = self._linkbacks.with_status(self._site_id, Status.PENDING)
        differing = _differing(pending, here)
        if len(differing) > _MOST_LOOKED_UP:
            return None
        found = self._look_up(differing)
        if pending.is_whole or pending.count is None:
            return found
        # The user's own decisions may be on their way to the site at this very moment.
        counted = sorted((counted_before, self._linkbacks.count_pending(self._site_id)))
        is_explained = counted[0] <= pending.count - uncounted <= counted[1]
        return found if is_explained else None

    def everything(self) -> Found:
        """Read all that is pending and the newest of each other status; find what is gone.

        What arrives in the meantime is left for the next glance. Agents are done without as long as none is missed:
        so the first reading is quick, and the next one fills in what it left out.
        """
        newest = self._newest()
        asked = datetime.now(UTC)
        agents = self._linkbacks.lacks_agents(self._site_id)
        with ThreadPoolExecutor(1, "pingdesk-beside") as beside:
            decided = beside.submit(self._read_decided, asked)
            listed = self._read_list(Status.PENDING, None, asked, agents=agents) + decided.result()
            posts = beside.submit(self.posts)
            # Twice in the lists: moved while they were read, and what either said may be the older.
            found = Found(listed.taken) + self._look_up(listed.missing | listed.twice)
            pending = self._client.pending()
            posts.result()
        uncounted = 0
        if pending.count is not None:
            uncounted = pending.count - self._linkbacks.count_pending(self._site_id)
        self._progress.keep(self._site_id, Progress(newest, datetime.now(UTC), uncounted))
        return replace(found, is_full=True)

    def _read_decided(self, asked: datetime) -> "_Listed":
        listed = _Listed()
        for status in ON_SITE:
            if status is not Status.PENDING:
                listed += self._read_list(status, self._decided_limit, asked)
        return listed

    def _read_list(self, status: Status, limit: int | None, asked: datetime, *, agents: bool = True) -> "_Listed":
        known = self._linkbacks.with_status(self._site_id, status)
        taken = Taken()
        ids: set[CommentId] = set()
        for rows in self._batches(self._client.linkbacks(status, limit=limit, agents=agents)):
            taken += self._linkbacks.take(self._site_id, rows, asked=asked)
            ids.update(linkback.comment_id for linkback in rows)
        # If the whole list came, what is not in it is elsewhere, or gone.
        is_whole = limit is None or len(ids) < limit
        return _Listed(taken, frozenset(ids), frozenset(known if is_whole else ()))

    def posts(self) -> None:
        """Fetch the posts that are not known, or were asked for too long ago."""
        now = datetime.now(UTC)
        wanted = self._linkbacks.posts_to_fetch(self._site_id, now - _POSTS_STAY_FRESH)
        if wanted:
            posts = self._client.posts(wanted)
            unknown = wanted - {post.post_id for post in posts}
            self._linkbacks.take_posts(self._site_id, posts, now, unknown=unknown)

    def _newest(self) -> CommentId:
        """Return the newest id there is now, by one small request."""
        known = self._progress.of(self._site_id).newest_id
        first: Sequence[RemoteLinkback] = next(iter(self._client.arrivals(known)), ())
        return max((linkback.comment_id for linkback in first), default=known)

    def _look_up(self, ids: Iterable[CommentId]) -> Found:
        wanted = sorted(ids)
        found = Found()
        for start in range(0, len(wanted), _ROWS_A_WRITE):
            some = wanted[start : start + _ROWS_A_WRITE]
            asked = datetime.now(UTC)
            there = self._client.look_up(some)
            taken = self._linkbacks.take(self._site_id, there.values(), asked=asked)
            gone = self._linkbacks.mark_gone(self._site_id, set(some) - there.keys(), asked=asked)
            found += Found(taken, gone)
        return found

    def _batches(self, pages: Iterable[Sequence[RemoteLinkback]]) -> Iterator[Sequence[RemoteLinkback]]:
        """Gather pages for fewer writes, each of which waits for the disk."""
        rows: list[RemoteLinkback] = []
        for page in pages:
            rows += page
            if len(rows) >= _ROWS_A_WRITE or self._cancelled.is_set():
                yield rows
                rows = []
            if self._cancelled.is_set():
                raise Cancelled("The refresh was stopped; what had arrived is kept.")
        if rows:
            yield rows


def _differing(pending: Pending, here: set[CommentId]) -> frozenset[CommentId]:
    """Return the linkbacks that are pending on one side only, as far as the site told."""
    if pending.is_whole:
        return pending.ids ^ here
    if not pending.ids:
        return frozenset()
    oldest = min(pending.ids)
    return pending.ids ^ {comment_id for comment_id in here if comment_id >= oldest}
