"""Where XML-RPC's effect is the same as REST's, so that the quicker one may be taken.

REST is what is meant: it runs the functions that WordPress's own screens run. XML-RPC writes the new status into
the comment's row and tells the plugins of the transition; it neither remembers the status from before nor when it
was left, sends no mail, and tells no filter to learn. The rows, the memory (comment meta), the mails and what "Not
spam" and "Restore" lead to were compared for every pair of statuses on WordPress 6.5 and 7.1: tests/wordpress/
test_equivalence.py.
"""

from collections.abc import Mapping
from types import MappingProxyType

from desktop_app.core.linkback import Status
from desktop_app.core.site import Endpoints
from desktop_app.wordpress.client import Order

_EQUAL: Mapping[Status, frozenset[Status | None]] = MappingProxyType(
    {
        # Not to approved: REST mails the post's author. Not to trash: what has no time of trashing is never emptied.
        # To spam: REST remembers "pending", XML-RPC nothing; "Not spam" takes both for pending, and the daily
        # clean-up throws the memory of what is spam away. (One difference is left, and accepted: what was brought
        # out of spam or trash by a plain status still has the memory of then. REST overwrites it; after XML-RPC,
        # "Not spam" leads to the status that the linkback had when it was spam for the first time.)
        Status.PENDING: frozenset({Status.SPAM}),
        # Not to spam or trash: "approved" would not be remembered. Not deleted: XML-RPC trashes it first.
        Status.APPROVED: frozenset({Status.PENDING}),
        # Not to the other of both: it would not be remembered. Not brought back (None): only REST knows to where.
        Status.SPAM: frozenset({Status.PENDING, Status.GONE}),
        Status.TRASH: frozenset({Status.PENDING, Status.GONE}),
    }
)
"""The changes that come to the same, by the status before."""


def xmlrpc_is_as_good(order: Order, endpoints: Endpoints) -> bool:
    """Whether the order may go by XML-RPC: nothing on the site will tell afterwards which way it took.

    The order's linkback is as the site has just told it. If somebody changes it in the moment between, the order
    overrules him by either way; by XML-RPC his status is then not remembered.
    """
    if endpoints.has_learning_filter:
        return False  # it learns from REST only
    return order.wanted in _EQUAL.get(order.linkback.status, ())
