"""The reason of a verdict: one plain sentence that a blogger understands."""

from typing import Final

from desktop_app.core.evidence import Evidence, Flag, Verdict

_SITE_ONLY: Final = "The page links to your site, but not to this post."
_BUT: Final = (
    (Flag.CLOAKED, "browsers and WordPress are shown different pages"),
    (Flag.HIDDEN, "readers cannot see it"),
    (Flag.REFRESHES_AWAY, "the page sends its readers elsewhere at once"),
    (Flag.PARKED, "the page is a placeholder"),
    (Flag.COPIES_POST, "the page republishes much of your text"),
    (Flag.LINK_FARM, "the page links to more than a hundred sites"),
    (Flag.IN_COMMENTS, "only from its comments"),
    (Flag.IN_BOILERPLATE, "only from its menus or margins"),
    (Flag.NOFOLLOW, "search engines are told not to follow the link"),
    (Flag.NOINDEX, "search engines are told to leave the page out"),
    (Flag.CANONICAL_ELSEWHERE, "it says that its original is on another site"),
    (Flag.INDIRECT, "by way of another address"),
    (Flag.THIN, "it has hardly any text of its own"),
)


def reason_for(evidence: Evidence) -> str:
    """Return the sentence for a page that was read."""
    if evidence.verdict is Verdict.LINKED:
        return _linked(evidence)
    if evidence.verdict is Verdict.SITE_ONLY:
        return _SITE_ONLY
    if evidence.verdict is Verdict.MENTION:
        return "The page names your post's address as text, but does not link to it."
    if Flag.CLOAKED in evidence.flags:
        return "The page shows a link to your post to WordPress, but not to a reader's browser."
    if Flag.PARKED in evidence.flags:
        return "The page is a placeholder without a link to your post."
    return "There is no link to your post on the page."


def _linked(evidence: Evidence) -> str:
    where = [text for flag, text in _BUT if flag in evidence.flags]
    number = sum(link.to_target for link in evidence.links)
    start = "The page links to your post" if number == 1 else f"The page links to your post {number} times"
    return f"{start}, but {where[0]}." if where else f"{start}."
