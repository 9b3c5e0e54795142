"""Bulk changes by XML-RPC beside REST: where it is as good and quicker, and never where it is closed."""

import dataclasses
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

import pytest

from desktop_app.core.errors import LinkbackGone, OutcomeUnknown
from desktop_app.core.linkback import CommentId, RemoteLinkback, Status
from desktop_app.core.site import Capabilities, Endpoints, TransportKind
from desktop_app.wordpress.client import ModerationClient, Order, Outcome, open_client
from desktop_app.wordpress.lanes import LanedClient
from desktop_app.wordpress.orders import outcome_of
from desktop_app.wordpress.transport import Reply, Request
from desktop_app.wordpress.xmlrpc_caller import Caller
from tests.bench.fixtures import WordPressFactory
from tests.bench.site import WordPressSite
from tests.fakes.network import ScriptedTransport
from tests.fakes.scripted_site import ScriptedSite
from tests.fakes.xmlrpc_site import XmlRpcSite
from tests.wordpress.conftest import endpoints_of
from tests.wordpress.scripted import ENDPOINTS, SECRET, linkback
from tests.wordpress.test_xmlrpc_bulk import carried_out, orders, statuses

REST, XMLRPC = TransportKind.REST, TransportKind.XMLRPC
WORDS = {Status.SPAM: "spam", Status.APPROVED: "approve", Status.PENDING: "hold", Status.TRASH: "trash"}
STATUSES = {word: status for status, word in WORDS.items()}


class RestHalf(ScriptedSite):
    """REST's view of an `XmlRpcSite`; each change takes ``cost_s`` of a clock that is read by `clock`."""

    def __init__(self, site: XmlRpcSite, *, rest_s: float = 0.02, xmlrpc_s: float = 0.005) -> None:
        super().__init__()
        self._site, self._rest_s, self._xmlrpc_s = site, rest_s, xmlrpc_s
        self.done: list[int] = []
        self.width = 1

    def clock(self) -> float:
        return len(self.done) * self._rest_s + sum(self._site.changes()) * self._xmlrpc_s

    def look_up(self, ids: Collection[CommentId]) -> Mapping[CommentId, RemoteLinkback]:
        there = self._site.statuses
        return {number: linkback(id=number, status=there[number]) for number in ids if number in there}

    def carry_out(self, orders: Sequence[Order], cancelled: threading.Event) -> Iterator[Sequence[Outcome]]:
        for order in orders:
            if cancelled.is_set():
                return
            yield [outcome_of(order, self._change_one)]

    def _change_one(self, order: Order) -> Status:
        number = order.linkback.comment_id
        if number not in self._site.statuses:
            raise LinkbackGone("Gone.")
        wanted = order.wanted or Status.PENDING
        self.done.append(number)
        self._site.statuses[number] = WORDS[wanted]
        return wanted


Answer = Callable[[Request], Reply]


def laned(
    site: XmlRpcSite, rest: RestHalf, winner: TransportKind | None = XMLRPC, *, answer: Answer | None = None
) -> LanedClient:
    caller = Caller("https://blog.example/xmlrpc.php", "eva", SECRET, ScriptedTransport(answer or site))
    known = Capabilities(multicall=True, quicker_bulk=winner)
    return LanedClient(rest, caller, ENDPOINTS, known, clock=rest.clock)


def test_each_order_goes_a_way_that_is_right_for_it() -> None:
    site = XmlRpcSite(60)
    rest = RestHalf(site)
    wanted = orders(60, Status.SPAM, Status.APPROVED, Status.TRASH)
    outcomes, trouble = carried_out(laned(site, rest), wanted)
    assert trouble is None
    assert statuses(outcomes) == {order.linkback.comment_id: order.wanted for order in wanted}
    assert site.changes() == [20]
    assert {number % 3 for number in rest.done} == {0, 2}


def test_statuses_are_read_back_over_rest() -> None:
    site = XmlRpcSite(60)
    carried_out(laned(site, RestHalf(site)), orders(60, Status.SPAM))
    assert {method for some in site.asked for method in some} == {"wp.editComment"}


@pytest.mark.parametrize(("xmlrpc_s", "winner"), [(0.005, XMLRPC), (0.06, REST)])
def test_the_way_that_costs_less_is_found_and_told(xmlrpc_s: float, winner: TransportKind) -> None:
    site = XmlRpcSite(200)
    rest = RestHalf(site, xmlrpc_s=xmlrpc_s)
    client = laned(site, rest, None)
    outcomes, trouble = carried_out(client, orders(200, Status.SPAM))
    assert trouble is None
    assert statuses(outcomes) == dict.fromkeys(range(1, 201), Status.SPAM)
    assert client.capabilities == Capabilities(multicall=True, quicker_bulk=winner)
    assert min(len(rest.done), sum(site.changes())) <= 16


