"""Which view, site, order and grouping are chosen: keeps sidebar, tool bar, menus and listing in step."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot

from desktop_app.core.query import Grouping, Order, View
from desktop_app.core.site import Site
from desktop_app.services.settings import Settings
from desktop_app.ui.listing import Question
from desktop_app.ui.tasks import Control

if TYPE_CHECKING:
    from desktop_app.ui.main_window import MainWindow


def remembered_question(settings: Settings) -> Question:
    """Return the question with the order and grouping of last time."""
    groupings = {grouping.value: grouping for grouping in Grouping}
    orders = {order.value: order for order in Order}
    return Question(
        grouping=groupings.get(settings.ui_state("grouping") or "", Grouping.SENDER),
        order=orders.get(settings.ui_state("order") or "", Order.GENUINE_FIRST),
    )


class ViewState(QObject):
    """Turns what is chosen anywhere into the listing's question."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._listing = window.listing
        window.sidebar.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard with the queue
        window.sidebar.view_chosen.connect(self.show_view)
        window.sidebar.site_chosen.connect(self.show_site)
        window.search_box.asked.connect(self._on_search_asked)
        self._is_bound_for_list = False
        window.search_box.left.connect(self._on_search_left)
        window.search_box.entered.connect(self._on_search_entered)
        window.search_box.touched.connect(self._on_search_touched)
        window.queue_pane.shown.connect(self._on_queue_shown)
        self._listing.misunderstood.connect(self._on_misunderstood)
        window.actions_by_name.give_bare_keys_to(window.queue_pane.view, window.queue_pane.empty, window.detail_pane)
        window.group_menu.chosen.connect(self._on_grouping_chosen)
        window.order_menu.chosen.connect(self._on_order_chosen)
        window.theme_menu.chosen.connect(self._on_theme_chosen)
        window.theme_menu.show_choice(window.desk.settings.get("window.theme"))
        self._show_choices()
        for view in View:
            window.actions_by_name[f"view_{view.value}"].triggered.connect(self._on_view_triggered)

    def _show_choices(self) -> None:
        self._window.group_button.show_choice(self._listing.question.grouping)
        self._window.order_button.show_choice(self._listing.question.order)

    @Slot(object)
    def show_view(self, view: View) -> None:
        """Show a standing view."""
        self._window.sidebar.choose_view(view)
        self._listing.change(view=view)

    @Slot(object)
    def show_site(self, site: Site | None) -> None:
        """Narrow every view to a site, or to none."""
        self._window.sidebar.choose_site(site.site_id if site else None)
        self._listing.change(site_key=site.key if site else "")
        self._window.site_commands.show_notice()

    @Slot()
    def _on_view_triggered(self) -> None:
        sender = self.sender()
        self.show_view(View(sender.objectName().removeprefix("view_")))

    @Slot(str)
    def _on_search_asked(self, text: str) -> None:
        self._window.search_box.show_invalid(is_invalid=False)
        self._window.queue_pane.empty.show_misunderstood(is_misunderstood=False)
        self._listing.change(search=text)

    @Slot()
    def _on_search_left(self) -> None:
        self.focus_list()

    @Slot()
    def _on_search_entered(self) -> None:
        """Go to the results if there are any; if they are just being looked up, as soon as they are there."""
        self._is_bound_for_list = True
        if not self._listing.is_asking:
            self._on_queue_shown()

    @Slot()
    def _on_search_touched(self) -> None:
        self._is_bound_for_list = False

    @Slot()
    def _on_queue_shown(self) -> None:
        if self._is_bound_for_list:
            self._is_bound_for_list = False
            if len(self._window.queue_pane.model.entries) and self._window.search_box.hasFocus():
                self.focus_list()

    @Slot(object)
    def _on_misunderstood(self, _error: object) -> None:
        self._is_bound_for_list = False
        self._window.queue_pane.empty.show_misunderstood(is_misunderstood=True)

    def focus_list(self) -> None:
        """Give the keyboard to the list, or to the page in its place.

        Never to the list while it is hidden: Qt would hand it over later, in the middle of typing.
        """
        pane = self._window.queue_pane
        (pane.view if pane.view.isVisible() else pane.empty).setFocus()

    @Slot(object)
    def _on_grouping_chosen(self, grouping: Grouping) -> None:
        self._listing.change(grouping=grouping)
        self._show_choices()
        self.focus_list()
        self._keep("grouping", grouping)

    @Slot(object)
    def _on_order_chosen(self, order: Order) -> None:
        self._listing.change(order=order)
        self._show_choices()
        self.focus_list()
        self._keep("order", order)

    @Slot(object)
    def _on_theme_chosen(self, choice: str) -> None:
        settings, notes = self._window.desk.settings, self._window.notes
        self._window.theme.choose(choice)

        def job(_control: Control) -> None:
            settings.put("window.theme", choice)

        self._window.tasks.submit(job, owner=self, then=_nothing, failed=notes.show_error, in_order=True)

    def _keep(self, key: str, value: str) -> None:
        settings, notes = self._window.desk.settings, self._window.notes

        def job(_control: Control) -> None:
            settings.keep_ui_state(key, value)

        self._window.tasks.submit(job, owner=self, then=_nothing, failed=notes.show_error, in_order=True)


def _nothing(_result: None) -> None:
    """Need not be told that a setting was kept."""
