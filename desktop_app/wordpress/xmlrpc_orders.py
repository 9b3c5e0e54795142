"""One order at a time over XML-RPC, each settled by what the site itself says afterwards."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from desktop_app.core.errors import (
    Cancelled,
    LinkbackGone,
    LoginRefused,
    MalformedReply,
    OutcomeUnknown,
    SiteUnreachable,
    Unsupported,
)
from desktop_app.core.linkback import RemoteLinkback, Status
from desktop_app.wordpress.client import Order, Outcome
from desktop_app.wordpress.orders import ABOUT_THE_ITEM, LookUp, in_words_of
from desktop_app.wordpress.payload import Fault
from desktop_app.wordpress.xmlrpc_caller import Caller, Code, InterfaceClosed

WORDS: Mapping[Status, str] = MappingProxyType(
    {Status.PENDING: "hold", Status.APPROVED: "approve", Status.SPAM: "spam", Status.TRASH: "trash"}
)

_UNREAD = (SiteUnreachable, MalformedReply, InterfaceClosed, LoginRefused, Cancelled)
"""What keeps a linkback from being read, and says nothing of it."""


class SingleOrders:
    """Carries out one order by calls of its own."""

    def __init__(self, caller: Caller, look_up: LookUp) -> None:
        """Change through ``caller`` and read back with ``look_up``."""
        self._caller = caller
        self._look_up = look_up

    def outcome(self, order: Order) -> Outcome:
        """Return what became of the order. Raises trouble that concerns the whole site; then nothing was changed."""
        try:
            return Outcome(order, self._carry_out(order))
        except InterfaceClosed:
            raise
        except (*ABOUT_THE_ITEM, OutcomeUnknown) as error:
            return Outcome(order, None, error)

    def _carry_out(self, order: Order) -> Status:
        return in_words_of(order, set_status=self._set_status, bring_back=self._bring_back, delete=self._delete)

    def _set_status(self, linkback: RemoteLinkback, status: Status) -> Status:
        """Change the status and read it back: the answer to the change is no more than "true".

        Trash goes by ``wp.editComment`` too: ``wp.deleteComment`` destroys what has become spam or trash
        meanwhile, and anything on a site without trash (traps 7 and 8). WordPress's clean-up after 30 days
        does not find what was trashed this way.
        """
        try:
            self._caller.invoke("wp.editComment", str(linkback.comment_id), {"status": WORDS[status]}, changes=True)
        except Fault as fault:
            # 500 is also MariaDB's answer to the status that the comment already has (trap 10).
            if fault.code != Code.FAILED:
                raise self._caller.refusal(fault) from fault
            with self._after_a_change():
                if self._status_now(linkback) is status:
                    return status
            raise self._caller.refusal(fault) from fault
        with self._after_a_change():
            return self._status_now(linkback)

    def _bring_back(self, linkback: RemoteLinkback) -> Status:
        """Make what is spam or trash pending; XML-RPC has no word for the status from before."""
        now = self._status_now(linkback)
        return self._set_status(linkback, Status.PENDING) if now in (Status.SPAM, Status.TRASH) else now

    def _delete(self, linkback: RemoteLinkback) -> None:
        """Delete for ever: the first call only trashes what was pending or approved, the second one deletes."""
        if self._is_there_to_delete(linkback):
            with self._after_a_change():
                self._is_there_to_delete(linkback)

    def _is_there_to_delete(self, linkback: RemoteLinkback) -> bool:
        """Ask once for the deletion; return whether there was something to delete."""
        try:
            done = self._caller.invoke("wp.deleteComment", str(linkback.comment_id), changes=True)
        except Fault as fault:
            if fault.code == Code.MISSING:
                return False
            raise self._caller.refusal(fault) from fault
        if done is not True:
            raise not_deleted(self._caller)
        return True

    def _status_now(self, linkback: RemoteLinkback) -> Status:
        now = self._look_up([linkback.comment_id]).get(linkback.comment_id)
        if now is None:
            raise gone(self._caller)
        return now.status

    @contextmanager
    def _after_a_change(self) -> Generator[None]:
        """Say of any failure to read that a change may have been made before."""
        try:
            yield
        except _UNREAD as error:
            raise unread(self._caller) from error


def gone(caller: Caller) -> LinkbackGone:
    """Return the error for a linkback that is not there any more."""
    return LinkbackGone(f"The linkback no longer exists on {caller.host}.")


def not_deleted(caller: Caller) -> Unsupported:
    """Return the error for a deletion that WordPress answers with "false"."""
    return Unsupported(f"{caller.host} did not delete the linkback. A plugin may forbid it.")


def unread(caller: Caller) -> OutcomeUnknown:
    """Return the error for a change that was sent and cannot be read back now."""
    return OutcomeUnknown(
        f"{caller.host} was asked for a change, but could not be asked what became of it: Pingdesk will read "
        "the site again."
    )
