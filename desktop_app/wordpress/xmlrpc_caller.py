"""Calls to one site's ``xmlrpc.php``, one by one or many in a request, and what their faults mean.

Faults arrive with HTTP 200 and in the site's language: only their numbers can be relied on (wordpress-api.md,
sections 2 to 4). The user's password is in every call, also in each of a multicall: nothing here shows a body.
"""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from http import HTTPStatus
from typing import NamedTuple, TypeAlias, cast
from xmlrpc.client import dumps  # writes only; answers are read by payload.py

from desktop_app.core.errors import LinkbackGone, LoginRefused, NotAllowed, OutcomeUnknown, PingdeskError, Unsupported
from desktop_app.wordpress.failures import Call, busy, garbled, http_failure, retry_after_s
from desktop_app.wordpress.payload import Fault, NoPayload, XmlValue, xmlrpc_result
from desktop_app.wordpress.transport import Reply, Request, Transport

_ANY_BLOG = 1
"""The address decides which blog is meant; the number is ignored (run on 6.5 multisite)."""


class Code(IntEnum):
    """The fault codes of class-wp-xmlrpc-server.php and IXR (WordPress 6.1 to 7.1)."""

    NOT_ALLOWED = 401
    LOGIN_OR_NOT_ALLOWED = 403
    MISSING = 404
    SWITCHED_OFF = 405
    FAILED = 500
    NO_SUCH_METHOD = -32601
    NOT_WELL_FORMED = -32700


class MethodCall(NamedTuple):
    """A method and what follows blog, user and password."""

    method: str
    arguments: tuple[object, ...]


Answer: TypeAlias = "XmlValue | Fault"


class InterfaceClosed(Unsupported):
    """XML-RPC, or the part of it that is needed, is closed for every linkback of the site; nothing was changed."""


class TooMuch(Exception):
    """A request was refused as a whole, and nothing was changed: a smaller one, or single calls, may get through."""


class DiedInside(OutcomeUnknown):
    """WordPress died in the middle of a multicall (trap 13). It has stopped by now: reading back is final."""


