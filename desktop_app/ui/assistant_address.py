"""The assistant's first page: which blog, and whether it may be one without encryption."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from desktop_app.ui.text import plain_label, translate, wrapped_label


class AddressPage(QWidget):
    """``changed`` is emitted when what was typed, or confirmed, is another."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._http_only_address: str | None = None
        self._is_told = False
        words = translate("Assistant", "Blog's &address")
        label = plain_label(words)
        self.address = QLineEdit()
        self.address.setObjectName("siteAddress")
        self.address.setAccessibleName(words.replace("&", ""))
        self.address.setPlaceholderText(translate("Assistant", "myblog.com"))
        label.setBuddy(self.address)
        hint = wrapped_label(
            translate(
                "Assistant", "The address of any page of the blog will do, wp-admin too. Pingdesk finds the rest."
            ),
            role="small",
        )
        self._warning = wrapped_label(
            translate(
                "Assistant",
                "This address is not encrypted (http). Anyone on the way, for instance in the same wireless network, "
                "can read your password.",
            ),
            role="bad",
            name="httpWarning",
        )
        self._confirmed = QCheckBox(translate("Assistant", "Send my password unencrypted to this site"))
        self._confirmed.setObjectName("allowHttp")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (label, self.address, hint, self._warning, self._confirmed):
            column.addWidget(part)
        self._warning.hide()
        self._confirmed.hide()
        self.address.textChanged.connect(self._on_text_changed)
        self._confirmed.toggled.connect(self.changed)

    @property
    def typed(self) -> str:
        """What was typed."""
        return self.address.text().strip()

    @property
    def allows_http(self) -> bool:
        """Whether the user confirmed that the site has no encryption."""
        return not self._confirmed.isHidden() and self._confirmed.isChecked()

    @property
    def is_complete(self) -> bool:
        """Whether there is something to look for."""
        return bool(self.typed) and (self._confirmed.isHidden() or self._confirmed.isChecked())

    @property
    def is_told_of_http(self) -> bool:
        """Whether the message shown is that this site answers over http only."""
        return self._is_told

    def ask_about_http(self) -> None:
        """Have it confirmed that the site answers over http only; the error that said so is shown."""
        self._http_only_address = self.address.text()
        self._is_told = True
        self._on_text_changed()
        self._confirmed.setFocus()

    @Slot()
    def _on_text_changed(self) -> None:
        is_typed = self.typed[:5].lower() == "http:"
        is_found = self.address.text() == self._http_only_address
        if not is_found:
            self._is_told = False
        if not (is_typed or is_found):
            self._confirmed.setChecked(False)  # confirmed for one address, never for the next
        self._warning.setVisible((is_typed or is_found) and not self._is_told)
        self._confirmed.setVisible(is_typed or is_found)
        self.changed.emit()
