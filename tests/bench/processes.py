"""Servers and temporary directories of the bench: started here, and certain to be gone afterwards."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

_STOP_TIMEOUT_S = 10.0


class _Leash:
    """The helper process of leash.py, started with the first thing that needs it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._owner_pid = 0

    def tell(self, command: str) -> None:
        with self._lock:
            if self._process is None or self._owner_pid != os.getpid():  # forked: the parent's is not ours
                script = str(Path(__file__).with_name("leash.py"))
                self._process = subprocess.Popen(
                    [sys.executable, "-I", "-S", script], stdin=subprocess.PIPE, text=True, start_new_session=True
                )
                self._owner_pid = os.getpid()
            pipe = self._process.stdin
            if pipe is None:
                raise RuntimeError("the leash was started without a pipe")
            pipe.write(command + "\n")
            pipe.flush()


_leash = _Leash()


class Server:
    """A server process in its own process group, with its output in a file; it dies with this process."""

    def __init__(self, command: Sequence[str], *, output: Path, environment: Mapping[str, str] | None = None) -> None:
        self._output = output
        with output.open("ab") as sink:
            self._process = subprocess.Popen(
                list(command),
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                env={**os.environ, **(environment or {})},
                start_new_session=True,
            )
        _leash.tell(f"+pid {self._process.pid}")

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def output_tail(self, *, limit: int = 2000) -> str:
        """Return the last characters the server printed."""
        return self._output.read_text(errors="replace")[-limit:]

    def stop(self) -> None:
        """End the whole process group: politely, then with SIGKILL; returns when it is gone."""
        group = self._process.pid
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_STOP_TIMEOUT_S)
        with contextlib.suppress(ProcessLookupError):  # PHP's forked workers can outlive their master
            os.killpg(group, signal.SIGKILL)
        self._process.wait()
        _leash.tell(f"-pid {group}")


class TemporaryDirectory:
    """A private directory with a short path (sockets live in it), removed by ``remove`` or by the leash."""

    def __init__(self, prefix: str) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=f"pd-{prefix}-"))
        _leash.tell(f"+dir {self.path}")

    def remove(self) -> None:
        for _attempt in range(5):  # a server's last file can appear while the tree is being removed
            shutil.rmtree(self.path, ignore_errors=True)
            if not self.path.exists():
                break
            time.sleep(0.05)
        _leash.tell(f"-dir {self.path}")
