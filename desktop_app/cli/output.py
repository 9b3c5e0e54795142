"""What the command line says: objects on standard output, sentences on standard error, and the exit status."""

import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime

from desktop_app.core.decision import Conflict
from desktop_app.core.errors import (
    LoginRefused,
    MalformedReply,
    NotAllowed,
    OutcomeUnknown,
    PasswordMissing,
    PingdeskError,
    SiteUnreachable,
    VaultUnavailable,
    WrongInput,
)

DONE, SOME_FAILED, WRONG_USAGE, UNREACHABLE, NOT_ALLOWED = range(5)


class Output:
    """Prints results: one JSON object per line, or a line of plain text for people."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json

    def tell(self, item: Mapping[str, object], line: str) -> None:
        """Print one result at once: ``item`` as JSON, or ``line``."""
        # ASCII only: output may be piped through consoles that know neither UTF-8 nor mercy.
        print(json.dumps(item) if self.as_json else printable(line), flush=True)


def say(sentence: str) -> None:
    """Print a sentence for people on standard error."""
    print(printable(sentence), file=sys.stderr, flush=True)


def printable(text: str) -> str:
    """Return strangers' text without what a terminal would obey (control and formatting characters)."""
    return "".join(
        character if character in "\n\t" or unicodedata.category(character) not in _OBEYED else " "
        for character in text
    )


_OBEYED = frozenset({"Cc", "Cf", "Cs", "Co"})


def counted(number: int, noun: str) -> str:
    """Return “1 linkback”, “2 linkbacks”."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def conflict_object(conflict: Conflict | None) -> dict[str, str] | None:
    """Return both sides of a conflict by their statuses' words."""
    return None if conflict is None else {"mine": conflict.mine.value, "theirs": conflict.theirs.value}


def stamp(moment: datetime | None) -> str | None:
    """Return a moment as ISO 8601 in UTC, to the second."""
    return None if moment is None else moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def exit_status(error: PingdeskError) -> int:
    """Return the exit status that tells a script what kind of trouble this was."""
    match error:
        case WrongInput():
            return WRONG_USAGE
        case SiteUnreachable() | OutcomeUnknown() | MalformedReply():
            return UNREACHABLE
        case LoginRefused() | NotAllowed() | PasswordMissing() | VaultUnavailable():
            return NOT_ALLOWED
        case _:
            return SOME_FAILED


def worst(statuses: Iterable[int]) -> int:
    """Return the one status that says most: not allowed, unreachable, some failed, done."""
    return max(statuses, default=DONE)
