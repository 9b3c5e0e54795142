"""The files of one site: its own root around a shared core, and its database, fresh from a template.

Layout of a site's directory: ``root/`` (served; top-level files copied, wp-admin and wp-includes are
links into the shared core), ``php/`` (the bench's own PHP), ``site.json``, ``switches.json``, logs.
"""

import hashlib
import json
import shutil
import subprocess
import tempfile
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from tests.bench import mariadb, packages, provision
from tests.bench.cache import BenchUnavailable, built_once
from tests.bench.mariadb import MariaDb

PHP_DIRECTORY = Path(__file__).with_name("php")
_INSTALL_URL = "http://bench.invalid"


@dataclass(frozen=True, slots=True)
class SiteFile:
    """What wp-config.php and the router read from site.json."""

    url: str
    folder: str
    token: str
    db_name: str
    db_host: str


def lay_out(directory: Path, core: provision.Core, *, site: SiteFile, sqlite: bool) -> None:
    """Create the site's files in ``directory``; its database is still empty."""
    root = directory / "root"
    content = root / "wp-content"
    for name in ("mu-plugins", "plugins", "themes", "uploads"):
        (content / name).mkdir(parents=True)
    for item in core.directory.iterdir():
        if item.is_dir():
            (root / item.name).symlink_to(item)
        else:
            shutil.copyfile(item, root / item.name)
    shutil.copytree(PHP_DIRECTORY, directory / "php")
    shutil.copyfile(PHP_DIRECTORY / "wp-config.php", root / "wp-config.php")
    shutil.copyfile(PHP_DIRECTORY / "bench.php", content / "mu-plugins" / "bench.php")
    shutil.copytree(PHP_DIRECTORY / "theme", content / "themes" / "pingdesk-bench")
    if sqlite:
        plugin = provision.sqlite_plugin()
        drop_in = (plugin / "db.copy").read_text()
        drop_in = drop_in.replace("{SQLITE_IMPLEMENTATION_FOLDER_PATH}", str(plugin))
        (content / "db.php").write_text(drop_in.replace("{SQLITE_PLUGIN}", "sqlite-database-integration/load.php"))
        (content / "database").mkdir()
    (directory / "site.json").write_text(json.dumps(asdict(site)))


def fill_sqlite(directory: Path, core: provision.Core) -> None:
    """Give the laid-out site an installed WordPress."""
    name = f"template-{core.version}-sqlite-{_digest()}"
    template = built_once(name, lambda draft: _install_sqlite(core, draft))
    shutil.copyfile(template / "database", directory / "root" / "wp-content" / "database" / ".ht.sqlite")


def fill_mariadb(name: str, core: provision.Core, *, server: MariaDb) -> None:
    """Fill the empty database ``name`` with an installed WordPress."""
    key = f"template-{core.version}-mariadb-{_digest()}"
    template = built_once(key, lambda draft: _install_mariadb(core, draft))
    _php(PHP_DIRECTORY / "database.php", "load", str(server.socket), name, str(template / "dump.sql"))


@cache
def _digest() -> str:
    """Return what names a template: it is made anew when the PHP that makes it has changed."""
    digest = hashlib.sha256()
    for file in (PHP_DIRECTORY / "install.php", PHP_DIRECTORY / "database.php"):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _install_sqlite(core: provision.Core, draft: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="pd-install-") as temporary:
        directory = Path(temporary)
        lay_out(directory, core, site=SiteFile(_INSTALL_URL, "", "none", "wordpress", "localhost"), sqlite=True)
        _install(directory)
        (directory / "root" / "wp-content" / "database" / ".ht.sqlite").rename(draft / "database")


def _install_mariadb(core: provision.Core, draft: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="pd-install-") as temporary, mariadb.shared.borrowed() as server:
        directory = Path(temporary)
        name = server.create_database()
        host = f"localhost:{server.socket}"
        lay_out(directory, core, site=SiteFile(_INSTALL_URL, "", "none", name, host), sqlite=False)
        _install(directory)
        _php(PHP_DIRECTORY / "database.php", "dump", str(server.socket), name, str(draft / "dump.sql"))


def _install(directory: Path) -> None:
    output = _php(PHP_DIRECTORY / "install.php", str(directory / "root"))
    if not output.endswith("installed"):
        raise BenchUnavailable(f"WordPress could not be installed: {output[-500:]}")


def _php(script: Path, *arguments: str) -> str:
    command = [packages.required("php"), "-d", "memory_limit=512M", str(script), *arguments]
    done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise BenchUnavailable(f"{script.name} failed: {(done.stdout + done.stderr)[-500:]}")
    return done.stdout.strip()
