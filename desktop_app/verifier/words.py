"""Counting words, and how much of a post's text stands on another page."""

import re
from typing import Final

SHINGLE: Final = 5
"""Words in a row that make a shingle: long enough not to meet by chance, short enough to survive small edits."""
COPY_THRESHOLD: Final = 0.5
"""Share of the post's shingles from which a page republishes it; quotations stay well below a half."""
_FEWEST: Final = 20
"""Shingles below which a text is too short to speak of copying."""

_CHARACTERS: Final = re.compile(
    r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u1100-\u11ff\uac00-\ud7af\U00020000-\U0003ffff]"
)
_WORD: Final = re.compile(r"\w+(?:['’]\w+)*")


def count_words(text: str) -> int:
    """Return the words of a text; a Han, Kana or Hangul character counts half a word."""
    spaced, characters = (text, 0) if text.isascii() else _CHARACTERS.subn(" ", text)
    tokens = spaced.split()
    # Most words begin or end with a letter; only the others need a look at each character.
    unsure = [token for token in tokens if not (token[0].isalnum() or token[-1].isalnum())]
    return len(tokens) - sum(1 for token in unsure if not any(map(str.isalnum, token))) + characters // 2


def copied_share(post: str, page: str) -> float:
    """Return the share (0 to 1) of the post's word shingles that the page's text holds, too."""
    wanted = _shingles(post)
    return len(wanted & _shingles(page)) / len(wanted) if wanted else 0.0


def is_copy(post: str, share: float) -> bool:
    """Say whether the share, of a post long enough to tell, means that the page republishes it."""
    return share >= COPY_THRESHOLD and len(_tokens(post)) >= _FEWEST


def _tokens(text: str) -> list[str]:
    return _WORD.findall(_CHARACTERS.sub(r" \g<0> ", text.casefold()))


def _shingles(text: str) -> set[tuple[str, ...]]:
    tokens = _tokens(text)
    size = min(SHINGLE, len(tokens))
    return {tuple(tokens[at : at + size]) for at in range(len(tokens) - size + 1)} if tokens else set()
