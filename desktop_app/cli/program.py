"""The parser of all commands, and running the one that was asked for."""

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from desktop_app import __version__
from desktop_app.cli import check, decisions, given, linkbacks, settings, sites
from desktop_app.cli.output import SOME_FAILED, WRONG_USAGE, Output, exit_status, say
from desktop_app.core.errors import PingdeskError, WrongInput
from desktop_app.services.desk import Desk

log = logging.getLogger(__name__)

INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Invocation:
    """A command line, read. ``command`` is ``None`` for the window."""

    arguments: argparse.Namespace
    command: str | None
    profile: Path | None


def read_arguments(argv: Sequence[str]) -> Invocation:
    """Read the command line; exits with status 2 and a message where it cannot be used."""
    parser = _parser()
    try:
        for word in argv:
            given.checked(word, "The command line")
        arguments = parser.parse_args(argv)
        return Invocation(arguments, arguments.command, _profile(arguments.profile))
    except WrongInput as error:
        parser.error(str(error).rstrip("."))


def _profile(folder: str | None) -> Path | None:
    if folder is None:
        return None
    if not folder.strip():
        raise WrongInput("The data folder after --profile is empty.")  # "$UNSET" must not mean the real profile
    try:
        return Path(folder).expanduser()
    except RuntimeError as error:
        raise WrongInput(f"The data folder {folder} cannot be found.") from error


def run_command(invocation: Invocation, open_desk: Callable[[], Desk]) -> int:
    """Run the command and return its exit status."""
    return run_known(lambda: _run(invocation.arguments, open_desk))


def run_known(work: Callable[[], int]) -> int:
    """Run ``work`` and return its exit status; every known trouble becomes a sentence on standard error."""
    try:
        return work()
    except PingdeskError as error:
        say(f"pingdesk: {error}")
        return exit_status(error)
    except KeyboardInterrupt:
        say("pingdesk: stopped. What was decided and not yet sent is kept in the outbox.")
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone ("pingdesk list | head"); keep Python from complaining at its exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return SOME_FAILED


def _run(arguments: argparse.Namespace, open_desk: Callable[[], Desk]) -> int:
    if arguments.command == "check":  # needs neither store nor profile
        return int(arguments.run(arguments))
    desk = open_desk()
    try:
        return int(arguments.run(desk, arguments, Output(as_json=arguments.json)))
    finally:
        desk.close()


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="pingdesk",
        description="Moderate the pingbacks and trackbacks of all your WordPress sites. "
        "Without a command, the window opens.",
        epilog="Exit status: 0 all done, 1 some items failed (each told), 2 wrong usage, 3 site unreachable, "
        "4 not allowed.",
    )
    parser.set_defaults(profile=None, json=False)
    parser.add_argument("--version", action="version", version=f"pingdesk {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for module in (sites, linkbacks, decisions, check, settings):
        module.register(commands)
    return parser


class _Parser(argparse.ArgumentParser):
    """Takes --profile and --json at every depth, and says what is wrong in one line instead of a page of usage."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(allow_abbrev=False, **settings)
        # No default here: a command's own would hide what was given before its name.
        self.add_argument(
            "--profile",
            metavar="DIR",
            default=argparse.SUPPRESS,
            help="use this data folder instead of the platform's own",
        )
        self.add_argument(
            "--json",
            action="store_true",
            default=argparse.SUPPRESS,
            help="print one JSON object per line and nothing else",
        )

    def error(self, message: str) -> NoReturn:
        """End the program with the status for wrong usage."""
        say(f"{self.prog}: {message}. “{self.prog} --help” explains.")
        sys.exit(WRONG_USAGE)
