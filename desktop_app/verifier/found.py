"""Sorting a page's links: to the post, to the user's site, or of no interest; and what is told of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from ada_url import URL

from desktop_app.core.evidence import FoundLink
from desktop_app.core.urls import TargetAddresses, is_under, is_web_url
from desktop_app.verifier.facts import tidy
from desktop_app.verifier.indirect import is_shortened, passed_addresses
from desktop_app.verifier.page import Link, PageView

_AROUND: Final = 100
"""Characters of text before and after a link that are kept as its context."""
_MOST: Final = 50
_LONGEST_ANCHOR: Final = 300


@dataclass(frozen=True, slots=True)
class Finding:
    """The links that matter, in document order. ``indirect`` are those that pass a redirector or shortener.

    ``found`` describes them for the evidence; ``shortened`` are addresses of shorteners not yet resolved.
    """

    to_target: tuple[Link, ...]
    to_site: tuple[Link, ...]
    indirect: frozenset[int]
    found: tuple[FoundLink, ...]
    shortened: tuple[str, ...]

    @property
    def telling(self) -> tuple[Link, ...]:
        """The links that carry the verdict and its flags."""
        return self.to_target or self.to_site

    def is_indirect(self, link: Link) -> bool:
        """Say whether a link reaches its end by way of another host."""
        return id(link) in self.indirect


class Addresses:
    """The addresses of one question: the post's, and the user's sites."""

    def __init__(self, target: str, homes: Iterable[str], aliases: Iterable[str], resolved: Mapping[str, str]) -> None:
        """Take the question's addresses; without homes, the target's host is the site."""
        self.target = TargetAddresses(target, aliases)
        self._homes = tuple(homes) or (URL(target).origin,)
        self._resolved = resolved
        self._kinds: dict[str, tuple[bool, int] | None] = {}

    def is_own(self, url: str) -> bool:
        """Say whether an address belongs to one of the user's sites."""
        return any(is_under(url, home) for home in self._homes)

    def kind_of(self, url: str) -> tuple[bool, int] | None:
        """Return whether a link leads to the post (else: to a site) and after how many hops; ``None`` if to neither."""
        if url not in self._kinds:
            self._kinds[url] = self._kind(self._ends_of(url))
        return self._kinds[url]

    def _kind(self, ends: list[str]) -> tuple[bool, int] | None:
        for is_target, matches in ((True, self.target.include), (False, self.is_own)):
            for hops, end in enumerate(ends):
                if matches(end):
                    return is_target, hops
        return None

    def _ends_of(self, url: str) -> list[str]:
        """Return where a link leads: itself first, then where redirectors and shorteners pass it on to."""
        ends = [url, *passed_addresses(url)]
        further = self._resolved.get(url)
        return [*ends, further] if further is not None and is_web_url(further) else ends


def sort_links(seen: PageView, addresses: Addresses) -> Finding:
    """Return the links to the post and to the user's sites."""
    to_target: list[Link] = []
    to_site: list[Link] = []
    indirect: set[int] = set()
    shortened: dict[str, None] = {}
    for link in seen.links:
        kind = addresses.kind_of(link.url)
        if kind is not None:
            (to_target if kind[0] else to_site).append(link)
            if kind[1] > 0:
                indirect.add(id(link))
        elif is_shortened(link.url):
            shortened.setdefault(link.url)
    return Finding(
        tuple(to_target), tuple(to_site), frozenset(indirect), _described(seen, to_target, to_site), tuple(shortened)
    )


def _described(seen: PageView, to_target: list[Link], to_site: list[Link]) -> tuple[FoundLink, ...]:
    """Describe at most fifty links, those to the target first if there are more."""
    chosen = [*((link, True) for link in to_target), *((link, False) for link in to_site)][:_MOST]
    chosen.sort(key=lambda pair: pair[0].start)
    return tuple(_describe(link, seen.text, to_target=is_target) for link, is_target in chosen)


def _text_before(text: str, end: int) -> str:
    """Return the text that leads up to ``end``, beginning with a whole word (languages without blanks: anywhere)."""
    start = max(0, end - _AROUND)
    if start == 0:
        return text[:end].lstrip()
    part = text[start:end]
    _, blank, whole = part.partition(" ")
    return f"…\u00a0{(whole if blank else part).lstrip()}"


def _text_after(text: str, start: int) -> str:
    """Return the text that goes on from ``start``, ending with a whole word."""
    part = text[start : start + _AROUND]
    if start + _AROUND >= len(text):
        return part.rstrip()
    whole, blank, _ = part.rpartition(" ")
    return f"{(whole if blank else part).rstrip()}\u00a0…"  # no line of its own for the dots


def _describe(link: Link, text: str, *, to_target: bool) -> FoundLink:
    anchor = tidy(link.text, _LONGEST_ANCHOR)
    before = _text_before(text, link.start)
    middle = text[link.start : link.end] if link.visible else f"{anchor} "
    if len(middle) > _LONGEST_ANCHOR:
        middle = anchor
    after = _text_after(text, link.end)
    return FoundLink(
        href=link.href.strip(),
        text=anchor,
        rel=link.rel,
        region=link.region,
        visible=link.visible,
        context=f"{before}{middle}{after}".rstrip(),
        anchor_at=len(before) + len(middle) - len(middle.lstrip()) if middle.strip() else None,
        to_target=to_target,
    )
