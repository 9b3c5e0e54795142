"""The window: lays out its parts, connects them, and remembers its shape."""

from contextlib import suppress

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QSizePolicy, QToolBar

from desktop_app.core.errors import PingdeskError
from desktop_app.core.query import Grouping, Order
from desktop_app.services.desk import Desk
from desktop_app.ui import icons
from desktop_app.ui.action_button import ActionButton
from desktop_app.ui.actions import Actions
from desktop_app.ui.background import Background
from desktop_app.ui.choice_button import ChoiceButton, ChoiceMenu
from desktop_app.ui.commands import Commands
from desktop_app.ui.detail_pane import DetailPane
from desktop_app.ui.listing import Listing, Occasion
from desktop_app.ui.operations import Operations
from desktop_app.ui.panes import Panes
from desktop_app.ui.queue_pane import QueuePane
from desktop_app.ui.screens import keep_on_screen
from desktop_app.ui.search_box import SearchBox
from desktop_app.ui.sidebar import Sidebar
from desktop_app.ui.site_commands import SiteCommands
from desktop_app.ui.status_notes import StatusNotes
from desktop_app.ui.tasks import TaskRunner
from desktop_app.ui.text import translate
from desktop_app.ui.theme import Theme
from desktop_app.ui.view_state import ViewState, remembered_question

_SIZE = (1360, 840)
_LEAST_SIZE = (860, 560)
_ICONS_AFTER_MS = 150
_WIDTHS = (216, 704, 440)


