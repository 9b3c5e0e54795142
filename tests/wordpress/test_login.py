"""Which error is shown when neither REST nor XML-RPC lets the user in: by script; real sites are in test_faults."""

from xmlrpc.client import Fault, dumps

import pytest

from desktop_app.core.errors import LoginRefused, NotAllowed, PingdeskError, SiteUnreachable, Unsupported
from desktop_app.core.site import Endpoints, TransportKind
from desktop_app.wordpress.login import Wanted, choose_transport
from desktop_app.wordpress.transport import HttpTransport, Reply, Request
from tests.bench.fixtures import WordPressFactory
from tests.fakes.network import ScriptedTransport
from tests.wordpress.conftest import endpoints_of
from tests.wordpress.scripted import ENDPOINTS, SECRET, fault, ok, value

REFUSED = Reply(401, {}, b'{"code": "rest_not_logged_in", "message": "x"}')
CLOSED = Reply(403, {}, b"<html>")
WRONG = Reply(200, {}, dumps(Fault(403, "Incorrect."), methodresponse=True).encode())
DOWN = SiteUnreachable("Down.")


def attempt(
    rest: Reply | PingdeskError, xmlrpc: Reply | PingdeskError, wanted: Wanted, *, passwords: bool | None = None
) -> PingdeskError:
    def answer(request: Request) -> Reply:
        reply = xmlrpc if request.url.endswith("xmlrpc.php") else rest
        if isinstance(reply, PingdeskError):
            raise reply
        return reply

    home = "https://blog.example"
    endpoints = Endpoints(home, "Blog", f"{home}/wp-json/", f"{home}/xmlrpc.php", application_passwords=passwords)
    with pytest.raises(PingdeskError) as caught:
        choose_transport(endpoints, "eva", "secret", wanted, transport=ScriptedTransport(answer))
    assert "secret" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("rest", "xmlrpc", "wanted", "kind", "words"),
    [
        (REFUSED, WRONG, "auto", LoginRefused, "neither over REST nor over XML-RPC"),
        (REFUSED, CLOSED, "auto", LoginRefused, "application passwords only"),
        (CLOSED, WRONG, "auto", LoginRefused, "two-factor"),
        (CLOSED, CLOSED, "auto", Unsupported, "blocks this interface"),
        (CLOSED, DOWN, "auto", SiteUnreachable, "Down"),
        (REFUSED, DOWN, "auto", LoginRefused, "application passwords only"),
        (REFUSED, WRONG, "rest", LoginRefused, "neither over REST nor over XML-RPC"),
        (REFUSED, CLOSED, "rest", LoginRefused, "application passwords only"),
        (CLOSED, WRONG, "rest", Unsupported, "blocks this interface"),
        (REFUSED, WRONG, "xmlrpc", LoginRefused, "two-factor"),
        (DOWN, CLOSED, "xmlrpc", Unsupported, "blocks this interface"),
    ],
)
def test_the_error_that_helps_most(
    rest: Reply | PingdeskError, xmlrpc: Reply | PingdeskError, wanted: Wanted, kind: type[PingdeskError], words: str
) -> None:
    error = attempt(rest, xmlrpc, wanted)
    assert isinstance(error, kind)
    assert words in str(error)


def test_a_site_without_application_passwords_says_so() -> None:
    assert "switched off there" in str(attempt(REFUSED, CLOSED, "auto", passwords=False))


def test_a_right_that_is_missing_is_told_before_a_closed_door() -> None:
    forbidden = Reply(403, {}, b'{"code": "some_plugin", "message": "Members only."}')
    assert isinstance(attempt(forbidden, CLOSED, "auto"), NotAllowed)


ME = Reply(200, {}, b'{"id": 1, "username": "eva", "name": "Eva", "capabilities": {"moderate_comments": true}}')
BOTH = value([[{"user_id": "1"}], [{"software_version": {"value": "6.5.5"}}]])


@pytest.mark.parametrize(
    ("xmlrpc", "wanted", "multicall", "version"),
    [
        (BOTH, "auto", True, "6.5.5"),
        (value([[{}], {"faultCode": -32601}]), "auto", True, None),
        (value([{"faultCode": 403}, {"faultCode": 403}]), "auto", False, None),
        (fault(-32601), "auto", False, None),
        (CLOSED, "auto", False, None),
        (Reply(200, {}, b"<html>"), "auto", False, None),
        (DOWN, "auto", False, None),
        (BOTH, "rest", False, None),
    ],
)
def test_xmlrpc_is_tried_beside_rest_by_one_request_and_is_never_missed(
    xmlrpc: Reply | PingdeskError, wanted: Wanted, *, multicall: bool, version: str | None
) -> None:
    def answer(request: Request) -> Reply:
        if not request.url.endswith("xmlrpc.php"):
            return ME if "users/me" in request.url else ok([])
        if isinstance(xmlrpc, PingdeskError):
            raise xmlrpc
        return xmlrpc

    transport = ScriptedTransport(answer)
    found = choose_transport(ENDPOINTS, "eva", SECRET, wanted, transport=transport)
    assert found.transport is TransportKind.REST
    assert (found.capabilities.multicall, found.account.version) == (multicall, version)
    asked = [request.url for request in transport.requests]
    assert len(asked) == len(set(asked)) == (3 if wanted == "auto" else 2)


@pytest.mark.parametrize("version", ["6.2", "7.1"])
def test_what_a_real_site_can_do_is_found_out(wordpress: WordPressFactory, version: str) -> None:
    site, transport = wordpress(version), HttpTransport()
    login = (endpoints_of(site), site.admin.login, site.admin_password)
    for wanted in ("auto", "xmlrpc"):
        found = choose_transport(*login, wanted, transport=transport)
        assert found.capabilities.multicall
        assert (found.account.version or "").startswith(version)
    site.switch(xmlrpc_off=True)
    assert not choose_transport(*login, transport=transport).capabilities.multicall
    transport.close()
