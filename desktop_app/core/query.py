"""Which linkbacks, in which order: what the window, the command line and the store agree on.

The search language: words and ``qualifier:value`` pairs, all of which must hold; several values of one
qualifier, separated by commas or repeated, are alternatives. ``"two words"`` keeps words together.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from difflib import get_close_matches
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from desktop_app.core.errors import WrongInput
from desktop_app.core.evidence import Flag, Verdict
from desktop_app.core.linkback import Kind, Status
from desktop_app.core.suggestion import Suggestion

_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Query:
    """A filter over the queue; an empty field asks for nothing.

    ``sites`` holds site keys; what is no site's key matches a part of keys and names.
    ``senders`` match the sender's domain or a part of it, ``posts`` a part of the post's title or address.
    ``received_after`` and ``received_before`` are aware UTC; the former is inclusive, the latter exclusive.
    """

    words: tuple[str, ...] = ()
    statuses: frozenset[Status] = frozenset()
    sites: frozenset[str] = frozenset()
    senders: frozenset[str] = frozenset()
    posts: frozenset[str] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    verdicts: frozenset[Verdict] = frozenset()
    flags: frozenset[Flag] = frozenset()
    suggestions: frozenset[Suggestion] = frozenset()
    received_after: datetime | None = None
    received_before: datetime | None = None
    in_outbox: bool = False
    finds_nothing: bool = False
    """Set where two conditions exclude one another."""


class Order(StrEnum):
    """How a listing is sorted; ties go by date, newest first."""

    GENUINE_FIRST = "genuine"
    NEWEST = "newest"
    OLDEST = "oldest"
    SENDER = "sender"
    TITLE = "title"
    POST = "post"
    SITE = "site"
    VERDICT = "verdict"
    KIND = "kind"


class Grouping(StrEnum):
    """By what a listing is gathered under headings."""

    NONE = "none"
    SENDER = "sender"
    POST = "post"
    VERDICT = "verdict"


class View(StrEnum):
    """The window's standing questions."""

    TO_REVIEW = "to_review"
    SUGGESTED_SPAM = "suggested_spam"
    VERIFIED = "verified"
    NO_LINK = "no_link"
    NOT_CHECKED = "could_not_check"
    SPAM = "spam"
    APPROVED = "approved"
    TRASH = "trash"
    OUTBOX = "outbox"


_PENDING = frozenset({Status.PENDING})

VIEW_QUERIES: Mapping[View, Query] = MappingProxyType(
    {
        View.TO_REVIEW: Query(statuses=_PENDING),
        View.SUGGESTED_SPAM: Query(statuses=_PENDING, suggestions=frozenset({Suggestion.SPAM})),
        View.VERIFIED: Query(statuses=_PENDING, verdicts=frozenset({Verdict.LINKED})),
        View.NO_LINK: Query(
            statuses=_PENDING,
            verdicts=frozenset({Verdict.ABSENT, Verdict.MENTION, Verdict.SITE_ONLY, Verdict.GONE}),
        ),
        View.NOT_CHECKED: Query(
            statuses=_PENDING,
            verdicts=frozenset({Verdict.UNSAFE, Verdict.REFUSED, Verdict.UNREACHABLE, Verdict.UNREADABLE}),
        ),
        View.SPAM: Query(statuses=frozenset({Status.SPAM})),
        View.APPROVED: Query(statuses=frozenset({Status.APPROVED})),
        View.TRASH: Query(statuses=frozenset({Status.TRASH})),
        View.OUTBOX: Query(in_outbox=True),
    }
)


def narrowed(base: Query, more: Query) -> Query:
    """Return ``base`` (a view) narrowed by ``more`` (what is in the search box).

    Where both name choices, what they have in common counts, if anything. Except that a ``status:`` typed by the
    user overrides the view's: he asked for it.
    """
    return Query(
        words=base.words + more.words,
        statuses=more.statuses or base.statuses,
        sites=_both(base.sites, more.sites),
        senders=more.senders or base.senders,
        posts=more.posts or base.posts,
        kinds=_both(base.kinds, more.kinds),
        verdicts=_both(base.verdicts, more.verdicts),
        flags=_both(base.flags, more.flags),
        suggestions=_both(base.suggestions, more.suggestions),
        received_after=more.received_after or base.received_after,
        received_before=more.received_before or base.received_before,
        in_outbox=base.in_outbox or more.in_outbox,
        finds_nothing=(
            _exclude(base.sites, more.sites)
            or _exclude(base.kinds, more.kinds)
            or _exclude(base.verdicts, more.verdicts)
            or _exclude(base.flags, more.flags)
            or _exclude(base.suggestions, more.suggestions)
        ),
    )


