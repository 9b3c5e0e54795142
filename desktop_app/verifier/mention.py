"""Finding an address that stands as plain text, whole and not as the beginning of a longer one."""

import re
from collections.abc import Callable, Iterable
from typing import Final

from desktop_app.core.urls import is_web_url

_ENDS: Final = re.compile(r"[\s<>\"'`{}|\\^«»‹›“”„‘’「」『』【】《》（），。、；：！？…]")
_LEFT: Final = re.compile(r"(?:(?P<scheme>https?)://)?(?:www\.)?\Z", re.IGNORECASE)
_INNER: Final = re.compile(r"[A-Za-z0-9=/&?%#@~_+.\-]\Z")
"""What stands before an address that is a part of a longer one."""
_TRAILING: Final = ".,;:!?*_'\")]}>"
_EAST_ASIAN: Final = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
_MOST: Final = 2_000
"""Occurrences of the host looked at in one page."""


def mentions(text: str, hosts: Iterable[str], is_target: Callable[[str], bool]) -> bool:
    """Say whether ``text`` holds an address, with or without scheme, for which ``is_target`` holds.

    ``hosts`` are the hosts such an address may have, in ASCII.
    """
    return any(
        is_target(candidate)
        for host in {name for given in hosts for name in _spellings(given)}
        for candidate in _candidates(text, host)
    )


def _spellings(host: str) -> set[str]:
    plain = host.removeprefix("www.")
    try:
        return {plain, plain.encode("ascii").decode("idna")}
    except UnicodeError:
        return {plain}


def _candidates(text: str, host: str) -> Iterable[str]:
    for number, match in enumerate(re.finditer(re.escape(host), text, re.IGNORECASE)):
        if number >= _MOST:
            return
        before = text[max(0, match.start() - 80) : match.start()]
        left = _LEFT.search(before)
        if left is None or _is_within(before[: left.start()]):
            continue
        rest = _ENDS.split(text[match.start() : match.start() + 4_000], maxsplit=1)[0]
        for address in _readings(rest):
            candidate = f"{left['scheme'] or 'http'}://{address}"
            if is_web_url(candidate):
                yield candidate


def _is_within(before: str) -> bool:
    """Say whether an address begins in the middle of something: a longer address, a mail address, another name."""
    if not before.endswith("="):
        return _INNER.search(before) is not None
    word = re.split(r"[\s<>\"'(]", before)[-1]
    return any(sign in word for sign in ("/", "?", "&"))


def _readings(address: str) -> Iterable[str]:
    """Yield the address as written, and without the marks and East Asian text that follow it in a sentence."""
    while (
        address and address[-1] in _TRAILING and not (address[-1] == ")" and address.count("(") >= address.count(")"))
    ):
        address = address[:-1]
    yield address
    following = _EAST_ASIAN.search(address)
    if following:
        yield address[: following.start()]
