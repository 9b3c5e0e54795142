"""10,000 pending pings into an empty store, beside bare loops that only download them; and the memory for 100,000.

On real sites (nginx, php-fpm, MariaDB). Pingdesk refreshes in a process of its own each time, as
``pingdesk refresh`` does: that process tells its time, and its peak of memory above what it had before.
``python -m benchmarks.refresh --help`` tells the arguments.
"""

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import ways
from benchmarks.downloads import LOOPS
from benchmarks.report import Goal, print_goals, print_machine
from tests.bench.site import WordPressSite

_RATIO = 1.5
_MEMORY_MB = 150.0
_POSTS = 20


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What one refresh into an empty store cost; memory is resident, in MB, above the start of the refresh."""

    seconds: float
    cpu_seconds: float
    memory_mb: float


def refresh(site: WordPressSite, items: int) -> Refreshed:
    """Refresh an empty store in a new process and return what it cost."""
    told = json.dumps({"url": site.url, "user": site.admin.login, "password": site.admin_password, "items": items})
    command = [sys.executable, "-m", "benchmarks.refresh", "--as-child"]
    done = subprocess.run(command, input=told, stdout=subprocess.PIPE, text=True, check=True)
    return Refreshed(**json.loads(done.stdout))


def _refresh_here() -> int:
    asked = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as directory:
        desk = ways.open_signed_in(asked["url"], asked["user"], asked["password"], Path(directory))
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak counts from here
        before_kb, started, cpu_started = _status_kb("VmRSS"), time.perf_counter(), time.process_time()
        (report,) = desk.sync.refresh(cancelled=ways.NEVER)
        seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu_started
        memory_mb = (_status_kb("VmHWM") - before_kb) / 1024
        desk.close()
    assert report.error is None, report
    assert (report.new, report.pending) == (asked["items"], asked["items"]), report
    print(json.dumps({"seconds": seconds, "cpu_seconds": cpu_seconds, "memory_mb": memory_mb}))
    return 0


def _status_kb(name: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"), re.MULTILINE)
    assert found is not None
    return int(found[1])


def compare(site: WordPressSite, *, items: int, runs: int) -> Goal:
    """Print what refreshing and the bare loops cost, taking turns; return the ratio to the quickest loop."""
    mine: list[Refreshed] = []
    bare: dict[str, list[float]] = {name: [] for name in LOOPS}
    for _ in range(runs):
        mine.append(refresh(site, items))
        for name, loop in LOOPS.items():
            bare[name].append(loop(site, items))
    seconds = statistics.median(one.seconds for one in mine)
    quickest = min(statistics.median(times) for times in bare.values())
    for name, times in bare.items():
        print(f"  {name:32}{statistics.median(times):7.2f} s")
    cpu_seconds = statistics.median(one.cpu_seconds for one in mine)
    memory_mb = statistics.median(one.memory_mb for one in mine)
    print(f"  {'Pingdesk':32}{seconds:7.2f} s, {cpu_seconds:.2f} s of them its own CPU, {memory_mb:.0f} MB", flush=True)
    what = f"{site.version}: refresh of {items} against the quickest bare download"
    return Goal(what, seconds / quickest, "at most", _RATIO)


def main() -> int:
    """Measure and print; the figures are for reading, not for failing a build."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.refresh")
    parser.add_argument("--versions", nargs="+", default=["6.5", "7.1"], metavar="VERSION")
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--many", type=int, default=100_000, help="items for the memory; 0: not measured")
    parser.add_argument("--quick", action="store_true", help="2,000 items, one run, 10,000 for the memory")
    parser.add_argument("--as-child", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.as_child:
        return _refresh_here()
    items, runs, many = (2000, 1, 10_000) if asked.quick else (asked.items, asked.runs, asked.many)
    print(f"refresh: {items} pending pings into an empty store")
    print_machine()
    found: list[Goal] = []
    for version in asked.versions:
        with WordPressSite(version, stack="nginx") as site:
            posts = [site.publish(f"Post {number}", "<p>Text.</p>") for number in range(_POSTS)]
            site.seed_linkbacks(items, posts=posts)
            print(f"\nWordPress {version}")
            found.append(compare(site, items=items, runs=runs))
            if many:
                site.clear_comments()
                site.seed_linkbacks(many, posts=posts)
                one = refresh(site, many)
                print(f"  {many} items: {one.seconds:.1f} s, {one.cpu_seconds:.1f} s of them its own CPU", flush=True)
                what = f"{version}: MB above start while refreshing {many}"
                found.append(Goal(what, one.memory_mb, "at most", _MEMORY_MB))
    print_goals(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
