"""Many items in requests of some at a time, as large and as many at once as the site's pace makes worth while."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Generic, TypeVar

from desktop_app.core.errors import PingdeskError

Item = TypeVar("Item")
Result = TypeVar("Result")

MOST = 50
"""Calls of one multicall. More is hardly quicker per call (wordpress-api.md, section 7), and more is lost at once."""
_FIRST = 25
_AIM_S = 2.5
"""What a request should take at most: hosts stop PHP after 30 s, and a user who cancels waits for it."""
LANES = 4
_WORTH = 1.1
"""Twice as many requests at once must make so much quicker. Far away sites gain most: they wait for us meanwhile."""


class Pace:
    """How many items to put into a request, and how many requests (1, 2 or 4) to have under way."""

    def __init__(self) -> None:
        """Begin carefully, with one request of 25."""
        self.size = _FIRST
        self.lanes = 1
        self._most = MOST
        self._most_lanes = LANES
        self._in_vain = 0
        self._rates: dict[int, float] = {}
        """Items a second by the number of requests under way, as last measured."""

    def took(self, count: int, seconds: float, *, at_once: int) -> None:
        """Learn from a request of ``count`` items that was answered, while ``at_once`` were under way."""
        self._rates[at_once] = at_once * count / max(seconds, 1e-6)
        if at_once == self.lanes:
            self._judge()
        fitting = min(int(_AIM_S * count / max(seconds, 1e-6)), max(count, self.size) * 2)
        # One slow answer may be chance; a quick answer to little tells nothing against more.
        least = self.size // 2 if seconds > _AIM_S else self.size
        self.size = min(max(1, least, fitting), self._most)

    def _judge(self) -> None:
        """Widen while that pays; what did not pay twice (once may be chance) is not tried again."""
        narrower = self.lanes // 2
        pays = self._rates[self.lanes] >= self._rates.get(narrower, 0.0) * _WORTH
        self._in_vain = 0 if pays else self._in_vain + 1
        if self._in_vain > 1:
            self._in_vain = 0
            self.lanes = self._most_lanes = narrower
        elif pays and self.lanes < self._most_lanes:
            self.lanes *= 2

    def refused(self, count: int) -> None:
        """Learn that the site does not take ``count`` items in one request."""
        self._most = max(1, min(self._most, count // 2))
        self.size = min(self.size, self._most)


def in_chunks(
    items: Sequence[Item], work: Callable[[Sequence[Item]], Result], pace: Pace, is_over: Callable[[], bool]
) -> Iterator[Result]:
    """Yield what ``work`` makes of the items, some at a time, in threads, in the order in which it is done.

    Nothing is begun any more once ``is_over`` or an error was raised; what is under way is waited for and
    yielded, and the (first) error is raised in the end.
    """
    if len(items) <= 1:
        if items and not is_over():
            yield work(items)
        return
    left = deque(items)
    with ThreadPoolExecutor(LANES, thread_name_prefix="chunks") as threads:
        flights = _Flights(threads, work, pace)
        while True:
            while left and flights.has_room() and not is_over():
                flights.begin([left.popleft() for _ in range(min(pace.size, len(left)))])
            yield from flights.collect()  # only now, so that the site works while the caller does
            if not flights.under_way:
                break
            flights.wait()
    if flights.error is not None:
        raise flights.error


class _Flights(Generic[Item, Result]):
    """The requests that are under way."""

    def __init__(self, threads: ThreadPoolExecutor, work: Callable[[Sequence[Item]], Result], pace: Pace) -> None:
        self._threads = threads
        self._work = work
        self._pace = pace
        self._landed: list[Result] = []
        self.under_way: dict[Future[tuple[Result, float]], tuple[int, int]] = {}
        self.error: PingdeskError | KeyboardInterrupt | None = None

    def has_room(self) -> bool:
        return self.error is None and len(self.under_way) < self._pace.lanes

    def begin(self, items: Sequence[Item]) -> None:
        future = self._threads.submit(_timed, self._work, items)
        self.under_way[future] = len(items), len(self.under_way) + 1

    def wait(self) -> None:
        """Wait until one has landed, and learn from it. A first Ctrl-C is kept until all have landed."""
        try:
            landed = wait(self.under_way, return_when=FIRST_COMPLETED).done
        except KeyboardInterrupt as interrupt:
            if isinstance(self.error, KeyboardInterrupt):
                raise
            self.error = interrupt
            return
        for future in landed:
            landing = len(self.under_way)
            count, at_once = self.under_way.pop(future)
            try:
                result, seconds = future.result()
            except PingdeskError as error:
                self.error = self.error or error
            else:
                self._pace.took(count, seconds, at_once=max(at_once, landing))
                self._landed.append(result)

    def collect(self) -> Sequence[Result]:
        """Return, once, what the landed ones have brought."""
        landed, self._landed = self._landed, []
        return landed


def _timed(work: Callable[[Sequence[Item]], Result], items: Sequence[Item]) -> tuple[Result, float]:
    started = time.monotonic()
    return work(items), time.monotonic() - started
