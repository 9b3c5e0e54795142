"""What the clients send, and answers that no real WordPress can be made to give."""

import base64
import json
import subprocess
import sys
from collections.abc import Callable
from xmlrpc.client import Fault, dumps, loads

import pytest

from desktop_app.core.errors import (
    LinkbackGone,
    LoginRefused,
    MalformedReply,
    NotAllowed,
    OutcomeUnknown,
    PingdeskError,
    SiteUnreachable,
    Unsupported,
)
from desktop_app.core.linkback import CommentId, PostId, RemoteLinkback, Status
from desktop_app.core.site import Endpoints, TransportKind
from desktop_app.wordpress.client import ModerationClient, open_client
from desktop_app.wordpress.decode import linkback_of_rest
from desktop_app.wordpress.failures import SiteBusy
from desktop_app.wordpress.transport import HttpTransport, Reply, Request
from tests.fakes import Answer, ScriptedTransport, lying_server
from tests.wordpress.test_decode import PINGBACK

ENDPOINTS = Endpoints(
    "https://blog.example", "Blog", "https://blog.example/?rest_route=/", "https://blog.example/xmlrpc.php"
)
Change = Callable[[ModerationClient], object]
SECRET = "abcd EFGH ijkl"


def linkback(**changes: object) -> RemoteLinkback:
    found = linkback_of_rest(PINGBACK | changes)
    assert found is not None
    return found


def rest(*answers: Answer) -> tuple[ModerationClient, ScriptedTransport]:
    transport = ScriptedTransport(*answers)
    return open_client(ENDPOINTS, "eva", SECRET, TransportKind.REST, transport), transport


def xmlrpc(*answers: Answer) -> tuple[ModerationClient, ScriptedTransport]:
    transport = ScriptedTransport(*answers)
    return open_client(ENDPOINTS, "eva", SECRET, TransportKind.XMLRPC, transport), transport


def ok(value: object, **headers: str) -> Reply:
    return Reply(200, {name.replace("_", "-"): text for name, text in headers.items()}, json.dumps(value).encode())


def value(of: object) -> Reply:
    return Reply(200, {"content-type": "text/xml"}, dumps((of,), methodresponse=True).encode())  # type: ignore[arg-type]


def fault(code: int, text: str = "No.") -> Reply:
    return Reply(200, {"content-type": "text/xml"}, dumps(Fault(code, text), methodresponse=True).encode())


def called(request: Request) -> tuple[str | None, tuple[object, ...]]:
    arguments, method = loads(request.body)
    return method, arguments


# ---- what is sent ---------------------------------------------------------------------------------------------


def test_rest_sends_what_wordpress_needs() -> None:
    client, transport = rest(ok({"id": 351, "status": "spam"}))
    assert client.set_status(linkback(), Status.SPAM) is Status.SPAM
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
    assert client.set_status(linkback(), Status.TRASH) is Status.TRASH
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
    client.set_status(linkback(author_user_agent="", author_ip=stored_ip), Status.SPAM)
    look, change = transport.requests
    assert (look.method, look.params["include"], look.changes) == ("GET", "351", False)
    assert json.loads(change.body).get("author_ip") == sent
    assert json.loads(change.body)["author_user_agent"] == PINGBACK["author_user_agent"]


def test_rest_looks_up_a_hundred_at_once() -> None:
    client, transport = rest(ok([]))
    assert client.look_up([CommentId(number) for number in range(1, 251)]) == {}
    assert [len(request.params["include"].split(",")) for request in transport.requests] == [100, 100, 50]
    assert {request.params["status"] for request in transport.requests} == {"any"}


def test_xmlrpc_never_deletes_to_trash() -> None:
    seen = {"comment_id": "351", "status": "trash", "type": "pingback"}
    client, transport = xmlrpc(value(of=True), value(seen))
    assert client.set_status(linkback(), Status.TRASH) is Status.TRASH
    edit, look = map(called, transport.requests)
    assert edit == ("wp.editComment", (1, "eva", SECRET, "351", {"status": "trash"}))
    assert look == ("wp.getComment", (1, "eva", SECRET, "351"))
    assert [request.changes for request in transport.requests] == [True, False]


