"""A tiny process that ends what the bench started when the bench itself dies, however it dies.

Run as a script; reads commands, one per line, on standard input: ``+pid N`` and ``-pid N`` (a
process group to kill, or no longer), ``+dir PATH`` and ``-dir PATH`` (a directory to remove, or no
longer). The end of the input means that the bench is gone.
"""

import contextlib
import os
import shutil
import signal
import sys
import time


def main() -> None:
    """Remember until the input ends, then kill and remove what is left."""
    kept: dict[str, set[str]] = {"pid": set(), "dir": set()}
    for line in sys.stdin:
        command, _, value = line.rstrip("\n").partition(" ")
        values = kept[command[1:]]
        if command.startswith("+"):
            values.add(value)
        else:
            values.discard(value)
    clean(groups=kept["pid"], directories=kept["dir"])


def clean(*, groups: set[str], directories: set[str]) -> None:
    """Kill the process groups and remove the directories."""
    for group in groups:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(int(group), signal.SIGKILL)
    if groups:
        time.sleep(0.2)  # a dying database still creates files for a moment
    for directory in directories:
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main()
