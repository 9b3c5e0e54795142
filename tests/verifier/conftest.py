"""Fixtures of the verifier's tests: a server, a listener, and a check of one address over the real network code."""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from desktop_app.verifier.batch import Batch
from desktop_app.verifier.guard import Resolver
from desktop_app.verifier.protocol import Policy
from tests.verifier.pages import HOME, TARGET
from tests.verifier.server import Listener, Site

Check = Callable[..., dict[str, Any]]
FAST = Policy(allow_hosts=("127.0.0.1", "localhost"), timeout_s=5, connect_s=1, pause_s=1, analysis_s=5)


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def listener() -> Iterator[Listener]:
    listening = Listener()
    yield listening
    listening.close()


def run(lines: list[dict[str, Any]], policy: Policy, resolver: Resolver | None = None) -> list[dict[str, Any]]:
    """Run a batch in this process; return the objects in the order of completion."""
    answers, complaints = io.BytesIO(), io.StringIO()
    stdin = io.BytesIO("\n".join(map(json.dumps, lines)).encode())
    assert Batch(policy, answers, complaints, resolver=resolver).run(stdin) == 0, complaints.getvalue()
    return [json.loads(line) for line in answers.getvalue().splitlines()]


@pytest.fixture
def check() -> Check:
    """Return a function that checks one address and returns its object."""

    def check_one(source: str, *, resolver: Resolver | None = None, **limits: Any) -> dict[str, Any]:
        line = {"id": 1, "source": source, "target": TARGET, "homes": [HOME]}
        (answer,) = run([line], replace(FAST, **limits), resolver)
        return answer

    return check_one