def test_few_changes_of_an_unknown_site_go_over_rest() -> None:
    site = XmlRpcSite(9)
    rest = RestHalf(site)
    carried_out(laned(site, rest, None), orders(9, Status.SPAM))
    assert (len(rest.done), site.asked) == (9, [])


@pytest.mark.parametrize("closed", ["switched_off", "refuses_login", "lacks_multicall", "firewall"])
@pytest.mark.parametrize("winner", [XMLRPC, None])
def test_where_xmlrpc_is_closed_by_now_rest_takes_over_for_good(closed: str, winner: TransportKind | None) -> None:
    site = XmlRpcSite(100)
    setattr(site, closed, True)
    client = laned(site, RestHalf(site), winner)
    outcomes, trouble = carried_out(client, orders(100, Status.SPAM))
    assert trouble is None
    assert statuses(outcomes) == dict.fromkeys(range(1, 101), Status.SPAM)
    assert not client.capabilities.multicall
    asked = len(site.asked)
    carried_out(client, orders(100, Status.SPAM))
    assert len(site.asked) == asked


def test_a_lost_answer_begins_nothing_by_rest_and_is_no_recommendation() -> None:
    site = XmlRpcSite(100)
    site.loses_answer = True
    rest = RestHalf(site)
    client = laned(site, rest)
    outcomes, trouble = carried_out(client, orders(100, Status.SPAM))
    assert trouble is None
    assert len(outcomes) == 25
    assert all(isinstance(outcome.error, OutcomeUnknown) for outcome in outcomes.values())
    assert rest.done == []
    assert client.capabilities == Capabilities(multicall=True, quicker_bulk=REST)


def test_a_cancelled_run_begins_nothing_more() -> None:
    site, cancelled = XmlRpcSite(400), threading.Event()
    rest = RestHalf(site)
    running = laned(site, rest).carry_out(orders(400, Status.SPAM, Status.APPROVED), cancelled)
    done = len(next(running))
    cancelled.set()
    done += sum(len(some) for some in running)
    assert done == sum(site.changes()) < 400
    assert rest.done == []


def test_secrets_are_not_shown_by_a_client_of_both_ways() -> None:
    site = XmlRpcSite(1)
    assert "EFGH" not in repr(laned(site, RestHalf(site)))


def test_a_client_of_both_ways_is_opened_where_both_are_known_to_work() -> None:
    def opened(capabilities: Capabilities, endpoints: Endpoints = ENDPOINTS) -> ModerationClient:
        return open_client(endpoints, "eva", SECRET, REST, capabilities, connect=lambda: ScriptedTransport(Reply(200)))

    known = Capabilities(multicall=True)
    assert isinstance(opened(known), LanedClient)
    assert not isinstance(opened(Capabilities()), LanedClient)
    assert not isinstance(opened(known, dataclasses.replace(ENDPOINTS, xmlrpc_url=None)), LanedClient)


def opened(site: WordPressSite) -> ModerationClient:
    known = Capabilities(multicall=True, quicker_bulk=XMLRPC)
    return open_client(endpoints_of(site), site.admin.login, site.admin_password, REST, known)


@pytest.mark.parametrize("version", ["6.5", "7.1"])
def test_both_ways_at_once_on_a_real_site(wordpress: WordPressFactory, version: str) -> None:
    site = wordpress(version, database="mariadb")
    site.seed_linkbacks(60, posts=[site.publish("Post", "<p>Text.</p>")], statuses=("hold", "spam", "approve"))
    stored = {comment.id: comment for comment in site.comments()}
    client = opened(site)
    there = client.look_up([CommentId(number) for number in stored])
    aims = {Status.PENDING: Status.SPAM, Status.SPAM: Status.GONE, Status.APPROVED: Status.TRASH}
    outcomes, trouble = carried_out(client, [Order(item, aims[item.status]) for item in there.values()])
    assert trouble is None
    assert statuses(outcomes) == {number: aims[item.status] for number, item in sorted(there.items())}
    left = {comment.id: comment for comment in site.comments()}
    raw = {Status.PENDING: "spam", Status.APPROVED: "trash"}
    assert left == {
        number: dataclasses.replace(stored[number], status=raw[item.status])
        for number, item in there.items()
        if item.status in raw
    }
    assert client.capabilities.multicall
    client.close()


def test_xmlrpc_switched_off_meanwhile_on_a_real_site(wordpress: WordPressFactory) -> None:
    site = wordpress("6.5", database="mariadb")
    site.seed_linkbacks(30, posts=[site.publish("Post", "<p>Text.</p>")])
    client = opened(site)
    there = client.look_up([CommentId(comment.id) for comment in site.comments()])
    site.switch(xmlrpc_off=True)
    outcomes, trouble = carried_out(client, [Order(item, Status.SPAM) for item in there.values()])
    assert trouble is None
    assert set(statuses(outcomes).values()) == {Status.SPAM}
    assert {comment.status for comment in site.comments()} == {"spam"}
    assert not client.capabilities.multicall
    client.close()
