"""Reading a list that shifts while it is read: nothing that stays is missed, nothing comes twice."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core.errors import MalformedReply
from desktop_app.core.linkback import CommentId
from desktop_app.wordpress.paging import Page, read_through, up_to
from tests.wordpress.shifting import shifting

SIZE = 20


def fetch_from(
    rows: list[int],
    *,
    hidden: frozenset[int] = frozenset(),
    before: Callable[[int], None] = lambda _: None,
) -> Callable[[int, int], Page[int]]:
    """Return a site's list, newest first; ``before`` is called with the number of each request."""
    requests = 0

    def fetch(offset: int, count: int) -> Page[int]:
        nonlocal requests
        requests += 1
        assert requests < 500
        before(requests)
        shown = [(CommentId(row), row) for row in rows[offset : offset + count] if row not in hidden]
        return Page(shown, is_last=offset + count >= len(rows))

    return fetch


def read(fetch: Callable[[int, int], Page[int]]) -> list[int]:
    return [row for rows in read_through(fetch, size=SIZE) for row in rows]


@pytest.mark.parametrize("count", [0, 1, 19, 20, 21, 35, 36, 200])
def test_a_quiet_list_is_read_in_order(count: int) -> None:
    rows = list(range(count, 0, -1))
    assert read(fetch_from(rows)) == rows


@given(
    st.integers(0, 150),
    st.lists(
        st.tuples(
            st.integers(1, 12), st.sampled_from(["leave", "enter", "top"]), st.integers(0, 90), st.integers(0, 150)
        )
    ),
)
def test_rows_that_stay_come_exactly_once(count: int, events: list[tuple[int, str, int, int]]) -> None:
    rows = list(range(2 * count, 0, -2))
    staying = set(rows)

    seen = read(fetch_from(rows, before=shifting(rows, staying, events)))
    assert len(seen) == len(set(seen))
    assert staying <= set(seen)


@given(st.integers(0, 120), st.sets(st.integers(1, 120)))
def test_rows_that_the_site_hides_hide_no_others(count: int, hidden: set[int]) -> None:
    rows = list(range(count, 0, -1))
    shown = [row for row in rows if row not in hidden]
    assert read(fetch_from(rows, hidden=frozenset(hidden))) == shown


def test_a_site_that_ignores_offsets_is_found_out() -> None:
    rows = [(CommentId(row), row) for row in range(SIZE)]
    with pytest.raises(MalformedReply, match="repeats one page"):
        list(read_through(lambda _offset, _count: Page(rows, is_last=False), size=SIZE))


@pytest.mark.parametrize(
    ("limit", "expected"),
    [(None, [100, 100, 50, 30]), (0, []), (1, [1]), (100, [100]), (101, [100, 1]), (265, [100, 100, 50, 15])],
)
def test_limits_and_slices(limit: int | None, expected: list[int]) -> None:
    asked = list[int]()

    def pages() -> "Sequence[Sequence[int]]":
        return [range(250), [], range(30)]

    for page in up_to(iter(pages()), limit):
        asked.append(len(page))
    assert asked == expected
