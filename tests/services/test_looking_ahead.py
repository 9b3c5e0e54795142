"""While one chunk of decisions is sent, the next is looked up; whatever happens to either, none is lost."""

import threading
from collections.abc import Collection, Iterator, Mapping, Sequence

import pytest

from desktop_app.core.decision import Action, Result
from desktop_app.core.errors import OutcomeUnknown, PingdeskError, SiteUnreachable
from desktop_app.core.linkback import CommentId, RemoteLinkback, Status
from desktop_app.wordpress.client import Order, Outcome
from tests.fakes.scripted_site import ScriptedSite
from tests.services.conftest import OpenWorkshop, Workshop

NEVER = threading.Event()


class WatchedSite(ScriptedSite):
    """Does not carry out its first orders before it is asked about the linkbacks of the next."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.questions = 0
        self.was_asked_again = threading.Event()
        self.trouble_looking: PingdeskError | None = None
        self.trouble_sending: PingdeskError | None = None

    def look_up(self, ids: Collection[CommentId]) -> Mapping[CommentId, RemoteLinkback]:
        self.questions += 1
        if self.questions == 2:
            self.was_asked_again.set()
            if self.trouble_looking is not None:
                raise self.trouble_looking
        return super().look_up(ids)

    def carry_out(self, orders: Sequence[Order], cancelled: threading.Event) -> Iterator[Sequence[Outcome]]:
        assert self.was_asked_again.wait(10)
        if self.trouble_sending is not None:
            trouble, self.trouble_sending = self.trouble_sending, None
            raise trouble
        yield from super().carry_out(orders, cancelled)


@pytest.fixture
def site() -> WatchedSite:
    return WatchedSite(10)


@pytest.fixture
def shop(workshop: OpenWorkshop, site: WatchedSite) -> Workshop:
    shop = workshop(blog=site)
    shop.sync.refresh(cancelled=NEVER)
    shop.moderator.decide(Action.SPAM, shop.ids())
    return shop


def is_all_spam(site: WatchedSite) -> bool:
    return {site.status(number) for number in range(1, 11)} == {Status.SPAM} and site.changes == 10


def test_the_next_chunk_is_looked_up_while_one_is_sent(shop: Workshop, site: WatchedSite) -> None:
    assert shop.sender.send(cancelled=NEVER).count(Result.DONE) == 10
    assert is_all_spam(site)


def test_trouble_in_looking_ahead_takes_nothing_back_that_was_sent(shop: Workshop, site: WatchedSite) -> None:
    site.trouble_looking = SiteUnreachable("The site does not answer.")
    report = shop.sender.send(cancelled=NEVER)
    assert (report.count(Result.DONE), report.count(Result.QUEUED)) == (2, 8)
    assert shop.sender.send(cancelled=NEVER, at_once=True).count(Result.DONE) == 8
    assert is_all_spam(site)


@pytest.mark.parametrize("trouble", [SiteUnreachable("The site does not answer."), OutcomeUnknown("It broke.")])
def test_what_was_looked_up_ahead_goes_back_when_sending_fails(
    shop: Workshop, site: WatchedSite, trouble: PingdeskError
) -> None:
    site.trouble_sending = trouble
    shop.sender.send(cancelled=NEVER)
    shop.sender.send(cancelled=NEVER, at_once=True)
    assert shop.sender.waiting() == []
    assert is_all_spam(site)


def test_stopping_puts_back_what_was_looked_up_ahead(shop: Workshop) -> None:
    stop = threading.Event()
    shop.sender.send(cancelled=stop, on_result=lambda _id, _result: stop.set())
    assert len(shop.sender.waiting()) == 9
    assert {waiting.reason for waiting in shop.sender.waiting()} <= {"", "Sending was stopped."}
    assert shop.sender.send(cancelled=NEVER).count(Result.DONE) == 9
