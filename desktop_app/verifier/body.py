"""Reading a hostile body: decoded step by step, never beyond the limit, whatever its headers claim."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

_CHUNK: Final = 65_536
_MOST_CODINGS: Final = 3
"""More layers of compression than any server uses: a sign of a bomb."""


class CannotDecode(ValueError):
    """The body is not what its Content-Encoding says, or in a coding that was not asked for."""


class TransferBroken(OSError):
    """The connection ended before the body did."""


@dataclass(frozen=True, slots=True)
class Body:
    """What was read. ``is_cut``: there was more than the limit. ``is_broken``: the transfer ended before its end."""

    data: bytes
    is_cut: bool = False
    is_broken: bool = False


class _Decoder(Protocol):
    overflowed: bool

    def feed(self, data: bytes, most: int) -> bytes: ...

    @property
    def is_complete(self) -> bool: ...


class _Plain:
    is_complete = True
    overflowed = False

    def feed(self, data: bytes, most: int) -> bytes:
        return data[:most]


class _Zlib:
    """One layer of gzip or deflate; gzip members that follow each other are read on."""

    def __init__(self, *, is_gzip: bool) -> None:
        self._is_gzip = is_gzip
        self._engine = zlib.decompressobj(zlib.MAX_WBITS | 16) if is_gzip else None
        self._has_input = False
        self.overflowed = False

    def feed(self, data: bytes, most: int) -> bytes:
        """Return at most ``most`` decoded bytes; if there are more, they are dropped and ``overflowed`` says so."""
        self._has_input = self._has_input or bool(data)
        if self._engine is None and data:
            self._engine = zlib.decompressobj(zlib.MAX_WBITS if _has_zlib_header(data) else -zlib.MAX_WBITS)
        decoded = bytearray()
        while data and len(decoded) < most and self._engine is not None:
            decoded += self._engine.decompress(data, most - len(decoded))
            self.overflowed = self.overflowed or bool(self._engine.unconsumed_tail)
            data = self._engine.unused_data if self._engine.eof else b""
            if self._engine.eof and data:
                if not self._is_gzip or data[:2] != b"\x1f\x8b":
                    break  # browsers ignore what follows the stream
                self._engine = zlib.decompressobj(zlib.MAX_WBITS | 16)
        return bytes(decoded)

    @property
    def is_complete(self) -> bool:
        return not self._has_input or (self._engine is not None and self._engine.eof)


def read_body(chunks: Iterable[bytes], codings: str, most: int) -> Body:
    """Decode ``chunks`` by the ``Content-Encoding`` value until their end or until ``most`` bytes are there.

    The bytes on the wire are limited to ``most``, too. Raises ``CannotDecode``, and ``TransferBroken`` from
    ``chunks`` if it breaks before anything was read; later breaks end in ``is_broken``.
    """
    layers = _layers(codings)
    decoded, wire = bytearray(), 0
    source = iter(chunks)
    while len(decoded) <= most and wire <= most:
        try:
            chunk = next(source, None)
        except TransferBroken:
            if not decoded:
                raise
            return Body(bytes(decoded[:most]), is_broken=True)
        if chunk is None:
            return Body(bytes(decoded), is_broken=not all(layer.is_complete for layer in layers))
        wire += len(chunk)
        decoded += _decode(layers, chunk, most + 1 - len(decoded))
        if any(layer.overflowed for layer in layers):
            break
    return Body(bytes(decoded[:most]), is_cut=True)


def _decode(layers: list[_Decoder], chunk: bytes, most: int) -> bytes:
    try:
        for layer in layers:
            chunk = layer.feed(chunk, most)
    except zlib.error as error:
        message = "The page is not compressed the way its server says."
        raise CannotDecode(message) from error
    return chunk


def _layers(codings: str) -> list[_Decoder]:
    names = [name.strip().lower() for name in codings.split(",") if name.strip()]
    if len(names) > _MOST_CODINGS:
        message = "The page is compressed many times over, as only bombs are."
        raise CannotDecode(message)
    return [_layer(name) for name in reversed(names)] or [_Plain()]


def _layer(name: str) -> _Decoder:
    if name in {"gzip", "x-gzip"}:
        return _Zlib(is_gzip=True)
    if name == "deflate":
        return _Zlib(is_gzip=False)
    if name == "identity":
        return _Plain()
    message = f"The page is compressed in a way nobody asked for ({name[:20]})."
    raise CannotDecode(message)


def _has_zlib_header(data: bytes) -> bool:
    """Tell zlib's format (RFC 1950) from the bare deflate stream that some servers send instead."""
    return data[0] & 0x0F == zlib.DEFLATED and (len(data) < 2 or (data[0] * 256 + data[1]) % 31 == 0)  # noqa: PLR2004
