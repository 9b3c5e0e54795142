"""A MariaDB server of the bench's own: one process per test run, on a socket in a private directory."""

import contextlib
import os
import pwd
import subprocess
import threading
import time
from collections.abc import Generator

from tests.bench import packages
from tests.bench.cache import BenchUnavailable
from tests.bench.processes import Server, TemporaryDirectory

_START_TIMEOUT_S = 60.0


class MariaDb:
    """A running server that lets everyone in: its socket lies in a directory only this user may enter."""

    def __init__(self) -> None:
        packages.ensure(mariadb=True)
        self._directory = TemporaryDirectory("db")
        data = self._directory.path / "data"
        data.mkdir()
        self.socket = self._directory.path / "socket"
        self._names = 0
        # An empty data directory is enough: without the grant tables nothing asks for the system tables.
        self._server = Server(
            [
                *(packages.required("mariadbd"), "--no-defaults", f"--datadir={data}", f"--socket={self.socket}"),
                *(f"--pid-file={self._directory.path / 'pid'}", "--skip-networking", "--skip-grant-tables"),
                *(
                    f"--user={pwd.getpwuid(os.geteuid()).pw_name}",
                    "--character-set-server=utf8mb4",
                    "--skip-log-bin",
                    "--max-connections=200",
                ),
                *("--innodb-log-file-size=32M", "--innodb-buffer-pool-size=64M", "--innodb-stats-persistent=0"),
                *("--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0"),  # nothing here outlives a crash
            ],
            output=self._directory.path / "log",
        )
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise

    def create_database(self) -> str:
        """Create an empty database and return its name."""
        self._names += 1
        name = f"bench_{self._names}"
        self._query(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database and all it holds."""
        self._query(f"DROP DATABASE IF EXISTS {name}")

    def stop(self) -> None:
        """End the server and remove its files."""
        self._server.stop()
        self._directory.remove()

    def _wait(self) -> None:
        deadline = time.monotonic() + _START_TIMEOUT_S
        while time.monotonic() < deadline and self._server.is_running:
            if self.socket.exists() and self._try_query("SELECT 1"):
                return
            time.sleep(0.05)
        raise BenchUnavailable(f"MariaDB did not start. Its last words: {self._server.output_tail()}")

    def _query(self, statement: str) -> None:
        if not self._try_query(statement):
            raise RuntimeError(f"MariaDB refused: {statement}")

    def _try_query(self, statement: str) -> bool:
        script = "exit(mysqli_query(mysqli_connect('localhost','bench','','',0,$argv[1]),$argv[2])?0:1);"
        command = [packages.required("php"), "-r", script, "--", str(self.socket), statement]
        done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True)
        return done.returncode == 0


class _Shared:
    """The one server of this process, alive as long as somebody uses it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._server: MariaDb | None = None

    @contextlib.contextmanager
    def borrowed(self) -> Generator[MariaDb]:
        with self._lock:
            if self._server is None:
                self._server = MariaDb()
            self._users += 1
            server = self._server
        try:
            yield server
        finally:
            with self._lock:
                self._users -= 1
                if self._users == 0:
                    self._server = None
                    server.stop()


shared = _Shared()
