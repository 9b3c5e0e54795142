"""Which changes come to the same by REST and by XML-RPC: done by both on real WordPress, and compared afterwards."""

import dataclasses
import itertools
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from desktop_app.core.linkback import ON_SITE, CommentId, RemoteLinkback, Status
from desktop_app.core.site import Endpoints, TransportKind
from desktop_app.wordpress.client import ModerationClient, Order, open_client
from desktop_app.wordpress.equivalence import xmlrpc_is_as_good
from tests.bench.fixtures import WordPressFactory
from tests.bench.site import WordPressSite
from tests.bench.values import StoredComment
from tests.fakes.orders import bring_back, set_status
from tests.wordpress.conftest import endpoints_of
from tests.wordpress.scripted import ENDPOINTS, linkback

_NUMBERS = itertools.count(1)
REST, XMLRPC = TransportKind.REST, TransportKind.XMLRPC
WANTED = (*ON_SITE, None, Status.GONE)
PAIRS = [(before, wanted) for before in ON_SITE for wanted in WANTED if wanted is not before]
WORDS = {Status.PENDING: "hold", Status.APPROVED: "approved", Status.SPAM: "spam", Status.TRASH: "trash"}


def is_as_good(before: Status, wanted: Status | None, endpoints: Endpoints = ENDPOINTS) -> bool:
    return xmlrpc_is_as_good(Order(linkback(status=WORDS[before]), wanted), endpoints)


EQUAL = [pair for pair in PAIRS if is_as_good(*pair)]


def test_the_changes_that_may_go_either_way() -> None:
    assert EQUAL == [
        (Status.PENDING, Status.SPAM),
        (Status.APPROVED, Status.PENDING),
        (Status.SPAM, Status.PENDING),
        (Status.SPAM, Status.GONE),
        (Status.TRASH, Status.PENDING),
        (Status.TRASH, Status.GONE),
    ]


@pytest.mark.parametrize(("before", "wanted"), PAIRS)
def test_a_filter_that_learns_is_told_of_everything(before: Status, wanted: Status | None) -> None:
    assert not is_as_good(before, wanted, dataclasses.replace(ENDPOINTS, has_learning_filter=True))


@dataclass(frozen=True, slots=True)
class Trace:
    """What a change has left behind: the comment's row but for its id, its memory, and how many mails were sent."""

    row: StoredComment | None
    memory: dict[str, str]
    mails: int


class Bench:
    """One site, and both ways to it."""

    def __init__(self, site: WordPressSite) -> None:
        self.site = site
        author = site.create_user(f"mailed-{next(_NUMBERS)}", "author")
        self._post = site.publish("Post", "<p>Text.</p>", author=author)
        login = (endpoints_of(site), site.admin.login, site.admin_password)
        self.ways = {kind: open_client(*login, kind) for kind in (REST, XMLRPC)}

    @property
    def rest(self) -> ModerationClient:
        return self.ways[REST]

    def linkback(self, status: Status) -> RemoteLinkback:
        """Store a linkback that has got its status as wp-admin gives it: from pending."""
        self.site.clear_comments()
        self.site.seed_linkbacks(1, posts=[self._post], statuses=("hold",))
        stored = self.look(self.site.comments()[-1].id)
        if status is not Status.PENDING:
            set_status(self.rest, stored, status)
        return self.look(stored.comment_id)

    def look(self, number: int) -> RemoteLinkback:
        return self.rest.look_up([CommentId(number)])[CommentId(number)]

    def change(self, by: TransportKind, linkback: RemoteLinkback, wanted: Status | None) -> Trace:
        sent_before = len(self.site.mails())
        ((outcome,),) = self.ways[by].carry_out([Order(linkback, wanted)], threading.Event())
        assert outcome.error is None
        return self.trace(linkback, sent_before)

    def let_a_month_pass(self) -> None:
        """Make what is in the trash a month older, and run WordPress's daily clean-up."""
        self.site._ask("let_a_month_pass")

    def trace(self, linkback: RemoteLinkback, sent_before: int = 0) -> Trace:
        rows = {row.id: dataclasses.replace(row, id=0) for row in self.site.comments()}
        memory = {key: value for number, key, value in self.site.comment_meta() if number == linkback.comment_id}
        if "_wp_trash_meta_time" in memory:
            memory["_wp_trash_meta_time"] = "then"
        return Trace(rows.get(linkback.comment_id), memory, len(self.site.mails()) - sent_before)


