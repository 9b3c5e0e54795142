"""How many items go into a request, and how many requests are under way."""

import threading
from collections.abc import Sequence

import pytest

from desktop_app.core.errors import SiteUnreachable
from desktop_app.wordpress.chunks import Pace, in_chunks


def test_a_quick_site_gets_fifty_at_once() -> None:
    pace = Pace()
    assert pace.size == 25
    pace.took(25, 0.2, at_once=1)
    assert pace.size == 50
    pace.took(50, 0.3, at_once=1)
    assert pace.size == 50


def test_a_slow_site_gets_what_it_does_in_seconds() -> None:
    pace = Pace()
    sizes: list[int] = []
    for _ in range(4):
        pace.took(pace.size, pace.size * 0.5, at_once=1)
        sizes.append(pace.size)
    assert sizes == [12, 6, 5, 5]
    for _ in range(3):
        pace.took(pace.size, 40.0, at_once=1)
    assert pace.size == 1
    pace.took(1, 0.01, at_once=1)
    assert pace.size == 2


def test_what_was_refused_is_never_tried_again() -> None:
    pace = Pace()
    pace.refused(25)
    for _ in range(5):
        pace.took(pace.size, 0.01, at_once=1)
    assert pace.size == 12
    pace.refused(1)
    assert pace.size == 1


def test_more_requests_at_once_have_to_pay() -> None:
    pace = Pace()
    assert pace.lanes == 1
    pace.took(25, 0.25, at_once=1)
    assert pace.lanes == 2
    pace.took(50, 0.6, at_once=2)
    assert pace.lanes == 4
    pace.took(50, 1.2, at_once=4)
    assert pace.lanes == 4
    pace.took(50, 1.2, at_once=4)
    assert pace.lanes == 2
    for _ in range(2):
        pace.took(50, 1.0, at_once=2)
    assert pace.lanes == 1
    pace.took(50, 0.5, at_once=1)
    assert pace.lanes == 1


def test_a_quick_answer_to_little_makes_requests_no_smaller() -> None:
    pace = Pace()
    pace.took(2, 0.3, at_once=1)
    assert pace.size == 25


def test_every_item_is_worked_on_once() -> None:
    done = sorted(item for some in in_chunks(range(333), list, Pace(), lambda: False) for item in some)
    assert done == list(range(333))
    assert list(in_chunks([], list, Pace(), lambda: False)) == []


def test_an_error_begins_nothing_new_and_comes_after_what_was_done() -> None:
    begun: list[int] = []

    def work(some: Sequence[int]) -> Sequence[int]:
        begun.extend(some)
        if 30 in some:
            raise SiteUnreachable("Down.")
        return some

    done: list[int] = []
    with pytest.raises(SiteUnreachable):
        done += [item for some in in_chunks(range(1000), work, Pace(), lambda: False) for item in some]
    assert len(begun) <= 25 + 4 * 50


def test_what_is_under_way_is_waited_for_and_yielded() -> None:
    over = threading.Event()

    def work(some: Sequence[int]) -> Sequence[int]:
        if len(begun) == 2:
            over.set()
        begun.append(len(some))
        return some

    begun: list[int] = []
    done = [item for some in in_chunks(range(1000), work, Pace(), over.is_set) for item in some]
    assert len(done) == sum(begun) < 1000


def test_a_caller_who_leaves_early_leaves_nothing_behind() -> None:
    running = in_chunks(range(1000), list, Pace(), lambda: False)
    next(running)
    before = threading.active_count()
    running.close()  # type: ignore[attr-defined] # it is a generator
    assert threading.active_count() < before
