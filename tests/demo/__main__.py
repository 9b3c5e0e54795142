"""``make demo``: three real WordPress sites with some 200 linkbacks, and Pingdesk's window on them.

``--screenshots DIR`` renders the same window into PNG files instead, for machines without a display.
"""

import argparse
import os
import sys
import tempfile
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from desktop_app.compose import open_desk
from desktop_app.services.desk import Desk
from tests.bench.cache import BenchUnavailable
from tests.bench.debian import PackagesMissing
from tests.bench.world import World

NO_DISPLAY = (
    "There is no display to open a window on. “make demo-screenshot” renders the same window into docs/screenshots/."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demo; return the exit status. Whatever it started is stopped and removed, also after Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m tests.demo", description=__doc__)
    parser.add_argument("--screenshots", type=Path, metavar="DIR", help="render PNGs there instead of opening a window")
    options = parser.parse_args(arguments)
    if options.screenshots is None and not has_display():
        print(NO_DISPLAY, file=sys.stderr)
        return 1
    try:
        with ExitStack() as stack:
            return _run(stack, options.screenshots)
    except (BenchUnavailable, PackagesMissing) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped; everything the demo started is gone.")
        return 0


def has_display() -> bool:
    """Whether a window can be opened here."""
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _run(stack: ExitStack, screenshots: Path | None) -> int:
    world = stack.enter_context(World(progress=print))
    profile = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pingdesk-demo-")))
    desk = open_desk(profile)
    connect(desk, world)
    if screenshots is not None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"  # a real window; only the screen is not
        from tests.demo.screenshots import take_screenshots  # noqa: PLC0415 - Qt, only when a window is wanted

        stack.callback(desk.close)
        return take_screenshots(desk, screenshots)
    from desktop_app.ui.application import run  # noqa: PLC0415 - likewise

    print("The window is open. Close it, or press Ctrl-C here, to end the demo and remove everything.")
    return run(desk)


def connect(desk: Desk, world: World) -> None:
    """Add the world's sites to a profile that may fetch from loopback, and bring in what arrived."""
    desk.settings.put("verification.allow_hosts", "127.0.0.0/8")
    for name, site in world.sites.items():
        editor, password = world.editors[name]
        # Kept for this run only: the demo leaves nothing in anybody's keyring.
        desk.accounts.add(
            site.url, user=editor.login, password=password, name=site.title, allow_http=True, for_this_run_only=True
        )
    desk.sync.refresh(cancelled=threading.Event())


if __name__ == "__main__":
    sys.exit(main())
