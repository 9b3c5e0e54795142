"""Long lists of what is pending, where REST and XML-RPC are both open: read the way that brings more in a second.

XML-RPC gives 500 comments at once, in the time that REST takes for 150 to 250 linkbacks; but with a login each time
(50 ms since 6.8), comments of every type, and nobody's agent. So both are timed: versions say nothing of a host.
There is no seam between the ways: each reads the list from its top, by its own rule of continuity (see
`desktop_app.wordpress.paging`), and what the other has given is dropped.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing

from desktop_app.core.errors import Cancelled, PingdeskError
from desktop_app.core.linkback import CommentId, RemoteLinkback, Status
from desktop_app.wordpress.client import ModerationClient
from desktop_app.wordpress.paging import PAGE_ROWS, up_to
from desktop_app.wordpress.xmlrpc_caller import TooMuch
from desktop_app.wordpress.xmlrpc_orders import WORDS
from desktop_app.wordpress.xmlrpc_rows import RowReader, linkbacks_of

_LONG = 1_000
"""REST has shorter lists done while the ways are still being compared."""


class PendingList:
    """Reads all that is pending, once."""

    def __init__(self, rest: ModerationClient, rows: RowReader, clock: Callable[[], float]) -> None:
        """Take both ways; ``clock`` tells seconds."""
        self._rest = rest
        self._rows = rows
        self._clock = clock
        self._given: set[CommentId] = set()

    def pages(self) -> Iterator[Sequence[RemoteLinkback]]:
        """Yield pages as `ModerationClient.linkbacks` does; of many linkbacks the agent may be missing."""
        count = self._rest.pending().count
        if count is None or count <= _LONG:
            yield from self._rest.linkbacks(Status.PENDING)
            return
        started = self._clock()
        first = next(self._rest.linkbacks(Status.PENDING, limit=PAGE_ROWS), ())
        rest_s = self._clock() - started
        yield from self._fresh([first])
        # Where rows are missing, the user may not see all, but XML-RPC would show him.
        is_whole = len(first) == PAGE_ROWS and (yield from self._by_xmlrpc(count, rest_s / PAGE_ROWS))
        if not is_whole:
            yield from self._fresh(self._rest.linkbacks(Status.PENDING))

    def _by_xmlrpc(self, count: int, most_s: float) -> Generator[Sequence[RemoteLinkback], None, bool]:
        """Yield pages while a linkback costs no more than ``most_s``; return whether the list came to its end."""
        brought, spent_s = 0, 0.0
        try:
            with closing(self._rows.through(WORDS[Status.PENDING], at_least=count)) as pages:
                while True:
                    started = self._clock()
                    rows = next(pages, None)
                    spent_s += self._clock() - started
                    if rows is None:
                        return True
                    page = linkbacks_of(rows)
                    brought += len(page)
                    if spent_s > most_s * brought:
                        return False
                    yield from self._fresh([page])
        except Cancelled:
            raise
        except (PingdeskError, TooMuch):
            return False  # if it is the whole site that is in trouble, REST will tell

    def _fresh(self, pages: Iterable[Sequence[RemoteLinkback]]) -> Iterator[Sequence[RemoteLinkback]]:
        for page in pages:
            fresh = [linkback for linkback in page if linkback.comment_id not in self._given]
            self._given.update(linkback.comment_id for linkback in fresh)
            yield from up_to(iter([fresh]), None)
