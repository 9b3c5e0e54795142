"""The bench itself: real sites start, pings arrive by protocol, and the truth is what WordPress stored."""

import collections
import hashlib
import http.client
import json
import os
import signal
import ssl
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from tests.bench.fixtures import WordPressFactory, WordPressPair
from tests.bench.site import WordPressSite
from tests.bench.sources import Page, SourceServer
from tests.bench.world import World

ROUTE = "{url}/wp-json/wp/v2/users/me?context=edit&_fields=capabilities"


def page(target: str, title: str = "Salt &amp; Crust") -> str:
    return f'<html lang="en"><head><title>{title}</title></head><body><p><a href="{target}">Here</a></p></body></html>'


@pytest.mark.parametrize("version", ["6.2", "6.3", "6.4", "6.5", "6.6", "6.7", "7.1"])
def test_pings_arrive_by_protocol_and_are_held(
    wordpress: WordPressFactory, sources: SourceServer, version: str
) -> None:
    site = wordpress(version)
    post = site.publish("Sourdough", "<p>Flour, water, salt.</p>")
    host = sources.new_host()
    source = sources.put("/notes/?a=1&b=2", page(post.url), host=host)
    replies = site.send_many(
        [
            lambda: site.send_pingback(source, post.url),
            lambda: site.send_trackback(post, url="http://127.9.9.9/x", title="T", excerpt="E", blog_name="B"),
        ]
    )
    assert [reply.accepted for reply in replies] == [True, True], replies
    stored = {comment.type: comment for comment in site.comments()}
    assert stored["pingback"].is_held
    assert stored["pingback"].author == "Salt &amp; Crust"
    assert stored["pingback"].url == source.replace("&", "&amp;")
    assert stored["pingback"].ip == host
    assert stored["trackback"].is_held
    assert stored["trackback"].content.startswith("<strong>T</strong>")
    assert sources.requests(path="/notes/?a=1&b=2")[0].headers["User-Agent"].startswith("WordPress/")


def test_fixture_sites_come_clean_and_with_an_application_password(wp: WordPressSite) -> None:
    assert wp.comments() == []
    reply = requests.get(ROUTE.format(url=wp.url), auth=(wp.admin.login, wp.admin_password), timeout=30)
    assert reply.json()["capabilities"]["moderate_comments"] is True


def test_a_pair_is_two_different_sites(wp_pair: WordPressPair) -> None:
    assert wp_pair.newest.url != wp_pair.oldest.url
    assert (wp_pair.newest.version, wp_pair.oldest.version) == ("7.1", "6.2")


def test_plain_permalinks(wordpress: WordPressFactory, sources: SourceServer) -> None:
    site = wordpress(permalinks="plain")
    post = site.publish("Plain", "<p>Text.</p>")
    assert post.url == f"{site.url}/?p={post.id}"
    assert site.send_pingback(sources.put("/plain", page(post.url)), post.url).accepted
    assert site.send_trackback(post, url="http://127.9.9.9/plain", title="T", blog_name="B").accepted
    assert "rest_route=" in requests.get(post.url, timeout=30).headers["Link"]


def test_a_site_in_a_folder(wordpress: WordPressFactory, sources: SourceServer) -> None:
    site = wordpress(folder="blog")
    post = site.publish("Folder", "<p>Text.</p>")
    assert site.url.endswith("/blog")
    assert site.send_pingback(sources.put("/folder", page(post.url)), post.url).accepted
    moved = requests.get(site.url, allow_redirects=False, timeout=30)
    assert (moved.status_code, moved.headers["Location"]) == (301, "/blog/")
    assert "Link" not in requests.get(site.url.removesuffix("/blog"), timeout=30).headers


def test_stopping_keeps_address_and_data(wp: WordPressSite) -> None:
    post = wp.publish("Stays", "<p>Text.</p>")
    wp.seed_linkbacks(3, posts=[post])
    before = wp.comments()
    wp.stop()
    with pytest.raises(requests.ConnectionError):
        requests.get(wp.url, timeout=5)
    wp.start()
    assert wp.comments() == before
    assert len(before) == 3


@pytest.mark.parametrize("version", ["6.5", "7.1"])
def test_changes_behind_the_clients_back(wordpress: WordPressFactory, version: str) -> None:
    site = wordpress(version)
    post = site.publish("Post", "<p>Text.</p>")
    site.seed_linkbacks(600, posts=[post], statuses=("hold", "spam"))
    held, spam, *_rest = site.comments()
    assert (held.status, spam.status) == ("0", "spam")
    site.set_status(held.id, "trash")
    site.set_status(spam.id, "approve")
    assert (site.status(held.id), site.status(spam.id)) == ("trash", "1")
    site.delete(spam.id)
    assert site.status(spam.id) is None
    assert len(site.comments()) == 599


@pytest.mark.parametrize("version", ["6.1", "6.5", "7.1"])
def test_a_real_stack_keeps_connections_alive(wordpress: WordPressFactory, version: str) -> None:
    site = wordpress(version, stack="nginx")
    post = site.publish("Post", "<p>Text.</p>")
    connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=30)
    local_ports = set()
    for _ in range(5):
        connection.request("GET", f"/wp-json/wp/v2/posts/{post.id}?_fields=id")
        assert json.loads(connection.getresponse().read()) == {"id": post.id}
        local_ports.add(connection.sock.getsockname())
    connection.close()
    assert len(local_ports) == 1
    assert "wp-login" in requests.get(f"{site.url}/wp-admin/", timeout=30).url
    address, login = ROUTE.format(url=site.url), (site.admin.login, site.admin_password)
    assert requests.get(address, auth=login, timeout=30).json()["capabilities"]["moderate_comments"] is True
    site.switch(strip_authorization=True)
    assert requests.get(address, auth=login, timeout=30).status_code == 401


