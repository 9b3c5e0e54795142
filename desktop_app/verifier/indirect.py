"""Links that lead somewhere by way of another: known redirectors and shorteners."""

import base64
import binascii
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, unquote

from ada_url import URL

from desktop_app.core.urls import host_of, is_web_url
from desktop_app.verifier import lists

_BING: Final = re.compile(r"a1([A-Za-z0-9_-]+=*)")
"""How Bing wraps an address: "a1" and base64url."""


def passed_addresses(url: str) -> Iterator[str]:
    """Yield the addresses to which a known redirector passes its reader on; none for any other address."""
    for redirector in _redirectors_at(plain_host(url)):
        parsed = URL(url)
        if parsed.pathname.startswith(redirector.path):
            for parameter in redirector.parameters:
                yield from filter(is_web_url, _values(parsed, redirector.path, parameter))


def passes_on(host: str) -> bool:
    """Say whether a known redirector is at a host."""
    return bool(_redirectors_at(host))


@lru_cache(maxsize=4_096)
def _redirectors_at(host: str) -> tuple[lists.Redirector, ...]:
    return tuple(redirector for redirector in lists.redirectors() if _is_host(host, redirector.host))


def is_shortened(url: str) -> bool:
    """Say whether an address is one of a known shortener."""
    return plain_host(url) in lists.shorteners() and len(URL(url).pathname) > 1


def plain_host(url: str) -> str:
    """Return an address's host without a leading ``www.``, empty for what is no web address."""
    return bare(host_of(url) or "")


def bare(host: str) -> str:
    """Return a host without ``www.`` before it, as addresses are compared."""
    while host.startswith("www.") and len(host) > len("www."):
        host = host[4:]
    return host


def _is_host(host: str, pattern: str) -> bool:
    if pattern.endswith(".*"):
        # one label or two: google.com, google.co.uk
        return re.fullmatch(re.escape(pattern[:-1]) + r"(?:[a-z]{2,3}|com?\.[a-z]{2})", host) is not None
    return host == pattern


def _values(parsed: URL, path: str, parameter: str) -> Iterator[str]:
    if parameter == "/":
        rest = parsed.pathname[len(path) :] + parsed.search
        yield rest if is_web_url(rest) else f"https://{rest}"
    elif parameter == "?":
        yield parsed.search[1:]
        yield unquote(parsed.search[1:])
    else:
        for name, value in parse_qsl(parsed.search[1:], keep_blank_values=True, max_num_fields=None):
            if name == parameter:
                yield value
                yield _unwrapped(value)


def _unwrapped(value: str) -> str:
    match = _BING.fullmatch(value)
    if match is None:
        return unquote(value)
    try:
        return base64.urlsafe_b64decode(match[1] + "=" * (-len(match[1]) % 4)).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return ""
