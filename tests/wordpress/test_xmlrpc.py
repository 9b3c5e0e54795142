"""What the XML-RPC client sends, and answers that no real WordPress can be made to give."""

import pytest

from desktop_app.core.errors import (
    Cancelled,
    LinkbackGone,
    LoginRefused,
    MalformedReply,
    NotAllowed,
    OutcomeUnknown,
    PingdeskError,
    SiteUnreachable,
    Unsupported,
)
from desktop_app.core.linkback import CommentId, PostId, Status
from desktop_app.wordpress.failures import SiteBusy
from desktop_app.wordpress.transport import Reply, Request
from desktop_app.wordpress.xmlrpc_caller import InterfaceClosed
from tests.fakes.network import Answer
from tests.fakes.orders import delete, set_status
from tests.wordpress.scripted import SECRET, Change, called, fault, linkback, value, xmlrpc


def test_xmlrpc_never_deletes_to_trash() -> None:
    seen = {"comment_id": "351", "status": "trash", "type": "pingback"}
    client, transport = xmlrpc(value(of=True), value(seen))
    assert set_status(client, linkback(), Status.TRASH) is Status.TRASH
    edit, look = map(called, transport.requests)
    assert edit == ("wp.editComment", (1, "eva", SECRET, "351", {"status": "trash"}))
    assert look == ("wp.getComment", (1, "eva", SECRET, "351"))
    assert [request.changes for request in transport.requests] == [True, False]


def test_xmlrpc_maintenance_is_an_empty_answer() -> None:
    maintenance = Reply(200, {"content-type": "text/html", "retry-after": "600"}, b"")
    attempts: list[Change] = [
        lambda client: client.account(),
        lambda client: set_status(client, linkback(), Status.SPAM),
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
        (fault(405), InterfaceClosed),
        (fault(-32601), InterfaceClosed),
        (fault(-32700, "parse error. not well formed"), Unsupported),
        (Reply(500, {}, fault(500).body), OutcomeUnknown),
        (Reply(405, {}, fault(405).body), InterfaceClosed),
        (Reply(403, {}, b"<html>"), InterfaceClosed),
        (Reply(200, {}, b""), OutcomeUnknown),
        (Reply(200, {}, b"<html>"), OutcomeUnknown),
        (SiteUnreachable("Down."), SiteUnreachable),
    ],
)
def test_xmlrpc_changes_that_fail(answer: Answer, kind: type[PingdeskError]) -> None:
    changes: list[Change] = [lambda client: set_status(client, linkback(), Status.SPAM)]
    if kind is not LinkbackGone:  # to a deletion, that is fine
        changes.append(lambda client: delete(client, linkback()))
    for change in changes:
        with pytest.raises(kind) as caught:
            change(xmlrpc(answer)[0])
        assert type(caught.value) is kind


def test_xmlrpc_tells_a_wrong_password_from_a_missing_right() -> None:
    with pytest.raises(LoginRefused):
        set_status(xmlrpc(fault(403))[0], linkback(), Status.SPAM)
    with pytest.raises(NotAllowed, match="This is not yours"):
        set_status(xmlrpc(fault(403, "This is <b>not</b> yours"), value({}))[0], linkback(), Status.SPAM)


def test_xmlrpc_same_status_again_is_a_fault_on_mariadb() -> None:
    seen = {"comment_id": "351", "status": "spam", "type": "pingback"}
    assert set_status(xmlrpc(fault(500), value(seen))[0], linkback(), Status.SPAM) is Status.SPAM
    with pytest.raises(Unsupported, match="refuses"):
        set_status(xmlrpc(fault(500), value(seen))[0], linkback(), Status.APPROVED)
    with pytest.raises(LinkbackGone):
        set_status(xmlrpc(fault(500), fault(404))[0], linkback(), Status.APPROVED)


