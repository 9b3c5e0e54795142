"""The window on a desk of its own."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.ui.application import build_window, install_languages
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.theme import Theme
from tests.fakes.scripted_site import ScriptedSite
from tests.ui.workbench import Workbench, open_workbench

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    """Return the one theme, with English plurals installed."""
    QLocale.setDefault(QLocale("en_US"))
    install_languages(qapp)
    return Theme(qapp, "light")


OpenBench = Callable[..., Workbench]


@pytest.fixture
def open_bench(tmp_path: Path) -> Iterator[OpenBench]:
    """Return a function that opens a desk with the sites given, by their keys."""
    opened: list[Workbench] = []

    def open_one(**sites: ScriptedSite) -> Workbench:
        opened.append(open_workbench(tmp_path, **sites))
        opened[-1].take_in()
        return opened[-1]

    yield open_one
    for bench in opened:
        bench.database.close()


@pytest.fixture
def bench(open_bench: OpenBench) -> Workbench:
    """Return a desk with two sites of three and two linkbacks, all of which are checked."""
    return open_bench(alpha=ScriptedSite(3), beta=ScriptedSite(2))


OpenWindow = Callable[[Workbench], MainWindow]


@pytest.fixture
def open_window(qtbot: QtBot, theme: Theme, open_bench: OpenBench) -> Iterator[OpenWindow]:
    """Return a function that shows the window and waits until the queue is listed. Closed before its desk is."""
    del open_bench
    windows: list[MainWindow] = []

    def open_one(bench: Workbench) -> MainWindow:
        bench.desk.settings.put("sending.hold_back_s", "0")
        bench.desk.settings.keep_ui_state("grouping", "none")
        window = build_window(bench.desk, theme)
        windows.append(window)
        window.resize(1360, 840)
        with qtbot.waitSignal(window.queue_shown):
            window.show()
        qtbot.waitUntil(window.tasks.idle)
        qtbot.wait(30)
        window.queue_pane.view.setFocus()
        return window

    yield open_one
    for window in windows:
        window.close()
        assert window.tasks.shutdown(patience_s=2)
        qtbot.wait(1)
        window.deleteLater()


@pytest.fixture
def window(bench: Workbench, open_window: OpenWindow) -> MainWindow:
    """Return the window on `bench`, its work not started."""
    return open_window(bench)
