"""What is offered for selecting: by what the badges say, not by the bare verdict."""

import threading
from datetime import UTC, datetime

from desktop_app.core.evidence import Evidence, Flag, FoundLink, Region, Verdict
from desktop_app.core.query import VIEW_QUERIES, Query, View
from desktop_app.core.queue import Offer
from desktop_app.judgement.score import opinion_of
from desktop_app.store.evidence import EvidenceTable
from tests.fakes.scripted_site import ScriptedSite
from tests.services.conftest import OpenWorkshop, Workshop

_LINK = FoundLink("https://blog.example/1", "guide", (), Region.CONTENT, visible=True, context="the guide", anchor_at=4)


def check(workshop: Workshop, found: list[tuple[Verdict, frozenset[Flag]]]) -> None:
    """Let the linkbacks of the store be found so, in order."""
    table = EvidenceTable(workshop.database)
    for linkback_id, (verdict, flags) in zip(workshop.ids(), found, strict=True):
        links = (_LINK,) if verdict is Verdict.LINKED else ()
        evidence = Evidence("https://s.example/", "https://blog.example/1", verdict, "So it is.", flags, links=links)
        table.keep(linkback_id, evidence, opinion_of(evidence), datetime.now(UTC))


def by_words(offers: list[Offer]) -> dict[str, int]:
    """Return the counts by what is offered, senders left out."""
    return {f"{offer.by} {offer.value}": offer.count for offer in offers if offer.by != "sender"}


def test_what_links_is_offered_by_badge(workshop: OpenWorkshop) -> None:
    here = workshop(alpha=ScriptedSite(12))
    here.sync.refresh(cancelled=threading.Event())
    flagged = [Flag.HIDDEN, Flag.COPIES_POST, Flag.NOFOLLOW]
    check(
        here,
        [(Verdict.LINKED, frozenset())] * 3
        + [(Verdict.LINKED, frozenset({flag})) for flag in flagged for _ in range(2)]
        + [(Verdict.ABSENT, frozenset())] * 2
        + [(Verdict.LINKED, frozenset({Flag.LINK_FARM}))],
    )
    offers = here.queue.offers(VIEW_QUERIES[View.TO_REVIEW], limit=9)
    assert by_words(offers) == {
        "verdict linked": 3,
        "verdict absent": 2,
        "flag hidden": 2,
        "flag copies_post": 2,
        "flag nofollow": 2,
    }
    for offer in offers:
        assert len(here.queue.ids(offer.query)) == offer.count
    clean = next(offer for offer in offers if offer.value == Verdict.LINKED)
    assert not any(row.flags for row in here.queue.rows(here.queue.ids(clean.query)).values())


def test_an_offer_keeps_to_the_search(workshop: OpenWorkshop) -> None:
    here = workshop(alpha=ScriptedSite(4))
    here.sync.refresh(cancelled=threading.Event())
    check(here, [(Verdict.LINKED, frozenset({Flag.NOFOLLOW}))] * 2 + [(Verdict.LINKED, frozenset())] * 2)
    asked = Query(flags=frozenset({Flag.NOFOLLOW}))
    assert by_words(here.queue.offers(asked)) == {"flag nofollow": 2}
