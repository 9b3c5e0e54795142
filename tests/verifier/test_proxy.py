"""The proxy setting: http and socks5h proxies get the name, not an address; private names stay unreachable."""

import contextlib
import socket
import threading
from collections.abc import Iterator

import pytest

from tests.verifier.conftest import Check
from tests.verifier.pages import LINK, page
from tests.verifier.server import Handler, Site


class Socks:
    """A SOCKS5 proxy that connects everything to one site and remembers the names it was given."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._server = socket.create_server(("127.0.0.1", 0))
        self.names: list[str] = []
        self.url = f"socks5h://127.0.0.1:{self._server.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._server.accept()
                threading.Thread(target=self._relay, args=(client,), daemon=True).start()

    def _relay(self, client: socket.socket) -> None:
        with (
            client,
            socket.create_connection(("127.0.0.1", self._site.server_port)) as onward,
            contextlib.suppress(OSError),
        ):
            client.recv(2 + client.recv(2)[1] - 2 or 1)
            client.sendall(b"\x05\x00")
            head = client.recv(5)
            assert head[3] == 3  # a name
            self.names.append(client.recv(head[4]).decode())
            client.recv(2)
            client.sendall(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00")
            onward.sendall(client.recv(65_536))
            while data := onward.recv(65_536):
                client.sendall(data)

    def close(self) -> None:
        """Stop."""
        self._server.close()


@pytest.fixture
def socks(site: Site) -> Iterator[Socks]:
    proxy = Socks(site)
    yield proxy
    proxy.close()


def test_http_proxy_gets_the_whole_address(site: Site, check: Check) -> None:
    site.page("http://friend.example/x", page(LINK))
    answer = check("http://friend.example/x#y", proxy=site.url(""), allow_hosts=())
    assert answer["verdict"] == "linked"
    assert set(site.paths()) == {"http://friend.example/x"}


def test_https_goes_through_a_tunnel(site: Site, check: Check) -> None:
    answer = check("https://friend.example/", proxy=site.url(""), allow_hosts=())
    assert (answer["verdict"], "proxy" in answer["reason"].lower()) == ("unreachable", True)


def test_socks_proxy_gets_the_name(site: Site, socks: Socks, check: Check) -> None:
    site.page("/x", page(LINK))
    answer = check("http://friend.example/x", proxy=socks.url, allow_hosts=())
    assert answer["verdict"] == "linked"
    assert set(socks.names) == {"friend.example"}


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "nas.local", "printer"])
def test_private_hosts_are_not_asked_for(host: str, site: Site, check: Check) -> None:
    assert check(f"http://{host}/", proxy=site.url(""), allow_hosts=())["verdict"] == "unsafe"
    assert site.seen == []


def test_a_drip_through_a_proxy_ends_at_the_deadline(site: Site, check: Check) -> None:
    def drip(handler: Handler) -> None:
        for _ in range(100):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            threading.Event().wait(0.05)

    site.answers["http://friend.example/"] = drip
    answer = check("http://friend.example/", proxy=site.url(""), allow_hosts=(), timeout_s=0.5)
    assert (answer["verdict"], answer["reason"]) == ("unreachable", "The page took too long.")


def test_no_proxy_there(check: Check) -> None:
    answer = check("http://friend.example/", proxy="http://127.0.0.1:1024", allow_hosts=())
    assert answer["verdict"] == "unreachable"
