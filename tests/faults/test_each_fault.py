"""What each fault of the way to a real WordPress means to both clients: was it done, is it known, can it be asked."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from desktop_app.core.errors import MalformedReply, OutcomeUnknown, SiteUnreachable
from desktop_app.core.linkback import CommentId, RemoteLinkback, Status
from desktop_app.core.site import TransportKind
from desktop_app.wordpress.client import ModerationClient, Order, open_client
from desktop_app.wordpress.failures import SiteBusy
from desktop_app.wordpress.transport import Bounds, HttpTransport
from tests.bench.fixtures import WordPressFactory
from tests.bench.site import WordPressSite
from tests.fakes.fault_proxy import Asked, Fault, FaultProxy, fault_proxy, no_faults
from tests.fakes.orders import set_status
from tests.faults.profile import endpoints_at, truth

NEVER = threading.Event()

NOT_DONE = (Fault.DROP_BEFORE, Fault.ERROR_BEFORE, Fault.HTML_BEFORE)
DONE_UNKNOWN = (Fault.DROP_AFTER, Fault.CUT, Fault.TRUNCATE, Fault.ERROR_AFTER, Fault.HTML_AFTER)
HARMLESS = (Fault.LATE, Fault.CLOSE_IDLE)


@dataclass(frozen=True, slots=True)
class Line:
    """A site, the proxy before it, and a client that talks through it."""

    site: WordPressSite
    proxy: FaultProxy
    client: ModerationClient
    linkbacks: list[RemoteLinkback]


@pytest.fixture(params=list(TransportKind))
def line(request: pytest.FixtureRequest, wordpress: WordPressFactory) -> Iterator[Line]:
    """Three pending linkbacks, seen through the proxy."""
    yield from _line(wordpress(), request.param, HttpTransport)


def _line(site: WordPressSite, kind: TransportKind, connect: Callable[[], HttpTransport]) -> Iterator[Line]:
    site.seed_linkbacks(3, posts=[site.publish("A post", "<p>Text.</p>")], statuses=("hold",))
    with fault_proxy(site.url) as proxy:
        login = (site.admin.login, site.admin_password)
        client = open_client(endpoints_at(proxy.url, site), *login, kind, connect=connect)
        found = client.look_up([CommentId(comment.id) for comment in site.comments()])
        yield Line(site, proxy, client, list(found.values()))
        client.close()


def on_changes(fault: Fault) -> Callable[[Asked], Fault | None]:
    return lambda asked: fault if asked.changes else None


@pytest.mark.parametrize("fault", [*NOT_DONE, *DONE_UNKNOWN])
def test_a_change_without_an_answer_is_left_open_and_told_by_looking(line: Line, fault: Fault) -> None:
    line.proxy.plan = on_changes(fault)
    first = line.linkbacks[0]
    with pytest.raises(OutcomeUnknown):
        set_status(line.client, first, Status.SPAM)
    line.proxy.plan = no_faults
    told = line.client.look_up([first.comment_id])[first.comment_id].status
    assert told is (Status.SPAM if fault in DONE_UNKNOWN else Status.PENDING)
    assert line.site.status(first.comment_id) == ("spam" if fault in DONE_UNKNOWN else "0")
    assert set_status(line.client, first, Status.SPAM) is Status.SPAM


@pytest.mark.parametrize("fault", HARMLESS)
def test_slow_answers_and_closed_connections_do_no_harm(line: Line, fault: Fault) -> None:
    line.proxy.plan = lambda _asked: fault
    for linkback in line.linkbacks:
        assert set_status(line.client, linkback, Status.SPAM) is Status.SPAM
    assert set(truth(line.site).values()) == {"spam"}


def test_a_busy_site_was_not_changed_and_says_when_to_come_back(line: Line) -> None:
    line.proxy.plan = on_changes(Fault.BUSY)
    with pytest.raises(SiteBusy) as caught:
        set_status(line.client, line.linkbacks[0], Status.SPAM)
    assert caught.value.retry_after_s == 1.0
    assert set(truth(line.site).values()) == {"0"}


@pytest.mark.parametrize("fault", [*NOT_DONE, *DONE_UNKNOWN, Fault.BUSY])
def test_what_cannot_be_read_is_said_and_can_be_read_later(line: Line, fault: Fault) -> None:
    line.proxy.plan = lambda _asked: fault
    for read in (line.client.account, lambda: list(line.client.linkbacks(Status.PENDING)), line.client.pending):
        with pytest.raises((SiteUnreachable, MalformedReply)):
            read()
    line.proxy.plan = no_faults
    assert [len(page) for page in line.client.linkbacks(Status.PENDING)] == [3]


@pytest.mark.parametrize("fault", [*NOT_DONE, *DONE_UNKNOWN])
def test_after_a_lost_answer_nothing_new_is_begun_and_all_that_was_begun_is_answered_for(
    line: Line, fault: Fault
) -> None:
    line.proxy.plan = on_changes(fault)
    orders = [Order(linkback, Status.SPAM) for linkback in line.linkbacks]
    outcomes = [outcome for some in line.client.carry_out(orders, NEVER) for outcome in some]
    open_ones = {outcome.order.linkback.comment_id for outcome in outcomes}
    assert all(isinstance(outcome.error, OutcomeUnknown) for outcome in outcomes)
    changed = {number for number, status in truth(line.site).items() if status == "spam"}
    assert changed <= open_ones
    assert open_ones


@pytest.mark.parametrize("kind", list(TransportKind))
def test_an_answer_that_never_comes_leaves_the_change_open(wordpress: WordPressFactory, kind: TransportKind) -> None:
    hasty = Bounds(read_s=2.0)
    for line in _line(wordpress(), kind, lambda: HttpTransport(hasty)):
        line.proxy.late_s = 2 * hasty.read_s
        line.proxy.plan = on_changes(Fault.LATE)
        with pytest.raises(OutcomeUnknown):
            set_status(line.client, line.linkbacks[0], Status.SPAM)
        line.proxy.plan = no_faults
        assert set_status(line.client, line.linkbacks[0], Status.SPAM) is Status.SPAM


def test_no_password_is_kept_of_what_came_by(line: Line) -> None:
    line.client.account()
    assert line.site.admin_password.replace(" ", "") not in repr(line.proxy.asked).replace(" ", "")
    assert {asked.status for asked in line.proxy.asked} == {200}
