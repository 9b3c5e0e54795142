"""Signs that an answer is not the page asked for: bot challenges, parked domains, readers sent away."""

import re
from collections.abc import Iterable
from typing import Final

from desktop_app.core.urls import resolve
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


def sends_away(scripts: Iterable[str], base: str) -> list[str]:
    """Return the addresses to which scripts send the reader at once, resolved."""
    found = (resolve(base, address) for script in scripts for address in _assigned(script))
    return [address for address in found if address is not None]


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


_ASSIGNMENT: Final = re.compile(
    r"""(?<![\w$.])(?:(?:window|document|self|top|parent|globalThis)\s*\.\s*){0,3}location
        (?:\s*\.\s*href)?\s*(?:=\s*|\.\s*(?:assign|replace)\s*\(\s*)(['"`])(?P<url>[^'"`\n]{1,2000})\1""",
    re.VERBOSE,
)
_TOKEN: Final = re.compile(
    r"""//[^\n]*|/\*.*?\*/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|[{}]""", re.DOTALL
)
_FUNCTION: Final = re.compile(r"(?:\bfunction\b[^{}]*|=>\s*|\b[\w$]+\s*\([^(){}]*\)\s*)\Z")
_CONTROL: Final = re.compile(r"\b(?:if|else|for|while|switch|try|catch|finally|do|with)\b[^{};]*\Z")
_FUNCTION_HEAD: Final = r"(?:async\s+)?(?:function\b[^{}]*|(?:\([^()]*\)|[\w$]+)\s*=>\s*)\Z"
_RUNS_AT_ONCE: Final = re.compile(
    rf"""(?:(?:\A|[^\w$.\])\s])\s*\(|[!+\-~]|\bvoid)\s*{_FUNCTION_HEAD}       # called in place
        |\.?\bonload\s*=\s*{_FUNCTION_HEAD}
        |['"](?:load|DOMContentLoaded|pageshow|ready)['"]\s*,\s*{_FUNCTION_HEAD}
        |(?:\.ready|\$|\bjQuery|\bsetTimeout)\s*\(\s*{_FUNCTION_HEAD}""",
    re.VERBOSE,
)
_LONGEST_SCRIPT: Final = 200_000


def _assigned(script: str) -> Iterable[str]:
    """Yield what a script assigns to ``location`` outside functions that only an event would call."""
    script = script[:_LONGEST_SCRIPT].replace("\\/", "/")
    if "location" not in script:
        return
    spans = _waiting_spans(script)
    for match in _ASSIGNMENT.finditer(script):
        if not any(start <= match.start() < end for start, end in spans):
            yield match["url"]


def _waiting_spans(script: str) -> list[tuple[int, int]]:
    """Return the stretches that do not run at once: comments, strings, and bodies of functions not called in place."""
    spans: list[tuple[int, int]] = []
    open_braces: list[tuple[int, bool]] = []
    for match in _TOKEN.finditer(script):
        sign = match[0]
        if sign == "{":
            before = script[max(0, match.start() - 200) : match.start()]
            is_function = bool(_FUNCTION.search(before)) and not _CONTROL.search(before)
            open_braces.append((match.start(), is_function and not _RUNS_AT_ONCE.search(before)))
        elif sign == "}":
            if open_braces:
                start, waits = open_braces.pop()
                if waits:
                    spans.append((start, match.end()))
        else:
            spans.append(match.span())
    spans.extend((start, len(script)) for start, waits in open_braces if waits)
    return spans
