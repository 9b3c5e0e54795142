"""Work on several sites at once; the calling thread stays awake, and stops the others when it is interrupted."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

_AT_ONCE = 4
_WAKE_S = 0.2
"""Python runs signal handlers in the main thread only, and not every system wakes it: so it wakes by itself."""


def for_each(
    items: Sequence[T], work: Callable[[T], R], on_done: Callable[[T, R], None], cancelled: threading.Event
) -> None:
    """Call ``work`` for each item in threads, and ``on_done`` in this thread as each is finished.

    Whatever interrupts this thread (Ctrl-C, an error of ``on_done``) sets ``cancelled``, waits for the work under
    way to end, and is raised.
    """
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="site") as pool:
        running = {pool.submit(work, item): item for item in items}
        try:
            pending = set(running)
            while pending:
                done, pending = wait(pending, timeout=_WAKE_S, return_when=FIRST_COMPLETED)
                for future in done:
                    on_done(running[future], future.result())
        except BaseException:
            cancelled.set()
            raise
