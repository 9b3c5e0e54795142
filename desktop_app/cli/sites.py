"""``pingdesk sites``: adding, listing, testing and removing sites."""

import argparse
from collections.abc import Generator
from contextlib import contextmanager

from desktop_app.cli.commands import Commands
from desktop_app.cli.output import DONE, Output, counted, say, stamp
from desktop_app.cli.signing_in import add_ways, credentials
from desktop_app.core.errors import CertificateUntrusted
from desktop_app.core.limits import limits_of
from desktop_app.core.linkback import SiteId
from desktop_app.core.site import Endpoints, Site
from desktop_app.services.desk import Desk
from desktop_app.services.moved import NAMES


def register(commands: Commands) -> None:
    """Add the command and its parts to the parser."""
    sites = commands.add_parser("sites", help="the sites Pingdesk looks after", description=__doc__)
    parts = sites.add_subparsers(dest="part", required=True, metavar="PART")

    add = parts.add_parser("add", help="find, test and store a site", description="Find, test and store a site.")
    add.add_argument("url", metavar="URL", help="any address of the blog")
    add.add_argument("--user", metavar="NAME", help="your user name on the site")
    add_ways(add)
    add.add_argument("--transport", choices=("auto", "rest", "xmlrpc"), default="auto", help="default: auto")
    add.add_argument("--allow-http", action="store_true", help="accept a site without https (the password is readable)")
    _add_certificate(add, "the SHA-256 fingerprint of the one certificate to accept for this site")
    add.add_argument("--name", metavar="N", help="what to call the site; its short name is made from it")
    add.set_defaults(run=run_add)

    listing = parts.add_parser("list", help="list the sites", description="List the sites.")
    listing.set_defaults(run=run_list)

    meaning = "Forget a site, its linkbacks here and its password; WordPress is not touched."
    remove = parts.add_parser("remove", help=meaning, description=meaning)
    remove.set_defaults(run=run_remove)
    meaning = "Find a site anew, sign in, and say what works there and what has changed."
    test = parts.add_parser("test", help=meaning, description=meaning)
    _add_certificate(test, f"accept this certificate from now on (SHA-256), or “{_SYSTEM}” for those the system trusts")
    test.set_defaults(run=run_test)
    meaning = "Give a new password for a site; what waits in the outbox is kept."
    sign_in = parts.add_parser("sign-in", help=meaning, description=meaning)
    add_ways(sign_in)
    sign_in.set_defaults(run=run_sign_in)
    for part in (remove, test, sign_in):
        part.add_argument("site", metavar="SITE", help="the site's short name or address")


def _add_certificate(parser: argparse.ArgumentParser, meaning: str) -> None:
    parser.add_argument("--trust-certificate", metavar="FINGERPRINT", help=meaning)


@contextmanager
def _remedy() -> Generator[None]:
    """Say on the command line how to trust a certificate."""
    try:
        yield
    except CertificateUntrusted as error:
        known = error.certificate.fingerprint if error.certificate.reason else _SYSTEM
        say(f"To trust it, repeat the command with --trust-certificate {known}")
        raise


def run_add(desk: Desk, arguments: argparse.Namespace, output: Output) -> int:
    """Run ``sites add``."""
    with _remedy():
        found = credentials(desk, arguments, arguments.user, lambda: _look(desk, arguments))
        site = desk.accounts.add(
            arguments.url,
            user=found.user,
            password=found.password,
            transport=arguments.transport,
            allow_http=arguments.allow_http,
            certificate=arguments.trust_certificate,
            name=arguments.name,
        )
    output.tell(_as_object(site), f"Added {site.name} as “{site.key}” ({site.home}, {site.transport.value}).")
    return DONE


def _look(desk: Desk, arguments: argparse.Namespace) -> Endpoints:
    return desk.accounts.look(arguments.url, allow_http=arguments.allow_http, certificate=arguments.trust_certificate)


def run_list(desk: Desk, _arguments: argparse.Namespace, output: Output) -> int:
    """Run ``sites list``."""
    pending = desk.queue.counts().pending_of_site
    for site in desk.accounts.all():
        count = pending.get(site.site_id, 0)
        reason = f" ({site.state_reason})" if site.state_reason else ""
        line = f"{site.key}\t{site.name}\t{site.home}\t{count} pending\t{site.state.value}{reason}"
        output.tell({**_as_object(site), "pending": count}, line)
    return DONE


