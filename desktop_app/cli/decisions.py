"""``pingdesk approve``, ``spam`` and the other verbs, ``mine``, ``theirs``, ``undo`` and ``outbox``."""

import argparse
import threading
from collections.abc import Sequence

from desktop_app.cli import given
from desktop_app.cli.commands import Commands
from desktop_app.cli.output import DONE, SOME_FAILED, Output, conflict_object, counted, exit_status, say, stamp, worst
from desktop_app.core.decision import ActId, Action, ItemResult, Result
from desktop_app.core.errors import PingdeskError, WrongInput
from desktop_app.core.linkback import LinkbackId
from desktop_app.services.desk import Desk

_MEANINGS = {
    Action.APPROVE: "Approve linkbacks.",
    Action.HOLD: "Set linkbacks back to pending (unapprove).",
    Action.SPAM: "Mark linkbacks as spam.",
    Action.UNSPAM: "Take linkbacks out of spam: back to the status they had before.",
    Action.TRASH: "Move linkbacks to the trash.",
    Action.RESTORE: "Take linkbacks out of the trash: back to the status they had before.",
    Action.DELETE: "Delete linkbacks permanently (those in spam or trash only). Cannot be undone.",
}


def register(commands: Commands) -> None:
    """Add the commands to the parser."""
    for action, meaning in _MEANINGS.items():
        verb = commands.add_parser(action.value, help=meaning, description=meaning)
        _add_ids(verb)
        verb.set_defaults(run=run_decision, action=action)
    for name, meaning, run in (
        ("mine", "Order what you decided after all, where somebody else had decided otherwise.", run_mine),
        ("theirs", "Leave what somebody else decided, where it stood against your decision.", run_theirs),
    ):
        choice = commands.add_parser(name, help=meaning, description=meaning)
        _add_ids(choice)
        choice.set_defaults(run=run)
    undo = commands.add_parser("undo", help="take the last act back", description="Take the last act back.")
    undo.set_defaults(run=run_undo)
    outbox = commands.add_parser(
        "outbox", help="what waits to be sent, and why", description="Show what waits to be sent, and why."
    )
    outbox.add_argument("what", nargs="?", choices=("list", "send"), default="list", help="send: try now")
    outbox.set_defaults(run=run_outbox)


def _add_ids(command: argparse.ArgumentParser) -> None:
    command.add_argument("ids", nargs="*", metavar="ID", help="SITE:COMMENT_ID, or - to read ids from standard input")
    command.add_argument("--from-file", metavar="F", help="read ids from this file, one per line")


def run_decision(desk: Desk, arguments: argparse.Namespace, output: Output) -> int:
    """Run one of the verbs: write the decision down, send it, tell the result of each id."""
    action: Action = arguments.action
    teller = _Teller(output)
    ids = _named(desk, arguments, teller, action.value)
    report = desk.moderator.decide(action, ids)
    for linkback_id, result in report.settled:
        teller.tell(linkback_id, result)
    if report.act_id is not None:
        _send(desk, teller, [report.act_id], report.accepted)
    return worst(teller.statuses)


def run_mine(desk: Desk, arguments: argparse.Namespace, output: Output) -> int:
    """Run ``mine``: decide again, send it, tell the result of each id."""
    teller = _Teller(output)
    ids = _in_conflict(desk, arguments, teller, "mine")
    reports = desk.moderator.keep_mine(ids)
    for report in reports:
        for linkback_id, result in report.settled:
            teller.tell(linkback_id, result)
    acts = [report.act_id for report in reports if report.act_id is not None]
    _send(desk, teller, acts, [linkback_id for report in reports for linkback_id in report.accepted])
    return worst(teller.statuses)


def run_theirs(desk: Desk, arguments: argparse.Namespace, output: Output) -> int:
    """Run ``theirs``: nothing is sent."""
    teller = _Teller(output)
    rows = desk.queue.rows(_in_conflict(desk, arguments, teller, "theirs"))
    for linkback_id in desk.moderator.keep_theirs([*rows]):
        row = rows[linkback_id]
        teller.say(linkback_id, row.reference, "theirs", Result.DONE, f"It stays as it is there: {row.status.value}.")
    return worst(teller.statuses)


def _in_conflict(desk: Desk, arguments: argparse.Namespace, teller: "_Teller", command: str) -> list[LinkbackId]:
    """Return those of the given linkbacks about which there is a conflict; tell of the others."""
    ids = _named(desk, arguments, teller, command)
    rows = desk.queue.rows(ids)
    for linkback_id, row in rows.items():
        if row.conflict is None:
            reason = "Nobody decided otherwise, or the choice has been made."
            teller.say(linkback_id, row.reference, command, Result.FAILED, reason)
    return [linkback_id for linkback_id, row in rows.items() if row.conflict is not None]


