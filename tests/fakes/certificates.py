"""Certificates of every kind that a blogger's server may show, and a server that shows them."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.fakes.network import LyingServer


@dataclass(frozen=True, slots=True)
class MadeCertificate:
    """A certificate with its key, as files for servers, and its fingerprint."""

    chain: Path
    key: Path
    fingerprint: str


def self_signed(
    folder: Path,
    *,
    name: str = "blog.example",
    host: str = "127.0.0.1",
    names: tuple[str, ...] = (),
    days: tuple[int, int] = (-1, 30),
) -> MadeCertificate:
    """Make a self-signed certificate for the address ``host`` and host ``names``, valid between two days from today."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address(host)), *map(x509.DNSName, names)]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    stem = f"{name}-{made.serial_number}"
    chain, secret = folder / f"{stem}.pem", folder / f"{stem}.key"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return MadeCertificate(chain, secret, made.fingerprint(hashes.SHA256()).hex())


@contextmanager
def secure_server(certificate: MadeCertificate, *pieces: bytes) -> Iterator[LyingServer]:
    """Run a `LyingServer` behind TLS; its ``tls`` can be exchanged meanwhile."""
    server = LyingServer(pieces, tls=context_of(certificate))
    try:
        yield server
    finally:
        server.close()


def context_of(certificate: MadeCertificate) -> ssl.SSLContext:
    """Return a server's context."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.chain, certificate.key)
    return context
