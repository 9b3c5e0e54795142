"""The window and its dialogs on a screen that is small."""

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QLabel, QVBoxLayout
from pytestqt.qtbot import QtBot

from desktop_app.ui.application import build_window
from desktop_app.ui.growing_dialog import GrowingDialog
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.screens import fitted
from desktop_app.ui.theme import Theme
from tests.ui.workbench import Workbench

SCREEN = QRect(0, 0, 1280, 800)


def test_what_is_too_large_is_made_as_large_as_the_screen_and_the_rest_only_moved() -> None:
    assert fitted(QRect(0, 0, 1360, 840), SCREEN) == SCREEN
    assert fitted(QRect(1000, 500, 400, 400), SCREEN) == QRect(880, 400, 400, 400)
    assert fitted(QRect(-50, -60, 400, 400), SCREEN) == QRect(0, 0, 400, 400)
    assert fitted(QRect(100, 100, 400, 400), SCREEN) == QRect(100, 100, 400, 400)


def test_the_first_window_is_no_larger_than_its_screen(bench: Workbench, theme: Theme) -> None:
    window: MainWindow = build_window(bench.desk, theme)
    room = window.screen().availableGeometry().size()
    assert window.height() <= room.height()
    assert window.width() <= max(room.width(), window.minimumWidth())
    window.close()
    assert window.tasks.shutdown(patience_s=2)
    window.deleteLater()


def test_a_dialog_that_grows_at_the_screens_edge_moves_into_sight(qtbot: QtBot) -> None:
    dialog = GrowingDialog()
    qtbot.addWidget(dialog)
    layout = QVBoxLayout(dialog)
    more = QLabel("\n".join(["A line more."] * 12))
    more.setWordWrap(True)
    layout.addWidget(QLabel("A line."))
    layout.addWidget(more)
    more.hide()
    dialog.show()
    room = dialog.screen().availableGeometry()
    dialog.move(100, room.bottom() - 60)
    more.show()
    dialog.grow()
    assert dialog.height() > 100
    assert room.contains(dialog.geometry())
