"""The search language: words, qualifiers, and what happens to nonsense."""

import contextlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core.errors import WrongInput
from desktop_app.core.evidence import Flag, Verdict
from desktop_app.core.linkback import Kind, Status
from desktop_app.core.query import QUALIFIERS, Query, narrowed, parse_query
from desktop_app.core.suggestion import Suggestion


def test_words_and_qualifiers_are_told_apart() -> None:
    query = parse_query('lentils "winter soup" from:loans.example kind:trackback verdict:absent,gone flag:hidden')
    assert query == Query(
        words=("lentils", "winter soup"),
        senders=frozenset({"loans.example"}),
        kinds=frozenset({Kind.TRACKBACK}),
        verdicts=frozenset({Verdict.ABSENT, Verdict.GONE}),
        flags=frozenset({Flag.HIDDEN}),
    )


def test_quoted_values_and_days() -> None:
    query = parse_query(
        'post:"Guide to legumes" after:2026-11-01 before:2026-11-02 suggest:spam status:spam site:juana'
    )
    assert query.posts == {"guide to legumes"}
    assert query.received_after == datetime(2026, 11, 1, tzinfo=UTC)
    assert query.received_before == datetime(2026, 11, 2, tzinfo=UTC)
    assert query.suggestions == {Suggestion.SPAM}
    assert query.statuses == {Status.SPAM}
    assert query.sites == {"juana"}


def test_an_address_is_an_ordinary_word() -> None:
    assert parse_query("https://a.example/b").words == ("https://a.example/b",)


@pytest.mark.parametrize("text", ["verdict:nice", "kind:webmention", "before:tomorrow", "flag:x", "status:held"])
def test_an_unknown_value_is_told_with_what_would_be_right(text: str) -> None:
    with pytest.raises(WrongInput, match=r"known|date"):
        parse_query(text)


@given(st.text(max_size=80))
def test_any_text_is_either_read_or_refused_with_a_sentence(text: str) -> None:
    with contextlib.suppress(WrongInput):
        assert parse_query(text) == parse_query(text + " ")


@given(st.sampled_from(QUALIFIERS))
def test_a_qualifier_without_value_asks_for_nothing(name: str) -> None:
    assert parse_query(f'{name}:""') == parse_query(f"{name}:") == parse_query(f"{name.upper()}: ") == Query()
    assert parse_query(f"{name}: word").words == ("word",)


def test_an_unknown_value_is_told_with_the_nearest() -> None:
    with pytest.raises(WrongInput, match="“verdict:lnked” is not known; the nearest are linked, "):
        parse_query("verdict:lnked")
    with pytest.raises(WrongInput, match="the nearest are unreachable, unreadable, "):
        parse_query("verdict:unrea")


def test_a_search_narrows_a_view_and_its_status_overrides_the_views() -> None:
    view = Query(statuses=frozenset({Status.PENDING}), verdicts=frozenset({Verdict.LINKED, Verdict.ABSENT}))
    assert narrowed(view, parse_query("verdict:absent")) == replace(view, verdicts=frozenset({Verdict.ABSENT}))
    assert narrowed(view, parse_query("status:spam")).statuses == {Status.SPAM}
    assert narrowed(view, parse_query("verdict:gone")).finds_nothing
