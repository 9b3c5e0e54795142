"""Self-signed certificates of bench sites."""

import hashlib
import ipaddress
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.bench import packages
from tests.bench.cache import BenchUnavailable


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate nobody vouches for; ``fingerprint`` is its SHA-256 in lower-case hex."""

    file: Path
    key_file: Path
    fingerprint: str


def self_signed(directory: Path, host: str) -> Certificate:
    """Make a certificate for the host, with its key, in ``directory``."""
    packages.ensure(["openssl"], php=False)
    file, key_file = directory / "certificate.pem", directory / "certificate.key"
    try:
        name = f"IP:{ipaddress.ip_address(host)}"
    except ValueError:
        name = f"DNS:{host}"
    command = [
        *(packages.required("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
        *("-nodes", "-days", "30", "-subj", f"/CN={host}", "-addext", f"subjectAltName={name}"),
        *("-out", str(file), "-keyout", str(key_file)),
    ]
    done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise BenchUnavailable(f"openssl could not make a certificate: {done.stderr[-500:]}")
    der = ssl.PEM_cert_to_DER_cert(file.read_text())
    return Certificate(file, key_file, hashlib.sha256(der).hexdigest())
