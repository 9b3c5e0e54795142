"""The processes that analyse a page: started, capped, and killed from outside."""

import time
from typing import Any

import pytest

from desktop_app.verifier.analysers import Analysers, PageKills
from desktop_app.verifier.watchdog import Watchdog
from tests.verifier.pages import LINK, TARGET

FIELDS: dict[str, Any] = {
    "source": "http://x.example/", "target": TARGET, "homes": [], "aliases": [], "target_text": None, "resolved": {},
    "url": "http://x.example/", "status": 200, "headers": [], "redirects": [], "is_cut": False, "is_broken": False,
    "undecodable": None,
}  # fmt: skip


def test_an_analyser_that_cannot_be_started() -> None:
    analysers = Analysers(1, Watchdog(), command=lambda: ["true"])
    with pytest.raises(Exception, match="could not be started"):
        analysers.analyse(FIELDS, b"x")
    analysers.close()


def test_an_analyser_that_sleeps_is_killed_from_outside() -> None:
    ready = r"import sys,time; sys.stdout.buffer.write(b'\0\0\0\2\0\0\0\0{}'); sys.stdout.flush(); time.sleep(60)"
    analysers = Analysers(0.1, Watchdog(), command=lambda: ["python3", "-c", ready])
    started = time.monotonic()
    with pytest.raises(PageKills):
        analysers.analyse(FIELDS, b"x")
    assert time.monotonic() - started < 20
    analysers.close()
    with pytest.raises(Exception, match="closing"):
        analysers.analyse(FIELDS, b"x")


def test_memory_is_capped() -> None:
    analysers = Analysers(20, Watchdog())
    assert analysers.analyse(FIELDS, LINK.encode())["evidence"]["verdict"] == "linked"
    (process,) = analysers._alive
    with open(f"/proc/{process.pid}/limits", encoding="ascii") as limits:  # noqa: PTH123
        space = next(row for row in limits if row.startswith("Max address space"))
    assert space.split()[3] == str(1024 * 1024 * 1024)
    analysers.close()
