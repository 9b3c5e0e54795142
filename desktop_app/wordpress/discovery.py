"""Finds a WordPress site and its interfaces from whatever address a blogger has at hand. Sends no credentials."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import cast
from urllib.parse import urlsplit
from xmlrpc.client import dumps  # writes only; answers are read by payload.py

from desktop_app.core.errors import (
    CertificateUntrusted,
    HttpOnly,
    MalformedReply,
    NotWordPress,
    PingdeskError,
    SiteUnreachable,
)
from desktop_app.core.site import Endpoints
from desktop_app.core.urls import resolve
from desktop_app.wordpress.address import addresses_to_try, folders_of, is_same_site
from desktop_app.wordpress.decode import MAX_TITLE, plain_text
from desktop_app.wordpress.failures import code_of, plain
from desktop_app.wordpress.front_page import FrontPage, read_page, usable
from desktop_app.wordpress.payload import Fault, JsonObject, NoPayload, json_object, xmlrpc_result
from desktop_app.wordpress.site_facts import (
    INDEX_FIELDS,
    apis_of,
    application_passwords_of,
    authorize_url_of,
    has_learning_filter,
    time_zone_of,
    version_in_feed,
)
from desktop_app.wordpress.transport import Reply, Request, Transport

_MAX_REDIRECTS = 5
_PATIENCE_S = 60.0
"""After so long, no more guesses are made: some servers let every unknown address wait."""


@dataclass(frozen=True, slots=True)
class _Rest:
    """A REST root that answers; ``index`` is empty where strangers may not read it."""

    root: str
    index: JsonObject


def discover(address: str, *, allow_http: bool, transport: Transport, certificate: str | None = None) -> Endpoints:
    """Return where the WordPress site at ``address`` answers, which may be any page of it.

    ``certificate`` is the one that ``transport`` accepts, and that the result names. Raises ``WrongInput`` for what
    is no address, `HttpOnly` for a site without https unless ``allow_http``, `CertificateUntrusted` for one whose
    certificate leaves the user a choice, ``NotWordPress`` if something else answers, ``SiteUnreachable`` if nothing
    does. Redirects are followed within the same site only. At least one of REST and XML-RPC is set in the result;
    that they let a user in is for a live call to find out.
    """
    first_error: SiteUnreachable | None = None
    may_do_without = allow_http or address.strip().lower().startswith("http:")
    for url in addresses_to_try(address):
        try:
            found = _Search(transport, certificate).run(url)
        except SiteUnreachable as error:
            if isinstance(error, CertificateUntrusted) and not may_do_without:
                raise  # http would be worse
            first_error = _better(first_error, error)
            continue
        if found.home.startswith("http:") and not allow_http:
            raise HttpOnly(
                f"{urlsplit(found.home).netloc} answers without encryption (http) only: others in the same network "
                "could read your password. Confirm that you want this, or set up https for the site first."
                + (f" About https: {first_error}" if first_error is not None else "")
            )
        return found
    raise first_error or NotWordPress(f"Nothing was found at {address[:80]}. Check the address.")


def _better(first: SiteUnreachable | None, later: SiteUnreachable) -> SiteUnreachable:
    """Return the error that tells more: an answer that is not WordPress's tells more than none.

    A certificate to be trusted tells most.
    """
    if first is None or isinstance(first, CertificateUntrusted):
        return first or later
    if isinstance(later, NotWordPress) and not isinstance(first, NotWordPress):
        return later
    return first


class _Search:
    """One search, from one address."""

    def __init__(self, transport: Transport, certificate: str | None) -> None:
        self._transport = transport
        self._certificate = certificate
        self._ends = time.monotonic() + _PATIENCE_S

    def run(self, url: str) -> Endpoints:
        page = self._page(url)
        apis = self._apis(page)
        rest = self._find_rest(page, apis.get("WP-API", ""))
        xmlrpc_url = self._find_xmlrpc(page, rest, apis.get("WordPress", ""))
        if rest is None and xmlrpc_url is None:
            raise page.failure or _nothing_found(page)
        return self._endpoints(page, rest, xmlrpc_url)

    def _page(self, url: str) -> FrontPage:
        """Return the page at ``url``, following redirects within the site by hand."""
        start = url
        for _ in range(_MAX_REDIRECTS):
            reply = self._transport.send(Request("GET", url, headers={"Accept": "text/html,*/*;q=0.5"}))
            target = reply.headers.get("location")
            if not HTTPStatus.MULTIPLE_CHOICES <= reply.status < HTTPStatus.BAD_REQUEST or not target:
                return read_page(url, reply)
            moved = resolve(url, target)
            if moved is None or not is_same_site(start, moved):
                raise NotWordPress(
                    f"{urlsplit(start).netloc} sends its visitors on to {plain(target)[:120]}. If that is your blog, "
                    "add it under this address."
                )
            url = moved
        raise NotWordPress(
            f"{urlsplit(start).netloc} sends its visitors round in circles. Open it in a browser, and type the address "
            "that is shown in the end."
        )

    def _apis(self, page: FrontPage) -> dict[str, str]:
        """Return what an RSD document says that is not WordPress's own, by the names of the interfaces."""
        for url in page.rsd_links[:1]:
            reply = self._ask(Request("GET", url))
            if reply is not None and reply.status == HTTPStatus.OK:
                return dict(apis_of(reply.body))
        return {}

    def _find_rest(self, page: FrontPage, stated: str) -> _Rest | None:
        guesses = [folder + end for folder in folders_of(page.url) for end in ("wp-json/", "?rest_route=/")]
        for root in dict.fromkeys([*page.rest_links, *usable([stated], page.url), *guesses]):
            found = self._ask_rest(root)
            if found is not None:
                return found
        return None

    def _ask_rest(self, root: str) -> _Rest | None:
        reply = self._ask(Request("GET", root, {"_fields": INDEX_FIELDS}, {"Accept": "application/json"}))
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

    def _find_xmlrpc(self, page: FrontPage, rest: _Rest | None, stated: str) -> str | None:
        core = rest.index.get("url") if rest is not None else None
        known = [stated, f"{core.rstrip('/')}/xmlrpc.php" if isinstance(core, str) else ""]
        guesses = [folder + "xmlrpc.php" for folder in folders_of(page.url)]
        for url in dict.fromkeys([*page.xmlrpc_links, *usable(known, page.url), *guesses]):
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
        if time.monotonic() > self._ends:
            return None
        try:
            return self._transport.send(request)
        except (SiteUnreachable, MalformedReply):
            return None

    def _endpoints(self, page: FrontPage, rest: _Rest | None, xmlrpc_url: str | None) -> Endpoints:
        index: JsonObject = rest.index if rest is not None else {}
        stated = usable([_string(index.get("home"))], page.url)
        home = (stated[0] if stated else _home_of(rest, xmlrpc_url)).rstrip("/")
        if any(url.startswith("http:") for url in (rest.root if rest else "", xmlrpc_url or "")):
            home = home.replace("https:", "http:", 1)  # whatever it claims: the password would be readable
        icon = usable([_string(index.get("site_icon_url"))], page.url, anywhere=True)
        return Endpoints(
            home=home,
            name=plain_text(index.get("name"), MAX_TITLE) or page.title or urlsplit(home).netloc,
            rest_root=rest.root if rest is not None else None,
            xmlrpc_url=xmlrpc_url,
            icon_url=icon[0] if icon else None,
            application_passwords=application_passwords_of(index),
            authorize_url=authorize_url_of(index, page.url),
            time_zone=time_zone_of(index),
            version=page.version or self._version_in_feed(page),
            has_learning_filter=has_learning_filter(index),
            certificate=self._certificate if home.startswith("https:") else None,
        )

    def _version_in_feed(self, page: FrontPage) -> str | None:
        for url in page.feed_links[:1]:
            reply = self._ask(Request("GET", url))
            return version_in_feed(reply.body) if reply is not None else None
        return None


def _nothing_found(page: FrontPage) -> PingdeskError:
    host = urlsplit(page.url).netloc
    if page.elsewhere:
        return NotWordPress(
            f"{host} says that its interfaces are at {urlsplit(page.elsewhere).netloc}, which is another site: your "
            "password for the one is none of the other's business. If that is your blog, add it under that address."
        )
    return NotWordPress(
        f"{host} answers, but neither REST nor XML-RPC of a WordPress blog was found there. Type the address "
        "of the blog itself; if it is right, a security plugin may hide both."
    )


def _home_of(rest: _Rest | None, xmlrpc_url: str | None) -> str:
    """Return the folder of the interface that was found, where the site does not say what its home is."""
    known = rest.root if rest is not None else cast("str", xmlrpc_url)
    return re.sub(r"(?:index\.php/?)?(?:wp-json/|\?rest_route=/|xmlrpc\.php)\Z", "", known)


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""
