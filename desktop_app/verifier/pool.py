"""The verifier as its users see it: starts the process, feeds it, survives its death, and leaves nothing behind."""

import itertools
import os
import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from desktop_app.core.errors import VerifierFailed, WrongInput
from desktop_app.core.evidence import Evidence, Verdict
from desktop_app.verifier.commands import verifier_command
from desktop_app.verifier.process import Process
from desktop_app.verifier.protocol import CheckRequest, Policy, ensure_usable, to_line

OnEvidence = Callable[[object, Evidence], None]

_POLL_S: Final = 0.05
_AHEAD: Final = 2
"""Requests handed to the process at a time, as a multiple of its connections: little is lost if it dies."""
_DEADLY: Final = 2
"""Deaths of the process after which the item it was working on, alone the second time, is to blame."""
_CLOSED: Final = "The verifier has been closed."
_MOST_STARTS: Final = 3
"""Starts in a row without a single answer after which the verifier counts as broken."""


class _Call:
    """One run of ``check``: what it has in flight and what came of it."""

    def __init__(self) -> None:
        self.events: queue.SimpleQueue[tuple[_Item, Evidence | None]] = queue.SimpleQueue()
        """Items with their evidence, or ``None``: the process died over them or somebody else's."""


@dataclass(slots=True, eq=False)
class _Item:
    """A request on its way; ``deaths`` counts processes that died with it."""

    request: CheckRequest
    call: _Call
    deaths: int = 0


class Verifier:
    """Checks linkbacks in a process of its own. ``check`` may be called from several threads at once."""

    def __init__(self, policy: Policy | None = None, *, command: Callable[[], list[str]] = verifier_command) -> None:
        """Prepare; the process is started by the first check and kept until ``close``."""
        self._policy = policy or Policy()
        self._command = command
        self._lock = threading.RLock()
        self._trial = threading.Lock()
        self._process: Process | None = None
        self._pending: dict[int, _Item] = {}
        self._numbers = itertools.count(1)
        self._calls: set[_Call] = set()
        self._starts = 0
        self._is_closed = False

    def check(self, jobs: Iterable[CheckRequest], *, on_evidence: OnEvidence, cancelled: threading.Event) -> None:
        """Check every job; ``on_evidence(job.id, evidence)`` is called in this thread, in the order of completion.

        Returns when all are done, or soon after ``cancelled`` is set (what was not answered by then is not told).
        Raises ``VerifierFailed`` if the process cannot be started or does not answer.
        """
        call = _Call()
        with self._lock:
            self._calls.add(call)
        try:
            _Run(self, call, iter(jobs), on_evidence, cancelled).go()
        finally:
            self._forget(call)

    def close(self) -> None:
        """End the process; checks under way raise ``VerifierFailed``. The verifier cannot be used afterwards."""
        with self._lock:
            self._is_closed = True
            process, self._process = self._process, None
        if process is not None:
            process.end()

    @property
    def is_closed(self) -> bool:
        """Whether ``close`` was called."""
        return self._is_closed

    def ahead(self) -> int:
        """Return how many requests one call should have under way."""
        return self._policy.concurrency * _AHEAD

    def submit(self, item: _Item) -> None:
        """Hand one item to the process, started if need be; its call gets an event. Raises ``VerifierFailed``."""
        with self._lock:
            process = self._running()
            number = next(self._numbers)
            self._pending[number] = item
        process.send(to_line(replace(item.request, id=number)))

    def trial(self) -> threading.Lock:
        """Return the lock under which suspects are tried one at a time."""
        return self._trial

    def _running(self) -> Process:
        if self._is_closed:
            raise VerifierFailed(_CLOSED)
        if self._process is None:
            if self._starts >= _MOST_STARTS:
                self._starts = 0
                message = "The verifier does not work: it ended several times without an answer."
                raise VerifierFailed(message)
            self._starts += 1
            self._process = Process([*self._command(), *_options(self._policy)], self._answered, self._died)
        return self._process

    def _answered(self, number: int, evidence: Evidence) -> None:
        with self._lock:
            self._starts = 0
            item = self._pending.pop(number, None)
        if item is not None:
            item.call.events.put((item, evidence))

    def _died(self, process: Process) -> None:
        with self._lock:
            if self._process is not process:
                return
            self._process = None
            items = list(self._pending.values())
            self._pending.clear()
        for item in items:
            item.deaths += 1
            item.call.events.put((item, None))

    def _forget(self, call: _Call) -> None:
        """Drop what a call has in flight; if nobody else waits for anything, end the process to stop its work."""
        with self._lock:
            self._calls.discard(call)
            left = [number for number, item in self._pending.items() if item.call is call]
            for number in left:
                del self._pending[number]
            if not left or self._calls:
                return
            process, self._process = self._process, None
        if process is not None:
            process.end(wait_s=0)


