"""Sorting a page's links: to the post, to the user's site, or of no interest; and what is told of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from ada_url import URL

from desktop_app.core.evidence import FoundLink
from desktop_app.core.urls import TargetAddresses, host_of, is_under, is_web_url
from desktop_app.verifier.facts import tidy
from desktop_app.verifier.indirect import bare, is_shortened, passed_addresses, passes_on, plain_host
from desktop_app.verifier.page import Link, PageView
from desktop_app.verifier.passage import passage

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
        own = (host_of(url) for url in (target, *aliases, *self._homes))
        self._hosts = frozenset(bare(host) for host in own if host)

    def is_own(self, url: str) -> bool:
        """Say whether an address belongs to one of the user's sites."""
        return any(is_under(url, home) for home in self._homes)

    def kind_of(self, url: str) -> tuple[bool, int] | None:
        """Return whether a link leads to the post (else: to a site) and after how many hops; ``None`` if to neither."""
        if url not in self._kinds:
            self._kinds[url] = self._kind(self._ends_of(url)) if self._may_matter(url) else None
        return self._kinds[url]

    def _may_matter(self, url: str) -> bool:
        """Say whether a link is worth a comparison: most lead to hosts that are nobody's here."""
        host = plain_host(url)
        return host in self._hosts or url in self._resolved or passes_on(host)

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
    return tuple(_describe(link, seen.pieces, to_target=is_target) for link, is_target in chosen)


def _describe(link: Link, pieces: list[str], *, to_target: bool) -> FoundLink:
    context, anchor_at = passage(pieces, link)
    return FoundLink(
        href=link.href.strip(),
        text=tidy(link.text, _LONGEST_ANCHOR),
        rel=link.rel,
        region=link.region,
        visible=link.visible,
        context=context,
        anchor_at=anchor_at,
        to_target=to_target,
    )
