"""Many orders at once over REST: at most one outcome each, and none without a request."""

import dataclasses
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core.errors import LinkbackGone, OutcomeUnknown, PingdeskError, SiteUnreachable
from desktop_app.core.linkback import CommentId, Status
from desktop_app.wordpress.abreast import Watch, abreast
from desktop_app.wordpress.client import Order, Outcome
from desktop_app.wordpress.failures import SiteBusy
from desktop_app.wordpress.pacing import LEAST, MOST, Pace
from desktop_app.wordpress.transport import Reply, Request
from tests.wordpress.scripted import linkback, ok, rest

NEVER = threading.Event()
DONE = ok({"id": 1, "status": "spam"})


def orders(count: int, wanted: Status | None = Status.SPAM, **changes: object) -> list[Order]:
    one = linkback(**changes)
    return [Order(dataclasses.replace(one, comment_id=CommentId(number)), wanted) for number in range(1, count + 1)]


def number_of(request: Request) -> int:
    return int(request.url.rpartition("/")[2])


def all_of(batches: Iterator[Sequence[Outcome]]) -> tuple[list[Outcome], BaseException | None]:
    """Return the outcomes, and what was raised in the end."""
    told = list[Outcome]()
    try:
        for batch in batches:
            assert batch
            told += batch
    except (PingdeskError, KeyboardInterrupt) as error:
        return told, error
    return told, None


def workers() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("pingdesk-order")]


def test_each_order_is_one_request_and_has_one_outcome() -> None:
    client, transport = rest(lambda _: DONE)
    wanted = orders(60)
    told, error = all_of(client.carry_out(wanted, NEVER))
    assert error is None
    assert sorted(number_of(request) for request in transport.requests) == list(range(1, 61))
    assert {id(outcome.order) for outcome in told} == {id(order) for order in wanted}
    assert [outcome.status for outcome in told] == [Status.SPAM] * 60
    assert not workers()


class Eager(Pace):
    """Goes from the least to the most after one measure, and back after the next."""

    def told(self, answers: int, seconds: float) -> None:
        assert answers >= self.width
        assert seconds >= 0
        self.width = LEAST + MOST - self.width


def test_it_begins_with_two_at_once_and_widens_and_narrows_with_the_pace() -> None:
    under_way, most, lock = 0, list[int](), threading.Lock()
    pace = Eager()
    together = {LEAST: threading.Barrier(LEAST), MOST: threading.Barrier(MOST)}

    def carry_out(order: Order) -> Status:
        nonlocal under_way
        with lock:
            under_way += 1
            most.append(under_way)
        if order.linkback.comment_id <= LEAST:
            together[LEAST].wait(10)
        if 40 < order.linkback.comment_id <= 40 + MOST:
            together[MOST].wait(10)
        with lock:
            under_way -= 1
        return Status.SPAM

    told = [one for some in abreast(orders(300), carry_out, Watch(pace), NEVER) for one in some]
    assert len(told) == 300
    assert max(most[:10]) == LEAST
    assert max(most) == MOST
    assert not workers()


def test_measures_leave_out_what_says_nothing_of_the_pace() -> None:
    told, now = list[tuple[int, float]](), 0.0

    class Told(Pace):
        def told(self, answers: int, seconds: float) -> None:
            told.append((answers, seconds))

    watch = Watch(Told(), lambda: now)
    for _ in range(4):  # short lists: the time between them counts for nothing
        watch.start()
        for _ in range(10):
            now += 0.1
            watch.answered()
        watch.pause()
        now += 60
        watch.answered()
    assert [(answers, round(seconds, 6)) for answers, seconds in told] == [(12, 1.2)] * 3


def test_outcomes_come_while_the_rest_is_under_way() -> None:
    seen = threading.Event()

    def answer(request: Request) -> Reply:
        if number_of(request) == 3:
            assert seen.wait(10)
        return DONE

    for _ in rest(answer)[0].carry_out(orders(3), NEVER):
        seen.set()


def test_nothing_new_is_begun_once_it_is_cancelled() -> None:
    cancelled = threading.Event()

    def answer(request: Request) -> Reply:
        if number_of(request) == 10:
            cancelled.set()
        return DONE

    client, transport = rest(answer)
    told, error = all_of(client.carry_out(orders(100), cancelled))
    assert error is None
    assert {outcome.order.linkback.comment_id for outcome in told} == set(map(number_of, transport.requests))
    assert 10 <= len(told) < 100
    assert list(client.carry_out(orders(1), cancelled)) == []


