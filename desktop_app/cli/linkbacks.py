"""``pingdesk refresh``, ``list`` and ``verify``: what there is, and whether its sources link."""

import argparse
import threading

from desktop_app.cli.commands import Commands
from desktop_app.cli.output import DONE, SOME_FAILED, Output, conflict_object, exit_status, say, stamp, worst
from desktop_app.core.errors import WrongInput
from desktop_app.core.evidence import Evidence, Verdict
from desktop_app.core.evidence_json import to_object
from desktop_app.core.linkback import Kind, LinkbackId, Status
from desktop_app.core.query import Order, Query, narrowed, parse_query
from desktop_app.core.queue import QueueRow, in_order
from desktop_app.core.settings import host_or_network
from desktop_app.services.desk import Desk
from desktop_app.services.sync import RefreshReport


def register(commands: Commands) -> None:
    """Add the commands to the parser."""
    refresh = commands.add_parser("refresh", help="bring the local queue up to date", description="Refresh sites.")
    refresh.add_argument("sites", nargs="*", metavar="SITE", help="short names; all sites if none is given")
    refresh.add_argument("--full", action="store_true", help="compare everything, not only what is new or pending")
    refresh.set_defaults(run=run_refresh)

    listing = commands.add_parser("list", help="list linkbacks", description="List linkbacks from the local queue.")
    listing.add_argument(
        "--status", choices=[*Status, "any"], default=None, help="default: pending, unless the search says otherwise"
    )
    listing.add_argument("--site", metavar="S", help="only this site (short name)")
    listing.add_argument("--verdict", choices=list(Verdict), metavar="V", help="only this verdict")
    listing.add_argument("--kind", choices=list(Kind), help="only this kind")
    listing.add_argument("--search", metavar="QUERY", default="", help="words and qualifiers, as in the window")
    listing.add_argument("--limit", type=_count, metavar="N", help="at most this many")
    listing.set_defaults(run=run_list)

    verify = commands.add_parser(
        "verify", help="check whether sources link", description="Check whether sources link, and keep the evidence."
    )
    verify.add_argument("ids", nargs="*", metavar="ID", help="SITE:COMMENT_ID; without any, as --all")
    verify.add_argument("--all", action="store_true", help="all pending linkbacks")
    verify.add_argument("--again", action="store_true", help="also what has been checked already")
    verify.add_argument(
        "--allow-host",
        action="append",
        default=[],
        type=_host,
        metavar="HOST_OR_NETWORK",
        help="may be fetched although it is not public (repeatable)",
    )
    verify.set_defaults(run=run_verify)


_MOST_ROWS = 10_000_000


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > len(str(_MOST_ROWS)):
        raise argparse.ArgumentTypeError(f"“{text}” is not a whole number up to {_MOST_ROWS}")
    return int(text)


def _host(text: str) -> str:
    try:
        return host_or_network(text)
    except WrongInput as error:
        raise argparse.ArgumentTypeError(str(error).rstrip(".")) from error


def run_refresh(desk: Desk, arguments: argparse.Namespace, output: Output) -> int:
    """Run ``refresh``."""
    wanted = [desk.accounts.find(key).site_id for key in arguments.sites] or None
    if not desk.accounts.all():
        say("There are no sites yet. “pingdesk sites add” adds one.")

    def tell(report: RefreshReport) -> None:
        item = {
            "site": report.site_key,
            "name": report.site_name,
            "new": report.new,
            "changed": report.changed,
            "gone": report.gone,
            "pending": report.pending,
            "seconds": report.seconds,
            "full": report.is_full,
            "error": str(report.error) if report.error else None,
        }
        output.tell(item, _refresh_line(report))
        if report.error and output.as_json:
            say(f"pingdesk: {report.site_key}: {report.error}")

    reports = desk.sync.refresh(wanted, cancelled=threading.Event(), full=arguments.full, on_site=tell)
    return worst(exit_status(report.error) for report in reports if report.error)


def _refresh_line(report: RefreshReport) -> str:
    if report.error:
        return f"{report.site_key}: not refreshed. {report.error}"
    return (
        f"{report.site_key}: {report.new} new, {report.changed} changed, {report.gone} gone, "
        f"{report.pending} pending ({report.seconds:.1f} s)"
    )


def run_list(desk: Desk, arguments: argparse.Namespace, output: Output) -> int:
    """Run ``list``."""
    ids = desk.queue.ids(_query(desk, arguments), Order.NEWEST, arguments.limit)
    for row in in_order(ids, desk.queue.rows(ids)):
        title = row.title or row.source_url
        line = f"{row.reference}\t{row.status.value}\t{row.verdict.value}\t{row.kind.value}\t{title} ({row.sender})"
        output.tell(_as_object(row), f"{line}\t→ {row.post_title or row.post_url}")
    return DONE


def _query(desk: Desk, arguments: argparse.Namespace) -> Query:
    searched = parse_query(arguments.search)
    status = arguments.status or ("any" if searched.statuses else Status.PENDING.value)
    asked = Query(
        statuses=frozenset() if status == "any" else frozenset({Status(status)}),
        sites=frozenset({desk.accounts.find(arguments.site).key}) if arguments.site else frozenset(),
        verdicts=frozenset({Verdict(arguments.verdict)}) if arguments.verdict else frozenset(),
        kinds=frozenset({Kind(arguments.kind)}) if arguments.kind else frozenset(),
    )
    return narrowed(asked, searched)


def _as_object(row: QueueRow) -> dict[str, object]:
    return {
        "id": row.reference,
        "kind": row.kind.value,
        "status": row.status.value,
        "source": row.source_url,
        "title": row.title,
        "excerpt": row.excerpt,
        "target": row.post_url,
        "received": stamp(row.received),
        "verdict": row.verdict.value,
        "flags": sorted(row.flags),
        "suggestion": row.suggestion.value,
        "site": row.site_key,
        "sender": row.sender,
        "post": row.post_title,
        "waiting": row.is_waiting,
        "attention": row.attention,
        "conflict": conflict_object(row.conflict),
    }


def run_verify(desk: Desk, arguments: argparse.Namespace, output: Output) -> int:
    """Run ``verify``."""
    named = [desk.queue.named(reference) for reference in dict.fromkeys(arguments.ids)]
    if named and arguments.all:
        raise WrongInput("Give ids or --all, not both.")
    wanted = named or desk.queue.ids(Query(statuses=frozenset({Status.PENDING})))
    ids = wanted if arguments.again else _unchecked(desk, wanted)
    references = {linkback_id: row.reference for linkback_id, row in desk.queue.rows(wanted).items()}

    def tell(linkback_id: LinkbackId, evidence: Evidence) -> None:
        item = {"id": references[linkback_id], **to_object(evidence)}
        output.tell(item, f"{references[linkback_id]}\t{evidence.verdict.value}\t{evidence.reason}")

    count = desk.inspector.verify(
        ids, cancelled=threading.Event(), on_checked=tell, allow_hosts=tuple(arguments.allow_host)
    )
    say(f"{count} checked, {len(wanted) - len(ids)} had been checked before.")
    return DONE if count == len(ids) else SOME_FAILED


def _unchecked(desk: Desk, ids: list[LinkbackId]) -> list[LinkbackId]:
    due = set(desk.inspector.due())
    rows = desk.queue.rows(ids)
    return [linkback_id for linkback_id in ids if linkback_id in due or rows[linkback_id].verdict is Verdict.UNCHECKED]
