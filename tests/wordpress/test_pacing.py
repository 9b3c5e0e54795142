"""The law of the pace: it finds the widest setting that pays, and stays there."""

import math
import random
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.wordpress.pacing import LEAST, MOST, Pace

Site = Callable[[int], float]
"""How many answers a second a site gives to so many requests at once."""


def site(*, latency_s: float = 0.1, most_per_s: float = 1e9) -> Site:
    return lambda width: min(width / latency_s, most_per_s)


def run(pace: Pace, answers_per_s: Site, measures: int, *, noise: float = 0.0, seed: int = 1) -> list[int]:
    """Let the pace work through so many measures; return the widths that it took."""
    chance, widths = random.Random(seed), list[int]()
    for _ in range(measures):
        widths.append(pace.width)
        off = noise / math.sqrt(pace.measure)
        rate = answers_per_s(pace.width) * chance.uniform(1 - off, 1 + off)
        pace.told(pace.measure, pace.measure / rate)
    return widths


def settled(answers_per_s: Site) -> int:
    """Return the width at which a pace spends its time in the long run."""
    widths = run(Pace(), answers_per_s, 300)[100:]
    return max(set(widths), key=widths.count)


def test_where_only_the_way_is_long_it_climbs_to_the_top_at_once() -> None:
    assert run(Pace(), site(), 5) == [2, 4, 8, 8, 8]


@pytest.mark.parametrize("enough", range(1, MOST + 1))
def test_where_the_site_can_do_no_more_it_does_not_ask_for_much_more(enough: int) -> None:
    assert enough / 2 < settled(site(most_per_s=10 * enough)) / 1.5 <= max(enough, LEAST)


def test_a_site_that_suffers_from_more_is_left_at_the_least() -> None:
    assert settled(lambda width: 100 / width) == LEAST


def test_it_narrows_when_the_throughput_falls() -> None:
    pace = Pace()
    run(pace, site(), 10)
    assert pace.width == MOST
    run(pace, site(latency_s=0.5), 1)
    assert pace.width == MOST // 2


def test_it_widens_again_when_the_site_recovers() -> None:
    pace = Pace()
    run(pace, site(), 5)
    run(pace, site(most_per_s=5), 20)
    assert pace.width <= MOST // 2
    run(pace, site(), 100)
    assert pace.width == MOST


def test_it_halves_for_each_refusal_and_takes_its_time_to_come_back() -> None:
    pace = Pace()
    run(pace, site(), 5)
    pace.refused()
    assert pace.width == MOST // 2
    pace.refused()
    assert pace.width == LEAST
    rest = 2 * 2 * 2  # longer with each
    assert run(pace, site(), rest) == [LEAST] * rest
    pace.refused()
    assert pace.width == LEAST


@given(st.floats(0.005, 2), st.floats(1, 500), st.integers())
def test_with_a_steady_site_it_settles(latency_s: float, most_per_s: float, seed: int) -> None:
    widths = run(Pace(), site(latency_s=latency_s, most_per_s=most_per_s), 600, noise=0.4, seed=seed)
    assert sum(one != next_ for one, next_ in pairwise(widths[100:])) < 500 / 10


@given(st.lists(st.one_of(st.none(), st.tuples(st.integers(0, 100), st.floats(0, 1e6)))))
def test_it_keeps_within_its_bounds_whatever_it_is_told(events: list[tuple[int, float] | None]) -> None:
    pace = Pace()
    for event in events:
        if event is None:
            pace.refused()
        else:
            pace.told(*event)
        assert LEAST <= pace.width <= MOST
        assert pace.measure >= 2 * pace.width
