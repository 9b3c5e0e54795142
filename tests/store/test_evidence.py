"""What wants checking, and in which order."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.core.evidence import Evidence, Flag, FoundLink, Region, Verdict
from desktop_app.core.linkback import LinkbackId, Status
from desktop_app.core.site import Endpoints, TransportKind
from desktop_app.judgement.score import opinion_of
from desktop_app.store.database import Database, open_database
from desktop_app.store.evidence import EvidenceTable
from desktop_app.store.linkbacks import LinkbacksTable
from desktop_app.store.sites import SitesTable
from tests.fakes.scripted_site import WHEN, linkback

HOME = "https://blog.example"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A store with five linkbacks: three pending, one spam, one approved."""
    opened = open_database(tmp_path)
    endpoints = Endpoints(home=HOME, name="Blog", rest_root=f"{HOME}/wp-json/", xmlrpc_url=None)
    site = SitesTable(opened).add(endpoints, key="blog", name="Blog", user="ada", transport=TransportKind.REST)
    statuses = (Status.PENDING, Status.SPAM, Status.PENDING, Status.APPROVED, Status.PENDING)
    stored = [linkback(number, status) for number, status in enumerate(statuses, start=1)]
    LinkbacksTable(opened).take(site.site_id, stored, asked=WHEN)
    yield opened
    opened.close()


def checked(verdict: Verdict) -> Evidence:
    link = FoundLink(
        "https://blog.example/1", "guide", ("ugc",), Region.CONTENT, visible=True, context="the guide to …", anchor_at=4
    )
    return Evidence(
        "https://s.example/", HOME, verdict, "A sentence.", frozenset({Flag.NOFOLLOW, Flag.THIN}), links=(link,)
    )


def due(table: EvidenceTable) -> list[LinkbackId]:
    return table.due(expired_before=WHEN, now=WHEN + timedelta(hours=1))


def test_pending_comes_first_then_spam_never_looked_at_and_nothing_else(database: Database) -> None:
    table = EvidenceTable(database)
    assert due(table) == [5, 3, 1, 2]
    for linkback_id, verdict, when in (
        (5, Verdict.ABSENT, WHEN + timedelta(days=1)),
        (3, Verdict.UNREACHABLE, WHEN),
        (2, Verdict.UNREACHABLE, WHEN),
        (1, Verdict.LINKED, WHEN - timedelta(days=1)),
    ):
        evidence = checked(verdict)
        table.keep(LinkbackId(linkback_id), evidence, opinion_of(evidence), when)
    assert due(table) == [3, 1]  # out of reach an hour ago; expired


def test_a_source_out_of_reach_is_left_alone_for_longer_each_time(database: Database) -> None:
    table, now, pauses = EvidenceTable(database), WHEN, [timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6)]
    evidence = checked(Verdict.UNREACHABLE)
    for pause in pauses:
        table.keep(LinkbackId(5), evidence, opinion_of(evidence), now)
        assert 5 not in table.due(expired_before=WHEN, now=now + pause - timedelta(seconds=1))
        assert 5 in table.due(expired_before=WHEN, now=now + pause)
        now += pause
    for verdict in (Verdict.ABSENT, Verdict.UNREACHABLE):  # reached once, and patience begins anew
        table.keep(LinkbackId(5), checked(verdict), opinion_of(checked(verdict)), now)
    assert 5 in table.due(expired_before=WHEN, now=now + pauses[0])


def test_a_server_that_asks_to_be_left_alone_is(database: Database) -> None:
    table, evidence = EvidenceTable(database), replace(checked(Verdict.UNREACHABLE), retry_after_s=7200)
    table.keep(LinkbackId(5), evidence, opinion_of(evidence), WHEN)
    assert 5 not in table.due(expired_before=WHEN, now=WHEN + timedelta(hours=1))
    assert 5 in table.due(expired_before=WHEN, now=WHEN + timedelta(hours=2))


def test_evidence_comes_back_as_it_was_kept(database: Database) -> None:
    table = EvidenceTable(database)
    evidence = checked(Verdict.LINKED)
    table.keep(LinkbackId(1), evidence, opinion_of(evidence), WHEN)
    assert table.of(LinkbackId(1)) == (evidence, WHEN)
    assert table.of(LinkbackId(2)) is None
    table.keep(LinkbackId(99), evidence, opinion_of(evidence), WHEN)  # forgotten meanwhile
    assert table.of(LinkbackId(99)) is None


def test_a_claim_names_the_site_where_the_post_is_unknown(database: Database) -> None:
    claim = EvidenceTable(database).claims([LinkbackId(1)])[LinkbackId(1)]
    assert (claim.target, claim.home, claim.post_text) == (HOME, HOME, "")
