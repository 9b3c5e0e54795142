"""What a badge says: verdict and flags as an icon, a colour and a few words, never a colour alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from desktop_app.core.evidence import Flag, Verdict
from desktop_app.core.linkback import Status
from desktop_app.ui.text import marked, translate


class Tone(StrEnum):
    """The colour of a badge, by what it means to the user; a token of the theme."""

    GOOD = "good"
    CAUTION = "caution"
    BAD = "bad"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class Badge:
    """A badge. ``source_text`` is English; `text` is what to show."""

    icon: str
    tone: Tone
    source_text: str

    @property
    def text(self) -> str:
        """The words, in the user's language."""
        return translate("Badge", self.source_text)


BY_VERDICT: Mapping[Verdict, Badge] = MappingProxyType(
    {
        Verdict.UNSAFE: Badge("unsafe", Tone.BAD, marked("Badge", "Unsafe address")),
        Verdict.GONE: Badge("gone", Tone.BAD, marked("Badge", "Source is gone")),
        Verdict.REFUSED: Badge("refused", Tone.NEUTRAL, marked("Badge", "Source refuses us")),
        Verdict.UNREACHABLE: Badge("unreachable", Tone.NEUTRAL, marked("Badge", "Could not reach")),
        Verdict.UNREADABLE: Badge("unreadable", Tone.NEUTRAL, marked("Badge", "Not a page")),
        Verdict.LINKED: Badge("verified", Tone.GOOD, marked("Badge", "Links to your post")),
        Verdict.SITE_ONLY: Badge("half", Tone.NEUTRAL, marked("Badge", "Site, not this post")),
        Verdict.MENTION: Badge("mention", Tone.CAUTION, marked("Badge", "Mentions, no link")),
        Verdict.ABSENT: Badge("unlinked", Tone.BAD, marked("Badge", "No link")),
        Verdict.UNCHECKED: Badge("unchecked", Tone.NEUTRAL, marked("Badge", "Not checked yet")),
    }
)

_LINKED_BUT: tuple[tuple[Flag, Badge], ...] = (
    (Flag.HIDDEN, Badge("hidden", Tone.BAD, marked("Badge", "Hidden link"))),
    (Flag.CLOAKED, Badge("hidden", Tone.BAD, marked("Badge", "Cloaked link"))),
    (Flag.PARKED, Badge("gone", Tone.BAD, marked("Badge", "Parked page"))),
    (Flag.OWN_SITE, Badge("own", Tone.NEUTRAL, marked("Badge", "Your own site"))),
    (Flag.REFRESHES_AWAY, Badge("warning", Tone.CAUTION, marked("Badge", "Links · leads away"))),
    (Flag.LINK_FARM, Badge("farm", Tone.CAUTION, marked("Badge", "Links · link farm"))),
    (Flag.COPIES_POST, Badge("copy", Tone.CAUTION, marked("Badge", "Links · copies post"))),
    (Flag.NOFOLLOW, Badge("nofollow", Tone.CAUTION, marked("Badge", "Links · nofollow"))),
    (Flag.IN_COMMENTS, Badge("mention", Tone.CAUTION, marked("Badge", "Links · in comments"))),
    (Flag.IN_BOILERPLATE, Badge("group", Tone.CAUTION, marked("Badge", "Links · in sidebar"))),
    (Flag.INDIRECT, Badge("open", Tone.CAUTION, marked("Badge", "Links · indirect"))),
    (Flag.REDIRECTED, Badge("warning", Tone.CAUTION, marked("Badge", "Links · redirected"))),
    (Flag.CANONICAL_ELSEWHERE, Badge("copy", Tone.CAUTION, marked("Badge", "Links · a copy"))),
    (Flag.NOINDEX, Badge("nofollow", Tone.CAUTION, marked("Badge", "Links · noindex"))),
    (Flag.THIN, Badge("unreadable", Tone.CAUTION, marked("Badge", "Links · thin page"))),
)
"""What is worth saying of a link found, the gravest first."""

_ABSENT_BECAUSE: tuple[tuple[Flag, Badge], ...] = (
    (Flag.PARKED, Badge("gone", Tone.BAD, marked("Badge", "Parked page"))),
    (Flag.OWN_SITE, Badge("own", Tone.NEUTRAL, marked("Badge", "Your own site"))),
)

_STATUS_TEXTS: Mapping[Status, str] = MappingProxyType(
    {
        Status.PENDING: marked("Status", "Pending"),
        Status.APPROVED: marked("Status", "Approved"),
        Status.SPAM: marked("Status", "Spam"),
        Status.TRASH: marked("Status", "Trash"),
        Status.GONE: marked("Status", "No longer on the site"),
    }
)

_FLAG_TEXTS: Mapping[Flag, str] = MappingProxyType(
    {
        Flag.NOFOLLOW: marked("Flag", "nofollow: the link gives no credit"),
        Flag.HIDDEN: marked("Flag", "the link is invisible to a reader"),
        Flag.IN_COMMENTS: marked("Flag", "the link stands in a comment"),
        Flag.IN_BOILERPLATE: marked("Flag", "the link stands in a sidebar, menu or footer"),
        Flag.NOINDEX: marked("Flag", "noindex: search engines leave the page out"),
        Flag.REDIRECTED: marked("Flag", "the source redirects to another domain"),
        Flag.REFRESHES_AWAY: marked("Flag", "the page sends its reader elsewhere"),
        Flag.CANONICAL_ELSEWHERE: marked("Flag", "the page calls itself a copy of another domain's"),
        Flag.OWN_SITE: marked("Flag", "the source is one of your own sites"),
        Flag.LINK_FARM: marked("Flag", "the page links to more than a hundred domains"),
        Flag.THIN: marked("Flag", "hardly any text beside the links"),
        Flag.PARKED: marked("Flag", "a parked domain or an error page"),
        Flag.CLOAKED: marked("Flag", "WordPress and browsers are shown different pages"),
        Flag.COPIES_POST: marked("Flag", "the page republishes your post"),
        Flag.HTTP_ONLY: marked("Flag", "the page is not encrypted (http)"),
        Flag.TRUNCATED: marked("Flag", "the page is longer than what was read"),
        Flag.INDIRECT: marked("Flag", "the link passes through a redirector"),
    }
)


def badge_for(verdict: Verdict, flags: frozenset[Flag]) -> Badge:
    """Return the badge of a linkback."""
    notable = {Verdict.LINKED: _LINKED_BUT, Verdict.ABSENT: _ABSENT_BECAUSE}.get(verdict, ())
    for flag, badge in notable:
        if flag in flags:
            return badge
    return BY_VERDICT[verdict]


def status_text(status: Status) -> str:
    """Return a status in words."""
    return translate("Status", _STATUS_TEXTS[status])


def flag_text(flag: Flag) -> str:
    """Return a flag as a part of a sentence."""
    return translate("Flag", _FLAG_TEXTS[flag])


def every_badge() -> tuple[Badge, ...]:
    """Return all badges there are, for tests and for measuring the widest."""
    return (*BY_VERDICT.values(), *(badge for _, badge in (*_LINKED_BUT, *_ABSENT_BECAUSE)))
