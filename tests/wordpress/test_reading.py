"""What both clients read off real WordPress; the truth is what its database holds."""

import pytest

from desktop_app.core.errors import LoginRefused, NotAllowed
from desktop_app.core.linkback import ON_SITE, CommentId, Kind, PostId, RemoteLinkback, Status
from desktop_app.core.site import TransportKind
from tests.bench.sources import Page, SourceServer
from tests.bench.values import Role
from tests.fakes.orders import delete, set_status
from tests.wordpress.conftest import Desk

RAW = {Status.PENDING: "0", Status.APPROVED: "1", Status.SPAM: "spam", Status.TRASH: "trash"}


def listed(desk: Desk, status: Status, limit: int | None = None) -> list[RemoteLinkback]:
    return [linkback for page in desk.client.linkbacks(status, limit=limit) for linkback in page]


def test_the_account_says_who_may_moderate(desk: Desk) -> None:
    account = desk.client.account()
    assert (account.user, account.may_moderate) == (desk.site.admin.login, True)
    if desk.kind is TransportKind.XMLRPC:
        assert account.version is not None
        assert account.version.startswith(desk.site.version)


@pytest.mark.parametrize(
    ("role", "may"),
    [("editor", True), ("author", False), ("contributor", False), ("subscriber", False)],
)
def test_roles(desk: Desk, role: Role, *, may: bool) -> None:
    assert desk.log_in_as(role).account().may_moderate is may


def test_a_user_without_the_right_cannot_list(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        list(desk.log_in_as("author").linkbacks(Status.PENDING))


def test_a_wrong_password_is_refused_everywhere(desk: Desk) -> None:
    client = desk.log_in(desk.site.admin.login, "abcd EFGH ijkl MNOP qrst UVWX")
    (stored,) = desk.seed(1)
    linkback = desk.look(stored)
    for attempt in (
        client.account,
        lambda: list(client.linkbacks(Status.PENDING)),
        lambda: client.look_up([linkback.comment_id]),
        lambda: set_status(client, linkback, Status.SPAM),
        lambda: set_status(client, linkback, Status.TRASH),
        lambda: delete(client, linkback),
    ):
        with pytest.raises(LoginRefused):
            attempt()
    assert desk.site.status(stored.id) == "0"


def test_a_revoked_password_is_refused(desk: Desk) -> None:
    user = desk.site.create_user(f"eva-{desk.kind}", "editor")
    client = desk.log_in(user.login, desk.site.application_password(user))
    assert client.account().may_moderate
    desk.site.revoke_application_passwords(user)
    with pytest.raises(LoginRefused):
        client.account()


def test_a_real_pingback_and_trackback_are_read_as_plain_text(desk: Desk, sources: SourceServer) -> None:
    post = desk.site.publish("Target", "<p>Text.</p>")
    host = sources.new_host()
    body = f'<title>Salt &amp; “Crust” é</title><p>before &lt;b&gt; and <a href="{post.url}">my link</a> after</p>'
    source = sources.put("/s/?a=1&b=2", Page(body), host=host)
    assert desk.site.send_pingback(source, post.url).accepted
    assert desk.site.send_trackback(
        post,
        url="http://127.9.9.9/t?x=1&y=2",
        title="Own <i>title</i> & co",
        excerpt="An excerpt",
        blog_name="Its blog",
    ).accepted
    found = {linkback.kind: linkback for linkback in listed(desk, Status.PENDING)}
    ping, track = found[Kind.PINGBACK], found[Kind.TRACKBACK]
    assert (ping.title, ping.blog_name, ping.source_url) == ("Salt & “Crust” é", "", source)
    assert (ping.sender, ping.author_ip, ping.post_id) == (host, host, post.id)
    assert "my link" in ping.excerpt
    assert "[…]" in ping.excerpt
    assert (track.title, track.blog_name, track.excerpt) == ("Own title & co", "Its blog", "An excerpt")
    assert track.source_url == "http://127.9.9.9/t?x=1&y=2"
    for linkback in (ping, track):
        stored = desk.stored(linkback.comment_id)
        assert linkback.stored_content == stored.content
        assert linkback.received == stored.date_gmt
        assert linkback.author_agent == (stored.agent if desk.kind is TransportKind.REST else "")


def test_each_status_lists_its_own_newest_first(desk: Desk) -> None:
    stored = desk.seed(40, "hold", "approve", "spam", "trash")
    for status in ON_SITE:
        expected = [comment.id for comment in reversed(stored) if comment.status == RAW[status]]
        found = listed(desk, status)
        assert sorted(linkback.comment_id for linkback in found) == sorted(expected)
        assert {linkback.status for linkback in found} <= {status}
        assert [linkback.received for linkback in found] == sorted((one.received for one in found), reverse=True)


def test_long_lists_come_in_pages(desk: Desk) -> None:
    stored = desk.seed(450)
    pages = list(desk.client.linkbacks(Status.PENDING))
    assert all(0 < len(page) <= 100 for page in pages)
    ids = [linkback.comment_id for page in pages for linkback in page]
    assert len(ids) == len(set(ids))
    assert set(ids) == {comment.id for comment in stored}


def test_a_limit_takes_the_newest(desk: Desk) -> None:
    desk.seed(130)
    everything = listed(desk, Status.PENDING)
    assert listed(desk, Status.PENDING, limit=7) == everything[:7]
    assert listed(desk, Status.PENDING, limit=120) == everything[:120]
    assert listed(desk, Status.SPAM, limit=7) == []


@pytest.mark.behaviour("Long lists: nothing is missed or doubled while rows leave and enter")
def test_nothing_is_missed_or_doubled_while_rows_leave_and_enter(desk: Desk) -> None:
    count = 700 if desk.kind is TransportKind.XMLRPC else 350
    stored = desk.seed(count)
    seen = list[CommentId]()
    left, entered = set[int](), set[int]()
    for number, page in enumerate(desk.client.linkbacks(Status.PENDING)):
        seen += [linkback.comment_id for linkback in page]
        if number == 0:
            for linkback in page[:30]:  # moderated by somebody else while we read on
                desk.site.set_status(linkback.comment_id, "spam")
                left.add(linkback.comment_id)
        if number == 1:
            for comment_id in sorted(left)[:12]:
                desk.site.set_status(comment_id, "hold")
                entered.add(comment_id)
    assert len(seen) == len(set(seen))
    assert set(seen) == {comment.id for comment in stored}


def test_looking_up_finds_every_status_and_leaves_out_what_is_gone(desk: Desk) -> None:
    stored = desk.seed(8, "hold", "approve", "spam", "trash")
    desk.site.delete(stored[0].id)
    ids = [CommentId(comment.id) for comment in stored]
    found = desk.client.look_up([*ids, CommentId(10_000_000)])
    assert set(found) == set(ids[1:])
    assert [RAW[found[comment_id].status] for comment_id in ids[1:]] == [comment.status for comment in stored[1:]]
    assert desk.client.look_up([]) == {}


def test_posts_with_their_titles(desk: Desk) -> None:
    first = desk.site.publish("Salt &amp; <em>crust</em>", "<p>Text.</p>")
    second = desk.site.publish("Second", "<p>Text.</p>")
    found = {post.post_id: post for post in desk.client.posts([PostId(first.id), PostId(second.id), PostId(999_999)])}
    assert set(found) == {first.id, second.id}
    assert found[PostId(first.id)].title == "Salt & crust"
    assert found[PostId(second.id)].url == second.url
    assert found[PostId(second.id)].text == "Text."
