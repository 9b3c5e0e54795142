"""The only place where worker threads and Qt meet: jobs go out, results come home to the GUI thread."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from threading import Event
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from desktop_app.core.errors import PingdeskError

T = TypeVar("T")

_THREADS = 6


class Control:
    """What a job is given: the event that tells it to stop, and a way to report progress."""

    def __init__(self, cancelled: Event, report: Callable[[Any], None]) -> None:
        self.cancelled = cancelled
        self.report = report


def _ignored(_report: Any) -> None:
    """Take the reports of a job nobody watches."""


class Task:
    """A job on its way, as the one who started it sees it."""

    def __init__(self) -> None:
        self.cancelled = Event()
        self.is_forgotten = False

    def stop(self) -> None:
        """Ask the job to end early; what it returns is still delivered."""
        self.cancelled.set()

    def forget(self) -> None:
        """Ask the job to end early and hear no more of it."""
        self.is_forgotten = True
        self.cancelled.set()


@dataclass(frozen=True, slots=True, eq=False)
class _Delivery:
    future: Future[Any]
    owner: QObject
    task: Task
    then: Callable[[Any], None]
    failed: Callable[[PingdeskError], None]


@dataclass(frozen=True, slots=True, eq=False)
class _Report:
    owner: QObject
    task: Task
    progress: Callable[[Any], None]
    value: Any


class TaskRunner(QObject):
    """Runs jobs on a few threads; lives in, and is called from, the GUI thread.

    A job started with ``in_order`` runs after all such jobs before it: decisions and their undoing.
    """

    became_idle = Signal()
    _done = Signal(object)
    _reported = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="task")
        self._line = ThreadPoolExecutor(1, thread_name_prefix="ordered-task")
        self._live: dict[Task, Future[Any]] = {}
        self._is_closed = False
        # Queued always: a job that ends while it is being submitted would otherwise be delivered from within `submit`.
        self._done.connect(self._on_job_done, Qt.ConnectionType.QueuedConnection)
        self._reported.connect(self._on_job_reported, Qt.ConnectionType.QueuedConnection)

    def submit(
        self,
        job: Callable[[Control], T],
        *,
        owner: QObject,
        then: Callable[[T], None],
        failed: Callable[[PingdeskError], None],
        progress: Callable[[Any], None] = _ignored,
        in_order: bool = False,
    ) -> Task:
        """Start ``job``; call back unless ``owner`` dies or the task is forgotten first."""
        task = Task()
        if self._is_closed:
            task.forget()
            return task

        def report(value: Any) -> None:
            self._reported.emit(_Report(owner, task, progress, value))

        def tell(done: Future[Any]) -> None:
            self._done.emit(_Delivery(done, owner, task, then, failed))

        executor = self._line if in_order else self._pool
        future = executor.submit(job, Control(task.cancelled, report))
        self._live[task] = future
        future.add_done_callback(tell)
        return task

    def idle(self) -> bool:
        """Whether every job has ended and has been delivered."""
        return not self._live

    @Slot(object)
    def _on_job_reported(self, report: _Report) -> None:
        if not report.task.is_forgotten and isValid(report.owner):
            report.progress(report.value)

    @Slot(object)
    def _on_job_done(self, delivery: _Delivery) -> None:
        self._live.pop(delivery.task, None)
        try:
            self._deliver(delivery)
        finally:
            if not self._live:
                self.became_idle.emit()

    def _deliver(self, delivery: _Delivery) -> None:
        if delivery.task.is_forgotten or delivery.future.cancelled() or not isValid(delivery.owner):
            return
        error = delivery.future.exception()
        if error is None:
            delivery.then(delivery.future.result())
        elif isinstance(error, PingdeskError):
            delivery.failed(error)
        else:
            raise error  # a bug: let sys.excepthook see it, here, on the GUI thread

    def shutdown(self, *, patience_s: float) -> bool:
        """Take no more work, cancel what runs and wait for it; return whether all of it ended in time."""
        self._is_closed = True
        ends_at = time.monotonic() + patience_s
        for executor in (self._pool, self._line):
            executor.shutdown(wait=False, cancel_futures=True)  # first, or queued jobs race through
        for task in tuple(self._live):
            task.forget()
        running = [future for future in self._live.values() if not future.done()]
        return not wait(running, timeout=max(0.0, ends_at - time.monotonic())).not_done
