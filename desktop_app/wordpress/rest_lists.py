"""Reading comments over REST: lists, single ones by id, and glances at what is new.

Always sent: ``_fields`` (2 to 4 times cheaper).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from types import MappingProxyType

from desktop_app.core.linkback import CommentId, RemoteLinkback, Status
from desktop_app.wordpress.ahead import read_ahead
from desktop_app.wordpress.client import Pending
from desktop_app.wordpress.decode import id_of
from desktop_app.wordpress.paging import PAGE_ROWS, Fetch, Page, read_through, up_to
from desktop_app.wordpress.payload import JsonObject
from desktop_app.wordpress.rest_calls import RestCalls
from desktop_app.wordpress.rest_rows import decoded, ends_at, total_of

_FILTERS: Mapping[Status, str] = MappingProxyType(
    {Status.PENDING: "hold", Status.APPROVED: "approve", Status.SPAM: "spam", Status.TRASH: "trash"}
)
"""The list's filter is spelled ``approve``, the comment's status ``approved``; a wrong word finds nothing (trap 5)."""
_ANY = "any"
_FIELDS = "id,post,author_name,author_url,author_ip,author_user_agent,date_gmt,content,status,type"
_SMALLEST_PAGE = 20
_GLANCE = 5


class RestLists:
    """The lists of one site's linkbacks."""

    def __init__(self, calls: RestCalls) -> None:
        """Take the site's calls."""
        self._calls = calls

    def linkbacks(self, status: Status, limit: int | None) -> Iterator[Sequence[RemoteLinkback]]:
        """Yield pages of linkbacks, newest first (see `ModerationClient`)."""
        size = PAGE_ROWS if limit is None else min(PAGE_ROWS, max(limit, _SMALLEST_PAGE))
        fetch = self._fetcher(_params(_FILTERS[status]))
        return up_to((decoded(rows) for rows in read_ahead(fetch, size=size, limit=limit)), limit)

    def look_up(self, ids: Collection[CommentId]) -> Mapping[CommentId, RemoteLinkback]:
        """Return the linkbacks with these ids, 100 a request."""
        wanted = sorted(set(ids))
        found: dict[CommentId, RemoteLinkback] = {}
        for start in range(0, len(wanted), PAGE_ROWS):
            some = ",".join(map(str, wanted[start : start + PAGE_ROWS]))
            reply = self._calls.get("comments", _params(_ANY) | {"include": some, "per_page": str(PAGE_ROWS)})
            found |= {linkback.comment_id: linkback for linkback in decoded(self._calls.rows(reply))}
        return {comment_id: found[comment_id] for comment_id in wanted if comment_id in found}

    def arrivals(self, after: CommentId) -> Iterator[Sequence[RemoteLinkback]]:
        """Yield what has come since then (see `ModerationClient`): a glance, and pages if that is not enough."""
        fetch = self._fetcher(_params(_ANY) | {"orderby": "id"})
        glance = fetch(0, _GLANCE)
        given: set[CommentId] = set()
        for page in chain([[row for _, row in glance.rows]], read_through(fetch, size=PAGE_ROWS)):
            fresh = [one for one in decoded(page) if one.comment_id > after and one.comment_id not in given]
            given.update(one.comment_id for one in fresh)
            if fresh:
                yield fresh
            if glance.is_last or (page and _is_past(page, after)):
                return

    def pending(self) -> Pending:
        """Return the newest 100 ids and the site's own count."""
        fetch = self._fetcher(_params(_FILTERS[Status.PENDING]) | {"orderby": "id", "_fields": "id"})
        page = fetch(0, PAGE_ROWS)
        return Pending(frozenset(row_id for row_id, _ in page.rows), is_whole=page.is_last, count=page.total)

    def shows_pending(self) -> None:
        """Ask for one pending linkback; raises ``NotAllowed`` or ``Unsupported`` if the user may not see them."""
        self._calls.get("comments", _params(_FILTERS[Status.PENDING]) | {"per_page": "1", "_fields": "id"})

    def _fetcher(self, params: Mapping[str, str]) -> Fetch[JsonObject]:
        def fetch(offset: int, count: int) -> Page[JsonObject]:
            reply = self._calls.get("comments", {**params, "per_page": str(count), "offset": str(offset)})
            rows = self._calls.rows(reply)
            return Page(
                [(CommentId(number), row) for row in rows if (number := id_of(row.get("id"))) is not None],
                is_last=ends_at(reply, offset + count, full=len(rows) >= count),
                total=total_of(reply),
            )

        return fetch


def _params(status: str) -> dict[str, str]:
    return {"context": "edit", "type": "pings", "status": status, "_fields": _FIELDS}


def _is_past(rows: Sequence[JsonObject], after: CommentId) -> bool:
    """Whether nothing newer comes behind these rows: they go down beyond ``after``, or are all older.

    Where a plugin has the list in another order, too much is read rather than too little.
    """
    ids = [id_of(row.get("id")) or 0 for row in rows]
    goes_down = all(one > next_ for one, next_ in pairwise(ids))
    return bool(ids) and ids[-1] <= after and (goes_down or max(ids) <= after)
