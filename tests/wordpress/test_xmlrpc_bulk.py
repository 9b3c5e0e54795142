"""Many orders over XML-RPC, by script: each settled for itself, whatever happens to the request that it was in."""

import itertools
import threading
from collections.abc import Sequence

import pytest

from desktop_app.core.errors import (
    LinkbackGone,
    LoginRefused,
    NotAllowed,
    OutcomeUnknown,
    PingdeskError,
    SiteUnreachable,
    Unsupported,
)
from desktop_app.core.linkback import CommentId, PostId, Status
from desktop_app.wordpress.client import ModerationClient, Order, Outcome
from tests.fakes.xmlrpc_site import XmlRpcSite
from tests.wordpress.scripted import SECRET, linkback, xmlrpc

WORDS = {Status.SPAM: "spam", Status.APPROVED: "approve", Status.PENDING: "hold", Status.TRASH: "trash"}


def orders(count: int, *wanted: Status | None) -> list[Order]:
    """Orders for comments 1 to ``count``, the statuses wanted in turns."""
    turns = itertools.cycle(wanted)
    return [Order(linkback(id=number), next(turns)) for number in range(1, count + 1)]


def carried_out(
    client: ModerationClient, some: Sequence[Order], cancelled: threading.Event | None = None
) -> tuple[dict[int, Outcome], PingdeskError | None]:
    """Return the outcomes by comment id, and the trouble that was raised in the end."""
    outcomes: dict[int, Outcome] = {}
    try:
        for part in client.carry_out(some, cancelled or threading.Event()):
            for outcome in part:
                assert outcome.order.linkback.comment_id not in outcomes
                outcomes[outcome.order.linkback.comment_id] = outcome
    except PingdeskError as error:
        return outcomes, error
    return outcomes, None


def statuses(outcomes: dict[int, Outcome]) -> dict[int, Status | None]:
    return {number: outcome.status for number, outcome in sorted(outcomes.items())}


def test_many_orders_share_requests_and_are_read_back() -> None:
    site = XmlRpcSite(120)
    outcomes, trouble = carried_out(xmlrpc(site)[0], orders(120, Status.SPAM))
    assert trouble is None
    assert statuses(outcomes) == dict.fromkeys(range(1, 121), Status.SPAM)
    assert set(site.statuses.values()) == {"spam"}
    assert site.changes()[0] == 25
    assert max(site.changes()) <= 50
    assert len(site.asked) == 2 * len(site.changes())


def test_every_kind_of_order_at_once() -> None:
    site = XmlRpcSite(12)
    site.statuses |= {3: "spam", 6: "trash", 8: "spam"}
    wanted = [Status.SPAM, Status.APPROVED, None, Status.GONE, Status.TRASH, None, None, Status.GONE]
    outcomes, trouble = carried_out(xmlrpc(site)[0], orders(12, *wanted))
    assert trouble is None
    first = {1: Status.SPAM, 2: Status.APPROVED, 3: Status.PENDING, 4: Status.GONE, 5: Status.TRASH, 6: Status.PENDING}
    second = {
        7: Status.PENDING,
        8: Status.GONE,
        9: Status.SPAM,
        10: Status.APPROVED,
        11: Status.PENDING,
        12: Status.GONE,
    }
    assert statuses(outcomes) == first | second
    assert {number: WORDS[status] for number, status in statuses(outcomes).items() if status in WORDS} == site.statuses


def test_one_failure_does_not_hurt_the_others() -> None:
    site = XmlRpcSite(30)
    del site.statuses[4], site.statuses[8], site.statuses[12]
    site.forbidden, site.stubborn = {5, 6}, {7}
    site.statuses[9] = "spam"
    some = orders(30, Status.SPAM)
    some[7], some[11] = Order(linkback(id=8), Status.GONE), Order(linkback(id=12), None)
    outcomes, trouble = carried_out(xmlrpc(site)[0], some)
    assert trouble is None
    assert isinstance(outcomes[4].error, LinkbackGone)
    assert isinstance(outcomes[5].error, NotAllowed)
    assert isinstance(outcomes[6].error, NotAllowed)
    assert isinstance(outcomes[7].error, Unsupported)
    assert outcomes[8].status is Status.GONE
    assert outcomes[9].status is Status.SPAM  # as it was: a fault on MariaDB, and no failure
    assert isinstance(outcomes[12].error, LinkbackGone)
    done = {number for number, outcome in outcomes.items() if outcome.status is Status.SPAM}
    assert done == set(range(1, 31)) - {4, 5, 6, 7, 8, 12}


def test_a_missing_right_is_proven_once() -> None:
    site = XmlRpcSite(60)
    site.forbidden = set(range(1, 61))
    outcomes, trouble = carried_out(xmlrpc(site)[0], orders(60, Status.SPAM))
    assert trouble is None
    assert all(isinstance(outcome.error, NotAllowed) for outcome in outcomes.values())
    assert len(outcomes) == 60
    assert sum(len(methods) == 1 for methods in site.asked) <= 6  # by each of two threads: login, change, login


def test_a_login_that_fails_on_the_way_is_no_missing_right() -> None:
    site = XmlRpcSite(25)
    site.login_fails_at = 10
    outcomes, trouble = carried_out(xmlrpc(site)[0], orders(25, Status.SPAM))
    assert trouble is None
    assert statuses(outcomes) == dict.fromkeys(range(1, 26), Status.SPAM)


