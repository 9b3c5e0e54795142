"""``pingdesk approve``, ``spam`` and the other verbs, ``undo`` and ``outbox``."""

import argparse
import sys
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

from desktop_app.cli.commands import Commands
from desktop_app.cli.output import DONE, SOME_FAILED, Output, counted, exit_status, say, stamp, worst
from desktop_app.core.decision import Action, ItemResult, Result
from desktop_app.core.errors import PingdeskError, WrongInput
from desktop_app.core.linkback import LinkbackId
from desktop_app.services.desk import Desk
from desktop_app.services.send import SendReport

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
        verb.add_argument("ids", nargs="*", metavar="ID", help="SITE:COMMENT_ID, or - to read ids from standard input")
        verb.add_argument("--from-file", metavar="F", help="read ids from this file, one per line")
        verb.set_defaults(run=run_decision, action=action)
    undo = commands.add_parser("undo", help="take the last act back", description="Take the last act back.")
    undo.set_defaults(run=run_undo)
    outbox = commands.add_parser(
        "outbox", help="what waits to be sent, and why", description="Show what waits to be sent, and why."
    )
    outbox.add_argument("what", nargs="?", choices=("list", "send"), default="list", help="send: try now")
    outbox.set_defaults(run=run_outbox)


def run_decision(desk: Desk, arguments: argparse.Namespace, output: Output) -> int:
    """Run one of the verbs: write the decision down, send it, tell the result of each id."""
    action: Action = arguments.action
    references = list(dict.fromkeys(_references(arguments)))
    if not references:
        raise WrongInput(f"No ids were given. “pingdesk list” shows them; “pingdesk {action.value} --help” explains.")
    statuses: list[int] = []
    ids: list[LinkbackId] = []
    for reference in references:
        try:
            ids.append(desk.queue.named(reference))
        except WrongInput as error:
            statuses.append(_tell(output, ItemResult(reference, action, Result.FAILED, str(error))))
    report = desk.moderator.decide(action, ids)
    statuses += [_tell(output, result) for _, result in report.settled]
    return worst([*statuses, *_send(desk, output, report.accepted, action)])


def _references(arguments: argparse.Namespace) -> Iterable[str]:
    for reference in arguments.ids:
        if reference == "-":
            yield from _lines(sys.stdin)
        else:
            yield reference
    if arguments.from_file == "-":
        yield from _lines(sys.stdin)
    elif arguments.from_file:
        try:
            with Path(arguments.from_file).open(encoding="utf-8") as lines:
                yield from _lines(lines)
        except (OSError, UnicodeDecodeError) as error:
            raise WrongInput(f"The file {arguments.from_file} cannot be read: {error}.") from error


def _lines(lines: Iterable[str]) -> Iterable[str]:
    return (line.strip() for line in lines if line.strip())


def _send(desk: Desk, output: Output, ids: Sequence[LinkbackId], action: Action | None) -> list[int]:
    """Send the outbox; tell what became of ``ids`` (or of everything, without ``action``) and return statuses."""
    try:
        report = desk.sender.send(cancelled=threading.Event(), at_once=action is None)
    except PingdeskError as error:
        say(f"pingdesk: {error}")
        report = SendReport(errors={"": error})
    told = dict(report.results)
    rows = desk.queue.rows(ids)
    statuses: list[int] = []
    for linkback_id in ids:
        late = "It waits in the outbox. “pingdesk outbox” tells more."
        waits = ItemResult(rows[linkback_id].reference, action or Action.HOLD, Result.QUEUED, late)
        statuses.append(_tell(output, told.pop(linkback_id, waits)))
    if action is None:
        statuses += [_tell(output, result) for result in told.values()]
    for site, trouble in report.errors.items():
        if site:
            say(f"pingdesk: {site}: {trouble}")
    return [*statuses, *(exit_status(error) for error in report.errors.values())]


def _tell(output: Output, result: ItemResult) -> int:
    item = {
        "id": result.reference,
        "action": result.action.value,
        "result": result.result.value,
        "reason": result.reason,
    }
    output.tell(item, f"{result.reference}\t{result.action.value}\t{result.result.value}\t{result.reason}".rstrip())
    return SOME_FAILED if result.result is Result.FAILED else DONE


def run_undo(desk: Desk, _arguments: argparse.Namespace, output: Output) -> int:
    """Run ``undo``."""
    report = desk.moderator.undo()
    if report is None:
        say("There is nothing to undo.")
        return SOME_FAILED
    statuses = [
        _tell(output, ItemResult(row.reference, report.action, Result.DONE, "Withdrawn before it was sent."))
        for row in desk.queue.rows(report.withdrawn).values()
    ]
    for action, ids in report.sent_back.items():
        statuses += _send(desk, output, ids, action)
    say(f"Took back “{report.action.value}” for {counted(report.count, 'linkback')}.")
    return worst(statuses)


def run_outbox(desk: Desk, arguments: argparse.Namespace, output: Output) -> int:
    """Run ``outbox`` and ``outbox send``."""
    if arguments.what == "send":
        return worst(_send(desk, output, (), None))
    for waiting in desk.sender.waiting():
        item = {
            "id": waiting.reference,
            "action": waiting.action.value,
            "since": stamp(waiting.decided),
            "reason": waiting.reason,
        }
        reason = waiting.reason or "Not tried yet."
        output.tell(item, f"{waiting.reference}\t{waiting.action.value}\t{stamp(waiting.decided)}\t{reason}")
    return DONE
