"""Resources of the window and its icons, tinted for the theme and drawn once."""

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QSize
from PySide6.QtGui import QGuiApplication, QIcon, QImageReader, QPixmap

_PACKAGE = Path(__file__).parents[1]
_PLACES = (_PACKAGE / "_resources", _PACKAGE.parent / "resources")
"""In an installed wheel, and in a checkout."""

ICON_SIZE = 16
_APP_ICON_SIZES = (16, 32, 48, 128)


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
    source = resource(f"icons/{name}.svg").replace(b"currentColor", colour.encode())
    drawn = _drawn(source, round(size * ratio))
    drawn.setDevicePixelRatio(ratio)
    return drawn


def _drawn(source: bytes, pixels: int) -> QPixmap:
    """Draw an SVG through Qt's image plug-in: the module QtSvg would add 30 ms to every start."""
    buffer = QBuffer()
    buffer.setData(QByteArray(source))
    reader = QImageReader(buffer, QByteArray(b"svg"))
    reader.setScaledSize(QSize(pixels, pixels))
    image = reader.read()
    if image.isNull():
        raise RuntimeError(f"Qt cannot draw an icon: {reader.errorString()}")
    return QPixmap.fromImage(image)


@lru_cache(maxsize=256)
def icon(name: str, colour: str, disabled: str = "", size: int = ICON_SIZE) -> QIcon:
    """Return an icon for buttons and menus, with its own colour for the disabled state."""
    made = QIcon()
    ratio = max((screen.devicePixelRatio() for screen in QGuiApplication.screens()), default=1.0)
    made.addPixmap(pixmap(name, colour, size, ratio), QIcon.Mode.Normal)
    if disabled:
        made.addPixmap(pixmap(name, disabled, size, ratio), QIcon.Mode.Disabled)
    return made


@lru_cache(maxsize=1)
def app_icon() -> QIcon:
    """Return the program's own icon."""
    made = QIcon()
    for size in _APP_ICON_SIZES:
        made.addPixmap(_drawn(resource("app.svg"), size))
    return made
