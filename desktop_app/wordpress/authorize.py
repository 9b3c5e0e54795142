"""WordPress's page on which a user lets a program in: its address, and what comes back from there. Pure.

The page is ``wp-admin/authorize-application.php`` (WordPress 5.6 and later; read in 6.1 to 7.1). It makes an
application password and sends the browser on to an address of ours with it, or shows it.
"""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode, urlsplit

from desktop_app.core.errors import NotAllowed, Unsupported, WrongInput
from desktop_app.core.site import Credentials, Endpoints
from desktop_app.core.urls import same_page
from desktop_app.wordpress.address import is_same_site

APP_ID = "5d0a9f4e-6c1b-4f0e-9a57-2f7c1d7e8b63"
"""By which a site knows Pingdesk's passwords, whatever they are named. It has to be a UUID."""

SCHEME = "pingdesk"
ANSWER_PATH = "/authorized"
LOOPBACK = "127.0.0.1"

_PAGE = "/wp-admin/authorize-application.php"
_FIRST_WITH_LOOPBACK = (7, 1)
_ANSWER_HOST = ANSWER_PATH.strip("/")
_LONGEST_ANSWER = 4_096
_MOST_FIELDS = 20
_ANSWERS = ("state", "site_url", "user_login", "password", "success", "error")


class WayBack(StrEnum):
    """How the password gets from the browser to Pingdesk."""

    LOOPBACK = "loopback"
    """The browser calls an address of this machine."""
    SCHEME = "scheme"
    """The browser hands a ``pingdesk:`` address to the system, which starts Pingdesk with it."""
    PASTE = "paste"
    """WordPress shows the password; the user copies it."""


def way_back(version: str | None, *, has_handler: bool) -> WayBack:
    """Return the best way that a site of this WordPress version accepts.

    A loopback address over http is accepted since 7.1; before, the whole page answers with an error. Where the
    version is not known, nothing is risked.
    """
    if _is_at_least(version, _FIRST_WITH_LOOPBACK):
        return WayBack.LOOPBACK
    return WayBack.SCHEME if has_handler else WayBack.PASTE


def _is_at_least(version: str | None, wanted: tuple[int, int]) -> bool:
    found = re.match(r"(\d{1,3})\.(\d{1,3})", version or "")
    return found is not None and (int(found[1]), int(found[2])) >= wanted


def answer_url(way: WayBack, *, port: int, state: str) -> str | None:
    """Return the address that WordPress is to send the browser to, ``None`` for pasting.

    WordPress wants ``//host`` also in an address with a scheme of one's own, and appends its answer as a string:
    there must be no fragment.
    """
    query = urlencode({"state": state})
    if way is WayBack.LOOPBACK:
        return f"http://{LOOPBACK}:{port}{ANSWER_PATH}?{query}"
    if way is WayBack.SCHEME:
        return f"{SCHEME}://{_ANSWER_HOST}/{port}?{query}"
    return None


def page_address(endpoints: Endpoints, app_name: str, success_url: str | None) -> str:
    """Return the address to open in the user's browser.

    ``app_name`` is what the password will be called in the user's profile: up to WordPress 6.7 each has to be
    another one. Raises ``Unsupported`` with the reason where the site offers no such page.
    """
    page = endpoints.authorize_url
    if page is None:
        raise Unsupported(_why_not(endpoints))
    if urlsplit(page).scheme not in ("http", "https") or not is_same_site(endpoints.home, page):
        raise Unsupported(f"{endpoints.home} names a page of another site for signing in. Sign in by hand.")
    fields = {"app_name": app_name, "app_id": APP_ID}
    if success_url is not None:
        fields["success_url"] = success_url  # a refusal comes there, too, with success=false
    return f"{page}{'&' if '?' in page else '?'}{urlencode(fields)}"


def _why_not(endpoints: Endpoints) -> str:
    if endpoints.application_passwords is False:
        return (
            f"{endpoints.home} has application passwords switched off (they need https), so nothing can be signed in "
            "with a browser. Sign in by hand."
        )
    return f"{endpoints.home} does not say where programs are let in. Sign in by hand."


def read_answer(query: str, state: str, endpoints: Endpoints) -> Credentials | None:
    """Return what the browser brought back, or ``None`` for an answer that is not to our question.

    ``query`` is the answer's, as it came; it may be anybody's. Raises ``NotAllowed`` if the user said no,
    ``Unsupported`` if the site takes no application passwords, ``WrongInput`` for an answer of another site or
    one without a password. No error shows what came.
    """
    import hmac  # noqa: PLC0415 - start-up time

    found = _fields_of(query)
    if not hmac.compare_digest(found.get("state", "").encode(), state.encode()):
        return None
    if "error" in found:
        raise Unsupported(f"{endpoints.home} has application passwords switched off. Sign in by hand.")
    if found.get("success") == "false":
        raise NotAllowed(
            "You did not approve the connection in your browser. Nothing was changed. Try again, or sign in by hand."
        )
    user, password = found.get("user_login", "").strip(), found.get("password", "").strip()
    if not user or not password:
        raise WrongInput("The site's answer holds no password. Try again, or sign in by hand.")
    if not any(same_page(found.get("site_url", ""), known) for known in _addresses_of(endpoints)):
        raise WrongInput(
            f"The answer in your browser came from another site than {endpoints.home}. Try again, or sign in by hand."
        )
    return Credentials(user, password)


def _addresses_of(endpoints: Endpoints) -> Sequence[str]:
    """Return the addresses by which a site may call itself: *siteurl*, where its page is, need not be its home."""
    folders = [(endpoints.authorize_url or "").partition(_PAGE)[0]]
    folders += [(endpoints.xmlrpc_url or "").partition("/xmlrpc.php")[0]]
    return [endpoints.home, *(folder for folder in folders if folder)]


def relayed(address: str) -> str | None:
    """Return the loopback address that a ``pingdesk:`` address of ours stands for, ``None`` for any other.

    Any page may have the system open such an address: nothing but the waiting Pingdesk's own path can be reached
    with it, and nothing but the fields of an answer goes there.
    """
    if len(address) > _LONGEST_ANSWER:
        return None
    found = re.fullmatch(rf"{SCHEME}://{_ANSWER_HOST}/(\d{{4,5}})/?\?([^#\s]*)", address)
    if found is None or not 1024 <= int(found[1]) <= 65_535:  # noqa: PLR2004 - ports that anybody may listen on
        return None
    fields = _fields_of(found[2])
    query = urlencode({name: fields[name] for name in _ANSWERS if name in fields})
    return f"http://{LOOPBACK}:{int(found[1])}{ANSWER_PATH}?{query}"


def _fields_of(query: str) -> Mapping[str, str]:
    """Return the fields of a query, the first of each name; none at all if it is beyond all measure."""
    if len(query) > _LONGEST_ANSWER:
        return {}
    try:
        pairs = parse_qsl(query, max_num_fields=_MOST_FIELDS, keep_blank_values=True)
    except ValueError:
        return {}
    return dict(reversed(pairs))
