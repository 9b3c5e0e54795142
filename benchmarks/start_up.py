"""How long until the window stands: Pingdesk with 10,000 stored items, beside a bare window with an empty table.

Each start is a process of its own, timed from before it is spawned to its first painted rows; the two take turns.
The goal is a ratio of at most 3 (medians). ``python -m benchmarks.start_up [RUNS]``.
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.core.linkback import CommentId, Kind, Post, PostId, RemoteLinkback, Status
from desktop_app.core.site import Endpoints, TransportKind
from desktop_app.store.database import open_database
from desktop_app.store.linkbacks import LinkbacksTable
from desktop_app.store.sites import SitesTable

if TYPE_CHECKING:
    from desktop_app.services.desk import Desk
    from desktop_app.ui.main_window import MainWindow

ITEMS = 10_000
GOAL = 3.0

_BARE = """
from PySide6.QtCore import QTimer
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView
app = QApplication([])
window = QMainWindow()
table = QTableView()
table.setModel(QStandardItemModel(0, 7))
window.setCentralWidget(table)
window.resize(1360, 840)
window.show()
def painted():
    print("painted", flush=True)
    app.quit()
QTimer.singleShot(0, painted)
app.exec()
"""

_PINGDESK = """
import sys
from benchmarks.start_up import run_until_painted
sys.exit(run_until_painted(sys.argv[1]))
"""


def run_until_painted(profile: str) -> int:
    """Run the program as its command does, say when the first rows are painted, and end it."""
    from desktop_app.__main__ import main as program  # noqa: PLC0415 - its import is part of what is timed
    from desktop_app.ui import application  # noqa: PLC0415

    build = application.build_window

    def build_and_watch(desk: "Desk") -> "MainWindow":
        window = build(desk)

        def painted() -> None:
            print("painted" if window.queue_pane.view.visible_ids() else "empty", flush=True)
            window.close()

        # Emitted when the model has its rows; the zero timer fires after the paint that follows.
        window.queue_shown.connect(lambda: QTimer.singleShot(0, painted))
        return window

    from PySide6.QtCore import QTimer  # noqa: PLC0415

    application.build_window = build_and_watch
    return program(["--profile", profile])


def fill(profile: Path) -> None:
    """Store 10,000 pending linkbacks of three sites."""
    chance = random.Random(7)
    database = open_database(profile)
    sites, linkbacks = SitesTable(database), LinkbacksTable(database)
    start = datetime(2026, 11, 1, tzinfo=UTC)
    for number in range(3):
        home = f"https://blog{number}.example"
        endpoints = Endpoints(home=home, name=f"Blog {number}", rest_root=f"{home}/wp-json/", xmlrpc_url=None)
        site = sites.add(
            endpoints, key=f"blog{number}", name=f"Blog {number}", user="ada", transport=TransportKind.REST
        )
        linkbacks.take_posts(
            site.site_id,
            [Post(PostId(post), f"Post {post} on food", f"{home}/{post}/") for post in range(1, 40)],
            start,
        )
        linkbacks.take(
            site.site_id,
            (_linkback(item, chance, start) for item in range(1, ITEMS // 3 + 1 + (number == 0))),
            asked=start,
        )
    database.close()


def _linkback(number: int, chance: random.Random, start: datetime) -> RemoteLinkback:
    sender = f"sender{chance.randrange(900)}.example"
    return RemoteLinkback(
        comment_id=CommentId(number),
        post_id=PostId(chance.randrange(1, 40)),
        kind=chance.choice([Kind.PINGBACK, Kind.TRACKBACK]),
        status=Status.PENDING,
        source_url=f"https://{sender}/{number}",
        sender=sender,
        title=f"There you will find {number} more infos",
        blog_name="",
        excerpt="… words before the link and words after the link, as they come …",
        received=start + timedelta(minutes=number),
        author_ip="192.0.2.1",
        author_agent="WordPress/6.5",
        stored_content="[&#8230;] words [&#8230;]",
    )


def _seconds(command: list[str]) -> float:
    # Where bytecode may not be kept, every start would compile our modules, but not the installed ones.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    if "DISPLAY" not in environment:
        environment["QT_QPA_PLATFORM"] = "offscreen"
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        line = process.stdout.readline().strip()
        seconds = time.perf_counter() - started
        process.stdout.read()
    if line != "painted" or process.returncode != 0:
        raise RuntimeError(f"{command[:3]} said “{line}” and ended with {process.returncode}")
    return seconds


def main() -> int:
    """Measure and print; the figure is for reading, not for failing a build."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    with tempfile.TemporaryDirectory() as directory:
        profile = Path(directory)
        fill(profile)
        bare = [sys.executable, "-c", _BARE]
        pingdesk = [sys.executable, "-c", _PINGDESK, directory]
        _seconds(bare), _seconds(pingdesk)  # warm the disk
        pairs = [(_seconds(bare), _seconds(pingdesk)) for _ in range(runs)]
    for name, times in zip(("bare window", "Pingdesk"), zip(*pairs, strict=True), strict=True):
        print(f"{name:12} min {min(times):.3f}  median {statistics.median(times):.3f}  max {max(times):.3f} s")
    ratio = statistics.median(mine / bare_time for bare_time, mine in pairs)
    print(f"start-up with {ITEMS} items: {ratio:.2f} x a bare window (goal: at most {GOAL:.0f})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