@pytest.fixture(params=["6.5", "7.1"])
def bench(request: pytest.FixtureRequest, wordpress: WordPressFactory) -> Iterator[Bench]:
    made = Bench(wordpress(str(request.param), database="mariadb"))
    yield made
    for client in made.ways.values():
        client.close()


@pytest.mark.parametrize(("before", "wanted"), EQUAL)
def test_nothing_on_the_site_tells_which_way_was_taken(bench: Bench, before: Status, wanted: Status) -> None:
    by_rest, by_xmlrpc = (bench.change(way, bench.linkback(before), wanted) for way in (REST, XMLRPC))
    assert (by_rest.row, by_rest.mails) == (by_xmlrpc.row, by_xmlrpc.mails)
    if wanted is not Status.SPAM:
        assert by_rest.memory == by_xmlrpc.memory
    else:  # no memory means "pending", too, as the next tests show
        assert by_rest.memory == {"_wp_trash_meta_status": "0", "_wp_trash_meta_time": "then"}
        assert by_xmlrpc.memory == {}


@pytest.mark.parametrize("way", [REST, XMLRPC])
def test_a_pending_linkback_marked_as_spam_comes_back_pending(bench: Bench, way: TransportKind) -> None:
    linkback = bench.linkback(Status.PENDING)
    bench.change(way, linkback, Status.SPAM)
    assert bring_back(bench.rest, linkback) is Status.PENDING
    assert bench.trace(linkback).memory == {}


@pytest.mark.parametrize("way", [REST, XMLRPC])
def test_spam_survives_the_daily_clean_up_and_then_comes_back_pending(bench: Bench, way: TransportKind) -> None:
    linkback = bench.linkback(Status.PENDING)
    bench.change(way, linkback, Status.SPAM)
    bench.let_a_month_pass()
    assert bench.look(linkback.comment_id).status is Status.SPAM
    assert bench.trace(linkback).memory == {}
    assert bring_back(bench.rest, linkback) is Status.PENDING


@pytest.mark.parametrize("before", [Status.PENDING, Status.SPAM, Status.TRASH])
def test_approving_by_rest_alone_mails_the_author(bench: Bench, before: Status) -> None:
    by_rest, by_xmlrpc = (bench.change(way, bench.linkback(before), Status.APPROVED) for way in (REST, XMLRPC))
    assert (by_rest.mails, by_xmlrpc.mails) == (1, 0)


@pytest.mark.parametrize("away", [Status.SPAM, Status.TRASH])
def test_rest_alone_remembers_that_a_linkback_was_approved(bench: Bench, away: Status) -> None:
    for way, expected in ((REST, Status.APPROVED), (XMLRPC, Status.PENDING)):
        linkback = bench.linkback(Status.APPROVED)
        bench.change(way, linkback, away)
        assert bring_back(bench.rest, linkback) is expected


def test_the_clean_up_finds_only_what_rest_has_trashed(bench: Bench) -> None:
    for way, expected in ((REST, None), (XMLRPC, "trash")):
        linkback = bench.linkback(Status.PENDING)
        bench.change(way, linkback, Status.TRASH)
        bench.let_a_month_pass()
        assert bench.site.status(linkback.comment_id) == expected


def test_the_one_difference_that_is_accepted(bench: Bench) -> None:
    # The memory of an earlier spam is left where a linkback was brought out of spam by a plain status.
    for way, expected in ((REST, Status.PENDING), (XMLRPC, Status.APPROVED)):
        linkback = bench.linkback(Status.APPROVED)
        for status in (Status.SPAM, Status.PENDING):
            set_status(bench.rest, linkback, status)
        bench.change(way, bench.look(linkback.comment_id), Status.SPAM)
        assert bring_back(bench.rest, linkback) is expected
