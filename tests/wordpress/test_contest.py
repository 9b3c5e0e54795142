"""How the quicker of two ways is found, by what they cost; no clock is needed for that."""

import pytest

from desktop_app.core.site import TransportKind
from desktop_app.wordpress.contest import Contest

REST, XMLRPC = TransportKind.REST, TransportKind.XMLRPC
QUICK_MULTICALL = {REST: 0.025, XMLRPC: 0.005}
SLOW_MULTICALL = {REST: 0.015, XMLRPC: 0.055}


def send(contest: Contest, count: int, costs_s: dict[TransportKind, float]) -> dict[TransportKind, int]:
    """Let the contest send so many; return how many went which way."""
    sent, left = dict.fromkeys((REST, XMLRPC), 0), count
    while left:
        leg = contest.next_leg(left)
        assert 0 < leg.size <= left
        sent[leg.kind] += leg.size
        left -= leg.size
        contest.took(leg, leg.size * costs_s[leg.kind])
    return sent


def test_both_are_tried_and_the_quicker_one_takes_the_rest() -> None:
    for costs_s, winner, loser in ((QUICK_MULTICALL, XMLRPC, REST), (SLOW_MULTICALL, REST, XMLRPC)):
        contest = Contest(None)
        sent = send(contest, 200, costs_s)
        assert contest.winner is winner
        assert sent[loser] <= 16
        assert send(contest, 100, costs_s)[loser] == 0


def test_the_first_request_of_a_new_connection_does_not_count() -> None:
    contest = Contest(None)
    leg = contest.next_leg(100)
    contest.took(leg, 60.0)
    assert leg.kind is XMLRPC
    send(contest, 100, QUICK_MULTICALL)
    assert contest.winner is XMLRPC


def test_few_changes_are_not_worth_a_comparison() -> None:
    contest = Contest(None)
    assert send(contest, 40, QUICK_MULTICALL)[XMLRPC] == 0
    assert contest.winner is None


def test_what_was_remembered_holds_for_a_while_and_is_checked() -> None:
    contest = Contest(XMLRPC)
    assert send(contest, 1000, SLOW_MULTICALL)[REST] == 0
    assert send(contest, 200, SLOW_MULTICALL)[XMLRPC] == 10
    assert contest.winner is REST


def test_checks_become_rarer() -> None:
    contest = Contest(XMLRPC)
    assert send(contest, 3000, QUICK_MULTICALL)[REST] == 8
    assert contest.winner is XMLRPC


def test_a_way_that_slows_down_is_checked_at_once() -> None:
    contest = Contest(XMLRPC)
    send(contest, 60, QUICK_MULTICALL)
    send(contest, 60, {REST: 0.025, XMLRPC: 0.5})
    assert send(contest, 60, {REST: 0.025, XMLRPC: 0.5})[XMLRPC] == 10
    assert contest.winner is REST


def timed(contest: Contest, count: int, *, trip_s: float, rest_s: float, one_more_s: float) -> None:
    """Let the contest send so many to a site so far away, where requests and items cost so much."""
    left = count
    while left:
        leg = contest.next_leg(left)
        left -= leg.size
        many_s = 2 * (trip_s + 0.01) + leg.size * one_more_s
        contest.took(leg, many_s if leg.kind is XMLRPC else (trip_s + rest_s) * leg.size / 2, at_once=2)


@pytest.mark.parametrize(
    ("trip_s", "one_more_s", "winner"),
    [
        (0.0, 0.005, XMLRPC),
        (0.1, 0.005, XMLRPC),
        (0.0, 0.06, REST),
        (0.1, 0.06, REST),
        (0.5, 0.06, XMLRPC),  # even eight at a time wait too long
    ],
)
def test_rest_is_judged_by_what_it_does_when_it_has_spread(
    trip_s: float, one_more_s: float, winner: TransportKind
) -> None:
    contest = Contest(None)
    timed(contest, 100, trip_s=trip_s, rest_s=0.03, one_more_s=one_more_s)
    assert contest.winner is winner


def test_a_comparison_that_was_cut_short_goes_on_another_time() -> None:
    contest = Contest(None)
    contest.took(contest.next_leg(60), 0.1)
    send(contest, 1, QUICK_MULTICALL)
    send(contest, 3, QUICK_MULTICALL)
    assert contest.winner is None
    send(contest, 60, QUICK_MULTICALL)
    assert contest.winner is XMLRPC


def test_after_trouble_rest_it_is() -> None:
    contest = Contest(None)
    contest.next_leg(100)
    contest.give_up()
    assert send(contest, 100, QUICK_MULTICALL)[XMLRPC] == 0
