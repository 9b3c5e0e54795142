"""A refresh brings in what is new, notices what changed, and remembers what is gone."""

import threading

from desktop_app.core.decision import Action
from desktop_app.core.errors import Cancelled, SiteUnreachable
from desktop_app.core.linkback import CommentId, Status
from desktop_app.core.query import Query
from tests.fakes.scripted_site import ScriptedSite, linkback
from tests.services.conftest import OpenWorkshop

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
