"""The two palettes of the window, and how they become Qt's palette and the one style sheet."""

from collections.abc import Mapping
from string import Template
from types import MappingProxyType

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from desktop_app.ui import icons

LIGHT: Mapping[str, str] = MappingProxyType(
    {
        "window": "#ffffff",
        "side": "#f5f6f8",
        "raised": "#ffffff",
        "field": "#f5f6f8",
        "heading": "#f3f5f7",
        "hover": "#eef2f6",
        "current": "#dbe8f6",
        "current_faint": "#e9eef4",
        "text": "#1d2327",
        "muted": "#545d66",
        "disabled": "#9aa1a9",
        "line": "#dde1e5",
        "border": "#c9ced4",
        "control": "#767d85",
        "accent": "#2271b1",
        "accent_hover": "#1b5e94",
        "on_accent": "#ffffff",
        "link": "#1a639e",
        "good": "#12692f",
        "good_fill": "#def3e4",
        "caution": "#7a4a00",
        "caution_fill": "#fdefcd",
        "bad": "#a8202a",
        "bad_fill": "#fde3e4",
        "neutral": "#49525b",
        "neutral_fill": "#e8ebee",
        "toast": "#1d2125",
        "on_toast": "#f3f5f7",
        "toast_link": "#7fbcf5",
    }
)

DARK: Mapping[str, str] = MappingProxyType(
    {
        "window": "#22262a",
        "side": "#1b1e22",
        "raised": "#282d32",
        "field": "#1b1e22",
        "heading": "#1c2024",
        "hover": "#2b3137",
        "current": "#2b4158",
        "current_faint": "#2d343b",
        "text": "#eef1f4",
        "muted": "#a9b1ba",
        "disabled": "#6b737c",
        "line": "#363c43",
        "border": "#454d56",
        "control": "#8b949e",
        "accent": "#72aee6",
        "accent_hover": "#8cc0f0",
        "on_accent": "#10161c",
        "link": "#8cc0f0",
        "good": "#86dba3",
        "good_fill": "#1d3827",
        "caution": "#f0c571",
        "caution_fill": "#43340f",
        "bad": "#ff9fa2",
        "bad_fill": "#4a2327",
        "neutral": "#c6ccd3",
        "neutral_fill": "#353c43",
        "toast": "#0f1215",
        "on_toast": "#f3f5f7",
        "toast_link": "#7fbcf5",
    }
)

_SITE_COLOURS = {
    "light": ("#1a7f37", "#b27400", "#8e44ad", "#2271b1", "#c2410c", "#0e7490", "#be185d", "#4d7c0f"),
    "dark": ("#4cc273", "#e0a93a", "#c58be0", "#72aee6", "#f08a5d", "#4dbdd6", "#f279ab", "#a3cc4a"),
}

_HALF = 128
_LEAST_POINTS = 10.0
"""Below this Qt runs without the desktop's own font: its bare default is too small to read all day."""


class Theme(QObject):
    """The colours in use; follows the system unless the user chose, and tells when they change."""

    changed = Signal()

    def __init__(self, app: QApplication, choice: str) -> None:
        super().__init__(app)
        self._app = app
        self.is_dark = False
        font = app.font()
        if font.pointSizeF() < _LEAST_POINTS and app.platformName() in {"xcb", "wayland", "offscreen", "minimal"}:
            font.setPointSizeF(_LEAST_POINTS)
            app.setFont(font)
        app.setStyle("Fusion")
        self._is_dressed = False
        self.choose(choice)
        app.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)

    def dress(self) -> None:
        """Put the style sheet on. Done once all widgets stand: each would else be styled again and again."""
        if not self._is_dressed:
            self._is_dressed = True
            self._app.setStyleSheet(style_sheet(self.tokens, self._app.font()))

    def choose(self, choice: str) -> None:
        """Use ``system``, ``light`` or ``dark`` from now on."""
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        self._choice = choice
        self._app.styleHints().setColorScheme(schemes.get(choice, Qt.ColorScheme.Unknown))
        self._apply()

    @Slot(object)
    def _on_scheme_changed(self, _scheme: object) -> None:
        self._apply()

    def _apply(self) -> None:
        system_is_dark = self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        self.is_dark = self._choice == "dark" or (self._choice != "light" and system_is_dark)
        self._colours = {token: QColor(value) for token, value in self.tokens.items()}
        self._app.setPalette(_palette(self.tokens))
        if self._is_dressed:
            self._app.setStyleSheet(style_sheet(self.tokens, self._app.font()))
        self.changed.emit()

    @property
    def tokens(self) -> Mapping[str, str]:
        """Every colour by what it is for."""
        return DARK if self.is_dark else LIGHT

    def colour(self, token: str) -> QColor:
        """Return the colour for ``token``."""
        return self._colours[token]

    def site_colour(self, index: int) -> QColor:
        """Return the colour that marks a site."""
        colours = _SITE_COLOURS["dark" if self.is_dark else "light"]
        return QColor(colours[index % len(colours)])

    def icon(self, name: str, ink: str = "text") -> QIcon:
        """Return an icon in one of the theme's colours."""
        return icons.icon(name, self.tokens[ink], self.tokens["disabled"])


def style_sheet(tokens: Mapping[str, str], font: QFont) -> str:
    """Return the style sheet with its colours and font sizes filled in."""
    size = font.pointSizeF()
    sizes = {"size_small": f"{size * 0.92:.1f}", "size": f"{size:.1f}", "size_title": f"{size * 1.2:.1f}"}
    sizes["size_hero"] = f"{size * 1.7:.1f}"
    is_dark_tick = QColor(tokens["on_accent"]).lightness() < _HALF
    sizes["tick"] = icons.resource_path(f"icons/{'tick-dark' if is_dark_tick else 'tick-light'}.svg").as_posix()
    template = icons.resource("styles/window.qss.in").decode()
    return Template(template).substitute(tokens, **sizes)


def _palette(tokens: Mapping[str, str]) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for name, token in (
        (role.Window, "window"), (role.WindowText, "text"), (role.Base, "window"), (role.AlternateBase, "side"),
        (role.Text, "text"), (role.Button, "raised"), (role.ButtonText, "text"), (role.BrightText, "bad"),
        (role.ToolTipBase, "raised"), (role.ToolTipText, "text"), (role.PlaceholderText, "muted"),
        (role.Highlight, "accent"), (role.HighlightedText, "on_accent"), (role.Link, "link"), (role.Accent, "accent"),
        (role.Mid, "line"), (role.Light, "raised"), (role.Midlight, "hover"), (role.Dark, "border"),
    ):  # fmt: skip
        palette.setColor(name, QColor(tokens[token]))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(tokens["disabled"]))
    return palette
