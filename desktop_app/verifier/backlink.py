"""From one answer of a server to the evidence: the verdict, its flags, the proof (see the verification standard)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from desktop_app.core.evidence import Evidence, Flag, Verdict
from desktop_app.core.urls import sender_of
from desktop_app.verifier import answers, signs
from desktop_app.verifier.charset import decode
from desktop_app.verifier.facts import Facts, read_facts
from desktop_app.verifier.found import Addresses, Finding, sort_links
from desktop_app.verifier.media import Kind, Media, kind_of
from desktop_app.verifier.mention import mentions
from desktop_app.verifier.page import PageView, view
from desktop_app.verifier.qualities import link_flags, page_flags
from desktop_app.verifier.reasons import reason_for
from desktop_app.verifier.tree import Document, NotXhtml, parse_html, parse_xhtml
from desktop_app.verifier.words import copied_share, count_words, is_copy

_EXCERPT: Final = 600
_MOST_SHORTENED: Final = 5
"""Shortened links of one page that are asked where they lead."""


@dataclass(frozen=True, slots=True)
class Page:
    """The last answer of a fetch, with the way that led there; header names in lower case."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    data: bytes
    redirects: tuple[str, ...] = ()
    is_cut: bool = False
    is_broken: bool = False
    undecodable: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a page. ``resolved`` tells where shortened links lead, as far as that was found out."""

    source: str
    target: str
    homes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    target_text: str | None = None
    resolved: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Analysis:
    """What one page showed. ``shortened`` are links that may lead to the target, if only one asked their shortener."""

    evidence: Evidence
    shortened: tuple[str, ...] = ()


def analyse(page: Page, question: Question) -> Analysis:
    """Judge one answer. Pure: nothing is fetched; slow or deadly pages are the caller's to guard against."""
    addresses = Addresses(question.target, question.homes, question.aliases, question.resolved)
    evidence = _frame(page, question, addresses)
    ruling = _without_page(page)
    if ruling is not None:
        return _closed(evidence, ruling)
    media = kind_of(page.headers, page.data)
    text = decode(page.data, media.charset)
    if not answers.is_success(page.status):
        return _closed(evidence, _refusal(page, media, text))
    if media.what is Kind.OTHER:
        return _closed(evidence, answers.Ruling(Verdict.UNREADABLE, media.why))
    if media.what is Kind.TEXT:
        return _plain(_Read(page, question, addresses, text), evidence)
    return _html(_Read(page, question, addresses, text), evidence, _parse(media.what, text))


@dataclass(frozen=True, slots=True)
class _Read:
    """A page that was read: all that its judgement needs. ``source`` is its text, markup included."""

    page: Page
    question: Question
    addresses: Addresses
    source: str


def _without_page(page: Page) -> answers.Ruling | None:
    """Rule on an answer whose body is of no use."""
    early = answers.without_page(page.status, page.headers, is_empty=not page.data)
    if early is None and page.undecodable is not None:
        return answers.Ruling(answers.by_status(page.status) or Verdict.UNREADABLE, page.undecodable)
    if early is None and page.is_broken and not page.data:
        return answers.BROKEN_OFF
    return early


def _frame(page: Page, question: Question, addresses: Addresses) -> Evidence:
    """Return what is known without a look at the body."""
    flags: set[Flag] = set()
    if sender_of(page.url) != sender_of(question.source):
        flags.add(Flag.REDIRECTED)
    if page.url.lower().startswith("http:"):
        flags.add(Flag.HTTP_ONLY)
    if addresses.is_own(question.source):
        flags.add(Flag.OWN_SITE)
    if page.is_cut:
        flags.add(Flag.TRUNCATED)
    given = next((value for name, value in page.headers if name == "content-type"), None)
    return Evidence(
        source=question.source,
        target=question.target,
        verdict=Verdict.ABSENT,
        reason="",
        flags=frozenset(flags),
        final_url=page.url,
        redirects=page.redirects,
        status=page.status,
        content_type=given.partition(";")[0].strip().lower() or None if given else None,
        size=len(page.data),
    )


def _closed(evidence: Evidence, ruling: answers.Ruling) -> Analysis:
    return Analysis(replace(evidence, verdict=ruling.verdict, reason=ruling.reason))


