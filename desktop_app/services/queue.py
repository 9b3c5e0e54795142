"""What there is to see: entries, rows, details, counts and offers."""

from collections.abc import Sequence
from dataclasses import replace

from desktop_app.core.errors import WrongInput
from desktop_app.core.evidence import Flag, Verdict
from desktop_app.core.linkback import LinkbackId
from desktop_app.core.query import Grouping, Order, Query, narrowed
from desktop_app.core.queue import Counts, Detail, Entry, Offer, QueueRow, arrange
from desktop_app.core.site import Site
from desktop_app.core.suggestion import Suggestion
from desktop_app.judgement.score import opinion_of
from desktop_app.store.database import Database
from desktop_app.store.evidence import EvidenceTable
from desktop_app.store.queue import QueueReader
from desktop_app.store.sites import SitesTable

_WORTH_AN_OFFER = 2
_FLAGS_OF_LINKED = (Flag.HIDDEN, Flag.COPIES_POST, Flag.NOFOLLOW, Flag.LINK_FARM)


def _fits(digits: str) -> bool:
    """Whether a number is one that SQLite (and WordPress) can hold."""
    return len(digits) <= len(str(2**63)) and int(digits) < 2**63


class Queue:
    """Read-only. Every method may be called from any thread; `rows` and `detail` are quick."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._reader = QueueReader(database)
        self._evidence = EvidenceTable(database)
        self._sites = SitesTable(database)

    def entries(self, query: Query, order: Order, grouping: Grouping) -> list[Entry]:
        """Return what matches, in order, gathered under headings if asked for."""
        return arrange(self._reader.keys(query, order, grouping), grouping)

    def ids(self, query: Query, order: Order = Order.NEWEST, limit: int | None = None) -> list[LinkbackId]:
        """Return the linkbacks that match, in order."""
        return [key.linkback_id for key in self._reader.keys(query, order, Grouping.NONE, limit)]

    def rows(self, ids: Sequence[LinkbackId]) -> dict[LinkbackId, QueueRow]:
        """Return what to show of each linkback; unknown ids are absent."""
        return self._reader.rows(ids)

    def detail(self, linkback_id: LinkbackId) -> Detail | None:
        """Return all that is known of one linkback, or ``None`` if it is not in the store."""
        row = self._reader.rows([linkback_id]).get(linkback_id)
        stored = self._reader.as_stored(linkback_id)
        if row is None or stored is None:
            return None
        blog_name, author_ip, author_agent, content = stored
        found = self._evidence.of(linkback_id)
        return Detail(
            row=row,
            blog_name=blog_name,
            author_ip=author_ip,
            author_agent=author_agent,
            stored_content=content,
            evidence=found[0] if found else None,
            checked=found[1] if found else None,
            opinion_reasons=opinion_of(found[0]).reasons if found else (),
            sender_counts=self._reader.sender_counts(row.sender),
            history=self._reader.history(row.sender),
        )

    def counts(self, sites: frozenset[str] = frozenset()) -> Counts:
        """Return the sidebar's numbers, the views narrowed to some sites."""
        return self._reader.counts(sites)

    def offers(self, query: Query, limit: int = 6) -> list[Offer]:
        """Return what could be selected in one gesture among what ``query`` shows, most first."""
        offers = [
            Offer("verdict", verdict, count, replace(query, verdicts=frozenset({Verdict(verdict)})))
            for verdict, count in self._reader.tally(query, "verdict", limit)
            if verdict not in {Verdict.UNCHECKED, Verdict.LINKED}
        ]
        offers += self._offers_of_linked(query)
        offers += [
            Offer("sender", sender, count, replace(query, senders=frozenset({sender})))
            for sender, count in self._reader.tally(query, "sender", 3)
        ]
        worth = [offer for offer in offers if offer.count >= _WORTH_AN_OFFER]
        return sorted(worth, key=lambda offer: -offer.count)[:limit]

    def _offers_of_linked(self, query: Query) -> list[Offer]:
        """Offer what links by badge: nobody who selects “links to your post” wants scrapers and hidden links."""
        linked = Query(verdicts=frozenset({Verdict.LINKED}))
        wanted = [("verdict", Verdict.LINKED.value, replace(linked, suggestions=frozenset({Suggestion.APPROVE})))]
        wanted += [("flag", flag.value, replace(linked, flags=frozenset({flag}))) for flag in _FLAGS_OF_LINKED]
        narrow = [(by, value, narrowed(query, more)) for by, value, more in wanted]
        return [
            Offer(by, value, count, narrower)
            for by, value, narrower in narrow
            for _, count in self._reader.tally(narrower, "verdict", 1)
        ]

    def named(self, reference: str) -> LinkbackId:
        """Return the linkback that ``SITE:COMMENT_ID`` names. Raises `WrongInput`."""
        key, _, comment_id = reference.rpartition(":")
        if not key or not comment_id.isascii() or not comment_id.isdigit() or not _fits(comment_id):
            raise WrongInput(f"“{reference}” is not an id. Ids look like myblog:123; “pingdesk list” shows them.")
        found = self._reader.by_reference(key, int(comment_id))
        if found is None:
            raise WrongInput(f"There is no linkback {reference}. “pingdesk refresh” brings the list up to date.")
        return found

    def sites(self) -> list[Site]:
        """Return the profile's sites."""
        return self._sites.all()

    def has_changed_elsewhere(self) -> bool:
        """Whether another process wrote to the store since this was last asked."""
        return self._database.has_changed_elsewhere()
