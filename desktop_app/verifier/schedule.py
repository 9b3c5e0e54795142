"""Pacing: so many checks at once, two connections per host, and no host that makes the others wait."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from desktop_app.core.evidence import Evidence
from desktop_app.verifier.check import Steps

_PER_HOST: Final = 2
_LONGEST_PAUSE_S: Final = 5.0
"""Longest wait for a host that asked to be left alone; longer pauses are kept by those who ask for checks."""


@dataclass(slots=True)
class _Task:
    """A check between two of its steps. ``host`` is what the next one contacts."""

    steps: Steps
    done: Callable[[Evidence | Exception], None]
    host: str | None = None


class Scheduler:
    """Runs the steps of many checks in a few threads; every check ends with one call of its ``done``."""

    def __init__(self, concurrency: int) -> None:
        """Allow ``concurrency`` steps at once; threads are started as they are needed."""
        self._concurrency = concurrency
        self._lock = threading.Lock()
        self._has_work = threading.Condition(self._lock)
        self._has_finished = threading.Condition(self._lock)
        self._ready: deque[_Task] = deque()
        self._waiting: dict[str, deque[_Task]] = {}
        self._busy: dict[str, int] = {}
        self._paused: set[str] = set()
        self._unfinished = 0
        self._idle = 0
        self._threads = 0
        self._is_stopped = False

    def add(self, steps: Steps, done: Callable[[Evidence | Exception], None]) -> None:
        """Take a check on; ``done`` gets its evidence, or the exception of a bug, in one of the threads."""
        with self._lock:
            self._unfinished += 1
            self._ready.append(_Task(steps, done))
            self._wake()

    def pause(self, host: str, seconds: float) -> None:
        """Contact ``host`` no more for that long (at most five seconds); steps that are under way go on."""
        with self._lock:
            if host in self._paused or self._is_stopped:
                return
            self._paused.add(host)
            timer = threading.Timer(min(seconds, _LONGEST_PAUSE_S), self._resume, [host])
            timer.daemon = True
            timer.start()

    def has_spare(self) -> bool:
        """Say whether a connection is free that no check waits for (a check in one of its steps may ask)."""
        with self._lock:
            return not self._ready and sum(self._busy.values()) < self._concurrency

    def wait(self) -> None:
        """Return when every check taken on is done (or the scheduler was stopped)."""
        with self._lock:
            while self._unfinished and not self._is_stopped:
                self._has_finished.wait(0.5)  # a limit, so that Ctrl-C gets through on every platform

    def stop(self) -> None:
        """Start no further steps; those under way end by themselves."""
        with self._lock:
            self._is_stopped = True
            self._has_work.notify_all()
            self._has_finished.notify_all()

    def _wake(self) -> None:
        """See to it that a thread takes the work up (lock held)."""
        if self._idle >= len(self._ready):
            self._has_work.notify()
        elif self._threads < self._concurrency:
            self._threads += 1
            threading.Thread(target=self._work, daemon=True, name=f"check {self._threads}").start()

    def _work(self) -> None:
        while True:
            with self._lock:
                while not self._ready and not self._is_stopped:
                    self._idle += 1
                    self._has_work.wait()
                    self._idle -= 1
                if self._is_stopped:
                    return
                task = self._ready.popleft()
            self._step(task)

    def _step(self, task: _Task) -> None:
        """Run one step, give its host free, and see where the check wants to go next."""
        outcome: Evidence | Exception | None = None
        next_host: str | None = None
        try:
            next_host = next(task.steps)
        except StopIteration as end:
            outcome = end.value
        except Exception as bug:  # noqa: BLE001 - one check's bug must not end the others
            outcome = bug
        if outcome is not None:
            task.done(outcome)
        with self._lock:
            self._free(task.host)
            if outcome is None:
                task.host = next_host
                self._queue(task)
            else:
                self._unfinished -= 1
                if not self._unfinished:
                    self._has_finished.notify_all()

    def _queue(self, task: _Task) -> None:
        """Let a task go on now, or when its host has a connection free (lock held)."""
        host = task.host
        if host is None:
            self._ready.append(task)
        elif self._busy.get(host, 0) < _PER_HOST and host not in self._paused:
            self._busy[host] = self._busy.get(host, 0) + 1
            self._ready.append(task)
        else:
            self._waiting.setdefault(host, deque()).append(task)
            return
        self._wake()

    def _free(self, host: str | None) -> None:
        """Give one connection of a host back (lock held)."""
        if host is None:
            return
        self._busy[host] -= 1
        if not self._busy[host]:
            del self._busy[host]
        self._admit(host)

    def _resume(self, host: str) -> None:
        with self._lock:
            self._paused.discard(host)
            self._admit(host)

    def _admit(self, host: str) -> None:
        """Let those go on that wait for a host, as far as it may be contacted (lock held)."""
        line = self._waiting.pop(host, deque())
        while line and self._busy.get(host, 0) < _PER_HOST and host not in self._paused:
            self._queue(line.popleft())
        if line:
            self._waiting[host] = line
