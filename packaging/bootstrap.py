"""Set up a checkout: the virtual environment, and the Debian packages that Qt and the tests need.

Run by the Makefile with the system's Python (standard library only): ``bootstrap.py ENVIRONMENT [--tests]``.
A set-up that is up to date is left alone within a fraction of a second.
"""

import ctypes
import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.bench.debian import PackagesMissing, install, program  # noqa: E402 - found through the line above

LOCK = ROOT / "packaging" / "requirements" / "development.txt"

QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
FONTS = (Path("/usr/share/fonts"), "fonts-dejavu-core")
TEST_PROGRAMS = {"gnome-keyring-daemon": "gnome-keyring", "dbus-run-session": "dbus", "Xvfb": "xvfb"}


def main() -> int:
    """Bring everything up to date; return the exit status."""
    environment = Path(sys.argv[1])
    if sys.version_info < (3, 11):
        print("Pingdesk needs Python 3.11 or later. Install it and run make with PYTHON=python3.11.", file=sys.stderr)
        return 1
    try:
        if sys.platform == "linux":
            _install_debian_packages(for_tests="--tests" in sys.argv)
        _install_python_packages(environment)
    except PackagesMissing as error:
        print(error, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"Setting up failed at: {' '.join(map(str, error.cmd))}", file=sys.stderr)
        return 1
    return 0


def _install_debian_packages(*, for_tests: bool) -> None:
    missing = [package for library, package in QT_LIBRARIES.items() if not _can_load(library)]
    if not any(FONTS[0].rglob("*.?tf")):
        missing.append(FONTS[1])
    if for_tests:
        missing += [package for name, package in TEST_PROGRAMS.items() if program(name) is None]
    if missing:
        print(f"Installing Debian packages: {' '.join(missing)}", flush=True)
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        install(missing, purpose="Pingdesk's window", log=cache / "pingdesk-bench" / "apt.log")


def _can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _install_python_packages(environment: Path) -> None:
    stamp = environment / ".pingdesk-ready"
    parts = sys.version.encode() + LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()
    state = hashlib.sha256(parts).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == state:
        return
    print(f"Setting up {environment} …", flush=True)
    venv.create(environment, with_pip=True, upgrade_deps=False)
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*pip, "--require-hashes", "--no-deps", "-r", LOCK], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--editable", ROOT], check=True)
    stamp.write_text(state, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
