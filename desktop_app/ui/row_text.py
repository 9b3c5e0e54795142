"""What a linkback's row says in words: for painting, for tool tips and for screen readers."""

from desktop_app.core.decision import Conflict
from desktop_app.core.linkback import Kind
from desktop_app.core.queue import QueueRow
from desktop_app.core.suggestion import Suggestion
from desktop_app.ui.badges import status_text
from desktop_app.ui.text import age, joined, translate, utc_now


def title_of(row: QueueRow) -> str:
    """Return the source's title, or its address where it has none."""
    return one_line(row.title) or row.source_url


def post_of(row: QueueRow) -> str:
    """Return the target post's title, or its address."""
    return one_line(row.post_title) or row.post_url


def conflict_text(conflict: Conflict) -> str:
    """Return both sides of a conflict in a few words."""
    return translate("Conflict", "You: {mine} · Elsewhere: {theirs}").format(
        mine=status_text(conflict.mine), theirs=status_text(conflict.theirs)
    )


def trouble_of(row: QueueRow) -> str:
    """Return why a decision was not carried out; empty if none failed."""
    return conflict_text(row.conflict) if row.conflict is not None else one_line(row.attention)


def excerpt_of(row: QueueRow) -> str:
    """Return the second line: the excerpt in quotation marks, or why a decision failed."""
    if row.attention:
        return trouble_of(row)
    excerpt = one_line(row.excerpt)
    if not excerpt:
        return one_line(row.reason)
    return translate("Queue", "“{excerpt}”").format(excerpt=excerpt)


def kind_text(kind: Kind) -> str:
    """Return the kind in words."""
    return {Kind.PINGBACK: translate("Kind", "pingback"), Kind.TRACKBACK: translate("Kind", "trackback")}[kind]


def suggestion_text(suggestion: Suggestion) -> str:
    """Return what Pingdesk suggests, as a sentence."""
    return {
        Suggestion.APPROVE: translate("Suggestion", "Suggestion: approve."),
        Suggestion.SPAM: translate("Suggestion", "Suggestion: spam."),
        Suggestion.REVIEW: translate("Suggestion", "Suggestion: look at it yourself."),
    }[suggestion]


def row_as_sentence(row: QueueRow, badge: str) -> str:
    """Return all that a row shows, for a screen reader."""
    parts = [
        badge,
        translate("Queue", "{title}, from {sender}").format(title=title_of(row), sender=row.sender),
        translate("Queue", "to “{post}” on {site}").format(post=post_of(row), site=one_line(row.site_name)),
        kind_text(row.kind),
        age(row.received, utc_now()),
        status_text(row.status),
        trouble_of(row),
    ]
    return ", ".join(part for part in parts if part)


def row_tooltip(row: QueueRow) -> str:
    """Return what the row may have cut off."""
    where = translate("Queue", "to “{post}” on {site}").format(post=post_of(row), site=one_line(row.site_name))
    return joined([title_of(row), row.source_url, where, kind_text(row.kind), trouble_of(row) or one_line(row.reason)])


def one_line(text: str) -> str:
    """Return strangers' text on one line."""
    return " ".join(text.split())
