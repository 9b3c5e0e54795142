"""Clients over a scripted transport, and the answers of WordPress to script."""

import json
from collections.abc import Callable
from xmlrpc.client import Fault, dumps, loads

from desktop_app.core.linkback import RemoteLinkback
from desktop_app.core.site import Endpoints, TransportKind
from desktop_app.wordpress.client import ModerationClient, open_client
from desktop_app.wordpress.decode import linkback_of_rest
from desktop_app.wordpress.transport import Reply, Request
from tests.fakes.network import Answer, ScriptedTransport
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
    return open_client(ENDPOINTS, "eva", SECRET, TransportKind.REST, connect=lambda: transport), transport


def xmlrpc(*answers: Answer) -> tuple[ModerationClient, ScriptedTransport]:
    transport = ScriptedTransport(*answers)
    return open_client(ENDPOINTS, "eva", SECRET, TransportKind.XMLRPC, connect=lambda: transport), transport


def ok(value: object, **headers: str) -> Reply:
    return Reply(200, {name.replace("_", "-"): text for name, text in headers.items()}, json.dumps(value).encode())


def value(of: object) -> Reply:
    return Reply(200, {"content-type": "text/xml"}, dumps((of,), methodresponse=True).encode())  # type: ignore[arg-type]


def fault(code: int, text: str = "No.") -> Reply:
    return Reply(200, {"content-type": "text/xml"}, dumps(Fault(code, text), methodresponse=True).encode())


def called(request: Request) -> tuple[str | None, tuple[object, ...]]:
    arguments, method = loads(request.body)
    return method, arguments
