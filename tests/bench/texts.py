"""Reads the demo world's texts (content/*.html): records of header lines, an empty line and HTML."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.bench.values import Kind

_CONTENT = Path(__file__).with_name("content")
_SEPARATOR = "\n=====\n"
_REFERENCE = re.compile(r"\{\{([^}]+)\}\}")


@dataclass(frozen=True, slots=True)
class Article:
    """A post of one of the world's own blogs; ``key`` is "blog/slug", as ``{{blog/slug}}`` in other texts."""

    key: str
    slug: str
    title: str
    language: str
    body: str

    def references(self) -> list[str]:
        """Return the keys of the posts this one links to."""
        return _REFERENCE.findall(self.body)


@dataclass(frozen=True, slots=True)
class Mention:
    """A genuine post on a blog of somebody else's; ``rel`` is what its link to the target carries."""

    slug: str
    title: str
    blog: str
    language: str
    target: str
    kind: Kind
    rel: str
    body: str


def articles(blog: str) -> list[Article]:
    """Return the posts of "juana", "kitchen" or "cadiz", oldest first."""
    return [
        Article(f"{blog}/{head['slug']}", head["slug"], head["title"], head["language"], body)
        for head, body in _records(f"posts-{blog}.html")
    ]


def mentions() -> list[Mention]:
    """Return the genuine posts that link to the world's blogs."""
    return [
        Mention(
            slug=head["slug"],
            title=head["title"],
            blog=head["blog"],
            language=head["language"],
            target=head["target"],
            kind="trackback" if head["kind"] == "trackback" else "pingback",
            rel=head["rel"],
            body=body,
        )
        for name in ("mentions-en.html", "mentions-es.html")
        for head, body in _records(name)
    ]


def filled(body: str, addresses: Mapping[str, str]) -> str:
    """Put addresses in the place of ``{{name}}``."""
    return _REFERENCE.sub(lambda match: addresses[match[1]], body)


def plain(body: str) -> str:
    """Return the text without tags, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def _records(name: str) -> Iterator[tuple[dict[str, str], str]]:
    for record in (_CONTENT / name).read_text(encoding="utf-8").split(_SEPARATOR):
        head, _, body = record.strip().partition("\n\n")
        lines = (line.partition(":") for line in head.splitlines())
        yield {key.strip(): value.strip() for key, _, value in lines}, body
