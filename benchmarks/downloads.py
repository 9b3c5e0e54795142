"""Bare loops that only download every pending comment of a site: the floor for a refresh."""

import functools
import time
import xmlrpc.client
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import requests

from tests.bench.site import WordPressSite

Loop = Callable[[WordPressSite, int], float]
"""Downloads that many comments from a site and returns the seconds that it took; reads nothing of what comes."""

_REST_FIELDS = "id,post,author_name,author_url,author_ip,author_user_agent,date_gmt,content,status,type"
_REST_PAGE = 100
_XMLRPC_PAGE = 500
_TIMEOUT_S = 120.0


def xmlrpc_pages(site: WordPressSite, items: int) -> float:
    """``wp.getComments`` in pages of 500 over one kept-alive connection."""
    started = time.perf_counter()
    with requests.Session() as session:
        for offset in range(0, items, _XMLRPC_PAGE):
            wanted = {"status": "hold", "number": _XMLRPC_PAGE, "offset": offset}
            login = (0, site.admin.login, site.admin_password)
            body = xmlrpc.client.dumps((*login, wanted), "wp.getComments")
            reply = session.post(site.xmlrpc_url, body, headers={"Content-Type": "text/xml"}, timeout=_TIMEOUT_S)
            assert reply.content.count(b"<name>comment_id</name>") == min(_XMLRPC_PAGE, items - offset)
    return time.perf_counter() - started


def rest_pages(site: WordPressSite, items: int, *, at_once: int) -> float:
    """REST in pages of 100 with ``_fields`` over so many kept-alive connections."""
    started = time.perf_counter()
    numbers = range(1, -(-items // _REST_PAGE) + 1)

    def download(some: range) -> None:
        with requests.Session() as session:
            session.auth = (site.admin.login, site.admin_password)
            for number in some:
                wanted = {"type": "pings", "status": "hold", "context": "edit", "_fields": _REST_FIELDS}
                page = {"per_page": str(_REST_PAGE), "page": str(number)}
                reply = session.get(f"{site.url}/wp-json/wp/v2/comments", params=wanted | page, timeout=_TIMEOUT_S)
                assert reply.ok, reply.text[:500]
                assert reply.headers["X-WP-Total"] == str(items)

    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(download, [numbers[start::at_once] for start in range(at_once)]))
    return time.perf_counter() - started


LOOPS: dict[str, Loop] = {
    "XML-RPC, pages of 500": xmlrpc_pages,
    "REST with _fields": functools.partial(rest_pages, at_once=1),
    "REST with _fields, 4 at once": functools.partial(rest_pages, at_once=4),
}
