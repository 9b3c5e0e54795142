"""The assistant while something is under way: the browser is open, or the site is being asked."""

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desktop_app.services.authorize import Page
from desktop_app.ui.push_button import push_button
from desktop_app.ui.text import translate, wrapped_label


class WaitingPage(QWidget):
    """Says what is waited for, and opens the browser's page; ``paste_requested`` asks for the password to be shown."""

    paste_requested = Signal()
    browser_missed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._page: Page | None = None
        self._words = wrapped_label(name="waitingFor")
        busy = QProgressBar()
        busy.setRange(0, 0)
        busy.setTextVisible(False)
        busy.setAccessibleName(translate("Assistant", "Waiting"))
        self._ways = QWidget()
        trouble = wrapped_label(translate("Assistant", "Nothing happens in your browser?"), role="small")
        links = QHBoxLayout()
        links.setContentsMargins(-6, 0, 0, 0)  # the words stand in line with the texts above
        links.setSpacing(4)
        for words, name, wanted in (
            (translate("Assistant", "&Open the page again"), "waitingReopen", self.open_again),
            (translate("Assistant", "&Copy its address"), "waitingCopy", self.copy_address),
            (translate("Assistant", "&Paste the password instead"), "pasteInstead", self.paste_requested),
        ):
            link = push_button(words, name, role="link")
            link.clicked.connect(wanted)
            links.addWidget(link)
        links.addStretch(1)
        inner = QVBoxLayout(self._ways)
        inner.setContentsMargins(0, 6, 0, 0)
        inner.setSpacing(2)
        inner.addWidget(trouble)
        inner.addLayout(links)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (self._words, busy, self._ways):
            column.addWidget(part)

    def open_page(self, page: Page) -> None:
        """Open a page in the user's browser, and say that he is expected to approve there."""
        self._page = page
        self._words.setText(
            translate(
                "Assistant", "Approve the connection on the page in your browser. Pingdesk then goes on by itself."
            )
        )
        self._ways.setVisible(page.comes_back)
        self.open_again()

    @Slot()
    def open_again(self) -> None:
        """Open the page once more."""
        if self._page is not None and not QDesktopServices.openUrl(QUrl(self._page.address)):
            self.browser_missed.emit()

    @Slot()
    def copy_address(self) -> None:
        """Put the page's address on the clipboard: for another browser than the system's."""
        if self._page is not None:
            QGuiApplication.clipboard().setText(self._page.address)

    def wait_for(self, words: str) -> None:
        """Say what the site is being asked."""
        self._words.setText(words)
        self._ways.hide()