def test_a_login_that_is_revoked_meanwhile_begins_nothing_new() -> None:
    site = XmlRpcSite(60)

    def revoked(request: object) -> object:
        reply = site(request)  # type: ignore[arg-type]
        site.refuses_login = bool(site.changes())
        return reply

    outcomes, trouble = carried_out(xmlrpc(revoked)[0], orders(60, Status.SPAM))  # type: ignore[arg-type]
    assert trouble is None
    assert len(outcomes) == 25  # the changes were made, but cannot be read back
    assert all(isinstance(outcome.error, OutcomeUnknown) for outcome in outcomes.values())
    assert site.changes() == [25]
    assert SECRET not in repr(trouble) + repr(outcomes)


@pytest.mark.parametrize("closed", ["switched_off", "refuses_login"])
def test_a_closed_door_is_trouble_of_the_whole_site(closed: str) -> None:
    site = XmlRpcSite(60)
    setattr(site, closed, True)
    outcomes, trouble = carried_out(xmlrpc(site)[0], orders(60, Status.SPAM))
    assert not outcomes
    assert isinstance(trouble, Unsupported if closed == "switched_off" else LoginRefused)
    assert len(site.asked) <= 2  # plugins against break-ins count failed logins


def test_what_died_in_the_middle_is_read_back_and_goes_on_only_if_nothing_is_open() -> None:
    site = XmlRpcSite(60)
    site.dies_at = 10
    client = xmlrpc(site)[0]
    outcomes, trouble = carried_out(client, orders(60, Status.SPAM))
    assert trouble is None
    assert statuses(outcomes) == dict.fromkeys(range(1, 12), Status.SPAM) | dict.fromkeys(range(12, 26))
    assert all(isinstance(outcomes[number].error, OutcomeUnknown) for number in range(12, 26))
    left, trouble = carried_out(client, orders(60, Status.SPAM)[11:])
    assert trouble is None
    assert statuses(left) == dict.fromkeys(range(12, 61), Status.SPAM)
    assert max(site.changes()[1:]) <= 12


def test_a_lost_answer_leaves_its_orders_open_and_begins_nothing_new() -> None:
    site = XmlRpcSite(60)
    site.loses_answer = True
    outcomes, trouble = carried_out(xmlrpc(site)[0], orders(60, Status.SPAM))
    assert trouble is None
    assert list(outcomes) == list(range(1, 26))
    assert all(isinstance(outcome.error, OutcomeUnknown) for outcome in outcomes.values())
    assert list(site.statuses.values()).count("spam") == 25


def test_an_answer_that_cannot_be_read_back_is_open() -> None:
    site = XmlRpcSite(60)

    def cut(request: object) -> object:
        if site.changes():
            raise SiteUnreachable("Down.")
        return site(request)  # type: ignore[arg-type]

    outcomes, trouble = carried_out(xmlrpc(cut)[0], orders(60, Status.SPAM))  # type: ignore[arg-type]
    assert trouble is None
    assert len(outcomes) == 25
    assert all(isinstance(outcome.error, OutcomeUnknown) for outcome in outcomes.values())


@pytest.mark.parametrize(
    ("trouble", "value"), [("lacks_multicall", True), ("firewall", True), ("most_calls", 7), ("most_bytes", 4_000)]
)
def test_requests_that_are_refused_as_a_whole_become_smaller(trouble: str, value: object) -> None:
    site = XmlRpcSite(60)
    setattr(site, trouble, value)
    client = xmlrpc(site)[0]
    outcomes, error = carried_out(client, orders(60, Status.SPAM))
    assert error is None
    assert statuses(outcomes) == dict.fromkeys(range(1, 61), Status.SPAM)
    asked = len(site.asked)
    found = client.look_up([CommentId(number) for number in range(1, 41)])
    assert {item.status for item in found.values()} == {Status.SPAM}
    assert client.capabilities.multicall is not (trouble in ("lacks_multicall", "firewall"))
    if not client.capabilities.multicall:  # remembered: not tried again
        assert all(len(methods) == 1 for methods in site.asked[asked:])


def test_nothing_new_is_begun_once_it_is_cancelled() -> None:
    site, cancelled = XmlRpcSite(400), threading.Event()
    client = xmlrpc(site)[0]
    outcomes = client.carry_out(orders(400, Status.SPAM), cancelled)
    first = next(iter(outcomes))
    cancelled.set()
    rest = [outcome for some in outcomes for outcome in some]
    assert len(first) + len(rest) == sum(site.changes()) < 400
    assert not list(client.carry_out(orders(100, Status.SPAM), cancelled))


def test_looking_up_many_takes_few_requests() -> None:
    site = XmlRpcSite(120)
    del site.statuses[7]
    found = xmlrpc(site)[0].look_up([CommentId(number) for number in range(120, 0, -1)])
    assert list(found) == [number for number in range(1, 121) if number != 7]
    assert len(site.asked) <= 5


def test_posts_are_asked_for_together() -> None:
    site = XmlRpcSite(0)
    assert xmlrpc(site)[0].posts([PostId(1), PostId(2)]) == []
    assert site.asked == [["wp.getPost", "wp.getPost"]]
