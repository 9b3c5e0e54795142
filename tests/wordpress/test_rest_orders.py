"""What a bulk over REST sends for each order: no look-up too many, and nothing that costs evidence."""

import dataclasses
import http.client
import json
from urllib.parse import urlencode, urlsplit

import pytest

from desktop_app.core.linkback import Status
from desktop_app.core.site import TransportKind
from desktop_app.wordpress.client import Order, open_client
from desktop_app.wordpress.transport import Reply, Request
from tests.bench.fixtures import WordPressFactory
from tests.wordpress.conftest import endpoints_of
from tests.wordpress.scripted import ok, rest
from tests.wordpress.test_decode import PINGBACK
from tests.wordpress.test_rest_bulk import DONE, NEVER, all_of, orders


def test_what_the_orders_lack_is_asked_for_at_once() -> None:
    def answer(request: Request) -> Reply:
        if request.method == "GET":
            return ok([PINGBACK | {"id": int(number)} for number in request.params["include"].split(",")])
        assert json.loads(request.body)["author_user_agent"] == PINGBACK["author_user_agent"]
        return DONE

    client, transport = rest(answer)
    told, _ = all_of(client.carry_out(orders(250, author_user_agent=""), NEVER))
    assert len(told) == 250
    assert [request.method for request in transport.requests].count("GET") == 3


@pytest.mark.parametrize("wanted", [Status.TRASH, Status.GONE])
def test_trash_and_deletion_lack_nothing(wanted: Status) -> None:
    client, transport = rest(ok({"id": 1, "status": "trash", "deleted": True}))
    told, _ = all_of(client.carry_out(orders(3, wanted, author_user_agent="", author_ip=""), NEVER))
    assert [outcome.status for outcome in told] == [wanted] * 3
    assert {request.method for request in transport.requests} == {"DELETE"}


@pytest.mark.parametrize(("status", "word"), [("spam", "unspam"), ("trash", "untrash")])
def test_bringing_back_is_one_request_for_what_was_just_told(status: str, word: str) -> None:
    client, transport = rest(ok({"id": 1, "status": "hold"}))
    told, _ = all_of(client.carry_out(orders(3, None, status=status), NEVER))
    assert [outcome.status for outcome in told] == [Status.PENDING] * 3
    assert [json.loads(request.body)["status"] for request in transport.requests] == [word] * 3


@pytest.mark.parametrize("version", ["7.1", "6.2"])
def test_a_real_site_takes_many_at_once(wordpress: WordPressFactory, version: str) -> None:
    site = wordpress(version)
    site.seed_linkbacks(60, posts=[site.publish("Post", "<p>Text.</p>")])
    before = site.comments()
    client = open_client(endpoints_of(site), site.admin.login, site.admin_password, TransportKind.REST)
    listed = [one for page in client.linkbacks(Status.PENDING) for one in page]
    told, error = all_of(client.carry_out([Order(one, Status.SPAM) for one in listed], NEVER))
    client.close()
    assert error is None
    assert {outcome.status for outcome in told} == {Status.SPAM}
    assert site.comments() == [dataclasses.replace(one, status="spam") for one in before]


@pytest.mark.parametrize("version", ["7.1", "6.2"])
def test_a_sender_without_an_agent_stays_without_one(wordpress: WordPressFactory, version: str) -> None:
    site = wordpress(version)
    address = urlsplit(site.trackback_url(site.publish("Post", "<p>Text.</p>")))
    bare = http.client.HTTPConnection(address.netloc)  # says nothing of itself
    form = urlencode({"url": "http://127.9.9.9/", "title": "T", "excerpt": "E", "blog_name": "B"})
    bare.request("POST", address.path, form, {"Content-Type": "application/x-www-form-urlencoded"})
    assert b"<error>0</error>" in bare.getresponse().read()
    bare.close()
    (before,) = site.comments()
    assert before.agent == ""
    client = open_client(endpoints_of(site), site.admin.login, site.admin_password, TransportKind.REST)
    ((one,),) = client.linkbacks(Status.PENDING)
    told, _ = all_of(client.carry_out([Order(one, Status.SPAM)], NEVER))
    client.close()
    assert [outcome.status for outcome in told] == [Status.SPAM]
    assert site.comments() == [dataclasses.replace(before, status="spam")]
