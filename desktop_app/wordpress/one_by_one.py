"""Carrying out orders one after another, each with its own outcome."""

import threading
from collections.abc import Callable, Iterator, Sequence

from desktop_app.core.errors import LinkbackGone, NotAllowed, OutcomeUnknown, Unsupported
from desktop_app.core.linkback import RemoteLinkback, Status
from desktop_app.wordpress.client import Order, Outcome

ABOUT_THE_ITEM = (LinkbackGone, NotAllowed, Unsupported)
"""Refusals that say nothing about other linkbacks of the site."""


def one_by_one(
    orders: Sequence[Order], carry_out: Callable[[Order], Status], cancelled: threading.Event
) -> Iterator[Sequence[Outcome]]:
    """Yield the outcome of each order (see `ModerationClient.carry_out`)."""
    for order in orders:
        if cancelled.is_set():
            return
        outcome = outcome_of(order, carry_out)
        yield [outcome]
        if isinstance(outcome.error, OutcomeUnknown):
            return


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
