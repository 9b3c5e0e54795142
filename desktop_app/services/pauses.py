"""How long a site is left alone after its outbox could not be sent."""

import random
from dataclasses import dataclass, field
from datetime import timedelta

from desktop_app.core.errors import LoginRefused, PasswordMissing, PingdeskError, VaultUnavailable

_FIRST_S = 15.0
_LONGEST_S = 1800.0
_SPREAD = 0.25
_LONGEST_ASKED_S = 3600.0

NEEDS_SIGN_IN = (LoginRefused, PasswordMissing, VaultUnavailable)
"""Trouble that no waiting mends: the site's outbox is sent again when the user has been let in."""


@dataclass(frozen=True, slots=True)
class Pauses:
    """Pauses that double from 15 s up to half an hour, spread by a quarter lest several Pingdesks keep step."""

    chance: random.Random = field(default_factory=random.Random)

    def after(self, setbacks: int) -> timedelta:
        """Return the pause after so many failures in a row, counted from one."""
        steps = min(max(setbacks, 1) - 1, 30)
        pause_s = min(_LONGEST_S, _FIRST_S * 2**steps)
        return timedelta(seconds=pause_s * self.chance.uniform(1 - _SPREAD, 1 + _SPREAD))


def asked_for(error: PingdeskError) -> timedelta:
    """Return for how long a busy site asks to be left alone, at most an hour; zero for other trouble."""
    return timedelta(seconds=min(_asked_s(error), _LONGEST_ASKED_S))


def reason(error: PingdeskError) -> str:
    """Return what to tell of decisions that wait because of ``error``."""
    if _asked_s(error) <= _LONGEST_ASKED_S:
        return str(error)
    return f"{error} That is long: Pingdesk asks again in an hour."


def _asked_s(error: PingdeskError) -> float:
    return float(getattr(error, "retry_after_s", None) or 0.0)
