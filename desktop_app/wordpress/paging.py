"""Reads a list that shifts while it is read, page by page, without missing or repeating a row.

WordPress pages by offset only: when rows leave the list (somebody moderates) or enter it, every offset behind
them names other rows than before (wordpress-api.md, trap 19). But the *order* of two rows never changes. So
each page is asked for with a few rows of overlap, and the rule is: a page that contains a row already seen,
or that begins the list, continues what was read without a gap, since whatever stands before that row had its
turn before. (Which of the two pages was read first does not matter.) A page without any such row has lost the
thread; it is thrown away and read again further up, twice as far each time. Rows seen before are dropped, so
nothing comes twice. Rows that enter the list meanwhile may come or not.

REST hides rows that the user may not see, but counts them (trap 17): a page may be short, or miss the whole
overlap. It is then taken as it is, once reading further up has shown that nothing was lost.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from desktop_app.core.errors import MalformedReply
from desktop_app.core.linkback import CommentId

Row = TypeVar("Row")

PAGE_ROWS = 100
"""The most that WordPress's REST gives at once, and the most that a client hands on."""
OVERLAP = 5
_PATIENCE = 20
"""After so many pages without anything new the site is taken not to understand offsets."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows in the order of the list, with their ids. ``is_last``: the list ends here, as the site saw it then.

    ``total`` is how many rows the list has by the site's own count, where it counts; some may be hidden.
    """

    rows: Sequence[tuple[CommentId, Row]]
    is_last: bool
    total: int | None = None


Fetch: TypeAlias = Callable[[int, int], Page[Row]]
"""Returns the page that begins at an offset and has a number of rows."""


def read_through(fetch: Fetch[Row], *, size: int) -> Iterator[Sequence[Row]]:
    """Yield the new rows of each page of ``fetch(offset, size)``, which is called as pages are asked for.

    Raises ``MalformedReply`` if the site goes on and on without giving anything new.
    """
    seen: set[CommentId] = set()
    offset, step_back, idle = 0, OVERLAP, 0
    while True:
        page = fetch(offset, size)
        fresh = [(row_id, row) for row_id, row in page.rows if row_id not in seen]
        hides_rows = len(page.rows) < size and not page.is_last
        if offset and len(fresh) == len(page.rows) and not (hides_rows and idle):
            offset, step_back = max(0, offset - step_back), step_back * 2
            continue
        idle = 0 if fresh else idle + 1
        if idle > _PATIENCE:
            raise MalformedReply("The site repeats one page of its list. Does a plugin or a cache cut requests short?")
        seen.update(row_id for row_id, _ in fresh)
        yield [row for _, row in fresh]
        if page.is_last:
            return
        offset, step_back = offset + size - OVERLAP, OVERLAP


def up_to(pages: Iterator[Sequence[Row]], limit: int | None) -> Iterator[Sequence[Row]]:
    """Yield the non-empty pages, in slices of at most 100 rows and ``limit`` rows in all."""
    left = limit
    for page in pages:
        for start in range(0, len(page), PAGE_ROWS):
            rows = page[start : start + PAGE_ROWS][:left]
            left = None if left is None else left - len(rows)
            if rows:
                yield rows
        if left == 0:
            return
