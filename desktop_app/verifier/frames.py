"""Messages between the verifier and its analysers: a line with lengths, then JSON, then bytes."""

import json
import struct
from typing import Any, BinaryIO, Final

_LENGTHS: Final = struct.Struct(">II")


def write_frame(stream: BinaryIO, fields: dict[str, Any], body: bytes = b"") -> None:
    """Write one message and flush; raises ``OSError`` if the other end is gone."""
    head = json.dumps(fields).encode()
    stream.write(_LENGTHS.pack(len(head), len(body)) + head)
    stream.write(body)
    stream.flush()


def read_frame(stream: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """Read one message; ``None`` if the other end is gone."""
    lengths = stream.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    head_length, body_length = _LENGTHS.unpack(lengths)
    head, body = stream.read(head_length), stream.read(body_length)
    if len(head) < head_length or len(body) < body_length:
        return None
    fields: dict[str, Any] = json.loads(head)
    return fields, body
