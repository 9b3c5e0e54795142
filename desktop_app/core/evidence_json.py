"""Evidence as the object of the command line contract, and back: for pipes, files and the store."""

from typing import Any, Final, cast

from desktop_app.core.evidence import Evidence, Flag, FoundLink, Region, Verdict

MOST_LINKS: Final = 50
_LONGEST: Final = {
    "source": 4_000,
    "target": 4_000,
    "final_url": 4_000,
    "content_type": 100,
    "title": 300,
    "site_name": 200,
    "author": 200,
    "language": 20,
    "direction": 3,
    "excerpt": 600,
    "reason": 500,
}
_LONGEST_URL: Final = 4_000
_LONGEST_ANCHOR: Final = 300
_LONGEST_CONTEXT: Final = 700


def to_object(evidence: Evidence) -> dict[str, Any]:
    """Return the contract's object: every key always there, null where there is nothing, texts and lists bounded."""
    return {
        "source": _cut("source", evidence.source),
        "target": _cut("target", evidence.target),
        "verdict": evidence.verdict.value,
        "flags": [flag.value for flag in Flag if flag in evidence.flags],
        "final_url": _cut("final_url", evidence.final_url),
        "redirects": [url[:_LONGEST_URL] for url in evidence.redirects],
        "status": evidence.status,
        "content_type": _cut("content_type", evidence.content_type),
        "bytes": evidence.size,
        "title": _cut("title", evidence.title),
        "site_name": _cut("site_name", evidence.site_name),
        "author": _cut("author", evidence.author),
        "language": _cut("language", evidence.language),
        "direction": _cut("direction", evidence.direction),
        "words": evidence.words,
        "outbound_links": evidence.outbound_links,
        "outbound_domains": evidence.outbound_domains,
        "links": [_link_object(link) for link in evidence.links[:MOST_LINKS]],
        "excerpt": _cut("excerpt", evidence.excerpt),
        "copied_share": evidence.copied_share,
        "retry_after_s": evidence.retry_after_s,
        "reason": _cut("reason", evidence.reason),
        "elapsed_s": evidence.elapsed_s,
    }


def from_object(fields: dict[str, Any]) -> Evidence:
    """Return the evidence an object describes; what is missing or not understood is left at its default.

    A verdict that is not known (a newer store's) is read as ``unchecked``.
    """
    return Evidence(
        source=_text(fields, "source") or "",
        target=_text(fields, "target") or "",
        verdict=_verdict(fields.get("verdict")),
        reason=_text(fields, "reason") or "",
        flags=_flags(fields.get("flags")),
        final_url=_text(fields, "final_url"),
        redirects=tuple(entry for entry in _list(fields.get("redirects")) if isinstance(entry, str)),
        status=_whole(fields, "status"),
        content_type=_text(fields, "content_type"),
        size=_whole(fields, "bytes"),
        title=_text(fields, "title"),
        site_name=_text(fields, "site_name"),
        author=_text(fields, "author"),
        language=_text(fields, "language"),
        direction=_text(fields, "direction"),
        words=_whole(fields, "words"),
        outbound_links=_whole(fields, "outbound_links"),
        outbound_domains=_whole(fields, "outbound_domains"),
        links=_links(fields.get("links")),
        excerpt=_text(fields, "excerpt"),
        copied_share=_number(fields, "copied_share"),
        retry_after_s=_whole(fields, "retry_after_s"),
        elapsed_s=_number(fields, "elapsed_s"),
    )


def _link_object(link: FoundLink) -> dict[str, Any]:
    return {
        "href": link.href[:_LONGEST_URL],
        "text": link.text[:_LONGEST_ANCHOR],
        "rel": list(link.rel[:20]),
        "region": link.region.value,
        "visible": link.visible,
        "context": link.context[:_LONGEST_CONTEXT],
        "anchor_at": link.anchor_at,
        "to_target": link.to_target,
    }


def _links(value: object) -> tuple[FoundLink, ...]:
    return tuple(_link(cast("dict[str, Any]", entry)) for entry in _list(value)[:MOST_LINKS] if isinstance(entry, dict))


def _link(fields: dict[str, Any]) -> FoundLink:
    region = fields.get("region")
    return FoundLink(
        href=_text(fields, "href") or "",
        text=_text(fields, "text") or "",
        rel=tuple(word for word in _list(fields.get("rel")) if isinstance(word, str)),
        region=Region(region) if region in set(Region) else Region.CONTENT,
        visible=fields.get("visible") is not False,
        context=_text(fields, "context") or "",
        anchor_at=_whole(fields, "anchor_at"),
        to_target=fields.get("to_target") is not False,
    )


def _verdict(value: object) -> Verdict:
    return Verdict(value) if isinstance(value, str) and value in set(Verdict) else Verdict.UNCHECKED


def _flags(value: object) -> frozenset[Flag]:
    known = {flag.value for flag in Flag}
    return frozenset(Flag(entry) for entry in _list(value) if isinstance(entry, str) and entry in known)


def _cut(name: str, text: str | None) -> str | None:
    return None if text is None else text[: _LONGEST[name]]


def _text(fields: dict[str, Any], name: str) -> str | None:
    value = fields.get(name)
    return value if isinstance(value, str) else None


def _whole(fields: dict[str, Any], name: str) -> int | None:
    value = fields.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _number(fields: dict[str, Any], name: str) -> float | None:
    value = fields.get(name)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _list(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else []
