"""Which of two ways is the quicker one for bulk changes: found out by trying both, kept in mind, and tried again."""

from collections import deque
from typing import NamedTuple

from desktop_app.core.site import TransportKind

FEW = 10
"""Fewer changes are not worth a comparison, nor a second connection."""
_REST, _XMLRPC = TransportKind.REST, TransportKind.XMLRPC
_WORTH_COMPARING = 60
_CHECK_AFTER = 300
"""After so many changes by the winner the other is tried again; after twice as many the next time."""
_SLOWED_DOWN = 2.0


class Leg(NamedTuple):
    """Some changes that go one way. ``is_warm``: what they cost counts, since the connection is open by then."""

    kind: TransportKind
    size: int
    is_warm: bool = True


_SAMPLES = {_XMLRPC: (Leg(_XMLRPC, 4, is_warm=False), Leg(_XMLRPC, 12)), _REST: (Leg(_REST, 8),)}
"""As few as tell: the slower way may cost five times as much."""


class Contest:
    """Decides leg by leg. There is no clock here: the contest is told what each leg has taken."""

    def __init__(self, winner: TransportKind | None) -> None:
        """Begin with what was found out some other day, or with nothing."""
        self.winner = winner
        self._costs_s: dict[TransportKind, float] = {}
        self._to_try: deque[Leg] = deque()
        self._until_check = 0
        self._next_check = _CHECK_AFTER
        if winner is not None:
            self._settle(winner)

    def next_leg(self, left: int) -> Leg:
        """Return the way for the next of the ``left`` changes."""
        if not self._to_try and self._until_check <= 0 and left >= _WORTH_COMPARING:
            if self.winner is None:
                self._to_try.extend((*_SAMPLES[_XMLRPC], *_SAMPLES[_REST]))
            else:
                self._to_try.extend(_SAMPLES[_REST if self.winner is _XMLRPC else _XMLRPC])
        if self._to_try:
            return self._to_try[0]._replace(size=min(left, self._to_try[0].size))
        if self.winner is None:
            return Leg(_REST, left)
        return Leg(self.winner, min(left, self._until_check) if left > self._until_check > 0 else left)

    def took(self, leg: Leg, seconds: float) -> None:
        """Learn how long a leg took that was gone to its end."""
        cost_s = seconds / leg.size
        if self._to_try:
            if leg.is_warm:
                self._costs_s[leg.kind] = cost_s
            self._to_try.popleft()
            if not self._to_try:
                self._judge()
            return
        before_s = self._costs_s.get(leg.kind, cost_s)
        self._until_check = 0 if cost_s > _SLOWED_DOWN * before_s else self._until_check - leg.size
        if leg.size >= FEW:
            self._costs_s[leg.kind] = cost_s

    def give_up(self) -> None:
        """Keep to REST for now: there was trouble with the other way."""
        self._to_try.clear()
        self._settle(_REST)

    def _judge(self) -> None:
        rest_s = self._costs_s.get(_REST)
        xmlrpc_s = self._costs_s.get(_XMLRPC)
        if rest_s is not None and xmlrpc_s is not None:
            self._settle(_XMLRPC if xmlrpc_s < rest_s else _REST)

    def _settle(self, winner: TransportKind) -> None:
        self.winner = winner
        self._until_check = self._next_check
        self._next_check *= 2