def test_a_real_stack_over_https_tells_its_certificate(wordpress: WordPressFactory, sources: SourceServer) -> None:
    site = wordpress("7.1", stack="nginx", https=True)
    post = site.publish("Post", "<p>Text.</p>")
    assert post.url.startswith("https://")
    assert site.send_pingback(sources.put("/secure", page(post.url)), post.url).accepted
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(site.url, timeout=30)
    assert site.certificate is not None
    assert requests.get(site.url, timeout=30, verify=str(site.certificate.file)).ok
    shown = ssl.get_server_certificate((urlsplit(site.url).hostname or "", urlsplit(site.url).port or 0))
    assert hashlib.sha256(ssl.PEM_cert_to_DER_cert(shown)).hexdigest() == site.certificate.fingerprint


def test_a_real_stack_serves_a_folder_and_stops(wordpress: WordPressFactory) -> None:
    site = wordpress(stack="nginx", folder="blog")
    post = site.publish("Folder", "<p>Text.</p>")
    assert "Another site" in requests.get(site.url.removesuffix("/blog"), timeout=30).text
    assert requests.get(site.url, allow_redirects=False, timeout=30).headers["Location"] == "/blog/"
    assert "Folder" in requests.get(post.url, timeout=30).text
    site.stop()
    with pytest.raises(requests.ConnectionError):
        requests.get(site.url, timeout=5)
    site.start()
    assert requests.get(f"{site.url}/index.php/wp-json/?_fields=url", timeout=30).json()["url"] == site.url


def test_every_role_can_be_had(wp: WordPressSite) -> None:
    for role in ("administrator", "editor", "author", "contributor", "subscriber"):
        user = wp.create_user(f"some-{role}", role)
        password = wp.application_password(user)
        reply = requests.get(ROUTE.format(url=wp.url), auth=(user.login, password), timeout=30)
        assert reply.json()["capabilities"].get("moderate_comments", False) is (role in {"administrator", "editor"})


def test_faults_can_be_switched_on_and_off(wp: WordPressSite) -> None:
    address = ROUTE.format(url=wp.url)
    login = (wp.admin.login, wp.admin_password)

    def status() -> int:
        return requests.get(address, auth=login, timeout=30).status_code

    wp.switch(rest_off=True)
    assert status() == 403
    wp.switch(rest_off=False, strip_authorization=True)
    assert status() == 401
    wp.switch(strip_authorization=False, php_notice=True)
    assert requests.get(address, auth=login, timeout=30).text.startswith("<br />")
    wp.switch(php_notice=False, rate_limited=True)
    assert status() == 429
    assert wp.comments() == []  # the bench itself is never affected
    wp.switch(rate_limited=False)
    assert status() == 200


def test_no_trash_and_dead_xmlrpc(wp: WordPressSite, sources: SourceServer) -> None:
    post = wp.publish("Post", "<p>Text.</p>")
    wp.seed_linkbacks(1, posts=[post])
    (stored,) = wp.comments()
    wp.switch(no_trash=True, xmlrpc_blocked=True)
    address = f"{wp.url}/wp-json/wp/v2/comments/{stored.id}"
    login = (wp.admin.login, wp.admin_password)
    assert requests.delete(address, auth=login, timeout=30).status_code == 501
    assert wp.send_pingback(sources.put("/a", page(post.url)), post.url).code == 403


def test_a_source_server_answers_per_address(sources: SourceServer) -> None:
    first, second = sources.new_host(), sources.new_host()
    url = sources.put("/x", Page("gone", status=410, headers={"X-Robots-Tag": "noindex"}), host=first)
    other = sources.put("/x", "here", host=second)
    reply = requests.get(url, timeout=5)
    assert (reply.status_code, reply.headers["X-Robots-Tag"]) == (410, "noindex")
    assert requests.get(other, timeout=5).text == "here"
    sources.take_down(second)
    with pytest.raises(requests.ConnectionError):
        requests.get(other, timeout=5)
    assert [request.host for request in sources.requests()] == [first, second]


def test_the_world_is_what_it_says(wp_pair: WordPressPair) -> None:
    assert wp_pair.newest.version == "7.1"  # keeps the database server up for the world
    with World() as world:
        stored = {(name, one.id): one for name, site in world.sites.items() for one in site.comments()}
        assert set(stored) == {(one.site, one.comment_id) for one in world.expected}
        counts = collections.Counter(one.worth for one in world.expected)
        assert counts["spam"] / len(world.expected) == pytest.approx(0.9, abs=0.02)
        for one in world.expected:
            if one.verdict == "linked":
                assert f'href="{one.target_url}"' in requests.get(one.source_url, timeout=30).text
        urls = [site.url for site in world.sites.values()]
    for url in urls:
        with pytest.raises(requests.ConnectionError):
            requests.get(url, timeout=5)


def test_a_killed_run_leaves_nothing_behind(wp: WordPressSite) -> None:
    assert wp.comments() == []  # the template is there, so that the other process starts at once
    script = (
        "import time\n"
        "from tests.bench.site import WordPressSite\n"
        "site = WordPressSite()\n"
        "print(site.url, site._directory, flush=True)\n"
        "time.sleep(60)\n"
    )
    root = Path(__file__).parents[1]
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=root) as other:
        assert other.stdout is not None
        url, directory = other.stdout.readline().split()
        assert Path(directory).is_dir()
        os.kill(other.pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while Path(directory).exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(directory).exists()
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=5)
