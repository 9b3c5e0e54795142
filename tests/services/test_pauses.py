"""A site in trouble is left alone: longer each time, as long as it asks, or until the user has signed in again."""

import itertools
import random
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.core.decision import Action, Result
from desktop_app.core.errors import LoginRefused, PingdeskError, SiteUnreachable
from desktop_app.core.linkback import Status
from desktop_app.core.site import SiteState
from desktop_app.services.pauses import Pauses
from desktop_app.store.sites import SitesTable
from desktop_app.wordpress.failures import SiteBusy
from tests.fakes.scripted_site import ScriptedSite
from tests.services.conftest import OpenWorkshop, Workshop, open_workshop

NEVER = threading.Event()
DOWN = SiteUnreachable("The site does not answer.")


def troubled(workshop: OpenWorkshop, site: ScriptedSite, trouble: PingdeskError) -> Workshop:
    """Return a workshop whose first decision met with trouble."""
    shop = workshop(blog=site)
    shop.sync.refresh(cancelled=NEVER)
    site.is_down = trouble
    shop.moderator.decide(Action.SPAM, shop.ids()[:1])
    shop.sender.send(cancelled=NEVER)
    return shop


def minutes_left(shop: Workshop) -> float:
    seconds = shop.sender.next_due_s()
    assert seconds is not None
    return seconds / 60


def test_pauses_double_up_to_half_an_hour_each_spread_by_a_quarter() -> None:
    pauses = Pauses(random.Random(7))
    for setbacks, middle_s in ((1, 15), (2, 30), (3, 60), (7, 960), (8, 1800), (500, 1800)):
        found = {pauses.after(setbacks) for _ in range(50)}
        assert timedelta(seconds=middle_s * 0.75) <= min(found) < max(found) <= timedelta(seconds=middle_s * 1.25)


def test_each_failure_makes_the_pause_longer_also_after_a_restart(tmp_path: Path) -> None:
    site = ScriptedSite(1)
    shop = open_workshop(tmp_path, {"blog": site})
    shop.sync.refresh(cancelled=NEVER)
    site.is_down = DOWN
    shop.moderator.decide(Action.SPAM, shop.ids())
    for longest_s in (19, 38, 75, 150):
        shop.sender.send(cancelled=NEVER, at_once=True)
        due_s = shop.sender.next_due_s()
        assert due_s is not None
        assert longest_s / 2 < due_s <= longest_s
        shop.database.close()
        shop = open_workshop(tmp_path, {"blog": site})
    shop.database.close()


def test_a_decision_made_in_a_pause_is_tried_at_once_and_lengthens_no_pause(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(9)
    shop = troubled(workshop, site, DOWN)
    for linkback_id in shop.ids()[1:]:
        shop.moderator.decide(Action.SPAM, [linkback_id])
        assert shop.sender.send(cancelled=NEVER).count(Result.QUEUED) == 1
    assert minutes_left(shop) < 1


def test_success_ends_the_pause_of_all_that_waits(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(2)
    shop = troubled(workshop, site, DOWN)
    site.is_down = None
    shop.moderator.decide(Action.SPAM, shop.ids()[1:])
    assert shop.sender.send(cancelled=NEVER).count(Result.DONE) == 2


def test_a_site_that_was_not_asked_anything_has_not_recovered(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(1)
    shop = workshop(blog=site)
    shop.sync.refresh(cancelled=NEVER)
    site.faults = itertools.repeat("lost-before")
    shop.moderator.decide(Action.SPAM, shop.ids())
    shop.sender.send(cancelled=NEVER)
    asked = site.changes
    shop.moderator.decide(Action.APPROVE, shop.ids())  # has to wait for the answer that was lost
    assert shop.sender.send(cancelled=NEVER).results == ()
    assert site.changes == asked
    (state,) = {one.state for one in SitesTable(shop.database).all()}
    assert state is not SiteState.FINE


def test_what_is_held_back_for_second_thoughts_is_not_hurried(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(3)
    shop = troubled(workshop, site, DOWN)
    site.is_down = None
    shop.moderator.decide(Action.SPAM, shop.ids()[1:2], hold_back_s=60)
    shop.moderator.decide(Action.SPAM, shop.ids()[2:])
    assert shop.sender.send(cancelled=NEVER).count(Result.DONE) == 2
    assert site.status(2) is Status.PENDING


def test_a_refresh_that_goes_well_hurries_what_waits(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(1)
    shop = troubled(workshop, site, DOWN)
    site.is_down = None
    shop.sync.refresh(cancelled=NEVER)
    assert shop.sender.send(cancelled=NEVER).count(Result.DONE) == 1


@pytest.mark.parametrize(("asked_s", "least", "most"), [(600.0, 9.9, 10.0), (1e6, 59.9, 60.0), (1.0, 0.1, 0.4)])
def test_a_busy_site_is_left_alone_for_as_long_as_it_asks_but_an_hour(
    workshop: OpenWorkshop, asked_s: float, least: float, most: float
) -> None:
    site = ScriptedSite(1)
    shop = troubled(workshop, site, SiteBusy("Too many requests.", asked_s))
    assert least < minutes_left(shop) <= most
    (waiting,) = shop.sender.waiting()
    assert ("asks again in an hour" in waiting.reason) is (asked_s > 3600)
    site.is_down = None
    shop.sync.refresh(cancelled=NEVER)  # to read is no leave to write
    assert (minutes_left(shop) > least) is (asked_s > 1)


def test_a_busy_site_is_left_alone_with_new_decisions_too_unless_the_user_insists(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(2)
    shop = troubled(workshop, site, SiteBusy("Too many requests.", 600.0))
    site.is_down = None
    shop.moderator.decide(Action.SPAM, shop.ids()[1:])
    assert shop.sender.send(cancelled=NEVER).results == ()
    assert 9.9 < minutes_left(shop) <= 10.0
    assert shop.sender.send(cancelled=NEVER, at_once=True).count(Result.DONE) == 2


def test_a_site_that_was_signed_in_to_again_gets_its_outbox_at_once(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(1)
    shop = troubled(workshop, site, LoginRefused("The password is not accepted."))
    site.is_down = None
    SitesTable(shop.database).mark(shop.site_ids["blog"], SiteState.FINE, "")  # as every successful test does
    assert shop.sender.send(cancelled=NEVER).count(Result.DONE) == 1


def test_a_refused_password_waits_for_the_user_and_not_for_the_clock(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(1)
    shop = troubled(workshop, site, LoginRefused("The password is not accepted."))
    assert shop.sender.next_due_s() is None
    assert len(shop.sender.waiting()) == 1
    site.is_down = None
    shop.sync.refresh(cancelled=NEVER)  # signed in: due at once
    assert shop.sender.next_due_s() == 0
    assert shop.sender.send(cancelled=NEVER).count(Result.DONE) == 1
