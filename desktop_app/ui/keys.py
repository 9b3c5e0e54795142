"""Key sequences as the actions name them."""

from PySide6.QtGui import QKeySequence

Keys = tuple[str | QKeySequence.StandardKey, ...]


def distinct(keys: Keys) -> list[QKeySequence]:
    """Return the keys, each once: a standard key may be the one that is also named."""
    found: list[QKeySequence] = []
    for key in keys:
        sequence = QKeySequence(key)
        if not sequence.isEmpty() and sequence not in found:
            found.append(sequence)
    return found


def is_bare_key(sequence: QKeySequence) -> bool:
    """Whether a key is a letter, with Shift or without, or Esc."""
    name = sequence.toString(QKeySequence.SequenceFormat.PortableText).removeprefix("Shift+")
    return name == "Esc" or (len(name) == 1 and name.isalpha())
