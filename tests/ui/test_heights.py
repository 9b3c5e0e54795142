"""Every line is as high as what it shows, however often the listing changes."""

from pytestqt.qtbot import QtBot

from desktop_app.core.query import Grouping
from desktop_app.core.queue import Heading
from desktop_app.ui.main_window import MainWindow
from tests.fakes.scripted_site import ScriptedSite, linkback
from tests.ui.conftest import OpenBench, OpenWindow


def assert_heights(window: MainWindow) -> None:
    view, entries = window.queue_pane.view, window.queue_pane.model.entries.all
    heights = {isinstance(entry, Heading): view.rowHeight(line) for line, entry in enumerate(entries)}
    assert len(entries) > len(heights)
    for line, entry in enumerate(entries):
        assert view.rowHeight(line) == heights[isinstance(entry, Heading)], line
    assert heights.get(True, 0) < heights[False]


def test_lines_that_were_headings_before_get_their_full_height_again(
    open_bench: OpenBench, open_window: OpenWindow, qtbot: QtBot
) -> None:
    site = ScriptedSite()
    for number in range(1, 13):
        site.put(linkback(number, sender=f"sender{number % 5}.example"))
    window = open_window(open_bench(alpha=site))
    for grouping in (Grouping.SENDER, Grouping.NONE, Grouping.SENDER, Grouping.VERDICT, Grouping.POST):
        with qtbot.waitSignal(window.queue_shown):
            window.group_menu.chosen.emit(grouping)
        assert_heights(window)
