"""The analyser processes as their owner sees them: started when needed, watched from outside, replaced when killed."""

import queue
import subprocess
import threading
from collections.abc import Callable
from typing import Any, BinaryIO, Final, cast

from desktop_app.core.errors import VerifierFailed
from desktop_app.verifier.commands import analyser_command, environment
from desktop_app.verifier.frames import read_frame, write_frame
from desktop_app.verifier.watchdog import Watchdog

_NUMBER: Final = 2
_START_S: Final = 60.0
"""Longest start of a process on a machine that is busy with other things."""
_SLACK: Final = 3
"""Wall-clock time a page may take, as a multiple of its processor time: the machine may be busy."""


class PageKills(Exception):
    """The page took too long or killed its analyser; the message is a sentence."""


class Analysers:
    """A small set of killable processes; ``analyse`` may be called from any thread."""

    def __init__(
        self, seconds: float, watchdog: Watchdog, *, command: Callable[[], list[str]] = analyser_command
    ) -> None:
        """Allow each page ``seconds`` of processor time; nothing is started yet."""
        self._seconds = seconds
        self._watchdog = watchdog
        self._command = command
        self._idle: queue.LifoQueue[subprocess.Popen[bytes] | None] = queue.LifoQueue()
        self._lock = threading.Lock()
        self._alive: set[subprocess.Popen[bytes]] = set()
        self._is_closed = False
        self._confinement: tuple[str, ...] = ()
        for _ in range(_NUMBER):
            self._idle.put(None)

    def analyse(self, fields: dict[str, Any], body: bytes) -> dict[str, Any]:
        """Have one page analysed; raises ``PageKills``, or ``VerifierFailed`` if no process can be started."""
        process = self._idle.get()
        try:
            if process is not None and process.poll() is not None:
                self._bury(process)
                process = None
            process = process or self._start()
            answer = self._ask(process, {**fields, "seconds": self._seconds}, body)
            if answer is None:
                self._bury(process)
                process = None
        except BaseException:
            self._bury(process)
            process = None
            raise
        finally:
            self._idle.put(process)
        if answer is None:
            message = "The page is built in a way that takes too much time or memory to read."
            raise PageKills(message)
        return answer

    def confinement(self) -> tuple[str, ...]:
        """Start a process, if none was yet, and return what keeps it in, in words for the user."""
        process = self._idle.get()
        try:
            process = process or self._start()
        finally:
            self._idle.put(process)
        return self._confinement

    def close(self) -> None:
        """End all processes, busy or not."""
        with self._lock:
            self._is_closed = True
            processes = tuple(self._alive)
        for process in processes:
            self._bury(process)

    def _ask(self, process: subprocess.Popen[bytes], fields: dict[str, Any], body: bytes) -> dict[str, Any] | None:
        """Return the answer, ``None`` if the process died or had to be killed over it."""
        with self._watchdog.deadline(self._seconds * _SLACK, process.kill):
            try:
                write_frame(cast("BinaryIO", process.stdin), fields, body)
                reply = read_frame(cast("BinaryIO", process.stdout))
            except OSError:
                return None
        return reply[0] if reply else None

    def _start(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._is_closed:
                message = "The verifier is closing."
                raise VerifierFailed(message)
            process = subprocess.Popen(  # noqa: S603 - our own command
                self._command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()
            )
            self._alive.add(process)
        with self._watchdog.deadline(_START_S, process.kill):
            ready = read_frame(cast("BinaryIO", process.stdout))
        if ready is None:
            self._bury(process)
            message = "The process that reads pages could not be started."
            raise VerifierFailed(message)
        self._confinement = tuple(ready[0].get("confinement", ()))
        return process

    def _bury(self, process: subprocess.Popen[bytes] | None) -> None:
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    continue  # what was not yet written is lost on purpose
        with self._lock:
            self._alive.discard(process)


def confinement() -> tuple[str, ...]:
    """Return what keeps the processes in that read strangers' pages on this system; raises ``VerifierFailed``."""
    analysers = Analysers(_START_S, Watchdog())
    try:
        return analysers.confinement()
    finally:
        analysers.close()
