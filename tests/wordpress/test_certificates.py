"""Certificates that nobody vouches for: told with their fingerprint, trusted one at a time, on real TLS."""

import hashlib
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.core.certificate import fingerprint_of, in_groups
from desktop_app.core.errors import CertificateUntrusted, SiteUnreachable, WrongInput
from desktop_app.wordpress.certificates import certificate_of
from desktop_app.wordpress.transport import Bounds, HttpTransport, Reply, Request
from tests.fakes.certificates import MadeCertificate, context_of, secure_server, self_signed
from tests.fakes.network import LyingServer, lying_server
from tests.fakes.tunnel import tunnel

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
SHORT = Bounds(connect_s=1.0, read_s=2.0, total_s=3.0)


def send(url: str, *, trusted: str | None = None, changes: bool = False) -> Reply:
    transport = HttpTransport(SHORT, certificate=trusted)
    try:
        return transport.send(Request("POST", url, body=b"secret", changes=changes))
    finally:
        transport.close()


@pytest.fixture
def certificate(tmp_path: Path) -> MadeCertificate:
    return self_signed(tmp_path)


@pytest.fixture
def server(certificate: MadeCertificate) -> Iterator[LyingServer]:
    with secure_server(certificate, ANSWER) as server:
        yield server


@pytest.mark.parametrize("changes", [False, True])
def test_a_self_signed_certificate_leaves_the_user_a_choice(
    server: LyingServer, certificate: MadeCertificate, *, changes: bool
) -> None:
    with pytest.raises(CertificateUntrusted, match="self-signed") as caught:
        send(server.url, changes=changes)
    shown = caught.value.certificate
    assert (shown.fingerprint, shown.subject, shown.issuer) == (certificate.fingerprint, "blog.example", "blog.example")
    assert shown.valid_from is not None
    assert shown.valid_until is not None
    assert (shown.valid_until - shown.valid_from).days == 31
    assert in_groups(certificate.fingerprint) in str(caught.value)
    assert "Compare it" in str(caught.value)
    assert server.requests == []


def test_the_certificate_that_the_user_trusts_is_enough(server: LyingServer, certificate: MadeCertificate) -> None:
    assert send(server.url, trusted=certificate.fingerprint).body == b"{}"
    assert [b"secret" in request for request in server.requests] == [True]


@pytest.mark.parametrize(
    ("host", "days", "reason"),
    [
        ("127.0.0.1", (-30, -1), "expired"),
        ("127.0.0.1", (2, 30), "not valid yet"),
        ("192.0.2.1", (-1, 30), "made for another address"),
    ],
)
def test_any_certificate_may_be_trusted_by_its_fingerprint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, days: tuple[int, int], reason: str
) -> None:
    made = self_signed(tmp_path, host=host, days=days)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.chain))  # the system knows who issued it
    with secure_server(made, ANSWER) as server:
        with pytest.raises(CertificateUntrusted, match=reason):
            send(server.url)
        assert send(server.url, trusted=made.fingerprint).status == 200


@pytest.mark.parametrize("changes", [False, True])
def test_another_certificate_than_the_trusted_one_is_told_and_sent_nothing(
    server: LyingServer, certificate: MadeCertificate, tmp_path: Path, *, changes: bool
) -> None:
    new = self_signed(tmp_path)
    server.tls = context_of(new)
    with pytest.raises(CertificateUntrusted, match="another certificate than the one you trust") as caught:
        send(server.url, trusted=certificate.fingerprint, changes=changes)
    assert (caught.value.certificate.fingerprint, caught.value.trusted) == (new.fingerprint, certificate.fingerprint)
    for fingerprint in (new.fingerprint, certificate.fingerprint):
        assert in_groups(fingerprint) in str(caught.value)
    assert "(it is self-signed)" in str(caught.value)
    assert server.requests == []


def test_the_system_decides_where_the_user_has_not(
    server: LyingServer, certificate: MadeCertificate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.chain))
    assert send(server.url).status == 200
    other = self_signed(tmp_path)
    with pytest.raises(CertificateUntrusted, match="one that this computer trusts"):
        send(server.url, trusted=other.fingerprint)
    assert len(server.requests) == 1


def test_what_is_set_for_other_programs_changes_nothing_about_a_trusted_certificate(
    server: LyingServer, certificate: MadeCertificate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate.chain))
    assert send(server.url).status == 200
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(self_signed(tmp_path).chain))
    assert send(server.url, trusted=certificate.fingerprint).status == 200


@pytest.mark.parametrize("scheme", ["http", "socks5h", "socks5"])
def test_the_same_holds_through_a_proxy(
    server: LyingServer, certificate: MadeCertificate, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    with tunnel() as proxy:
        monkeypatch.setenv("https_proxy", f"{scheme}://{proxy.address}")
        monkeypatch.setenv("no_proxy", "")
        with pytest.raises(CertificateUntrusted) as caught:
            send(server.url)
        assert caught.value.certificate.fingerprint == certificate.fingerprint
        with pytest.raises(CertificateUntrusted, match="another certificate"):
            send(server.url, trusted="0" * 64)
        assert server.requests == []
        assert send(server.url, trusted=certificate.fingerprint).status == 200
        assert set(proxy.targets) == {server.url.removeprefix("https://").rstrip("/")}


def test_a_handshake_that_never_ends_is_given_up() -> None:
    # Half a TLS record, byte by byte: each byte would start a socket's own timeout anew.
    with lying_server(b"\x16\x03\x03\x40\x00", *[b"\x02"] * 100, pause_s=0.2) as server:
        transport = HttpTransport(Bounds(connect_s=0.6, read_s=2.0, total_s=3.0), certificate="0" * 64)
        with pytest.raises(SiteUnreachable, match="cannot be reached"):
            transport.send(Request("GET", server.url.replace("http:", "https:")))
        transport.close()


@pytest.mark.parametrize("cut", [0, 1, 2, 5, 40, 100, 200])
def test_a_certificate_that_cannot_be_read_still_has_its_fingerprint(certificate: MadeCertificate, cut: int) -> None:
    der = ssl.PEM_cert_to_DER_cert(certificate.chain.read_text())[:cut] + b"\xff" * 10
    read = certificate_of(der, "blog.example", "it is odd")
    assert read.fingerprint == hashlib.sha256(der).hexdigest()


@pytest.mark.parametrize(
    "form",
    ["{hex}", "{upper}", "{colons}", "  {groups} ", "SHA256={colons}", "sha-256: {hex}", "SHA256 Fingerprint={colons}"],
)
def test_a_fingerprint_is_read_however_it_is_written(form: str) -> None:
    digits = hashlib.sha256(b"x").hexdigest()
    colons = ":".join(digits.upper()[start : start + 2] for start in range(0, 64, 2))
    text = form.format(hex=digits, upper=digits.upper(), colons=colons, groups=in_groups(digits))
    assert fingerprint_of(text) == digits


@pytest.mark.parametrize("text", ["", "abcd", "0" * 40, "g" * 64, "0" * 65])
def test_what_is_no_fingerprint_is_refused(text: str) -> None:
    with pytest.raises(WrongInput, match="SHA-256"):
        fingerprint_of(text)
