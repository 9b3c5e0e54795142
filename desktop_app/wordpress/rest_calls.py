"""Calls to one site's REST interface, and what its answers mean as a whole.

Always sent: ``Accept: application/json`` (a site in maintenance answers in JSON only then). Redirects are never
followed: a redirected POST becomes a GET that changes nothing.
"""

import json
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus

from desktop_app.wordpress.failures import Call, garbled, rest_failure
from desktop_app.wordpress.payload import JsonObject, NoPayload, json_object, json_rows
from desktop_app.wordpress.shared import SharedTransport
from desktop_app.wordpress.transport import Reply, Request, Transport

_NOTHING: Mapping[str, str] = {}


class RestCalls:
    """One user's calls to ``wp/v2``. Any number of threads may call; each call has a connection to itself."""

    def __init__(self, rest_root: str, user: str, password: str, connect: Callable[[], Transport]) -> None:
        """Take the root as discovered (``…/wp-json/`` or ``…?rest_route=/``), and what opens a transport."""
        self._base = f"{rest_root}wp/v2/"
        self._transport = SharedTransport(connect)
        login = b64encode(f"{user}:{password}".encode()).decode()
        self._headers = {"Accept": "application/json", "Authorization": f"Basic {login}"}
        self.reading = Call.to(rest_root, secrets=(password, login))
        self._changing = Call.to(rest_root, changes=True, secrets=(password, login))
        # Without this one WordPress ignores the body and answers 200 all the same (trap 6).
        self._with_body = {**self._headers, "Content-Type": "application/json"}

    def close(self) -> None:
        """Close the connections. From another thread, cut what is under way."""
        self._transport.close()

    def get(self, route: str, params: Mapping[str, str]) -> Reply:
        """Return the answer to a question; raises where it is an error."""
        reply = self._transport.send(Request("GET", self._base + route, params, self._headers))
        if reply.status != HTTPStatus.OK:
            raise rest_failure(reply, self.reading)
        return reply

    def change(
        self,
        method: str,
        route: str,
        params: Mapping[str, str],
        body: Mapping[str, str] | None = None,
        headers: Mapping[str, str] = _NOTHING,
    ) -> Reply:
        """Return the answer to a change, whatever it is."""
        known, sent = (self._headers, b"") if body is None else (self._with_body, json.dumps(body).encode())
        headers = {**known, **headers} if headers else known
        return self._transport.send(Request(method, self._base + route, params, headers, sent, changes=True))

    def object(self, route: str, params: Mapping[str, str]) -> JsonObject:
        """Return the object that is asked for."""
        return self.told(self.get(route, params))

    def told(self, reply: Reply) -> JsonObject:
        """Return the object of an answer to a question."""
        return self._read(reply, self.reading)

    def changed(self, reply: Reply) -> JsonObject:
        """Return what the answer to a change says; raises where it is an error."""
        if reply.status != HTTPStatus.OK:
            raise rest_failure(reply, self._changing)
        return self._read(reply, self._changing)

    def rows(self, reply: Reply) -> Sequence[JsonObject]:
        """Return the rows of a list."""
        try:
            return json_rows(reply.body)
        except NoPayload as error:
            raise garbled(self.reading) from error

    def _read(self, reply: Reply, call: Call) -> JsonObject:
        try:
            return json_object(reply.body)
        except NoPayload as error:
            raise garbled(call) from error
