"""What the detail pane tells of a linkback as facts: names and values in words, nothing Qt but its language."""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QLocale

from desktop_app.core.decision import Action, DecisionState
from desktop_app.core.evidence import Evidence, Region, Verdict
from desktop_app.core.linkback import ON_SITE
from desktop_app.core.queue import Detail, Heading, PastDecision
from desktop_app.ui.badges import flag_text, status_text
from desktop_app.ui.row_text import kind_text, one_line, suggestion_text
from desktop_app.ui.text import ago, joined, moment_text, number, translate, utc_now

Fact = tuple[str, str]

_NEVER_READ = frozenset(
    {Verdict.UNSAFE, Verdict.GONE, Verdict.REFUSED, Verdict.UNREACHABLE, Verdict.UNREADABLE, Verdict.UNCHECKED}
)
"""Without a page there is no saying what it holds."""


def headline_facts(detail: Detail) -> list[Fact]:
    """Return the few facts under the preview."""
    evidence = detail.evidence
    if evidence is None:
        return []
    found = [link for link in evidence.links if link.to_target] or list(evidence.links)
    first = found[0] if found else None
    where = translate("Facts", "%Ln link(s)", None, len(found))
    if first is not None:
        where = f"{where}, {region_text(first.region)}"
    facts = [
        (translate("Facts", "Found"), where if first is not None else _nothing_found(evidence)),
        (translate("Facts", "Anchor text"), one_line(first.text) if first is not None else ""),
        (translate("Facts", "Page"), _page(evidence)),
        (translate("Facts", "Checked"), ago(detail.checked, utc_now()) if detail.checked else ""),
    ]
    return [fact for fact in facts if fact[1]]


def _nothing_found(evidence: Evidence) -> str:
    if evidence.verdict in _NEVER_READ:
        return translate("Facts", "not looked at")
    return translate("Facts", "no link")


def evidence_facts(detail: Detail) -> list[Fact]:
    """Return every fact that the check found."""
    evidence = detail.evidence
    if evidence is None:
        return [(translate("Facts", "Checked"), translate("Facts", "Not checked yet."))]
    facts = [
        (translate("Facts", "Result"), one_line(evidence.reason)),
        (translate("Facts", "Also"), "\n".join(flag_text(flag) for flag in sorted(evidence.flags))),
        (translate("Facts", "Why"), "\n".join(detail.opinion_reasons)),
        (translate("Facts", "Source"), evidence.source),
        (translate("Facts", "Post"), evidence.target),
        (translate("Facts", "Leads to"), "\n".join(evidence.redirects)),
        (translate("Facts", "Page title"), one_line(evidence.title or "")),
        (translate("Facts", "Site name"), one_line(evidence.site_name or "")),
        (translate("Facts", "Author"), one_line(evidence.author or "")),
        (translate("Facts", "Answer"), joined([_status(evidence), evidence.content_type or "", _size(evidence)])),
        (translate("Facts", "Text"), joined([_language(evidence), _words(evidence)])),
        (translate("Facts", "Links out"), _outbound(evidence)),
        (translate("Facts", "Copied"), _copied(evidence)),
        (translate("Facts", "Checked"), moment_text(detail.checked, utc_now()) if detail.checked else ""),
    ]
    for link in evidence.links:
        words = [link.href, one_line(link.text), " ".join(link.rel), region_text(link.region)]
        words.append("" if link.visible else translate("Facts", "invisible"))
        facts.append((translate("Facts", "Link"), joined(words)))
    return [fact for fact in facts if fact[1]]


def sender_facts(detail: Detail) -> list[Fact]:
    """Return how many linkbacks of this sender have which status."""
    facts = [(translate("Facts", "Sender"), detail.row.sender)]
    facts += [
        (status_text(status), number(detail.sender_counts[status]))
        for status in ON_SITE
        if detail.sender_counts.get(status)
    ]
    return facts


def stored_facts(detail: Detail) -> list[Fact]:
    """Return what WordPress holds beside the text."""
    row = detail.row
    facts = [
        (translate("Facts", "Id"), row.reference),
        (translate("Facts", "Kind"), kind_text(row.kind)),
        (translate("Facts", "Status"), status_text(row.status)),
        (translate("Facts", "Title"), one_line(row.title)),
        (translate("Facts", "Blog name"), one_line(detail.blog_name)),
        (translate("Facts", "Address"), row.source_url),
        (translate("Facts", "Received"), moment_text(row.received, utc_now())),
        (translate("Facts", "Sent from"), detail.author_ip),
        (translate("Facts", "Sent by"), one_line(detail.author_agent)),
    ]
    return [fact for fact in facts if fact[1]]


