"""A colleague decides in wp-admin while the user decides in Pingdesk: on real WordPress, through the command line."""

from collections.abc import Callable

import pytest

from tests.bench.fixtures import WordPressFactory
from tests.bench.site import WordPressSite
from tests.end_to_end.command_line import CommandLine


@pytest.fixture
def reference(pingdesk: CommandLine, wp: WordPressSite) -> str:
    """One linkback: approved by a colleague since the last refresh, then marked as spam here."""
    wp.seed_linkbacks(1, posts=[wp.publish("Post", "<p>x</p>")])
    pingdesk.add(wp, None, "--name", "blog")
    pingdesk("refresh")
    (comment,) = wp.comments()
    wp.set_status(comment.id, "approve")
    acted = pingdesk("spam", f"blog:{comment.id}")
    assert acted.status == 1
    assert acted.items[0]["result"] == "failed"
    assert acted.items[0]["reason"].startswith("You: spam. Elsewhere: approved.")
    return f"blog:{comment.id}"


@pytest.fixture
def raw_status(wp: WordPressSite) -> Callable[[], str]:
    """Tell what WordPress's own database says of the one linkback there is."""
    return lambda: wp.comments()[0].status


def test_nobody_is_overruled_and_both_sides_are_told(
    pingdesk: CommandLine, reference: str, raw_status: Callable[[], str]
) -> None:
    both = {"mine": "spam", "theirs": "approved"}
    assert raw_status() == "1"
    for _ in range(2):
        (item,) = pingdesk("list", "--status", "any").items
        assert (item["id"], item["status"], item["conflict"]) == (reference, "approved", both)
        (waiting,) = pingdesk("outbox").items
        assert (waiting["id"], waiting["conflict"]) == (reference, both)
        assert pingdesk("refresh", "--full").items[0]["full"] is True
    assert raw_status() == "1"


def test_mine_is_ordered_and_undone_like_any_act(
    pingdesk: CommandLine, reference: str, raw_status: Callable[[], str]
) -> None:
    (item,) = pingdesk("mine", reference).items
    assert (item["action"], item["result"]) == ("spam", "done")
    assert raw_status() == "spam"
    assert pingdesk("undo").status == 0
    assert raw_status() == "1"
    assert pingdesk("outbox").items == []


def test_theirs_is_left_and_undo_does_not_bring_mine_back(
    pingdesk: CommandLine, reference: str, raw_status: Callable[[], str]
) -> None:
    (item,) = pingdesk("theirs", "-", given=reference).items
    assert (item["action"], item["result"]) == ("theirs", "done")
    assert pingdesk("outbox").items == []
    pingdesk("undo")
    assert raw_status() == "1"
    for choice in ("mine", "theirs"):
        again = pingdesk(choice, reference)
        assert (again.status, again.items[0]["result"]) == (1, "failed")


def test_the_choice_needs_ids_that_exist(pingdesk: CommandLine) -> None:
    assert pingdesk("mine").status == 2
    answer = pingdesk("theirs", "nowhere:1")
    assert (answer.status, answer.items[0]["result"]) == (1, "failed")


def test_only_what_a_colleague_touched_is_kept_back_of_a_bulk(
    pingdesk: CommandLine, wordpress: WordPressFactory
) -> None:
    site = wordpress("7.1")
    site.seed_linkbacks(40, posts=[site.publish("Post", "<p>x</p>")])
    pingdesk.add(site, None, "--name", "blog")
    pingdesk("refresh")
    touched, vanished, spammed, *_ = site.comments()
    site.set_status(touched.id, "approve")
    site.delete(vanished.id)
    site.set_status(spammed.id, "spam")
    acted = pingdesk("spam", *(item["id"] for item in pingdesk("list").items))
    results = {item["id"]: item["result"] for item in acted.items}
    assert (results.pop(f"blog:{touched.id}"), results.pop(f"blog:{vanished.id}")) == ("failed", "failed")
    assert results.pop(f"blog:{spammed.id}") == "unchanged"
    assert set(results.values()) == {"done"}
    assert sorted(comment.status for comment in site.comments()) == ["1"] + ["spam"] * 38