Trouble = Callable[[], Reply]


def broken() -> Reply:
    raise OutcomeUnknown("Broken.")


def unreachable() -> Reply:
    raise SiteUnreachable("No way.")


def test_a_lost_answer_stops_it_and_is_told_as_such() -> None:
    client, transport = rest(lambda request: broken() if number_of(request) == 10 else DONE)
    told, error = all_of(client.carry_out(orders(100), NEVER))
    assert error is None
    assert len(told) == len(transport.requests) < 100
    (lost,) = [outcome for outcome in told if outcome.error is not None]
    assert (lost.order.linkback.comment_id, lost.status) == (10, None)
    assert isinstance(lost.error, OutcomeUnknown)


def test_a_busy_site_is_told_after_the_outcomes() -> None:
    busy = Reply(429, {"retry-after": "30"}, b"")

    client, transport = rest(lambda request: busy if number_of(request) == 500 else DONE)
    told, error = all_of(client.carry_out(orders(1_000), NEVER))
    assert isinstance(error, SiteBusy)
    assert error.retry_after_s == 30
    assert {outcome.order.linkback.comment_id for outcome in told} | {500} == set(map(number_of, transport.requests))


def test_an_abandoned_bulk_ends_with_what_is_under_way() -> None:
    client, transport = rest(lambda _: DONE)
    batches = client.carry_out(orders(5_000), NEVER)
    next(batches)
    batches.close()  # type: ignore[attr-defined]
    assert not workers()
    assert len(transport.requests) < 5_000
    told, error = all_of(client.carry_out(orders(5), NEVER))
    assert (len(told), error) == (5, None)


@pytest.fixture
def _ctrl_c() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_ctrl_c")
def test_ctrl_c_is_raised_after_what_was_under_way_is_accounted_for() -> None:
    main, is_sent = threading.get_ident(), threading.Event()

    def interrupt(request: Request) -> Reply:
        if number_of(request) == 1:
            while sys._current_frames()[main].f_code.co_name != "outcomes":  # pyright: ignore[reportPrivateUsage]
                time.sleep(0.001)
            time.sleep(0.05)  # nothing tells when it has gone to sleep
            os.kill(os.getpid(), signal.SIGINT)
            is_sent.set()
        assert is_sent.wait(10)
        return DONE

    client, transport = rest(interrupt)
    told, error = all_of(client.carry_out(orders(100), NEVER))
    assert isinstance(error, KeyboardInterrupt)
    assert {outcome.order.linkback.comment_id for outcome in told} == set(map(number_of, transport.requests))
    assert 0 < len(told) < 100
    assert not workers()


def test_a_bug_does_not_pass_in_silence() -> None:
    def bug(request: Request) -> Reply:
        raise ZeroDivisionError(request.url)

    with pytest.raises(ZeroDivisionError):
        list(rest(bug)[0].carry_out(orders(100), NEVER))
    assert not workers()


EVENTS = st.sampled_from(["done"] * 9 + ["gone", "refused", "lost", "unreachable", "cancel"])


@given(st.lists(EVENTS, max_size=40))
def test_whatever_happens_the_books_balance(events: list[str]) -> None:
    cancelled = threading.Event()
    gone = Reply(404, {}, b'{"code": "rest_comment_invalid_id", "message": "x"}')
    refused = Reply(403, {}, b'{"code": "rest_cannot_edit", "message": "x"}')

    def answer(request: Request) -> Reply:
        match events[number_of(request) - 1]:
            case "lost":
                return broken()
            case "unreachable":
                return unreachable()
            case "cancel":
                cancelled.set()
            case _:
                pass
        return {"gone": gone, "refused": refused}.get(events[number_of(request) - 1], DONE)

    client, transport = rest(answer)
    told, error = all_of(client.carry_out(orders(len(events)), cancelled))
    sent = [number_of(request) for request in transport.requests]
    assert len(sent) == len(set(sent))
    assert isinstance(error, SiteUnreachable) == any(events[number - 1] == "unreachable" for number in sent)
    assert sorted(outcome.order.linkback.comment_id for outcome in told) == sorted(
        number for number in sent if events[number - 1] != "unreachable"
    )
    for outcome in told:
        event = events[outcome.order.linkback.comment_id - 1]
        assert isinstance(outcome.error, LinkbackGone) == (event == "gone")
        assert isinstance(outcome.error, OutcomeUnknown) == (event == "lost")
    if not {"lost", "unreachable", "cancel"} & set(events):
        assert len(told) == len(events)
