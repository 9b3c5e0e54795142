"""One order to a client, as a plain call: the answer, or the error that its outcome holds."""

import threading

from desktop_app.core.linkback import RemoteLinkback, Status
from desktop_app.wordpress.client import ModerationClient, Order


def set_status(client: ModerationClient, linkback: RemoteLinkback, status: Status) -> Status:
    """Order one status."""
    return _order(client, Order(linkback, status))


def bring_back(client: ModerationClient, linkback: RemoteLinkback) -> Status:
    """Order "Not spam" or "Restore"."""
    return _order(client, Order(linkback, None))


def delete(client: ModerationClient, linkback: RemoteLinkback) -> None:
    """Order a permanent deletion."""
    _order(client, Order(linkback, Status.GONE))


def _order(client: ModerationClient, order: Order) -> Status:
    (outcome,) = [outcome for some in client.carry_out([order], threading.Event()) for outcome in some]
    if outcome.error is not None:
        raise outcome.error
    assert outcome.status is not None
    return outcome.status
