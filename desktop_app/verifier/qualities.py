"""The flags: what qualifies a verdict, found on the links that carry it and on the page as a whole."""

from typing import Final

from desktop_app.core.evidence import Evidence, Flag, Region
from desktop_app.core.urls import sender_of
from desktop_app.verifier.facts import Facts
from desktop_app.verifier.found import Finding
from desktop_app.verifier.scripts import sends_away
from desktop_app.verifier.signs import is_parked

_NOT_FOLLOWED: Final = frozenset({"nofollow", "ugc", "sponsored"})
_BOILERPLATE: Final = frozenset({Region.NAVIGATION, Region.SIDEBAR, Region.HEADER, Region.FOOTER})
_FARM_DOMAINS: Final = 100
_THIN_WORDS: Final = 50


def link_flags(finding: Finding, facts: Facts) -> frozenset[Flag]:
    """Return the flags that hold for every link to the target (or, without one, to the site)."""
    flags: set[Flag] = set()
    if "nofollow" in facts.robots:
        flags.add(Flag.NOFOLLOW)
    links = finding.telling
    if not links:
        return frozenset(flags)
    tests = {
        Flag.NOFOLLOW: all(_NOT_FOLLOWED.intersection(link.rel) for link in links),
        Flag.HIDDEN: not any(link.visible for link in links),
        Flag.IN_COMMENTS: all(link.region is Region.COMMENTS for link in links),
        Flag.IN_BOILERPLATE: all(link.region in _BOILERPLATE for link in links),
        Flag.INDIRECT: all(finding.is_indirect(link) for link in links),
    }
    return frozenset(flags | {flag for flag, holds in tests.items() if holds})


def page_flags(facts: Facts, source: str, text: str, words: int, evidence: Evidence) -> frozenset[Flag]:
    """Return the flags of the page itself; ``source`` is its markup, ``text`` what is seen of it."""
    flags: set[Flag] = set()
    if words < _THIN_WORDS:
        flags.add(Flag.THIN)
    if (evidence.outbound_domains or 0) > _FARM_DOMAINS:
        flags.add(Flag.LINK_FARM)
    sender = sender_of(evidence.final_url or "")
    if "noindex" in facts.robots:
        flags.add(Flag.NOINDEX)
    if facts.canonical is not None and sender_of(facts.canonical) != sender:
        flags.add(Flag.CANONICAL_ELSEWHERE)
    ways = [*sends_away(facts.scripts, facts.base), *([facts.refresh] if facts.refresh else [])]
    if any(sender_of(way) != sender for way in ways):
        flags.add(Flag.REFRESHES_AWAY)
    if is_parked(facts, source, text, words):
        flags.add(Flag.PARKED)
    return frozenset(flags)
