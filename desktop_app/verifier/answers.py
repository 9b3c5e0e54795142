"""Verdicts that follow from the answer itself, before its page is read for links."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from desktop_app.core.evidence import Verdict
from desktop_app.verifier.signs import has_challenge_header

_GONE: Final = frozenset({404, 410})
_TRANSIENT: Final = frozenset({408, 425, 429})
_EMPTY: Final = frozenset({204, 205})


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict with its reason: one plain sentence."""

    verdict: Verdict
    reason: str


CHALLENGED: Final = Ruling(
    Verdict.REFUSED, "The page asks its visitors to prove that they are human, so we cannot tell."
)
BROKEN_OFF: Final = Ruling(Verdict.UNREACHABLE, "The connection broke off before the page was complete.")
TOO_LARGE: Final = Ruling(
    Verdict.UNREADABLE, "The page is very large, and there is no link to your post in the part we read."
)
EMPTY: Final = Ruling(Verdict.ABSENT, "The page is empty.")


def without_page(status: int, headers: Iterable[tuple[str, str]], *, is_empty: bool) -> Ruling | None:
    """Return the ruling on an answer that needs no look at its body, else ``None``."""
    if has_challenge_header(headers):
        return CHALLENGED
    if status in _EMPTY:
        return EMPTY
    return ruling(status) if is_empty and not is_success(status) else None


def is_success(status: int) -> bool:
    """Say whether the answer is the page asked for (2xx)."""
    return 200 <= status < 300  # noqa: PLR2004 - RFC 9110, section 15.3


def by_status(status: int) -> Verdict | None:
    """Return the verdict of a status that is not a success, ``None`` for one that is."""
    return None if is_success(status) else ruling(status).verdict


def ruling(status: int) -> Ruling:
    """Return the ruling on a status that is not a success."""
    if status in _GONE:
        return Ruling(Verdict.GONE, f"The page no longer exists (status {status}).")
    if status == 429:  # noqa: PLR2004 - Too Many Requests
        return Ruling(Verdict.UNREACHABLE, "The server asks us to come back later (status 429).")
    if 400 <= status < 500 and status not in _TRANSIENT:  # noqa: PLR2004 - RFC 9110, section 15.5
        return Ruling(Verdict.REFUSED, f"The server refuses to show us the page (status {status}), so we cannot tell.")
    if status >= 500:  # noqa: PLR2004 - RFC 9110, section 15.6
        return Ruling(Verdict.UNREACHABLE, f"The server has a problem of its own (status {status}).")
    return Ruling(Verdict.UNREACHABLE, f"The server gave an answer without a page (status {status}).")
