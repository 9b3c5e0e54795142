"""Which of two ways is the quicker one for bulk changes: found out by trying both, kept in mind, and tried again."""

from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from desktop_app.core.site import TransportKind
from desktop_app.wordpress.chunks import LANES, MOST
from desktop_app.wordpress.pacing import MOST as WIDEST

FEW = 10
"""Fewer changes are not worth a comparison, nor a second connection."""
_REST, _XMLRPC = TransportKind.REST, TransportKind.XMLRPC
_WORTH_COMPARING = 60
_CHECK_AFTER = 1000
"""After so many changes by the winner the other is tried again; after twice as many the next time."""
_SLOWED_DOWN = 2.0


class Leg(NamedTuple):
    """Some changes that go one way. ``counts``: what they cost tells something, since the connection is open."""

    kind: TransportKind
    size: int
    counts: bool = True


class Reading(NamedTuple):
    """A leg, how long it took, and how many requests were under way at a time."""

    leg: Leg
    seconds: float
    at_once: int

    @property
    def each_s(self) -> float:
        """Seconds for each change."""
        return self.seconds / self.leg.size


_SAMPLES = {
    _XMLRPC: (Leg(_XMLRPC, 2, counts=False), Leg(_XMLRPC, 2), Leg(_XMLRPC, 6)),
    _REST: (Leg(_REST, 2, counts=False), Leg(_REST, 6)),
}
"""As few as tell: the slower way may cost five times as much."""
_CORES = 2
"""As many requests at once make even a small host quicker; beyond that, only waiting for the network is saved."""


class Contest:
    """Decides leg by leg. There is no clock here: the contest is told what each leg has taken."""

    def __init__(self, winner: TransportKind | None) -> None:
        """Begin with what was found out some other day, or with nothing."""
        self.winner = winner
        self._readings: list[Reading] = []
        self._usual_s: float | None = None
        self._to_try: deque[Leg] = deque()
        self._until_check = 0
        self._next_check = _CHECK_AFTER
        if winner is not None:
            self._settle(winner)

    def next_leg(self, left: int) -> Leg:
        """Return the way for the next of the ``left`` changes."""
        if not self._to_try and self._until_check <= 0 and left >= _WORTH_COMPARING:
            self._readings.clear()
            self._to_try.extend((*_SAMPLES[_XMLRPC], *_SAMPLES[_REST]))
        if self._to_try and self._to_try[0].size <= left:
            return self._to_try[0]
        if self.winner is None:
            return Leg(_REST, left)
        return Leg(self.winner, min(left, self._until_check) if left > self._until_check > 0 else left)

    def took(self, leg: Leg, seconds: float, *, at_once: int = 1) -> None:
        """Learn how long a leg took that was gone to its end, with so many requests under way at a time."""
        reading = Reading(leg, seconds, at_once)
        if self._to_try and leg is self._to_try[0]:
            self._readings += [reading] if leg.counts else []
            self._to_try.popleft()
            if not self._to_try:
                self._settle(_XMLRPC if _multicall_s(self._readings) < _rest_s(self._readings) else _REST)
            return
        is_slow = self._usual_s is not None and reading.each_s > _SLOWED_DOWN * self._usual_s
        self._until_check = 0 if is_slow else self._until_check - leg.size
        if leg.size >= FEW:
            self._usual_s = reading.each_s

    def give_up(self) -> None:
        """Keep to REST for now: there was trouble with the other way."""
        self._to_try.clear()
        self._settle(_REST)

    def _settle(self, winner: TransportKind) -> None:
        if winner is not self.winner:
            self._usual_s = None
        self.winner = winner
        self._until_check = self._next_check
        self._next_check *= 2


def _multicall_s(readings: Sequence[Reading]) -> float:
    """Return what a change will take in full requests, as many of them at once as there may be."""
    each_s = _one_more_s(readings)
    return max((_overhead_s(readings) + MOST * each_s) / MOST / LANES, each_s / _CORES)


def _rest_s(readings: Sequence[Reading]) -> float:
    """Return what a change will take with as many requests under way as there may be.

    Waiting for the network is then shared by all of them, the host's own work only by its cores.
    """
    (reading,) = (reading for reading in readings if reading.leg.kind is _REST)
    answer_s = reading.each_s * reading.at_once
    work_s = max(0.0, answer_s - _overhead_s(readings) / 2)  # a multicall is followed by one that reads back
    return max(answer_s / WIDEST, work_s / _CORES)


def _overhead_s(readings: Sequence[Reading]) -> float:
    """Return what a multicall takes beside its changes, reading back included: two round trips, two starts of PHP."""
    small = next(reading for reading in readings if reading.leg.kind is _XMLRPC)
    return max(0.0, small.seconds - small.leg.size * _one_more_s(readings))


def _one_more_s(readings: Sequence[Reading]) -> float:
    """Return what one more change adds to a multicall: the difference of two of unlike size tells."""
    small, large = (reading for reading in readings if reading.leg.kind is _XMLRPC)
    return max(0.0, large.seconds - small.seconds) / (large.leg.size - small.leg.size)
