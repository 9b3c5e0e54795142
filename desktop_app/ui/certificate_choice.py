"""A certificate that nobody vouches for: what it says of itself, its fingerprint, and the choice."""

from datetime import datetime

from PySide6.QtCore import QLocale, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.core.certificate import in_groups
from desktop_app.core.errors import CertificateUntrusted
from desktop_app.ui.push_button import push_button
from desktop_app.ui.text import plain_label, translate, wrapped_label

_GROUPS_IN_LINE = 8


class CertificateChoice(QWidget):
    """``trusted`` carries the fingerprint of the one to accept for this site; empty: whom the computer trusts."""

    trusted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("certificateChoice")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._wanted = ""
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(14)
        self._facts.setVerticalSpacing(4)
        self._facts.setColumnStretch(1, 1)
        self._values = [self._fact(line, words, name) for line, (name, words) in enumerate(_lines())]
        for value in self._values[:2]:
            value.setProperty("role", "mono")
        advice = wrapped_label(
            translate(
                "Certificate",
                "Compare the fingerprint with the one that your host shows you, character by character. If they "
                "differ, or if you expected no such question, somebody may be listening: do not go on.",
            ),
            role="small",
        )
        self.trust = push_button(translate("Certificate", "&Trust this certificate for this site"), "trustCertificate")
        self.trust.clicked.connect(self._on_trust_clicked)
        button_row = QHBoxLayout()
        button_row.addWidget(self.trust)
        button_row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(10)
        column.addLayout(self._facts)
        column.addWidget(advice)
        column.addLayout(button_row)
        self.hide()

    def _fact(self, line: int, words: str, name: str) -> QLabel:
        label, value = plain_label(words, role="muted"), wrapped_label(name=name)
        self._facts.addWidget(label, line, 0, Qt.AlignmentFlag.AlignTop)
        self._facts.addWidget(value, line, 1)
        value.setAccessibleName(words)
        return value

    def ask(self, error: CertificateUntrusted) -> None:
        """Show what is known of the certificate, and ask."""
        certificate = error.certificate
        # To a certificate that the computer trusts by itself the site is not tied: it is renewed every few weeks.
        is_vouched_for = error.trusted is not None and not certificate.reason
        self._wanted = "" if is_vouched_for else certificate.fingerprint
        dates = translate("Certificate", "{first} to {last}").format(
            first=_day(certificate.valid_from), last=_day(certificate.valid_until)
        )
        known = (
            _in_lines(certificate.fingerprint),
            _in_lines(error.trusted or ""),
            certificate.subject,
            certificate.issuer,
            dates if certificate.valid_from and certificate.valid_until else "",
        )
        for line, text in enumerate(known):
            for column in (0, 1):
                item = self._facts.itemAtPosition(line, column)
                widget = item.widget() if item is not None else None
                if widget is not None:
                    widget.setVisible(bool(text))
            self._values[line].setText(text)
        self.show()

    @Slot()
    def _on_trust_clicked(self) -> None:
        self.hide()
        self.trusted.emit(self._wanted)


def _lines() -> tuple[tuple[str, str], ...]:
    return (
        ("certificateFingerprint", translate("Certificate", "Fingerprint (SHA-256)")),
        ("certificateBefore", translate("Certificate", "Trusted before")),
        ("certificateSubject", translate("Certificate", "Says it is of")),
        ("certificateIssuer", translate("Certificate", "Issued by")),
        ("certificateDates", translate("Certificate", "Valid")),
    )


def _in_lines(fingerprint: str) -> str:
    groups = in_groups(fingerprint).split()
    lines = (groups[start : start + _GROUPS_IN_LINE] for start in range(0, len(groups), _GROUPS_IN_LINE))
    return "\n".join(" ".join(line) for line in lines)


def _day(moment: datetime | None) -> str:
    if moment is None:
        return ""
    return QLocale().toString(moment.date(), QLocale.FormatType.ShortFormat)  # type: ignore[call-overload, no-any-return]
