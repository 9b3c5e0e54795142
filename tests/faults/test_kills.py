"""Pingdesk is killed (SIGKILL) at random moments of a bulk act over two real sites, and started anew.

Acts that set all linkbacks to spam and back to pending follow one another; each is taken up again until it is done,
and has then changed each linkback exactly once. ``PINGDESK_SOAK_KILLS`` is how often to kill during acts over 300
linkbacks; the daily run does it a few times, with fewer.
"""

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from itertools import cycle
from pathlib import Path

import pytest

from desktop_app.core.decision import Action
from desktop_app.core.site import TransportKind
from tests.bench.fixtures import WordPressFactory
from tests.bench.site import WordPressSite
from tests.faults.profile import add_by_hand, open_with_passwords, truth

KILLS = int(os.environ.get("PINGDESK_SOAK_KILLS", "0"))
COUNT = 300 if KILLS else 40
LONGEST_S = 120.0
AFTER = {Action.SPAM: "spam", Action.HOLD: "0"}

PAIRS = [
    (("7.1", TransportKind.REST), ("6.5", TransportKind.REST)),
    (("6.5", TransportKind.XMLRPC), ("6.2", TransportKind.XMLRPC)),  # on 7.1 each of its calls costs 50 ms and more
]
SHARE = (KILLS or 4) // len(PAIRS)
"""How many kills there are of each pair."""


class Killing:
    """Two sites in a profile, and the processes that moderate them."""

    def __init__(self, profile: Path, *sites: WordPressSite) -> None:
        self._profile, self._sites = profile, sites
        self.kills = 0
        self.acts: list[Action] = []

    def carry_out(self, action: Action, duration_s: float | None) -> float:
        """See an act through, however often it is killed on the way; return how long the last attempt took.

        Each attempt is killed at a moment up to ``duration_s`` after its beginning; ``None``: not at all.
        """
        self.acts.append(action)
        while True:
            started = self._start(action)
            begun = time.monotonic()
            moment = None if duration_s is None or self.kills >= SHARE else random.uniform(0, duration_s)
            try:
                status = started.wait(moment or LONGEST_S)
            except subprocess.TimeoutExpired:
                started.kill()
                started.wait()
                assert moment is not None, "sending never came to an end"
                self.kills += 1
            else:
                assert status == 0
                return time.monotonic() - begun
            finally:
                _close(started)

    def _start(self, action: Action) -> "subprocess.Popen[str]":
        logins = [(site.url, site.admin.login, site.admin_password) for site in self._sites]
        order = {"profile": str(self._profile), "action": action, "logins": logins}
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.sender"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(json.dumps(order) + "\n")
        child.stdin.flush()
        assert child.stdout.readline() == "ready\n"
        return child

    def check(self) -> None:
        """Compare WordPress's databases with the acts so far."""
        for site in self._sites:
            assert Counter(truth(site).values()) == {AFTER[self.acts[-1]]: COUNT // 2}, "lost"
            changes = Counter(number for number, _, _ in site.changes())
            assert Counter(changes.values()) == {len(self.acts): COUNT // 2}, "done twice"


def _close(child: "subprocess.Popen[str]") -> None:
    child.kill()  # where the test itself was interrupted
    child.wait()
    for stream in (child.stdin, child.stdout):
        if stream is not None:
            stream.close()


@pytest.fixture
def killing(request: pytest.FixtureRequest, tmp_path: Path, wordpress: WordPressFactory) -> Killing:
    """Two real sites with 150 pending linkbacks each, which a profile knows."""
    sites: list[WordPressSite] = []
    for key, (version, kind) in zip(("one", "two"), request.param, strict=True):
        site = wordpress(version)
        site.seed_linkbacks(COUNT // 2, posts=[site.publish("A post", "<p>Text.</p>")], statuses=("hold",))
        site.switch(changes_logged=True)
        add_by_hand(tmp_path, site, site.url, kind, key=key, multicall=kind is TransportKind.REST and version < "6.8")
        sites.append(site)
    desk = open_with_passwords(tmp_path, *sites)
    assert all(report.error is None for report in desk.sync.refresh(cancelled=threading.Event()))
    desk.close()
    return Killing(tmp_path, *sites)


@pytest.mark.timeout(240 + 20 * SHARE)
@pytest.mark.parametrize("killing", PAIRS, indirect=True, ids=["rest", "xmlrpc"])
def test_an_act_survives_being_killed_at_any_moment(killing: Killing) -> None:
    actions = cycle((Action.SPAM, Action.HOLD))
    duration_s = killing.carry_out(next(actions), None)
    killing.check()
    while killing.kills < SHARE:
        killing.carry_out(next(actions), duration_s)
        killing.check()
