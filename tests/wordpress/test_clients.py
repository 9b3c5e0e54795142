"""What both clients have in common, by script, and the factory that opens them."""

import base64
import json
import subprocess
import sys

import pytest

from desktop_app.core.errors import (
    MalformedReply,
    OutcomeUnknown,
    PingdeskError,
    SiteUnreachable,
    Unsupported,
)
from desktop_app.core.linkback import CommentId, Status
from desktop_app.core.site import Endpoints, TransportKind
from desktop_app.wordpress.client import open_client
from desktop_app.wordpress.transport import Reply
from tests.fakes.network import ScriptedTransport, lying_server
from tests.fakes.orders import set_status
from tests.wordpress.scripted import ENDPOINTS, SECRET, fault, linkback, ok, rest, value, xmlrpc


def test_secrets_are_not_shown() -> None:
    for client, transport in (rest(ok({})), xmlrpc(fault(500))):
        with pytest.raises(PingdeskError) as caught:
            client.account()
        for shown in (repr(client), repr(transport.requests), str(caught.value), repr(caught.value)):
            assert "EFGH" not in shown
            assert base64.b64encode(f"eva:{SECRET}".encode()).decode() not in shown


def test_half_a_head_leaves_the_outcome_open() -> None:
    for kind in TransportKind:
        with lying_server(b"HTTP/1.1 200 OK\r\nX-A: b") as server:
            endpoints = Endpoints(server.url, "", server.url, server.url)
            client = open_client(endpoints, "eva", SECRET, kind)
            with pytest.raises(OutcomeUnknown):
                set_status(client, linkback(), Status.SPAM)
            with pytest.raises((MalformedReply, SiteUnreachable)):
                client.account()
            client.close()


def test_a_status_that_is_not_the_one_that_was_ordered_is_told() -> None:
    assert set_status(rest(ok({"status": "hold"}))[0], linkback(), Status.APPROVED) is Status.PENDING
    seen = {"comment_id": "351", "status": "spam", "type": "pingback"}
    assert set_status(xmlrpc(value(of=True), value(seen))[0], linkback(), Status.APPROVED) is Status.SPAM


def test_redirected_calls_are_not_followed() -> None:
    for client, transport in (
        rest(Reply(302, {"location": "https://evil.example/"})),
        xmlrpc(Reply(307, {"location": "//x"})),
    ):
        with pytest.raises(SiteUnreachable, match="sends Pingdesk on"):
            client.account()
        assert len(transport.requests) == 1


@pytest.mark.parametrize("kind", TransportKind)
def test_an_interface_that_the_site_lacks(kind: TransportKind) -> None:
    with pytest.raises(Unsupported, match="offers no"):
        open_client(Endpoints("https://blog.example", "", None, None), "eva", SECRET, kind)


@pytest.mark.parametrize("kind", TransportKind)
def test_closing_a_client_closes_its_transport(kind: TransportKind) -> None:
    transport = ScriptedTransport(ok({}))
    open_client(ENDPOINTS, "eva", SECRET, kind, connect=lambda: transport).close()
    assert transport.is_closed
    open_client(ENDPOINTS, "eva", SECRET, kind).close()


def test_the_protocol_costs_nothing_at_start() -> None:
    code = (
        "import desktop_app.wordpress.client, sys; sys.exit(bool({'requests', 'lxml', 'urllib3'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_site_that_repeats_the_password_is_quoted_without_it() -> None:
    echo = Reply(400, {}, json.dumps({"code": SECRET, "message": f"<p>Bad login {SECRET}!</p>"}).encode())
    for client, _ in (rest(echo), xmlrpc(fault(500, f"Bad login {SECRET}!"))):
        with pytest.raises(Unsupported, match="Bad login") as refused:
            client.look_up([CommentId(1)])
        assert SECRET not in str(refused.value)
