"""The verifier as services use it: answers, deaths of the process, cancelling, closing."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.core.errors import VerifierFailed
from desktop_app.core.evidence import Evidence
from desktop_app.verifier.commands import environment, verifier_command
from desktop_app.verifier.pool import Verifier
from desktop_app.verifier.protocol import CheckRequest, Policy
from tests.verifier.pages import HOME, LINK, TARGET, page
from tests.verifier.server import Handler, Site
from tests.verifier.test_batch import eventually, is_alive

POLICY = Policy(allow_hosts=("127.0.0.1",), timeout_s=5, concurrency=4)

DEADLY = """
import json, os, sys
for line in sys.stdin:
    fields = json.loads(line)
    if "deadly" in fields["source"]:
        os._exit(9)
    if "odd" in fields["source"]:
        print("not json", flush=True)
    answer = {"id": fields["id"], "source": fields["source"], "target": fields["target"], "verdict": "absent"}
    print(json.dumps(answer), flush=True)
"""


def job(source: str, number: object = 1) -> CheckRequest:
    """Return one request."""
    return CheckRequest(number, source, TARGET, (HOME,))


def answers_of(verifier: Verifier, jobs: list[CheckRequest]) -> dict[object, Evidence]:
    """Check and return the evidence by id."""
    found: dict[object, Evidence] = {}
    verifier.check(jobs, on_evidence=found.__setitem__, cancelled=threading.Event())
    return found


@pytest.fixture
def verifier() -> Iterator[Verifier]:
    pool = Verifier(POLICY)
    yield pool
    pool.close()


def test_checks_and_checks_again(site: Site, verifier: Verifier) -> None:
    sources = [site.page("/ok", page(LINK)), site.url("/gone"), "ftp://x/"]
    for _ in range(2):
        found = answers_of(verifier, [job(source, number) for number, source in enumerate(sources)])
        assert {number: found[number].verdict for number in found} == {0: "linked", 1: "gone", 2: "unsafe"}
        assert found[0].links[0].text == "good bread"


def test_many_more_than_are_sent_at_a_time(site: Site, verifier: Verifier) -> None:
    source = site.page("/ok", page(LINK))
    found = answers_of(verifier, [job(source, number) for number in range(60)])
    assert sorted(found, key=str) == sorted(range(60), key=str)


def test_nothing_to_do(verifier: Verifier) -> None:
    assert answers_of(verifier, []) == {}


def test_a_request_that_cannot_be_used(verifier: Verifier) -> None:
    found = answers_of(verifier, [CheckRequest("x", "http://x/", "nonsense")])
    assert found["x"].verdict == "unchecked"
    assert "nonsense" in found["x"].reason


def test_two_checks_at_once(site: Site, verifier: Verifier) -> None:
    source = site.page("/ok", page(LINK))
    found: list[dict[object, Evidence]] = []
    threads = [
        threading.Thread(target=lambda: found.append(answers_of(verifier, [job(source, n) for n in range(10)])))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [len(answers) for answers in found] == [10, 10, 10]


def test_cancel_is_quick_and_the_verifier_stays_usable(site: Site, verifier: Verifier) -> None:
    def slow(handler: Handler) -> None:
        time.sleep(2)
        handler.reply(LINK)

    site.answers["/slow"] = slow
    answers_of(verifier, [job(site.page("/ok", page(LINK)))])
    cancelled = threading.Event()
    done: list[float] = []

    def check() -> None:
        jobs = [job(site.url("/slow"), number) for number in range(50)]
        verifier.check(jobs, on_evidence=lambda _id, _evidence: None, cancelled=cancelled)
        done.append(time.monotonic())

    thread = threading.Thread(target=check)
    thread.start()
    time.sleep(0.3)
    asked = time.monotonic()
    cancelled.set()
    thread.join(5)
    assert done[0] - asked < 0.2
    assert answers_of(verifier, [job(site.url("/ok"))])[1].verdict == "linked"


def test_cancelled_before_it_starts(verifier: Verifier) -> None:
    cancelled = threading.Event()
    cancelled.set()
    verifier.check([job("http://x/")], on_evidence=lambda _id, _evidence: pytest.fail("told"), cancelled=cancelled)


def test_close_leaves_nothing_behind(site: Site) -> None:
    pool = Verifier(POLICY)
    answers_of(pool, [job(site.page("/ok", page(LINK)))])
    process = pool._process
    assert process is not None
    pid = process._popen.pid
    pool.close()
    pool.close()
    assert eventually(lambda: not is_alive(pid))
    with pytest.raises(VerifierFailed, match="closed"):
        answers_of(pool, [job("http://x.example/")])


def test_close_ends_a_check_under_way(site: Site) -> None:
    def slow(handler: Handler) -> None:
        time.sleep(2)
        handler.reply(LINK)

    site.answers["/slow"] = slow
    pool = Verifier(POLICY)
    threading.Timer(0.5, pool.close).start()
    with pytest.raises(VerifierFailed, match="closed"):
        answers_of(pool, [job(site.url("/slow"))])


def deadly() -> list[str]:
    """Return the command of a stand-in that dies of certain sources."""
    return [sys.executable, "-c", DEADLY]


def test_the_item_that_kills_is_found_and_the_others_answered() -> None:
    pool = Verifier(POLICY, command=deadly)
    names = ["a", "b", "deadly", "c", "d", "deadly too", *"efghijklmn"]
    found = answers_of(pool, [job(f"http://x.example/{name}", name) for name in names])
    assert {name for name in names if found[name].verdict == "unreadable"} == {"deadly", "deadly too"}
    assert {name for name in names if found[name].verdict == "absent"} == set(names) - {"deadly", "deadly too"}
    pool.close()


def test_two_checks_at_once_survive_each_others_deadly_items() -> None:
    pool = Verifier(POLICY, command=deadly)
    found: list[dict[object, Evidence]] = []
    names = ["a", "deadly", "b", "c", "d", "deadly", "e"]
    threads = [
        threading.Thread(
            target=lambda: found.append(
                answers_of(pool, [job(f"http://x.example/{name}", number) for number, name in enumerate(names)])
            )
        )
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    for answers in found:
        assert [answers[n].verdict for n in range(7)] == [
            "absent",
            "unreadable",
            "absent",
            "absent",
            "absent",
            "unreadable",
            "absent",
        ]
    assert len(found) == 2
    pool.close()


def test_a_line_that_is_no_answer_is_passed_over() -> None:
    pool = Verifier(POLICY, command=deadly)
    assert answers_of(pool, [job("http://x.example/odd")])[1].verdict == "absent"
    pool.close()


def test_a_process_that_always_ends_is_reported() -> None:
    pool = Verifier(POLICY, command=lambda: [sys.executable, "-c", "pass"])
    with pytest.raises(VerifierFailed, match="does not work"):
        answers_of(pool, [job("http://x.example/", number) for number in range(9)])
    pool.close()


def test_a_process_that_cannot_be_started() -> None:
    pool = Verifier(POLICY, command=lambda: ["/nowhere/pingdesk"])
    with pytest.raises(VerifierFailed, match="cannot be started"):
        answers_of(pool, [job("http://x.example/")])
    pool.close()


def test_the_policy_reaches_the_process(tmp_path: Path) -> None:
    record = tmp_path / "argv"
    code = f"import sys; open({str(record)!r}, 'w').write(' '.join(sys.argv[1:])); sys.stdin.read()"
    policy = Policy(allow_hosts=("a.intra", "10.0.0.0/8"), concurrency=3, max_bytes=9, timeout_s=7, proxy="http://p:1")
    pool = Verifier(policy, command=lambda: [sys.executable, "-c", code])
    cancelled = threading.Event()
    threading.Timer(1, cancelled.set).start()
    pool.check([job("http://x.example/")], on_evidence=lambda _id, _evidence: None, cancelled=cancelled)
    pool.close()
    assert record.read_text() == (
        f"--watch-parent {os.getpid()} --concurrency 3 --max-bytes 9 --timeout 7 "
        "--allow-host a.intra --allow-host 10.0.0.0/8 --proxy http://p:1"
    )


def test_importing_is_cheap() -> None:
    code = "import sys, desktop_app.verifier.pool; print([m for m in ('urllib3', 'selectolax', 'ada_url', 'publicsuffixlist') if m in sys.modules])"  # noqa: E501 - one case, one line
    done = subprocess.run(
        [*verifier_command()[:2], "-c", code], env=environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
