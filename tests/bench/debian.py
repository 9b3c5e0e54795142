"""Installing Debian packages: through apt where that is allowed, else one sentence with the exact command.

Standard library only: the project's set-up (packaging/bootstrap.py) runs it before anything is installed.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

_SEARCH_PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))


class PackagesMissing(Exception):
    """Debian packages are missing and may not be installed from here; the message holds the command to run."""


def program(name: str) -> str | None:
    """Return the path of a program, looking into the system directories too (mariadbd lives in /usr/sbin)."""
    return shutil.which(name, path=_SEARCH_PATH)


def install(packages: Sequence[str], *, purpose: str, log: Path) -> None:
    """Install packages, apt's own words going to ``log``. Raises `PackagesMissing`."""
    command = f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(packages)}"
    prefix = _root_prefix()
    if program("apt-get") is None or prefix is None:
        raise PackagesMissing(f"{purpose} needs Debian packages that are missing; run: {command}")
    apt = [*prefix, "apt-get", "-q", "-o", "DPkg::Lock::Timeout=600"]
    log.parent.mkdir(parents=True, exist_ok=True)
    for step in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        with log.open("ab") as sink:
            done = subprocess.run(
                [*apt, *step], check=False, stdin=subprocess.DEVNULL, stdout=sink, stderr=subprocess.STDOUT
            )
        if done.returncode != 0:
            raise PackagesMissing(f"Installing Debian packages failed (see {log}); run it yourself: {command}")


def _root_prefix() -> list[str] | None:
    if os.geteuid() == 0:
        return ["env", "DEBIAN_FRONTEND=noninteractive"]
    sudo = program("sudo")
    if sudo is None or subprocess.run([sudo, "-n", "true"], check=False, capture_output=True).returncode != 0:
        return None
    return [sudo, "-n", "env", "DEBIAN_FRONTEND=noninteractive"]
