"""``python -m desktop_app.verifier``: the verifier process. Requests on standard input, evidence on standard output."""

import argparse
import os
import sys
import threading
import time
from typing import Final

from desktop_app.core.errors import WrongInput
from desktop_app.verifier.batch import run_batch
from desktop_app.verifier.options import add_policy_options, policy_from

_WATCH_S: Final = 1.0


def main() -> int:
    """Run until standard input ends; return the exit status."""
    parser = argparse.ArgumentParser(prog="desktop_app.verifier", description=__doc__)
    add_policy_options(parser)
    parser.add_argument(
        "--watch-parent", type=int, metavar="PID", help="end when the process that started this one ends"
    )
    arguments = parser.parse_args()
    if arguments.watch_parent is not None:
        # The number is given: a parent that ends while this process starts would be missed otherwise.
        threading.Thread(target=_end_with, args=(arguments.watch_parent,), daemon=True).start()
    try:
        return run_batch(policy_from(arguments))
    except WrongInput as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except KeyboardInterrupt:
        return 130


def _end_with(parent: int) -> None:
    """End this process when its parent is gone: work nobody waits for is not finished.

    The analysers end by themselves when their standard input is closed with us.
    """
    while os.getppid() == parent:
        time.sleep(_WATCH_S)
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
