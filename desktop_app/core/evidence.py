"""What verification found: one verdict, any flags, and the proof (the design's verification standard)."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

_PAUSES: Final = (
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=7),
)


class Verdict(StrEnum):
    """Does the source link to the post? Exactly one per linkback, in order of precedence."""

    UNSAFE = "unsafe"
    GONE = "gone"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    UNREADABLE = "unreadable"
    LINKED = "linked"
    SITE_ONLY = "site_only"
    MENTION = "mention"
    ABSENT = "absent"
    UNCHECKED = "unchecked"


class Flag(StrEnum):
    """What qualifies a verdict; any number of them."""

    NOFOLLOW = "nofollow"
    HIDDEN = "hidden"
    IN_COMMENTS = "in_comments"
    IN_BOILERPLATE = "in_boilerplate"
    NOINDEX = "noindex"
    REDIRECTED = "redirected"
    REFRESHES_AWAY = "refreshes_away"
    CANONICAL_ELSEWHERE = "canonical_elsewhere"
    OWN_SITE = "own_site"
    LINK_FARM = "link_farm"
    THIN = "thin"
    PARKED = "parked"
    CLOAKED = "cloaked"
    COPIES_POST = "copies_post"
    HTTP_ONLY = "http_only"
    TRUNCATED = "truncated"
    INDIRECT = "indirect"


class Region(StrEnum):
    """The part of the source page in which a link stands."""

    CONTENT = "content"
    COMMENTS = "comments"
    NAVIGATION = "navigation"
    SIDEBAR = "sidebar"
    HEADER = "header"
    FOOTER = "footer"


@dataclass(frozen=True, slots=True)
class FoundLink:
    """A link to the target, or to one of the user's homes, found on the source page.

    ``context`` is some 200 characters of the text around it, the anchor text included; ``anchor_at`` is where in
    ``context`` the anchor text starts (``None`` if it has none), for highlighting.
    """

    href: str
    text: str
    rel: tuple[str, ...]
    region: Region
    visible: bool
    context: str
    anchor_at: int | None = None
    to_target: bool = True


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that one check of one source found. Text is plain text, bounded in length.

    ``redirects`` are the URLs after the source, the final one included; ``size`` is decoded bytes read;
    ``language`` is the primary subtag; ``words`` counts rendered words outside links; ``excerpt`` is how the
    page's own text begins, for pages without a link to show; ``reason`` is one plain English sentence;
    ``retry_after_s`` is how many seconds the server asked to be left alone (not to be retried sooner).
    """

    source: str
    target: str
    verdict: Verdict
    reason: str
    flags: frozenset[Flag] = frozenset()
    final_url: str | None = None
    redirects: tuple[str, ...] = ()
    status: int | None = None
    content_type: str | None = None
    size: int | None = None
    title: str | None = None
    site_name: str | None = None
    author: str | None = None
    language: str | None = None
    direction: str | None = None
    words: int | None = None
    outbound_links: int | None = None
    outbound_domains: int | None = None
    links: tuple[FoundLink, ...] = ()
    excerpt: str | None = None
    copied_share: float | None = None
    elapsed_s: float | None = None
    retry_after_s: int | None = None


def pause_before_retry(setbacks: int, asked_s: int | None = None) -> timedelta:
    """Return how long to leave a source alone that was out of reach ``setbacks`` times in a row (at least once).

    The pauses grow from ten minutes to a week; ``asked_s``, the pause that its server asked for, may be longer.
    """
    own = _PAUSES[min(max(setbacks, 1), len(_PAUSES)) - 1]
    return max(own, timedelta(seconds=asked_s or 0))
