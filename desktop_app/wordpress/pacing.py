"""How many requests to keep under way at once: as many as make a site quicker, and no more.

A hill is climbed. A wider setting is tried for a while and kept only if it brings a fair part of what it could
bring at best; else one between is tried, until the widest that pays is found. It is then kept, and wider ones are
tried again more and more seldom. What a small host cannot take would only keep its own visitors waiting.

There is no clock here: the pace is told how many requests were answered in how many seconds.
"""

LEAST, MOST = 2, 8
_WORTH = 0.3
"""Which part of its best possible gain a wider setting must bring: four at once instead of two, 30 %."""
_FALL = 0.6
"""Below this part of what it was, the throughput has fallen: the site has become slower, or we are too many."""
_FEWEST = 12
_ROUNDS = 4
_CLOSER = 3
"""A measure takes at least so many answers, and so many for each request under way; more where steps are small."""
_REST, _LONGEST_REST = 2, 64
"""After so many measures, wider settings are tried again; after twice as many the next time, up to the longest."""


class Pace:
    """The number of requests under way, from `LEAST` to `MOST`. Starts with the least."""

    def __init__(self) -> None:
        """Begin as with a site that nothing is known of."""
        self.width = LEAST
        self._kept = LEAST
        self._rate: float | None = None
        """Answers per second at the width that is kept, as last measured."""
        self._too_wide = MOST + 1
        """The narrowest width that has not paid in this climb."""
        self._rest = 0
        self._next_rest = _REST

    @property
    def measure(self) -> int:
        """How many answers make the next measure."""
        answers = max(_FEWEST, _ROUNDS * self.width)
        return answers if self._too_wide > MOST else _CLOSER * answers

    def told(self, answers: int, seconds: float) -> None:
        """Learn how long so many answers took, while `width` requests were under way all the time."""
        rate = answers / max(seconds, 1e-6)
        if self.width > self._kept:
            self._judge(rate)
        elif self._rate is not None and rate < _FALL * self._rate:
            self._narrow()
        else:
            self._rate = rate if self._rate is None else (self._rate + rate) / 2
            self._rest -= 1
            if self._rest <= 0:
                self._climb()

    def refused(self) -> None:
        """Learn that the site has had too much: it asked to be left alone, failed, or broke the connection."""
        self._narrow()

    def _judge(self, rate: float) -> None:
        before = self._rate or 0.0
        if rate >= before * (1 + _WORTH * (self.width / self._kept - 1)):
            self._kept, self._rate = self.width, rate
        else:
            self._too_wide = self.width
        self._climb()

    def _climb(self) -> None:
        """Try the next width: twice what is kept, or half-way to what was too wide; or settle."""
        wider = (self._kept + self._too_wide) // 2 if self._too_wide <= MOST else min(2 * self._kept, MOST)
        if wider > self._kept:
            self.width = wider
        else:
            self._settle()

    def _narrow(self) -> None:
        self._kept = max(LEAST, self._kept // 2)
        self._rate = None
        self._settle()

    def _settle(self) -> None:
        self.width, self._too_wide = self._kept, MOST + 1
        self._rest, self._next_rest = self._next_rest, min(2 * self._next_rest, _LONGEST_REST)
