"""The assistant's second page: the site that was found, and the two ways to sign in there."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.core.site import Credentials, Endpoints
from desktop_app.ui.push_button import push_button
from desktop_app.ui.text import joined, plain_label, translate, wrapped_label


def wants_application_password(endpoints: Endpoints) -> bool:
    """Whether the site takes application passwords; where it does not, XML-RPC takes the account's own."""
    return endpoints.rest_root is not None and endpoints.application_passwords is not False


class HandForm(QWidget):
    """User name and password, typed or pasted."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.user = QLineEdit()
        self.user.setObjectName("siteUser")
        self.password = QLineEdit()
        self.password.setObjectName("sitePassword")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self._password_label = plain_label()
        self._hint = wrapped_label(role="small", name="passwordHint")
        user_words = translate("Assistant", "&User name")
        user_label = plain_label(user_words)
        self.user.setAccessibleName(user_words.replace("&", ""))
        user_label.setBuddy(self.user)
        self._password_label.setBuddy(self.password)
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.addRow(user_label, self.user)
        form.addRow(self._password_label, self.password)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(form)
        column.addWidget(self._hint)
        for field in self.fields:
            field.textChanged.connect(self.changed)

    @property
    def fields(self) -> tuple[QLineEdit, QLineEdit]:
        """The fields in order."""
        return self.user, self.password

    @property
    def credentials(self) -> Credentials | None:
        """What was typed, ``None`` while something is missing."""
        user, password = self.user.text().strip(), self.password.text().strip()
        return Credentials(user, password) if user and password else None

    def fit(self, endpoints: Endpoints, *, is_pasting: bool) -> None:
        """Say which password is wanted."""
        is_application = wants_application_password(endpoints)
        words = (
            translate("Assistant", "Application &password")
            if is_application
            else translate("Assistant", "Account &password")
        )
        self._password_label.setText(words)
        self.password.setAccessibleName(words.replace("&", ""))
        self.password.setPlaceholderText("xxxx xxxx xxxx xxxx xxxx xxxx" if is_application else "")
        self._hint.setText(_hint(is_application=is_application, is_pasting=is_pasting))


def _hint(*, is_application: bool, is_pasting: bool) -> str:
    kept = translate("Assistant", "It is kept in your system's keyring and sent to this site only.")
    if is_pasting:
        return kept
    if is_application:
        where = translate(
            "Assistant",
            "WordPress makes an application password for you under Users → Profile → Application Passwords. "
            "The password of your account does not work here.",
        )
        return f"{where} {kept}"
    why = translate(
        "Assistant",
        "This site takes no application passwords: sign in with the password that you use in WordPress itself.",
    )
    return f"{why} {kept}"


class SitePage(QWidget):
    """``browser_requested`` and ``reopen_requested`` ask for WordPress's own page, ``changed`` tells of typing."""

    browser_requested = Signal()
    reopen_requested = Signal()
    copy_requested = Signal()
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._can_browse = False
        self._name = wrapped_label(role="strong", name="siteFound")
        self._where = wrapped_label(role="small", name="siteWhere")
        self.browser = push_button(translate("Assistant", "Sign in with your &browser"), "browserButton")
        self.browser.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.browser.setMinimumHeight(40)
        self._why = wrapped_label(role="small", name="browserHint")
        self._paste_words = wrapped_label(name="pasteHint")
        self.form = HandForm()
        self._by_hand = push_button(translate("Assistant", "Sign in by &hand instead"), "byHandButton", role="link")
        self._reopen = push_button(translate("Assistant", "&Open the page again"), "reopenButton", role="link")
        self._copy = push_button(translate("Assistant", "&Copy its address"), "copyPageButton", role="link")
        self._lay_out()
        self.browser.clicked.connect(self.browser_requested)
        self._by_hand.clicked.connect(self._on_by_hand_clicked)
        self._reopen.clicked.connect(self.reopen_requested)
        self._copy.clicked.connect(self.copy_requested)
        self.form.changed.connect(self.changed)

    def _lay_out(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self._name)
        names.addWidget(self._where)
        links = QHBoxLayout()
        links.setContentsMargins(-6, 0, 0, 0)  # the words stand in line with the texts above
        links.setSpacing(4)
        for link in (self._by_hand, self._reopen, self._copy):
            links.addWidget(link)
        links.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(names)
        for part in (self.browser, self._why, self._paste_words, self.form):
            column.addWidget(part)
        column.addLayout(links)

    @property
    def is_by_hand(self) -> bool:
        """Whether user name and password are asked for."""
        return not self.form.isHidden()

    @property
    def is_pasting(self) -> bool:
        """Whether the password is expected that WordPress shows."""
        return not self._paste_words.isHidden()

    def show_site(self, endpoints: Endpoints, user: str | None) -> None:
        """Offer the ways to sign in; a known ``user`` cannot be changed."""
        self._name.setText(" ".join(endpoints.name.split()))
        self._where.setText(joined([endpoints.home, _encryption(endpoints), _interfaces(endpoints)]))
        self._can_browse = endpoints.authorize_url is not None and wants_application_password(endpoints)
        if user is not None:
            self.form.user.setText(user)
            self.form.user.setReadOnly(True)
        self._show_ways(endpoints, by_hand=not self._can_browse, is_pasting=False)

    def show_pasting(self, endpoints: Endpoints) -> None:
        """Wait for the password that WordPress shows."""
        self._show_ways(endpoints, by_hand=True, is_pasting=True)
        self.form.password.clear()
        self.form.password.setFocus()

    def _show_ways(self, endpoints: Endpoints, *, by_hand: bool, is_pasting: bool) -> None:
        self.browser.setVisible(self._can_browse and not is_pasting)
        self._why.setVisible(not is_pasting)
        self._why.setText(_browser_words(endpoints, can_browse=self._can_browse))
        self._paste_words.setVisible(is_pasting)
        self._paste_words.setText(
            translate(
                "Assistant",
                "Approve the connection on the page in your browser. WordPress then shows a password: copy it and "
                "paste it here.",
            )
        )
        for link in (self._reopen, self._copy):
            link.setVisible(is_pasting)
        self.form.setVisible(by_hand)
        self.form.fit(endpoints, is_pasting=is_pasting)
        self._by_hand.setVisible(self._can_browse and not by_hand)
        self._dress_browser_button()

    def _dress_browser_button(self) -> None:
        self.browser.setProperty("role", None if self.is_by_hand else "primary")
        self.browser.style().unpolish(self.browser)
        self.browser.style().polish(self.browser)

    @Slot()
    def _on_by_hand_clicked(self) -> None:
        self.form.show()
        self._by_hand.hide()
        self._dress_browser_button()
        self.changed.emit()
        (self.form.password if self.form.user.text() else self.form.user).setFocus()


def _encryption(endpoints: Endpoints) -> str:
    if endpoints.home.startswith("http:"):
        return translate("Assistant", "not encrypted (http)")
    if endpoints.certificate is not None:
        return translate("Assistant", "encrypted, with a certificate that you trust")
    return translate("Assistant", "encrypted (https)")


def _interfaces(endpoints: Endpoints) -> str:
    names = [name for name, url in (("REST", endpoints.rest_root), ("XML-RPC", endpoints.xmlrpc_url)) if url]
    version = (
        translate("Assistant", "WordPress {version}").format(version=endpoints.version[:20])
        if endpoints.version
        else ""
    )
    return joined([version, *names])


def _browser_words(endpoints: Endpoints, *, can_browse: bool) -> str:
    if can_browse:
        return translate(
            "Assistant",
            "WordPress asks you on its own page whether Pingdesk may come in, and makes a password for Pingdesk alone. "
            "Your own password stays with WordPress.",
        )
    if endpoints.application_passwords is False:
        return translate(
            "Assistant",
            "Signing in with your browser does not work here: application passwords are switched off on this site "
            "(they need https).",
        )
    return translate("Assistant", "Signing in with your browser does not work here: the site does not offer it.")
