"""What is asked of the verifier process: one request per line, and the limits it works under."""

import json
from dataclasses import dataclass
from typing import Final, cast

from desktop_app.core.errors import WrongInput
from desktop_app.core.urls import is_web_url

LONGEST_LINE: Final = 8 * 1024 * 1024
"""Bytes of the longest line of input that is read; a post's text is far shorter."""


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """One question: whether ``source`` links to ``target``.

    ``id`` is anything JSON can hold, and comes back with the answer. ``homes`` are the user's own sites, ``aliases``
    the target's other addresses, ``target_text`` the post's plain text (to find copies), ``kind`` the linkback's.
    """

    id: object
    source: str
    target: str
    homes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    target_text: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """What the verifier may do and how far it goes: seconds, bytes, connections."""

    allow_hosts: tuple[str, ...] = ()
    concurrency: int = 32
    max_bytes: int = 2 * 1024 * 1024
    timeout_s: float = 20.0
    connect_s: float = 5.0
    pause_s: float = 10.0
    """Longest silence between two bytes."""
    analysis_s: float = 5.0
    """Longest work on one page."""
    proxy: str | None = None


def to_line(request: CheckRequest) -> str:
    """Return the request as one line of JSON, without the line's end."""
    fields: dict[str, object] = {
        "id": request.id,
        "source": request.source,
        "target": request.target,
        "homes": request.homes,
        "aliases": request.aliases,
    }
    if request.target_text is not None:
        fields["target_text"] = request.target_text
    if request.kind is not None:
        fields["kind"] = request.kind
    return json.dumps(fields)


def from_line(line: bytes) -> CheckRequest:
    """Read one line; raises ``WrongInput`` with the reason if it cannot be used."""
    if len(line) > LONGEST_LINE:
        message = "it is too long"
        raise WrongInput(message)
    try:
        fields: object = json.loads(line)
    except (ValueError, RecursionError) as error:
        message = "it is not JSON"
        raise WrongInput(message) from error
    if not isinstance(fields, dict):
        message = "it is not a JSON object"
        raise WrongInput(message)
    given = cast("dict[str, object]", fields)
    return ensure_usable(
        CheckRequest(
            id=given.get("id"),
            source=_text(given, "source"),
            target=_text(given, "target"),
            homes=_texts(given, "homes"),
            aliases=_texts(given, "aliases"),
            target_text=_optional_text(given, "target_text"),
            kind=_optional_text(given, "kind"),
        )
    )


def ensure_usable(request: CheckRequest) -> CheckRequest:
    """Return the request if its addresses can be used; raises ``WrongInput`` with the reason.

    Only the source may be anything: what it cannot be fetched for is the verdict's business.
    """
    if not is_web_url(request.target):
        message = f"the target “{_short(request.target)}” is not an http or https address"
        raise WrongInput(message)
    for home in request.homes:
        if not is_web_url(home):
            message = f"the home “{_short(home)}” is not an http or https address"
            raise WrongInput(message)
    return request


def _text(fields: dict[str, object], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        message = f"“{name}” is missing" if value is None else f"“{name}” is not a text"
        raise WrongInput(message)
    return value


def _optional_text(fields: dict[str, object], name: str) -> str | None:
    return None if fields.get(name) is None else _text(fields, name)


def _texts(fields: dict[str, object], name: str) -> tuple[str, ...]:
    value = fields.get(name)
    if value is None:
        return ()
    entries = cast("list[object]", value) if isinstance(value, list) else [None]
    texts = tuple(entry for entry in entries if isinstance(entry, str))
    if len(texts) != len(entries):
        message = f"“{name}” is not a list of texts"
        raise WrongInput(message)
    return texts


def _short(text: str) -> str:
    return text if len(text) <= 100 else f"{text[:100]}…"  # noqa: PLR2004 - a display width
