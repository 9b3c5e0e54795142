"""Receiving the browser on this machine."""

import contextlib
import socket
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest

from desktop_app.core.errors import NotAllowed, SiteUnreachable
from desktop_app.wordpress.loopback import Receiver, hand_over


def read(query: str) -> str | None:
    """Take ``yes=…`` for an answer, ``no`` for a refusal."""
    if query == "no":
        raise NotAllowed("You did not approve.")
    return query.removeprefix("yes=") if query.startswith("yes=") else None


@pytest.fixture
def receiver() -> Iterator[Receiver[str]]:
    """Listen."""
    with Receiver(read) as listening:
        yield listening


def visit(port: int, target: str, *, method: str = "GET", host: str | None = None) -> tuple[int, str]:
    """Go there as a browser does; return status and page."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    with contextlib.closing(connection):
        connection.request(method, target, headers={"Host": host} if host else {})
        reply = connection.getresponse()
        return reply.status, reply.read().decode()


def answer(receiver: Receiver[str]) -> str:
    """Wait for the answer."""
    while (found := receiver.answer()) is None:
        pass
    return found


def test_the_answer_arrives_and_the_user_is_told_to_go_back(receiver: Receiver[str]) -> None:
    status, page = visit(receiver.port, "/authorized?yes=1")
    assert status == 200
    assert "go back to Pingdesk" in page
    assert "yes" not in page
    assert answer(receiver) == "1"


def test_a_refusal_is_raised_where_the_answer_is_waited_for(receiver: Receiver[str]) -> None:
    assert visit(receiver.port, "/authorized?no")[0] == 200
    with pytest.raises(NotAllowed):
        answer(receiver)


@pytest.mark.parametrize("target", ["/", "/favicon.ico", "/authorized", "/authorized?other", "/authorized/?yes=1"])
def test_anything_else_is_turned_away_and_waiting_goes_on(receiver: Receiver[str], target: str) -> None:
    assert visit(receiver.port, target)[0] == 403
    assert receiver.answer() is None
    visit(receiver.port, "/authorized?yes=2")
    assert answer(receiver) == "2"


def test_only_get_is_understood(receiver: Receiver[str]) -> None:
    assert visit(receiver.port, "/authorized?yes=1", method="POST")[0] == 501
    assert receiver.answer() is None


def test_a_page_that_borrows_this_machines_address_gets_nowhere(receiver: Receiver[str]) -> None:
    assert visit(receiver.port, "/authorized?yes=1", host=f"evil.example:{receiver.port}")[0] == 403
    assert receiver.answer() is None


def test_connections_that_say_nothing_are_in_nobodys_way(receiver: Receiver[str]) -> None:
    idle = [socket.create_connection(("127.0.0.1", receiver.port)) for _ in range(5)]
    assert visit(receiver.port, "/authorized?yes=1")[0] == 200
    for one in idle:
        one.close()
    assert answer(receiver) == "1"


def test_nothing_is_written_anywhere(receiver: Receiver[str], capfd: pytest.CaptureFixture[str]) -> None:
    visit(receiver.port, "/authorized?yes=secret")
    with socket.create_connection(("127.0.0.1", receiver.port)) as rude:
        rude.sendall(b"\x16\x03\x01 nonsense secret\r\n\r\n")
        rude.recv(100)
    out, err = capfd.readouterr()
    assert "secret" not in out + err


def test_it_listens_on_this_machine_only_and_not_longer_than_needed() -> None:
    with Receiver(read) as listening:
        assert listening._server.server_address[0] == "127.0.0.1"
        port = listening.port
    with pytest.raises(ConnectionRefusedError):
        visit(port, "/authorized?yes=1")


def test_an_answer_is_handed_over_to_whoever_waits(receiver: Receiver[str]) -> None:
    hand_over(f"http://127.0.0.1:{receiver.port}/authorized?yes=3")
    assert answer(receiver) == "3"


def test_nobody_waiting_is_said(receiver: Receiver[str]) -> None:
    port = receiver.port
    with pytest.raises(SiteUnreachable, match="No Pingdesk waits"):
        hand_over(f"http://127.0.0.1:{port}/authorized?other")
    receiver.close()
    with pytest.raises(SiteUnreachable, match="No Pingdesk waits"):
        hand_over(f"http://127.0.0.1:{port}/authorized?yes=1")
