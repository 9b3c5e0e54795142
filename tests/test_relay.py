"""The benchmarks' relay: the added way changes nothing but the time."""

import http.client
from urllib.parse import urlsplit

import pytest

from benchmarks.relay import Relay
from tests.bench.fixtures import WordPressFactory
from tests.bench.sources import Page, SourceServer


@pytest.mark.parametrize("added_ms", [0, 20])
def test_every_byte_arrives_over_connections_that_stay_open(wordpress: WordPressFactory, added_ms: float) -> None:
    site = wordpress(stack="nginx")
    post = site.publish("Long", f"<p>{'word ' * 100_000}</p>")
    with Relay(site.url, added_ms=added_ms) as relay:
        near = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=30)
        far = http.client.HTTPConnection(urlsplit(relay.url).netloc, timeout=30)
        ports = set()
        for _ in range(3):
            bodies: list[bytes] = []
            for connection in (near, far):
                connection.request("GET", f"/wp-json/wp/v2/posts/{post.id}?_fields=content")
                bodies.append(connection.getresponse().read())
            ports.add(far.sock.getsockname())
            assert bodies[0] == bodies[1]
            assert len(bodies[0]) > 500_000
        assert len(ports) == 1
        near.close()
        far.close()


def test_a_connection_that_the_server_closes_is_closed(sources: SourceServer) -> None:
    url = sources.put("/x", Page("here", headers={"Connection": "close"}))
    with Relay(url, added_ms=0) as relay:
        far = http.client.HTTPConnection(urlsplit(relay.url).netloc, timeout=30)
        far.request("GET", urlsplit(url).path, headers={"Host": urlsplit(url).netloc})
        assert far.getresponse().read() == b"here"
        far.close()
