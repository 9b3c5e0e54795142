"""Everything the user can do, as actions with their keys: the one place where both are named."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QWidget

from desktop_app.core.query import View
from desktop_app.ui.keys import Keys, LettersInMenus, distinct, is_bare_key
from desktop_app.ui.sidebar_model import view_name
from desktop_app.ui.text import translate
from desktop_app.ui.theme import Theme


@dataclass(frozen=True, slots=True)
class Spec:
    """An action: its name in code, its words, its keys (the first is the one shown) and its icon."""

    name: str
    text: str
    keys: Keys = ()
    icon: str = ""
    short: str = ""
    """The words on a button, where they differ from the menu's."""


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu's title and its actions; ``None`` is a separator."""

    name: str
    title: str
    specs: tuple[Spec | None, ...]


def menus() -> tuple[Menu, ...]:
    """Return the menu bar in the user's language."""
    return (_file_menu(), _edit_menu(), _linkback_menu(), _select_menu(), _view_menu(), _sites_menu(), _help_menu())


def _file_menu() -> Menu:
    key = QKeySequence.StandardKey
    return Menu(
        "file",
        translate("Menu", "&File"),
        (
            Spec("refresh", translate("Menu", "&Refresh"), ("F5", "Ctrl+R"), "refresh", translate("Button", "Refresh")),
            Spec("send_now", translate("Menu", "&Send the outbox now"), (), "outbox"),
            None,
            Spec("quit", translate("Menu", "&Quit"), (key.Quit, "Ctrl+Q")),
        ),
    )


