"""A real Secret Service (gnome-keyring) on a D-Bus session of its own, as a desktop has one."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self


class SecretService:
    """Starts a message bus and a keyring daemon below ``directory``; `environment` lets programs find them."""

    def __init__(self, directory: Path, *, unlocked: bool = True) -> None:
        for name in ("dbus-daemon", "gnome-keyring-daemon"):
            if shutil.which(name) is None:
                raise RuntimeError(f"{name} is missing. Run: sudo apt-get install -y dbus gnome-keyring")
        self._directory = directory
        self._unlocked = unlocked
        self._processes: list[subprocess.Popen[bytes]] = []
        self.environment: Mapping[str, str] = {}

    def __enter__(self) -> Self:
        """Start both and wait until the keyring answers."""
        bus = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--print-address=1"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._processes.append(bus)
        assert bus.stdout is not None
        address = bus.stdout.readline().decode().strip()
        homes = {name: str(self._directory / name.lower()) for name in ("HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR")}
        for home in homes.values():
            Path(home).mkdir(mode=0o700, exist_ok=True, parents=True)
        self.environment = {"DBUS_SESSION_BUS_ADDRESS": address, **homes}
        command = ["gnome-keyring-daemon", "--foreground", "--components=secrets"]
        daemon = subprocess.Popen(
            [*command, "--unlock"] if self._unlocked else command,
            env={**os.environ, **self.environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._processes.append(daemon)
        assert daemon.stdin is not None
        assert daemon.stdout is not None
        if self._unlocked:
            daemon.stdin.write(b"the login password")
        daemon.stdin.close()
        daemon.stdout.readline()  # it says where its control socket is once it runs
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End both, the daemon first."""
        for process in reversed(self._processes):
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(5)
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    stream.close()