class MainWindow(QMainWindow):
    """The whole window. ``queue_shown`` is emitted each time the queue has been listed."""

    queue_shown = Signal()
    closed = Signal()

    def __init__(self, desk: Desk, theme: Theme, tasks: TaskRunner) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle(translate("Window", "Pingdesk"))
        self.setWindowIcon(icons.app_icon())
        self.desk = desk
        self.tasks = tasks
        self.theme = theme
        self.listing = Listing(desk.queue, tasks, remembered_question(desk.settings), self)
        self.listing.look_again(Occasion.ANEW)  # the store reads while the window is being built
        self.actions_by_name = Actions(self, theme)
        self.operations = Operations(desk, tasks, self)
        self.queue_pane = QueuePane(desk.queue, theme, self.actions_by_name)
        self.background = Background(desk, tasks, self.queue_pane.view.visible_ids, self)
        self.sidebar = Sidebar(theme)
        self.detail_pane = self._make_detail_pane()
        self.search_box = SearchBox(theme, self._keys_and_names)
        self.notes = StatusNotes(theme)
        self._make_choices()
        self._lay_out()
        self.actions_by_name.fill_menu_bar()
        self._fill_view_menu()
        self.site_commands = SiteCommands(self)
        self.commands = Commands(self)
        self.view_state = ViewState(self)
        self.queue_pane.shown.connect(self.queue_shown)
        theme.changed.connect(self._on_theme_changed)
        self._draw_icons_later()
        self._restore_shape()
        self.queue_pane.view.setFocus()

    def _draw_icons_later(self) -> None:
        """Let the menus' icons wait: drawing them takes as long as the queue's first rows."""
        icons_due = QTimer(self, interval=_ICONS_AFTER_MS, singleShot=True)
        icons_due.timeout.connect(self._on_theme_changed)
        icons_due.start()

    def _make_detail_pane(self) -> DetailPane:
        named = self.actions_by_name
        actions = [named[name] for name in ("approve", "spam", "unspam", "restore", "trash", "retry")]
        choices = [named[name] for name in ("keep_mine", "keep_theirs")]
        return DetailPane(self.theme, actions, named["open_source"], choices)

    def _make_choices(self) -> None:
        self.group_menu = ChoiceMenu(translate("Menu", "&Group by"), _groupings(), self)
        self.order_menu = ChoiceMenu(translate("Menu", "&Order"), _orders(), self)
        self.theme_menu = ChoiceMenu(translate("Menu", "&Colours"), _themes(), self)
        self.group_button = ChoiceButton(
            self.group_menu, translate("Button", "Group by: {choice}"), self.theme, name="groupButton"
        )
        self.order_button = ChoiceButton(self.order_menu, "{choice}", self.theme, name="orderButton")

    def _fill_view_menu(self) -> None:
        for menu in self.menuBar().findChildren(QMenu, "viewMenu"):
            for choice in (self.group_menu, self.order_menu, self.theme_menu):
                menu.addMenu(choice)

    def _lay_out(self) -> None:
        self._make_tool_bar()
        self.splitter = Panes()
        self.splitter.setObjectName("panes")
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        for pane, least in ((self.sidebar, 150), (self.queue_pane, 380), (self.detail_pane, 300)):
            pane.setMinimumWidth(least)
            self.splitter.addWidget(pane)
        self.splitter.setStretchFactor(1, 3)
        self.splitter.setStretchFactor(2, 2)
        self.setCentralWidget(self.splitter)
        self.setMinimumSize(*_LEAST_SIZE)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().addWidget(self.notes, 1)

    def _make_tool_bar(self) -> None:
        bar = QToolBar(translate("Window", "Tools"))
        bar.setObjectName("toolBar")
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        for name in ("refresh", "add_site"):
            bar.addWidget(ActionButton(self.actions_by_name[name], self.theme, shows_key=False))
        self.search_box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for widget in (self.search_box, self.group_button, self.order_button):
            bar.addWidget(widget)
        self.addToolBar(bar)

    def _keys_and_names(self) -> list[tuple[str, str]]:
        return [(site.key, site.name) for site in self.site_commands.sites]

    def _restore_shape(self) -> None:
        geometry = self.desk.settings.ui_state("geometry")
        if not geometry or not self.restoreGeometry(QByteArray.fromBase64(geometry.encode())):
            self.resize(*_SIZE)
        keep_on_screen(self)
        panes = self.desk.settings.ui_state("panes")
        if not panes or not self.splitter.restoreState(QByteArray.fromBase64(panes.encode())):
            self.splitter.setSizes(list(_WIDTHS))
        self.splitter.remember()

    def keep_shape(self) -> None:
        """Remember size and panes for the next time."""
        settings = self.desk.settings
        with suppress(PingdeskError):  # a store that cannot be written is no reason to stay
            settings.keep_ui_state("geometry", bytes(self.saveGeometry().toBase64().data()).decode())
            settings.keep_ui_state("panes", bytes(self.splitter.saveState().toBase64().data()).decode())

    @Slot()
    def start_work(self) -> None:
        """Begin the work that goes on by itself; once the window stands."""
        self.background.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Take no more work; what is undecided or unsent is in the store."""
        self.background.stop()
        for timer in self.findChildren(QTimer):
            timer.stop()  # the desk is about to be closed: nothing may look at it any more
        self.keep_shape()
        super().closeEvent(event)
        self.closed.emit()

    @Slot()
    def _on_theme_changed(self) -> None:
        self.actions_by_name.tint()


def _groupings() -> list[tuple[Grouping, str]]:
    return [
        (Grouping.NONE, translate("Grouping", "Nothing")),
        (Grouping.SENDER, translate("Grouping", "Sender")),
        (Grouping.POST, translate("Grouping", "Post")),
        (Grouping.VERDICT, translate("Grouping", "Result")),
    ]


def _orders() -> list[tuple[Order, str]]:
    return [
        (Order.GENUINE_FIRST, translate("Order", "Genuine first")),
        (Order.NEWEST, translate("Order", "Newest first")),
        (Order.OLDEST, translate("Order", "Oldest first")),
        (Order.SENDER, translate("Order", "By sender")),
        (Order.TITLE, translate("Order", "By title")),
        (Order.POST, translate("Order", "By post")),
        (Order.SITE, translate("Order", "By site")),
        (Order.VERDICT, translate("Order", "By result")),
        (Order.KIND, translate("Order", "By kind")),
    ]


def _themes() -> list[tuple[str, str]]:
    return [
        ("system", translate("Theme", "As the system")),
        ("light", translate("Theme", "Light")),
        ("dark", translate("Theme", "Dark")),
    ]