def _named(desk: Desk, arguments: argparse.Namespace, teller: "_Teller", command: str) -> list[LinkbackId]:
    """Return the linkbacks that were given; tell of what is none. Raises `WrongInput` if nothing was given."""
    references = list(dict.fromkeys(given.references(arguments.ids, arguments.from_file)))
    if not references:
        raise WrongInput(f"No ids were given. “pingdesk list” shows them; “pingdesk {command} --help” explains.")
    ids: list[LinkbackId] = []
    for reference in references:
        try:
            ids.append(desk.queue.named(reference))
        except WrongInput as error:
            teller.say(None, reference, command, Result.FAILED, str(error))
    return ids


class _Teller:
    """Prints results as they come in, each linkback's once, and remembers the exit statuses they make."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._told: set[LinkbackId] = set()
        self._lock = threading.Lock()
        self.statuses: list[int] = []

    def tell(self, linkback_id: LinkbackId | None, result: ItemResult) -> None:
        """Print one result, unless this linkback has had its one. May be called from any thread."""
        self.say(linkback_id, result.reference, result.action.value, result.result, result.reason)

    def say(self, linkback_id: LinkbackId | None, reference: str, command: str, result: Result, reason: str) -> None:
        """Print one result in plain values."""
        with self._lock:
            if linkback_id in self._told:
                return
            if linkback_id is not None:
                self._told.add(linkback_id)
            item = {"id": reference, "action": command, "result": result.value, "reason": reason}
            self._output.tell(item, f"{reference}\t{command}\t{result.value}\t{reason}".rstrip())
            self.statuses.append(SOME_FAILED if result is Result.FAILED else DONE)


def _send(desk: Desk, teller: _Teller, acts: Sequence[ActId], ids: Sequence[LinkbackId]) -> None:
    """Send what is due; tell what became of ``ids`` as soon as their sites say it, of what waits at the end."""
    wanted = set(ids)

    def tell(linkback_id: LinkbackId, result: ItemResult) -> None:
        # What waits is told at the end, once: until then it may still be sent.
        if linkback_id in wanted and result.result is not Result.QUEUED:
            teller.tell(linkback_id, result)

    sites = {row.site_key for row in desk.queue.rows(ids).values()}
    try:
        report = desk.sender.send(cancelled=threading.Event(), on_result=tell)
    except PingdeskError as error:
        say(f"pingdesk: {error}")
        teller.statuses.append(exit_status(error))
    else:
        for site, trouble in report.errors.items():
            say(f"pingdesk: {site}: {trouble}")
            if site in sites:
                teller.statuses.append(exit_status(trouble))
    finally:
        for linkback_id, result in desk.moderator.results(acts):
            teller.tell(linkback_id, result)


def run_undo(desk: Desk, _arguments: argparse.Namespace, output: Output) -> int:
    """Run ``undo``."""
    report = desk.moderator.undo()
    if report is None:
        say("There is nothing to undo.")
        return SOME_FAILED
    teller = _Teller(output)
    rows = desk.queue.rows((*report.withdrawn, *report.final))
    for ids, result, reason in (
        (report.withdrawn, Result.DONE, "Withdrawn before it was sent."),
        (report.final, Result.FAILED, "What was deleted permanently cannot be brought back."),
    ):
        for linkback_id in ids:
            teller.tell(linkback_id, ItemResult(rows[linkback_id].reference, report.action, result, reason))
    _send(desk, teller, report.orders, [linkback_id for ids in report.sent_back.values() for linkback_id in ids])
    say(f"Took back “{report.action.value}” for {counted(report.count, 'linkback')}.")
    return worst(teller.statuses)


def run_outbox(desk: Desk, arguments: argparse.Namespace, output: Output) -> int:
    """Run ``outbox`` and ``outbox send``."""
    if arguments.what == "send":
        return _send_all(desk, output)
    conflicts = desk.sender.conflicts()
    rows = desk.queue.rows([conflict.linkback_id for conflict in conflicts])
    for waiting in (*desk.sender.waiting(), *conflicts):
        row = rows.get(waiting.linkback_id)
        item = {
            "id": waiting.reference,
            "action": waiting.action.value,
            "since": stamp(waiting.decided),
            "reason": waiting.reason if row is None else row.attention,
            "conflict": None if row is None else conflict_object(row.conflict),
        }
        reason = item["reason"] or "Not tried yet."
        output.tell(item, f"{waiting.reference}\t{waiting.action.value}\t{stamp(waiting.decided)}\t{reason}")
    return DONE


def _send_all(desk: Desk, output: Output) -> int:
    teller = _Teller(output)
    report = desk.sender.send(cancelled=threading.Event(), on_result=teller.tell, at_once=True)
    for site, trouble in report.errors.items():
        say(f"pingdesk: {site}: {trouble}")
    return worst([*teller.statuses, *(exit_status(trouble) for trouble in report.errors.values())])
