"""Cuts connections whose time is up.

One thread watches over all of them: a timer each would cost more than the request that it guards.
"""

import heapq
import itertools
import threading
import time

from desktop_app.wordpress.lines import Line

_IDLE_S = 5.0
"""The watching thread looks around so often at least, and ends when nothing is left to watch."""


class Deadline:
    """Cuts a connection when time is up, unless it is lifted before."""

    __slots__ = ("_line", "due", "has_passed")

    def __init__(self, line: Line, after_s: float) -> None:
        """Start counting."""
        self._line: Line | None = line
        self.due = time.monotonic() + after_s
        self.has_passed = False
        _watch.expect(self)

    @property
    def is_lifted(self) -> bool:
        """Whether nothing is to be cut any more."""
        return self._line is None

    def lift(self) -> None:
        """Let the connection live."""
        self._line = None

    def cut(self) -> None:
        """Cut the connection, if that is still wanted."""
        line = self._line
        if line is not None:
            self.has_passed = True
            line.cut()


class _Watch:
    """All deadlines of this process, the next one first."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._numbers = itertools.count()
        self._waiting: list[tuple[float, int, Deadline]] = []
        self._is_awake = False

    def expect(self, deadline: Deadline) -> None:
        with self._changed:
            heapq.heappush(self._waiting, (deadline.due, next(self._numbers), deadline))
            if not self._is_awake:
                self._is_awake = True
                threading.Thread(target=self._run, name="pingdesk-deadlines", daemon=True).start()
            elif self._waiting[0][2] is deadline:
                self._changed.notify()

    def _run(self) -> None:
        with self._changed:
            while self._waiting:
                due, _, deadline = self._waiting[0]
                left_s = due - time.monotonic()
                if deadline.is_lifted or left_s <= 0:
                    heapq.heappop(self._waiting)
                    deadline.cut()
                else:
                    self._changed.wait(min(left_s, _IDLE_S))
            self._is_awake = False


_watch = _Watch()
