"""Small pages for the verifier's tests: a frame around what a test is about."""

from desktop_app.core.evidence import Evidence
from desktop_app.verifier.backlink import Page, Question, analyse

TARGET = "https://blog.example/2026/05/bread/"
HOME = "https://blog.example/"
SOURCE = "https://friend.example/links.html"
PROSE = "<p>" + " ".join(["Baking bread at home takes patience, flour, water, salt and a warm place."] * 6) + "</p>"
LINK = f'<a href="{TARGET}">good bread</a>'


def page(body: str, head: str = "") -> str:
    """Return a whole page with enough words not to be thin."""
    return f'<!doctype html><html lang="en"><head><title>Links</title>{head}</head><body>{PROSE}{body}</body></html>'


def judged(
    content: str | bytes,
    *,
    content_type: str | None = "text/html; charset=utf-8",
    source: str = SOURCE,
    url: str | None = None,
    status: int = 200,
    headers: tuple[tuple[str, str], ...] = (),
    homes: tuple[str, ...] = (HOME,),
    aliases: tuple[str, ...] = (),
    target: str = TARGET,
    target_text: str | None = None,
    resolved: dict[str, str] | None = None,
    is_cut: bool = False,
    is_broken: bool = False,
) -> Evidence:
    """Judge one answer without a network."""
    data = content.encode() if isinstance(content, str) else content
    typed = (("content-type", content_type),) if content_type is not None else ()
    answer = Page(url or source, status, (*typed, *headers), data, is_cut=is_cut, is_broken=is_broken)
    question = Question(source, target, homes, aliases, target_text, resolved or {})
    return analyse(answer, question).evidence


def flags_of(evidence: Evidence) -> set[str]:
    """Return the flags as words."""
    return {flag.value for flag in evidence.flags}
