"""Colleagues, other processes and slow servers: nobody is overruled silently, nothing is reported wrongly."""

import itertools
import threading
from datetime import UTC, datetime, timedelta

import pytest

from desktop_app.core.decision import Action, Result
from desktop_app.core.errors import OutcomeUnknown, StoreUnavailable
from desktop_app.core.linkback import CommentId, Status
from desktop_app.store.linkbacks import LinkbacksTable
from tests.fakes.scripted_site import ScriptedSite, linkback
from tests.services.conftest import OpenWorkshop, Workshop

NEVER = threading.Event()


def refreshed(workshop: OpenWorkshop, **sites: ScriptedSite) -> Workshop:
    shop = workshop(**sites)
    shop.sync.refresh(cancelled=NEVER)
    return shop


def test_a_refresh_between_deciding_and_sending_does_not_hide_a_colleagues_decision(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(1)
    shop = refreshed(workshop, blog=site)
    shop.moderator.decide(Action.APPROVE, shop.ids())
    site.put(linkback(1, Status.SPAM))
    shop.sync.refresh(cancelled=NEVER)
    ((_, result),) = shop.sender.send(cancelled=NEVER).results
    assert (result.result, site.status(1)) == (Result.FAILED, Status.SPAM)


def test_undo_leaves_alone_what_a_colleague_changed_since(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(2)
    shop = refreshed(workshop, blog=site)
    shop.moderator.decide(Action.APPROVE, shop.ids())
    shop.sender.send(cancelled=NEVER)
    site.put(linkback(1, Status.SPAM))
    shop.sync.refresh(cancelled=NEVER, full=True)
    undone = shop.moderator.undo()
    assert undone is not None
    assert undone.count == 1
    shop.sender.send(cancelled=NEVER)
    assert (site.status(1), site.status(2)) == (Status.SPAM, Status.PENDING)


def test_a_server_that_carries_out_a_change_after_its_answer_was_lost_did_our_order(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(1)
    shop = refreshed(workshop, blog=site)
    site.faults = itertools.repeat("lost-before")
    shop.moderator.decide(Action.SPAM, shop.ids())
    assert isinstance(shop.sender.send(cancelled=NEVER).errors["blog"], OutcomeUnknown)
    site.faults = itertools.repeat(None)
    site.put(linkback(1, Status.SPAM))  # the server has finished what it had begun
    ((_, result),) = shop.sender.send(cancelled=NEVER, at_once=True).results
    assert result.result is Result.DONE
    assert shop.moderator.undo() is not None


def test_what_was_interrupted_is_due_again_by_itself(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(1)
    shop = refreshed(workshop, blog=site)
    site.faults = itertools.repeat("lost-before")
    shop.moderator.decide(Action.SPAM, shop.ids())
    shop.sender.send(cancelled=NEVER)
    assert shop.sender.next_due_s() is not None
    assert shop.sender.waiting()


def test_a_cancelled_sending_stops_between_two_items_and_keeps_the_rest(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(10)
    shop = refreshed(workshop, blog=site)
    shop.moderator.decide(Action.SPAM, shop.ids())
    stop = threading.Event()
    report = shop.sender.send(cancelled=stop, on_result=lambda _id, _result: stop.set())
    assert len(report.results) == 1
    assert len(shop.sender.waiting()) == 9
    assert shop.sender.send(cancelled=NEVER).count(Result.DONE) == 9


def test_an_answer_older_than_our_own_change_does_not_bring_the_old_status_back(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(1)
    shop = refreshed(workshop, blog=site)
    asked = datetime.now(UTC)
    stale = dict(site.linkbacks_there)
    for action in (Action.TRASH, Action.DELETE):
        shop.moderator.decide(action, shop.ids())
        shop.sender.send(cancelled=NEVER)
    LinkbacksTable(shop.database).take(shop.site_ids["blog"], stale.values(), asked=asked)
    (row,) = shop.queue.rows(shop.ids()).values()
    assert row.status is Status.GONE
    later = datetime.now(UTC) + timedelta(seconds=1)
    LinkbacksTable(shop.database).take(shop.site_ids["blog"], stale.values(), asked=later)
    (row,) = shop.queue.rows(shop.ids()).values()
    assert row.status is Status.PENDING


def test_what_vanished_from_spam_is_noticed_too(workshop: OpenWorkshop) -> None:
    site = ScriptedSite()
    for number, status in enumerate((Status.SPAM, Status.TRASH, Status.APPROVED), start=1):
        site.put(linkback(number, status))
    shop = refreshed(workshop, blog=site)
    del site.linkbacks_there[CommentId(1)]
    site.put(linkback(3, Status.PENDING))
    (report,) = shop.sync.refresh(cancelled=NEVER, full=True)
    assert (report.gone, report.changed) == (1, 1)


def test_what_was_edited_on_the_site_is_shown_as_it_is_now(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(1)
    shop = refreshed(workshop, blog=site)
    site.put(linkback(1, sender="moved.example"))
    (report,) = shop.sync.refresh(cancelled=NEVER, full=True)
    (row,) = shop.queue.rows(shop.ids()).values()
    assert row.sender == "moved.example"
    assert report.changed == 0  # its status is what it was


def test_a_refusal_is_no_longer_shown_once_a_later_decision_was_done(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(1)
    shop = refreshed(workshop, blog=site)
    shop.moderator.decide(Action.APPROVE, shop.ids())
    site.put(linkback(1, Status.TRASH))
    shop.sender.send(cancelled=NEVER)
    (row,) = shop.queue.rows(shop.ids()).values()
    assert (row.status, row.failed_action) == (Status.TRASH, Action.APPROVE)
    shop.moderator.decide(Action.SPAM, shop.ids())
    shop.sender.send(cancelled=NEVER)
    (row,) = shop.queue.rows(shop.ids()).values()
    assert (row.status, row.attention, row.failed_action) == (Status.SPAM, "", None)


def test_undo_of_a_partly_sent_deletion_takes_back_the_rest_and_says_so(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(4)
    shop = refreshed(workshop, blog=site)
    shop.moderator.decide(Action.TRASH, shop.ids())
    shop.sender.send(cancelled=NEVER)
    stop = threading.Event()
    shop.moderator.decide(Action.DELETE, shop.ids())
    shop.sender.send(cancelled=stop, on_result=lambda _id, _result: stop.set())
    undone = shop.moderator.undo()
    assert undone is not None
    assert (len(undone.withdrawn), len(undone.final)) == (3, 1)
    assert shop.moderator.redo() is None  # deleting asks first, so it is never done again by a key
    shop.sender.send(cancelled=NEVER, at_once=True)
    assert len(site.linkbacks_there) == 3


def test_undo_happens_as_a_whole_or_not_at_all(workshop: OpenWorkshop, monkeypatch: pytest.MonkeyPatch) -> None:
    site = ScriptedSite(1)
    shop = refreshed(workshop, blog=site)
    shop.moderator.decide(Action.SPAM, shop.ids())
    shop.sender.send(cancelled=NEVER)

    def full(*_arguments: object, **_more: object) -> None:
        raise StoreUnavailable("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(type(shop.moderator), "_go_back", full)
        with pytest.raises(StoreUnavailable):
            shop.moderator.undo()
    act = shop.moderator.next_to_undo()
    assert act is not None
    assert act.action is Action.SPAM
    assert shop.moderator.undo() is not None


def test_results_of_an_act_can_be_read_whoever_sent_it(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(2)
    shop = refreshed(workshop, blog=site)
    report = shop.moderator.decide(Action.SPAM, shop.ids())
    assert report.act_id is not None
    assert {result.result for _, result in shop.moderator.results([report.act_id])} == {Result.QUEUED}
    shop.sender.send(cancelled=NEVER)
    assert {result.result for _, result in shop.moderator.results([report.act_id])} == {Result.DONE}
