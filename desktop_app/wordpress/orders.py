"""What carrying out an order means, whichever way it goes: the call that it stands for, and its outcome."""

from collections.abc import Callable, Collection, Mapping
from typing import TypeAlias

from desktop_app.core.errors import LinkbackGone, NotAllowed, OutcomeUnknown, Unsupported
from desktop_app.core.linkback import CommentId, RemoteLinkback, Status
from desktop_app.wordpress.client import Order, Outcome

LookUp: TypeAlias = Callable[[Collection[CommentId]], Mapping[CommentId, RemoteLinkback]]
"""Returns the linkbacks with these ids as the site has them now; what is gone is missing. Any thread may call."""

ABOUT_THE_ITEM = (LinkbackGone, NotAllowed, Unsupported)
"""Refusals that say nothing about other linkbacks of the site."""


def outcome_of(order: Order, carry_out: Callable[[Order], Status]) -> Outcome:
    """Return what became of one order. Raises trouble that concerns the whole site; then nothing was changed."""
    try:
        return Outcome(order, carry_out(order))
    except (*ABOUT_THE_ITEM, OutcomeUnknown) as error:
        return Outcome(order, None, error)


def in_words_of(
    order: Order,
    *,
    set_status: Callable[[RemoteLinkback, Status], Status],
    bring_back: Callable[[RemoteLinkback], Status],
    delete: Callable[[RemoteLinkback], None],
) -> Status:
    """Carry out one order by the call that it stands for."""
    if order.wanted is None:
        return bring_back(order.linkback)
    if order.wanted is Status.GONE:
        delete(order.linkback)
        return Status.GONE
    return set_status(order.linkback, order.wanted)
