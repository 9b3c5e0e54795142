"""The lists of ``data/``: redirectors, shorteners, challenge marks, parked phrases, words of regions, colours."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from desktop_app.core.evidence import Region


@dataclass(frozen=True, slots=True)
class Redirector:
    """One way of sending readers on; ``host`` may end in ``.*``; ``parameters`` as documented in the file."""

    host: str
    path: str
    parameters: tuple[str, ...]


@lru_cache(maxsize=1)
def redirectors() -> tuple[Redirector, ...]:
    """Return the known redirectors."""
    parts = (line.split() for line in _lines("redirectors.txt"))
    return tuple(Redirector(host, path, tuple(parameters)) for host, path, *parameters in parts)


@lru_cache(maxsize=1)
def shorteners() -> frozenset[str]:
    """Return the hosts of the known link shorteners."""
    return frozenset(_lines("shorteners.txt"))


@lru_cache(maxsize=1)
def challenge_marks() -> dict[str, tuple[str, ...]]:
    """Return the marks of bot challenges by where they stand: ``header``, ``title``, ``code``, ``text``."""
    return _by_place("challenge_marks.txt")


@lru_cache(maxsize=1)
def parked_phrases() -> dict[str, tuple[str, ...]]:
    """Return the phrases of parked and soft-404 pages by where they stand: ``title``, ``text``, ``code``."""
    return _by_place("parked_phrases.txt")


@lru_cache(maxsize=1)
def region_words() -> tuple[dict[str, Region], tuple[tuple[str, Region], ...]]:
    """Return whole words, and beginnings of words, with the region they stand for."""
    whole: dict[str, Region] = {}
    beginnings: list[tuple[str, Region]] = []
    for block in _blocks("region_words.txt"):
        region = Region(block[0])
        for word in block[1:]:
            if word.endswith("*"):
                beginnings.append((word[:-1], region))
            else:
                whole.setdefault(word, region)
    return whole, tuple(beginnings)


@lru_cache(maxsize=1)
def named_colours() -> dict[str, str]:
    """Return CSS's named colours as six hexadecimal digits."""
    words = " ".join(_lines("colours.txt")).split()
    return dict(zip(words[::2], words[1::2], strict=True))


def _by_place(name: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for line in _lines(name):
        place, _, phrase = line.partition(" ")
        found.setdefault(place, []).append(phrase.strip())
    return {place: tuple(phrases) for place, phrases in found.items()}


def _blocks(name: str) -> list[list[str]]:
    """Return the words of each block of lines; a block ends at an empty line."""
    blocks: list[list[str]] = [[]]
    for line in _text(name).splitlines():
        if line.startswith("#"):
            continue
        if line.strip():
            blocks[-1].extend(line.split())
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _lines(name: str) -> list[str]:
    return [line.strip() for line in _text(name).splitlines() if line.strip() and not line.startswith("#")]


def _text(name: str) -> str:
    return (files("desktop_app.verifier") / "data" / name).read_text(encoding="utf-8")