def run_remove(desk: Desk, arguments: argparse.Namespace, output: Output) -> int:
    """Run ``sites remove``."""
    site = desk.accounts.find(arguments.site)
    waiting = _waiting(desk, site.site_id)
    left = desk.accounts.remove(site.site_id)
    if waiting:
        say(f"{counted(waiting, 'unsent decision')} for {site.name} went with it.")
    if left:
        say(left)
    output.tell({"site": site.key, "removed": True}, f"Removed {site.name}. Nothing was changed on the site.")
    return DONE


def _waiting(desk: Desk, site_id: SiteId) -> int:
    ids = [waiting.linkback_id for waiting in desk.sender.waiting()]
    return sum(row.site_id == site_id for row in desk.queue.rows(ids).values())


def run_test(desk: Desk, arguments: argparse.Namespace, output: Output) -> int:
    """Run ``sites test``."""
    site_id = desk.accounts.find(arguments.site).site_id
    wanted: str | None = arguments.trust_certificate
    with _remedy():
        found = desk.accounts.examine(site_id, certificate="" if wanted == _SYSTEM else wanted)
    site, user = found.site, found.account
    known: dict[str, object] = {
        **_as_object(site),
        "ok": True,
        "user": user.user,
        "display_name": user.display_name,
        "may_moderate": user.may_moderate,
        "changes": list(found.changes),
    }
    lines = [f"{site.name}: signed in as {user.display_name or user.user}, who may moderate.", *_told(site)]
    output.tell(known, "\n".join([*lines, *(f"New: {change}" for change in found.changes)]))
    return DONE


def run_sign_in(desk: Desk, arguments: argparse.Namespace, output: Output) -> int:
    """Run ``sites sign-in``."""
    site = desk.accounts.find(arguments.site)
    found = credentials(desk, arguments, site.user, lambda: site.endpoints)
    desk.accounts.sign_in_again(site.site_id, found.password)
    output.tell(_as_object(desk.accounts.find(site.key)), f"{site.name}: signed in again as {site.user}.")
    return DONE


def _told(site: Site) -> list[str]:
    """Return for people what is known of a site and of the way to it."""
    facts, known = site.endpoints, site.capabilities
    bulk = known.quicker_bulk
    version = facts.version or "(version not told)"
    return [
        f"WordPress {version}, over {NAMES[site.transport]}, {_ENCRYPTION[_encryption(site)]}.",
        f"Trash: {_KNOWN[known.has_trash]}.",
        f"Many at once: {NAMES[bulk] if bulk else 'not timed yet'}.",
        *(f"Not here: {limit}" for limit in limits_of(site)),
    ]


def _encryption(site: Site) -> str:
    if site.endpoints.certificate is not None:
        return "trusted by fingerprint"
    addresses = (site.endpoints.rest_root, site.endpoints.xmlrpc_url)
    return "none" if any((address or "").startswith("http:") for address in addresses) else "trusted by system"


def _as_object(site: Site) -> dict[str, object]:
    facts, known = site.endpoints, site.capabilities
    return {
        "site": site.key,
        "name": site.name,
        "home": site.home,
        "user": site.user,
        "transport": site.transport.value,
        "state": site.state.value,
        "reason": site.state_reason,
        "refreshed": stamp(site.refreshed),
        "version": facts.version,
        "time_zone": facts.time_zone or None,
        "rest": facts.rest_root,
        "xmlrpc": facts.xmlrpc_url,
        "certificate": facts.certificate,
        "encryption": _encryption(site),
        "has_trash": known.has_trash,
        "multicall": known.multicall,
        "quicker_bulk": known.quicker_bulk.value if known.quicker_bulk else None,
        "cannot": list(limits_of(site)),
    }


_SYSTEM = "system"
_KNOWN = {True: "yes", False: "none, deleting is for ever", None: "not known yet"}
_ENCRYPTION = {
    "none": "not encrypted (http: the password is readable on its way)",
    "trusted by system": "encrypted (https)",
    "trusted by fingerprint": "encrypted (https, with the one certificate that you trust)",
}