def _edit_menu() -> Menu:
    return Menu(
        "edit",
        translate("Menu", "&Edit"),
        (
            Spec("undo", translate("Menu", "&Undo the last act"), ("Ctrl+Z",), "undo"),
            Spec("redo", translate("Menu", "&Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
            Spec("undo_or_restore", translate("Menu", "Undo, or bring &back the row"), ("Z",)),
            None,
            Spec("copy_evidence", translate("Menu", "&Copy the evidence"), ("Ctrl+Shift+C",), "copy"),
            Spec("search", translate("Menu", "&Search"), ("/", "Ctrl+F"), "search"),
        ),
    )


def _linkback_menu() -> Menu:
    return Menu(
        "linkback",
        translate("Menu", "&Linkback"),
        (
            Spec("approve", translate("Menu", "&Approve"), ("A",), "check"),
            Spec("hold", translate("Menu", "&Unapprove"), ("U",), "undo"),
            Spec("spam", translate("Menu", "Mark as &spam"), ("S",), "spam", translate("Button", "Spam")),
            Spec("trash", translate("Menu", "Move to &trash"), ("D",), "trash", translate("Button", "Trash")),
            None,
            Spec("unspam", translate("Menu", "&Not spam"), (), "undo"),
            Spec("restore", translate("Menu", "R&estore"), (), "undo"),
            Spec("delete", translate("Menu", "&Delete permanently …"), (), "close", translate("Button", "Delete …")),
            Spec(
                "retry",
                translate("Menu", "&Retry what the site refused"),
                ("R",),
                "retry",
                translate("Button", "Retry"),
            ),
            None,
            Spec("keep_mine", translate("Menu", "Decided elsewhere: keep &mine"), ("M",), "own"),
            Spec("keep_theirs", translate("Menu", "Decided elsewhere: keep the&irs"), ("Y",), "sites"),
            None,
            Spec(
                "open_source",
                translate("Menu", "&Open the source in the browser"),
                ("O",),
                "",
                translate("Button", "Open"),
            ),
            Spec("open_target", translate("Menu", "Open the &post in the browser"), ("T",)),
            Spec("verify", translate("Menu", "&Verify again"), ("V",), "verified"),
            None,
            Spec("next", translate("Menu", "Ne&xt"), ("J",)),
            Spec("previous", translate("Menu", "&Previous"), ("K",)),
        ),
    )


def _select_menu() -> Menu:
    return Menu(
        "select",
        translate("Menu", "&Select"),
        (
            Spec("toggle", translate("Menu", "&Select or unselect the row"), ("X",)),
            Spec("toggle_all", translate("Menu", "Select or unselect al&l"), ("Shift+X",)),
            Spec("select_all", translate("Menu", "&All shown"), ("Ctrl+A",)),
            Spec("select_sender", translate("Menu", "All from this sen&der")),
            Spec("select_none", translate("Menu", "&None"), ("Esc",)),
            None,
            Spec(
                "approve_all",
                translate("Menu", "A&pprove the selected"),
                ("Shift+A",),
                "check",
                translate("Button", "Approve"),
            ),
            Spec(
                "hold_all",
                translate("Menu", "&Unapprove the selected"),
                ("Shift+U",),
                "undo",
                translate("Button", "Unapprove"),
            ),
            Spec(
                "spam_all",
                translate("Menu", "&Mark the selected as spam"),
                ("Shift+S",),
                "spam",
                translate("Button", "Spam"),
            ),
            Spec(
                "trash_all",
                translate("Menu", "Move the selected to &trash"),
                ("Shift+T",),
                "trash",
                translate("Button", "Trash"),
            ),
            Spec(
                "bring_back_all",
                translate("Menu", "Not spam, or &restore, the selected"),
                ("Shift+Z",),
                "undo",
                translate("Button", "Bring back"),
            ),
            Spec(
                "delete_all",
                translate("Menu", "&Delete the selected permanently …"),
                ("Shift+D",),
                "close",
                translate("Button", "Delete …"),
            ),
            None,
            Spec("keep_mine_all", translate("Menu", "Decided elsewhere: keep m&ine"), ("Shift+M",), "own"),
            Spec("keep_theirs_all", translate("Menu", "Decided elsewhere: keep t&heirs"), ("Shift+Y",), "sites"),
            None,
            Spec("verify_all", translate("Menu", "&Verify the selected again"), ("Shift+V",), "verified"),
        ),
    )


def _view_menu() -> Menu:
    views = tuple(
        Spec(f"view_{view.value}", view_name(view), (f"Ctrl+{number}",)) for number, view in enumerate(View, start=1)
    )
    return Menu("view", translate("Menu", "&View"), (*views, None))


def _sites_menu() -> Menu:
    return Menu(
        "sites",
        translate("Menu", "S&ites"),
        (
            Spec("add_site", translate("Menu", "&Add a site …"), ("Ctrl+N",), "add", translate("Button", "Add a site")),
            None,
            Spec("refresh_site", translate("Menu", "&Refresh this site"), (), "refresh"),
            Spec("test_site", translate("Menu", "&Test the connection")),
            Spec("sign_in", translate("Menu", "&Sign in again …"), (), "key", translate("Button", "Sign in again …")),
            Spec("remove_site", translate("Menu", "Re&move this site …"), (), "close"),
        ),
    )


def _help_menu() -> Menu:
    return Menu(
        "help",
        translate("Menu", "&Help"),
        (
            Spec("shortcuts", translate("Menu", "&Keyboard shortcuts"), ("?", "F1"), "info"),
            Spec("about", translate("Menu", "&About Pingdesk")),
        ),
    )


class Actions:
    """The window's actions by name; builds the menu bar."""

    def __init__(self, window: QMainWindow, theme: Theme) -> None:
        self._window = window
        self._theme = theme
        self._by_name: dict[str, QAction] = {}
        self._specs: dict[str, Spec] = {}
        self._menus = menus()
        self._letters = LettersInMenus(window)
        for menu in self._menus:
            for spec in menu.specs:
                if spec is not None:
                    self._specs[spec.name] = spec
                    self._by_name[spec.name] = self._make(spec)

    def __getitem__(self, name: str) -> QAction:
        """Return an action by its name."""
        return self._by_name[name]

    def give_bare_keys_to(self, *panes: QWidget) -> None:
        """Let keys without Ctrl act while the keyboard is in one of these panes, and nowhere else.

        A letter that does something wherever the focus happens to be is a trap for whoever types.
        """
        bare = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for pane in panes:
            pane.addActions([action for action in self._by_name.values() if action.shortcutContext() is bare])

    def fill_menu_bar(self) -> None:
        """Put every action into its menu."""
        bar = self._window.menuBar()
        for menu in self._menus:
            shown = bar.addMenu(menu.title)
            shown.setObjectName(f"{menu.name}Menu")
            for spec in menu.specs:
                if spec is None:
                    shown.addSeparator()
                else:
                    shown.addAction(self._by_name[spec.name])

    def listing(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return menus with their actions' words and keys, for the list of shortcuts."""
        shape = QKeySequence.SequenceFormat.NativeText
        pages: list[tuple[str, list[tuple[str, str]]]] = []
        for menu in self._menus:
            lines: list[tuple[str, str]] = []
            for spec in menu.specs:
                if spec is not None and spec.keys:
                    keys = dict.fromkeys(key.toString(shape) for key in self._by_name[spec.name].shortcuts())
                    lines.append((_without_marks(spec.text), "   ".join(keys)))
            if lines:
                pages.append((_without_marks(menu.title), lines))
        return pages

    def rename(self, name: str, like: str) -> None:
        """Give an action the words and the icon that another one has by definition, keeping its key."""
        action, spec = self._by_name[name], self._specs[like]
        if action.text() != spec.text:
            action.setText(spec.text)
            action.setIconText(spec.short or spec.text)
            action.setProperty("iconName", spec.icon)
            action.setIcon(self._theme.icon(spec.icon))

    def tint(self) -> None:
        """Draw the icons in the theme's colours."""
        for action in self._by_name.values():
            name = action.property("iconName")
            if name:
                action.setIcon(self._theme.icon(str(name)))

    def _make(self, spec: Spec) -> QAction:
        action = QAction(spec.text, self._window)
        action.setObjectName(spec.name)
        if spec.short:
            action.setIconText(spec.short)
        keys = distinct(spec.keys)
        action.setShortcuts(keys)
        is_bare = any(is_bare_key(key) for key in keys)
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut if is_bare else Qt.ShortcutContext.WindowShortcut
        action.setShortcutContext(context)
        if is_bare:
            action.installEventFilter(self._letters)
        if spec.icon:
            action.setProperty("iconName", spec.icon)
        if not is_bare:
            self._window.addAction(action)
        return action


def _without_marks(text: str) -> str:
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").removesuffix(" …")
