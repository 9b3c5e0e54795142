"""Debian packages the bench needs: found missing by what is missing on the machine, installed by apt."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.bench.cache import BenchUnavailable, cache_directory, locked

_SEARCH_PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))
_PHP_EXTENSIONS = {
    "curl": "php-curl",
    "mbstring": "php-mbstring",
    "mysqli": "php-mysql",
    "pdo_sqlite": "php-sqlite3",
    "SimpleXML": "php-xml",
}
_PROGRAMS = {"npm": "npm", "dpkg-deb": "dpkg"}


def program(name: str) -> str | None:
    """Return the path of a program, looking into the system directories too (mariadbd lives in /usr/sbin)."""
    return shutil.which(name, path=_SEARCH_PATH)


def required(name: str) -> str:
    """Return the path of a program that ``ensure`` has provided."""
    path = program(name)
    if path is None:
        raise BenchUnavailable(f"The program {name} is missing although its Debian package was installed.")
    return path


_provided: set[tuple[str, ...]] = set()  # found once, not looked for again by this process


def ensure(programs: Iterable[str] = (), *, php: bool = True, mariadb: bool = False) -> None:
    """Install whatever is missing; raise BenchUnavailable with the exact command if that is not allowed."""
    wanted = tuple(programs)
    request = (*wanted, f"php={php}", f"mariadb={mariadb}")
    if request in _provided:
        return
    with locked("apt"):  # another run may just be installing them
        missing = _missing(wanted, php=php, mariadb=mariadb)
        if missing:
            _install(missing)
    _provided.add(request)


def _missing(programs: Sequence[str], *, php: bool, mariadb: bool) -> list[str]:
    packages = [_PROGRAMS[name] for name in programs if program(name) is None]
    if php and program("php") is None:
        packages += ["php-cli", *_PHP_EXTENSIONS.values()]
    elif php:
        loaded = _php_extensions()
        packages += [package for name, package in _PHP_EXTENSIONS.items() if name.lower() not in loaded]
    if mariadb and program("mariadbd") is None:
        packages.append("mariadb-server-core")  # the program alone: the full package would start a service
    return packages


def _php_extensions() -> set[str]:
    listed = subprocess.run([required("php"), "-m"], check=True, capture_output=True, text=True, timeout=60)
    return {line.strip().lower() for line in listed.stdout.splitlines()}


def _install(packages: Sequence[str]) -> None:
    command = f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(packages)}"
    prefix = _root_prefix()
    if program("apt-get") is None or prefix is None:
        raise BenchUnavailable(f"The WordPress test bench needs Debian packages that are missing; run: {command}")
    apt = [*prefix, "apt-get", "-q", "-o", "DPkg::Lock::Timeout=600"]
    _run([*apt, "update"], command)
    _run([*apt, "install", "-y", "--no-install-recommends", *packages], command)


def _root_prefix() -> list[str] | None:
    if os.geteuid() == 0:
        return ["env", "DEBIAN_FRONTEND=noninteractive"]
    sudo = program("sudo")
    if sudo is None or subprocess.run([sudo, "-n", "true"], check=False, capture_output=True).returncode != 0:
        return None
    return [sudo, "-n", "env", "DEBIAN_FRONTEND=noninteractive"]


def _run(command: Sequence[str], advice: str) -> None:
    log = cache_directory() / "apt.log"
    with log.open("ab") as sink:
        done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, stdout=sink, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        raise BenchUnavailable(f"Installing Debian packages failed (see {Path(log)}); run it yourself: {advice}")
