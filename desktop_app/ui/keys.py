"""Key sequences as the actions name them."""

from PySide6.QtCore import QKeyCombination, Qt
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
    combination: QKeyCombination = sequence[0]  # type: ignore[index]
    is_plain = combination.keyboardModifiers() in {
        Qt.KeyboardModifier.NoModifier,
        Qt.KeyboardModifier.ShiftModifier,
    }
    return is_plain and (Qt.Key.Key_A <= combination.key() <= Qt.Key.Key_Z or combination.key() is Qt.Key.Key_Escape)