def _refusal(page: Page, media: Media, text: str) -> answers.Ruling:
    """Rule on an answer that is not a success, looking at its page for a challenge only."""
    if media.what in {Kind.HTML, Kind.XML}:
        document = parse_html(text)
        facts = read_facts(document, page.url, page.headers)
        seen = view(document, facts.base, has_stylesheet=facts.has_stylesheet)
        if signs.is_challenge(facts, text, seen.text, count_words(seen.outside)):
            return answers.CHALLENGED
    return answers.ruling(page.status)


def _parse(what: Kind, text: str) -> Document:
    if what is Kind.XML:
        try:
            return parse_xhtml(text)
        except NotXhtml:
            return parse_html(text)
    return parse_html(text)


def _plain(read: _Read, evidence: Evidence) -> Analysis:
    """Judge a plain text: it has no links, whatever it looks like."""
    target, text = read.addresses.target, read.source
    words = count_words(text)
    evidence = replace(
        evidence,
        verdict=Verdict.MENTION if mentions(text, target.hosts, target.include) else Verdict.ABSENT,
        words=words,
        outbound_links=0,
        outbound_domains=0,
        excerpt=_excerpt(text),
    )
    facts = read_facts(Document(), read.page.url, read.page.headers)
    finding = sort_links(PageView([text], text, []), read.addresses)
    flags = link_flags(finding, facts) | page_flags(facts, text, text, words, evidence)
    return _finished(read, replace(evidence, flags=evidence.flags | flags), text)


def _html(read: _Read, evidence: Evidence, document: Document) -> Analysis:
    facts = read_facts(document, read.page.url, read.page.headers)
    seen = view(document, facts.base, has_stylesheet=facts.has_stylesheet)
    words = count_words(seen.outside)
    finding = sort_links(seen, read.addresses)
    verdict = _verdict(finding, seen, read.addresses)
    if verdict is not Verdict.LINKED and signs.is_challenge(facts, read.source, seen.text, words):
        return _closed(evidence, answers.CHALLENGED)
    evidence = replace(_described(evidence, facts, seen, finding), verdict=verdict, words=words)
    flags = link_flags(finding, facts) | page_flags(facts, read.source, seen.text, words, evidence)
    analysis = _finished(read, replace(evidence, flags=evidence.flags | flags), seen.text)
    return replace(analysis, shortened=finding.shortened[:_MOST_SHORTENED])


def _verdict(finding: Finding, seen: PageView, addresses: Addresses) -> Verdict:
    if finding.to_target:
        return Verdict.LINKED
    if finding.to_site:
        return Verdict.SITE_ONLY
    is_mentioned = mentions(seen.text, addresses.target.hosts, addresses.target.include)
    return Verdict.MENTION if is_mentioned else Verdict.ABSENT


def _described(evidence: Evidence, facts: Facts, seen: PageView, finding: Finding) -> Evidence:
    own = sender_of(evidence.final_url or "")
    outward = [sender for sender in (sender_of(link.url) for link in seen.links) if sender != own]
    return replace(
        evidence,
        title=facts.title,
        site_name=facts.site_name,
        author=facts.author,
        language=facts.language,
        direction=facts.direction,
        outbound_links=len(outward),
        outbound_domains=len(set(outward)),
        links=finding.found,
        excerpt=_excerpt(seen.opening(2 * _EXCERPT)),
    )


def _finished(read: _Read, evidence: Evidence, text: str) -> Analysis:
    """Apply what holds for an unfinished body and for copies, and say the reason."""
    verdict, page, question = evidence.verdict, read.page, read.question
    if verdict is not Verdict.LINKED and page.is_broken:
        return _closed(evidence, answers.BROKEN_OFF)
    if verdict is not Verdict.LINKED and page.is_cut:
        return _closed(evidence, answers.TOO_LARGE)
    if question.target_text is not None:
        share = copied_share(question.target_text, text)
        flags = evidence.flags | (
            frozenset({Flag.COPIES_POST}) if is_copy(question.target_text, share) else frozenset[Flag]()
        )
        evidence = replace(evidence, copied_share=round(share, 4), flags=flags)
    return Analysis(replace(evidence, reason=reason_for(evidence)))


def _excerpt(text: str) -> str | None:
    words = " ".join(text[: 2 * _EXCERPT].split())
    if len(words) <= _EXCERPT:
        return words or None
    cut = words[: _EXCERPT - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"
