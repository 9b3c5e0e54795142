"""How many decisions to claim at a time."""

import time

_SLOW_S = 10.0


class Pace:
    """Many at a time, for looking them up costs round trips; but only as many as the site carries out in seconds.

    What is ordered must be what was looked at just now; and what a crash leaves has to be read back.
    """

    def __init__(self, *, first: int = 100, least: int = 25, most: int = 400) -> None:
        self.size = first
        self._least = least
        self._most = most
        self._began = 0.0

    def begin(self) -> None:
        """Note that a chunk is sent from now on."""
        self._began = time.monotonic()

    def end(self) -> None:
        """Note that it has been sent."""
        took_s = time.monotonic() - self._began
        if took_s > _SLOW_S:
            self.size = max(self._least, self.size // 2)
        elif took_s < _SLOW_S / 3:
            self.size = min(self._most, self.size * 2)
