"""Finds a WordPress site and its interfaces from whatever address a blogger has at hand. Sends no credentials."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import cast
from urllib.parse import urlsplit
from xmlrpc.client import dumps  # writes only; answers are read by payload.py

from lxml import etree

from desktop_app.core.errors import HttpOnly, MalformedReply, NotWordPress, PingdeskError, SiteUnreachable
from desktop_app.core.site import Endpoints
from desktop_app.core.urls import resolve
from desktop_app.wordpress.address import addresses_to_try, folders_of, is_same_site, with_scheme_of
from desktop_app.wordpress.decode import MAX_TITLE, MAX_URL, plain_text
from desktop_app.wordpress.failures import Call, SiteBusy, code_of, http_failure, plain
from desktop_app.wordpress.payload import Fault, JsonObject, NoPayload, json_object, xmlrpc_result
from desktop_app.wordpress.transport import Reply, Request, Transport

_PAGE_STATUSES = (HTTPStatus.OK, HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
"""What a blog answers to its address or to an outdated one; any other status explains why nothing is found."""
_MAX_REDIRECTS = 5
_MAX_HTML_BYTES = 1024 * 1024
_API_REL = "https://api.w.org/"
_LINK = re.compile(r"<([^<>]*)>([^<]*)")
_INDEX_FIELDS = "name,url,home,namespaces,authentication,site_icon_url"


@dataclass(frozen=True, slots=True)
class _Page:
    """What was found at an address: where it led to, and what it says of its interfaces."""

    url: str
    failure: PingdeskError | None
    title: str
    rest_links: Sequence[str]
    xmlrpc_links: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Rest:
    """A REST root that answers; ``index`` is empty where strangers may not read it."""

    root: str
    index: JsonObject


def discover(address: str, *, allow_http: bool, transport: Transport) -> Endpoints:
    """Return where the WordPress site at ``address`` answers, which may be any page of it.

    Raises ``WrongInput`` for what is no address, `HttpOnly` for a site without https unless ``allow_http``,
    ``NotWordPress`` if something else answers, ``SiteUnreachable`` if nothing does. Redirects are followed
    within the same site only. At least one of REST and XML-RPC is set in the result; that they let a user in is
    for a live call to find out.
    """
    first_error: SiteUnreachable | None = None
    for url in addresses_to_try(address):
        try:
            found = _Search(transport).run(url)
        except SiteUnreachable as error:
            first_error = _better(first_error, error)
            continue
        if found.home.startswith("http:") and not allow_http:
            raise HttpOnly(
                f"{urlsplit(found.home).netloc} answers without encryption (http) only: others in the same network "
                "could read your password. Confirm that you want this, or set up https for the site first."
                + (f" About https: {first_error}" if first_error is not None else "")
            )
        return found
    raise first_error or NotWordPress(f"Nothing was found at {address[:80]}.")


def _better(first: SiteUnreachable | None, later: SiteUnreachable) -> SiteUnreachable:
    """Return the error that tells more: an answer that is not WordPress's tells more than no answer."""
    if first is None or (isinstance(later, NotWordPress) and not isinstance(first, NotWordPress)):
        return later
    return first


