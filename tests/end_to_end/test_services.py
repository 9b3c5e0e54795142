"""The whole job through the services, on two real WordPress sites."""

from desktop_app.core.decision import Action, Result
from desktop_app.core.evidence import Flag, Verdict
from desktop_app.core.linkback import Status
from desktop_app.core.suggestion import Suggestion
from desktop_app.services.desk import Desk
from tests.end_to_end.conftest import NEVER, Story, add_sites, rows_of


def test_from_arrival_to_spam_and_back(desk: Desk, story: Story) -> None:
    add_sites(desk, story.sites)

    reports = desk.sync.refresh(cancelled=NEVER)
    assert [(report.new, report.pending, report.error) for report in reports] == [(5, 5, None), (5, 5, None)]
    assert desk.inspector.verify(desk.inspector.due(), cancelled=NEVER) == 10

    rows = {row.title: row for row in rows_of(desk).values()}
    assert {title: row.verdict.value for title, row in rows.items()} == story.expected
    assert Flag.NOFOLLOW in rows["New shy"].flags
    assert {row.post_title for row in rows.values()} == {post.title for post in story.posts}
    assert rows["New honest"].suggestion is Suggestion.APPROVE
    assert rows["Old empty"].suggestion is Suggestion.SPAM

    spam = [row.linkback_id for row in rows.values() if row.verdict is not Verdict.LINKED]
    act = desk.moderator.decide(Action.SPAM, spam)
    assert (len(act.accepted), act.sites) == (6, 2)
    assert desk.sender.send(cancelled=NEVER).count(Result.DONE) == 6
    for site in story.sites:  # WordPress's own database, not what the API says
        assert sorted(comment.status for comment in site.comments()) == ["0", "0", "spam", "spam", "spam"]

    undone = desk.moderator.undo()
    assert undone is not None
    assert undone.count == 6
    assert desk.sender.send(cancelled=NEVER).count(Result.DONE) == 6
    for site in story.sites:
        assert {comment.status for comment in site.comments()} == {"0"}
    assert {row.status for row in rows_of(desk).values()} == {Status.PENDING}


def test_what_happens_behind_pingdesks_back_is_found_by_the_next_refresh(desk: Desk, story: Story) -> None:
    add_sites(desk, story.sites)
    desk.sync.refresh(cancelled=NEVER)
    one, other, *_ = story.sites.newest.comments()
    story.sites.newest.set_status(one.id, "approve")
    story.sites.newest.delete(other.id)
    report, _ = desk.sync.refresh(cancelled=NEVER)
    assert (report.new, report.changed, report.gone, report.pending) == (0, 1, 1, 3)


def test_a_site_that_is_down_keeps_its_decisions_until_it_is_back(desk: Desk, story: Story) -> None:
    add_sites(desk, story.sites)
    desk.sync.refresh(cancelled=NEVER)
    story.sites.oldest.stop()
    desk.moderator.decide(Action.TRASH, list(rows_of(desk)))
    report = desk.sender.send(cancelled=NEVER)
    assert (report.count(Result.DONE), report.count(Result.QUEUED)) == (5, 5)

    story.sites.oldest.start()
    assert desk.sender.send(cancelled=NEVER, at_once=True).count(Result.DONE) == 5
    assert {comment.status for comment in story.sites.oldest.comments()} == {"trash"}
