"""A proxy that tunnels: by CONNECT as web proxies do, and by SOCKS 5."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_SOCKS_VERSION = 5


class Tunnel:
    """Leads every connection to where it asks to go, one after another; ``targets`` holds where that was."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._serve)]
        self.targets: list[str] = []
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self._threads[0].start()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._threads[0].join()

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            with near, suppress(OSError):
                near.settimeout(10)
                self._lead(near)

    def _lead(self, near: socket.socket) -> None:
        asked = near.recv(65_536)
        if asked[0] == _SOCKS_VERSION:
            near.sendall(b"\x05\x00")
            request = near.recv(65_536)
            length = request[4]
            host = request[5 : 5 + length].decode() if request[3] == 3 else socket.inet_ntoa(request[4:8])
            port = int.from_bytes(request[-2:])
            granted = b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00"
        else:
            host, _, number = asked.split(b" ")[1].decode().partition(":")
            port, granted = int(number), b"HTTP/1.1 200 Connection established\r\n\r\n"
        self.targets.append(f"{host}:{port}")
        with socket.create_connection((host, port)) as far:
            near.sendall(granted)
            back = threading.Thread(target=_pour, args=(far, near))
            back.start()
            _pour(near, far)
            back.join()


def _pour(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


@contextmanager
def tunnel() -> Iterator[Tunnel]:
    """Run a `Tunnel`."""
    made = Tunnel()
    try:
        yield made
    finally:
        made.close()
