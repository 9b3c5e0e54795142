"""Changes over REST where the host or the site does not let each one through."""

import threading

import pytest

from desktop_app.core.errors import NotAllowed, PingdeskError, Unsupported
from desktop_app.core.linkback import Status
from desktop_app.core.site import Capabilities, TransportKind
from desktop_app.wordpress.client import ModerationClient, Order, open_client
from desktop_app.wordpress.transport import HttpTransport, Reply, Request
from tests.bench.fixtures import WordPressFactory
from tests.fakes.network import ScriptedTransport
from tests.fakes.orders import delete, set_status
from tests.wordpress.conftest import endpoints_of
from tests.wordpress.scripted import ENDPOINTS, SECRET, linkback, ok, rest

NO_TRASH = Reply(501, {}, b'{"code": "rest_trash_not_supported", "message": "x"}')
TRASHED = ok({"id": 351, "status": "trash"})


def blocked(status: int) -> Reply:
    return Reply(status, {"content-type": "text/html"}, b"<html>Not here.</html>")


@pytest.mark.parametrize("status", [403, 405, 501])
def test_a_host_that_blocks_delete_is_asked_by_post_from_then_on(status: int) -> None:
    client, transport = rest(lambda request: blocked(status) if request.method == "DELETE" else TRASHED)
    for _ in range(2):
        assert set_status(client, linkback(), Status.TRASH) is Status.TRASH
    delete(client, linkback())
    assert [request.method for request in transport.requests] == ["DELETE", "POST", "POST", "POST"]
    assert [request.params for request in transport.requests[1:]] == [
        {"_fields": "id,status", "_method": "DELETE"},
        {"_fields": "id,status", "_method": "DELETE"},
        {"force": "true", "_fields": "deleted", "_method": "DELETE"},
    ]
    assert all(request.changes and not request.body for request in transport.requests)


def test_a_host_that_blocks_both_is_asked_only_once_so() -> None:
    client, transport = rest(blocked(403))
    for _ in range(2):
        with pytest.raises(Unsupported, match="blocks"):
            set_status(client, linkback(), Status.TRASH)
    assert [request.method for request in transport.requests] == ["DELETE", "POST", "DELETE"]


@pytest.mark.parametrize(
    ("answer", "error"),
    [(NO_TRASH, Unsupported), (Reply(403, {}, b'{"code": "rest_cannot_delete", "message": "x"}'), NotAllowed)],
)
def test_what_wordpress_itself_refuses_is_not_asked_again(answer: Reply, error: type[PingdeskError]) -> None:
    client, transport = rest(answer)
    with pytest.raises(error):
        set_status(client, linkback(), Status.TRASH)
    assert len(transport.requests) == 1


def test_whether_there_is_a_trash_is_found_out_by_using_it() -> None:
    for answer, found in (
        (TRASHED, True),
        (NO_TRASH, False),
        (Reply(410, {}, b'{"code": "rest_already_trashed"}'), None),
    ):
        client, _ = rest(answer)
        assert client.capabilities == Capabilities()
        list(client.carry_out([Order(linkback(), Status.TRASH)], threading.Event()))
        assert client.capabilities == Capabilities(has_trash=found)


def test_what_is_known_of_a_site_stays_known() -> None:
    known = Capabilities(multicall=True, has_trash=False, quicker_bulk=TransportKind.XMLRPC)
    client = open_client(
        ENDPOINTS, "eva", SECRET, TransportKind.REST, known, connect=lambda: ScriptedTransport(TRASHED)
    )
    assert client.capabilities == known


class BlocksDelete(HttpTransport):
    """Stands for a web server that lets no DELETE through to WordPress."""

    def send(self, request: Request) -> Reply:
        return blocked(405) if request.method == "DELETE" else super().send(request)


@pytest.mark.parametrize("version", ["7.1", "6.2"])
def test_a_real_site_behind_a_host_that_blocks_delete(wordpress: WordPressFactory, version: str) -> None:
    site = wordpress(version)
    site.seed_linkbacks(2, posts=[site.publish("Post", "<p>Text.</p>")])
    one, other = site.comments()
    login = (endpoints_of(site), site.admin.login, site.admin_password)
    client: ModerationClient = open_client(*login, TransportKind.REST, connect=BlocksDelete)
    found = {found.comment_id: found for page in client.linkbacks(Status.PENDING) for found in page}
    assert set_status(client, found[one.id], Status.TRASH) is Status.TRASH  # type: ignore[index]
    assert [(comment.status, comment.ip, comment.agent) for comment in site.comments()] == [
        ("trash", one.ip, one.agent),
        ("0", other.ip, other.agent),
    ]
    delete(client, found[other.id])  # type: ignore[index]
    assert [comment.id for comment in site.comments()] == [one.id]
    client.close()


@pytest.mark.parametrize("role", ["administrator", "editor", "author", "contributor", "subscriber"])
@pytest.mark.parametrize("version", ["7.1", "6.2"])
def test_who_the_user_is_costs_one_request(wordpress: WordPressFactory, version: str, role: str) -> None:
    site, sent = wordpress(version), list[str]()

    class Counting(HttpTransport):
        def send(self, request: Request) -> Reply:
            sent.append(request.url)
            return super().send(request)

    user = site.create_user(f"counted-{role}", role)  # type: ignore[arg-type]
    password = site.application_password(user)
    client = open_client(endpoints_of(site), user.login, password, TransportKind.REST, connect=Counting)
    account = client.account()
    client.close()
    assert account.may_moderate is (role in {"administrator", "editor"})
    assert len(sent) == 1


def test_a_network_administrator_is_asked_for() -> None:
    me = {"id": 1, "username": "eva", "name": "Eva", "capabilities": {"read": True}}
    refused = Reply(403, {}, b'{"code": "rest_forbidden_context", "message": "x"}')
    for allow, answer, may in (
        ("GET, POST, PUT, PATCH", refused, False),
        ("GET, POST, PUT, PATCH, DELETE", ok([]), True),
        ("GET, POST, PUT, PATCH, DELETE", refused, False),
    ):
        client, transport = rest(ok(me, allow=allow), answer)
        assert client.account().may_moderate is may
        assert len(transport.requests) == 1 + ("DELETE" in allow)
