"""Carrying out orders on several threads at once, as many as the site's pace makes worth while."""

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from desktop_app.core.errors import OutcomeUnknown, PingdeskError, SiteUnreachable
from desktop_app.core.linkback import Status
from desktop_app.wordpress.client import Order, Outcome
from desktop_app.wordpress.orders import outcome_of
from desktop_app.wordpress.pacing import MOST, Pace


def abreast(
    orders: Sequence[Order], carry_out: Callable[[Order], Status], watch: "Watch", cancelled: threading.Event
) -> Iterator[Sequence[Outcome]]:
    """Yield the outcomes as they become known (see `ModerationClient.carry_out`), all that there are at a time.

    ``carry_out`` is called by several threads. ``watch`` is kept from one list of orders to the next. The work goes
    on while the caller deals with what was yielded. When the iterator is closed, nothing new is begun and what is
    under way is waited for. A Ctrl-C that comes while it waits is raised only after the outcomes of what was under
    way; another one, at once.
    """
    crew = _Crew(orders, carry_out, watch, cancelled)
    with ThreadPoolExecutor(MOST, "pingdesk-order") as pool:
        try:
            crew.begin(pool)
            yield from crew.outcomes()
        finally:
            crew.stop()
    crew.give_account()


class _Crew:
    """The threads at work on one list of orders."""

    def __init__(
        self,
        orders: Sequence[Order],
        carry_out: Callable[[Order], Status],
        watch: "Watch",
        cancelled: threading.Event,
    ) -> None:
        self._waiting = list(reversed(orders))
        self._carry_out = carry_out
        self._watch = watch
        self._pace = watch.pace
        self._cancelled = cancelled
        self._is_stopped = False
        self._trouble: BaseException | None = None
        self._told: list[Outcome] = []
        self._news: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._hands: list[Future[None]] = []
        self._busy = 0
        self._lock = threading.Lock()

    def begin(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        with self._lock:
            if len(self._waiting) > self._pace.width:
                self._watch.start()
            self._man()

    def stop(self) -> None:
        with self._lock:  # nobody is about to start another thread
            self._is_stopped = True

    def outcomes(self) -> Iterator[Sequence[Outcome]]:
        count = 0
        while True:
            try:
                is_done = not self._busy  # asked first: whoever has ended has told what he did
                ready = self._told[count:]
                if not (ready or is_done):
                    self._news.get()
            except KeyboardInterrupt as interrupt:
                if isinstance(self._trouble, KeyboardInterrupt):
                    raise
                self._trouble = interrupt
                self.stop()
                continue
            if ready:
                yield ready
                count += len(ready)
            elif is_done:
                return

    def give_account(self) -> None:
        """Raise what concerns the whole site, or a bug."""
        for hand in self._hands:
            hand.result()
        if self._trouble is not None:
            raise self._trouble

    def _man(self) -> None:
        """Bring the threads to the number that the pace wants; the lock is held."""
        while self._busy < min(self._pace.width, self._busy + len(self._waiting)) and not self._is_over():
            self._busy += 1
            self._hands.append(self._pool.submit(self._work))

    def _is_over(self) -> bool:
        return self._is_stopped or self._cancelled.is_set()

    def _work(self) -> None:
        try:
            while (order := self._next()) is not None:
                outcome = self._outcome(order)
                if outcome is not None:
                    self._told.append(outcome)
                    self._news.put(None)
        except BaseException:  # a bug: nothing new is begun, and it is raised in the end
            with self._lock:
                self._is_stopped = True
                self._busy -= 1
            raise
        finally:
            self._news.put(None)

    def _next(self) -> Order | None:
        with self._lock:
            if self._waiting and not self._is_over() and self._busy <= self._pace.width:
                return self._waiting.pop()
            if self._busy <= self._pace.width:
                self._watch.pause()
            self._busy -= 1
            return None

    def _outcome(self, order: Order) -> Outcome | None:
        """Return what became of an order, or ``None`` after trouble that concerns the whole site."""
        outcome: Outcome | None = None
        trouble: PingdeskError | None = None
        try:
            outcome = outcome_of(order, self._carry_out)
            if isinstance(outcome.error, OutcomeUnknown):
                trouble = outcome.error
        except PingdeskError as error:
            trouble = error
        with self._lock:
            if trouble is None:
                if self._waiting:
                    self._watch.answered()
                    self._man()
                return outcome
            self._is_stopped = True
            if isinstance(trouble, (OutcomeUnknown, SiteUnreachable)):
                self._watch.refused()
            if outcome is None and self._trouble is None:
                self._trouble = trouble
        return outcome


class Watch:
    """Measures for the pace: counts answers, and the time in which as many requests were under way as it wants.

    Lists of orders may be short: a measure goes on from one to the next, without the end of each, where fewer are
    under way.
    """

    def __init__(self, pace: Pace, clock: Callable[[], float] = time.monotonic) -> None:
        """Measure for this pace."""
        self.pace = pace
        self._clock = clock
        self._since: float | None = None
        self._begin_anew(late=pace.width)  # connections are still to be made

    def start(self) -> None:
        """Go on: as many requests as the pace wants begin."""
        self._since = self._clock()

    def pause(self) -> None:
        """Stop for now: orders run out, and fewer are under way."""
        if self._since is not None:
            self._passed_s += self._clock() - self._since
            self._since = None

    def answered(self) -> None:
        """Count an answer after which another request begins."""
        if self._since is None:
            return
        now = self._clock()
        if self._late:
            self._late -= 1
            self._since = now
            return
        self._answers += 1
        if self._answers >= self.pace.measure:
            before = self.pace.width
            self.pace.told(self._answers, self._passed_s + now - self._since)
            self._since = now
            self._begin_anew(late=0 if before == self.pace.width else max(before, self.pace.width))

    def refused(self) -> None:
        """Narrow the pace: the site has had too much."""
        self.pace.refused()
        self._begin_anew(late=0)

    def _begin_anew(self, *, late: int) -> None:
        """Begin another measure after ``late`` answers, which are of requests from before."""
        self._late, self._answers, self._passed_s = late, 0, 0.0
