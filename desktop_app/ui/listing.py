"""What the queue lists: the question asked, its answers, and when an answer may replace what is on screen."""

from dataclasses import dataclass, replace
from enum import Enum

from PySide6.QtCore import QObject, Signal

from desktop_app.core.errors import PingdeskError, WrongInput
from desktop_app.core.evidence import Verdict
from desktop_app.core.query import VIEW_QUERIES, Grouping, Order, Query, View, narrowed, parse_query
from desktop_app.core.queue import Counts, Entry, Heading, Offer
from desktop_app.core.site import Site
from desktop_app.services.queue import Queue
from desktop_app.ui.badges import BY_VERDICT
from desktop_app.ui.tasks import Control, Task, TaskRunner


@dataclass(frozen=True, slots=True)
class Question:
    """Everything that determines the listing; ``search`` is the search box's text."""

    view: View = View.TO_REVIEW
    site_key: str = ""
    search: str = ""
    order: Order = Order.GENUINE_FIRST
    grouping: Grouping = Grouping.NONE

    def query(self) -> Query:
        """Return the filter. Raises `WrongInput` for a search that cannot be understood."""
        query = narrowed(VIEW_QUERIES[self.view], parse_query(self.search))
        return narrowed(query, Query(sites=frozenset({self.site_key}))) if self.site_key else query


class Occasion(Enum):
    """Why the store is looked at again; the greater replaces the smaller while both wait."""

    CALM = 1
    """Something changed by itself: nothing the user looks at may move."""
    ASKED = 2
    """The user did something that changes the list; his place in it stays."""
    ANEW = 3
    """The user asked another question."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the store says to a question."""

    question: Question
    occasion: Occasion
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class Overview:
    """The numbers and sites of the sidebar."""

    sites: list[Site]
    counts: Counts


def _in_words(entries: list[Entry], grouping: Grouping) -> list[Entry]:
    """Return a listing whose headings say what the badges say."""
    if grouping is not Grouping.VERDICT:
        return entries
    return [
        replace(entry, label=BY_VERDICT[Verdict(entry.label)].text) if isinstance(entry, Heading) else entry
        for entry in entries
    ]


class Listing(QObject):
    """Asks the store in the background, never twice at once, and hands out answers."""

    answered = Signal(object)
    offers_changed = Signal(object)
    overview_changed = Signal(object)
    misunderstood = Signal(object)
    failed = Signal(object)

    def __init__(self, queue: Queue, tasks: TaskRunner, question: Question, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        self._tasks = tasks
        self.question = question
        self._running: Task | None = None
        self._running_overview: Task | None = None
        self._running_offers: Task | None = None
        self._next: Occasion | None = None
        self._is_overview_stale = False

    @property
    def is_asking(self) -> bool:
        """Whether what is shown is about to be replaced."""
        return self._running is not None

    def ask(self, question: Question) -> None:
        """Show the answer to another question."""
        if question != self.question:
            self.question = question
            self.look_again(Occasion.ANEW)

    def change(self, **parts: object) -> None:
        """Ask with some parts of the question changed."""
        self.ask(replace(self.question, **parts))  # type: ignore[arg-type]

    def look_again(self, occasion: Occasion) -> None:
        """Ask the same question again; a question in flight is waited for unless this one replaces it."""
        if self._running is not None and occasion is Occasion.CALM:
            self._next = self._next or occasion
            return
        if self._running is not None:
            self._running.forget()
        question = self.question
        try:
            query = question.query()
        except WrongInput as error:
            self._running = None
            self.misunderstood.emit(error)
            return

        def look(_control: Control) -> Answer:
            entries = self._queue.entries(query, question.order, question.grouping)
            return Answer(question, occasion, _in_words(entries, question.grouping))

        self._running = self._tasks.submit(look, owner=self, then=self._on_answered, failed=self._on_failed)

    def _look_for_offers(self, question: Question) -> None:
        query = question.query()
        if self._running_offers is not None:
            self._running_offers.forget()

        def look(_control: Control) -> list[Offer]:
            return self._queue.offers(query)

        self._running_offers = self._tasks.submit(look, owner=self, then=self._on_offers_found, failed=self.failed.emit)

    def look_over(self) -> None:
        """Bring the sidebar's numbers up to date."""
        if self._running_overview is not None:
            self._is_overview_stale = True
            return
        site_key = self.question.site_key

        def look(_control: Control) -> Overview:
            chosen = frozenset({site_key}) if site_key else frozenset[str]()
            return Overview(self._queue.sites(), self._queue.counts(chosen))

        self._running_overview = self._tasks.submit(
            look, owner=self, then=self._on_overview_taken, failed=self._on_overview_failed
        )

    def _on_answered(self, answer: Answer) -> None:
        self._running = None
        self.answered.emit(answer)
        # Only now: the rows come first.
        self._look_for_offers(answer.question)
        self.look_over()
        occasion = self._next
        if occasion is not None:
            self._next = None
            self.look_again(occasion)

    def _on_offers_found(self, offers: list[Offer]) -> None:
        self._running_offers = None
        self.offers_changed.emit(offers)

    def _on_failed(self, error: PingdeskError) -> None:
        self._running = None
        self.failed.emit(error)

    def _on_overview_taken(self, overview: Overview) -> None:
        self._running_overview = None
        self.overview_changed.emit(overview)
        if self._is_overview_stale:
            self._is_overview_stale = False
            self.look_over()

    def _on_overview_failed(self, error: PingdeskError) -> None:
        self._running_overview = None
        self.failed.emit(error)
