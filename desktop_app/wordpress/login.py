"""Chooses between REST and XML-RPC by logging in for real, and explains best why neither lets the user in."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal, TypeAlias

from desktop_app.core.errors import LoginRefused, PingdeskError, Unsupported
from desktop_app.core.linkback import Status
from desktop_app.core.site import Account, Endpoints, SignedIn, TransportKind
from desktop_app.wordpress.client import ModerationClient, open_client
from desktop_app.wordpress.failures import SiteBusy
from desktop_app.wordpress.payload import Fault
from desktop_app.wordpress.transport import Transport
from desktop_app.wordpress.xmlrpc import version_in
from desktop_app.wordpress.xmlrpc_caller import Caller, MethodCall, TooMuch

Wanted: TypeAlias = Literal["auto", "rest", "xmlrpc"]

_APPLICATION_PASSWORD = re.compile(r"[A-Za-z0-9]{24}")
"""What WordPress makes (``WP_Application_Passwords::PW_LENGTH``); it ignores the blanks between the groups."""


def choose_transport(
    endpoints: Endpoints, user: str, password: str, wanted: Wanted = "auto", *, transport: Transport
) -> SignedIn:
    """Return the transport that lets the user in, and what was found out; ``auto`` prefers REST.

    With ``auto``, XML-RPC is tried beside REST, by one request: it may be the quicker one for bulk changes, and it
    tells WordPress's version. That it is closed is no trouble then. An account whose ``may_moderate`` is False is
    returned, too: what to say then is the caller's business. Raises the error that helps most (``LoginRefused``,
    ``Unsupported``, ``SiteUnreachable`` …). ``transport`` stays open.
    """
    errors: dict[TransportKind, PingdeskError] = {}
    for kind in (TransportKind.REST, TransportKind.XMLRPC) if wanted == "auto" else (TransportKind(wanted),):
        try:
            client = open_client(endpoints, user, password, kind, connect=lambda: transport)
            found = SignedIn(kind, _proven(client), client.capabilities)
        except SiteBusy:
            raise  # REST may work in a minute: no reason to settle for less
        except PingdeskError as error:
            errors[kind] = error
        else:
            is_rest = kind is TransportKind.REST and wanted == "auto"
            return _with_xmlrpc(found, endpoints, user, password, transport) if is_rest else found
    if wanted == "rest" and isinstance(errors[TransportKind.REST], LoginRefused):
        raise _why_rest_refuses(endpoints, user, password, transport) from errors[TransportKind.REST]
    raise _best(errors, endpoints)


def _proven(client: ModerationClient) -> Account:
    """Return the account, once a page of linkbacks was read: plugins may let users in and comments not out."""
    account = client.account()
    if account.may_moderate:
        next(client.linkbacks(Status.PENDING, limit=1), None)
    return account


def _with_xmlrpc(found: SignedIn, endpoints: Endpoints, user: str, password: str, transport: Transport) -> SignedIn:
    """Return what was found, and whether the same password opens XML-RPC for many calls at once."""
    if endpoints.xmlrpc_url is None or not found.account.may_moderate:
        return found
    caller = Caller(endpoints.xmlrpc_url, user, password, transport)
    calls = [MethodCall("wp.getProfile", (["user_id"],)), MethodCall("wp.getOptions", (["software_version"],))]
    try:
        profile, options = caller.together(calls)
    except (PingdeskError, TooMuch):
        return found
    if isinstance(profile, Fault):
        return found
    return replace(
        found,
        account=replace(found.account, version=version_in(options)),
        capabilities=replace(found.capabilities, multicall=True),
    )


def _why_rest_refuses(endpoints: Endpoints, user: str, password: str, transport: Transport) -> LoginRefused:
    """Return REST's refusal, explained by what XML-RPC says to the same password.

    A stripped ``Authorization`` header (Apache with CGI or FastCGI) looks like a wrong password (trap 3).
    """
    try:
        open_client(endpoints, user, password, TransportKind.XMLRPC, connect=lambda: transport).account()
    except PingdeskError as error:
        return _refused(endpoints, tried_both=isinstance(error, LoginRefused))
    if _APPLICATION_PASSWORD.fullmatch(re.sub(r"\s", "", password)) is None:
        return LoginRefused(
            f"That is the password of your account on {endpoints.home}: REST takes only application passwords. Make "
            "one in your profile there, or choose XML-RPC."
        )
    return LoginRefused(
        f"The password is right (XML-RPC takes it), but {endpoints.home} does not let it through to REST: its web "
        "server probably drops the Authorization header. Its host can pass it on (Apache: “SetEnvIf Authorization "
        '"(.*)" HTTP_AUTHORIZATION=$1” in .htaccess). Until then choose XML-RPC.'
    )


def _best(errors: Mapping[TransportKind, PingdeskError], endpoints: Endpoints) -> PingdeskError:
    """Return the error to show: a refused login tells more than an interface that is switched off."""
    refused = [kind for kind, error in errors.items() if isinstance(error, LoginRefused)]
    if len(errors) == 1 and not refused:
        return next(iter(errors.values()))
    if refused == [TransportKind.XMLRPC]:
        return errors[TransportKind.XMLRPC]
    if refused:
        return _refused(endpoints, tried_both=len(refused) > 1)
    told = [error for error in errors.values() if not isinstance(error, Unsupported)]
    return told[0] if told else Unsupported(" ".join(str(error) for error in errors.values()))


def _refused(endpoints: Endpoints, *, tried_both: bool) -> LoginRefused:
    """Return the sentence for a user whom REST does not accept, nor XML-RPC where ``tried_both``."""
    begin = f"{endpoints.home} does not accept this user name and password"
    if tried_both:
        return LoginRefused(
            f"{begin}, neither over REST nor over XML-RPC. Check both, and "
            "sign in again: a new application password is made in your profile there."
        )
    if endpoints.application_passwords is False:
        return LoginRefused(
            f"{begin}: application passwords are switched off there (they need https), and XML-RPC, which takes the "
            "account's own password, is closed. One of both has to be opened on the site."
        )
    return LoginRefused(
        f"{begin}. REST takes application passwords only: make one in your profile there. If yours is right, the "
        "web server may drop the Authorization header."
    )
