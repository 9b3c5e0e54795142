"""The bench's cache directory: what was downloaded or prepared once is built here, once."""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Generator
from pathlib import Path


class BenchUnavailable(RuntimeError):
    """The bench cannot run on this machine; the message is one sentence that says what to do."""


def cache_directory() -> Path:
    """Return the bench's own directory below the user's cache directory, created if need be."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    directory = Path(base) / "pingdesk-bench"
    directory.mkdir(parents=True, exist_ok=True)
    return directory


@contextlib.contextmanager
def locked(name: str) -> Generator[None]:
    """Hold the machine-wide lock of that name; the kernel frees it when the process dies."""
    lock_path = cache_directory() / f"{name}.lock"
    with lock_path.open("w") as lock_file:
        fcntl.flock(lock_file, fcntl.LOCK_EX)
        yield


def built_once(name: str, build: Callable[[Path], None]) -> Path:
    """Return the cached directory ``name``; ``build`` fills it the first time.

    It is filled under a temporary name and renamed when complete, so a killed run leaves no half
    directory under the real name, and parallel runs wait for the first one instead of repeating it.
    """
    finished = cache_directory() / name
    if finished.is_dir():
        return finished
    with locked(name):
        if finished.is_dir():
            return finished
        draft = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=cache_directory()))
        try:
            build(draft)
            draft.chmod(0o755)
            draft.rename(finished)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return finished
