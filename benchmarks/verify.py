"""How fast source pages are verified, beside what no verifier can go below. ``python -m benchmarks.verify [--quick]``.

One server process with 250 loopback addresses answers each request after 200 ms with a blog page of some 50 kB.
Three runs over the same pages, one after the other in one go:

- Pingdesk: the verifier process, 32 connections at most, two of them to one host;
- floor: 32 threads that fetch with requests, parse with lxml and iterate the links, and nothing else;
- one by one: the same, one page after the other, as plugins on the server do it (measured on a sample of the pages).

Every fifth page has no link to the post: for pingbacks that means a second fetch, announced as WordPress.
"""

import argparse
import asyncio
import gzip
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from benchmarks.blog_pages import blog_page

HOSTS: Final = 250
DELAY_S: Final = 0.2
CONCURRENCY: Final = 32
TARGET: Final = "https://blog.example/2026/05/bread/"
SAMPLE: Final = 50
"""Pages fetched one by one; the whole would take minutes and tell nothing more."""


def page_of(number: int) -> bytes:
    """Return one page of the collection as its server compresses it; a host's pages share one theme."""
    link = None if number % 5 == 4 else TARGET
    place = "comments" if number % 5 == 3 else "content"
    return gzip.compress(blog_page(number, link=link, place=place, theme=number % HOSTS).encode(), 6)


async def serve(pages: int) -> None:
    """Answer on all addresses until standard input ends; say the port first."""
    bodies = [page_of(number) for number in range(pages)]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                while await reader.readline() not in {b"\r\n", b""}:
                    continue
                await asyncio.sleep(DELAY_S)
                body = bodies[int(line.split()[1][1:])]
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\nContent-Encoding: gzip\r\n"
                    b"Connection: close\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
                )
                await writer.drain()
                return
        except ConnectionError:
            return
        finally:
            writer.close()

    first = await asyncio.start_server(answer, _address(0), 0, backlog=128)
    port: int = first.sockets[0].getsockname()[1]
    servers = [await asyncio.start_server(answer, _address(host), port, backlog=128) for host in range(1, HOSTS)]
    print(port, flush=True)
    await asyncio.to_thread(sys.stdin.read)
    for server in (first, *servers):
        server.close()


def _address(host: int) -> str:
    return f"127.0.10.{host + 1}"


def pingdesk(urls: list[str]) -> None:
    """Verify all pages in the verifier process; say so if an answer is missing or wrong."""
    command = [sys.executable, "-m", "desktop_app.verifier", "--concurrency", str(CONCURRENCY)]
    lines = (
        json.dumps(
            {
                "id": number,
                "source": url,
                "target": TARGET,
                "homes": ["https://blog.example/"],
                "kind": "pingback" if number % 2 else "trackback",
            }
        )
        for number, url in enumerate(urls)
    )
    run = subprocess.run(
        [*command, "--allow-host", "127.0.0.0/8"], input="\n".join(lines), stdout=subprocess.PIPE, text=True, check=True
    )
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    wrong = [
        (answer["verdict"], answer["reason"])
        for answer in answers
        if answer["verdict"] != ("absent" if answer["id"] % 5 == 4 else "linked")
    ]
    if len(answers) != len(urls) or wrong:
        print(f"{len(answers)} answers of {len(urls)}, {len(wrong)} of them wrong: {wrong[:3]}")


def floor(urls: list[str]) -> None:
    """Fetch, parse, iterate: the same concurrency and nothing else, in a process of its own."""
    subprocess.run([sys.executable, "-m", "benchmarks.verify", "--floor"], input="\n".join(urls), text=True, check=True)


def run_floor(urls: Iterable[str], concurrency: int) -> None:
    """Do what no verifier can do without."""
    import lxml.html  # noqa: PLC0415 - part of what is timed, as Pingdesk's imports are
    import requests  # noqa: PLC0415

    def links_of(url: str) -> int:
        page = requests.get(url, timeout=20)
        return sum(1 for _ in lxml.html.fromstring(page.content).iterlinks())

    with ThreadPoolExecutor(concurrency) as pool:
        total = sum(pool.map(links_of, urls))
    assert total > 0


def timed(name: str, run: Callable[[], None], pages: int) -> tuple[float, float]:
    """Return seconds and processor seconds of a run (its child processes), and print them per page."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    run()
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{name:12} {seconds:7.2f} s   {1000 * seconds / pages:7.2f} ms a page   {1000 * cpu / pages:6.2f} ms cpu")
    return seconds, cpu


def main() -> int:
    """Measure and print; the figures are for reading, not for failing a build."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="one run only")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--floor", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        asyncio.run(serve(arguments.pages))
    elif arguments.floor:
        run_floor(sys.stdin.read().split(), CONCURRENCY)
    else:
        _compare(arguments.pages, 1 if arguments.quick else arguments.runs)
    return 0


def _compare(pages: int, runs: int) -> None:
    command = [sys.executable, "-m", "benchmarks.verify", "--pages", str(pages), "--serve"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        port = int(server.stdout.readline())
        urls = [f"http://{_address(number % HOSTS)}:{port}/{number}" for number in range(pages)]
        ratios: list[float] = []
        beyond: list[float] = []
        for _ in range(runs):
            least, least_cpu = timed("floor", lambda: floor(urls), pages)
            mine, cpu = timed("Pingdesk", lambda: pingdesk(urls), pages)
            ratios.append(mine / least)
            beyond.append(1000 * (cpu - least_cpu) / pages)
        started = time.perf_counter()
        run_floor(urls[:SAMPLE], 1)
        single = (time.perf_counter() - started) / min(SAMPLE, pages)
        server.stdin.close()
    print(f"one by one   {single * pages:7.2f} s   (from {min(SAMPLE, pages)} pages)")
    print(f"Pingdesk takes {statistics.median(ratios):.2f} x the floor (goal: at most 1.30), ", end="")
    print(f"and is {single * pages / mine:.0f} x as fast as one by one (goal: at least 20)")
    print(f"processor time beyond the floor: {statistics.median(beyond):.1f} ms a page")


if __name__ == "__main__":
    sys.exit(main())
