"""The process and its batch: every line answered, poison contained, hosts spared, and a clean end."""

import io
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from typing import Any, cast

import pytest

from desktop_app.verifier import batch as batch_module
from desktop_app.verifier.batch import Batch
from desktop_app.verifier.commands import environment, verifier_command
from desktop_app.verifier.protocol import LONGEST_LINE, Policy
from tests.verifier.conftest import FAST, run
from tests.verifier.pages import HOME, LINK, TARGET, page
from tests.verifier.server import Handler, Site

MANY_ATTRIBUTES = "<a " + " ".join(f"a{n}=1" for n in range(150_000)) + ">"
DEEP = "<div>" * 350_000
KEYS = {
    "id", "source", "target", "verdict", "flags", "final_url", "redirects", "status", "content_type", "bytes", "title",
    "language", "words", "outbound_links", "outbound_domains", "links", "reason", "elapsed_s",
}  # fmt: skip


def line(source: str, number: object = 1, **more: Any) -> dict[str, Any]:
    """Return one request."""
    return {"id": number, "source": source, "target": TARGET, "homes": [HOME], **more}


@pytest.fixture
def process() -> Iterator[subprocess.Popen[bytes]]:
    """Run the verifier as a process of its own, with this machine allowed."""
    command = [*verifier_command(), "--allow-host", "127.0.0.1", "--timeout", "5"]
    started = subprocess.Popen(
        command, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    yield started
    started.kill()
    started.wait()
    for stream in (started.stdin, started.stdout, started.stderr):
        cast("Any", stream).close()


def children_of(pid: int) -> list[int]:
    """Return the processes whose parent is ``pid``."""
    listing = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(word) for word in listing.stdout.split()]


def is_alive(pid: int) -> bool:
    """Say whether a process runs (a zombie does not)."""
    listing = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return bool(listing.stdout.strip()) and not listing.stdout.startswith("Z")


