"""The whole job through the command line only: real processes, a real Secret Service, real WordPress."""

import signal
import subprocess
import sys
import time

import pytest

from tests.bench.fixtures import WordPressFactory, WordPressPair
from tests.bench.site import WordPressSite
from tests.bench.sources import Page, SourceServer
from tests.end_to_end.command_line import CommandLine
from tests.end_to_end.conftest import Story


def test_the_whole_job(pingdesk: CommandLine, story: Story) -> None:
    for site in story.sites:
        added = pingdesk.add(site)
        assert (added.status, added.items[0]["transport"]) == (0, "rest")
    keys = [item["site"] for item in pingdesk("sites", "list").items]
    assert len(set(keys)) == 2
    assert pingdesk("sites", "test", keys[0]).items[0]["ok"] is True

    refreshed = pingdesk("refresh")
    assert refreshed.status == 0
    assert {(item["new"], item["pending"], item["error"]) for item in refreshed.items} == {(5, 5, None)}

    pingdesk("settings", "set", "verification.allow_hosts", "127.0.0.0/8")
    assert len(pingdesk("verify").items) == 10
    listed = pingdesk("list").items
    assert {item["title"]: item["verdict"] for item in listed} == story.expected
    assert {item["status"] for item in listed} == {"pending"}
    assert {"id", "kind", "status", "source", "title", "excerpt", "target", "received", "verdict", "flags"} <= set(
        listed[0]
    )

    spam = [item["id"] for item in pingdesk("list", "--search", "suggest:spam").items]
    acted = pingdesk("spam", "-", given="\n".join(spam))
    assert acted.status == 0
    assert sorted((item["id"], item["action"], item["result"]) for item in acted.items) == sorted(
        (reference, "spam", "done") for reference in spam
    )
    stored = [comment.status for site in story.sites for comment in site.comments()]
    assert stored.count("spam") == len(spam) >= 4

    assert pingdesk("undo").status == 0
    assert {comment.status for site in story.sites for comment in site.comments()} == {"0"}
    assert pingdesk("outbox").items == []
    assert pingdesk.leaks([password for site in story.sites for password in (site.admin_password,)]) == []


def test_every_verb_means_what_wordpress_means(pingdesk: CommandLine, wp: WordPressSite) -> None:
    post = wp.publish("Post", "<p>x</p>")
    wp.seed_linkbacks(1, posts=[post])
    (comment,) = wp.comments()
    pingdesk.add(wp, None, "--name", "Blog")
    pingdesk("refresh")
    (item,) = pingdesk("list").items
    assert item["id"] == f"blog:{comment.id}"
    for verb, raw in (
        ("approve", "1"),
        ("spam", "spam"),
        ("unspam", "1"),
        ("trash", "trash"),
        ("restore", "1"),
        ("hold", "0"),
        ("trash", "trash"),
    ):
        assert pingdesk(verb, item["id"]).items[0]["result"] == "done", verb
        assert wp.status(comment.id) == raw
    assert pingdesk("trash", item["id"]).items[0]["result"] == "unchanged"
    assert pingdesk("delete", item["id"]).items[0]["result"] == "done"
    assert wp.comments() == []
    assert "cannot be brought back" in pingdesk("undo").told
    assert pingdesk("approve", item["id"]).status == 1


