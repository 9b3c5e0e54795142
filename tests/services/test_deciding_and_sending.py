"""Decisions are written down first, sent afterwards, and closed only by the site's answer."""

import itertools
import threading
from pathlib import Path

import pytest

from desktop_app.core.decision import Action, Result
from desktop_app.core.errors import LoginRefused, SiteUnreachable, Unsupported
from desktop_app.core.linkback import CommentId, LinkbackId, Status
from tests.fakes.scripted_site import ScriptedSite, linkback
from tests.services.conftest import OpenWorkshop, Workshop, open_workshop

NEVER = threading.Event()


def refreshed(workshop: OpenWorkshop, **sites: ScriptedSite) -> Workshop:
    shop = workshop(**sites)
    shop.sync.refresh(cancelled=NEVER)
    return shop


def shown(shop: Workshop) -> list[Status]:
    rows = shop.queue.rows(shop.ids())
    return [rows[linkback_id].status for linkback_id in shop.ids()]


def test_a_decision_is_shown_before_it_is_sent_and_done_when_the_site_says_so(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(2)
    shop = refreshed(workshop, blog=site)

    report = shop.moderator.decide(Action.SPAM, shop.ids())
    assert len(report.accepted) == 2
    assert shown(shop) == [Status.SPAM, Status.SPAM]
    assert site.status(1) is Status.PENDING

    sent = shop.sender.send(cancelled=NEVER)
    assert sent.count(Result.DONE) == 2
    assert site.status(1) is site.status(2) is Status.SPAM
    assert shop.sender.waiting() == []


def test_one_act_reaches_several_sites_and_one_undo_brings_all_back(workshop: OpenWorkshop) -> None:
    one, other = ScriptedSite(2), ScriptedSite(1)
    shop = refreshed(workshop, one=one, other=other)
    assert shop.moderator.decide(Action.TRASH, shop.ids()).sites == 2
    shop.sender.send(cancelled=NEVER)

    undone = shop.moderator.undo()
    assert undone is not None
    assert (undone.action, undone.count) == (Action.TRASH, 3)
    assert shown(shop) == [Status.PENDING] * 3
    shop.sender.send(cancelled=NEVER)
    assert {one.status(1), one.status(2), other.status(1)} == {Status.PENDING}


def test_undo_before_sending_costs_no_request(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(1)
    shop = refreshed(workshop, blog=site)
    shop.moderator.decide(Action.SPAM, shop.ids(), hold_back_s=60)
    assert shop.sender.send(cancelled=NEVER).results == ()  # held back: not due yet

    undone = shop.moderator.undo()
    assert undone is not None
    assert undone.sent_back == {}
    shop.sender.send(cancelled=NEVER, at_once=True)
    assert site.changes == 0
    assert shown(shop) == [Status.PENDING]


def test_redo_does_the_undone_act_again_until_a_new_act_is_made(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(2)
    shop = refreshed(workshop, blog=site)
    first, second = shop.ids()
    shop.moderator.decide(Action.SPAM, [first])
    shop.sender.send(cancelled=NEVER)
    shop.moderator.undo()
    assert shop.moderator.redo() is not None
    shop.sender.send(cancelled=NEVER)
    assert site.status(1) is Status.SPAM

    shop.moderator.undo()
    shop.moderator.decide(Action.APPROVE, [second])
    assert shop.moderator.redo() is None
    undone = shop.moderator.undo()
    assert undone is not None
    assert undone.action is Action.APPROVE


def test_undo_twice_takes_back_two_acts_the_last_one_first(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(1)
    shop = refreshed(workshop, blog=site)
    shop.moderator.decide(Action.APPROVE, shop.ids())
    shop.moderator.decide(Action.SPAM, shop.ids())
    for expected in (Status.APPROVED, Status.PENDING):
        shop.moderator.undo()
        assert shown(shop) == [expected]
    assert shop.moderator.undo() is None
    shop.sender.send(cancelled=NEVER)
    assert site.status(1) is Status.PENDING


def test_not_spam_and_restore_bring_back_the_status_from_before(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(1)
    shop = refreshed(workshop, blog=site)
    for action in (Action.APPROVE, Action.SPAM, Action.TRASH, Action.RESTORE, Action.UNSPAM):
        shop.moderator.decide(action, shop.ids())
        shop.sender.send(cancelled=NEVER)
    assert site.status(1) is Status.APPROVED


def test_what_pingdesk_never_saw_change_is_brought_back_by_the_site_itself(workshop: OpenWorkshop) -> None:
    site = ScriptedSite()
    site.put(linkback(1, Status.SPAM))
    shop = refreshed(workshop, blog=site)
    shop.moderator.decide(Action.UNSPAM, shop.ids())
    assert shown(shop) == [Status.PENDING]
    assert shop.sender.send(cancelled=NEVER).count(Result.DONE) == 1
    assert site.status(1) is Status.PENDING


def test_only_what_is_in_spam_or_trash_can_be_deleted_and_that_cannot_be_undone(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(1)
    shop = refreshed(workshop, blog=site)
    ((_, refused),) = shop.moderator.decide(Action.DELETE, shop.ids()).settled
    assert refused.result is Result.FAILED

    for action in (Action.TRASH, Action.DELETE):
        shop.moderator.decide(action, shop.ids())
        shop.sender.send(cancelled=NEVER)
    assert site.status(1) is None
    assert shown(shop) == [Status.GONE]
    with pytest.raises(Unsupported, match="cannot be brought back"):
        shop.moderator.undo()


def test_what_already_has_the_status_is_unchanged_and_not_sent(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(1)
    shop = refreshed(workshop, blog=site)
    ((_, answer),) = shop.moderator.decide(Action.HOLD, shop.ids()).settled
    assert answer.result is Result.UNCHANGED
    assert shop.sender.waiting() == []


@pytest.mark.parametrize("fault", ["lost-before", "lost-after"])
def test_a_lost_answer_is_settled_by_reading_the_status_back(workshop: OpenWorkshop, fault: str) -> None:
    site = ScriptedSite(3)
    shop = refreshed(workshop, blog=site)
    site.faults = itertools.chain([None, fault], itertools.repeat(None))
    shop.moderator.decide(Action.SPAM, shop.ids())
    shop.sender.send(cancelled=NEVER)
    assert [site.status(number) for number in (1, 2, 3)] == [Status.SPAM] * 3
    assert site.changes == 3
    assert shop.sender.waiting() == []


def test_a_site_that_is_down_keeps_its_decisions_and_does_not_hold_up_another(workshop: OpenWorkshop) -> None:
    down, up = ScriptedSite(30), ScriptedSite(1)
    shop = refreshed(workshop, down=down, up=up)
    down.is_down = SiteUnreachable("The site does not answer.")
    shop.moderator.decide(Action.SPAM, shop.ids())

    report = shop.sender.send(cancelled=NEVER)
    assert report.count(Result.DONE) == 1
    assert report.count(Result.QUEUED) == 30
    assert list(report.errors) == ["down"]
    assert {waiting.reason for waiting in shop.sender.waiting()} == {"The site does not answer."}

    down.is_down = None
    assert shop.sender.send(cancelled=NEVER).results == ()  # not due before the pause is over
    assert shop.sender.send(cancelled=NEVER, at_once=True).count(Result.DONE) == 30
    assert shop.sender.next_due_s() is None


def test_a_refused_login_leaves_the_queue_kept_and_the_site_in_need_of_attention(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(1)
    shop = refreshed(workshop, blog=site)
    site.is_down = LoginRefused("The password is not accepted.")
    shop.moderator.decide(Action.SPAM, shop.ids())
    shop.sender.send(cancelled=NEVER)
    (known,) = shop.queue.sites()
    assert known.state_reason == "The password is not accepted."
    assert len(shop.sender.waiting()) == 1


def test_what_a_colleague_decided_meanwhile_is_not_silently_overruled(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(1)
    shop = refreshed(workshop, blog=site)
    shop.moderator.decide(Action.SPAM, shop.ids())
    site.put(linkback(1, Status.APPROVED))
    ((linkback_id, result),) = shop.sender.send(cancelled=NEVER).results
    assert result.result is Result.FAILED
    assert "You: spam. Elsewhere: approved." in result.reason
    row = shop.queue.rows([linkback_id])[linkback_id]
    assert (row.status, row.attention) == (Status.APPROVED, result.reason)
    assert site.status(1) is Status.APPROVED


def test_what_is_gone_from_the_site_comes_back_as_failed(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(1)
    shop = refreshed(workshop, blog=site)
    shop.moderator.decide(Action.APPROVE, shop.ids())
    del site.linkbacks_there[CommentId(1)]
    ((_, result),) = shop.sender.send(cancelled=NEVER).results
    assert result.result is Result.FAILED
    assert shown(shop) == [Status.GONE]


def test_a_later_decision_takes_the_place_of_one_not_yet_sent(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(1)
    shop = refreshed(workshop, blog=site)
    shop.moderator.decide(Action.SPAM, shop.ids())
    shop.moderator.decide(Action.APPROVE, shop.ids())
    shop.sender.send(cancelled=NEVER)
    assert site.status(1) is Status.APPROVED
    assert site.changes == 1


def test_decisions_survive_a_restart_and_are_sent_by_the_next_start(tmp_path: Path) -> None:
    site = ScriptedSite(2)
    first = open_workshop(tmp_path, {"blog": site})
    first.sync.refresh(cancelled=NEVER)
    first.moderator.decide(Action.SPAM, first.ids())
    first.database.close()

    second = open_workshop(tmp_path, {"blog": site})
    assert second.sender.send(cancelled=NEVER).count(Result.DONE) == 2
    assert site.status(2) is Status.SPAM
    undone = second.moderator.undo()
    assert undone is not None  # undo, too, reaches back over a restart
    second.database.close()


def test_unknown_linkbacks_are_passed_over(workshop: OpenWorkshop) -> None:
    shop = refreshed(workshop, blog=ScriptedSite(1))
    assert shop.moderator.decide(Action.SPAM, [LinkbackId(999)]).accepted == ()


def test_an_act_done_again_before_its_undoing_was_sent_can_still_be_undone(workshop: OpenWorkshop) -> None:
    site = ScriptedSite(1)
    shop = refreshed(workshop, blog=site)
    shop.moderator.decide(Action.APPROVE, shop.ids())
    shop.sender.send(cancelled=NEVER)
    shop.moderator.undo()
    shop.moderator.redo()  # the site never heard of the undoing: it still says "approved"
    shop.sender.send(cancelled=NEVER)
    shop.moderator.undo()
    shop.sender.send(cancelled=NEVER)
    assert site.status(1) is Status.PENDING


def test_what_is_decided_again_while_an_answer_is_missing_can_be_undone_to_what_stood_between(
    workshop: OpenWorkshop,
) -> None:
    site = ScriptedSite(1)
    shop = refreshed(workshop, blog=site)
    site.faults = itertools.repeat("lost-before")
    shop.moderator.decide(Action.APPROVE, shop.ids())
    shop.sender.send(cancelled=NEVER)
    for action in (Action.HOLD, Action.APPROVE):
        shop.moderator.decide(action, shop.ids())
    shop.moderator.undo()
    assert shown(shop) == [Status.PENDING]
    site.faults = itertools.repeat(None)
    shop.sender.send(cancelled=NEVER, at_once=True)
    assert (site.status(1), shown(shop)) == (Status.PENDING, [Status.PENDING])


def test_not_spam_and_restore_of_what_was_never_sent_bring_back_what_the_user_had_decided_before(
    workshop: OpenWorkshop,
) -> None:
    site = ScriptedSite(1)
    site.put(linkback(1, Status.SPAM))
    shop = refreshed(workshop, blog=site)
    for action in (Action.APPROVE, Action.TRASH, Action.RESTORE):
        shop.moderator.decide(action, shop.ids())
    assert shown(shop) == [Status.APPROVED]
    shop.sender.send(cancelled=NEVER)
    assert site.status(1) is Status.APPROVED
