"""Running ``pingdesk`` as a user or a script does: in a process of its own, with a profile and a keyring."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.site import WordPressSite


@dataclass(slots=True)
class Answer:
    """What a command printed and its exit status."""

    status: int
    items: list[dict[str, Any]]
    told: str


@dataclass(slots=True)
class CommandLine:
    """Runs ``pingdesk`` on one profile; keeps all that was printed, to be searched for passwords."""

    profile: Path
    environment: dict[str, str]
    printed: list[str] = field(default_factory=list[str])

    def __call__(self, *arguments: str, given: str = "") -> Answer:
        done = subprocess.run(
            [*self.command(*arguments), "--json"],
            input=given,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        self.printed += [done.stdout, done.stderr]
        assert "Traceback" not in done.stderr, done.stderr
        return Answer(done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr)

    def plain(self, *arguments: str, given: bytes = b"") -> tuple[int, str, str]:
        """Run a command as people do, without --json; return status, output and messages."""
        done = subprocess.run(
            self.command(*arguments),
            input=given,
            env=self.environment,
            capture_output=True,
            timeout=120,
            check=False,
        )
        assert b"Traceback" not in done.stderr
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "desktop_app", "--profile", str(self.profile), *arguments]

    def add(self, site: WordPressSite, password: str | None = None, *more: str) -> Answer:
        """Add a site as its administrator."""
        arguments = ("sites", "add", site.url, "--user", site.admin.login, "--password-stdin", "--allow-http", *more)
        return self(*arguments, given=f"{password or site.admin_password}\n")

    def leaks(self, secrets: Sequence[str]) -> list[str]:
        """Return where a secret, as given or without its blanks, was printed or written below the profile."""
        wanted = [text for secret in secrets for text in (secret, secret.replace(" ", ""))]
        files = [path for path in self.profile.rglob("*") if path.is_file()]
        places = [("printed", text.encode()) for text in self.printed]
        places += [(str(path), path.read_bytes()) for path in files]
        return [place for place, content in places for text in wanted if text.encode() in content]
