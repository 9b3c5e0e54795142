"""What a web address is, whose it is, and when two of them name the same page (the design's verification standard).

Pure. Parsing is the WHATWG URL standard's (ada-url); registrable domains come from the public suffix list with its
private section (publicsuffixlist). Both are imported at first use, because start-up time matters.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_to_bytes

from desktop_app.core import tracking

if TYPE_CHECKING:
    from ada_url import URL
    from publicsuffixlist import PublicSuffixList

_LONGEST = 8_192
"""Characters of the longest address worth a look; browsers and servers give up earlier."""

_USUAL = re.compile(r"https?://((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,})(?=[/?#]|\Z)")
"""Addresses whose host every parser reads alike: lower case, no login, no port, no number for an IP address."""

_BYTE = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_PLAIN = re.compile(
    rf"https?://((?:[a-z0-9_-]+\.)*[a-z][a-z0-9_-]*|{_BYTE}\.{_BYTE}\.{_BYTE}\.{_BYTE})(?::[1-5]?[0-9]{{1,4}})?(?:[/?#]|\Z)"
)
"""Addresses whose host is what stands there: no upper case, user-info or other script, no number to interpret."""
_SEGMENT = r"[A-Za-z0-9_~!$*+,;:@=()-][A-Za-z0-9_~!$*+,;:@=().-]*+"
_AS_IS = re.compile(rf"/(?:{_SEGMENT}/)*+(?:{_SEGMENT})?(?:\?[A-Za-z0-9_~!$*+,;:@=()/?&.-]*+)?\Z")
"""Paths and queries that no parser changes: no dot segments, no empty ones, nothing to encode, no fragment."""
_ENCODED = re.compile(r"%(?:([0-9A-Fa-f]{2}))?|[|^]")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_ALIAS_TAIL = re.compile(
    r"/(?:amp|embed|trackback|feed(?:/.*)?|comment-page-[0-9]+|page/[0-9]+|([0-9]+))/?\Z", re.DOTALL
)
_TARGET_TAIL = re.compile(r"/(?:trackback|comment-page-[0-9]+)\Z")


def is_web_url(text: str) -> bool:
    """Say whether ``text`` is an absolute http or https address with a host."""
    return _plain_host(text) is not None or _parse(text) is not None


def host_of(url: str) -> str | None:
    """Return the host in lower-case ASCII, IPv6 without brackets, no trailing dot; ``None`` if not a web address."""
    usual = _USUAL.match(url) if len(url) <= _LONGEST else None
    if usual is not None and "xn--" not in usual[1]:
        return usual[1]  # much the quickest way, for lists of ten thousands
    plain = _plain_host(url)
    if plain is not None:
        return plain
    parsed = _parse(url)
    return None if parsed is None else _bare_host(parsed)


def resolve(base: str, reference: str) -> str | None:
    """Return ``reference`` as a browser resolves it against ``base`` if that is a web address, else ``None``."""
    from ada_url import join_url  # noqa: PLC0415 - 20 ms, not needed at start

    if len(reference) > _LONGEST:
        return None
    if reference.startswith("/") and _AS_IS.match(reference):
        origin = _origin_of(base)
        if origin is not None:
            return origin + reference
    start = _PLAIN.match(reference)
    if start and "xn--" not in start[1] and _AS_IS.match(reference, start.end(1)):
        return reference
    try:
        joined = join_url(base, reference)
    except ValueError:
        return None
    return joined if is_web_url(joined) else None


def sender_of(url: str) -> str:
    """Return whose address this is: the registrable domain, or host or IP address where there is none.

    The public suffix list's private section counts: a blog under blogspot.com is its own sender. Empty for what is
    not a web address.
    """
    host = host_of(url)
    if host is None:
        return ""
    if ":" in host or host.rpartition(".")[2].isdigit():
        return host
    return _registrable(host)


@lru_cache(maxsize=8_192)
def normalise(url: str) -> str | None:
    """Return the one spelling that all addresses of the same page share, or ``None`` if not a web address.

    A key for comparison and storage, not for fetching: the scheme is ``https`` wherever that keeps the port's
    meaning. Idempotent.
    """
    parsed = _parse(url)
    if parsed is None:
        return None
    query = "&".join(f"{name}={value}" if value else name for name, value in sorted(_pairs(parsed.search[1:])))
    return f"{_origin(parsed)}{_path(parsed.pathname)}" + (f"?{query}" if query else "")


def same_page(one: str, other: str) -> bool:
    """Say whether two addresses are equal after normalisation (aliases of a post not considered)."""
    key = normalise(one)
    return key is not None and key == normalise(other)


def leads_to(url: str, target: str, aliases: Iterable[str] = ()) -> bool:
    """Say whether a link to ``url`` leads to the post at ``target``, whose other known addresses are ``aliases``."""
    return TargetAddresses(target, aliases).include(url)


def is_under(url: str, home: str) -> bool:
    """Say whether ``url`` is the site at ``home`` or a page of it (same host and port, path at or below)."""
    key, base = normalise(url), normalise(home)
    if key is None or base is None:
        return False
    key, base = key.partition("?")[0], base.partition("?")[0].rstrip("/")
    return key == base or key.startswith(f"{base}/")


class TargetAddresses:
    """All addresses of one post: its permalink, the given aliases, and what WordPress answers below each of them."""

    __slots__ = ("_keys", "hosts")

    def __init__(self, target: str, aliases: Iterable[str] = ()) -> None:
        """Take the permalink and any further addresses; what is not a web address among these is ignored."""
        known = (target, *aliases)
        self._keys = frozenset(key for url in known for key in _target_keys(url))
        self.hosts = frozenset(host for host in map(host_of, known) if host)

    def include(self, url: str) -> bool:
        """Say whether a link to ``url`` leads to the post."""
        key = normalise(url)
        if key is None:
            return False
        return key in self._keys or any(form in self._keys for form in _without_alias(key))


def _target_keys(url: str) -> Iterable[str]:
    """Yield the keys under which a known address of the post is found."""
    key = normalise(url)
    if key is None:
        return
    yield key
    base, _, query = key.partition("?")
    kept = [pair for pair in query.split("&") if pair and not _is_view(pair)]
    yield "?".join(filter(None, (_TARGET_TAIL.sub("", base) or base, "&".join(kept))))
    # WordPress answers ?p=ID and ?page_id=ID alike with the post or page of that ID.
    number = re.fullmatch(r"(?:p|page_id)=([0-9]+)", "&".join(kept))
    if number:
        yield f"{base}?p={number[1]}"
        yield f"{base}?page_id={number[1]}"


def _without_alias(key: str) -> Iterable[str]:
    """Yield the addresses of which ``key`` may be an alias: without view parameters, without a known tail."""
    base, _, query = key.partition("?")
    kept = "&".join(pair for pair in query.split("&") if pair and not _is_view(pair))
    end = f"?{kept}" if kept else ""
    if kept != query:
        yield base + end
    tail = _ALIAS_TAIL.search(base, base.index("/", 8))
    if tail is None:
        return
    permalink = base[: tail.start()]
    at_root = "/" not in permalink[8:]
    # Below the root a bare number is a year's archive, not a page of the front page.
    if not (at_root and tail[1]):
        yield (f"{permalink}/" if at_root else permalink) + end


def _is_view(pair: str) -> bool:
    """Say whether a query pair only changes how WordPress shows the same post."""
    name, _, value = pair.partition("=")
    return (name == "amp" and value in {"", "1"}) or (name == "replytocom" and value.isdigit())


def _plain_host(url: str) -> str | None:
    match = _PLAIN.match(url)
    return match[1] if match and "xn--" not in match[1] and len(url) <= _LONGEST else None


@lru_cache(maxsize=256)
def _origin_of(url: str) -> str | None:
    parsed = _parse(url)
    return None if parsed is None or parsed.username or parsed.password else str(parsed.origin)


def _parse(url: str) -> "URL | None":
    from ada_url import URL  # noqa: PLC0415 - 20 ms, not needed at start

    if len(url) > _LONGEST:
        return None
    try:
        parsed = URL(url)
    except ValueError:
        return None
    return parsed if parsed.protocol in {"http:", "https:"} and parsed.hostname else None


@lru_cache(maxsize=4_096)
def _registrable(host: str) -> str:
    return _suffixes().privatesuffix(host) or host


@lru_cache(maxsize=1)
def _suffixes() -> "PublicSuffixList":
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415 - 50 ms, not needed at start

    return PublicSuffixList()


def _bare_host(parsed: "URL") -> str:
    host: str = parsed.hostname
    if host.endswith(".") and not host.endswith(".."):
        host = host[:-1]
    return host.strip("[]")


def _origin(parsed: "URL") -> str:
    """Return scheme, host and port with everything dropped that makes no difference."""
    host = _bare_host(parsed)
    while host.startswith("www.") and len(host) > len("www."):
        host = host[4:]
    if ":" in host:
        host = f"[{host}]"
    if not parsed.port:
        return f"https://{host}"
    # The parser has dropped default ports: 443 is left with http only, and would vanish with https.
    scheme = "http" if parsed.port == "443" else "https"
    return f"{scheme}://{host}:{parsed.port}"


def _path(path: str) -> str:
    """Return the path (dot segments already gone) in one encoding, without index.php and one trailing slash."""
    path = _ENCODED.sub(_one_encoding, path)
    while True:
        shorter = path
        if shorter.endswith("/index.php"):
            shorter = shorter[: -len("index.php")]
        elif shorter.endswith("/") and not shorter.endswith("//") and len(shorter) > 1:
            shorter = shorter[:-1]
        if shorter == path:
            return path
        path = shorter


def _one_encoding(match: re.Match[str]) -> str:
    """Return a percent-encoded byte decoded if unreserved (RFC 3986, 2.3), else with capitals; encode stray signs."""
    if match[1] is None:
        return f"%{ord(match[0]):02X}"
    byte = int(match[1], 16)
    return chr(byte) if byte in _UNRESERVED else f"%{byte:02X}"


def _pairs(query: str) -> set[tuple[str, str]]:
    """Return the query's pairs without tracking parameters, each part in one encoding."""
    pairs: set[tuple[str, str]] = set()
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        name, value = _one_form(name), _one_form(value)
        lowered = name.lower()
        if (name or value) and lowered not in tracking.NAMES and not lowered.startswith(tracking.PREFIXES):
            pairs.add((name, value))
    return pairs


def _one_form(text: str) -> str:
    return quote(unquote_to_bytes(text.replace("+", " ")), safe="")
