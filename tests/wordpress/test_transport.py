"""The seam to the network against a server that breaks every rule."""

import gzip
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from desktop_app.core.errors import (
    Cancelled,
    MalformedReply,
    OutcomeUnknown,
    PingdeskError,
    SiteUnreachable,
    WrongInput,
)
from desktop_app.wordpress.broken import host_of, translated
from desktop_app.wordpress.transport import USER_AGENT, Bounds, HttpTransport, Reply, Request
from tests.fakes.network import lying_server

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=UTF-8\r\n"
KEPT = OK + b"Content-Length: 2\r\n\r\n{}"
SHORT = Bounds(connect_s=1.0, read_s=0.3, total_s=0.8, body_bytes=100_000)


def send(url: str, *, changes: bool = False, bounds: Bounds = SHORT) -> Reply:
    transport = HttpTransport(bounds)
    try:
        return transport.send(
            Request("POST" if changes else "GET", url, body=b"x" if changes else b"", changes=changes)
        )
    finally:
        transport.close()


@pytest.mark.parametrize("status", [200, 301, 404, 410, 500, 503])
def test_every_status_is_a_reply_and_no_redirect_is_followed(status: int) -> None:
    head = f"HTTP/1.1 {status} Thing\r\nLocation: http://127.0.0.1:1/\r\nX-Two: a\r\nContent-Length: 2\r\n\r\n".encode()
    with lying_server(head, b"{}") as server:
        reply = send(server.url)
    assert (reply.status, reply.body, reply.headers["x-two"]) == (status, b"{}", "a")
    assert len(server.requests) == 1


def test_the_body_of_a_redirect_is_bounded_too() -> None:
    head = b"HTTP/1.1 302 Found\r\nLocation: http://[broken/\r\n\r\n"
    with lying_server(head, *[b"a" * 50_000] * 10, pause_s=0.01) as server, pytest.raises(MalformedReply):
        send(server.url)


def test_what_is_sent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password from-netrc\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    cookie = b"Set-Cookie: wordpress_logged_in=1; Path=/\r\n"
    # It closes after each answer; unless it says so, the client may send the second request into a dying connection.
    with lying_server(OK + cookie + b"Connection: close\r\nContent-Length: 0\r\n\r\n") as server:
        transport = HttpTransport(SHORT)
        for _ in range(2):
            transport.send(
                Request("GET", f"{server.url}?rest_route=/wp/v2/x", {"a": "1 &"}, {"Accept": "application/json"})
            )
        transport.close()
    first, second = server.requests
    assert first.startswith(b"GET /?rest_route=/wp/v2/x&a=1+%26 HTTP/1.1\r\n")
    assert f"User-Agent: {USER_AGENT}\r\n".encode() in first
    assert b"Accept: application/json\r\n" in first
    for received in (first, second):
        assert b"authorization" not in received.lower()
        assert b"cookie" not in received.lower()


def test_compressed_and_chunked_answers_are_read() -> None:
    packed = gzip.compress(b'{"a": 1}' * 100)
    head = OK + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    with lying_server(head, b"%x\r\n%b\r\n0\r\n\r\n" % (len(packed), packed)) as server:
        assert send(server.url).body == b'{"a": 1}' * 100


TRICKLED_HEAD = (b"HTTP/1.1 200 OK\r\nX-A: ", *[b"a"] * 100)
TRICKLED_BODY = (OK + b"Content-Length: 1000\r\n\r\n", *[b"a"] * 100)


