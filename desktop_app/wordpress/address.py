"""Reads what a blogger types as his blog's address, and says which addresses belong to the same site."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit, urlunsplit

from desktop_app.core.errors import WrongInput
from desktop_app.core.urls import resolve, sender_of

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_HOST_AND_PORT = re.compile(r"[^/:@]+:\d{1,5}(?:/|\Z)")
_INTERIOR = re.compile(
    r"/(?:wp-(?:admin|login\.php|json|content|includes)|xmlrpc\.php|index\.php)(?:/.*)?\Z", re.DOTALL
)
_LONGEST = 2_000
_MOST_FOLDERS = 6


def addresses_to_try(typed: str) -> Sequence[str]:
    """Return the absolute URLs to try, best first, for anything that may be a blog's address.

    https comes before http; what was typed with https is never tried without. Interior addresses of WordPress
    (``wp-admin``, ``wp-login.php`` …), queries of these and fragments are cut off. Raises ``WrongInput`` with
    the reason where the text is no address.
    """
    text = typed.strip().strip("<>\"'").strip()
    if not text:
        raise WrongInput("Type the address of your blog, for example example.com.")
    if len(text) > _LONGEST or re.search(r"\s", text):
        raise WrongInput("That is not a web address. Type something like example.com or https://example.com/blog.")
    scheme = _SCHEME.match(text)
    if scheme is None or _HOST_AND_PORT.match(text):
        return [_absolute(f"https://{text.lstrip('/')}"), _absolute(f"http://{text.lstrip('/')}")]
    if scheme[1].lower() == "https":
        return [_absolute(text)]
    if scheme[1].lower() != "http":
        raise WrongInput(f"Addresses of blogs begin with https, not with {scheme[1][:20]}.")
    plain = _absolute(text)
    if urlsplit(plain).port is not None:  # a port speaks either http or https
        return [plain]
    return [plain.replace("http:", "https:", 1), plain]


def _absolute(text: str) -> str:
    url = resolve("https://unused.invalid/", text)
    if url is None:
        raise WrongInput(f"“{text[:80]}” is not a web address. Check how it is written.")
    parts = urlsplit(url)
    if parts.username is not None and parts.password is None and parts.path in ("", "/"):
        raise WrongInput("That looks like an e-mail address. Type the address of your blog, for example example.com.")
    if parts.username is not None or parts.password is not None:
        raise WrongInput("Leave user name and password out of the address; Pingdesk asks for them later.")
    path = _INTERIOR.sub("/", parts.path)
    query = parts.query if path == parts.path else ""
    return urlunsplit((parts.scheme, parts.netloc, path or "/", query, ""))


def folders_of(url: str) -> Sequence[str]:
    """Return the folders that a page lies in, as URLs ending in a slash, innermost first: where a blog may live.

    Of a very deep page, the innermost and the outermost ones.
    """
    parts = urlsplit(url)
    names = [name for name in parts.path.split("/") if name]
    if names and not parts.path.endswith("/") and "." in names[-1]:
        names.pop()
    paths = ["/".join(["", *names[:count], ""]) for count in range(len(names), -1, -1)]
    kept = paths if len(paths) <= _MOST_FOLDERS else [paths[0], *paths[1 - _MOST_FOLDERS :]]
    return [urlunsplit((parts.scheme, parts.netloc, path, "", "")) for path in kept]


def is_same_site(one: str, other: str) -> bool:
    """Whether ``other`` may be taken for the site at ``one``, so that its password may go there, too.

    Same registrable domain (with or without ``www.``, other subdomains) and the same port; the step from http's
    usual port to https's is fine, the one back from https to http is not. Both are to be absolute URLs as
    `desktop_app.core.urls.resolve` spells them: other spellings may mean another host to another parser.
    """
    if not sender_of(one) or sender_of(one) != sender_of(other):
        return False
    first, second = urlsplit(one), urlsplit(other)
    if second.username is not None or (first.scheme, second.scheme) == ("https", "http"):
        return False
    return first.port == second.port  # ``None`` is the scheme's own port


def with_scheme_of(url: str, page: str) -> str:
    """Return ``url`` with https if ``page`` came over https: blogs moved to https often still name http."""
    return url.replace("http:", "https:", 1) if page.startswith("https:") else url
