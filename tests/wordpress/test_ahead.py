"""Pages fetched ahead of their turn: the same rows as one by one, out of whatever step they are read."""

import gc
import threading
from collections.abc import Callable, Generator
from concurrent.futures import Executor, Future
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core.errors import SiteUnreachable
from desktop_app.core.linkback import CommentId
from desktop_app.wordpress.ahead import AT_ONCE, Ahead, read_ahead
from desktop_app.wordpress.paging import Fetch, Page, read_through
from tests.wordpress.shifting import shifting

SIZE = 20


class Late(Future[Page[int]]):
    """Has its work done when its result is asked for, if it was not before."""

    catch_up: Callable[[], None]

    def result(self, timeout: float | None = None) -> Page[int]:
        self.catch_up()
        return super().result(timeout)


class Whimsical(Executor):
    """Does a piece of work when it is given, or only when a result is asked for, the last piece first."""

    def __init__(self, whims: list[bool]) -> None:
        self._whims = whims
        self._left: list[Callable[[], None]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future = Late()
        future.catch_up = self._catch_up

        def do() -> None:
            if future.set_running_or_notify_cancel():
                future.set_result(fn(*args, **kwargs))

        self._left.append(do)
        if self._whims and self._whims.pop():
            self._catch_up()
        return future

    def _catch_up(self) -> None:
        while self._left:
            self._left.pop()()


def site(
    rows: list[int],
    *,
    counts: bool,
    hidden: frozenset[int] = frozenset(),
    before: Callable[[int], None] = lambda _: None,
) -> Fetch[int]:
    requests = 0

    def fetch(offset: int, count: int) -> Page[int]:
        nonlocal requests
        requests += 1
        assert requests < 1_000
        before(requests)
        shown = [(CommentId(row), row) for row in rows[offset : offset + count] if row not in hidden]
        return Page(shown, is_last=offset + count >= len(rows), total=len(rows) if counts else None)

    return fetch


EVENTS = st.lists(
    st.tuples(st.integers(1, 16), st.sampled_from(["leave", "enter", "top"]), st.integers(0, 90), st.integers(0, 200))
)


@given(count=st.integers(0, 200), events=EVENTS, whims=st.lists(st.booleans()), counts=st.booleans())
def test_rows_that_stay_come_exactly_once(
    count: int, events: list[tuple[int, str, int, int]], whims: list[bool], *, counts: bool
) -> None:
    rows = list(range(2 * count, 0, -2))
    staying = set(rows)

    ahead = Ahead(site(rows, counts=counts, before=shifting(rows, staying, events)), Whimsical(whims), size=SIZE)
    seen = [row for page in read_through(ahead.fetch, size=SIZE) for row in page]
    assert len(seen) == len(set(seen))
    assert staying <= set(seen)


@given(
    count=st.integers(0, 150), hidden=st.sets(st.integers(1, 150)), whims=st.lists(st.booleans()), counts=st.booleans()
)
def test_rows_that_the_site_hides_hide_no_others(
    count: int, hidden: set[int], whims: list[bool], *, counts: bool
) -> None:
    rows = list(range(count, 0, -1))
    ahead = Ahead(site(rows, counts=counts, hidden=frozenset(hidden)), Whimsical(whims), size=SIZE)
    assert [row for page in read_through(ahead.fetch, size=SIZE) for row in page] == [
        row for row in rows if row not in hidden
    ]


@pytest.mark.parametrize("counts", [True, False])
def test_a_list_of_one_page_costs_one_request_and_no_thread(*, counts: bool) -> None:
    asked = list[int]()
    threads = threading.active_count()
    pages = read_ahead(site(list(range(SIZE, 0, -1)), counts=counts, before=asked.append), size=SIZE)
    assert len(next(pages)) == SIZE
    assert threading.active_count() == threads
    assert not list(pages)
    assert asked == [1]


def test_where_the_site_counts_no_page_is_fetched_in_vain() -> None:
    asked = list[int]()
    rows = list(range(200, 0, -1))
    assert [row for page in read_ahead(site(rows, counts=True, before=asked.append), size=SIZE) for row in page] == rows
    assert len(asked) == 13  # 20, and 15 more with each


def test_a_limit_is_not_read_far_beyond() -> None:
    asked = list[int]()
    pages = read_ahead(site(list(range(2_000, 0, -1)), counts=True, before=asked.append), size=SIZE, limit=50)
    assert sum(len(next(pages)) for _ in range(3)) >= 50
    pages.close()  # type: ignore[attr-defined]
    assert len(asked) == 3


def test_pages_are_fetched_at_the_same_time() -> None:
    together = threading.Barrier(AT_ONCE)
    fetch = site(list(range(600, 0, -1)), counts=True)

    def fetch_together(offset: int, count: int) -> Page[int]:
        if 0 < offset <= AT_ONCE * (SIZE - 5):
            together.wait(10)
        return fetch(offset, count)

    assert sum(map(len, read_ahead(fetch_together, size=SIZE))) == 600


@pytest.mark.parametrize("is_closed", [True, False])
def test_an_abandoned_list_leaves_no_thread_behind(*, is_closed: bool) -> None:
    pages = cast("Generator[Any]", read_ahead(site(list(range(5_000, 0, -1)), counts=True), size=SIZE))
    next(pages)
    next(pages)
    if is_closed:
        pages.close()
    del pages
    gc.collect()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("pingdesk-page")]


def test_trouble_comes_when_its_page_is_due() -> None:
    fetch = site(list(range(200, 0, -1)), counts=True)

    def breaks(offset: int, count: int) -> Page[int]:
        if offset >= 60:
            raise SiteUnreachable("No way.")
        return fetch(offset, count)

    seen = list[int]()
    with pytest.raises(SiteUnreachable):
        seen.extend(row for page in read_ahead(breaks, size=SIZE) for row in page)
    assert seen == list(range(200, 135, -1))
