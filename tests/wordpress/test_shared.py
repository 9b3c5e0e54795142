"""One transport for several threads: each request has a connection to itself, and closing leaves none open."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from desktop_app.core.errors import SiteUnreachable
from desktop_app.wordpress.shared import SharedTransport
from desktop_app.wordpress.transport import Reply, Request

REQUEST = Request("GET", "https://blog.example/")


class Exclusive:
    """A transport that must not be shared, and refuses once it is closed."""

    def __init__(self, together: threading.Barrier) -> None:
        self._together, self._is_taken, self.is_closed = together, threading.Lock(), False

    def send(self, request: Request) -> Reply:
        del request
        assert self._is_taken.acquire(blocking=False)
        self._together.wait(10)
        self._is_taken.release()
        if self.is_closed:
            raise SiteUnreachable("Closed.")
        return Reply(200)

    def close(self) -> None:
        self.is_closed = True


def test_requests_at_once_have_a_transport_each_which_is_kept_and_closed() -> None:
    made, together = list[Exclusive](), threading.Barrier(3)

    def connect() -> Exclusive:
        made.append(Exclusive(together))
        return made[-1]

    shared = SharedTransport(connect)
    with ThreadPoolExecutor(3) as pool:
        for _ in range(20):
            assert [reply.status for reply in pool.map(shared.send, [REQUEST] * 3)] == [200] * 3
    assert len(made) == 3
    shared.close()
    assert all(transport.is_closed for transport in made)


def test_closing_while_requests_are_under_way_opens_nothing_more() -> None:
    made, alone = list[Exclusive](), threading.Barrier(1)

    def connect() -> Exclusive:
        made.append(Exclusive(alone))
        return made[-1]

    shared = SharedTransport(connect)
    shared.close()
    for _ in range(2):
        with pytest.raises(SiteUnreachable):
            shared.send(REQUEST)
    assert len(made) == 1
