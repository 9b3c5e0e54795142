"""A running verifier process: lines in, evidence out, and the news of its death."""

import json
import queue
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO, Final, cast

from desktop_app.core.errors import VerifierFailed
from desktop_app.core.evidence import Evidence
from desktop_app.core.evidence_json import from_object
from desktop_app.verifier.commands import environment

_END_S: Final = 1.0


class Process:
    """A verifier process with the two threads that write to and read from it.

    ``answered(number, evidence)`` and, once, ``died(process)`` are called in one of them.
    """

    def __init__(
        self, command: list[str], answered: Callable[[int, Evidence], None], died: Callable[["Process"], None]
    ) -> None:
        self._answered = answered
        self._died = died
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        try:
            self._popen = subprocess.Popen(  # noqa: S603 - our own command
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()
            )
        except OSError as error:
            message = f"The verifier cannot be started: {error.strerror or error}."
            raise VerifierFailed(message) from error
        self._threads = [
            threading.Thread(target=self._write, daemon=True, name="verifier input"),
            threading.Thread(target=self._read, daemon=True, name="verifier output"),
        ]
        for thread in self._threads:
            thread.start()

    def send(self, line: str) -> None:
        """Queue one line for the process; never blocks."""
        self._lines.put(line)

    def end(self, wait_s: float = _END_S) -> None:
        """End the process: by closing its input, by force if that takes longer than ``wait_s``."""
        self._lines.put(None)
        try:
            self._popen.wait(wait_s)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(_END_S)

    def _write(self) -> None:
        stdin = cast("BinaryIO", self._popen.stdin)
        try:
            for line in iter(self._lines.get, None):
                stdin.write(line.encode() + b"\n")
                stdin.flush()
        except OSError:
            return  # it died: the reader notices and tells
        finally:
            with suppress(OSError):
                stdin.close()

    def _read(self) -> None:
        stdout = cast("BinaryIO", self._popen.stdout)
        with stdout:
            for line in stdout:
                answer = _answer(line)
                if answer is not None:
                    self._answered(*answer)
        self._popen.kill()
        self._popen.wait()
        self._lines.put(None)
        self._died(self)


def _answer(line: bytes) -> tuple[int, Evidence] | None:
    """Read one line of output; ``None`` for one cut off by the process's death."""
    try:
        fields: dict[str, Any] = json.loads(line)
    except ValueError:
        return None
    return cast("int", fields["id"]), from_object(fields)
