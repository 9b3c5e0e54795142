"""What is given to the command line: standard input, files and words, checked to be text."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

from desktop_app.core.errors import WrongInput

_BYTE_ORDER_MARK = "\ufeff"


def checked(text: str, what: str) -> str:
    """Return ``text``. Raises `WrongInput` if it holds bytes that are no text (Python smuggles them as surrogates)."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise WrongInput(f"{what} cannot be read as text. Write it in UTF-8.")
    return text


def references(words: Iterable[str], file: str | None) -> Iterator[str]:
    """Yield the ids given as words, ``-`` standing for those on standard input, and those in a file."""
    for word in words:
        if word == "-":
            yield from _lines(sys.stdin, "Standard input")
        else:
            yield checked(word, "An id")
    if file == "-":
        yield from _lines(sys.stdin, "Standard input")
    elif file is not None:
        try:
            with Path(file).open(encoding="utf-8") as lines:
                yield from _lines(lines, f"The file {file}")
        except OSError as error:
            raise WrongInput(f"The file {file} cannot be read: {error.strerror}.") from error


def first_line() -> str:
    """Return the first line of standard input without its end."""
    try:
        return checked(sys.stdin.readline().rstrip("\r\n"), "The password")
    except UnicodeDecodeError as error:
        raise WrongInput("The password cannot be read as text. Write it in UTF-8.") from error


def _lines(lines: TextIO, what: str) -> Iterator[str]:
    try:
        for line in lines:
            reference = checked(line.strip().lstrip(_BYTE_ORDER_MARK).strip(), what)
            if reference:
                yield reference
    except UnicodeDecodeError as error:
        raise WrongInput(f"{what} cannot be read as text. Write it in UTF-8.") from error