class _Run:
    """The loop of one ``check``."""

    def __init__(
        self,
        verifier: Verifier,
        call: _Call,
        jobs: Iterator[CheckRequest],
        on_evidence: OnEvidence,
        cancelled: threading.Event,
    ) -> None:
        self._verifier = verifier
        self._call = call
        self._jobs = jobs
        self._on_evidence = on_evidence
        self._cancelled = cancelled
        self._in_flight = 0
        self._suspects: deque[_Item] = deque()

    def go(self) -> None:
        """Feed, collect and try suspects until all is done or cancelled."""
        while not self._cancelled.is_set():
            if self._verifier.is_closed:
                raise VerifierFailed(_CLOSED)
            if not self._suspects:
                self._feed()
            if self._in_flight:
                self._collect()
            elif self._suspects:
                self._try_alone(self._suspects.popleft())
            else:
                return

    def _feed(self) -> None:
        while self._in_flight < self._verifier.ahead() and not self._cancelled.is_set():
            job = next(self._jobs, None)
            if job is None:
                return
            try:
                ensure_usable(job)
            except WrongInput as error:
                reason = f"This cannot be checked: {error}."
                self._on_evidence(job.id, Evidence(job.source, job.target, Verdict.UNCHECKED, reason))
            else:
                self._submit(_Item(job, self._call))

    def _submit(self, item: _Item) -> None:
        self._verifier.submit(item)
        self._in_flight += 1

    def _collect(self) -> None:
        """Take one event, if one comes soon."""
        try:
            item, evidence = self._call.events.get(timeout=_POLL_S)
        except queue.Empty:
            return
        self._in_flight -= 1
        if evidence is not None:
            self._on_evidence(item.request.id, evidence)
        elif item.deaths < _DEADLY:
            self._suspects.append(item)
        else:
            self._on_evidence(item.request.id, _deadly(item.request))

    def _try_alone(self, item: _Item) -> None:
        """Send one item while no other suspect of any call is under way."""
        lock = self._verifier.trial()
        while not lock.acquire(timeout=_POLL_S):
            if self._cancelled.is_set():
                return
        try:
            self._submit(item)
            while self._in_flight and not self._cancelled.is_set() and not self._verifier.is_closed:
                self._collect()
        finally:
            lock.release()


def _deadly(request: CheckRequest) -> Evidence:
    reason = "The page brings the program that reads it down."
    return Evidence(request.source, request.target, Verdict.UNREADABLE, reason)


def _options(policy: Policy) -> list[str]:
    options = [
        "--watch-parent",
        str(os.getpid()),
        "--concurrency",
        str(policy.concurrency),
        "--max-bytes",
        str(policy.max_bytes),
    ]
    options += ["--timeout", str(policy.timeout_s)]
    for entry in policy.allow_hosts:
        options += ["--allow-host", entry]
    if policy.proxy:
        options += ["--proxy", policy.proxy]
    return options