@pytest.mark.parametrize(
    "broken",
    [SiteUnreachable("Down."), Reply(500), Reply(200, {}, b"<html>"), fault(403), fault(405), Cancelled("Stopped.")],
)
def test_xmlrpc_a_change_that_cannot_be_read_back_is_open(broken: Answer) -> None:
    with pytest.raises(OutcomeUnknown):
        set_status(xmlrpc(value(of=True), broken)[0], linkback(), Status.SPAM)
    with pytest.raises(OutcomeUnknown):
        delete(xmlrpc(value(of=True), broken)[0], linkback())


def test_xmlrpc_a_vetoed_deletion_is_told() -> None:
    with pytest.raises(Unsupported, match="did not delete"):
        delete(xmlrpc(value(of=False))[0], linkback())


def test_xmlrpc_accounts_cost_one_request() -> None:
    profile, refused = {"username": "eva", "display_name": "Eva &amp; co"}, {"faultCode": 401, "faultString": "No."}
    version = {"software_version": {"value": "6.5.5"}}
    client, transport = xmlrpc(value([[profile], [[]], [version]]))
    account = client.account()
    assert (account.display_name, account.may_moderate, account.version) == ("Eva & co", True, "6.5.5")
    assert len(transport.requests) == 1
    account = xmlrpc(value([[profile], refused, refused]))[0].account()
    assert (account.may_moderate, account.version) == (False, None)
    with pytest.raises(Unsupported):
        xmlrpc(value([[profile], {"faultCode": -32601}, [version]]))[0].account()
    for answer in (value("x"), value([]), value([["x"], [[]], [{}]]), value([1, 2, 3])):
        with pytest.raises(MalformedReply):
            xmlrpc(answer)[0].account()


def test_xmlrpc_accounts_are_told_without_multicall_too() -> None:
    client, _ = xmlrpc(fault(-32601), value({"username": "eva"}), value([]), fault(-32601))
    assert client.account().may_moderate
    assert not client.capabilities.multicall


@pytest.mark.parametrize("answer", [value("x"), value({}), value(["x"]), value(1)])
def test_xmlrpc_lists_that_are_none(answer: Reply) -> None:
    with pytest.raises(MalformedReply):
        list(xmlrpc(answer)[0].linkbacks(Status.SPAM))


def test_xmlrpc_posts_that_may_not_be_seen_are_left_out() -> None:
    seen = {"post_title": "A &amp; B", "link": "https://blog.example/3"}
    client, _ = xmlrpc(value([{"faultCode": 401}, {"faultCode": 404}, [seen]]))
    assert [(post.post_id, post.title) for post in client.posts([PostId(1), PostId(2), PostId(3)])] == [(3, "A & B")]
    assert xmlrpc(value({}))[0].posts([PostId(0)]) == []
    with pytest.raises(LoginRefused):
        xmlrpc(fault(403))[0].posts([PostId(1)])


def test_xmlrpc_lists_in_smaller_pages_where_large_ones_are_too_much() -> None:
    stored = [{"comment_id": str(number), "status": "hold", "type": "pingback"} for number in range(900, 0, -1)]
    sizes: list[int] = []

    def answer(request: Request) -> Reply:
        asked = called(request)[1][3]
        assert isinstance(asked, dict)
        sizes.append(asked["number"])
        if asked["number"] > 200:
            return Reply(500)
        return value(stored[asked["offset"] : asked["offset"] + asked["number"]])

    client, _ = xmlrpc(answer)
    listed = [item.comment_id for page in client.linkbacks(Status.PENDING) for item in page]
    assert listed == list(range(900, 0, -1))
    assert set(sizes) == {500, 100}
    with pytest.raises(SiteUnreachable):
        list(xmlrpc(Reply(500))[0].linkbacks(Status.PENDING))


def test_xmlrpc_glances_cost_one_request_each() -> None:
    rows = [{"comment_id": str(number), "status": "hold", "type": "pingback"} for number in range(40, 20, -1)]
    client, transport = xmlrpc(value(rows))
    assert list(client.arrivals(CommentId(40))) == []
    assert client.pending().is_whole
    assert len(transport.requests) == 2
    ((new,),) = client.arrivals(CommentId(39))
    assert new.comment_id == 40
    assert len(transport.requests) == 3
