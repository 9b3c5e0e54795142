"""One check from its source to its evidence, in steps: each contacts one host, so that a scheduler can pace them."""

import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from typing import Any, Final

from desktop_app.core.errors import PingdeskError
from desktop_app.core.evidence import Evidence, Flag, Verdict
from desktop_app.core.evidence_json import from_object
from desktop_app.core.urls import is_under
from desktop_app.verifier.analysers import PageKills
from desktop_app.verifier.fetch import BROWSER, WORDPRESS, Budget, Fetcher, NoReply, Reply
from desktop_app.verifier.guard import HostUnknown, LookUpFailed, UnsafeAddress
from desktop_app.verifier.protocol import CheckRequest
from desktop_app.verifier.reasons import reason_for

Steps = Generator[str | None, None, Evidence]
"""Yields the host to be contacted next (``None``: none, work on this machine); the work is done when it is resumed."""
Analyse = Callable[[dict[str, Any], bytes], dict[str, Any]]
"""Has a page analysed; raises ``PageKills``. See ``analyser.answer`` for the fields."""

Pause = Callable[[str, float], None]
"""Is given a host and the seconds it wants to be left alone."""

_MOST_REDIRECTS: Final = 5
_COMPARABLE: Final = frozenset({Verdict.LINKED, Verdict.SITE_ONLY, Verdict.MENTION, Verdict.ABSENT})
_ENDS: Final[dict[type[PingdeskError], Verdict]] = {
    UnsafeAddress: Verdict.UNSAFE,
    HostUnknown: Verdict.GONE,
    LookUpFailed: Verdict.UNREACHABLE,
    NoReply: Verdict.UNREACHABLE,
}


@dataclass(slots=True)
class _Way:
    """A fetch under way: the addresses after the first, and the last reply."""

    pause: Pause
    redirects: list[str] = field(default_factory=list[str])
    reply: Reply | None = None


class _TooManyRedirects(PingdeskError):
    """More hops than any honest page needs."""


def steps(request: CheckRequest, fetcher: Fetcher, analyse: Analyse, pause: Pause) -> Steps:
    """Check one linkback; never raises for anything a page or server does.

    ``pause`` is told when a server asks to be left alone.
    """
    started = time.monotonic()
    budget = Budget(fetcher.policy.timeout_s)
    way = _Way(pause)
    try:
        evidence = yield from _examined(request, fetcher, analyse, way, budget)
    except (UnsafeAddress, HostUnknown, LookUpFailed, NoReply, _TooManyRedirects) as error:
        evidence = _ended(request, way, _ENDS.get(type(error), Verdict.UNREACHABLE), str(error))
    except PageKills as error:
        evidence = _ended(request, way, Verdict.UNREADABLE, str(error))
    return replace(evidence, elapsed_s=round(time.monotonic() - started, 3))


def _examined(request: CheckRequest, fetcher: Fetcher, analyse: Analyse, way: _Way, budget: Budget) -> Steps:
    yield from _follow(request.source, fetcher, way, budget, BROWSER)
    reply = way.reply
    assert reply is not None  # noqa: S101 - _follow raises where there is none
    yield None
    answer = analyse(_fields(request, way, reply), reply.body.data)
    evidence = from_object(answer["evidence"])
    if evidence.verdict in {Verdict.SITE_ONLY, Verdict.MENTION, Verdict.ABSENT} and answer["shortened"]:
        resolved = yield from _resolved(answer["shortened"], fetcher, budget)
        if resolved:
            yield None
            answer = analyse({**_fields(request, way, reply), "resolved": resolved}, reply.body.data)
            evidence = from_object(answer["evidence"])
    evidence = replace(evidence, retry_after_s=reply.retry_after_s)
    if evidence.verdict in _COMPARABLE:
        return (yield from _compared(request, fetcher, analyse, evidence, way, budget))
    return evidence


def _follow(url: str, fetcher: Fetcher, way: _Way, budget: Budget, agent: str) -> Generator[str | None, None, None]:
    """Fetch ``url`` and where it redirects to, at most five times; the outcome is in ``way``."""
    while True:
        host = fetcher.check_url(url)
        yield host
        way.reply = fetcher.get(url, budget, agent=agent)
        if way.reply.retry_after_s:
            way.pause(host, way.reply.retry_after_s)
        location = way.reply.location
        if location is None:
            return
        if len(way.redirects) >= _MOST_REDIRECTS:
            message = "The page redirects too many times."
            raise _TooManyRedirects(message)
        way.redirects.append(location)
        url = location


def _resolved(shortened: list[str], fetcher: Fetcher, budget: Budget) -> Generator[str | None, None, dict[str, str]]:
    """Ask shorteners where their links lead: one hop each, without going there."""
    found: dict[str, str] = {}
    for url in shortened:
        if budget.left_s <= 0:
            break
        try:
            yield fetcher.check_url(url)
            location = fetcher.get(url, budget).location
        except (UnsafeAddress, HostUnknown, LookUpFailed, NoReply):
            continue
        if location is not None:
            found[url] = location
    return found


def _compared(  # noqa: PLR0917
    request: CheckRequest, fetcher: Fetcher, analyse: Analyse, evidence: Evidence, first: _Way, budget: Budget
) -> Steps:
    """Fetch once more as WordPress does, and flag a page that shows one of the two a link and the other none."""
    way = _Way(first.pause)
    try:
        yield from _follow(request.source, fetcher, way, budget, WORDPRESS)
        other = way.reply
        if other is None or first.reply is None or other.body == first.reply.body:
            return evidence
        yield None
        seen = from_object(analyse(_fields(request, way, other), other.body.data)["evidence"])
    except (UnsafeAddress, HostUnknown, LookUpFailed, NoReply, _TooManyRedirects, PageKills):
        return evidence  # no second page, no comparison
    if seen.verdict not in _COMPARABLE or (seen.verdict is Verdict.LINKED) == (evidence.verdict is Verdict.LINKED):
        return evidence
    cloaked = replace(evidence, flags=evidence.flags | {Flag.CLOAKED})
    return replace(cloaked, reason=reason_for(cloaked))


def _fields(request: CheckRequest, way: _Way, reply: Reply) -> dict[str, Any]:
    return {
        "source": request.source,
        "target": request.target,
        "homes": request.homes,
        "aliases": request.aliases,
        "target_text": request.target_text,
        "resolved": {},
        "url": reply.url,
        "status": reply.status,
        "headers": reply.headers,
        "redirects": way.redirects,
        "is_cut": reply.body.is_cut,
        "is_broken": reply.body.is_broken,
        "undecodable": reply.undecodable,
    }


def _ended(request: CheckRequest, way: _Way, verdict: Verdict, reason: str) -> Evidence:
    """Return the evidence of a fetch that brought no page to read."""
    reply = way.reply
    is_own = any(is_under(request.source, home) for home in request.homes)
    return Evidence(
        source=request.source,
        target=request.target,
        verdict=verdict,
        reason=reason,
        flags=frozenset({Flag.OWN_SITE} if is_own else ()),
        redirects=tuple(way.redirects),
        final_url=reply.url if reply else None,
        status=reply.status if reply else None,
        size=len(reply.body.data) if reply else None,
        retry_after_s=reply.retry_after_s if reply else None,
    )
