"""Debian packages the bench needs: found missing by what is missing on the machine, installed by apt."""

import subprocess
from collections.abc import Iterable, Sequence

from tests.bench.cache import BenchUnavailable, cache_directory, locked
from tests.bench.debian import PackagesMissing, install, program

_PHP_EXTENSIONS = {
    "curl": "php-curl",
    "mbstring": "php-mbstring",
    "mysqli": "php-mysql",
    "pdo_sqlite": "php-sqlite3",
    "SimpleXML": "php-xml",
}
_PROGRAMS = {"npm": "npm", "dpkg-deb": "dpkg", "nginx": "nginx-light", "openssl": "openssl"}


def required(name: str) -> str:
    """Return the path of a program that ``ensure`` has provided."""
    path = program(name)
    if path is None:
        raise BenchUnavailable(f"The program {name} is missing although its Debian package was installed.")
    return path


def fpm() -> str:
    """Return the path of php-fpm, of the same version as the PHP of the command line."""
    path = _fpm()
    if path is None:
        raise BenchUnavailable("php-fpm is missing although its Debian package was installed.")
    return path


_provided: set[tuple[str, ...]] = set()  # found once, not looked for again by this process


def ensure(programs: Iterable[str] = (), *, php: bool = True, mariadb: bool = False, nginx: bool = False) -> None:
    """Install whatever is missing; raise BenchUnavailable with the exact command if that is not allowed."""
    wanted = (*programs, *(["nginx"] if nginx else []))
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
    if "nginx" in programs and _fpm() is None:
        packages.append("php-fpm")
    return packages


def _fpm() -> str | None:
    if program("php") is None:
        return None
    tell = "echo 'php-fpm' . PHP_MAJOR_VERSION . '.' . PHP_MINOR_VERSION;"
    name = subprocess.run([required("php"), "-r", tell], check=True, capture_output=True, text=True, timeout=60).stdout
    return program(name)


def _php_extensions() -> set[str]:
    listed = subprocess.run([required("php"), "-m"], check=True, capture_output=True, text=True, timeout=60)
    return {line.strip().lower() for line in listed.stdout.splitlines()}


def _install(packages: Sequence[str]) -> None:
    try:
        install(packages, purpose="The WordPress test bench", log=cache_directory() / "apt.log")
    except PackagesMissing as error:
        raise BenchUnavailable(str(error)) from error
