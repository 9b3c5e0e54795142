"""What the REST client sends, and answers that no real WordPress can be made to give."""

import base64
import json

import pytest

from desktop_app.core.errors import (
    LinkbackGone,
    LoginRefused,
    MalformedReply,
    OutcomeUnknown,
)
from desktop_app.core.linkback import CommentId, PostId, Status
from desktop_app.wordpress.transport import Reply, Request
from tests.fakes.network import Answer
from tests.fakes.orders import delete, set_status
from tests.wordpress.scripted import Change, linkback, ok, rest
from tests.wordpress.test_decode import PINGBACK


def test_rest_sends_what_wordpress_needs() -> None:
    client, transport = rest(ok({"id": 351, "status": "spam"}))
    assert set_status(client, linkback(), Status.SPAM) is Status.SPAM
    (request,) = transport.requests
    assert (request.method, request.url) == ("POST", "https://blog.example/?rest_route=/wp/v2/comments/351")
    assert request.params == {"_fields": "id,status"}
    assert request.headers["Accept"] == "application/json"
    assert request.headers["Content-Type"] == "application/json"
    assert base64.b64decode(request.headers["Authorization"].removeprefix("Basic ")) == b"eva:abcd EFGH ijkl"
    assert json.loads(request.body) == {
        "status": "spam",
        "author_ip": PINGBACK["author_ip"],
        "author_user_agent": PINGBACK["author_user_agent"],
    }
    assert request.changes


def test_rest_trashes_by_delete_without_force() -> None:
    client, transport = rest(ok({"id": 351, "status": "trash"}))
    assert set_status(client, linkback(), Status.TRASH) is Status.TRASH
    (request,) = transport.requests
    assert (request.method, request.params, request.body, request.changes) == (
        "DELETE",
        {"_fields": "id,status"},
        b"",
        True,
    )


@pytest.mark.parametrize(
    ("stored_ip", "sent"),
    [("127.2.3.1", "127.2.3.1"), ("2001:db8::1", "2001:db8::1"), ("unknown", None), ("fe80::1%eth0", None), ("", None)],
)
def test_rest_asks_for_evidence_that_it_does_not_have(stored_ip: str, sent: str | None) -> None:
    client, transport = rest(ok([PINGBACK | {"author_ip": stored_ip}]), ok({"status": "spam"}))
    set_status(client, linkback(author_user_agent="", author_ip=stored_ip), Status.SPAM)
    look, change = transport.requests
    assert (look.method, look.params["include"], look.changes) == ("GET", "351", False)
    assert json.loads(change.body).get("author_ip") == sent
    assert json.loads(change.body)["author_user_agent"] == PINGBACK["author_user_agent"]


def test_rest_looks_up_a_hundred_at_once() -> None:
    client, transport = rest(ok([]))
    assert client.look_up([CommentId(number) for number in range(1, 251)]) == {}
    assert [len(request.params["include"].split(",")) for request in transport.requests] == [100, 100, 50]
    assert {request.params["status"] for request in transport.requests} == {"any"}


@pytest.mark.parametrize(
    "answer",
    [
        ok({"id": 351, "status": None}),
        ok({"id": 351}),
        ok([]),
        ok("approved"),
        Reply(200, {}, b""),
        Reply(200, {}, b'{"id": 351, "sta'),
        Reply(200, {}, b"<html>Log in</html>"),
        Reply(500, {}, b""),
        OutcomeUnknown("Broken."),
    ],
)
def test_rest_changes_with_an_answer_that_says_nothing(answer: Answer) -> None:
    for status in (Status.SPAM, Status.TRASH):
        with pytest.raises(OutcomeUnknown):
            set_status(rest(answer)[0], linkback(), status)


@pytest.mark.parametrize("change", [lambda c: set_status(c, linkback(), Status.SPAM), lambda c: delete(c, linkback())])
def test_orphans_are_not_called_deleted(change: Change) -> None:
    gone = Reply(404, {}, b'{"code": "rest_post_invalid_id", "message": "Invalid post ID."}')
    with pytest.raises(LinkbackGone, match="post of this linkback"):
        change(rest(gone)[0])


def test_rest_accounts() -> None:
    me = {"id": 1, "username": "eva", "name": "Eva &amp; co"}
    account = rest(ok(me | {"capabilities": {"moderate_comments": True}}))[0].account()
    assert (account.user, account.display_name, account.may_moderate, account.version) == (
        "eva",
        "Eva & co",
        True,
        None,
    )
    assert rest(ok(me | {"capabilities": []}), ok([]))[0].account().may_moderate  # a network's administrator
    refused = Reply(403, {}, b'{"code": "rest_forbidden_param", "message": "x"}')
    assert not rest(ok(me | {"capabilities": []}), refused)[0].account().may_moderate
    with pytest.raises(LoginRefused):
        rest(ok({"name": "A stranger"}))[0].account()


def test_rest_lists_survive_rows_without_sense() -> None:
    rows: list[object] = [PINGBACK, {}, PINGBACK | {"id": "x"}, PINGBACK | {"id": 9, "type": "comment"}]
    client, _ = rest(ok(rows, x_wp_total="4"))
    assert [[one.comment_id for one in page] for page in client.linkbacks(Status.PENDING)] == [[351]]
    client, _ = rest(ok(rows))  # without the header, a short page is the last one
    assert len(list(client.linkbacks(Status.PENDING))) == 1
    with pytest.raises(MalformedReply):
        list(rest(ok({"rows": []}))[0].linkbacks(Status.PENDING))


def test_rest_finds_posts_of_every_type() -> None:
    def answer(request: Request) -> Reply:
        route = request.url.rpartition("/wp/v2/")[2]
        if route == "types":
            assert "_fields" not in request.params
            bases = {
                "post": "posts",
                "wp_block": "blocks",
                "book": "books",
                "odd": "../x",
                "film": "films",
                "attachment": "media",
            }
            return ok({name: {"rest_base": base} for name, base in bases.items()} | {"broken": None})
        if route == "films":
            return Reply(403, {}, b'{"code": "rest_forbidden_context", "message": "x"}')
        found = {"posts": 1, "pages": 2, "books": 3, "media": 4}[route]
        assert ("status" in request.params) is (route != "media")
        title = {"raw": "A &amp; B", "rendered": "Private: A"} if found < 4 else {"rendered": "Pic"}
        return ok([{"id": found, "title": title, "link": f"https://blog.example/?p={found}"}, {"id": "?"}])

    client, transport = rest(answer)
    found = client.posts([PostId(number) for number in (1, 2, 3, 4)])
    assert [(post.post_id, post.title) for post in found] == [(1, "A & B"), (2, "A & B"), (3, "A & B"), (4, "Pic")]
    asked = len(transport.requests)
    assert [post.post_id for post in client.posts([PostId(3)])] == [3]  # whatever else the site sends
    assert len(transport.requests) == asked + 3  # the types are known by now
    assert rest(ok([{"id": 1, "title": "plain", "link": ""}]))[0].posts([PostId(1)])[0].title == "plain"
