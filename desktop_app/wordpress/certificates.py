"""Certificates that are not trusted: what they say of themselves, and the sentence that leaves the user the choice."""

import hashlib
import ssl
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

from desktop_app.core.certificate import Certificate, in_groups
from desktop_app.core.errors import CertificateUntrusted
from desktop_app.wordpress.decode import plain_text

_REASONS: Mapping[int, str] = MappingProxyType(
    {
        9: "it is not valid yet, or this computer's clock is wrong",
        10: "it has expired, or this computer's clock is wrong",
        18: "it is self-signed",
        19: "it comes from an authority of its own, which this computer does not know",
        20: "this computer does not know who issued it",
        21: "this computer does not know who issued it",
        23: "it has been revoked",
        62: "it was made for another address",
        64: "it was made for another address",
    }
)
"""By OpenSSL's numbers (X509_V_ERR_…, x509_vfy.h of OpenSSL 3)."""

_UTC_TIME, _VERSION = 0x17, 0xA0
_COMMON_NAME, _ORGANISATION = b"\x55\x04\x03", b"\x55\x04\x0a"  # 2.5.4.3 and 2.5.4.10 (RFC 5280, appendix A)
_TEXTS: Mapping[int, str] = MappingProxyType(
    {0x0C: "utf-8", 0x13: "ascii", 0x14: "latin-1", 0x16: "ascii", 0x1E: "utf-16-be"}
)


def reason_of(error: ssl.SSLCertVerificationError | None) -> str:
    """Return in a few words why the system does not trust a certificate."""
    known = _REASONS.get(getattr(error, "verify_code", 0))
    return known or plain_text(str(getattr(error, "verify_message", "")), 200).rstrip(".") or "it cannot be verified"


def certificate_of(der: bytes, host: str, reason: str) -> Certificate:
    """Return what a certificate says of itself; where it cannot be read, its fingerprint alone."""
    fingerprint = hashlib.sha256(der).hexdigest()
    try:
        issuer, (valid_from, valid_until), subject = _fields(der)
    except (ValueError, IndexError):
        return Certificate(host, fingerprint, reason)
    return Certificate(host, fingerprint, reason, subject, issuer, valid_from, valid_until)


def untrusted(certificate: Certificate, trusted: str | None) -> CertificateUntrusted:
    """Return the error that leaves the user the choice; ``trusted`` is the fingerprint that he chose before."""
    return CertificateUntrusted(_sentence(certificate, trusted), certificate, trusted)


def _sentence(certificate: Certificate, trusted: str | None) -> str:
    host, shown = certificate.host, in_groups(certificate.fingerprint)
    if trusted is None:
        return (
            f"The certificate of {host} is not trusted: {certificate.reason}. Its SHA-256 fingerprint is {shown}. "
            "Compare it with what the site's owner or host tells you: trust this certificate for this site only if "
            "both are the same, else leave it."
        )
    state = f"is not trusted ({certificate.reason})" if certificate.reason else "is one that this computer trusts"
    return (
        f"{host} shows another certificate than the one you trust. The new one {state}; its SHA-256 fingerprint is "
        f"{shown}, the one you trust has {in_groups(trusted)}. If the site's owner or host confirms the change, trust "
        "the new one; else leave it: somebody may stand between you and the site."
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """One value of DER: its tag and content."""

    tag: int
    content: bytes

    def parts(self) -> "Sequence[_Part]":
        return list(_parts(self.content))


def _parts(data: bytes) -> Iterator[_Part]:
    """Yield the values that stand one after another in ``data`` (X.690). Raises ``ValueError`` or ``IndexError``."""
    at = 0
    while at < len(data):
        tag, length, start = data[at], data[at + 1], at + 2
        if length & 0x80:  # the number of octets that hold the length
            start += length & 0x7F
            length = int.from_bytes(data[at + 2 : start])
        at = start + length
        if at > len(data):
            raise ValueError
        yield _Part(tag, data[start:at])


def _fields(der: bytes) -> tuple[str, tuple[datetime, datetime], str]:
    """Return issuer, validity and subject of a certificate (RFC 5280, section 4.1)."""
    certificate = next(_parts(der))
    fields = certificate.parts()[0].parts()
    if fields[0].tag == _VERSION:
        fields = fields[1:]
    _serial, _algorithm, issuer, validity, subject = fields[:5]
    begin, end = validity.parts()[:2]
    return _name(issuer), (_time(begin), _time(end)), _name(subject)


def _name(name: _Part) -> str:
    """Return the common name, else the organisation, else nothing."""
    found: dict[bytes, str] = {}
    for several in name.parts():
        for attribute in several.parts():
            kind, value = attribute.parts()[:2]
            found[kind.content] = value.content.decode(_TEXTS.get(value.tag, "utf-8"), errors="replace")
    return plain_text(found.get(_COMMON_NAME) or found.get(_ORGANISATION), 100)


def _time(value: _Part) -> datetime:
    text = value.content.decode("ascii")
    form = "%y%m%d%H%M%SZ" if value.tag == _UTC_TIME else "%Y%m%d%H%M%SZ"
    return datetime.strptime(text, form).replace(tzinfo=UTC)
