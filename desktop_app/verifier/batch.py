"""Many checks: requests as JSON lines in, evidence as JSON lines out, each as soon as it is there."""

import json
import sys
import threading
import traceback
from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO, Final, TextIO

from desktop_app.core.errors import WrongInput
from desktop_app.core.evidence import Evidence, Verdict
from desktop_app.core.evidence_json import to_object
from desktop_app.verifier.analysers import Analysers
from desktop_app.verifier.check import steps
from desktop_app.verifier.fetch import Fetcher
from desktop_app.verifier.guard import AllowList, Resolver
from desktop_app.verifier.protocol import LONGEST_LINE, CheckRequest, Policy, from_line
from desktop_app.verifier.schedule import Scheduler
from desktop_app.verifier.watchdog import Watchdog

_PROXIES: Final = ("http://", "https://", "socks5h://")


class Batch:
    """One run of the verifier over its pipes."""

    def __init__(self, policy: Policy, stdout: BinaryIO, stderr: TextIO, *, resolver: Resolver | None = None) -> None:
        """Prepare a run; raises ``WrongInput`` for an allow list or proxy that cannot be used."""
        try:
            allowed = AllowList.of(policy.allow_hosts)
        except ValueError as error:
            raise WrongInput(str(error)) from error
        if policy.proxy is not None and not policy.proxy.startswith(_PROXIES):
            message = f"the proxy “{policy.proxy}” is not an http, https or socks5h address"
            raise WrongInput(message)
        watchdog = Watchdog()
        self._fetcher = Fetcher(policy, allowed, resolver, watchdog)
        self._analysers = Analysers(policy.analysis_s, watchdog)
        self._scheduler = Scheduler(policy.concurrency)
        self._stdout = stdout
        self._stderr = stderr
        self._lock = threading.Lock()
        self._has_unusable = False

    def run(self, stdin: BinaryIO) -> int:
        """Answer every line until the end of input; return the exit status: 2 if a line could not be used."""
        try:
            for number, line in enumerate(_lines(stdin), start=1):
                if line.strip():
                    self._take(number, line)
            self._scheduler.wait()
        finally:
            self.close()
        return 2 if self._has_unusable else 0

    def close(self) -> None:
        """Stop, and end the analysers."""
        self._scheduler.stop()
        self._analysers.close()

    def add(self, request: CheckRequest) -> None:
        """Take one check on; its object is written as soon as it is done."""
        check = steps(request, self._fetcher, self._analysers.analyse, self._scheduler.pause, self._scheduler.has_spare)
        self._scheduler.add(check, partial(self._answer, request))

    def _take(self, number: int, line: bytes) -> None:
        try:
            self.add(from_line(line))
        except WrongInput as error:
            self._has_unusable = True
            self._say(f"Line {number} cannot be used: {error}.")

    def _answer(self, request: CheckRequest, outcome: Evidence | Exception) -> None:
        if isinstance(outcome, Exception):
            self._say("".join(traceback.format_exception(outcome)))
            reason = "Pingdesk failed over this page; this is a mistake of the program."
            outcome = Evidence(request.source, request.target, Verdict.UNREADABLE, reason)
        fields: dict[str, Any] = {"id": request.id, **to_object(outcome)}
        line = json.dumps(fields, ensure_ascii=True).encode() + b"\n"
        with self._lock:
            try:
                self._stdout.write(line)
                self._stdout.flush()
            except (OSError, ValueError):
                # Nobody reads any more: there is nothing left to do.
                self._scheduler.stop()

    def _say(self, text: str) -> None:
        with self._lock:
            print(text, file=self._stderr, flush=True)


def run_batch(
    policy: Policy, *, stdin: BinaryIO | None = None, stdout: BinaryIO | None = None, stderr: TextIO | None = None
) -> int:
    """Answer the lines of ``stdin`` on ``stdout``; return the exit status. Raises ``WrongInput`` for a bad policy."""
    batch = Batch(policy, stdout or sys.stdout.buffer, stderr or sys.stderr)
    return batch.run(stdin or sys.stdin.buffer)


def _lines(stdin: BinaryIO) -> Iterator[bytes]:
    """Yield lines; of one that is too long, its beginning (too long still), the rest being dropped."""
    while True:
        line = stdin.readline(LONGEST_LINE + 2)
        if not line:
            return
        tail = line
        while len(tail) > LONGEST_LINE and not tail.endswith(b"\n"):
            tail = stdin.readline(LONGEST_LINE + 2)
        yield line
