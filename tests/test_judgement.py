"""Suggestions: what they rest on, and what they never do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core.evidence import Evidence, Flag, FoundLink, Region, Verdict
from desktop_app.core.suggestion import Suggestion
from desktop_app.judgement.score import FLAG_WEIGHTS, VERDICT_WEIGHTS, opinion_of


def link(*, visible: bool = True, region: Region = Region.CONTENT, to_target: bool = True) -> FoundLink:
    return FoundLink("https://blog.example/post", "a guide", (), region, visible, "a guide", 0, to_target)


def evidence(verdict: Verdict, *flags: Flag, links: tuple[FoundLink, ...] = ()) -> Evidence:
    return Evidence(
        "https://s.example/", "https://blog.example/post", verdict, "Reason.", frozenset(flags), links=links
    )


def test_a_visible_followable_link_in_the_text_is_worth_approving() -> None:
    opinion = opinion_of(evidence(Verdict.LINKED, Flag.HTTP_ONLY, links=(link(),)))
    assert opinion.suggestion is Suggestion.APPROVE
    assert opinion.reasons == ("The page links to your post.", "A visible link stands in the page's own text.")


@pytest.mark.parametrize(
    "flag", [Flag.HIDDEN, Flag.CLOAKED, Flag.PARKED, Flag.LINK_FARM, Flag.COPIES_POST, Flag.REFRESHES_AWAY]
)
def test_an_alarming_flag_outweighs_the_link(flag: Flag) -> None:
    opinion = opinion_of(evidence(Verdict.LINKED, flag, links=(link(),)))
    assert opinion.suggestion is not Suggestion.APPROVE
    assert opinion.reasons[0] == FLAG_WEIGHTS[flag][1]


@pytest.mark.parametrize("verdict", [Verdict.ABSENT, Verdict.GONE, Verdict.UNSAFE])
def test_no_link_at_all_is_suggested_as_spam(verdict: Verdict) -> None:
    assert opinion_of(evidence(verdict)).suggestion is Suggestion.SPAM


@pytest.mark.parametrize("verdict", [Verdict.REFUSED, Verdict.UNREACHABLE, Verdict.UNCHECKED])
def test_what_could_not_be_looked_at_is_never_called_spam(verdict: Verdict) -> None:
    assert opinion_of(evidence(verdict)).suggestion is Suggestion.REVIEW


@given(
    st.sampled_from(Verdict),
    st.frozensets(st.sampled_from(Flag)),
    st.booleans(),
    st.sampled_from(Region),
)
def test_approve_needs_a_link_that_readers_see_and_no_flag_that_counts(
    verdict: Verdict,
    flags: frozenset[Flag],
    visible: bool,  # noqa: FBT001 - hypothesis gives them by name
    region: Region,
) -> None:
    opinion = opinion_of(evidence(verdict, *flags, links=(link(visible=visible, region=region),)))
    assert opinion.reasons
    if opinion.suggestion is Suggestion.APPROVE:
        assert verdict is Verdict.LINKED
        assert visible
        assert region is Region.CONTENT
        assert not flags - {Flag.HTTP_ONLY, Flag.TRUNCATED}


def test_every_verdict_and_flag_that_qualifies_has_its_weight() -> None:
    assert set(VERDICT_WEIGHTS) == set(Verdict)
    assert set(FLAG_WEIGHTS) == set(Flag) - {Flag.HTTP_ONLY}  # http is no sign of anything
