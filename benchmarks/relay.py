"""A longer way to a server: passes every byte on, each direction later by half of the added round trip.

Runs as a process of its own, so that it shares no interpreter with what is measured:
``python -m benchmarks.relay HOST PORT ADDED_MS`` prints the port of 127.0.0.1 that it listens on. Connections stay
open as long as both ends want. A new one costs a round trip before its first bytes, as a handshake does; bandwidth
and TCP's slow start are not imitated.
"""

import asyncio
import contextlib
import subprocess
import sys
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

_CHUNK = 65_536
_ON_THE_WAY = 256  # chunks in one direction


class Relay:
    """A relay before the server of a URL, from ``with`` to its end."""

    def __init__(self, url: str, *, added_ms: float) -> None:
        parts = urlsplit(url)
        command = [sys.executable, "-m", "benchmarks.relay", str(parts.hostname), str(parts.port), str(added_ms)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        port = self._process.stdout.readline().strip()
        self.url = parts._replace(netloc=f"127.0.0.1:{port}").geturl()

    def __enter__(self) -> Self:
        """Return the object itself: it runs already."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process."""
        self._process.terminate()
        self._process.communicate()


async def serve(host: str, port: int, added_s: float) -> None:
    """Relay until cancelled."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        shaken_hands = asyncio.get_running_loop().time() + added_s
        far_reader, far_writer = await asyncio.open_connection(host, port)
        await asyncio.gather(
            _pass_on(reader, far_writer, added_s / 2, not_before=shaken_hands + added_s / 2),
            _pass_on(far_reader, writer, added_s / 2),
        )

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def _pass_on(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay_s: float, *, not_before: float = 0.0
) -> None:
    clock = asyncio.get_running_loop().time
    on_the_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(_ON_THE_WAY)

    async def deliver() -> None:
        data = b"-"
        while data:
            due, data = await on_the_way.get()
            if (wait_s := max(due, not_before) - clock()) > 0:
                await asyncio.sleep(wait_s)
            writer.write(data)
            await writer.drain()
        writer.close()

    delivery = asyncio.create_task(deliver())
    data = b"-"
    while data and not delivery.done():
        try:
            data = await reader.read(_CHUNK)
        except ConnectionError:
            data = b""
        await on_the_way.put((clock() + delay_s, data))
    with contextlib.suppress(ConnectionError):
        await delivery


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]) / 1000))
