"""Key sequences as the actions name them."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcutEvent
from PySide6.QtWidgets import QApplication, QMenuBar, QWidget

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
    name = _unshifted(sequence)
    return name == "Esc" or (len(name) == 1 and name.isalpha())


class LettersInMenus(QObject):
    """Filters actions' events: with a menu open, a letter chooses in the menu and does nothing to the row behind it.

    Qt looks for shortcuts before it looks for a menu's underlined letters, and a menu does not take the focus.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._is_handing_over = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hand a key that Qt took for a shortcut to the menu it was meant for."""
        menu = _open_menu() if isinstance(event, QShortcutEvent) else None
        if menu is None or not isinstance(event, QShortcutEvent):
            return super().eventFilter(watched, event)
        if not self._is_handing_over:  # a menu asks the menu bar about letters it does not know: Qt comes here again
            self._is_handing_over = True
            # Straight to the menu: the application would look for shortcuts first.
            menu.event(_key_press(event.key()))
            self._is_handing_over = False
        return True


def _key_press(sequence: QKeySequence) -> QKeyEvent:
    name = _unshifted(sequence)
    key, text = (Qt.Key(ord(name)), name.lower()) if len(name) == 1 else (Qt.Key.Key_Escape, "")
    return QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text)


def _unshifted(sequence: QKeySequence) -> str:
    return sequence.toString(QKeySequence.SequenceFormat.PortableText).removeprefix("Shift+")


def _open_menu() -> QWidget | None:
    popup, focused = QApplication.activePopupWidget(), QApplication.focusWidget()
    return focused if popup is None and isinstance(focused, QMenuBar) else popup
