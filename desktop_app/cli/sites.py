"""``pingdesk sites``: adding, listing, testing and removing sites."""

import argparse
import getpass
import sys

from desktop_app.cli.commands import Commands
from desktop_app.cli.given import first_line
from desktop_app.cli.output import DONE, Output, counted, say, stamp
from desktop_app.core.errors import WrongInput
from desktop_app.core.linkback import SiteId
from desktop_app.core.site import Site
from desktop_app.services.desk import Desk


def register(commands: Commands) -> None:
    """Add the command and its parts to the parser."""
    sites = commands.add_parser("sites", help="the sites Pingdesk looks after", description=__doc__)
    parts = sites.add_subparsers(dest="part", required=True, metavar="PART")

    add = parts.add_parser("add", help="find, test and store a site", description="Find, test and store a site.")
    add.add_argument("url", metavar="URL", help="any address of the blog")
    add.add_argument("--user", required=True, metavar="NAME", help="your user name on the site")
    add.add_argument(
        "--password-stdin",
        action="store_true",
        help="read the (application) password from the first line of standard input instead of asking for it",
    )
    add.add_argument("--transport", choices=("auto", "rest", "xmlrpc"), default="auto", help="default: auto")
    add.add_argument("--allow-http", action="store_true", help="accept a site without https (the password is readable)")
    add.add_argument("--name", metavar="N", help="what to call the site; its short name is made from it")
    add.set_defaults(run=run_add)

    listing = parts.add_parser("list", help="list the sites", description="List the sites.")
    listing.set_defaults(run=run_list)

    for name, run, meaning in (
        ("remove", run_remove, "Forget a site, its linkbacks here and its password; WordPress is not touched."),
        ("test", run_test, "Sign in to a site and say whether it works."),
    ):
        part = parts.add_parser(name, help=meaning, description=meaning)
        part.add_argument("site", metavar="SITE", help="the site's short name or address")
        part.set_defaults(run=run)


def run_add(desk: Desk, arguments: argparse.Namespace, output: Output) -> int:
    """Run ``sites add``."""
    site = desk.accounts.add(
        arguments.url,
        user=arguments.user,
        password=_password(arguments),
        transport=arguments.transport,
        allow_http=arguments.allow_http,
        name=arguments.name,
    )
    output.tell(_as_object(site), f"Added {site.name} as “{site.key}” ({site.home}, {site.transport.value}).")
    return DONE


def _password(arguments: argparse.Namespace) -> str:
    if arguments.password_stdin:
        return first_line()
    if sys.stdin.isatty():
        return getpass.getpass(f"Application password of {arguments.user}: ")
    raise WrongInput("No password was given. Pass it on standard input with --password-stdin.")


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
    site = desk.accounts.find(arguments.site)
    account = desk.accounts.test(site.site_id)
    output.tell(
        {"site": site.key, "ok": True, "user": account.user, "display_name": account.display_name},
        f"{site.name}: signed in as {account.display_name or account.user}, who may moderate.",
    )
    return DONE


def _as_object(site: Site) -> dict[str, object]:
    return {
        "site": site.key,
        "name": site.name,
        "home": site.home,
        "user": site.user,
        "transport": site.transport.value,
        "state": site.state.value,
        "reason": site.state_reason,
        "refreshed": stamp(site.refreshed),
    }
