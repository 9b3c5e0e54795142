"""What has changed about a site since Pingdesk last looked, and whether it is still the same site."""

from dataclasses import replace
from urllib.parse import urlsplit

from desktop_app.core.errors import SiteUnreachable
from desktop_app.core.site import Capabilities, Endpoints, Site, TransportKind
from desktop_app.core.urls import host_of


def require_same_host(site: Site, found: Endpoints) -> None:
    """Raise ``SiteUnreachable`` if the site answers as another host, to which its password was not given.

    With or without ``www.`` is the same, and so is https in place of http; http in place of https is not.
    """
    before, now = urlsplit(site.home), urlsplit(found.home)
    if (before.scheme, now.scheme) == ("https", "http"):
        raise SiteUnreachable(
            f"{site.home} no longer offers https: your password would be readable on its way. Ask its owner or host; "
            "Pingdesk will not go on without."
        )
    foreign = _hosts(found) - _hosts(site.endpoints)
    if foreign:
        raise SiteUnreachable(
            f"{site.home} has moved to {min(foreign)}, where Pingdesk does not send your password by itself. If that "
            "is your blog's new address, add it under that address, and remove this one once nothing waits for it "
            "in the outbox."
        )


def _hosts(endpoints: Endpoints) -> frozenset[str]:
    """Return the hosts (with unusual ports) that get the password, or sent us to those that do."""
    addresses = (endpoints.home, endpoints.rest_root, endpoints.xmlrpc_url)
    return frozenset(_bare(address) for address in addresses if address is not None)


def _bare(url: str) -> str:
    port = urlsplit(url).port
    return (host_of(url) or "").removeprefix("www.") + (f":{port}" if port is not None else "")


def merged(known: Capabilities, found: Capabilities) -> Capabilities:
    """Return what a new look found, and of what it could not tell what was known before."""
    return replace(
        found,
        has_trash=known.has_trash if found.has_trash is None else found.has_trash,
        quicker_bulk=known.quicker_bulk if found.quicker_bulk is None else found.quicker_bulk,
    )


def changes_of(site: Site, found: Endpoints, transport: TransportKind) -> tuple[str, ...]:
    """Return in sentences what is not as it was."""
    known = site.endpoints
    if known.certificate == found.certificate:
        certificate = ""
    elif found.certificate is None:
        certificate = "Its certificate is one that this computer trusts; no other is accepted any more."
    else:
        certificate = "From now on it is known by the certificate that you trust."
    told = (
        _address("REST", known.rest_root, found.rest_root),
        _address("XML-RPC", known.xmlrpc_url, found.xmlrpc_url),
        "" if transport is site.transport else f"Pingdesk now speaks {NAMES[transport]} to it.",
        "" if found.version in (None, known.version) else f"It runs WordPress {found.version}.",
        "" if found.time_zone in ("", known.time_zone) else f"Its time zone is {found.time_zone}.",
        certificate,
    )
    return tuple(sentence for sentence in told if sentence)


NAMES = {TransportKind.REST: "REST", TransportKind.XMLRPC: "XML-RPC"}


def _address(name: str, before: str | None, now: str | None) -> str:
    if before == now:
        return ""
    if now is None:
        return f"{name} no longer answers."
    return f"{name} answers at {now}." if before is not None else f"{name} answers now, at {now}."
