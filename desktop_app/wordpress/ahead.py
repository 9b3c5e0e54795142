"""Fetches the pages of a list that come next while the ones before are being used.

Where the next pages begin is known: that is all that paging.py needs of them. Its rule of continuity holds
whenever each page was read, so pages may be read out of step.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Generic

from desktop_app.wordpress.paging import OVERLAP, Fetch, Page, Row, read_through

AT_ONCE = 4
"""So many pages are fetched ahead at most; more would keep a small host's visitors waiting."""


def read_ahead(fetch: Fetch[Row], *, size: int, limit: int | None = None, at_least: int = 0) -> Iterator[Sequence[Row]]:
    """Yield the new rows of each page, as `read_through` does; ``fetch`` is called by several threads.

    With ``limit``, pages that are not needed for so many rows are not fetched ahead. ``at_least``: how many rows there
    are for sure, where the site itself does not say it. A list of one page costs one request and no thread. When the
    iterator is closed, the pages under way are waited for.
    """
    with ThreadPoolExecutor(AT_ONCE, "pingdesk-page") as pool:
        ahead = Ahead(fetch, pool, size=size, limit=limit, at_least=at_least)
        try:
            yield from read_through(ahead.fetch, size=size)
        finally:
            ahead.drop()


class Ahead(Generic[Row]):
    """The pages that have been ordered, and not been used yet."""

    def __init__(
        self, fetch: Fetch[Row], pool: Executor, *, size: int, limit: int | None = None, at_least: int = 0
    ) -> None:
        """Take what fetches a page; nothing is fetched yet."""
        self._fetch = fetch
        self._pool = pool
        self._step = size - OVERLAP
        self._limit = limit
        self._at_least = at_least
        self._ordered: dict[int, Future[Page[Row]]] = {}
        self._depth = 0

    def fetch(self, offset: int, count: int) -> Page[Row]:
        """Return the page, and order those after it. A page that was not expected means that the rest is of no use."""
        ordered = self._ordered.pop(offset, None)
        if ordered is None:
            self.drop()
            page = self._fetch(offset, count)
        else:
            page = ordered.result()
        if page.is_last:
            self.drop()
        else:
            self._order(offset, count, page.total)
        return page

    def drop(self) -> None:
        """Give up what was ordered."""
        for ordered in self._ordered.values():
            ordered.cancel()
        self._ordered.clear()
        self._depth = 0

    def _order(self, offset: int, count: int, total: int | None) -> None:
        """Order what follows; where it is not known how much there is, one page more each time."""
        if total is None and offset + self._step < self._at_least - OVERLAP:
            total = self._at_least
        self._depth = self._depth + 1 if total is None else 0
        ends = [end - OVERLAP for end in (total, self._limit) if end is not None]
        for number in range(1, min(self._depth or AT_ONCE, AT_ONCE) + 1):
            start = offset + number * self._step
            if start not in self._ordered and all(start < end for end in ends):  # else the page before has the last
                self._ordered[start] = self._pool.submit(self._fetch, start, count)
