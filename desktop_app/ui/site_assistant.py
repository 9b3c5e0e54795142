"""The assistant that adds a site, or signs in to one again: one page, a live test, each failure with its remedy."""

from itertools import pairwise
from urllib.parse import urlsplit

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.errors import HttpOnly, LoginRefused, PingdeskError, VaultUnavailable
from desktop_app.core.site import Site
from desktop_app.services.accounts import Accounts
from desktop_app.ui.tasks import Control, Task, TaskRunner
from desktop_app.ui.text import plain_label, translate, wrapped_label


class SiteAssistant(QDialog):
    """``site_added`` carries the `Site` once it is tested and stored."""

    site_added = Signal(object)

    def __init__(self, accounts: Accounts, tasks: TaskRunner, parent: QWidget, *, site: Site | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("siteAssistant")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._accounts = accounts
        self._tasks = tasks
        self._site = site
        self._task: Task | None = None
        self._http_only_address: str | None = None
        self._is_http_told = False
        self._make_fields()
        self._make_answers()
        self._lay_out()
        if site is not None:
            self.address.setText(site.home)
            self.user.setText(site.user)
            self.address.setReadOnly(True)
            self.user.setReadOnly(True)
            self.password.setFocus()
        else:
            self.address.setFocus()
        for field in self._fields:
            field.textChanged.connect(self._on_field_changed)
        self._on_field_changed()

    def _make_fields(self) -> None:
        self.address = QLineEdit()
        self.address.setObjectName("siteAddress")
        self.address.setPlaceholderText(translate("Assistant", "myblog.com, or the address of any page of it"))
        self.user = QLineEdit()
        self.user.setObjectName("siteUser")
        self.password = QLineEdit()
        self.password.setObjectName("sitePassword")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setPlaceholderText("xxxx xxxx xxxx xxxx xxxx xxxx")
        self.allow_http = QCheckBox(translate("Assistant", "Send my password unencrypted to this site"))
        self.allow_http.setObjectName("allowHttp")
        self.allow_http.toggled.connect(self._on_field_changed)
        self.allow_http.hide()
        self._http_warning = wrapped_label(
            translate(
                "Assistant",
                "This address is not encrypted (http). Anyone on the way, for instance in the same wireless network, "
                "can read your password.",
            ),
            role="bad",
            name="httpWarning",
        )
        self._http_warning.hide()

    @property
    def _fields(self) -> tuple[QLineEdit, QLineEdit, QLineEdit]:
        return self.address, self.user, self.password

    def _make_answers(self) -> None:
        self.message = wrapped_label(name="assistantMessage", role="bad")
        self.message.hide()
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setAccessibleName(translate("Assistant", "Signing in"))
        self._busy.hide()
        self.connect_button = QPushButton(translate("Assistant", "Connect"))
        self.connect_button.setObjectName("connectButton")
        self.connect_button.setProperty("role", "primary")
        self.connect_button.setDefault(True)
        self.connect_button.clicked.connect(self._on_connect_clicked)
        self.for_this_run = QPushButton(translate("Assistant", "Keep the password for this run only"))
        self.for_this_run.setObjectName("forThisRunButton")
        self.for_this_run.clicked.connect(self._on_for_this_run_clicked)
        self.for_this_run.hide()
        self._cancel = QPushButton(translate("Assistant", "Cancel"))
        self._cancel.clicked.connect(self.reject)

    def _lay_out(self) -> None:
        is_new = self._site is None
        title = translate("Assistant", "Add a site") if is_new else translate("Assistant", "Sign in again")
        self.setWindowTitle(title)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for words, field in (
            (translate("Assistant", "Blog's &address"), self.address),
            (translate("Assistant", "&User name"), self.user),
            (translate("Assistant", "Application &password"), self.password),
        ):
            label = plain_label(words)
            label.setBuddy(field)
            field.setAccessibleName(words.replace("&", ""))
            form.addRow(label, field)
        hint = wrapped_label(
            translate(
                "Assistant",
                "WordPress makes an application password for you under Users → Profile → Application Passwords. "
                "It is kept in your system's keyring and sent to this site only.",
            ),
            role="small",
        )
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        for button in (self._cancel, self.for_this_run, self.connect_button):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(12)
        column.addWidget(plain_label(title, role="title"))
        column.addLayout(form)
        column.addWidget(hint)
        for part in (self.message, self._http_warning, self.allow_http, self._busy):
            column.addWidget(part)
        column.addStretch(1)
        column.addLayout(buttons)
        self.setMinimumWidth(540)
        order = (*self._fields, self.allow_http, self.connect_button, self.for_this_run, self._cancel)
        for before, after in pairwise(order):
            self.setTabOrder(before, after)

    @Slot()
    def _on_field_changed(self) -> None:
        is_typed = urlsplit(self.address.text().strip().lower()).scheme == "http"
        is_found = self.address.text() == self._http_only_address
        if self._is_http_told and not is_found:
            self._is_http_told = False  # the message was about another address
            self.message.hide()
        self._http_warning.setVisible((is_typed or is_found) and not self._is_http_told)
        self.allow_http.setVisible(is_typed or is_found)
        self._update_buttons()

    def _update_buttons(self) -> None:
        is_filled = all(field.text().strip() for field in self._fields)
        # isHidden, not isVisible: that is false as long as the dialog itself is not shown.
        is_confirmed = self.allow_http.isHidden() or self.allow_http.isChecked()
        is_busy = self._task is not None
        self.connect_button.setEnabled(is_filled and is_confirmed and not is_busy)
        self.for_this_run.setEnabled(not is_busy)
        for field in self._fields:
            field.setEnabled(not is_busy)
        self._busy.setVisible(is_busy)
        self._grow()

    def _grow(self) -> None:
        """Be as high as the wrapped texts need: a window's layout asks for less, and would crush the fields."""
        layout = self.layout()
        if layout is not None and self.isVisible():
            for field in self._fields:
                field.setMinimumHeight(field.sizeHint().height())
            layout.activate()
            self.setMinimumHeight(layout.totalHeightForWidth(self.width()))

    def showEvent(self, event: QShowEvent) -> None:
        """Find the room for what is said from the start."""
        super().showEvent(event)
        self._grow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find the room for texts that wrap differently now."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._grow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """With Enter in a field go on to what is still missing, or connect."""
        field = self.focusWidget()
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter} or field not in self._fields:
            super().keyPressEvent(event)
            return
        at = self._fields.index(field)
        missing = [other for other in (*self._fields[at + 1 :], *self._fields[: at + 1]) if not other.text().strip()]
        if missing:
            missing[0].setFocus()
        elif self.connect_button.isEnabled():
            self.connect_button.click()
        else:
            self.allow_http.setFocus()

    @Slot()
    def _on_connect_clicked(self) -> None:
        self._connect(for_this_run_only=False)

    @Slot()
    def _on_for_this_run_clicked(self) -> None:
        self._connect(for_this_run_only=True)

    def _connect(self, *, for_this_run_only: bool) -> None:
        accounts, site = self._accounts, self._site
        address, user, password = self.address.text().strip(), self.user.text().strip(), self.password.text()
        allow_http = not self.allow_http.isHidden() and self.allow_http.isChecked()

        def job(_control: Control) -> Site:
            if site is not None:
                accounts.sign_in_again(site.site_id, password, for_this_run_only=for_this_run_only)
                return site
            return accounts.add(
                address, user=user, password=password, allow_http=allow_http, for_this_run_only=for_this_run_only
            )

        self.message.hide()
        self._is_http_told = False
        self.for_this_run.hide()
        self.setFocus()  # not to the next button: a second Enter would press it
        self._task = self._tasks.submit(job, owner=self, then=self._on_connected, failed=self._on_failed)
        self._update_buttons()

    def _on_connected(self, site: Site) -> None:
        self._task = None
        self.site_added.emit(site)
        self.accept()

    def _on_failed(self, error: PingdeskError) -> None:
        self._task = None
        self.message.setText(str(error))
        self.message.show()
        if isinstance(error, HttpOnly):
            self._http_only_address = self.address.text()
            self._is_http_told = True
        can_keep = isinstance(error, VaultUnavailable)
        self.for_this_run.setVisible(can_keep)
        self._on_field_changed()
        if can_keep:
            self.for_this_run.setFocus()
        elif isinstance(error, LoginRefused):
            self.password.setFocus()
            self.password.selectAll()
        elif isinstance(error, HttpOnly):
            self.allow_http.setFocus()
        else:
            (self.address if self._site is None else self.password).setFocus()

    def done(self, result: int) -> None:
        """Close; a test still running is not waited for."""
        if self._task is not None:
            self._task.forget()
        self.password.clear()
        super().done(result)
