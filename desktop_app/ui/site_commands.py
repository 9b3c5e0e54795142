"""The sites in the window: adding, testing, signing in again, removing, and saying what is wrong with one."""

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtWidgets import QMenu, QMessageBox

from desktop_app.core.errors import PingdeskError
from desktop_app.core.linkback import SiteId
from desktop_app.core.queue import Counts
from desktop_app.core.site import Account, Site, SiteState
from desktop_app.ui.listing import Occasion, Overview
from desktop_app.ui.tasks import Control
from desktop_app.ui.text import plain_message, translate

if TYPE_CHECKING:
    from desktop_app.ui.main_window import MainWindow

_TRY_AGAIN = re.compile(r"\bTry again [^.]*\.")
_SITE_ACTIONS = ("refresh_site", "test_site", "sign_in", "remove_site")


class SiteCommands(QObject):
    """Keeps the sidebar's sites and connects the actions on them."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.sites: list[Site] = []
        self._counts = Counts()
        self._refreshing: frozenset[SiteId] = frozenset()
        self._is_known = False
        actions = window.actions_by_name
        for name, slot in (
            ("add_site", self.add_site),
            ("refresh_site", self._on_refresh_site),
            ("test_site", self._on_test_site),
            ("sign_in", self._on_sign_in),
            ("remove_site", self._on_remove_site),
        ):
            actions[name].triggered.connect(slot)
        window.listing.overview_changed.connect(self._on_overview_changed)
        window.background.refreshing_changed.connect(self._on_refreshing_changed)
        window.sidebar.menu_requested.connect(self._on_menu_requested)
        self._show()

    def chosen(self) -> Site | None:
        """Return the site to which the window is narrowed, or the only one there is."""
        for site in self.sites:
            if site.site_id == self._window.sidebar.site_id:
                return site
        return self.sites[0] if len(self.sites) == 1 else None

    @Slot()
    def add_site(self) -> None:
        """Open the assistant for another site."""
        self._open_assistant(None)

    def _open_assistant(self, site: Site | None) -> None:
        from desktop_app.ui.site_assistant import SiteAssistant  # noqa: PLC0415 - start-up time

        assistant = SiteAssistant(self._window.desk, self._window.tasks, self._window, site=site)
        assistant.site_added.connect(self._on_site_added)
        assistant.open()

    def show_notice(self) -> None:
        """Say above the queue what is wrong with the chosen site, if anything."""
        site = next((site for site in self.sites if site.site_id == self._window.sidebar.site_id), None)
        is_bad = site is not None and site.state in {SiteState.ATTENTION, SiteState.OFFLINE}
        self._window.queue_pane.show_trouble(
            _trouble_text(site) if site is not None and is_bad else "",
            can_sign_in=site is not None and site.state is SiteState.ATTENTION,
            can_refresh=is_bad,
        )
        for name in _SITE_ACTIONS:
            self._window.actions_by_name[name].setEnabled(self.chosen() is not None)

    def _show(self) -> None:
        self._window.sidebar.show_state(self.sites, self._counts, self._refreshing)
        self._window.notes.show_overview(self.sites, self._counts)
        self._window.queue_pane.show_welcome(is_first_run=self._is_known and not self.sites)
        self._window.actions_by_name["refresh"].setEnabled(bool(self.sites))
        self.show_notice()

    @Slot(object)
    def _on_overview_changed(self, overview: Overview) -> None:
        self.sites, self._counts, self._is_known = overview.sites, overview.counts, True
        self._show()

    @Slot(object)
    def _on_refreshing_changed(self, refreshing: frozenset[SiteId]) -> None:
        self._refreshing = refreshing
        self._window.sidebar.show_state(self.sites, self._counts, refreshing)

    @Slot(object)
    def _on_site_added(self, site: Site) -> None:
        self._window.listing.look_again(Occasion.ASKED)
        self._window.queue_pane.is_settling = True
        self._window.background.refresh([site.site_id])
        self._window.background.send_when_due()

    @Slot()
    def _on_refresh_site(self) -> None:
        site = self.chosen()
        if site is not None:
            self._window.background.refresh([site.site_id])

    @Slot()
    def _on_test_site(self) -> None:
        site = self.chosen()
        if site is None:
            return
        site_id, accounts = site.site_id, self._window.desk.accounts

        def job(_control: Control) -> Account:
            return accounts.test(site_id)

        self._window.tasks.submit(job, owner=self, then=self._on_tested, failed=self._on_test_failed)

    def _on_tested(self, account: Account) -> None:
        text = translate("Site", "Signed in as {user}; comments can be moderated.").format(user=account.user)
        self._window.queue_pane.undo_bar.tell(text, can_undo=False)
        self._window.listing.look_over()

    def _on_test_failed(self, error: PingdeskError) -> None:
        self._window.queue_pane.undo_bar.tell(str(error), can_undo=False)
        self._window.listing.look_over()

    @Slot()
    def _on_sign_in(self) -> None:
        site = self.chosen()
        if site is not None:
            self._open_assistant(site)

    @Slot()
    def _on_remove_site(self) -> None:
        site = self.chosen()
        if site is None:
            return
        box = plain_message(
            self._window,
            icon=QMessageBox.Icon.Question,
            title=translate("Site", "Remove a site"),
            text=translate("Site", "Remove {site} from Pingdesk?").format(site=" ".join(site.name.split())),
            explanation=translate(
                "Site",
                "Its linkbacks, evidence and unsent decisions are forgotten here, its password is taken out of the "
                "keyring. Nothing changes on the site itself.",
            ),
        )
        remove = box.addButton(translate("Site", "Remove"), QMessageBox.ButtonRole.AcceptRole)
        remove.setObjectName("removeConfirm")
        keep = box.addButton(translate("Site", "Keep"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        box.setProperty("siteId", int(site.site_id))
        box.accepted.connect(self._on_remove_accepted)
        box.open()

    @Slot()
    def _on_remove_accepted(self) -> None:
        site_id = SiteId(int(self.sender().property("siteId")))
        accounts = self._window.desk.accounts

        def job(_control: Control) -> str:
            return accounts.remove(site_id)

        self._window.tasks.submit(job, owner=self, then=self._on_removed, failed=self._on_test_failed, in_order=True)

    def _on_removed(self, remark: str) -> None:
        self._window.view_state.show_site(None)
        self._window.listing.look_again(Occasion.ASKED)
        if remark:
            self._window.queue_pane.undo_bar.tell(remark, can_undo=False)

    @Slot(object, QPoint)
    def _on_menu_requested(self, site: Site, spot: QPoint) -> None:
        self._window.view_state.show_site(site)
        menu = QMenu(self._window)
        menu.aboutToHide.connect(menu.deleteLater)
        for name in _SITE_ACTIONS:
            menu.addAction(self._window.actions_by_name[name])
        menu.popup(spot)


def _trouble_text(site: Site) -> str:
    """Return what is wrong with a site as one sentence; the button beside it says what to do."""
    name = " ".join(site.name.split()) or site.key
    why = _TRY_AGAIN.sub("", " ".join(site.state_reason.split())).strip().removesuffix(".")
    host = urlsplit(site.home).netloc
    if host and host in why:  # a host within an address is not the site's name
        why = re.sub(rf"(?<![\w.:/@-]){re.escape(host)}(?![\w:/-]|\.\w)", lambda _: name, why)
    else:
        why = f"{name}: {why}"
    return translate("Site", "{why}; your decisions are kept and go out later.").format(why=why)