def test_a_decision_survives_a_kill_between_deciding_and_sending(
    pingdesk: CommandLine, wordpress: WordPressFactory
) -> None:
    site = wordpress("6.5")
    site.seed_linkbacks(3, posts=[site.publish("Post", "<p>x</p>")])
    pingdesk.add(site, None, "--name", "blog")
    pingdesk("refresh")
    ids = [item["id"] for item in pingdesk("list").items]
    site.switch(slow=30.0)  # the site takes its time: killed while the first request is under way
    victim = subprocess.Popen(
        pingdesk.command("spam", *ids),
        env=pingdesk.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 30
    while not pingdesk("outbox").items:
        assert time.monotonic() < deadline
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    site.switch(slow=0.0)
    assert {comment.status for comment in site.comments()} == {"0"}
    assert sorted(item["id"] for item in pingdesk("outbox").items) == sorted(ids)

    sent = pingdesk("outbox", "send")
    assert sent.status == 0
    assert {item["result"] for item in sent.items} == {"done"}
    assert {comment.status for comment in site.comments()} == {"spam"}


class TestBadInput:
    """Each gets one clear sentence and the right exit status; nothing is lost."""

    @pytest.mark.parametrize("address", ["", "not a url", "http://", "ftp://blog.example", "javascript:alert(1)"])
    def test_no_url(self, pingdesk: CommandLine, address: str) -> None:
        answer = pingdesk("sites", "add", address, "--user", "a", "--password-stdin", given="secret\n")
        assert (answer.status, answer.items) == (2, [])
        assert len(answer.told.splitlines()) == 1

    def test_not_wordpress(self, pingdesk: CommandLine, sources: SourceServer) -> None:
        url = sources.put("/", Page("<title>Just a page</title>"), host=sources.new_host())
        answer = pingdesk("sites", "add", url, "--user", "a", "--password-stdin", "--allow-http", given="secret\n")
        assert answer.status == 3
        assert "WordPress" in answer.told

    def test_http_must_be_allowed(self, pingdesk: CommandLine, wp: WordPressSite) -> None:
        answer = pingdesk("sites", "add", wp.url, "--user", "a", "--password-stdin", given="secret\n")
        assert answer.status == 2
        assert "https" in answer.told
        assert pingdesk("sites", "list").items == []

    def test_a_wrong_password(self, pingdesk: CommandLine, wp: WordPressSite) -> None:
        answer = pingdesk.add(wp, "wrong wrong wrong")
        assert answer.status == 4
        assert "password" in answer.told
        assert pingdesk("sites", "list").items == []
        assert pingdesk.leaks(["wrong wrong wrong"]) == []

    def test_a_user_who_may_not_moderate(self, pingdesk: CommandLine, wp: WordPressSite) -> None:
        writer = wp.create_user("writer", "author")
        password = wp.application_password(writer)
        arguments = ("sites", "add", wp.url, "--user", "writer", "--password-stdin", "--allow-http")
        answer = pingdesk(*arguments, given=f"{password}\n")
        assert answer.status == 4
        assert "may not moderate" in answer.told
        assert pingdesk.leaks([password]) == []

    def test_a_site_that_is_down(self, pingdesk: CommandLine, wordpress: WordPressFactory) -> None:
        site = wordpress("6.2", instance=1)
        site.seed_linkbacks(1, posts=[site.publish("Post", "<p>x</p>")])
        pingdesk.add(site, None, "--name", "blog")
        pingdesk("refresh")
        (item,) = pingdesk("list").items
        site.stop()
        try:
            refreshed = pingdesk("refresh")
            assert refreshed.status == 3
            assert refreshed.items[0]["error"]
            acted = pingdesk("spam", item["id"])
            assert (acted.status, acted.items[0]["result"]) == (3, "queued")
            assert pingdesk("outbox").items[0]["reason"]
        finally:
            site.start()
        assert pingdesk("outbox", "send").items[0]["result"] == "done"

    def test_html_in_place_of_json(self, pingdesk: CommandLine, wp: WordPressSite) -> None:
        wp.seed_linkbacks(2, posts=[wp.publish("Post", "<p>x</p>")])
        pingdesk.add(wp)
        pingdesk("refresh")
        wp.switch(answers_html=True)
        answer = pingdesk("refresh")
        assert answer.status == 3
        assert len(pingdesk("list").items) == 2
        assert "HTML" in answer.told or "WordPress" in answer.told

    def test_a_damaged_store(self, pingdesk: CommandLine) -> None:
        pingdesk("sites", "list")
        (pingdesk.profile / "pingdesk.sqlite3").write_bytes(b"damage" * 1000)
        answer = pingdesk("list")
        assert answer.status == 1
        assert "set aside" in answer.told
        assert pingdesk("list").status == 0

    def test_unknown_ids(self, pingdesk: CommandLine) -> None:
        answer = pingdesk("spam", "nowhere:1", "nonsense", f"nowhere:{2**63}")
        assert answer.status == 1
        assert [item["result"] for item in answer.items] == ["failed"] * 3
        assert pingdesk("verify", "nowhere:1").status == 2

    def test_no_keyring(self, pingdesk: CommandLine, wp: WordPressSite) -> None:
        for name in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "XDG_RUNTIME_DIR"):
            pingdesk.environment.pop(name, None)
        answer = pingdesk.add(wp)
        assert answer.status == 4
        assert "Install" in answer.told
        assert pingdesk("sites", "list").items == []
        assert pingdesk.leaks([wp.admin_password]) == []

    @pytest.mark.parametrize(
        "arguments",
        [
            ("nonsense",),
            ("list", "--status", "bogus"),
            ("list", "--search", "verdict:nice"),
            ("list", "--site", "nowhere"),
            ("settings", "set", "nonsense", "1"),
            ("settings", "set", "verification.concurrency", "many"),
            ("spam",),
            ("spam", "--from-file", "/nonexistent"),
            ("refresh", "nowhere"),
            ("sites", "remove", "nowhere"),
            ("sites", "add", "https://blog.example"),
            ("list", "--profile", ""),
            ("list", "--profile", "~nobody-of-that-name/x"),
            ("list", "--limit", "9" * 20),
            ("list", "--search", "x" * 2000),
            ("list", "--search", "\udcff"),
            ("verify", "--allow-host", "!!"),
            ("settings", "set", "verification.proxy", "http://user:secret@proxy.example:3128"),
        ],
    )
    def test_wrong_usage(self, pingdesk: CommandLine, arguments: tuple[str, ...]) -> None:
        answer = pingdesk(*arguments)
        assert (answer.status, answer.items) == (2, [])
        assert len(answer.told.splitlines()) == 1


def test_removing_a_site_takes_its_password_out_of_the_keyring(pingdesk: CommandLine, wp: WordPressSite) -> None:
    pingdesk.add(wp, None, "--name", "blog")
    script = (
        "import keyring, sys;"
        f"print(keyring.get_password('Pingdesk {wp.url.rstrip('/')}', '{wp.admin.login}') is not None)"
    )

    def is_kept() -> str:
        return subprocess.check_output([sys.executable, "-c", script], env=pingdesk.environment, text=True).strip()

    assert is_kept() == "True"
    assert pingdesk("sites", "remove", "blog").status == 0
    assert is_kept() == "False"


def test_two_sites_of_one_name_get_keys_of_their_own(pingdesk: CommandLine, wp_pair: WordPressPair) -> None:
    keys = [pingdesk.add(site, None, "--name", "My Blog").items[0]["site"] for site in wp_pair]
    assert keys == ["my-blog", "my-blog-2"]
    assert pingdesk.add(wp_pair.newest).status == 2  # the same site and user again
