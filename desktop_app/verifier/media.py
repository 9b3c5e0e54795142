"""What an answer's body is: a page, plain text, or something that cannot be read as either."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Final

from desktop_app.verifier.tree import root_name


class Kind(Enum):
    """How a body is to be read."""

    HTML = "html"
    XML = "xml"
    TEXT = "text"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Media:
    """The kind of a body, the charset its header names, and for ``OTHER`` a sentence saying why it is not read."""

    what: Kind
    charset: str | None = None
    why: str = ""


_SNIFFED: Final = 1_445
"""Bytes that decide over a body without a type (MIME sniffing standard, "resource header")."""
_BINARY: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_HTML_START: Final = re.compile(
    rb"\s*(?:<!--|<(?:!doctype\s+html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p)(?=[\s>/]))",
    re.IGNORECASE,
)
_SOME_TAG: Final = re.compile(rb"<(?:html|head|body|title|p|a|div|meta)\b[^>]*>", re.IGNORECASE)
_TYPE: Final = re.compile(r"\s*([\w!#$&^.+-]+/[\w!#$&^.+-]+)\s*(?:;|\Z)")
_CHARSET: Final = re.compile(r";\s*charset\s*=\s*(\"[^\"]*\"|[^\s;]+)", re.IGNORECASE)
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_NAMES: Final = (
    ("image/", "The address is a picture, not a page."),
    ("audio/", "The address is a sound file, not a page."),
    ("video/", "The address is a video file, not a page."),
    ("application/pdf", "The address is a PDF file, not a web page."),
    ("application/rss", "The address is a feed, not a page."),
    ("application/atom", "The address is a feed, not a page."),
)


def kind_of(headers: Iterable[tuple[str, str]], data: bytes) -> Media:
    """Return how to read a body, from its headers (lower-case names) and its beginning."""
    headers = tuple(headers)
    if any(name == "content-disposition" and value.strip().lower().startswith("attachment") for name, value in headers):
        return Media(Kind.OTHER, why="The address is a download, not a page.")
    given = next((value for name, value in reversed(headers) if name == "content-type"), "")
    match = _TYPE.match(given)
    if match is None:
        return Media(_sniffed(data), why="The address is a file of an unknown kind, not a page.")
    charset = _CHARSET.search(given)
    return _by_type(match[1].lower(), charset[1].strip('"') if charset else None, data)


def _by_type(name: str, charset: str | None, data: bytes) -> Media:
    if name == "text/html":
        return Media(Kind.HTML, charset)
    if name == "application/xhtml+xml":
        return Media(Kind.XML, charset)
    if name in {"text/xml", "application/xml"}:
        is_page = root_name(data[:20_000].decode("latin-1")) == "html"
        return Media(Kind.XML if is_page else Kind.OTHER, charset, "The address is a feed or data, not a page.")
    if name == "text/plain":
        is_binary = _is_binary(data)
        return Media(Kind.OTHER if is_binary else Kind.TEXT, charset, "The address is a file, not a page.")
    why = next(
        (text for start, text in _NAMES if name.startswith(start)), f"The address is a file ({name}), not a page."
    )
    return Media(Kind.OTHER, charset, why)


def _sniffed(data: bytes) -> Kind:
    if _is_binary(data):
        return Kind.OTHER
    if _HTML_START.match(data) or _SOME_TAG.search(data[:_SNIFFED]):
        return Kind.HTML
    if data.lstrip().startswith(b"<?xml"):
        return Kind.XML if root_name(data[:20_000].decode("latin-1")) == "html" else Kind.OTHER
    return Kind.TEXT


def _is_binary(data: bytes) -> bool:
    return not data.startswith(_UTF16) and _BINARY.search(data[:_SNIFFED]) is not None
