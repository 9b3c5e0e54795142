"""What scripts do at once: the addresses to which they send the reader, without running them."""

import re
from collections.abc import Iterable
from typing import Final

from desktop_app.core.urls import resolve

_ASSIGNMENT: Final = re.compile(
    r"""(?<![\w$.])(?:(?:window|document|self|top|parent|globalThis)\s*(?:\.\s*|(?=\[))){0,3}
        (?:location|\[\s*['"]location['"]\s*\])(?:\s*\.\s*href|\s*\[\s*['"]href['"]\s*\])?
        \s*(?:=(?!=)\s*|\.\s*(?:assign|replace)\s*\(\s*)
        (?:(?P<quote>['"`])(?P<url>[^'"`\n]{1,2000})(?P=quote)|(?P<name>[A-Za-z_$][\w$]*)\s*(?=[;)\n}]|\Z))""",
    re.VERBOSE,
)
_VARIABLE: Final = re.compile(
    r"""(?<![\w$.])(?P<name>[A-Za-z_$][\w$]*)\s*=\s*(?P<quote>['"`])(?P<url>[^'"`\n]{1,2000})(?P=quote)"""
)
_NAMED: Final = re.compile(r"\bfunction\s+([A-Za-z_$][\w$]*)\s*\([^()]*\)\s*\Z")
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


def sends_away(scripts: Iterable[str], base: str) -> list[str]:
    """Return the addresses to which a page's scripts send the reader at once, resolved."""
    script = ";\n".join(scripts)[:_LONGEST_SCRIPT].replace("\\/", "/")
    if "location" not in script:
        return []
    found = (resolve(base, address) for address in _assigned(script))
    return [address for address in found if address is not None]


def _assigned(script: str) -> Iterable[str]:
    """Yield what is assigned to ``location`` outside functions that only an event would call."""
    spans = _waiting_spans(script)
    variables = {match["name"]: match["url"] for match in _VARIABLE.finditer(script)}
    for match in _ASSIGNMENT.finditer(script):
        if not _is_in(match.start(), spans):
            address = match["url"] or variables.get(match["name"])
            if address:
                yield address


def _waiting_spans(script: str) -> list[tuple[int, int]]:
    """Return the stretches that do not run at once: comments, strings, and bodies of functions nobody calls there."""
    spans: list[tuple[int, int]] = []
    named: list[tuple[str, tuple[int, int]]] = []
    blocks: list[tuple[int, bool]] = []
    for match in _TOKEN.finditer(script):
        sign = match[0]
        if sign == "{":
            blocks.append((match.start(), _waits(script[max(0, match.start() - 200) : match.start()])))
        elif sign != "}":
            spans.append(match.span())
        elif blocks:
            start, waits = blocks.pop()
            if waits:
                name = _NAMED.search(script[max(0, start - 200) : start])
                named.append((name[1] if name else "", (start, match.end())))
    named.extend(("", (start, len(script))) for start, waits in blocks if waits)
    waiting = [span for _, span in named]
    # A function that is called where the script runs at once runs at once, too.
    called = {name for name, _ in named if name and _is_called(name, script, [*spans, *waiting])}
    return [*spans, *(span for name, span in named if name not in called)]


def _waits(before: str) -> bool:
    """Say whether a brace after this text opens a function that is not run in place."""
    return bool(_FUNCTION.search(before)) and not _CONTROL.search(before) and not _RUNS_AT_ONCE.search(before)


def _is_called(name: str, script: str, spans: list[tuple[int, int]]) -> bool:
    calls = re.finditer(
        rf"(?<![\w$.])(?<!function\s){re.escape(name)}\s*\(|(?:onload\s*=|setTimeout\s*\()\s*{re.escape(name)}\b",
        script,
    )
    return any(not _is_in(call.start(), spans) for call in calls)


def _is_in(position: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in spans)
