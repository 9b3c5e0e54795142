"""The program: reads its arguments, sets up the log and the last net for errors, and calls compose."""

import io
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from desktop_app.cli.output import DONE, say
from desktop_app.cli.program import Invocation, read_arguments, run_command, run_known
from desktop_app.compose import default_profile, open_desk, open_window
from desktop_app.services.authorize import is_answer, pass_on

_LOG_BYTES = 1_000_000


def main(argv: Sequence[str] | None = None) -> int:
    """Run Pingdesk with these arguments (default: the process's own) and return the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a console that knows no é is no reason to fail
    words = list(sys.argv[1:] if argv is None else argv)
    if len(words) == 1 and is_answer(words[0]):
        return run_known(lambda: _pass_on(words[0]))
    invocation = read_arguments(words)
    try:
        return _run(invocation)
    except Exception as error:  # the last net: a bug becomes a sentence, its details go to the log
        logging.getLogger("desktop_app").exception("bug")
        say(
            f"pingdesk: an error of Pingdesk's own ({type(error).__name__}). Nothing that was decided is lost; "
            "the details are in pingdesk.log in the data folder."
        )
        return 1


def _run(invocation: Invocation) -> int:
    if invocation.command == "check":
        return run_command(invocation, _no_desk)
    profile = invocation.profile or default_profile()
    _log_to(profile)
    if invocation.command is None:
        return run_known(lambda: open_window(profile))
    return run_command(invocation, lambda: open_desk(profile))


def _pass_on(word: str) -> int:
    pass_on(word)
    return DONE


def _no_desk() -> NoReturn:
    raise AssertionError("check needs no profile")


class _QuietFile(logging.FileHandler):
    """A log that cannot be written (full disk, odd rights) is no reason to fail, or to print tracebacks."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the base class's signature
        """Say nothing."""


def _log_to(profile: Path) -> None:
    logger = logging.getLogger("desktop_app")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    path = profile / "pingdesk.log"
    try:
        profile.mkdir(parents=True, exist_ok=True, mode=0o700)
        if path.exists() and path.stat().st_size > _LOG_BYTES:
            path.replace(path.with_suffix(".log.1"))
        handler: logging.Handler = _QuietFile(path, encoding="utf-8", delay=True)
    except OSError:
        handler = logging.NullHandler()  # the store will say what is wrong with the folder
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logger.addHandler(handler)


if __name__ == "__main__":
    sys.exit(main())
