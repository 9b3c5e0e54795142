"""What something cost: seconds, and processor time of this process and of the servers that it has started.

On a machine that others use too, seconds say little; processor time stays about the same.
"""

import os
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Cost:
    """Filled when the block that it was made for is done."""

    seconds: float = 0.0
    client_cpu_s: float = 0.0
    server_cpu_s: float = 0.0


@contextmanager
def stopwatch() -> Generator[Cost]:
    """Measure a block; processes that it starts and ends are not counted."""
    cost = Cost()
    servers, client, started = _children_cpu_s(), time.process_time(), time.perf_counter()
    yield cost
    cost.seconds = time.perf_counter() - started
    cost.client_cpu_s = time.process_time() - client
    cost.server_cpu_s = _children_cpu_s() - servers


def _children_cpu_s() -> float:
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = file.read_text(errors="replace").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):  # it has ended just now
            continue
        process = int(file.parent.name)
        parents[process], ticks[process] = int(fields[1]), int(fields[11]) + int(fields[12])
    return sum(ticks[process] for process in ticks if _descends(process, parents)) / _TICKS_PER_S


def _descends(process: int, parents: dict[int, int]) -> bool:
    while (process := parents.get(process, 0)) > 1:
        if process == os.getpid():
            return True
    return False
