"""WordPress's comment methods over XML-RPC, in memory, with the troubles that a real site has only now and then."""

from collections.abc import Sequence
from typing import Any
from xmlrpc.client import Fault, dumps, loads

from desktop_app.core.errors import OutcomeUnknown
from desktop_app.wordpress.transport import Reply, Request

_FORBIDDEN = Fault(403, "Sorry, you are not allowed to moderate or edit this comment.")
_STRANGER = Fault(403, "Incorrect username or password.")


class XmlRpcSite:
    """Answers a `ScriptedTransport`. Comments 1 to ``count`` are pending pingbacks.

    What goes wrong: ``lacks_multicall``, ``firewall`` (403 on multicalls), ``most_calls`` in one multicall,
    ``most_bytes`` in one request, ``forbidden`` ids, ``stubborn`` ids (keep their status, fault 500). In the next
    multicall of changes only: ``login_fails_at`` that call, ``dies_at`` that call, ``loses_answer``. ``switched_off``
    and ``refuses_login`` hold for good.
    """

    def __init__(self, count: int) -> None:
        self.statuses = dict.fromkeys(range(1, count + 1), "hold")
        self.lacks_multicall = self.firewall = self.switched_off = self.refuses_login = self.loses_answer = False
        self.most_calls = 1200
        self.most_bytes = 1_000_000
        self.login_fails_at: int | None = None
        self.dies_at: int | None = None
        self.forbidden: set[int] = set()
        self.stubborn: set[int] = set()
        self.asked: list[list[str]] = []
        """The methods called by each request."""

    def __call__(self, request: Request) -> Reply:
        arguments: Any
        arguments, method = loads(request.body)
        if len(request.body) > self.most_bytes:
            return Reply(413, {}, b"<html>Request Entity Too Large</html>")
        if method != "system.multicall":
            self.asked.append([str(method)])
            return _reply(self._answer(str(method), arguments[3:]))
        (calls,) = arguments
        self.asked.append([call["methodName"] for call in calls])
        if self.firewall:
            return Reply(403, {"content-type": "text/html"}, b"<html>Forbidden</html>")
        if self.lacks_multicall:
            return _reply(Fault(-32601, "server error. requested method system.multicall does not exist."))
        if len(calls) > self.most_calls:
            return _reply(Fault(-32700, "parse error. not well formed"))
        return self._many(calls)

    def changes(self) -> list[int]:
        """Return how many changes each request has made that made any."""
        counts = [sum(method in ("wp.editComment", "wp.deleteComment") for method in some) for some in self.asked]
        return [count for count in counts if count]

    def _many(self, calls: Sequence[Any]) -> Reply:
        is_change = any(call["methodName"] != "wp.getComment" for call in calls)
        stranger_at = self.login_fails_at if is_change else None
        dies_at = self.dies_at if is_change else None
        answers: list[object] = []
        for number, call in enumerate(calls):
            if stranger_at is not None and number >= stranger_at:
                answers.append(_STRANGER)
                continue
            answers.append(self._answer(call["methodName"], call["params"][3:]))
            if number == dies_at:
                self.dies_at = None
                body = dumps(Fault(500, "<p>There has been a critical error.</p>"), methodresponse=True)
                return Reply(500, {"content-type": "text/xml"}, body.encode())
        if is_change:
            self.login_fails_at = None
        if is_change and self.loses_answer:
            self.loses_answer = False
            raise OutcomeUnknown("The connection broke.")
        return _reply(
            [
                {"faultCode": one.faultCode, "faultString": one.faultString} if isinstance(one, Fault) else [one]
                for one in answers
            ]
        )

    def _answer(self, method: str, arguments: Sequence[Any]) -> object:
        if self.switched_off:
            return Fault(405, "XML-RPC services are disabled on this site.")
        if self.refuses_login:
            return _STRANGER
        if method == "wp.getProfile":
            return {"username": "eva"}
        number = int(arguments[0])
        return self._of_comment(method, number, arguments) if number in self.statuses else Fault(404, "Invalid.")

    def _of_comment(self, method: str, number: int, arguments: Sequence[Any]) -> object:
        if method == "wp.getComment":
            return {"comment_id": str(number), "status": self.statuses[number], "type": "pingback"}
        if number in self.forbidden:
            return _FORBIDDEN
        if method == "wp.editComment":
            return self._edit(number, arguments[1]["status"])
        if self.statuses[number] in ("spam", "trash"):
            del self.statuses[number]
        else:
            self.statuses[number] = "trash"
        return True

    def _edit(self, number: int, status: str) -> object:
        if number in self.stubborn or self.statuses[number] == status:  # as on MariaDB
            return Fault(500, "Sorry, the comment could not be updated.")
        self.statuses[number] = status
        return True


def _reply(value: Any) -> Reply:
    body = dumps(value if isinstance(value, Fault) else (value,), methodresponse=True)
    return Reply(200, {"content-type": "text/xml"}, body.encode())