def eventually(claim: Any, within_s: float = 15.0) -> bool:
    """Wait until ``claim()`` holds."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if claim():
            return True
        time.sleep(0.05)
    return False


def test_every_object_has_every_key(site: Site) -> None:
    sources = [site.page("/ok", page(LINK)), site.url("/gone"), "ftp://x/", "http://x.invalid/", site.page("/i", b"x")]
    for answer in run([line(source) for source in sources], FAST):
        assert answer.keys() >= KEYS
        assert answer["reason"]


@pytest.mark.parametrize("number", [7, "seven", None, [1, {"a": 2}], 2**70, 1.5, True])
def test_the_id_comes_back(number: object, site: Site) -> None:
    (answer,) = run([line(site.url("/x"), number)], FAST)
    assert answer["id"] == number


def test_a_line_is_answered_while_input_stays_open(site: Site, process: subprocess.Popen[bytes]) -> None:
    stdin, stdout = cast("Any", process.stdin), cast("Any", process.stdout)
    for number in range(3):
        stdin.write(b"\n" + json.dumps(line(site.page("/ok", page(LINK)), number)).encode() + b"\n")
        stdin.flush()
        answer = json.loads(stdout.readline())
        assert (answer["id"], answer["verdict"]) == (number, "linked")
    stdin.close()
    assert process.wait(10) == 0


def test_poison_leaves_the_others_answered(site: Site) -> None:
    sources = [site.page("/poison", MANY_ATTRIBUTES), site.page("/deep", DEEP), site.page("/ok", page(LINK))]
    lines = [line(source, number) for number, source in enumerate(sources * 2 + [sources[2]] * 4)]
    policy = Policy(allow_hosts=("127.0.0.1",), analysis_s=0.5, timeout_s=5)
    verdicts = {answer["id"]: answer["verdict"] for answer in run(lines, policy)}
    assert verdicts == {number: "linked" if number in {2, 5} or number > 5 else "unreadable" for number in range(10)}


def test_unusable_lines_are_named_and_the_others_answered(site: Site) -> None:
    good = json.dumps(line(site.page("/ok", page(LINK))))
    bad = [
        "nonsense",
        "[]",
        '"x"',
        "{}",
        '{"source": "http://x/"}',
        '{"source": 1, "target": "http://x/"}',
        '{"source": "http://x/", "target": "x"}',
        '{"source": "http://x/", "target": "http://x/", "homes": "http://x/"}',
        '{"source": "http://x/", "target": "http://x/", "homes": ["x"]}',
        '{"source": "http://x/", "target": "http://x/", "aliases": [1]}',
        '{"source": "http://x/", "target": "http://x/", "target_text": 1}',
        "[" * 100_000,
        "\udcff",
        "x" * (LONGEST_LINE + 100),
    ]
    text = "\n".join([good, *bad, "", "  ", good])
    answers, complaints = io.BytesIO(), io.StringIO()
    status = Batch(FAST, answers, complaints).run(io.BytesIO(text.encode(errors="surrogateescape")))
    assert status == 2
    assert len(answers.getvalue().splitlines()) == 2
    said = complaints.getvalue().splitlines()
    assert [words.split()[1] for words in said] == [str(number) for number in range(2, len(bad) + 2)]
    assert all(words.endswith(".") for words in said)


def test_odd_aliases_are_no_obstacle(site: Site) -> None:
    (answer,) = run(
        [
            line(
                site.page("/", '<a href="https://blog.example/?p=5">x</a>'),
                aliases=["urn:x", "https://blog.example/?p=5"],
            )
        ],
        FAST,
    )
    assert answer["verdict"] == "linked"


def test_copied_share_is_told(site: Site) -> None:
    (answer,) = run([line(site.page("/", page("")), target_text="Baking bread at home takes patience")], FAST)
    assert answer["copied_share"] == 1


def test_two_connections_to_a_host_and_no_host_waits_for_another(site: Site) -> None:
    def slow(handler: Handler) -> None:
        time.sleep(0.2)
        handler.reply(LINK)

    site.answers["/slow"] = slow
    site.page("/fast", LINK)
    lines = [line(site.url("/slow", "localhost"), f"slow {number}") for number in range(6)]
    lines += [line(site.url("/fast"), f"fast {number}") for number in range(4)]
    order = [answer["id"] for answer in run(lines, FAST)]
    assert site.most_open <= 2
    assert all(name.startswith("fast") for name in order[:3])


def test_a_bug_in_one_check_is_told_and_the_line_answered(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def buggy(request: Any, *_: object) -> Iterator[None]:
        yield None
        raise KeyError(request.source)

    monkeypatch.setattr(batch_module, "steps", buggy)
    answers, complaints = io.BytesIO(), io.StringIO()
    assert Batch(FAST, answers, complaints).run(io.BytesIO(json.dumps(line("http://x/")).encode())) == 0
    assert json.loads(answers.getvalue())["verdict"] == "unreadable"
    assert "KeyError" in complaints.getvalue()


def test_a_reader_that_goes_away_ends_the_run(site: Site) -> None:
    closed = io.BytesIO()
    closed.close()
    lines = "\n".join(json.dumps(line(site.url("/x"), number)) for number in range(5))
    assert Batch(FAST, closed, io.StringIO()).run(io.BytesIO(lines.encode())) == 0


def test_end_of_input_ends_the_process_and_its_analysers(site: Site, process: subprocess.Popen[bytes]) -> None:
    stdin, stdout = cast("Any", process.stdin), cast("Any", process.stdout)
    stdin.write(json.dumps(line(site.page("/ok", page(LINK)))).encode() + b"\n")
    stdin.flush()
    stdout.readline()
    children = children_of(process.pid)
    assert children
    stdin.close()
    assert process.wait(10) == 0
    assert eventually(lambda: not any(map(is_alive, children)))


@pytest.mark.parametrize("signalled", [signal.SIGKILL, signal.SIGINT])
def test_no_analyser_outlives_the_process(signalled: int, site: Site, process: subprocess.Popen[bytes]) -> None:
    stdin, stdout = cast("Any", process.stdin), cast("Any", process.stdout)
    stdin.write(json.dumps(line(site.page("/ok", page(LINK)))).encode() + b"\n")
    stdin.flush()
    stdout.readline()
    children = children_of(process.pid)
    process.send_signal(signalled)
    process.wait(10)
    assert process.returncode == (130 if signalled == signal.SIGINT else -signal.SIGKILL)
    assert eventually(lambda: not any(map(is_alive, children)))


def test_the_process_ends_with_its_parent() -> None:
    starter = (
        "import os, subprocess, sys; p = subprocess.Popen([*sys.argv[1:], str(os.getpid())],"
        "stdin=subprocess.PIPE, stdout=subprocess.PIPE);"
        "print(p.pid, flush=True); p.stdout.read(1)"
    )
    read_end, write_end = os.pipe()  # keeps standard input open when the parent is gone
    command = ["python3", "-c", starter.replace("stdin=subprocess.PIPE", f"stdin={read_end}"), *verifier_command()]
    parent = subprocess.Popen(
        [*command, "--watch-parent"], env=environment(), stdout=subprocess.PIPE, pass_fds=[read_end]
    )
    with parent:
        pid = int(cast("Any", parent.stdout).readline())
        parent.kill()  # perhaps before the process has begun to watch
    try:
        assert eventually(lambda: not is_alive(pid))
    finally:
        os.close(read_end)
        os.close(write_end)


def test_the_process_holds_no_window_and_no_site_access() -> None:
    code = "import sys, desktop_app.verifier.__main__; print([m for m in sys.modules if 'PySide' in m or 'requests' in m or 'keyring' in m or 'store' in m or 'wordpress' in m])"  # noqa: E501 - one case, one line
    done = subprocess.run(
        [*verifier_command()[:2], "-c", code], env=environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_secrets_of_the_environment_are_not_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINGDESK_PASSWORD", "secret")
    assert "secret" not in environment().values()


@pytest.mark.parametrize(
    "options", [["--timeout", "0"], ["--timeout", "x"], ["--concurrency", "0"], ["--allow-host", "a b"]]
)
def test_unusable_options(options: list[str]) -> None:
    done = subprocess.run(
        [*verifier_command(), *options], env=environment(), input=b"", capture_output=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr


def test_a_host_that_asks_for_it_is_left_alone_for_a_while(site: Site) -> None:
    times: list[float] = []

    def busy(handler: Handler) -> None:
        times.append(time.monotonic())
        handler.reply("later", status=429, Retry_After="1")

    site.answers["/busy"] = busy
    lines = [line(site.url("/busy"), number) for number in range(4)] + [line("ftp://x/", "other")]
    order = [answer["id"] for answer in run(lines, FAST)]
    assert order[0] == "other"
    assert len(times) == 4
    assert times[2] - times[0] > 0.9