class Caller:
    """One user's calls to one site, from as many threads as ``transport`` serves."""

    def __init__(self, url: str, user: str, password: str, transport: Transport) -> None:
        """Take the address of ``xmlrpc.php`` as discovered; ``transport`` is closed with the caller."""
        self.url = url
        self.user = user
        self.host = Call.to(url).host
        self.has_multicall = True
        """False once the site has refused a multicall for good."""
        self.took_multicall = False
        """Whether the site has answered one."""
        self._password = password
        self._transport = transport

    def __repr__(self) -> str:
        """Show the site and the user, never the password."""
        return f"{type(self).__name__}({self.url!r}, {self.user!r})"

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def invoke(self, method: str, *arguments: object, changes: bool = False) -> XmlValue:
        """Return the value of a call; raises `Fault` where WordPress itself refuses."""
        return self._value(self._send(method, self._with_login(arguments), changes=changes), changes=changes)

    def call(self, method: str, *arguments: object) -> XmlValue:
        """Return the value of a call that changes nothing; faults are raised as errors of Pingdesk's tree."""
        try:
            return self.invoke(method, *arguments)
        except Fault as fault:
            raise self.refusal(fault) from fault

    def call_for_many(self, method: str, *arguments: object) -> XmlValue:
        """Return the value of a call with a large answer; raises `TooMuch` if WordPress breaks down over it."""
        reply = self._send(method, self._with_login(arguments), changes=False)
        if reply.status == HTTPStatus.INTERNAL_SERVER_ERROR:
            raise TooMuch
        try:
            return self._value(reply, changes=False)
        except Fault as fault:
            raise self.refusal(fault) from fault

    def together(self, calls: Sequence[MethodCall], *, changes: bool = False) -> Sequence[Answer]:
        """Return the answer to each call of one ``system.multicall``, in order.

        Raises `TooMuch`, and `DiedInside` (only if it ``changes`` something: else that is too much, too).
        """
        listed = [{"methodName": method, "params": self._with_login(arguments)} for method, arguments in calls]
        reply = self._send("system.multicall", (listed,), changes=changes)
        try:
            answers = xmlrpc_result(reply.body)
        except Fault as fault:
            raise self._refused_whole(reply, fault, changes=changes) from None
        except NoPayload as error:
            raise self._unread_whole(reply, changes=changes) from error
        if isinstance(answers, str) or not isinstance(answers, Sequence) or len(answers) != len(calls):
            raise garbled(Call(self.host, changes))
        self.took_multicall = True
        return [self._answer(answer, changes=changes) for answer in answers]

    def read(self, calls: Sequence[MethodCall]) -> Sequence[Answer]:
        """Return the answers to calls that change nothing, in as few requests as the site takes."""
        if len(calls) == 1 or not self.has_multicall:
            return [self._alone(call) for call in calls]
        try:
            return self.together(calls)
        except TooMuch:
            half = len(calls) // 2
            return [*self.read(calls[:half]), *self.read(calls[half:])]

    def refusal(self, fault: Fault) -> PingdeskError:
        """Return the error for a fault. 403 says both "wrong password" and "not allowed": asking again tells."""
        match fault.code:
            case Code.LOGIN_OR_NOT_ALLOWED if not self.is_logged_in():
                return self.login_refused()
            case Code.NOT_ALLOWED | Code.LOGIN_OR_NOT_ALLOWED:
                return self.not_allowed(fault)
            case Code.MISSING:
                return LinkbackGone(f"The linkback no longer exists on {self.host}.")
            case Code.SWITCHED_OFF:
                return InterfaceClosed(f"XML-RPC is switched off on {self.host}. Switch it on there, or choose REST.")
            case Code.NO_SUCH_METHOD:
                return InterfaceClosed(f"{self.host} has removed what Pingdesk needs from XML-RPC. Choose REST.")
            case _:
                return Unsupported(f"{self.host} refuses: {self._quoted(fault)} ({fault.code})")

    def is_logged_in(self) -> bool:
        """Whether the site takes the password, by a call that needs no right."""
        try:
            self.invoke("wp.getProfile", ["user_id"])
        except Fault as fault:
            return fault.code != Code.LOGIN_OR_NOT_ALLOWED
        return True

    def login_refused(self) -> LoginRefused:
        """Return the error for a password that the site does not take."""
        return LoginRefused(
            f"{self.host} does not accept this user name and password. Check both, and sign in again; a plugin for "
            "two-factor login or against break-ins can refuse them, too."
        )

    def not_allowed(self, fault: Fault) -> NotAllowed:
        """Return the error for a fault that is known to be about the user's rights."""
        return NotAllowed(f"You may not do this on {self.host}: {self._quoted(fault)}")

    def _quoted(self, fault: Fault) -> str:
        return Call(self.host, secrets=(self._password,)).quoted(fault.text)

    def fields(self, value: XmlValue) -> Mapping[str, XmlValue]:
        """Return the value as a struct; raises ``MalformedReply`` if it is none."""
        if not isinstance(value, Mapping):
            raise garbled(Call(self.host))
        return value

    def rows(self, value: XmlValue) -> Sequence[Mapping[str, XmlValue]]:
        """Return the value as a list of structs; raises ``MalformedReply`` if it is none."""
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise garbled(Call(self.host))
        return [self.fields(row) for row in value]

    def _value(self, reply: Reply, *, changes: bool) -> XmlValue:
        if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise http_failure(reply, Call(self.host, changes))
        try:
            return xmlrpc_result(reply.body)
        except NoPayload as error:
            raise self._no_answer(reply, changes=changes) from error

    def _alone(self, call: MethodCall) -> Answer:
        try:
            return self.invoke(call.method, *call.arguments)
        except Fault as fault:
            return fault

    def _answer(self, answer: XmlValue, *, changes: bool) -> Answer:
        """Return one call's answer: a list of one for a success, a struct for a fault (IXR's ``multiCall``)."""
        if isinstance(answer, Mapping):
            code = answer.get("faultCode")
            return Fault(code if isinstance(code, int) else 0, str(answer.get("faultString", "")))
        if isinstance(answer, Sequence) and not isinstance(answer, str) and len(answer) == 1:
            return answer[0]
        raise garbled(Call(self.host, changes))

    def _refused_whole(self, reply: Reply, fault: Fault, *, changes: bool) -> Exception:
        if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR and changes:
            return DiedInside(f"{self.host} broke down in the middle of a change: Pingdesk will read the site again.")
        if reply.status < HTTPStatus.INTERNAL_SERVER_ERROR and fault.code != Code.NOT_WELL_FORMED:
            self.has_multicall = False  # a call's own fault would have been in the list
        return TooMuch()

    def _unread_whole(self, reply: Reply, *, changes: bool) -> Exception:
        status = reply.status
        if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return TooMuch()
        if status == HTTPStatus.INTERNAL_SERVER_ERROR and not changes:
            return TooMuch()  # out of memory or time
        is_blocked = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
        if is_blocked and status != HTTPStatus.TOO_MANY_REQUESTS:
            self.has_multicall = False  # by a firewall; a single call will show whether it is only that
            return TooMuch()
        return self._no_answer(reply, changes=changes)

    def _no_answer(self, reply: Reply, *, changes: bool) -> PingdeskError:
        """Return the error for a reply that holds no XML-RPC."""
        call = Call(self.host, changes)
        if reply.status == HTTPStatus.OK and not reply.body.strip() and retry_after_s(reply) is not None:
            return busy(reply, call)  # maintenance: 200 and nothing (trap 14)
        error = garbled(call) if reply.status == HTTPStatus.OK else http_failure(reply, call)
        return InterfaceClosed(str(error)) if isinstance(error, Unsupported) else error

    def _with_login(self, arguments: Sequence[object]) -> tuple[object, ...]:
        return (_ANY_BLOG, self.user, self._password, *arguments)

    def _send(self, method: str, parameters: tuple[object, ...], *, changes: bool) -> Reply:
        body = dumps(cast("tuple[str, ...]", parameters), method, encoding="utf-8").encode()
        headers = {"Content-Type": "text/xml; charset=utf-8", "Accept": "text/xml"}
        return self._transport.send(Request("POST", self.url, headers=headers, body=body, changes=changes))
