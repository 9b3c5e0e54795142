"""Starts the window: the application object, the collector, the crash hook, the language, and the way out."""

import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Sequence
from types import FrameType, TracebackType

from PySide6.QtCore import QCoreApplication, QLocale, QObject, QTimer, QTranslator, Signal, Slot
from PySide6.QtWidgets import QApplication

from desktop_app.services.desk import Desk
from desktop_app.ui import icons
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.tasks import TaskRunner
from desktop_app.ui.theme import Theme

log = logging.getLogger(__name__)

_PATIENCE_S = 1.2
_LAST_PATIENCE_S = 0.6
_FIRST_BREATH_MS = 300
_COLLECT_MS = 2_000


class GuiThreadCollector(QObject):
    """Collects garbage on the GUI thread only: a worker that destroys a widget crashes the program."""

    def __init__(self, app: QCoreApplication) -> None:
        super().__init__(app)
        gc.disable()
        timer = QTimer(self, interval=_COLLECT_MS)
        timer.timeout.connect(self._on_timer_due)
        timer.start()

    @Slot()
    def _on_timer_due(self) -> None:
        gc.collect()


class CrashReporter(QObject):
    """Brings what nobody caught to the log and to the window, always on the GUI thread."""

    crashed = Signal(str)
    _caught = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._told: set[str] = set()
        self._caught.connect(self._on_caught)

    def install(self) -> None:
        """Become the hook for uncaught exceptions of all threads."""
        sys.excepthook = self._report
        threading.excepthook = self._report_thread

    def _report(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        log.error("an error that nobody expected", exc_info=(kind, error, trace))
        self._caught.emit(error)

    def _report_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._report(args.exc_type, args.exc_value, args.exc_traceback)

    @Slot(object)
    def _on_caught(self, error: BaseException) -> None:
        told = f"{type(error).__name__}: {error}"
        if told not in self._told:  # a painting error comes back with every frame
            self._told.add(told)
            self.crashed.emit(told)


def make_application(arguments: Sequence[str]) -> QApplication:
    """Return the one application object, speaking the user's language."""
    app = QApplication(list(arguments))
    app.setApplicationName("pingdesk")
    app.setApplicationDisplayName("Pingdesk")
    app.setDesktopFileName("pingdesk")
    app.setWindowIcon(icons.app_icon())
    install_languages(app)
    return app


def install_languages(app: QApplication) -> None:
    """Let the window speak the user's language, and English where a text is not translated."""
    for language in dict.fromkeys(("en", QLocale().name().partition("_")[0])):
        _install_language(app, language)


def _install_language(app: QApplication, language: str) -> None:
    # English needs its file, too: it holds the plurals.
    try:
        path = icons.resource_path(f"translations/pingdesk_{language}.qm")
    except FileNotFoundError:
        return
    translator = QTranslator(app)
    translator.setObjectName(f"translator_{language}")
    if translator.load(str(path)):
        app.installTranslator(translator)


def build_window(desk: Desk, theme: Theme | None = None) -> MainWindow:
    """Return the window for a desk, not yet shown and with no work started. Needs a `QApplication`.

    The caller keeps it, calls `MainWindow.start_work` if sites are to be asked, and shuts ``window.tasks`` down.
    """
    if theme is None:
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            raise RuntimeError("a window needs a QApplication")
        theme = Theme(app, desk.settings.get("window.theme"))
    window = MainWindow(desk, theme, TaskRunner())
    theme.dress()
    return window


def has_display() -> bool:
    """Whether a window can be opened here; Qt itself would abort the process without one."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform != "linux" or any(os.environ.get(name) for name in named)


def run(
    desk: Desk,
    *,
    arguments: Sequence[str] = ("pingdesk",),
    notice: str = "",
) -> int:
    """Show the window until it is closed; close the desk; return the exit code.

    ``notice`` is a sentence to show from the start. Ctrl-C in the terminal closes the window as its button does.
    """
    app = make_application(arguments)
    _collector = GuiThreadCollector(app)
    crashes = CrashReporter(app)
    crashes.install()
    window = build_window(desk)
    crashes.crashed.connect(window.notes.show_error)
    if notice:
        window.notes.show_error(notice)
    # Python runs the handler at the next bytecode: the collector's timer makes that two seconds at most.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _Closer(window))
    window.show()
    # Asking the sites can wait until what is stored is painted: its imports would compete with that.
    first_breath = QTimer(app, interval=_FIRST_BREATH_MS, singleShot=True)
    first_breath.timeout.connect(window.start_work)
    first_breath.start()
    code = app.exec()
    _end(desk, window.tasks, code)
    return code


class _Closer:
    """Closes the window on a signal."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        """Be the signal's handler; Python calls it on the main thread, which is the GUI thread."""
        self._window.close()


def _end(desk: Desk, tasks: TaskRunner, code: int) -> None:
    """Stop all work and close the store, within two seconds whatever a site or a disk is doing."""
    has_ended = tasks.shutdown(patience_s=_PATIENCE_S)
    closing = threading.Thread(target=desk.close, name="closing", daemon=True)
    closing.start()
    closing.join(_LAST_PATIENCE_S)
    if not has_ended or closing.is_alive():
        # Python would wait for these threads for as long as they like. All that matters is in the store.
        log.warning("some work did not end in time and was left behind")
        logging.shutdown()
        os._exit(code)
