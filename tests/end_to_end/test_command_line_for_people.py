"""The command line as people use it: lines to read, odd input, and Ctrl-C."""

import signal
import subprocess
import time

import pytest

from tests.bench.site import WordPressSite
from tests.end_to_end.command_line import CommandLine

HOSTILE = "<b>Free</b> \x1b[31mred\x1b[0m \u202eevil"


@pytest.fixture
def ids(pingdesk: CommandLine, wp: WordPressSite) -> list[str]:
    """Return the ids of six pending linkbacks of a site called “blog”."""
    wp.seed_linkbacks(6, posts=[wp.publish("A post", "<p>x</p>")])
    pingdesk.add(wp, None, "--name", "blog")
    pingdesk("refresh")
    return [item["id"] for item in pingdesk("list").items]


def test_results_are_lines_and_messages_go_elsewhere(pingdesk: CommandLine, ids: list[str]) -> None:
    assert pingdesk.plain("sites", "list")[1].startswith("blog\tblog\thttp://127.0.0.1")
    assert "0 new, 0 changed, 0 gone, 6 pending" in pingdesk.plain("refresh")[1]
    status, listed, _ = pingdesk.plain("list", "--limit", "2")
    assert (status, listed.count("\n")) == (0, 2)
    assert "A post" in listed
    assert pingdesk.plain("spam", ids[0])[1] == f"{ids[0]}\tspam\tdone\n"
    assert pingdesk.plain("undo") == (0, f"{ids[0]}\thold\tdone\n", "Took back “spam” for 1 linkback.\n")
    assert pingdesk.plain("undo") == (1, "", "There is nothing to undo.\n")
    assert "verification.mode = automatic" in pingdesk.plain("settings", "list")[1]
    assert pingdesk.plain("settings", "get", "sending.hold_back_s") == (0, "8\n", "")
    assert pingdesk.plain("outbox") == (0, "", "")


def test_strangers_cannot_command_the_terminal(pingdesk: CommandLine, wp: WordPressSite) -> None:
    post = wp.publish("Post", "<p>x</p>")
    wp.send_trackback(post, url="http://127.9.9.9/", title=HOSTILE, excerpt=HOSTILE, blog_name=HOSTILE)
    pingdesk.add(wp, None, "--name", "blog")
    pingdesk("refresh")
    listed = pingdesk.plain("list")[1]
    assert "Free" in listed
    assert "\x1b" not in listed
    assert "\u202e" not in listed


def test_ids_come_from_standard_input_with_marks_and_blanks_or_from_a_file(
    pingdesk: CommandLine, ids: list[str]
) -> None:
    given = f"\ufeff{ids[0]}\r\n\n  {ids[1]}  \n".encode()
    assert pingdesk.plain("approve", "-", given=given)[1].count("done") == 2
    (pingdesk.profile / "ids.txt").write_text("\n".join(ids[2:4]))
    assert pingdesk.plain("approve", "--from-file", str(pingdesk.profile / "ids.txt"))[1].count("done") == 2


def test_bytes_that_are_no_text_are_refused_with_a_sentence(pingdesk: CommandLine, wp: WordPressSite) -> None:
    assert pingdesk.plain("spam", "-", given=b"blog:\xff\n")[0] == 2
    arguments = ("sites", "add", wp.url, "--user", "a", "--password-stdin", "--allow-http")
    status, _, told = pingdesk.plain(*arguments, given=b"\xff\xfe\n")
    assert (status, told.count("\n")) == (2, 1)


def test_without_a_password_or_a_terminal_to_ask_on_it_says_what_to_do(pingdesk: CommandLine) -> None:
    status, _, told = pingdesk.plain("sites", "add", "https://blog.example", "--user", "a")
    assert status == 2
    assert "--password-stdin" in told


def test_ctrl_c_stops_between_two_items_and_keeps_the_rest(
    pingdesk: CommandLine, wp: WordPressSite, ids: list[str]
) -> None:
    wp.switch(slow=0.7)
    running = subprocess.Popen(
        pingdesk.command("spam", *ids),
        env=pingdesk.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    assert running.stdout.readline().endswith("done\n")  # results are told as they come
    running.send_signal(signal.SIGINT)
    started = time.monotonic()
    _, told = running.communicate(timeout=30)
    assert time.monotonic() - started < 5
    assert running.returncode == 130
    assert "kept in the outbox" in told
    wp.switch(slow=0.0)
    spam = [comment for comment in wp.comments() if comment.status == "spam"]
    assert 1 <= len(spam) < 6
    pingdesk("outbox", "send")
    assert {comment.status for comment in wp.comments()} == {"spam"}


def test_output_that_nobody_reads_any_more_is_no_error_to_see(pingdesk: CommandLine, ids: list[str]) -> None:
    assert ids
    command = " ".join(pingdesk.command("list"))
    done = subprocess.run(
        ["sh", "-c", f"{command} | true"], env=pingdesk.environment, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""


def test_a_log_or_a_lock_that_cannot_be_written_is_no_traceback(pingdesk: CommandLine, ids: list[str]) -> None:
    (pingdesk.profile / "pingdesk.log").unlink(missing_ok=True)
    (pingdesk.profile / "pingdesk.log").mkdir()
    assert pingdesk("spam", ids[0]).items[0]["result"] == "done"
    (pingdesk.profile / "sending.lock").unlink(missing_ok=True)
    (pingdesk.profile / "sending.lock").mkdir()
    answer = pingdesk("spam", ids[1])
    assert (answer.status, answer.items[0]["result"]) == (1, "queued")
    assert "cannot be used" in answer.told
