"""The search box: words and qualifiers, completed while typing."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget

from desktop_app.core.query import QUALIFIER_VALUES, QUALIFIERS
from desktop_app.ui.text import translate
from desktop_app.ui.theme import Theme

_PAUSE_MS = 180


class SearchBox(QLineEdit):
    """``asked`` carries the text, a moment after the last key; ``left`` says that the user goes to the queue."""

    asked = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, site_keys: Callable[[], Sequence[str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._site_keys = site_keys
        self._told = ""
        self.setObjectName("searchBox")
        self.setAccessibleName(translate("Search", "Search"))
        self.setPlaceholderText(translate("Search", "Search, or from: site: verdict: flag: post: …"))
        self.setClearButtonEnabled(True)
        self._glass = QAction(self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._words = QStringListModel(self)
        completer = QCompleter(self._words, self)
        completer.setWidget(self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.activated.connect(self._on_completion_activated)
        self._completer = completer
        self._popup = QListView()
        self._popup.setObjectName("searchCompletion")
        completer.setPopup(self._popup)
        self._pause = QTimer(self, interval=_PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self._tell)
        self.textEdited.connect(self._on_text_edited)
        self.textChanged.connect(self._on_text_changed)
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def show_invalid(self, *, is_invalid: bool) -> None:
        """Mark the box while its text cannot be understood."""
        if self.property("invalid") != is_invalid:
            self.setProperty("invalid", is_invalid)
            self.style().unpolish(self)
            self.style().polish(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave with Enter or Down; empty, then leave, with Escape."""
        if self._popup.isVisible() and event.key() in {
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
            Qt.Key.Key_Escape,
            Qt.Key.Key_Tab,
        }:
            event.ignore()  # the completer's
            return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down}:
            self._tell()
            self.left.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.clear() if self.text() else self.left.emit()
        else:
            super().keyPressEvent(event)

    @Slot(str)
    def _on_text_edited(self, _text: str) -> None:
        token = self._token()
        offers = [word for word in self._completions(token) if word != token] if token else []
        self._words.setStringList(offers)
        self._completer.setCompletionPrefix(token)
        if offers and self._completer.completionCount():
            self._completer.complete()
        else:
            self._popup.hide()

    @Slot(str)
    def _on_text_changed(self, _text: str) -> None:
        self._pause.start()

    @Slot(str)
    def _on_completion_activated(self, word: str) -> None:
        start = self.cursorPosition() - len(self._token())
        after = self.text()[self.cursorPosition() :]
        ends = "" if word.endswith(":") else " "
        self.setText(self.text()[:start] + word + ends + after.lstrip())
        self.setCursorPosition(start + len(word) + len(ends))

    @Slot()
    def _tell(self) -> None:
        self._pause.stop()
        if self.text() != self._told:
            self._told = self.text()
            self.asked.emit(self._told)

    @Slot()
    def _on_theme_changed(self) -> None:
        self._glass.setIcon(self._theme.icon("search", "muted"))

    def _token(self) -> str:
        before = self.text()[: self.cursorPosition()]
        return before.rpartition(" ")[2]

    def _completions(self, token: str) -> list[str]:
        name, colon, typed = token.partition(":")
        if not colon:
            return [f"{qualifier}:" for qualifier in QUALIFIERS if qualifier.startswith(token.lower())]
        known = tuple(self._site_keys()) if name.lower() == "site" else QUALIFIER_VALUES.get(name.lower(), ())
        chosen, comma, _ = typed.rpartition(",")
        return [f"{name}:{chosen}{comma}{value}" for value in known]
