"""What is known of a server's certificate, and how people write and compare its fingerprint."""

import re
from dataclasses import dataclass
from datetime import datetime

from desktop_app.core.errors import WrongInput

_HEX_DIGITS = 64
_BETWEEN = re.compile(r"[\s:.-]+")
_NAME = re.compile(r"\Asha-?256(?:\s+fingerprint)?[\s:=]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as a server at ``host`` showed it. All but the fingerprint is the certificate's own word.

    ``fingerprint`` is the SHA-256 of the whole certificate in 64 lower-case hexadecimal digits; ``subject`` and
    ``issuer`` are names as plain text, empty where there are none; ``reason`` says in a few words why this computer
    does not trust it, and is empty where it does.
    """

    host: str
    fingerprint: str
    reason: str = ""
    subject: str = ""
    issuer: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None


def in_groups(fingerprint: str) -> str:
    """Return a fingerprint as people compare it: upper case, in groups of four."""
    upper = fingerprint.upper()
    return " ".join(upper[start : start + 4] for start in range(0, len(upper), 4))


def fingerprint_of(text: str) -> str:
    """Return the fingerprint that was typed or pasted, with colons or blanks or none, in either case.

    Raises `WrongInput` for what is not 64 hexadecimal digits: shorter ones (MD5, SHA-1) can be forged.
    """
    digits = _BETWEEN.sub("", _NAME.sub("", text.strip())).lower()
    if len(digits) != _HEX_DIGITS or re.search(r"[^0-9a-f]", digits):
        raise WrongInput(
            "That is not a SHA-256 fingerprint, which has 64 digits and letters from A to F. Copy it as the site's "
            "owner or host shows it."
        )
    return digits