def past_decision_text(past: PastDecision) -> str:
    """Return one line of the sender's history."""
    outcome = {
        DecisionState.WAITING: translate("History", "not sent yet"),
        DecisionState.SENDING: translate("History", "being sent"),
        DecisionState.FAILED: translate("History", "the site refused"),
        DecisionState.WITHDRAWN: translate("History", "undone"),
    }.get(past.state, "")
    verb = action_done_text(past.action)
    return joined([verb, one_line(past.title), one_line(past.site_name), outcome])


def action_done_text(action: Action) -> str:
    """Return an action as something that was done."""
    return {
        Action.APPROVE: translate("History", "Approved"),
        Action.HOLD: translate("History", "Unapproved"),
        Action.SPAM: translate("History", "Marked as spam"),
        Action.UNSPAM: translate("History", "Marked as not spam"),
        Action.TRASH: translate("History", "Moved to the trash"),
        Action.RESTORE: translate("History", "Restored"),
        Action.DELETE: translate("History", "Deleted permanently"),
    }[action]


def opinion_sentence(detail: Detail) -> str:
    """Return what Pingdesk suggests and the strongest reason."""
    return suggestion_text(detail.row.suggestion)


def sender_sentence(detail: Detail) -> str:
    """Return what the user decided about this sender before, as a sentence; empty if nothing."""
    counts = detail.sender_counts
    known = [
        translate("Facts", "%Ln approved", None, approved) if (approved := counts.get(ON_SITE[1], 0)) else "",
        translate("Facts", "%Ln in spam", None, spam) if (spam := counts.get(ON_SITE[2], 0)) else "",
        translate("Facts", "%Ln in the trash", None, trashed) if (trashed := counts.get(ON_SITE[3], 0)) else "",
    ]
    told = [part for part in known if part]
    if not told:
        return ""
    return translate("Facts", "From this sender: {counts}.").format(counts=", ".join(told))


def group_text(heading: Heading, tally: Counter[str]) -> str:
    """Return a group in a few lines: its name, how much there is where, and what was found."""
    count = translate("Queue", "%Ln linkback(s)", None, len(heading.members))
    where = translate("Queue", "%Ln site(s)", None, heading.sites)
    pattern = translate("Detail", "{badge}: {count}")
    found = [pattern.format(badge=badge, count=number(many)) for badge, many in tally.most_common()]
    hint = translate("Detail", "What you decide here is decided for all of them. X selects them.")
    return "\n".join([one_line(heading.label), joined([count, where]), "", *found, "", hint])


def as_text(facts: Sequence[Fact]) -> str:
    """Return facts for the clipboard."""
    return "\n".join(f"{name}: {value}" for name, value in facts)


def region_text(region: Region) -> str:
    """Return where on a page something stands."""
    return {
        Region.CONTENT: translate("Region", "in the text"),
        Region.COMMENTS: translate("Region", "in the comments"),
        Region.NAVIGATION: translate("Region", "in the navigation"),
        Region.SIDEBAR: translate("Region", "in the sidebar"),
        Region.HEADER: translate("Region", "in the header"),
        Region.FOOTER: translate("Region", "in the footer"),
    }[region]


def _page(evidence: Evidence) -> str:
    return joined([_status(evidence), _language(evidence), _words(evidence), _outbound(evidence)])


def _status(evidence: Evidence) -> str:
    return "" if evidence.status is None else str(evidence.status)


def _language(evidence: Evidence) -> str:
    if not evidence.language:
        return ""
    language = QLocale(evidence.language).language()
    known = language is not QLocale.Language.C
    return QLocale.languageToString(language) if known else evidence.language


def _words(evidence: Evidence) -> str:
    return "" if evidence.words is None else translate("Facts", "%Ln word(s)", None, evidence.words)


def _size(evidence: Evidence) -> str:
    return "" if evidence.size is None else QLocale().formattedDataSize(evidence.size, 0)


def _outbound(evidence: Evidence) -> str:
    if evidence.outbound_domains is None:
        return ""
    return translate("Facts", "%Ln site(s) linked", None, evidence.outbound_domains)


def _copied(evidence: Evidence) -> str:
    if evidence.copied_share is None:
        return ""
    return translate("Facts", "%Ln % of your post", None, round(evidence.copied_share * 100))