def test_secrets_are_not_shown() -> None:
    for client, transport in (rest(ok({})), xmlrpc(fault(500))):
        with pytest.raises(PingdeskError) as caught:
            client.account()
        for shown in (repr(client), repr(transport.requests), str(caught.value), repr(caught.value)):
            assert "EFGH" not in shown
            assert base64.b64encode(f"eva:{SECRET}".encode()).decode() not in shown


# ---- answers that no real WordPress can be made to give ---------------------------------------------------------


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
            rest(answer)[0].set_status(linkback(), status)


def test_half_a_head_leaves_the_outcome_open() -> None:
    for kind in TransportKind:
        with lying_server(b"HTTP/1.1 200 OK\r\nX-A: b") as server:
            endpoints = Endpoints(server.url, "", server.url, server.url)
            client = open_client(endpoints, "eva", SECRET, kind, HttpTransport())
            with pytest.raises(OutcomeUnknown):
                client.set_status(linkback(), Status.SPAM)
            with pytest.raises((MalformedReply, SiteUnreachable)):
                client.account()
            client.close()


def test_a_status_that_is_not_the_one_that_was_ordered_is_told() -> None:
    assert rest(ok({"status": "hold"}))[0].set_status(linkback(), Status.APPROVED) is Status.PENDING
    seen = {"comment_id": "351", "status": "spam", "type": "pingback"}
    assert xmlrpc(value(of=True), value(seen))[0].set_status(linkback(), Status.APPROVED) is Status.SPAM


@pytest.mark.parametrize("change", [lambda c: c.set_status(linkback(), Status.SPAM), lambda c: c.delete(linkback())])
def test_orphans_are_not_called_deleted(change: Change) -> None:
    gone = Reply(404, {}, b'{"code": "rest_post_invalid_id", "message": "Invalid post ID."}')
    with pytest.raises(LinkbackGone, match="post of this linkback"):
        change(rest(gone)[0])


def test_redirected_calls_are_not_followed() -> None:
    for client, transport in (
        rest(Reply(302, {"location": "https://evil.example/"})),
        xmlrpc(Reply(307, {"location": "//x"})),
    ):
        with pytest.raises(SiteUnreachable, match="sends Pingdesk on"):
            client.account()
        assert len(transport.requests) == 1


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


def test_xmlrpc_maintenance_is_an_empty_answer() -> None:
    maintenance = Reply(200, {"content-type": "text/html", "retry-after": "600"}, b"")
    attempts: list[Change] = [
        lambda client: client.account(),
        lambda client: client.set_status(linkback(), Status.SPAM),
    ]
    for attempt in attempts:
        with pytest.raises(SiteBusy) as caught:
            attempt(xmlrpc(maintenance)[0])
        assert caught.value.retry_after_s == 600


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (fault(401), NotAllowed),
        (fault(404), LinkbackGone),
        (fault(405), Unsupported),
        (fault(-32601), Unsupported),
        (fault(-32700, "parse error. not well formed"), Unsupported),
        (Reply(500, {}, fault(500).body), OutcomeUnknown),
        (Reply(405, {}, fault(405).body), Unsupported),
        (Reply(403, {}, b"<html>"), Unsupported),
        (Reply(200, {}, b""), OutcomeUnknown),
        (Reply(200, {}, b"<html>"), OutcomeUnknown),
        (SiteUnreachable("Down."), SiteUnreachable),
    ],
)
def test_xmlrpc_changes_that_fail(answer: Answer, kind: type[PingdeskError]) -> None:
    changes: list[Change] = [lambda client: client.set_status(linkback(), Status.SPAM)]
    if kind is not LinkbackGone:  # to a deletion, that is fine
        changes.append(lambda client: client.delete(linkback()))
    for change in changes:
        with pytest.raises(kind) as caught:
            change(xmlrpc(answer)[0])
        assert type(caught.value) is kind


