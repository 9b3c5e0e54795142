"""Deadlines that no drip can stretch: one thread that runs an action when its time has come."""

import heapq
import itertools
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager


class Alarm:
    """One deadline; ``rang`` says whether it passed before it was called off."""

    __slots__ = ("action", "live", "rang")

    def __init__(self, action: Callable[[], None]) -> None:
        """Remember what is to be done when the time has come."""
        self.action = action
        self.live = True
        self.rang = False


class Watchdog:
    """Runs actions at their deadlines in one daemon thread, started at the first use."""

    def __init__(self) -> None:
        """Create a watchdog without a thread yet."""
        self._changed = threading.Condition()
        self._alarms: list[tuple[float, int, Alarm]] = []
        self._numbers = itertools.count()
        self._thread: threading.Thread | None = None

    @contextmanager
    def deadline(self, seconds: float, action: Callable[[], None]) -> Generator[Alarm]:
        """Run ``action`` once, in another thread, if the block takes longer than ``seconds``."""
        alarm = Alarm(action)
        with self._changed:
            heapq.heappush(self._alarms, (time.monotonic() + seconds, next(self._numbers), alarm))
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, daemon=True, name="watchdog")
                self._thread.start()
            self._changed.notify()
        try:
            yield alarm
        finally:
            with self._changed:
                alarm.live = False

    def _watch(self) -> None:
        while True:
            with self._changed:
                alarm = self._due()
            if alarm is not None:
                alarm.action()

    def _due(self) -> Alarm | None:
        """Wait for the next deadline or a new one; return the alarm whose time has come, if any."""
        if not self._alarms:
            self._changed.wait()
            return None
        when, _, alarm = self._alarms[0]
        left = when - time.monotonic()
        if alarm.live and left > 0:
            self._changed.wait(left)
            return None
        heapq.heappop(self._alarms)
        if not alarm.live:
            return None
        alarm.rang = True
        return alarm
