"""Two people decide on one linkback: nothing is sent, and the user chooses between the two."""

import threading
from pathlib import Path

import pytest

from desktop_app.core.decision import Action, Conflict, Result
from desktop_app.core.linkback import CommentId, LinkbackId, Status
from desktop_app.core.queue import QueueRow
from tests.fakes.scripted_site import ScriptedSite, linkback
from tests.services.conftest import OpenWorkshop, Workshop, open_workshop

NEVER = threading.Event()


def row_of(shop: Workshop) -> QueueRow:
    (row,) = shop.queue.rows(shop.ids()).values()
    return row


@pytest.fixture
def site() -> ScriptedSite:
    return ScriptedSite(1)


@pytest.fixture
def shop(workshop: OpenWorkshop, site: ScriptedSite) -> Workshop:
    """Spam, says the user; approved, said a colleague before it was sent."""
    shop = workshop(blog=site)
    shop.sync.refresh(cancelled=NEVER)
    shop.moderator.decide(Action.SPAM, shop.ids())
    site.put(linkback(1, Status.APPROVED))
    shop.sender.send(cancelled=NEVER)
    return shop


def test_both_statuses_are_told_and_nothing_was_sent(shop: Workshop, site: ScriptedSite) -> None:
    row = row_of(shop)
    assert (row.status, row.conflict) == (Status.APPROVED, Conflict(Status.SPAM, Status.APPROVED))
    assert row.attention.startswith("You: spam. Elsewhere: approved.")
    assert [conflict.reference for conflict in shop.sender.conflicts()] == ["blog:1"]
    assert shop.sender.waiting() == []
    assert site.changes == 0


def test_mine_orders_it_after_all_and_can_be_undone(shop: Workshop, site: ScriptedSite) -> None:
    (report,) = shop.moderator.keep_mine(shop.ids())
    assert (report.action, len(report.accepted)) == (Action.SPAM, 1)
    assert shop.sender.send(cancelled=NEVER).count(Result.DONE) == 1
    assert (site.status(1), row_of(shop).conflict) == (Status.SPAM, None)

    assert shop.moderator.undo() is not None
    shop.sender.send(cancelled=NEVER)
    assert site.status(1) is Status.APPROVED
    assert shop.moderator.undo() is None  # of the first act nothing had come


def test_theirs_is_left_as_it_is_and_stays_so_when_the_act_is_undone(shop: Workshop, site: ScriptedSite) -> None:
    assert shop.moderator.keep_theirs(shop.ids()) == tuple(shop.ids())
    assert (row_of(shop).conflict, row_of(shop).attention) == (None, "")
    shop.moderator.undo()
    shop.moderator.redo()
    shop.sender.send(cancelled=NEVER)
    assert (site.status(1), site.changes) == (Status.APPROVED, 0)


def test_where_there_is_no_conflict_neither_does_anything(shop: Workshop) -> None:
    shop.moderator.keep_theirs(shop.ids())
    assert shop.moderator.keep_mine(shop.ids()) == []
    assert shop.moderator.keep_theirs([*shop.ids(), LinkbackId(99)]) == ()


def test_undo_ends_it_and_redo_meets_it_again(shop: Workshop, site: ScriptedSite) -> None:
    undone = shop.moderator.undo()
    assert undone is not None
    assert undone.withdrawn == tuple(shop.ids())
    assert (row_of(shop).conflict, row_of(shop).attention) == (None, "")
    shop.moderator.redo()
    assert shop.sender.send(cancelled=NEVER).count(Result.FAILED) == 1
    assert row_of(shop).conflict is not None
    assert site.status(1) is Status.APPROVED


def test_deciding_anew_ends_it(shop: Workshop, site: ScriptedSite) -> None:
    shop.moderator.decide(Action.TRASH, shop.ids())
    assert row_of(shop).conflict is None
    shop.sender.send(cancelled=NEVER)
    assert (site.status(1), row_of(shop).conflict) == (Status.TRASH, None)


def test_it_is_over_when_the_site_has_what_the_user_wanted(shop: Workshop, site: ScriptedSite) -> None:
    site.put(linkback(1, Status.SPAM))
    shop.sync.refresh(cancelled=NEVER, full=True)
    assert (row_of(shop).conflict, row_of(shop).attention, row_of(shop).status) == (None, "", Status.SPAM)


def test_it_is_over_when_the_linkback_is_gone(shop: Workshop, site: ScriptedSite) -> None:
    del site.linkbacks_there[CommentId(1)]
    shop.sync.refresh(cancelled=NEVER, full=True)
    assert (row_of(shop).conflict, row_of(shop).status) == (None, Status.GONE)


def test_it_follows_what_is_decided_elsewhere_next(shop: Workshop, site: ScriptedSite) -> None:
    site.put(linkback(1, Status.TRASH))
    shop.sync.refresh(cancelled=NEVER, full=True)
    assert row_of(shop).conflict == Conflict(Status.SPAM, Status.TRASH)
    assert "Elsewhere: trash" in row_of(shop).attention


def test_it_outlives_a_restart(tmp_path: Path, shop: Workshop, site: ScriptedSite) -> None:
    shop.database.close()
    again = open_workshop(tmp_path, {"blog": site})
    again.sync.refresh(cancelled=NEVER)
    assert row_of(again).conflict == Conflict(Status.SPAM, Status.APPROVED)
    again.database.close()


def test_mine_takes_another_way_where_the_same_action_is_not_to_be_had(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(1)
    shop = workshop(blog=site)
    shop.sync.refresh(cancelled=NEVER)
    for action in (Action.SPAM, Action.UNSPAM):
        shop.moderator.decide(action, shop.ids())
        if action is Action.SPAM:
            shop.sender.send(cancelled=NEVER)
    site.put(linkback(1, Status.TRASH))
    shop.sender.send(cancelled=NEVER)
    assert row_of(shop).conflict == Conflict(Status.PENDING, Status.TRASH)
    (report,) = shop.moderator.keep_mine(shop.ids())
    assert report.action is Action.HOLD
    shop.sender.send(cancelled=NEVER)
    assert site.status(1) is Status.PENDING


def test_an_order_of_ours_that_came_late_is_no_conflict(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(1)
    shop = workshop(blog=site)
    shop.sync.refresh(cancelled=NEVER)
    site.faults = iter(["lost-before"] * 3)
    shop.moderator.decide(Action.SPAM, shop.ids())
    shop.sender.send(cancelled=NEVER)
    shop.moderator.decide(Action.APPROVE, shop.ids())
    site.put(linkback(1, Status.SPAM))  # the server has finished what it had begun
    shop.sender.send(cancelled=NEVER, at_once=True)
    assert (site.status(1), row_of(shop).conflict) == (Status.APPROVED, None)


@pytest.mark.parametrize(
    ("before", "action", "theirs"),
    [
        (Status.SPAM, Action.UNSPAM, Status.TRASH),
        (Status.TRASH, Action.RESTORE, Status.SPAM),
    ],
)
def test_what_was_to_be_brought_back_and_was_thrown_away_elsewhere_is_a_conflict_too(
    workshop: OpenWorkshop, before: Status, action: Action, theirs: Status
) -> None:
    site = ScriptedSite()
    site.put(linkback(1, before))
    shop = workshop(blog=site)
    shop.sync.refresh(cancelled=NEVER)
    shop.moderator.decide(action, shop.ids())
    site.put(linkback(1, theirs))
    ((_, result),) = shop.sender.send(cancelled=NEVER).results
    assert (result.result, site.changes) == (Result.FAILED, 0)
    assert row_of(shop).conflict == Conflict(Status.PENDING, theirs)
