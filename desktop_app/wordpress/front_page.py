"""Reads what a page of a blog says about its interfaces: HTTP headers, ``<link>`` and ``<meta>`` elements."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from lxml import etree

from desktop_app.core.errors import PingdeskError
from desktop_app.core.urls import resolve
from desktop_app.wordpress.address import is_same_site, with_scheme_of
from desktop_app.wordpress.decode import MAX_TITLE, MAX_URL, plain_text
from desktop_app.wordpress.failures import Call, SiteBusy, http_failure
from desktop_app.wordpress.transport import Reply

PAGE_STATUSES = (HTTPStatus.OK, HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
"""What a blog answers to its address or to an outdated one; any other status explains why nothing is found."""
_MAX_HTML_BYTES = 1024 * 1024
_API_REL = "https://api.w.org/"
_LINK = re.compile(r"<([^<>]*)>([^<]*)")
_GENERATOR = re.compile(r"WordPress ?/?(\d{1,2}(?:\.\d{1,2}){1,2}(?:-[A-Za-z0-9.-]{1,20})?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FrontPage:
    """What was found at an address: where it led to, and what it says of its interfaces.

    ``elsewhere`` is an interface that the page names at another site, empty if there is none.
    """

    url: str
    failure: PingdeskError | None
    title: str
    version: str | None
    rest_links: Sequence[str]
    xmlrpc_links: Sequence[str]
    rsd_links: Sequence[str]
    feed_links: Sequence[str]
    elsewhere: str


def read_page(url: str, reply: Reply) -> FrontPage:
    """Return what the page at ``url`` says. Raises ``SiteBusy`` for a site that asks to come back later."""
    failure = http_failure(reply, Call.to(url)) if reply.status not in PAGE_STATUSES else None
    if isinstance(failure, SiteBusy):
        raise failure
    title, generator, links = _html_head(reply.body[:_MAX_HTML_BYTES])
    rest = [href for href, rel in _link_header(reply.headers.get("link", "")) if rel == _API_REL]
    rest += [href for rel, _, href in links if rel == _API_REL]
    rsd = [href for rel, _, href in links if rel == "edituri"]
    # WordPress's own RSD is a view of its XML-RPC file (wordpress-api.md, section 1).
    xmlrpc = [href.partition("?")[0] for href in rsd if href.partition("?")[0].endswith("xmlrpc.php")]
    xmlrpc += [reply.headers.get("x-pingback", "")]
    foreign = [link for link in usable([*rest, *xmlrpc], url, anywhere=True) if not is_same_site(url, link)]
    return FrontPage(
        url,
        failure,
        title,
        version_of(generator),
        usable(rest, url),
        usable(xmlrpc, url),
        usable([href for href in rsd if not href.partition("?")[0].endswith("xmlrpc.php")], url),
        usable([href for rel, kind, href in links if (rel, kind) == ("alternate", "application/rss+xml")], url),
        foreign[0] if foreign else "",
    )


def version_of(generator: str) -> str | None:
    """Return the version that a generator's mark names, if it is WordPress's."""
    found = _GENERATOR.search(generator[:200])
    return found[1] if found is not None else None


def usable(urls: Iterable[str], page: str, *, anywhere: bool = False) -> Sequence[str]:
    """Return the absolute addresses that belong to the same site as ``page``, to which its password may go."""
    absolute = [resolve(page, url) for url in urls if url and len(url) <= MAX_URL]
    secured = [with_scheme_of(url, page) for url in absolute if url is not None and urlsplit(url).username is None]
    return [url for url in secured if anywhere or is_same_site(page, url)]


def _link_header(value: str) -> Iterable[tuple[str, str]]:
    """Yield target and relation of each link of an HTTP ``Link`` header (RFC 8288)."""
    for target, parameters in _LINK.findall(value[:20_000]):
        relation = re.search(r"""\brel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))""", parameters, re.IGNORECASE)
        if relation is not None:
            yield target, (relation[1] or relation[2] or "").strip().lower()


def _html_head(body: bytes) -> tuple[str, str, Sequence[tuple[str, str, str]]]:
    """Return title, generator and ``<link>`` elements of an HTML page: relation and type in lower case, address."""
    root = etree.fromstring(body, etree.HTMLParser(no_network=True, huge_tree=False, recover=True))
    if root is None:  # nothing but white space
        return "", "", []
    links = [(_word(link, "rel"), _word(link, "type"), (link.get("href") or "").strip()) for link in root.iter("link")]
    marks = [meta.get("content") or "" for meta in root.iter("meta") if _word(meta, "name") == "generator"]
    return plain_text(root.findtext(".//title"), MAX_TITLE), " ".join(marks), links


def _word(element: "etree._Element", name: str) -> str:  # pyright: ignore[reportPrivateUsage]
    return (element.get(name) or "").strip().lower()
