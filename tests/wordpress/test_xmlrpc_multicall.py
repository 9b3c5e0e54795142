"""Many orders over XML-RPC on real WordPress: what its database holds afterwards, and what is said of it."""

import dataclasses
from collections.abc import Iterator

import pytest

from desktop_app.core.errors import LinkbackGone, LoginRefused, NotAllowed, OutcomeUnknown
from desktop_app.core.linkback import CommentId, RemoteLinkback, Status
from desktop_app.core.site import TransportKind
from desktop_app.wordpress.client import ModerationClient, Order, open_client
from tests.bench.fixtures import WordPressFactory
from tests.bench.site import WordPressSite
from tests.bench.values import Database, User
from tests.wordpress.conftest import endpoints_of
from tests.wordpress.test_xmlrpc_bulk import carried_out, statuses

RAW = {Status.PENDING: "0", Status.APPROVED: "1", Status.SPAM: "spam", Status.TRASH: "trash", Status.GONE: None}


@pytest.fixture(params=[("6.2", "sqlite"), ("6.5", "mariadb"), ("7.1", "mariadb")], ids="-".join)
def site(request: pytest.FixtureRequest, wordpress: WordPressFactory) -> WordPressSite:
    version, database = request.param
    made_on: Database = database
    return wordpress(version, database=made_on)


@pytest.fixture
def client(site: WordPressSite) -> Iterator[ModerationClient]:
    opened = log_in(site, site.admin)
    yield opened
    opened.close()


def log_in(site: WordPressSite, user: User) -> ModerationClient:
    password = site.application_password(user)
    return open_client(endpoints_of(site), user.login, password, TransportKind.XMLRPC)


def seeded(
    site: WordPressSite, client: ModerationClient, count: int, author: User | None = None
) -> list[RemoteLinkback]:
    post = site.publish("Post", "<p>Text.</p>", author=author)
    site.seed_linkbacks(count, posts=[post], statuses=("hold", "approve", "spam", "trash"))
    there = client.look_up([CommentId(comment.id) for comment in site.comments()])
    assert len(there) >= count
    return list(there.values())


def test_every_change_from_every_status_at_once(site: WordPressSite, client: ModerationClient) -> None:
    there = seeded(site, client, 28)
    stored = {comment.id: comment for comment in site.comments()}
    turns = [*RAW, None, Status.SPAM]  # seven, and four statuses: each meets each
    orders = [Order(item, turns[number % len(turns)]) for number, item in enumerate(there)]
    outcomes, trouble = carried_out(client, orders)
    assert trouble is None
    for order in orders:
        before, number = order.linkback.status, order.linkback.comment_id
        is_away = before in (Status.SPAM, Status.TRASH)
        expected = order.wanted or (Status.PENDING if is_away else before)
        assert outcomes[number].status is expected
        assert site.status(number) == RAW[expected]
    for comment in site.comments():  # nothing but the status has changed
        assert dataclasses.replace(comment, status="") == dataclasses.replace(stored[comment.id], status="")


def test_what_colleagues_did_meanwhile_concerns_their_items_only(site: WordPressSite, client: ModerationClient) -> None:
    there = seeded(site, client, 12)
    gone, spammed = there[0].comment_id, there[1].comment_id
    site.delete(gone)
    site.set_status(spammed, "spam")
    outcomes, trouble = carried_out(client, [Order(item, Status.SPAM) for item in there])
    assert trouble is None
    assert isinstance(outcomes.pop(gone).error, LinkbackGone)
    assert set(statuses(outcomes).values()) == {Status.SPAM}
    assert {comment.status for comment in site.comments()} == {"spam"}


def test_an_author_may_change_what_is_on_his_own_posts(site: WordPressSite, client: ModerationClient) -> None:
    author = site.create_user(f"writer-{site.version.replace('.', '-')}", "author")
    seeded(site, client, 8)
    others = {comment.id for comment in site.comments()}
    there = seeded(site, client, 8, author)
    writer = log_in(site, author)
    outcomes, trouble = carried_out(writer, [Order(item, Status.TRASH) for item in there])
    assert trouble is None
    for number, outcome in outcomes.items():
        assert isinstance(outcome.error, NotAllowed) if number in others else outcome.status is Status.TRASH
    assert len(outcomes) == 16
    writer.close()


def test_wordpress_dying_in_the_middle_leaves_open_only_what_is_not_done(
    site: WordPressSite, client: ModerationClient
) -> None:
    there = [item for item in seeded(site, client, 12) if item.status is not Status.TRASH]
    site.switch(fatal_on_change=True)  # dies after the first linkback that is trashed on the way to its deletion
    outcomes, trouble = carried_out(client, [Order(item, Status.GONE) for item in there])
    site.switch(fatal_on_change=False)
    assert trouble is None
    assert len(outcomes) == len(there)
    for number, outcome in outcomes.items():
        if outcome.status is Status.GONE:
            assert site.status(number) is None
        else:
            assert isinstance(outcome.error, OutcomeUnknown)
    assert any(outcome.error for outcome in outcomes.values())


def test_a_revoked_password_changes_nothing(site: WordPressSite, client: ModerationClient) -> None:
    user = site.create_user(f"revoked-{site.version.replace('.', '-')}", "editor")
    there = seeded(site, client, 12)
    editor = log_in(site, user)
    site.revoke_application_passwords(user)
    before = site.comments()
    outcomes, trouble = carried_out(editor, [Order(item, Status.APPROVED) for item in there])
    assert not outcomes
    assert isinstance(trouble, LoginRefused)
    assert site.comments() == before
    editor.close()
