"""Signs that an answer is not the page asked for: bot challenges, parked domains."""

import re
from collections.abc import Iterable
from typing import Final

from desktop_app.verifier import lists
from desktop_app.verifier.facts import Facts

_SHORT_CHALLENGE: Final = 150
_SHORT_PARKED: Final = 250
"""Words up to which a page may be a challenge or a parked one; longer pages are somebody's writing."""
_TITLE_EXTRA: Final = 3
_TITLE_PARTS: Final = re.compile(r"\s+[|–—\-·:»«]\s+|\s*[|–—·»«]\s*")


def has_challenge_header(headers: Iterable[tuple[str, str]]) -> bool:
    """Say whether the answer's headers (lower-case names) announce a bot challenge."""
    marks = [mark.partition(":") for mark in lists.challenge_marks()["header"]]
    return any(
        name == mark and value.strip().lower().startswith(start.strip())
        for name, value in headers
        for mark, _, start in marks
    )


def is_challenge(facts: Facts, source: str, text: str, words: float) -> bool:
    """Say whether a page is a bot challenge by its title, markup or (if short) text."""
    if words > _SHORT_CHALLENGE:
        return False
    marks = lists.challenge_marks()
    title = (facts.title or "").lower()
    if any(title.startswith(mark) for mark in marks["title"]):
        return True
    lowered, code = text.lower(), source.lower()
    return any(_is_in_code(mark, code, lowered) for mark in marks["code"]) or any(
        mark in lowered for mark in marks["text"]
    )


def is_parked(facts: Facts, source: str, text: str, words: float) -> bool:
    """Say whether a page is a parked domain's or says that nothing was found."""
    if words > _SHORT_PARKED:
        return False
    phrases = lists.parked_phrases()
    titles = [title.lower() for title in (facts.title or "", *facts.headings)]
    if any(_names(title, phrase) for title in titles for phrase in phrases["title"]):
        return True
    lowered, code = f"{titles[0]} {text.lower()}", source.lower()
    return any(phrase in lowered for phrase in phrases["text"]) or any(
        _is_in_code(phrase, code, lowered) for phrase in phrases["code"]
    )


def _is_in_code(mark: str, code: str, text: str) -> bool:
    """Say whether a mark occurs in markup or scripts: a page that writes about it has it in its text."""
    return mark in code and mark not in text


def _names(title: str, phrase: str) -> bool:
    """Say whether a title is the phrase, or a part of the title is, as in ``Page not found | My blog``."""
    if phrase not in title:
        return False
    if any(part.strip(" .!…") == phrase.strip(" .!…") for part in (title, *_TITLE_PARTS.split(title))):
        return True
    return len(phrase.split()) > 1 and len(title.split()) <= len(phrase.split()) + _TITLE_EXTRA
