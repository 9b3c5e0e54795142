"""A scripted web: pages by method and address, and what blogs answer."""

import json
from collections.abc import Mapping

from desktop_app.core.errors import PingdeskError
from desktop_app.wordpress.transport import Reply, Request
from tests.fakes.network import ScriptedTransport

METHODS = (
    b"<?xml version='1.0'?><methodResponse><params><param><value><array><data><value><string>wp.getComments</string>"
    b"</value></data></array></value></param></params></methodResponse>"
)


def index(home: str, **more: object) -> Reply:
    fields = {"name": "A &amp; B", "url": home, "home": home, "namespaces": ["wp/v2"], "authentication": [], **more}
    return Reply(200, {"content-type": "application/json"}, json.dumps(fields).encode())


def web(pages: Mapping[str, Reply] | Mapping[str, Reply | PingdeskError]) -> ScriptedTransport:
    """Return a web of these pages; anything else is a 404 page of no site in particular."""

    def answer(request: Request) -> Reply:
        assert "authorization" not in {name.lower() for name in request.headers}
        page = pages.get(f"{request.method} {request.url}", Reply(404, {}, b"<title>Nothing here</title>"))
        if isinstance(page, PingdeskError):
            raise page
        return page

    return ScriptedTransport(answer)


def moved(target: str, status: int = 301) -> Reply:
    return Reply(status, {"location": target})


def page(html: str = "", **headers: str) -> Reply:
    return Reply(200, {name.replace("_", "-"): value for name, value in headers.items()}, html.encode())


BLOG: dict[str, Reply | PingdeskError] = {
    "GET https://blog.example/wp-json/": index("https://blog.example"),
    "POST https://blog.example/xmlrpc.php": Reply(200, {}, METHODS),
}
