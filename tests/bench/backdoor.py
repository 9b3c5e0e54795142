"""Questions to a bench site past every interface under test; php/backdoor.php answers them."""

import json
import secrets
import time
from pathlib import Path
from typing import Any, ClassVar

import requests

from tests.bench.cache import BenchUnavailable

_TIMEOUT_S = 300.0


class Backdoor:
    """The bench's private entrance to one site. ``passwords``: all that any site of this run was given or gave."""

    passwords: ClassVar[set[str]] = set()

    def __init__(self, url: str, *, certificate: Path | None = None) -> None:
        self.token = secrets.token_hex(16)
        self._url = url + "/"
        self._session = requests.Session()
        self._session.trust_env = False  # a proxy of the machine has no business on loopback
        if certificate is not None:
            self._session.verify = str(certificate)

    def ask(self, action: str, **values: object) -> Any:
        """Have WordPress do something and return its answer (decoded JSON, whatever the action answers)."""
        reply = self._session.post(
            self._url,
            data=json.dumps({"do": action, "with": values}),
            headers={"X-Bench-Token": self.token, "Connection": "close"},
            allow_redirects=False,
            timeout=_TIMEOUT_S,
        )
        if reply.status_code != requests.codes.ok:
            raise RuntimeError(f"WordPress failed to {action} (HTTP {reply.status_code}): {reply.text[-500:]}")
        answer = reply.json()["answer"]
        if secret := answer if action == "application_password" else values.get("password"):
            self.passwords.add(str(secret))
        return answer

    def wait(self, *, timeout_s: float) -> None:
        """Return as soon as the site answers."""
        deadline = time.monotonic() + timeout_s
        while True:
            try:
                self.ask("ready")
            except requests.ConnectionError as error:
                if time.monotonic() > deadline:
                    raise BenchUnavailable(f"WordPress did not answer within {timeout_s:.0f} s.") from error
                time.sleep(0.02)
            else:
                return

    def close(self) -> None:
        """Close the connections."""
        self._session.close()
