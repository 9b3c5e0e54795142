"""The search box: words and qualifiers, completed while typing."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget

from desktop_app.core.evidence import Flag, Verdict
from desktop_app.core.linkback import Status
from desktop_app.core.query import QUALIFIER_VALUES, QUALIFIERS
from desktop_app.ui.badges import BY_VERDICT, flag_text, status_text
from desktop_app.ui.text import translate
from desktop_app.ui.theme import Theme

_PAUSE_MS = 180
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_WORD = Qt.ItemDataRole.UserRole

Sites = Callable[[], Sequence[tuple[str, str]]]
"""Returns the sites' keys and names."""


class SearchBox(QLineEdit):
    """``asked`` carries the text, a moment after the last key.

    ``entered`` says that the user wants to go to what he has found, ``left`` that he goes to the queue in any case;
    ``touched`` that he does neither, but goes on here or elsewhere.
    """

    asked = Signal(str)
    entered = Signal()
    left = Signal()
    touched = Signal()

    def __init__(self, theme: Theme, sites: Sites, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sites = sites
        self._told = ""
        self.setObjectName("searchBox")
        self.setAccessibleName(translate("Search", "Search"))
        self.setPlaceholderText(translate("Search", "Search, or from: site: verdict: flag: post: …"))
        self.setClearButtonEnabled(True)
        self._glass = QAction(self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._words = QStandardItemModel(self)
        completer = QCompleter(self._words, self)
        completer.setWidget(self)
        completer.setCompletionRole(_WORD)
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

    def event(self, event: QEvent) -> bool:
        """Take the completion with Tab: Qt would move the focus before `keyPressEvent` is asked."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Tab
            and self._popup.isVisible()
        ):
            self._take_completion()
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a completion or go to what is found with Enter; close, empty, then leave, with Escape."""
        is_completing = self._popup.isVisible()
        if event.key() in _ENTER:
            if is_completing and self._popup.currentIndex().isValid():
                self._take_completion()
            else:
                self._popup.hide()
                self._tell()
                self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            if is_completing:
                self._popup.hide()
            else:
                self.clear()
                self._tell()
                self.left.emit()
        else:
            self.touched.emit()
            super().keyPressEvent(event)
            return
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Note that the user went elsewhere by himself."""
        self.touched.emit()
        super().focusOutEvent(event)

    @Slot(str)
    def _on_text_edited(self, _text: str) -> None:
        token = self._token()
        offers = [(word, words) for word, words in self._completions(token) if word != token] if token else []
        self._words.clear()
        for word, words in offers:
            item = QStandardItem(words)
            item.setData(word, _WORD)
            self._words.appendRow(item)
        if offers:
            self._completer.complete()
            self._popup.setCurrentIndex(self._popup.rootIndex())  # nothing is taken that was not chosen
        else:
            self._popup.hide()

    @Slot(str)
    def _on_text_changed(self, _text: str) -> None:
        self.touched.emit()
        self._pause.start()

    def _take_completion(self) -> None:
        """Take what is marked, else the first."""
        index = self._popup.currentIndex()
        word = index.data(_WORD) if index.isValid() else self._words.item(0).data(_WORD)
        self._popup.hide()
        self._on_completion_activated(word)

    @Slot(str)
    def _on_completion_activated(self, word: str) -> None:
        start = self.cursorPosition() - len(self._token())
        after = self.text()[self.cursorPosition() :]
        ends = "" if word.endswith(":") else " "
        self.setText(self.text()[:start] + word + ends + after.lstrip())
        self.setCursorPosition(start + len(word) + len(ends))
        if not ends:
            self._on_text_edited(self.text())  # now for its values

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

    def _completions(self, token: str) -> list[tuple[str, str]]:
        """Return what can stand for a token, and how to show it."""
        name, colon, typed = token.partition(":")
        if not colon:
            return [(f"{known}:", f"{known}:") for known in QUALIFIERS if known.startswith(token.lower())]
        chosen, comma, begun = typed.rpartition(",")
        begun = begun.lower()
        name = name.lower()
        if name == "site":
            values = [(key, text) for key, text in self._sites() if begun in key.lower() or begun in text.lower()]
        else:
            values = [(value, _words_of(name, value)) for value in QUALIFIER_VALUES.get(name, ())]
            values = [(value, words) for value, words in values if value.startswith(begun)]
        return [
            (f"{name}:{chosen}{comma}{value}", f"{value}  –  {' '.join(words.split())}" if words else value)
            for value, words in values
        ]


def _words_of(name: str, value: str) -> str:
    """Return the words under which the window shows a value elsewhere, if it does."""
    if name == "verdict":
        return BY_VERDICT[Verdict(value)].text
    if name == "flag":
        return flag_text(Flag(value))
    return status_text(Status(value)) if name == "status" else ""
