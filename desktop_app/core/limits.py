"""What the way to a site cannot do there, in sentences for its owner."""

from collections.abc import Sequence
from typing import Final

from desktop_app.core.site import Site, TransportKind

_XMLRPC: Final = (
    "A spam filter that learns, such as Akismet, is not told what you mark as spam or as not spam.",
    "“Not spam” and “Restore” make a linkback pending, whatever it was before.",
    "What you move to the trash stays there until you delete it: WordPress does not empty it after 30 days.",
    "The program that sent a linkback (its user agent) is not shown.",
)
"""Measured on WordPress 6.1 to 7.1: wordpress-api.md, sections 2 and 3."""
_NO_TRASH: Final = "The site has no trash: linkbacks can only be deleted permanently."


def limits_of(site: Site) -> Sequence[str]:
    """Return what cannot be done on the site the way Pingdesk talks to it; empty where there is nothing to say.

    Over XML-RPC even a site without trash keeps what is moved there: that is no limit of this way.
    """
    if site.transport is TransportKind.XMLRPC:
        return _XMLRPC
    return (_NO_TRASH,) if site.capabilities.has_trash is False else ()
