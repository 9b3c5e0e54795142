"""A site with one pending linkback on the wire, honest but for what is done to its answers."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from xmlrpc.client import dumps, loads

ROW: Mapping[str, Any] = {
    "id": 7,
    "post": 4,
    "author_name": "Caf\u00e9 na\u00efve",
    "author_url": "https://sender.example/page",
    "author_ip": "192.0.2.7",
    "author_user_agent": "WordPress/6.5",
    "date_gmt": "2026-06-01T06:12:00",
    "content": {"raw": "[&#8230;] words [&#8230;]", "rendered": "<p>words</p>"},
    "status": "hold",
    "type": "pingback",
}

Answer = tuple[str, bytes]
"""Content type and body."""


@dataclass(frozen=True, slots=True)
class WireSite:
    """Answers REST and XML-RPC; ``changes`` are those to the row. A field that is ``None`` is left out."""

    changes: Mapping[str, Any] = field(default_factory=dict)

    def answer(self, request: bytes) -> Answer:
        """Return the honest answer."""
        head, _, body = request.partition(b"\r\n\r\n")
        if b"/xmlrpc.php " in head.partition(b"\r\n")[0]:
            arguments, method = loads(body)
            value = self._call(method or "", cast("tuple[Any, ...]", arguments))
            text = dumps(cast("tuple[str]", (value,)), methodresponse=True, allow_none=True)
            return "text/xml", f"<?xml version='1.0' encoding='UTF-8'?>{text.partition('?>')[2]}".encode()
        return "application/json", json.dumps(self._rest(head), ensure_ascii=False).encode()

    def _rest(self, head: bytes) -> object:
        if b"users/me" in head:
            return {"id": 1, "username": "eva", "name": "Eva", "capabilities": {"moderate_comments": True}}
        if head.startswith(b"POST"):
            return {"id": ROW["id"], "status": "spam"}
        if b"/comments" not in head.partition(b"\r\n")[0]:
            return {} if b"/types" in head else []  # no posts to speak of
        return [{name: value for name, value in {**ROW, **self.changes}.items() if value is not None}]

    def _call(self, method: str, arguments: tuple[Any, ...]) -> object:
        if method == "system.multicall":
            return [[self._call(call["methodName"], tuple(call["params"]))] for call in arguments[0]]
        if method == "wp.getProfile":
            return {"username": "eva", "display_name": "Eva", "user_id": "1"}
        if method == "wp.getOptions":
            return {"software_version": {"value": "6.5"}}
        if method == "wp.editComment":
            return True
        if method == "wp.getPost":
            return {"post_id": str(ROW["post"]), "post_title": "A post", "link": "https://blog.example/post"}
        struct = self._struct()
        return struct if method == "wp.getComment" else [struct]

    def _struct(self) -> Mapping[str, Any]:
        row = {**ROW, **self.changes}
        content = row["content"]
        struct = {
            "comment_id": str(row["id"]),
            "post_id": str(row["post"]),
            "type": row["type"],
            "status": row["status"],
            "author": row["author_name"],
            "author_url": row["author_url"],
            "author_ip": row["author_ip"],
            "content": content["raw"] if content is not None else None,
            "date_created_gmt": row["date_gmt"],
        }
        return {name: value for name, value in struct.items() if value is not None}


def is_change(request: bytes) -> bool:
    """Whether a request changes a linkback."""
    return b"wp.editComment" in request or (request.startswith(b"POST ") and b"/comments/" in request)


def reply(kind: str, body: bytes, *, status: str = "200 OK", more: bytes = b"") -> list[bytes]:
    """Return a reply with a right length."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nX-WP-Total: 1\r\nContent-Length: {len(body)}\r\n"
    return [head.encode() + more + b"\r\n" + body]


Spoil = Callable[[str, bytes], list[bytes]]
"""Given content type and body of an honest answer, returns the pieces that are sent instead."""
