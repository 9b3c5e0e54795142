"""A refresh brings in what is new, notices what changed, and remembers what is gone."""

import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from desktop_app.core.decision import Action
from desktop_app.core.errors import Cancelled, SiteUnreachable
from desktop_app.core.linkback import CommentId, Post, PostId, RemoteLinkback, Status
from desktop_app.core.query import Query
from desktop_app.store.progress import ProgressTable
from desktop_app.wordpress.client import Pending
from tests.fakes.scripted_site import ScriptedSite, linkback
from tests.services.conftest import OpenWorkshop, Workshop

NEVER = threading.Event()


def test_new_changed_and_gone_are_told_apart(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(5)
    shop = workshop(blog=site)
    (first,) = shop.sync.refresh(cancelled=NEVER)
    assert (first.new, first.changed, first.gone, first.pending) == (5, 0, 0, 5)

    site.put(linkback(1, Status.APPROVED))
    del site.linkbacks_there[CommentId(2)]
    site.put(linkback(6))
    (second,) = shop.sync.refresh(cancelled=NEVER)
    assert (second.new, second.changed, second.gone, second.pending) == (1, 1, 1, 4)
    (third,) = shop.sync.refresh(cancelled=NEVER)
    assert (third.new, third.changed, third.gone) == (0, 0, 0)


def test_posts_get_their_titles(workshop: OpenWorkshop) -> None:
    shop = workshop(blog=ScriptedSite(1))
    shop.sync.refresh(cancelled=NEVER)
    (row,) = shop.queue.rows(shop.ids()).values()
    assert (row.post_title, row.post_url) == ("Post 1", "https://blog.example/1")


def test_a_failing_site_is_told_and_the_others_are_refreshed(workshop: OpenWorkshop) -> None:
    down = ScriptedSite(1)
    down.is_down = SiteUnreachable("No answer.")
    shop = workshop(down=down, up=ScriptedSite(2))
    reports = {report.site_key: report for report in shop.sync.refresh(cancelled=NEVER)}
    assert str(reports["down"].error) == "No answer."
    assert reports["up"].new == 2
    assert {site.key: site.state_reason for site in shop.queue.sites()} == {"down": "No answer.", "up": ""}


def test_only_the_sites_asked_for_are_refreshed(workshop: OpenWorkshop) -> None:
    shop = workshop(one=ScriptedSite(1), other=ScriptedSite(1))
    (report,) = shop.sync.refresh([shop.site_ids["other"]], cancelled=NEVER)
    assert report.site_key == "other"


def test_an_unsent_decision_stays_what_the_user_sees(workshop: OpenWorkshop) -> None:
    shop = workshop(blog=ScriptedSite(1))
    shop.sync.refresh(cancelled=NEVER)
    shop.moderator.decide(Action.SPAM, shop.ids())
    shop.sync.refresh(cancelled=NEVER)
    assert shop.queue.ids(Query(statuses=frozenset({Status.SPAM}))) == shop.ids()


def test_a_cancelled_refresh_stops_and_keeps_what_arrived(workshop: OpenWorkshop) -> None:
    stop = threading.Event()
    stop.set()
    shop = workshop(blog=ScriptedSite(1))
    (report,) = shop.sync.refresh(cancelled=stop)
    assert isinstance(report.error, Cancelled)


class GuardedSite(ScriptedSite):
    """Counts what it is asked for, tells only its newest pending linkbacks, and knows of some that it does not show."""

    def __init__(self, count: int, *, shown: int = 1000, hidden: int = 0) -> None:
        super().__init__(count)
        self.asked: list[str] = []
        self.shown = shown
        self.hidden = hidden

    def linkbacks(
        self, status: Status, *, limit: int | None = None, agents: bool = True
    ) -> Iterator[Sequence[RemoteLinkback]]:
        self.asked.append(f"list {status.value}")
        return super().linkbacks(status, limit=limit, agents=agents)

    def look_up(self, ids: Collection[CommentId]) -> dict[CommentId, RemoteLinkback]:
        self.asked.append(f"look up {len(ids)}")
        return dict(super().look_up(ids))

    def posts(self, ids: Collection[PostId]) -> Sequence[Post]:
        self.asked.append("posts")
        return [post for post in super().posts(ids) if post.post_id != 1]

    def arrivals(self, after: CommentId) -> Iterator[Sequence[RemoteLinkback]]:
        self.asked.append("arrivals")
        return super().arrivals(after)

    def pending(self) -> Pending:
        self.asked.append("pending")
        ids = sorted(super().pending().ids, reverse=True)
        is_whole = len(ids) <= self.shown and not self.hidden
        return Pending(frozenset(ids[: self.shown]), is_whole=is_whole, count=len(ids) + self.hidden)

    def asked_by(self, shop: Workshop) -> list[str]:
        """Return what one refresh asks for."""
        self.asked.clear()
        (report,) = shop.sync.refresh(cancelled=NEVER)
        assert report.error is None
        assert report.is_full is ("list pending" in self.asked)
        return self.asked


GLANCE = ["arrivals", "pending"]


@pytest.mark.parametrize("site", [GuardedSite(0), GuardedSite(7), GuardedSite(7, shown=3), GuardedSite(7, hidden=2)])
def test_a_refresh_with_nothing_new_asks_for_two_small_things_only(workshop: OpenWorkshop, site: GuardedSite) -> None:
    shop = workshop(blog=site)
    assert "list pending" in site.asked_by(shop)  # the first time
    assert site.asked_by(shop) == GLANCE
    assert site.asked_by(shop) == GLANCE


def test_a_glance_finds_what_arrived_and_what_is_no_longer_pending(workshop: OpenWorkshop) -> None:
    site = GuardedSite(9, shown=5)
    shop = workshop(blog=site)
    site.asked_by(shop)
    site.put(linkback(10, Status.SPAM))
    site.put(linkback(11))
    site.put(linkback(8, Status.APPROVED))
    del site.linkbacks_there[CommentId(9)]
    assert site.asked_by(shop) == [*GLANCE, "look up 2"]
    statuses = {row.comment_id: row.status for row in shop.queue.rows(shop.ids()).values()}
    assert [statuses[CommentId(number)] for number in (8, 9, 10, 11)] == [
        Status.APPROVED,
        Status.GONE,
        Status.SPAM,
        Status.PENDING,
    ]
    assert site.asked_by(shop) == GLANCE


def test_what_a_glance_cannot_explain_is_searched_for_in_full(workshop: OpenWorkshop) -> None:
    site = GuardedSite(9, shown=3, hidden=1)
    shop = workshop(blog=site)
    site.asked_by(shop)
    site.put(linkback(2, Status.APPROVED))  # too old to be told
    assert "list pending" in site.asked_by(shop)
    assert site.asked_by(shop) == GLANCE
    assert {row.status for row in shop.queue.rows(shop.ids()).values() if row.comment_id == 2} == {Status.APPROVED}


def test_where_very_much_has_changed_everything_is_read(workshop: OpenWorkshop) -> None:
    site = GuardedSite(400)
    shop = workshop(blog=site)
    site.asked_by(shop)
    for number in range(1, 301):
        site.put(linkback(number, Status.SPAM))
    assert "list spam" in site.asked_by(shop)


def test_once_in_a_while_and_when_asked_everything_is_compared(workshop: OpenWorkshop) -> None:
    site = GuardedSite(2)
    shop = workshop(blog=site)
    site.asked_by(shop)
    (report,) = shop.sync.refresh(cancelled=NEVER, full=True)
    assert report.is_full
    table = ProgressTable(shop.database)
    site_id = shop.site_ids["blog"]
    long_ago = datetime.now(UTC) - timedelta(minutes=61)
    table.keep(site_id, replace(table.of(site_id), reconciled=long_ago))
    assert "list trash" in site.asked_by(shop)


def test_what_arrives_while_everything_is_read_is_taken_by_the_next_glance(workshop: OpenWorkshop) -> None:
    class BusySite(ScriptedSite):
        def linkbacks(
            self, status: Status, *, limit: int | None = None, agents: bool = True
        ) -> Iterator[Sequence[RemoteLinkback]]:
            if status is Status.SPAM:
                self.put(linkback(10, Status.APPROVED))
                self.put(linkback(11, Status.SPAM))
            return (
                page for page in super().linkbacks(status, limit=limit, agents=agents) if status is not Status.APPROVED
            )

    site = BusySite(3)
    shop = workshop(blog=site)
    shop.sync.refresh(cancelled=NEVER)
    shop.sync.refresh(cancelled=NEVER)
    assert {row.comment_id for row in shop.queue.rows(shop.ids()).values()} == {1, 2, 3, 10, 11}


def test_a_refresh_that_breaks_off_misses_nothing_the_next_time(workshop: OpenWorkshop) -> None:
    class BreakingSite(ScriptedSite):
        breaks = False

        def arrivals(self, after: CommentId) -> Iterator[Sequence[RemoteLinkback]]:
            for page in super().arrivals(after):
                yield page[:1]
                if self.breaks:
                    raise SiteUnreachable("The line is dead.")
                yield page[1:]

    site = BreakingSite(1)
    shop = workshop(blog=site)
    shop.sync.refresh(cancelled=NEVER)
    for number in (5, 6):
        site.put(linkback(number, Status.SPAM))
    site.breaks = True
    shop.sync.refresh(cancelled=NEVER)
    site.breaks = False
    shop.sync.refresh(cancelled=NEVER)
    assert {row.comment_id for row in shop.queue.rows(shop.ids()).values()} == {1, 5, 6}


def test_a_post_that_the_site_does_not_tell_is_asked_for_again_after_a_day_only(workshop: OpenWorkshop) -> None:
    site = GuardedSite(1)
    shop = workshop(blog=site)
    assert "posts" in site.asked_by(shop)
    assert "posts" not in site.asked_by(shop)
    with shop.database.writing() as connection:
        connection.execute("UPDATE posts SET fetched = fetched - 90000")
    assert "posts" in site.asked_by(shop)
    (row,) = shop.queue.rows(shop.ids()).values()
    assert (row.post_title, row.post_url) == ("", "")


class TalkativeSite(ScriptedSite):
    """Tells agents only where they are asked for, as a site does whose long lists come by XML-RPC."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.agents_wanted: list[bool] = []

    def linkbacks(
        self, status: Status, *, limit: int | None = None, agents: bool = True
    ) -> Iterator[Sequence[RemoteLinkback]]:
        if status is Status.PENDING:
            self.agents_wanted.append(agents)
        for page in super().linkbacks(status, limit=limit, agents=agents):
            yield page if agents else [replace(one, author_agent="") for one in page]


def agents_of(shop: Workshop) -> set[str]:
    return {detail.author_agent for one in shop.ids() if (detail := shop.queue.detail(one)) is not None}


def test_agents_that_a_quick_first_reading_left_out_are_filled_in_and_kept(workshop: OpenWorkshop) -> None:
    site = TalkativeSite(3)
    shop = workshop(blog=site)
    told: list[set[str]] = []
    for _ in range(3):
        shop.sync.refresh(cancelled=NEVER, full=True)
        told.append(agents_of(shop))
    assert site.agents_wanted == [False, True, False]
    assert told == [{""}, {"WordPress/6.5"}, {"WordPress/6.5"}]


def test_what_moves_while_the_lists_are_read_is_looked_up(workshop: OpenWorkshop) -> None:
    class MovingSite(ScriptedSite):
        def linkbacks(
            self, status: Status, *, limit: int | None = None, agents: bool = True
        ) -> Iterator[Sequence[RemoteLinkback]]:
            yield from super().linkbacks(status, limit=limit, agents=agents)
            if status in (Status.PENDING, Status.SPAM):  # either list has it, whichever is read first
                yield [linkback(2, status)]

    site = MovingSite(1)
    site.put(linkback(2, Status.APPROVED))
    shop = workshop(blog=site)
    shop.sync.refresh(cancelled=NEVER)
    approved = shop.queue.rows(shop.queue.ids(Query(statuses=frozenset({Status.APPROVED}))))
    assert [row.comment_id for row in approved.values()] == [2]
