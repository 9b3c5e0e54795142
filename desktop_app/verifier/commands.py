"""How the verifier's processes are started: the one place that knows (a frozen bundle needs other commands)."""

import os
import sys
from pathlib import Path
from typing import Final

_PASSED_ON: Final = (  # noqa: SIM905 - words read best as words
    "PATH HOME LANG LC_ALL LC_CTYPE TMPDIR TEMP TMP SYSTEMROOT SYSTEMDRIVE WINDIR SSL_CERT_FILE SSL_CERT_DIR "
    "LD_LIBRARY_PATH DYLD_LIBRARY_PATH COVERAGE_PROCESS_START COVERAGE_PROCESS_CONFIG"
).split()
"""Environment variables the processes get; others may hold secrets and are none of their business."""


def verifier_command() -> list[str]:
    """Return how to start the verifier process; its options follow."""
    return [sys.executable, "-P", "-m", "desktop_app.verifier"]


def analyser_command() -> list[str]:
    """Return how to start one analyser process."""
    return [sys.executable, "-P", "-m", "desktop_app.verifier.analyser"]


def environment() -> dict[str, str]:
    """Return the processes' environment: what Python and the system need, and where this package is."""
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return kept | {"PYTHONPATH": str(Path(__file__).resolve().parents[2]), "PYTHONUTF8": "1"}
