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
HasSpare = Callable[[], bool]
"""Says whether a connection is free that no other check waits for."""

_MOST_REDIRECTS: Final = 5
_COMPARABLE: Final = frozenset({Verdict.LINKED, Verdict.SITE_ONLY, Verdict.MENTION, Verdict.ABSENT})
_UNVERIFIED: Final = "trackback"
"""The kind of linkback that nobody ever checked, so that there is no earlier sight of the page to compare with."""
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


_FAILURES: Final = (UnsafeAddress, HostUnknown, LookUpFailed, NoReply, _TooManyRedirects)


def steps(request: CheckRequest, fetcher: Fetcher, analyse: Analyse, pause: Pause, has_spare: HasSpare) -> Steps:
    """Check one linkback; never raises for anything a page or server does.

    ``pause`` is told when a server asks to be left alone; ``has_spare`` is asked before a fetch that can be done
    without.
    """
    started = time.monotonic()
    check = _Check(request, fetcher, analyse, pause, Budget(fetcher.policy.timeout_s))
    way = _Way(pause)
    try:
        evidence = yield from check.examined(way)
        if _is_worth_comparing(request, evidence, has_spare):
            evidence = yield from check.compared(evidence, way)
    except _FAILURES as error:
        evidence = _ended(request, way, _ENDS.get(type(error), Verdict.UNREACHABLE), str(error))
    except PageKills as error:
        evidence = _ended(request, way, Verdict.UNREADABLE, str(error))
    return replace(evidence, elapsed_s=round(time.monotonic() - started, 3))


@dataclass(slots=True)
class _Check:
    """One linkback under examination. ``resolved`` tells where shortened links lead, as far as that was asked."""

    request: CheckRequest
    fetcher: Fetcher
    analyse: Analyse
    pause: Pause
    budget: Budget
    resolved: dict[str, str] = field(default_factory=dict[str, str])

    def examined(self, way: _Way) -> Steps:
        """Fetch as a reader's browser does, and judge what came; shorteners are asked where that may matter."""
        reply = yield from self._follow(self.request.source, way, BROWSER)
        yield None
        evidence, shortened = self._judged(way, reply)
        if shortened and evidence.verdict in {Verdict.SITE_ONLY, Verdict.MENTION, Verdict.ABSENT}:
            yield from self._resolve(shortened)
            if self.resolved:
                yield None
                evidence, _ = self._judged(way, reply)
        return replace(evidence, retry_after_s=reply.retry_after_s)

    def compared(self, evidence: Evidence, first: _Way) -> Steps:
        """Fetch once more as WordPress does, and flag a page that shows one of the two a link and the other none."""
        way = _Way(self.pause)
        try:
            other = yield from self._follow(self.request.source, way, WORDPRESS)
            if first.reply is not None and other.body == first.reply.body:
                return evidence
            yield None
            seen, _ = self._judged(way, other)
        except (*_FAILURES, PageKills):
            return evidence  # no second page, no comparison
        if seen.verdict not in _COMPARABLE or (seen.verdict is Verdict.LINKED) == (evidence.verdict is Verdict.LINKED):
            return evidence
        cloaked = replace(evidence, flags=evidence.flags | {Flag.CLOAKED})
        return replace(cloaked, reason=reason_for(cloaked))

    def _follow(self, url: str, way: _Way, agent: str) -> Generator[str | None, None, Reply]:
        """Fetch ``url`` and where it redirects to, at most five times; what there was of it is in ``way``."""
        while True:
            host = self.fetcher.check_url(url)
            yield host
            way.reply = reply = self.fetcher.get(url, self.budget, agent=agent)
            if reply.retry_after_s:
                way.pause(host, reply.retry_after_s)
            location = reply.location
            if location is None:
                return reply
            if len(way.redirects) >= _MOST_REDIRECTS:
                message = "The page redirects too many times."
                raise _TooManyRedirects(message)
            way.redirects.append(location)
            url = location

    def _resolve(self, shortened: list[str]) -> Generator[str | None, None, None]:
        """Ask shorteners where their links lead: one hop each, without going there."""
        for url in shortened:
            if self.budget.left_s <= 0:
                return
            try:
                yield self.fetcher.check_url(url)
                location = self.fetcher.get(url, self.budget).location
            except _FAILURES:
                continue
            if location is not None:
                self.resolved[url] = location

    def _judged(self, way: _Way, reply: Reply) -> tuple[Evidence, list[str]]:
        """Have a reply analysed; return the evidence and the shortened links that nobody was asked about."""
        request = self.request
        fields = {
            "source": request.source,
            "target": request.target,
            "homes": request.homes,
            "aliases": request.aliases,
            "target_text": request.target_text,
            "resolved": self.resolved,
            "url": reply.url,
            "status": reply.status,
            "headers": reply.headers,
            "redirects": way.redirects,
            "is_cut": reply.body.is_cut,
            "is_broken": reply.body.is_broken,
            "undecodable": reply.undecodable,
        }
        answer = self.analyse(fields, reply.body.data)
        return from_object(answer["evidence"]), answer["shortened"]


def _is_worth_comparing(request: CheckRequest, evidence: Evidence, has_spare: HasSpare) -> bool:
    """Say whether to fetch once more, as WordPress (the reasons: docs/verification.md, "Cloaking")."""
    if evidence.verdict is Verdict.LINKED:
        return request.kind is None and has_spare()
    return evidence.verdict in _COMPARABLE and request.kind != _UNVERIFIED


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
