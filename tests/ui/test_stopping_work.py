"""Cancel means it: what was stopped by the user is not begun again by itself."""

import threading
from collections.abc import Iterator

from pytestqt.qtbot import QtBot

from desktop_app.core.decision import Action
from desktop_app.ui.background import Background
from desktop_app.ui.progress_bar import Work
from desktop_app.ui.tasks import TaskRunner
from tests.fakes.scripted_site import ScriptedSite
from tests.ui.conftest import OpenBench


def test_sending_that_the_user_stopped_is_not_taken_up_at_once(qtbot: QtBot, open_bench: OpenBench) -> None:
    site, is_sending, goes_on = ScriptedSite(5), threading.Event(), threading.Event()

    def faults() -> Iterator[None]:
        is_sending.set()
        goes_on.wait(5)
        while True:
            yield None

    bench, tasks = open_bench(alpha=site), TaskRunner()
    site.faults = faults()
    bench.desk.moderator.decide(Action.SPAM, bench.ids())
    background = Background(bench.desk, tasks, lambda: ())
    background.send_now()
    qtbot.waitUntil(is_sending.is_set)
    background.cancel(Work.SENDING)
    with qtbot.waitSignal(background.finished):
        goes_on.set()
    qtbot.waitUntil(tasks.idle)
    with qtbot.assertNotEmitted(background.started, wait=300):
        assert len(bench.desk.sender.waiting()) == 4

    background.send_when_due()  # as after the next decision
    qtbot.waitUntil(lambda: not bench.desk.sender.waiting())
    background.stop()
    assert tasks.shutdown(patience_s=5)
