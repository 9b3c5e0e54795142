"""The user's browser as the window sees it: what it is sent to, and how it comes back."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices


class Desktop(QObject):
    """Takes the pages that would open in the browser."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        """Open a page."""
        self.opened.append(url.toString(QUrl.ComponentFormattingOption.FullyEncoded))

    @property
    def success_url(self) -> str | None:
        """Where the page that was opened last sends the browser in the end."""
        return parse_qs(urlsplit(self.opened[-1]).query).get("success_url", [None])[0]

    def approve(self, site_url: str, user: str, password: str) -> None:
        """Let WordPress send the browser back with a password."""
        fields = {"site_url": site_url, "user_login": user, "password": password}
        self._visit(f"{self.success_url}&{urlencode(fields)}")

    def refuse(self) -> None:
        """Let the user say no."""
        self._visit(f"{self.success_url}&success=false")

    @staticmethod
    def _visit(url: str) -> None:
        with urlopen(url, timeout=10) as reply:  # noqa: S310 - our own receiver
            reply.read()


@contextmanager
def desktop() -> Iterator[Desktop]:
    """Stand in for the system's browser."""
    taking = Desktop()
    for scheme in ("http", "https"):
        QDesktopServices.setUrlHandler(scheme, taking, "open")  # type: ignore[arg-type]  # PySide takes a name, its stubs bytes
    try:
        yield taking
    finally:
        for scheme in ("http", "https"):
            QDesktopServices.unsetUrlHandler(scheme)