def test_xmlrpc_tells_a_wrong_password_from_a_missing_right() -> None:
    with pytest.raises(LoginRefused):
        xmlrpc(fault(403))[0].set_status(linkback(), Status.SPAM)
    with pytest.raises(NotAllowed, match="This is not yours"):
        xmlrpc(fault(403, "This is <b>not</b> yours"), value({}))[0].set_status(linkback(), Status.SPAM)


def test_xmlrpc_same_status_again_is_a_fault_on_mariadb() -> None:
    seen = {"comment_id": "351", "status": "spam", "type": "pingback"}
    assert xmlrpc(fault(500), value(seen))[0].set_status(linkback(), Status.SPAM) is Status.SPAM
    with pytest.raises(Unsupported, match="refuses"):
        xmlrpc(fault(500), value(seen))[0].set_status(linkback(), Status.APPROVED)
    with pytest.raises(LinkbackGone):
        xmlrpc(fault(500), fault(404))[0].set_status(linkback(), Status.APPROVED)


@pytest.mark.parametrize("broken", [SiteUnreachable("Down."), Reply(500), Reply(200, {}, b"<html>")])
def test_xmlrpc_a_change_that_cannot_be_read_back_is_open(broken: Answer) -> None:
    with pytest.raises(OutcomeUnknown):
        xmlrpc(value(of=True), broken)[0].set_status(linkback(), Status.SPAM)
    with pytest.raises(OutcomeUnknown):
        xmlrpc(value(of=True), broken)[0].delete(linkback())


def test_xmlrpc_a_vetoed_deletion_is_told() -> None:
    with pytest.raises(Unsupported, match="did not delete"):
        xmlrpc(value(of=False))[0].delete(linkback())


def test_xmlrpc_accounts() -> None:
    profile = value({"username": "eva", "display_name": "Eva &amp; co"})
    account = xmlrpc(profile, value([]), fault(-32601))[0].account()
    assert (account.display_name, account.may_moderate, account.version) == ("Eva & co", True, None)
    account = xmlrpc(profile, fault(401), value({"software_version": "6.5"}))[0].account()
    assert (account.may_moderate, account.version) == (False, None)
    with pytest.raises(Unsupported):
        xmlrpc(profile, fault(-32601), value({}))[0].account()
    for answer in (value("x"), value([])):
        with pytest.raises(MalformedReply):
            xmlrpc(answer)[0].account()


@pytest.mark.parametrize("answer", [value("x"), value({}), value(["x"]), value(1)])
def test_xmlrpc_lists_that_are_none(answer: Reply) -> None:
    with pytest.raises(MalformedReply):
        list(xmlrpc(answer)[0].linkbacks(Status.SPAM))


def test_xmlrpc_posts_that_may_not_be_seen_are_left_out() -> None:
    client, _ = xmlrpc(fault(401), fault(404), value({"post_title": "A &amp; B", "link": "https://blog.example/3"}))
    assert [(post.post_id, post.title) for post in client.posts([PostId(1), PostId(2), PostId(3)])] == [(3, "A & B")]
    assert xmlrpc(value({}))[0].posts([PostId(0)]) == []
    with pytest.raises(LoginRefused):
        xmlrpc(fault(403))[0].posts([PostId(1)])


# ---- the factory ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", TransportKind)
def test_an_interface_that_the_site_lacks(kind: TransportKind) -> None:
    with pytest.raises(Unsupported, match="offers no"):
        open_client(Endpoints("https://blog.example", "", None, None), "eva", SECRET, kind, ScriptedTransport(ok({})))


@pytest.mark.parametrize("kind", TransportKind)
def test_closing_a_client_closes_its_transport(kind: TransportKind) -> None:
    transport = ScriptedTransport(ok({}))
    open_client(ENDPOINTS, "eva", SECRET, kind, transport).close()
    assert transport.is_closed
    open_client(ENDPOINTS, "eva", SECRET, kind).close()


def test_the_protocol_costs_nothing_at_start() -> None:
    code = (
        "import desktop_app.wordpress.client, sys; sys.exit(bool({'requests', 'lxml', 'urllib3'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