_Item = TypeVar("_Item")


def _both(left: frozenset[_Item], right: frozenset[_Item]) -> frozenset[_Item]:
    if not left or not right:
        return left or right
    return left & right


def _exclude(left: frozenset[_Item], right: frozenset[_Item]) -> bool:
    return bool(left and right and not left & right)


_LONGEST_SEARCH = 1000
_NEAREST = 3
_TERM = re.compile(r'(?:(?P<name>[a-z]+):)?(?:"(?P<quoted>[^"]*)"?|(?P<plain>\S+))', re.IGNORECASE)


def parse_query(text: str) -> Query:
    """Read the search box. Raises `WrongInput` for an unknown value of a known qualifier or a bad date.

    A word with a colon whose first part is no qualifier (``http://x``) is an ordinary word.
    """
    query = Query()
    if len(text) > _LONGEST_SEARCH:
        raise WrongInput(f"A search has at most {_LONGEST_SEARCH} characters; this one has {len(text)}.")
    for match in _TERM.finditer(text):
        value = match["quoted"].strip() if match["quoted"] is not None else match["plain"]
        name = (match["name"] or "").lower()
        if name in _QUALIFIERS:
            if value:
                query = _QUALIFIERS[name](query, value)
        else:
            word = match.group().strip('" ') if match["name"] else value
            word = "" if _is_begun(match.group()) else word
            query = replace(query, words=(*query.words, word)) if word else query
    return query


def _is_begun(term: str) -> bool:
    """Whether a term is a qualifier whose value is not typed yet."""
    return term.endswith(":") and term[:-1].lower() in _QUALIFIERS


def _choices(kind: type[_Choice], name: str, value: str) -> frozenset[_Choice]:
    known = {choice.value: choice for choice in kind}
    wanted = [part.strip().lower() for part in value.split(",") if part.strip()]
    unknown = [part for part in wanted if part not in known]
    if unknown:
        raise WrongInput(f"“{name}:{unknown[0]}” is not known; the nearest are {_nearest(unknown[0], known)}.")
    return frozenset(known[part] for part in wanted)


def _nearest(word: str, known: Iterable[str]) -> str:
    """Return the few values that a mistyped one most likely stands for."""
    begin_alike = [value for value in known if value.startswith(word)]
    alike = get_close_matches(word, known, n=_NEAREST, cutoff=0)
    return ", ".join(list(dict.fromkeys([*begin_alike, *alike]))[:_NEAREST])


def _texts(value: str) -> frozenset[str]:
    return frozenset(part.strip().lower() for part in value.split(",") if part.strip())


def _day(name: str, value: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(value), time(), UTC)
    except ValueError as error:
        raise WrongInput(f"“{name}:{value}” is not a date. Write it as {name}:2026-11-30.") from error


_QUALIFIERS: Mapping[str, Callable[[Query, str], Query]] = MappingProxyType(
    {
        "site": lambda query, value: replace(query, sites=query.sites | _texts(value)),
        "from": lambda query, value: replace(query, senders=query.senders | _texts(value)),
        "post": lambda query, value: replace(query, posts=query.posts | _texts(value)),
        "kind": lambda query, value: replace(query, kinds=query.kinds | _choices(Kind, "kind", value)),
        "verdict": lambda query, value: replace(query, verdicts=query.verdicts | _choices(Verdict, "verdict", value)),
        "flag": lambda query, value: replace(query, flags=query.flags | _choices(Flag, "flag", value)),
        "status": lambda query, value: replace(query, statuses=query.statuses | _choices(Status, "status", value)),
        "suggest": lambda query, value: replace(
            query, suggestions=query.suggestions | _choices(Suggestion, "suggest", value)
        ),
        "before": lambda query, value: replace(query, received_before=_day("before", value)),
        "after": lambda query, value: replace(query, received_after=_day("after", value)),
    }
)

QUALIFIERS = tuple(_QUALIFIERS)
"""The qualifiers of the search language, for completion and help."""

QUALIFIER_VALUES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "kind": tuple(Kind),
        "verdict": tuple(Verdict),
        "flag": tuple(Flag),
        "status": tuple(Status),
        "suggest": tuple(Suggestion),
    }
)
"""The values that can be offered for a qualifier without looking into the store."""
