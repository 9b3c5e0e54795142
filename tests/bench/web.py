"""What serves one site, on a port that stays the site's own over restarts; PHP's built-in web server is one way."""

import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.bench import packages
from tests.bench.cache import BenchUnavailable, cache_directory
from tests.bench.certificate import Certificate
from tests.bench.processes import Server

HOST = "127.0.0.1"
WORKERS = 4


def free_port(host: str = HOST) -> int:
    """Return a port nobody listens on; the kernel does not hand it out again soon."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def wait_until_closed(host: str, port: int) -> None:
    """Return when nothing listens there: a killed server's workers can outlive it by a moment."""
    while True:
        with socket.socket() as probe:
            if probe.connect_ex((host, port)):
                return
        time.sleep(0.01)


def php_flags(directory: Path, more: Mapping[str, str]) -> list[str]:
    """Return PHP's command-line flags for a site in ``directory``: what every server sets, and ``more``."""
    settings = {
        "display_errors": "0",
        "error_log": str(directory / "php-errors.log"),
        "log_errors": "1",
        "max_execution_time": "120",
        "memory_limit": "512M",
        "opcache.memory_consumption": "96",
        **more,
    }
    return [part for name, value in settings.items() for part in ("-d", f"{name}={value}")]


@dataclass(frozen=True, slots=True)
class Address:
    """Where a site is to answer."""

    host: str
    port: int
    folder: str
    certificate: Certificate | None


class WebServer(Protocol):
    """Serves a site's directory (as tree.py lays it out)."""

    workers: int

    def start(self) -> None:
        """Start serving unless it does; the caller waits for the first answer."""
        ...

    def stop(self) -> None:
        """Stop serving; returns when nothing listens any more."""
        ...

    def check(self) -> None:
        """Raise with its last words if it has died."""
        ...


class BuiltinServer:
    """PHP's own: one process, one request to a connection."""

    def __init__(self, directory: Path, address: Address, *, workers: int = WORKERS) -> None:
        self._host, self._port = address.host, address.port
        self.workers = workers
        self._directory = directory
        self._server: Server | None = None

    def start(self) -> None:
        """Start serving; the caller waits for the first answer."""
        if self._server is not None:
            return
        opcache = cache_directory() / "opcache"
        opcache.mkdir(exist_ok=True)
        blacklist = self._directory / "opcache-blacklist"
        blacklist.write_text(f"{self._directory}/*\n")  # core is shared and kept, this site's files are not
        flags = php_flags(
            self._directory,
            {
                "opcache.blacklist_filename": str(blacklist),
                "opcache.enable_cli": "1",
                "opcache.file_cache": str(opcache),  # what one run has compiled, the next need not compile
                "opcache.revalidate_freq": "0",
            },
        )
        root, router = self._directory / "root", self._directory / "php" / "router.php"
        command = [packages.required("php"), *flags, "-S", f"{self._host}:{self._port}", "-t", str(root), str(router)]
        self._server = Server(
            command,
            output=self._directory / "web.log",
            environment={"PHP_CLI_SERVER_WORKERS": str(self.workers), "no_proxy": "*"},  # curl obeys a proxy
        )

    def stop(self) -> None:
        """Stop serving; returns when nothing listens any more."""
        if self._server is not None:
            self._server.stop()
            self._server = None
            wait_until_closed(self._host, self._port)

    def check(self) -> None:
        """Raise with PHP's last words if the server has died."""
        if self._server is not None and not self._server.is_running:
            raise BenchUnavailable(f"PHP's web server stopped: {self._server.output_tail()}")
