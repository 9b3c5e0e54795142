"""Resources of the window and its icons, tinted for the theme and drawn once."""

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_PACKAGE = Path(__file__).parents[1]
_PLACES = (_PACKAGE / "_resources", _PACKAGE.parent / "resources")
"""In an installed wheel, and in a checkout."""

ICON_SIZE = 16
_SHARPNESS = (1.0, 2.0)


@lru_cache(maxsize=128)
def resource(name: str) -> bytes:
    """Return the content of a file of ``resources/``. Raises `FileNotFoundError`."""
    return resource_path(name).read_bytes()


def resource_path(name: str) -> Path:
    """Return where a file of ``resources/`` lies. Raises `FileNotFoundError`."""
    for place in _PLACES:
        path = place / name
        if path.is_file():
            return path
    raise FileNotFoundError(name)


@lru_cache(maxsize=512)
def pixmap(name: str, colour: str, size: int = ICON_SIZE, ratio: float = 1.0) -> QPixmap:
    """Return an icon as a picture of ``size`` logical pixels, its strokes in ``colour`` (``#rrggbb``)."""
    drawn = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    drawn.fill(Qt.GlobalColor.transparent)
    source = resource(f"icons/{name}.svg").replace(b"currentColor", colour.encode())
    painter = QPainter(drawn)
    QSvgRenderer(QByteArray(source)).render(painter, QRectF(0, 0, drawn.width(), drawn.height()))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn


@lru_cache(maxsize=256)
def icon(name: str, colour: str, disabled: str = "", size: int = ICON_SIZE) -> QIcon:
    """Return an icon for buttons and menus, with its own colour for the disabled state."""
    made = QIcon()
    for ratio in _SHARPNESS:
        made.addPixmap(pixmap(name, colour, size, ratio), QIcon.Mode.Normal)
        if disabled:
            made.addPixmap(pixmap(name, disabled, size, ratio), QIcon.Mode.Disabled)
    return made


@lru_cache(maxsize=1)
def app_icon() -> QIcon:
    """Return the program's own icon."""
    renderer = QSvgRenderer(QByteArray(resource("app.svg")))
    made = QIcon()
    for size in (16, 32, 48, 128):
        drawn = QPixmap(size, size)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        renderer.render(painter)
        painter.end()
        made.addPixmap(drawn)
    return made
