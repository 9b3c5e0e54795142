"""What the queue shows: rows, headings, counts and offers. Values only; the store fills them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from desktop_app.core.decision import Action, Conflict, DecisionState
from desktop_app.core.evidence import Evidence, Flag, Verdict
from desktop_app.core.linkback import CommentId, Kind, LinkbackId, PostId, SiteId, Status
from desktop_app.core.query import Grouping, Query, View
from desktop_app.core.suggestion import Suggestion


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One linkback as the queue shows it. ``status`` is what the user sees: his decision, if one is on its way.

    ``attention`` is the sentence of a decision that the site refused, empty otherwise, and ``failed_action`` what it
    was, for another try; ``conflict`` tells that it was not sent because somebody else had decided otherwise.
    ``is_waiting`` says that a decision is in the outbox; ``reason`` is the verdict's sentence.
    """

    linkback_id: LinkbackId
    site_id: SiteId
    site_key: str
    site_name: str
    site_colour: int
    comment_id: CommentId
    post_id: PostId
    kind: Kind
    status: Status
    source_url: str
    sender: str
    title: str
    excerpt: str
    post_title: str
    post_url: str
    received: datetime
    verdict: Verdict
    flags: frozenset[Flag]
    reason: str
    suggestion: Suggestion
    score: int
    attention: str
    failed_action: Action | None
    is_waiting: bool
    conflict: Conflict | None = None

    @property
    def reference(self) -> str:
        """``SITE:COMMENT_ID``, the id by which the command line names it."""
        return f"{self.site_key}:{self.comment_id}"


@dataclass(frozen=True, slots=True)
class PastDecision:
    """One line of a linkback's or a sender's history."""

    decided: datetime
    action: Action
    state: DecisionState
    title: str
    site_name: str


@dataclass(frozen=True, slots=True)
class Detail:
    """All that is known of one linkback. ``checked`` is when the evidence was gathered (aware UTC)."""

    row: QueueRow
    blog_name: str
    author_ip: str
    author_agent: str
    stored_content: str
    evidence: Evidence | None
    checked: datetime | None
    opinion_reasons: tuple[str, ...]
    sender_counts: Mapping[Status, int]
    """How many linkbacks of this sender have which status, over all sites."""
    history: tuple[PastDecision, ...]
    """What was decided about this sender before, newest first."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A group's row: its label and the linkbacks under it, in order."""

    key: str
    label: str
    members: tuple[LinkbackId, ...]
    sites: int


class Key(NamedTuple):
    """What arranging needs to know of a linkback, without its texts. A tuple: there may be 100,000 of them."""

    linkback_id: LinkbackId
    group: str
    site_id: SiteId


Entry = LinkbackId | Heading


def arrange(keys: Sequence[Key], grouping: Grouping) -> list[Entry]:
    """Gather ordered keys under headings; a group stands where its first member stood.

    A linkback alone in its group keeps its place without a heading: a heading over one row says nothing.
    """
    if grouping is Grouping.NONE:
        return [key.linkback_id for key in keys]
    groups: dict[str, list[Key]] = {}
    for key in keys:
        groups.setdefault(key.group, []).append(key)
    entries: list[Entry] = []
    for label, members in groups.items():
        if len(members) > 1:
            ids = tuple(member.linkback_id for member in members)
            entries.append(Heading(label, label, ids, len({member.site_id for member in members})))
        entries.extend(member.linkback_id for member in members)
    return entries


@dataclass(frozen=True, slots=True)
class Counts:
    """The sidebar's numbers. ``spam_that_links``: items in Spam whose source was verified to link.

    The outbox's number includes those ``in_conflict``, which wait for the user.
    """

    views: Mapping[View, int] = field(default_factory=dict[View, int])
    pending_of_site: Mapping[SiteId, int] = field(default_factory=dict[SiteId, int])
    spam_that_links: int = 0
    in_conflict: int = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """A query made from what is there, with its count: “select all 214 with no link”."""

    by: str
    """``verdict``, ``flag`` or ``sender``."""
    value: str
    count: int
    query: Query


def in_order(ids: Iterable[LinkbackId], rows: Mapping[LinkbackId, QueueRow]) -> list[QueueRow]:
    """Return the rows of ``ids`` in that order; ids without a row are left out."""
    return [rows[linkback_id] for linkback_id in ids if linkback_id in rows]
