"""Evidence as an object and back."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core.evidence import Evidence, Flag, FoundLink, Region, Verdict
from desktop_app.core.evidence_json import MOST_LINKS, from_object, to_object

TEXT = st.text(max_size=20)
LINKS = st.builds(
    FoundLink,
    TEXT,
    TEXT,
    st.lists(TEXT, max_size=3).map(tuple),
    st.sampled_from(Region),
    st.booleans(),
    TEXT,
    st.none() | st.integers(0, 99),
    st.booleans(),
)
EVIDENCE = st.builds(
    Evidence,
    source=TEXT,
    target=TEXT,
    verdict=st.sampled_from(Verdict),
    reason=TEXT,
    flags=st.frozensets(st.sampled_from(Flag)),
    final_url=st.none() | TEXT,
    redirects=st.lists(TEXT, max_size=3).map(tuple),
    status=st.none() | st.integers(100, 599),
    size=st.none() | st.integers(0, 2**40),
    title=st.none() | TEXT,
    words=st.none() | st.integers(0, 10**6),
    links=st.lists(LINKS, max_size=3).map(tuple),
    copied_share=st.none() | st.floats(0, 1),
    retry_after_s=st.none() | st.integers(0, 1000),
    elapsed_s=st.none() | st.floats(0, 100),
)


@given(EVIDENCE)
def test_round_trip(evidence: Evidence) -> None:
    assert from_object(json.loads(json.dumps(to_object(evidence)))) == evidence


def test_sizes_are_bounded() -> None:
    link = FoundLink("h" * 9999, "t" * 9999, ("r",) * 99, Region.CONTENT, visible=True, context="c" * 9999)
    evidence = Evidence(
        "s" * 9999, "t", Verdict.LINKED, "r" * 9999, title="t" * 9999, excerpt="e" * 9999, links=(link,) * 99
    )
    fields = to_object(evidence)
    assert len(fields["title"]) == 300
    assert len(fields["excerpt"]) == 600
    assert len(fields["links"]) == MOST_LINKS
    assert len(json.dumps(fields)) < 300_000


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"verdict": "of the future", "flags": ["thin", "new", 7], "links": [1, {}], "redirects": [1, "x"]},
        {"verdict": 7, "flags": "thin", "links": {}, "status": "200", "words": True, "elapsed_s": "x", "title": 1},
        {"links": [{"region": "attic", "rel": "x"}]},
    ],
)
def test_older_and_newer_objects_are_read(fields: dict[str, Any]) -> None:
    evidence = from_object(fields)
    assert evidence.verdict == "unchecked"
    assert evidence.status is None
    assert all(link.region is Region.CONTENT for link in evidence.links)
