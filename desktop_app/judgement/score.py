"""A transparent additive score over the evidence: every point has its reason, and the weights stand here."""

from collections.abc import Mapping
from types import MappingProxyType

from desktop_app.core.evidence import Evidence, Flag, Region, Verdict
from desktop_app.core.suggestion import Opinion, Suggestion

SPAM_AT_MOST = -40
APPROVE_AT_LEAST = 60

VERDICT_WEIGHTS: Mapping[Verdict, tuple[int, str]] = MappingProxyType(
    {
        Verdict.LINKED: (60, "The page links to your post."),
        Verdict.SITE_ONLY: (-20, "The page links to your site, but not to this post."),
        Verdict.MENTION: (-10, "The page names your post's address without linking to it."),
        Verdict.ABSENT: (-60, "The page does not link to your post."),
        Verdict.GONE: (-50, "The page no longer exists."),
        Verdict.UNSAFE: (-50, "The source is not a public web address."),
        Verdict.UNREADABLE: (-20, "The source is not a page that can be read."),
        Verdict.REFUSED: (0, "The source does not let us look."),
        Verdict.UNREACHABLE: (0, "The source could not be reached."),
        Verdict.UNCHECKED: (0, "The source has not been checked yet."),
    }
)

FLAG_WEIGHTS: Mapping[Flag, tuple[int, str]] = MappingProxyType(
    {
        Flag.HIDDEN: (-110, "The link is hidden from readers."),
        Flag.CLOAKED: (-110, "The page shows its link to WordPress but not to readers, or the other way round."),
        Flag.PARKED: (-100, "The domain is parked."),
        Flag.LINK_FARM: (-105, "The page links to more than a hundred other sites."),
        Flag.COPIES_POST: (-120, "The page republishes your post."),
        Flag.REFRESHES_AWAY: (-90, "The page sends its readers elsewhere."),
        Flag.CANONICAL_ELSEWHERE: (-50, "The page says that its original is elsewhere."),
        Flag.REDIRECTED: (-35, "The address leads to another site."),
        Flag.IN_COMMENTS: (-40, "The link stands in the page's comments only."),
        Flag.IN_BOILERPLATE: (-30, "The link stands in navigation or sidebar only."),
        Flag.INDIRECT: (-20, "The link goes through a redirector."),
        Flag.NOFOLLOW: (-20, "The link is marked nofollow."),
        Flag.THIN: (-30, "The page has hardly any text."),
        Flag.NOINDEX: (-20, "The page asks search engines to ignore it."),
        Flag.OWN_SITE: (-10, "The source is your own site."),
        Flag.TRUNCATED: (-5, "The page was too long to be read in full."),
    }
)

_IN_CONTENT = (15, "A visible link stands in the page's own text.")
_MUST_BE_ABSENT = frozenset(FLAG_WEIGHTS) - {Flag.TRUNCATED}


def opinion_of(evidence: Evidence) -> Opinion:
    """Return the suggestion that the evidence supports, with its reasons, strongest first.

    *Approve* is suggested only for a visible, followable link in the page's own text and no alarming flag;
    *spam* never for a source that merely could not be looked at.
    """
    points = [VERDICT_WEIGHTS[evidence.verdict]]
    points += [FLAG_WEIGHTS[flag] for flag in evidence.flags if flag in FLAG_WEIGHTS]
    if _has_link_in_content(evidence):
        points.append(_IN_CONTENT)
    score = sum(weight for weight, _ in points)
    strongest_first = sorted(points, key=lambda point: -abs(point[0]))
    return Opinion(_suggestion(evidence, score), score, tuple(reason for _, reason in strongest_first))


def _has_link_in_content(evidence: Evidence) -> bool:
    return any(link.to_target and link.visible and link.region is Region.CONTENT for link in evidence.links)


def _suggestion(evidence: Evidence, score: int) -> Suggestion:
    if score <= SPAM_AT_MOST:
        return Suggestion.SPAM
    is_clean = not evidence.flags & _MUST_BE_ABSENT
    if score >= APPROVE_AT_LEAST and is_clean and _has_link_in_content(evidence):
        return Suggestion.APPROVE
    return Suggestion.REVIEW
