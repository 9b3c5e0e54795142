"""What a broken connection means for the user: errors of requests, urllib3 and the system in, those of core out.

Their sentences show no more of an address than its host.
"""

import ssl
from typing import TypeVar
from urllib.parse import urlsplit

import requests
from urllib3 import exceptions

from desktop_app.core.errors import Cancelled, OutcomeUnknown, PingdeskError, SiteUnreachable, WrongInput
from desktop_app.wordpress.certificates import reason_of

E = TypeVar("E", bound=BaseException)

_NO_ADDRESS = (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, exceptions.LocationValueError)


def host_of(url: str) -> str:
    """Return the host (and port) of an address, without a user's name and password."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2] or url[:80]
    except ValueError:
        return url[:80]


def stopped(host: str, *, changes: bool) -> PingdeskError:
    """Return the error for a request that was cut by Pingdesk itself."""
    if changes:
        return OutcomeUnknown(
            f"Pingdesk was stopped while {host} made a change: it will read the site again to see what was done."
        )
    return Cancelled(f"Pingdesk was stopped while it waited for {host}.")


def translated(error: Exception, host: str, *, changes: bool) -> PingdeskError:
    """Return the error of core's tree that says what ``error`` means for the user.

    ``changes``: the request may have changed something if it was sent.
    """
    if isinstance(error, _NO_ADDRESS):
        return WrongInput(f"“{host}” is not an address that can be reached. Check how it is written.")
    sentence = _before_sending(error, host)
    if sentence is not None:
        return SiteUnreachable(sentence)
    if changes:
        return OutcomeUnknown(
            f"The connection to {host} broke after the change was sent: Pingdesk will read the site again to see "
            "whether it was made."
        )
    if reasons(error, requests.exceptions.ReadTimeout, exceptions.ReadTimeoutError) is not None:
        return SiteUnreachable(f"{host} does not answer in time. Try again later.")
    if reasons(error, requests.exceptions.SSLError, exceptions.SSLError, ssl.SSLError) is not None:
        return SiteUnreachable(f"No encrypted connection to {host} can be made. Does the site offer https?")
    return SiteUnreachable(f"The connection to {host} broke before the answer was complete. Try again later.")


def _before_sending(error: Exception, host: str) -> str | None:
    """Return the sentence for a failure that kept the request on this machine, ``None`` for any other."""
    if (doubt := reasons(error, ssl.SSLCertVerificationError)) is not None:  # the site's own leave the user a choice
        return (
            f"The certificate of the proxy on the way to {host} is not trusted ({reason_of(doubt)}). Ask whoever "
            "runs this network, or switch the proxy off."
        )
    if reasons(error, exceptions.NameResolutionError) is not None:
        return f"There is no server named {host}, or this computer is offline. Check the address and the network."
    if reasons(error, exceptions.ProxyError, requests.exceptions.ProxyError) is not None:
        return f"The proxy of this network does not let Pingdesk through to {host}."
    if reasons(error, exceptions.ConnectTimeoutError) is not None:  # NewConnectionError descends from it
        return f"{host} cannot be reached: no connection could be made. Try again later."
    return None


def reasons(error: BaseException, *kinds: type[E]) -> E | None:
    """Return the first error of ``kinds`` that ``error`` wraps, in any of the ways requests and urllib3 wrap errors."""
    waiting: list[object] = [error]
    seen: set[int] = set()
    while waiting:
        current = waiting.pop()
        if not isinstance(current, BaseException) or id(current) in seen:
            continue
        if isinstance(current, kinds):
            return current
        seen.add(id(current))
        waiting += [getattr(current, "reason", None), current.__cause__, current.__context__, *current.args]
    return None
