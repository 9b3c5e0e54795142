"""Reading XML-RPC's lists: comments of every type, as many at once as the site manages."""

from collections.abc import Generator, Mapping, Sequence
from typing import TypeAlias

from desktop_app.core.errors import MalformedReply
from desktop_app.core.linkback import CommentId, RemoteLinkback
from desktop_app.wordpress.ahead import read_ahead
from desktop_app.wordpress.decode import id_of, linkback_of_xmlrpc
from desktop_app.wordpress.paging import Fetch, Page
from desktop_app.wordpress.payload import XmlValue
from desktop_app.wordpress.xmlrpc_caller import Caller, TooMuch

Row: TypeAlias = Mapping[str, XmlValue]

_MOST = 500
"""Rows of one request: 0.6 MB. XML-RPC cannot filter by type, and each request costs a login (50 ms since 6.8)."""
_FEWEST = 20
_LESS = 5


class RowReader:
    """Fetches comments by status, fewer at once where many are too much for the site."""

    def __init__(self, caller: Caller) -> None:
        """Begin with the largest pages."""
        self._caller = caller
        self._most = _MOST

    def through(
        self, word: str, *, wanted: int | None = None, at_least: int = 0
    ) -> Generator[Sequence[Row], None, None]:
        """Yield all comments with that status, newest first: ``wanted`` are of use, ``at_least`` so many there are."""
        given: set[CommentId] = set()
        while True:
            size = self._most if wanted is None else max(_FEWEST, min(self._most, wanted))
            try:
                for page in read_ahead(self._fetcher(word), size=size, limit=wanted, at_least=at_least):
                    fresh = {number: row for number, row in page if number not in given}
                    given |= fresh.keys()
                    yield list(fresh.values())
            except (TooMuch, MalformedReply):
                if size <= _FEWEST:
                    raise
                self._most = max(_FEWEST, size // _LESS)  # and from the top, since the pages' limits have moved
            else:
                return

    def newest(self, word: str, count: int) -> Page[Row]:
        """Return the newest comments with that status, ``is_last`` if these are all; one request."""
        rows = self._caller.rows(self._caller.call("wp.getComments", {"status": word, "offset": 0, "number": count}))
        return _page(rows, count)

    def _fetcher(self, word: str) -> Fetch[tuple[CommentId, Row]]:
        def fetch(offset: int, count: int) -> Page[tuple[CommentId, Row]]:
            asked = {"status": word, "offset": offset, "number": count}
            call = self._caller.call if count <= _FEWEST else self._caller.call_for_many
            page = _page(self._caller.rows(call("wp.getComments", asked)), count)
            return Page([(number, (number, row)) for number, row in page.rows], page.is_last)

        return fetch


def _page(rows: Sequence[Row], asked: int) -> Page[Row]:
    known = [(CommentId(number), row) for row in rows if (number := id_of(row.get("comment_id"))) is not None]
    return Page(known, is_last=len(rows) < asked)


def linkbacks_of(rows: Sequence[Row]) -> Sequence[RemoteLinkback]:
    """Return the linkbacks among the rows."""
    return [linkback for row in rows if (linkback := linkback_of_xmlrpc(row)) is not None]