@pytest.mark.parametrize(
    ("pieces", "pause_s", "hang_s"),
    [
        pytest.param((b"",), 0.0, 0.0, id="hangs up"),
        pytest.param((b"",), 0.0, 5.0, id="says nothing"),
        pytest.param((b"HTTP/1.1 20",), 0.0, 0.0, id="half a status"),
        pytest.param((OK + b"Content-Length: 100\r\n\r\n{",), 0.0, 0.0, id="truncated"),
        pytest.param((OK + b"Content-Length: 100\r\n\r\n{",), 0.0, 5.0, id="stalls in the body"),
        pytest.param((OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",), 0.0, 0.0, id="truncated chunk"),
        pytest.param((OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nab",), 0.0, 0.0, id="no chunk at all"),
        pytest.param((OK + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nabcde",), 0.0, 0.0, id="no gzip"),
        pytest.param((b"SSH-2.0-OpenSSH_9.2\r\n\r\n",), 0.0, 0.0, id="not http"),
        pytest.param(TRICKLED_HEAD, 0.1, 0.0, id="head trickles"),
        pytest.param(TRICKLED_BODY, 0.1, 0.0, id="body trickles"),
    ],
)
@pytest.mark.parametrize("changes", [False, True])
def test_broken_connections(pieces: tuple[bytes, ...], pause_s: float, hang_s: float, *, changes: bool) -> None:
    began = time.monotonic()
    with lying_server(*pieces, pause_s=pause_s, hang_s=hang_s) as server:
        with pytest.raises(PingdeskError) as caught:
            send(server.url, changes=changes)
        assert type(caught.value) is (OutcomeUnknown if changes else SiteUnreachable)
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(("changes", "kind"), [(False, MalformedReply), (True, OutcomeUnknown)])
@pytest.mark.parametrize("packed", [False, True])
def test_bodies_beyond_all_measure(*, changes: bool, kind: type[PingdeskError], packed: bool) -> None:
    body = gzip.compress(b"a" * 50_000_000) if packed else b"a" * 200_000
    head = OK + (b"Content-Encoding: gzip\r\n" if packed else b"") + b"Content-Length: %d\r\n\r\n" % len(body)
    with lying_server(head, body) as server, pytest.raises(kind):
        send(server.url, changes=changes)


@pytest.mark.parametrize("changes", [False, True])
def test_nothing_was_changed_where_no_connection_was_made(*, changes: bool) -> None:
    with lying_server() as server:
        url = server.url
    with pytest.raises(SiteUnreachable, match="no connection"):
        send(url, changes=changes)
    with pytest.raises(SiteUnreachable, match="no server named"):
        send("http://no-such-host.invalid/", changes=changes)


def test_plain_http_where_tls_is_expected() -> None:
    with lying_server(b"HTTP/1.1 400 Bad Request\r\n\r\n") as server, pytest.raises(SiteUnreachable, match="encrypted"):
        send(server.url.replace("http:", "https:"))


@pytest.mark.parametrize(
    "url", ["http://", "http://a..b/", "gopher://x/", "http://[::1/", "http://exa mple/", "http://*/"]
)
def test_what_is_no_address(url: str) -> None:
    with pytest.raises((WrongInput, SiteUnreachable)):
        send(url)


def test_a_proxy_in_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    with lying_server(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n") as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        monkeypatch.setenv("no_proxy", "")
        with pytest.raises(SiteUnreachable, match="proxy"):
            send("https://blog.example/")


def test_a_kept_alive_connection_that_has_died_is_replaced_for_what_changes_nothing() -> None:
    """The server closes without a word after its answer; it may do so while the next request is on its way."""
    with lying_server(KEPT, per_connection=1, closes_late=True) as server:
        transport = HttpTransport(SHORT)
        assert [transport.send(Request("GET", server.url)).body for _ in range(3)] == [b"{}"] * 3
        transport.close()
    assert (len(server.requests), server.connections) == (5, 3)


def test_what_changes_something_is_never_sent_twice() -> None:
    with lying_server(KEPT, per_connection=1, closes_late=True) as server:
        transport = HttpTransport(SHORT)
        transport.send(Request("POST", server.url, body=b"1", changes=True))
        with pytest.raises(OutcomeUnknown):
            transport.send(Request("POST", server.url, body=b"2", changes=True))
        transport.close()
    assert [request[-1:] for request in server.requests] == [b"1", b"2"]


def test_a_server_that_hangs_up_on_new_connections_is_not_asked_again() -> None:
    with lying_server(b"") as server:
        with pytest.raises(SiteUnreachable):
            send(server.url)
        assert len(server.requests) == 1


@pytest.mark.parametrize(("changes", "kind"), [(False, Cancelled), (True, OutcomeUnknown)])
@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200", OK + b"Connection: close\r\n\r\n{"])
def test_closing_cuts_what_is_under_way(*, changes: bool, kind: type[PingdeskError], said: bytes) -> None:
    with lying_server(said, hang_s=60.0) as server, ThreadPoolExecutor(1) as threads:
        transport = HttpTransport()
        waiting = threads.submit(transport.send, Request("POST", server.url, body=b"x", changes=changes))
        server.has_answered.wait()
        transport.close()
        assert type(waiting.exception(timeout=10)) is kind


def test_closing_cuts_a_handshake() -> None:
    with lying_server(b"", hang_s=60.0) as server, ThreadPoolExecutor(1) as threads:
        transport = HttpTransport()
        waiting = threads.submit(transport.send, Request("GET", server.url.replace("http:", "https:")))
        server.has_answered.wait()
        transport.close()
        assert type(waiting.exception(timeout=10)) is Cancelled


def test_nothing_is_sent_once_closed() -> None:
    with lying_server(KEPT, per_connection=9) as server:
        transport = HttpTransport(SHORT)
        transport.send(Request("GET", server.url))
        transport.close()
        transport.close()
        with pytest.raises(Cancelled):
            transport.send(Request("GET", server.url))
        assert len(server.requests) == 1


def test_secrets_are_not_shown() -> None:
    headers = {"Authorization": "Basic c2VjcmV0", "Set-Cookie": "secret"}
    assert "ecret" not in repr(Request("POST", "http://x/", {}, headers, b"secret"))
    assert "c2VjcmV0" not in repr(Request("POST", "http://x/", {}, headers, b"secret"))
    assert "secret" not in repr(Reply(200, headers, b"secret"))


def test_errors_show_the_host_only() -> None:
    error = translated(
        requests.ConnectionError(), host_of("https://u:secret@blog.example:8443/secret?secret"), changes=False
    )
    assert "blog.example:8443" in str(error)
    assert "secret" not in str(error)
