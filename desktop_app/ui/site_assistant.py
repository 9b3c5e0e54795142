"""The assistant that adds a site, or signs in to one again: find it, be let in, and each failure with its remedy."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop_app.core.errors import CertificateUntrusted, HttpOnly, LoginRefused, PingdeskError, VaultUnavailable
from desktop_app.core.site import Credentials, Endpoints, Site
from desktop_app.services.authorize import Page
from desktop_app.services.desk import Desk
from desktop_app.ui.assistant_address import AddressPage
from desktop_app.ui.assistant_site import SitePage
from desktop_app.ui.assistant_waiting import WaitingPage
from desktop_app.ui.certificate_choice import CertificateChoice
from desktop_app.ui.growing_dialog import GrowingDialog
from desktop_app.ui.push_button import push_button
from desktop_app.ui.signing_in import SigningIn, words_for
from desktop_app.ui.tasks import TaskRunner
from desktop_app.ui.text import plain_label, translate, wrapped_label

_WIDTH = 580


class SiteAssistant(GrowingDialog):
    """``site_added`` carries the `Site` once it is tested and stored."""

    site_added = Signal(object)

    def __init__(self, desk: Desk, tasks: TaskRunner, parent: QWidget, *, site: Site | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("siteAssistant")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._site = site
        self._endpoints: Endpoints | None = site.endpoints if site is not None else None
        self._brought: Credentials | None = None
        self._tried: Credentials | None = None
        self._is_for_this_run = False
        self._work = SigningIn(desk, tasks, self, site=site)
        self._first, self._second, self._waiting = AddressPage(), SitePage(), WaitingPage()
        self.address = self._first.address
        self.form = self._second.form
        self.certificate = CertificateChoice()
        self.message = wrapped_label(name="assistantMessage", role="bad")
        self._make_buttons()
        self._lay_out()
        self._connect_parts()
        if site is not None:
            self._second.show_site(site.endpoints, site.user)
        self._go_back()
        if site is not None and site.endpoints.authorize_url is None:
            self._look()  # what it offers is not known (any more)

    def _make_buttons(self) -> None:
        self.connect_button = push_button(translate("Assistant", "Connect"), "connectButton", role="primary")
        self.for_this_run = push_button(
            translate("Assistant", "Keep the password for this run only"), "forThisRunButton"
        )
        self.for_this_run.hide()
        self._back = push_button(translate("Assistant", "&Back"), "backButton")
        self._cancel = push_button(translate("Assistant", "Cancel"), "cancelButton")

    def _lay_out(self) -> None:
        title = translate("Assistant", "Add a site") if self._site is None else translate("Assistant", "Sign in again")
        self.setWindowTitle(title)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._back)
        buttons.addStretch(1)
        for button in (self._cancel, self.for_this_run, self.connect_button):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(14)
        column.addWidget(plain_label(title, role="title"))
        for part in (self._first, self._second, self._waiting, self.message, self.certificate):
            column.addWidget(part)
        column.addStretch(1)
        column.addLayout(buttons)
        self.message.hide()
        self.setMinimumWidth(_WIDTH)

    def _connect_parts(self) -> None:
        work = self._work
        for signal, slot in (
            (self._first.changed, self._on_typed),
            (self._second.changed, self._update_buttons),
            (self._second.browser_requested, self._on_browser_requested),
            (self._second.reopen_requested, self._waiting.open_again),
            (self._second.copy_requested, self._waiting.copy_address),
            (self._waiting.browser_missed, self._on_browser_missed),
            (self._waiting.paste_requested, self._on_paste_requested),
            (self.certificate.trusted, self._on_certificate_trusted),
            (self.connect_button.clicked, self._on_connect_clicked),
            (self.for_this_run.clicked, self._on_for_this_run_clicked),
            (self._back.clicked, self._on_back_clicked),
            (self._cancel.clicked, self.reject),
            (work.found, self._on_found),
            (work.page_ready, self._on_page_ready),
            (work.answered, self._on_answered),
            (work.connected, self._on_connected),
            (work.failed, self._on_failed),
        ):
            signal.connect(slot)

    # What is shown

    def _turn_to(self, page: QWidget) -> None:
        for part in (self._first, self._second, self._waiting):
            part.setVisible(part is page)
        self._update_buttons()
        if page is self._first:
            self.address.setFocus()
        elif page is self._second:
            self._focus_second()

    def _go_back(self) -> None:
        """Show the page on which the next step begins."""
        self._turn_to(self._first if self._endpoints is None else self._second)

    def _focus_second(self) -> None:
        if not self._second.is_by_hand:
            self._second.browser.setFocus()
        else:
            empty = [field for field in self.form.fields if not field.text().strip()]
            (empty or [self.form.password])[0].setFocus()

    @Slot()
    def _on_typed(self) -> None:
        self.certificate.hide()
        self._work.certificate = None  # trusted for one site, never for the next
        if not self._first.is_told_of_http:
            self.message.hide()
        self._update_buttons()

    @Slot()
    def _update_buttons(self) -> None:
        is_first, is_busy = not self._first.isHidden(), not self._waiting.isHidden()
        is_beyond_start = not self._second.isHidden() and (self._site is None or self._second.is_pasting)
        self._back.setVisible(is_beyond_start)
        words = translate("Assistant", "Continue") if is_first else translate("Assistant", "Connect")
        self.connect_button.setText(words)
        self.connect_button.setVisible(not is_busy and (is_first or self._second.is_by_hand))
        is_complete = self._first.is_complete if is_first else self.form.credentials is not None
        self.connect_button.setEnabled(is_complete)
        (self._second.browser if not (is_first or self._second.is_by_hand) else self.connect_button).setDefault(True)
        self.grow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """With Enter in a field go on to what is still missing, or press the button that suits."""
        field = self.focusWidget()
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter} or not isinstance(field, QLineEdit):
            super().keyPressEvent(event)
        elif self.connect_button.isEnabled():
            self.connect_button.click()
        elif not self._second.isHidden():
            self._focus_second()

    # What the user does

    @Slot()
    def _on_connect_clicked(self) -> None:
        if not self._first.isHidden():
            self._work.address, self._work.allow_http = self._first.typed, self._first.allows_http
            self._endpoints = None
            self._look()
            return
        credentials = self.form.credentials
        if credentials is not None:
            self._brought = None
            self._sign_in(credentials)

    @Slot()
    def _on_for_this_run_clicked(self) -> None:
        credentials = self._brought or self.form.credentials
        if credentials is not None:
            self._sign_in(credentials, for_this_run_only=True)

    @Slot()
    def _on_browser_requested(self) -> None:
        self._ask()

    @Slot()
    def _on_paste_requested(self) -> None:
        self._work.stop()
        self._ask(by_pasting=True)

    @Slot()
    def _on_back_clicked(self) -> None:
        self._tell("")
        if self._second.is_pasting and self._endpoints is not None:
            self._on_found(self._endpoints)
        else:
            self._turn_to(self._first)

    @Slot(str)
    def _on_certificate_trusted(self, fingerprint: str) -> None:
        self._work.certificate = fingerprint
        if self._tried is not None:
            self._sign_in(self._tried, for_this_run_only=self._is_for_this_run)
        else:
            self._look()

    # What is done

    def _look(self) -> None:
        self._tried = None
        self._begin(translate("Assistant", "Looking for the site …"))
        self._work.look()

    def _ask(self, *, by_pasting: bool = False) -> None:
        if self._endpoints is not None:
            self._begin(translate("Assistant", "Opening the page in your browser …"))
            self._work.ask(self._endpoints, by_pasting=by_pasting)

    def _sign_in(self, credentials: Credentials, *, for_this_run_only: bool = False) -> None:
        self._tried, self._is_for_this_run = credentials, for_this_run_only
        self._begin(translate("Assistant", "Signing in …"))
        self._work.connect_with(credentials, for_this_run_only=for_this_run_only)

    def _begin(self, words: str) -> None:
        self._tell("")
        self._waiting.wait_for(words)
        self._turn_to(self._waiting)
        self.setFocus()  # not to a button: a second Enter would press it

    def _tell(self, text: str) -> None:
        self.message.setText(text)
        self.message.setVisible(bool(text))
        self.certificate.hide()
        self.for_this_run.hide()

    @Slot()
    def _on_browser_missed(self) -> None:
        self._tell(translate("Assistant", "No browser could be opened. Copy the page's address and open it there."))
        self.grow()

    @Slot(object)
    def _on_found(self, endpoints: Endpoints) -> None:
        self._endpoints = endpoints
        self._second.show_site(endpoints, None if self._site is None else self._site.user)
        self._turn_to(self._second)

    @Slot(object)
    def _on_page_ready(self, page: Page) -> None:
        self._waiting.open_page(page)
        self.grow()

    @Slot(object)
    def _on_answered(self, credentials: Credentials | None) -> None:
        if credentials is None and self._endpoints is not None:
            self._second.show_pasting(self._endpoints)
            self._turn_to(self._second)
            self.form.password.setFocus()
        elif credentials is not None:
            self.raise_()
            self.activateWindow()
            self._brought = credentials
            self._sign_in(credentials)

    @Slot(object)
    def _on_connected(self, site: Site) -> None:
        self.site_added.emit(site)
        self.accept()

    @Slot(object)
    def _on_failed(self, error: PingdeskError) -> None:
        self._go_back()
        self._tell(words_for(error, self._brought, self._site))
        if isinstance(error, CertificateUntrusted):
            self.certificate.ask(error)
        elif isinstance(error, VaultUnavailable):
            self.for_this_run.show()
            self.for_this_run.setFocus()
        elif isinstance(error, HttpOnly):
            self._first.ask_about_http()
        elif isinstance(error, LoginRefused) and self._second.is_by_hand:
            self.form.password.setFocus()
            self.form.password.selectAll()
        self._update_buttons()

    def reject(self) -> None:
        """Stop what is under way, or close where nothing is."""
        if not self._work.is_busy:
            super().reject()
            return
        self._work.stop()
        self._go_back()

    def done(self, result: int) -> None:
        """Close; a test still running is not waited for."""
        self._work.stop()
        self._brought = self._tried = None
        self.form.password.clear()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close at once, whatever is under way."""
        self._work.stop()
        super().closeEvent(event)
