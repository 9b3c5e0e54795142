"""Glances and lists over REST: few requests where nothing is new, and none missed where much is."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core.linkback import CommentId, Status
from desktop_app.core.site import TransportKind
from desktop_app.wordpress.client import ModerationClient, Pending, open_client
from desktop_app.wordpress.transport import Reply, Request
from tests.bench.fixtures import WordPressFactory
from tests.bench.site import WordPressSite
from tests.wordpress.conftest import endpoints_of
from tests.wordpress.scripted import ok, rest
from tests.wordpress.test_decode import PINGBACK


def listing(ids: list[Any], before: Callable[[int], None] = lambda _: None) -> Callable[[Request], Reply]:
    """Return a site's list of linkbacks with these ids; ``before`` is called with the number of each request."""
    requests = 0

    def answer(request: Request) -> Reply:
        nonlocal requests
        requests += 1
        before(requests)
        offset, count = int(request.params["offset"]), int(request.params["per_page"])
        rows = [PINGBACK | {"id": one} for one in ids[offset : offset + count]]
        return ok(rows, x_wp_total=str(len(ids)))

    return answer


def arrived(client: ModerationClient, after: int) -> list[int]:
    return [one.comment_id for page in client.arrivals(CommentId(after)) for one in page]


@pytest.mark.parametrize(("new", "requests"), [(0, 1), (1, 1), (4, 1), (5, 2), (90, 2), (250, 4)])
def test_arrivals_cost_one_small_request_unless_there_are_many(new: int, requests: int) -> None:
    client, transport = rest(listing(list(range(1_000 + new, 0, -1))))
    assert arrived(client, 1_000) == list(range(1_000 + new, 1_000, -1))
    assert [request.params["per_page"] for request in transport.requests] == ["5"] + ["100"] * (requests - 1)
    assert {request.params["orderby"] for request in transport.requests} == {"id"}


@pytest.mark.parametrize("there", [0, 3, 5, 6, 120])
def test_everything_has_arrived_where_nothing_was_known(there: int) -> None:
    assert arrived(rest(listing(list(range(there, 0, -1))))[0], 0) == list(range(there, 0, -1))


EVENTS = st.lists(st.tuples(st.integers(1, 6), st.integers(-30, 30), st.integers(0, 400)))


@given(st.integers(0, 400), EVENTS)
def test_no_arrival_is_missed_while_others_come_and_go(new: int, events: list[tuple[int, int, int]]) -> None:
    ids = list(range(1_000 + new, 900, -1))
    staying = {one for one in ids if one > 1_000}

    def disturb(request: int) -> None:
        for at, many, where in events:
            if at == request and many > 0:
                ids[:0] = range(ids[0] + many if ids else many, ids[0] if ids else 0, -1)
            elif at == request:
                staying.difference_update(ids[where : where - many])
                del ids[where : where - many]

    seen = arrived(rest(listing(ids, disturb))[0], 1_000)
    assert len(seen) == len(set(seen))
    assert staying <= set(seen)
    assert all(one > 1_000 for one in seen)


@pytest.mark.parametrize("odd", [0, -5, "7", "x", None, True, 2**70, 1.5, [], {}])
def test_rows_with_odd_ids_hide_no_arrival(odd: object) -> None:
    ids: list[Any] = list(range(1_030, 900, -1))
    for at in (0, 3, 4, 15, 60):
        ids.insert(at, odd)
    assert set(range(1_001, 1_031)) <= set(arrived(rest(listing(ids))[0], 1_000))


def test_a_site_with_its_own_order_hides_no_arrival() -> None:
    ids = [50, *range(1_030, 1_000, -1), *range(49, 0, -1)]  # imported with an old date
    assert set(arrived(rest(listing(ids))[0], 1_000)) == set(range(1_001, 1_031))


def test_pending_is_a_glance_of_ids() -> None:
    client, transport = rest(listing(list(range(130, 0, -1))))
    pending = client.pending()
    assert (pending.ids, pending.is_whole, pending.count) == (frozenset(range(31, 131)), False, 130)
    (request,) = transport.requests
    assert request.params["_fields"] == "id"
    whole = rest(listing([3, "x", None, 2, 0, 1]))[0].pending()
    assert (whole.ids, whole.is_whole, whole.count) == (frozenset({1, 2, 3}), True, 6)


@pytest.mark.parametrize(
    ("total", "shown", "is_whole", "count"),
    [
        ("150", 90, False, 150),
        ("8", 2, True, 8),
        (None, 90, True, None),
        (None, 100, False, None),
        ("x", 1, True, None),
    ],
)
def test_pending_may_hide_rows_or_not_count(
    total: str | None, shown: int, count: int | None, *, is_whole: bool
) -> None:
    headers = {} if total is None else {"x_wp_total": total}
    pending = rest(ok([{"id": one + 1} for one in range(shown)], **headers))[0].pending()
    assert (len(pending.ids), pending.is_whole, pending.count) == (shown, is_whole, count)


def test_a_small_list_costs_one_request() -> None:
    client, transport = rest(listing(list(range(100, 0, -1))))
    assert sum(map(len, client.linkbacks(Status.PENDING))) == 100
    assert len(transport.requests) == 1


def test_a_long_list_is_whole_and_in_order() -> None:
    client, transport = rest(listing(list(range(1_000, 0, -1))))
    assert [one.comment_id for page in client.linkbacks(Status.SPAM) for one in page] == list(range(1_000, 0, -1))
    assert len(transport.requests) == 11


@pytest.fixture(params=["7.1", "6.2"])
def real(
    request: pytest.FixtureRequest, wordpress: WordPressFactory
) -> Iterator[tuple[WordPressSite, ModerationClient]]:
    site = wordpress(request.param)
    client = open_client(endpoints_of(site), site.admin.login, site.admin_password, TransportKind.REST)
    yield site, client
    client.close()


def test_a_real_site_tells_what_is_new(real: tuple[WordPressSite, ModerationClient]) -> None:
    site, client = real
    post = site.publish("Post", "<p>Text.</p>")
    assert arrived(client, 0) == []
    assert client.pending().count == 0
    site.seed_linkbacks(130, posts=[post], statuses=("hold", "approve", "spam", "trash"))
    ids = sorted((comment.id for comment in site.comments()), reverse=True)
    for new in (0, 1, 4, 5, 20, 129):
        assert arrived(client, ids[new]) == ids[:new]
    held = frozenset(comment.id for comment in site.comments() if comment.status == "0")
    pending = client.pending()
    assert pending == Pending(held, is_whole=True, count=len(held))  # type: ignore[arg-type]
    site.delete(ids[0])
    assert arrived(client, ids[0]) == []
