"""1,000 pings marked as spam on real sites (nginx, php-fpm, MariaDB), four ways side by side.

Pingdesk as its user has it, one REST call each as the mobile apps do, wp-admin's own bulk action, and WordPress's
function within one process as the floor; without and with an added round trip. The ways take turns; every run starts
from new pings, and WordPress's database is read back. ``python -m benchmarks.bulk --help`` tells the arguments.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack

import requests

from benchmarks import ways
from benchmarks.relay import Relay
from benchmarks.report import Goal, print_goals, print_machine
from benchmarks.stopwatch import Cost
from tests.bench.site import WordPressSite
from tests.bench.values import Post

MULTICALL_QUICKER = ("6.1", "6.2", "6.3", "6.4", "6.5", "6.6", "6.7")  # from 6.8 on every login costs bcrypt
_WAYS: dict[str, ways.Way] = {
    "Pingdesk": ways.pingdesk,
    "one REST call each": ways.one_call_each,
    "wp-admin's bulk action": ways.wp_admin,
    "in process": ways.in_process,
}
_POSTS = 20
_WARM_UP = 50


def measure(site: WordPressSite, posts: Sequence[Post], *, items: int, runs: int, names: list[str]) -> dict[str, Cost]:
    """Return by way the medians of its runs."""
    costs: dict[str, list[Cost]] = {name: [] for name in names}
    for name in names:
        _run(name, site, posts, items=_WARM_UP)
    for number in range(runs):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            costs[name].append(_run(name, site, posts, items=items))
            print(f"    {name}: {costs[name][-1].seconds * 1000 / items:.2f} ms", file=sys.stderr, flush=True)
    return {name: _median(some) for name, some in costs.items()}


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(
        statistics.median(cost.seconds for cost in costs),
        statistics.median(cost.client_cpu_s for cost in costs),
        statistics.median(cost.server_cpu_s for cost in costs),
    )


def _run(name: str, site: WordPressSite, posts: Sequence[Post], *, items: int) -> Cost:
    site.clear_comments()
    site.seed_linkbacks(items, posts=posts)
    before = [(comment.id, comment.ip, comment.agent) for comment in site.comments()]
    cost = _WAYS[name](site)
    after = site.comments()
    assert {comment.status for comment in after} == {"spam"}, name
    if name == "Pingdesk":  # the sender's address and agent are evidence; a plain REST call overwrites them
        assert [(comment.id, comment.ip, comment.agent) for comment in after] == before
    return cost


def goals(version: str, added_ms: float, medians: dict[str, Cost]) -> list[Goal]:
    """Return what Pingdesk is to reach against the others measured."""
    mine, where = medians["Pingdesk"].seconds, f"{version}, {added_ms:g} ms"
    faster = medians["one REST call each"].seconds / mine
    near = added_ms < 1
    if version not in MULTICALL_QUICKER:
        return [Goal(f"{where}: times faster than one REST call each", faster, "at least", 1.8 if near else 6)]
    admin = mine / medians["wp-admin's bulk action"].seconds
    return [
        Goal(f"{where}: times faster than one REST call each", faster, "at least", 5 if near else 20),
        Goal(f"{where}: time against wp-admin's bulk action", admin, "at most", 1),
    ]


def round_trip_ms(site: WordPressSite) -> float:
    """Return what a file costs that no PHP touches, over a kept-alive connection."""
    with requests.Session() as session:
        times: list[float] = []
        for _ in range(20):
            started = time.perf_counter()
            session.get(f"{site.url}/wp-content/themes/pingdesk-bench/style.css", timeout=30).raise_for_status()
            times.append(time.perf_counter() - started)
    return statistics.median(times) * 1000


def main() -> int:
    """Measure and print; the figures are for reading, not for failing a build."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bulk")
    parser.add_argument("--versions", nargs="+", default=["6.5", "7.1"], metavar="VERSION")
    parser.add_argument("--items", type=int, default=1000)
    parser.add_argument("--delays", nargs="+", type=float, default=[0, 100], metavar="MS", help="added round trips")
    parser.add_argument("--runs", type=int, default=3, help="of each way without added round trip; 1 with it")
    parser.add_argument("--quick", action="store_true", help="200 items, one run")
    asked = parser.parse_args()
    items, runs = (200, 1) if asked.quick else (asked.items, asked.runs)
    print(f"bulk: {items} pings marked as spam")
    print_machine()
    found: list[Goal] = []
    for version in asked.versions:
        with WordPressSite(version, stack="nginx") as site:
            posts = [site.publish(f"Post {number}", "<p>Text.</p>") for number in range(_POSTS)]
            direct = site.url
            for added_ms in asked.delays:
                with ExitStack() as stack:
                    far = stack.enter_context(Relay(direct, added_ms=added_ms)) if added_ms else None
                    site.answer_as(far.url if far else direct)
                    print(f"\nWordPress {version}, {added_ms:g} ms added", end=": ")
                    print(f"a file that needs no PHP takes {round_trip_ms(site):.1f} ms", flush=True)
                    names = [name for name in _WAYS if not (far and name == "in process")]
                    medians = measure(site, posts, items=items, runs=1 if far else runs, names=names)
                    _print_table(medians, items)
                    found += goals(version, added_ms, medians)
            site.answer_as(direct)
    print_goals(found)
    return 0


def _print_table(medians: dict[str, Cost], items: int) -> None:
    print(f"  {'ms per item':24}{'time':>8}{'x Pingdesk':>12}{'client CPU':>12}{'server CPU':>12}")
    mine = medians["Pingdesk"].seconds
    for name, cost in sorted(medians.items(), key=lambda item: item[1].seconds):
        each = 1000 / items
        cpu = f"{cost.client_cpu_s * each:12.2f}{cost.server_cpu_s * each:12.2f}"
        print(f"  {name:24}{cost.seconds * each:8.2f}{cost.seconds / mine:12.2f}{cpu}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
