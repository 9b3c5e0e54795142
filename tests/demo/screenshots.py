"""Renders Pingdesk's window, on a desk with linkbacks, into PNG files: light and dark."""

import threading
from pathlib import Path

from PySide6.QtCore import QEventLoop, QLocale, QTimer
from PySide6.QtWidgets import QApplication

from desktop_app.services.desk import Desk
from desktop_app.ui.application import build_window, make_application
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.theme import Theme

SIZE = (1360, 840)
_LOOKS = ("light", "dark")


def take_screenshots(desk: Desk, directory: Path) -> int:
    """Verify what is pending, then render the window once per theme; return the exit status."""
    print("Verifying the sources")
    desk.inspector.verify(desk.inspector.due(), cancelled=threading.Event())
    directory.mkdir(parents=True, exist_ok=True)
    QLocale.setDefault(QLocale("en_GB"))
    app = make_application(["pingdesk"])
    for look in _LOOKS:
        path = directory / f"window-{look}.png"
        window = build_window(desk, Theme(app, look))
        _render(app, window, path)
        window.close()
        window.tasks.shutdown(patience_s=2.0)
        window.deleteLater()
        print(f"Wrote {path}")
    return 0


def _render(app: QApplication, window: MainWindow, path: Path) -> None:
    window.resize(*SIZE)
    window.show()
    _let_pass(500)
    while not window.tasks.idle():
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
    _let_pass(300)
    window.grab().save(str(path), quality=0)  # 0: smallest, for a PNG


def _let_pass(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