class _Search:
    """One search, from one address."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def run(self, url: str) -> Endpoints:
        page = self._page(url)
        rest = self._find_rest(page)
        xmlrpc_url = self._find_xmlrpc(page, rest)
        if rest is None and xmlrpc_url is None:
            if page.failure is not None:
                raise page.failure
            host = urlsplit(page.url).netloc
            raise NotWordPress(
                f"{host} answers, but neither REST nor XML-RPC of a WordPress blog was found there. Type the address "
                "of the blog itself; if it is right, a security plugin may hide both."
            )
        return _endpoints(page, rest, xmlrpc_url)

    def _page(self, url: str) -> _Page:
        """Return the page at ``url``, following redirects within the site by hand."""
        start = url
        for _ in range(_MAX_REDIRECTS):
            reply = self._transport.send(Request("GET", url, headers={"Accept": "text/html,*/*;q=0.5"}))
            target = reply.headers.get("location")
            if not HTTPStatus.MULTIPLE_CHOICES <= reply.status < HTTPStatus.BAD_REQUEST or not target:
                return self._read_page(url, reply)
            moved = resolve(url, target)
            if moved is None or not is_same_site(start, moved):
                raise NotWordPress(
                    f"{urlsplit(start).netloc} sends its visitors on to {plain(target)[:120]}. If that is your blog, "
                    "add it under this address."
                )
            url = moved
        raise NotWordPress(f"{urlsplit(start).netloc} sends its visitors round in circles.")

    def _read_page(self, url: str, reply: Reply) -> _Page:
        failure = http_failure(reply, Call.to(url)) if reply.status not in _PAGE_STATUSES else None
        if isinstance(failure, SiteBusy):
            raise failure
        title, links = _html_head(reply.body[:_MAX_HTML_BYTES])
        rest = [href for href, rel in _link_header(reply.headers.get("link", "")) if rel == _API_REL]
        rest += [href for rel, href in links if rel == _API_REL]
        xmlrpc = [href.partition("?")[0] for rel, href in links if rel == "edituri"]
        xmlrpc += [reply.headers.get("x-pingback", "")]
        return _Page(url, failure, title, _usable(rest, url), _usable(xmlrpc, url))

    def _find_rest(self, page: _Page) -> _Rest | None:
        guesses = [folder + end for folder in folders_of(page.url) for end in ("wp-json/", "?rest_route=/")]
        for root in dict.fromkeys([*page.rest_links, *guesses]):
            found = self._ask_rest(root)
            if found is not None:
                return found
        return None

    def _ask_rest(self, root: str) -> _Rest | None:
        reply = self._ask(Request("GET", root, {"_fields": _INDEX_FIELDS}, {"Accept": "application/json"}))
        if reply is None:
            return None
        if reply.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            # Closed to strangers by a plugin: a user with a password may get in (wordpress-api.md, section 1).
            return _Rest(root, {}) if code_of(reply) else None
        if reply.status != HTTPStatus.OK:
            return None
        try:
            index = json_object(reply.body)
        except NoPayload:
            return None
        namespaces = index.get("namespaces")
        return _Rest(root, index) if isinstance(namespaces, list) and "wp/v2" in namespaces else None

    def _find_xmlrpc(self, page: _Page, rest: _Rest | None) -> str | None:
        core = rest.index.get("url") if rest is not None else None
        stated = [f"{core.rstrip('/')}/xmlrpc.php"] if isinstance(core, str) else []
        guesses = [folder + "xmlrpc.php" for folder in folders_of(page.url)]
        for url in dict.fromkeys([*page.xmlrpc_links, *_usable(stated, page.url), *guesses]):
            if self._speaks_xmlrpc(url):
                return url
        return None

    def _speaks_xmlrpc(self, url: str) -> bool:
        """Whether WordPress's own methods are offered there (``system.listMethods`` needs no login)."""
        body = dumps((), "system.listMethods").encode()
        reply = self._ask(Request("POST", url, headers={"Content-Type": "text/xml"}, body=body))
        if reply is None:
            return False
        try:
            methods = xmlrpc_result(reply.body)
        except (Fault, NoPayload):
            return False
        return isinstance(methods, Sequence) and "wp.getComments" in methods

    def _ask(self, request: Request) -> Reply | None:
        try:
            return self._transport.send(request)
        except (SiteUnreachable, MalformedReply):
            return None


def _endpoints(page: _Page, rest: _Rest | None, xmlrpc_url: str | None) -> Endpoints:
    index: JsonObject = rest.index if rest is not None else {}
    stated = _usable([_string(index.get("home"))], page.url)
    home = stated[0] if stated else _home_of(rest, xmlrpc_url)
    icon = _usable([_string(index.get("site_icon_url"))], page.url, anywhere=True)
    login = index.get("authentication")
    return Endpoints(
        home=home.rstrip("/"),
        name=plain_text(index.get("name"), MAX_TITLE) or page.title or urlsplit(home).netloc,
        rest_root=rest.root if rest is not None else None,
        xmlrpc_url=xmlrpc_url,
        icon_url=icon[0] if icon else None,
        # An object, or an empty list where they are off (trap 16).
        application_passwords="application-passwords" in login if isinstance(login, (dict, list)) else None,
    )


def _home_of(rest: _Rest | None, xmlrpc_url: str | None) -> str:
    """Return the folder of the interface that was found, where the site does not say what its home is."""
    known = rest.root if rest is not None else cast("str", xmlrpc_url)
    return re.sub(r"(?:index\.php/?)?(?:wp-json/|\?rest_route=/|xmlrpc\.php)\Z", "", known)


def _usable(urls: Iterable[str], page: str, *, anywhere: bool = False) -> Sequence[str]:
    """Return the absolute addresses that belong to the same site as ``page``."""
    absolute = [resolve(page, url) for url in urls if url and len(url) <= MAX_URL]
    secured = [with_scheme_of(url, page) for url in absolute if url is not None]
    return [url for url in secured if anywhere or is_same_site(page, url)]


def _link_header(value: str) -> Iterable[tuple[str, str]]:
    """Yield target and relation of each link of an HTTP ``Link`` header (RFC 8288)."""
    for target, parameters in _LINK.findall(value[:20_000]):
        relation = re.search(r"""\brel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))""", parameters, re.IGNORECASE)
        if relation is not None:
            yield target, (relation[1] or relation[2] or "").strip().lower()


def _html_head(body: bytes) -> tuple[str, Sequence[tuple[str, str]]]:
    """Return the title of an HTML page and its ``<link>`` elements as relation (lower case) and address."""
    root = etree.fromstring(body, etree.HTMLParser(no_network=True, huge_tree=False, recover=True))
    if root is None:  # nothing but white space
        return "", []
    links = [((link.get("rel") or "").strip().lower(), (link.get("href") or "").strip()) for link in root.iter("link")]
    return plain_text(root.findtext(".//title"), MAX_TITLE), links


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""
