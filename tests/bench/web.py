"""PHP's built-in web server for one site, on a port that stays the site's own over restarts."""

import socket
from pathlib import Path

from tests.bench import packages
from tests.bench.cache import BenchUnavailable, cache_directory
from tests.bench.processes import Server

HOST = "127.0.0.1"
WORKERS = 4


def free_port(host: str = HOST) -> int:
    """Return a port nobody listens on; the kernel does not hand it out again soon."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


class WebServer:
    """Serves a site's directory (as tree.py lays it out)."""

    def __init__(self, directory: Path, host: str, *, port: int, workers: int = WORKERS) -> None:
        self._address = f"{host}:{port}"
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
        settings = {
            "display_errors": "0",
            "error_log": str(self._directory / "php-errors.log"),
            "log_errors": "1",
            "max_execution_time": "120",
            "memory_limit": "512M",
            "opcache.blacklist_filename": str(blacklist),
            "opcache.enable_cli": "1",
            "opcache.file_cache": str(opcache),  # what one run has compiled, the next need not compile
            "opcache.memory_consumption": "96",
            "opcache.revalidate_freq": "0",
        }
        flags = [part for name, value in settings.items() for part in ("-d", f"{name}={value}")]
        root, router = self._directory / "root", self._directory / "php" / "router.php"
        command = [packages.required("php"), *flags, "-S", self._address, "-t", str(root), str(router)]
        self._server = Server(
            command,
            output=self._directory / "web.log",
            environment={"PHP_CLI_SERVER_WORKERS": str(self.workers), "no_proxy": "*"},  # curl obeys a proxy
        )

    def stop(self) -> None:
        """Stop serving."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    def check(self) -> None:
        """Raise with PHP's last words if the server has died."""
        if self._server is not None and not self._server.is_running:
            raise BenchUnavailable(f"PHP's web server stopped: {self._server.output_tail()}")
