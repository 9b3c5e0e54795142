"""Looks for passwords where none may be: in files, and in the arguments and environments of processes."""

import base64
import subprocess
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, quote_plus

_SAMPLE_S = 0.02


def forms_of(password: str) -> set[bytes]:
    """Return what a password may look like: with blanks, without, encoded for an address or (with a user) a header."""
    forms: set[bytes] = set()
    for text in (password, password.replace(" ", "")):
        forms |= {text.encode(), quote(text).encode(), quote_plus(text).encode()}
        forms |= {_in_base64(text.encode(), after) for after in range(3)}
    return forms


def _in_base64(secret: bytes, after: int) -> bytes:
    """Return what surely stands in the encoding of a text that holds the secret ``after`` (modulo 3) other bytes."""
    bits_before, bits = after * 8, (after + len(secret)) * 8
    return base64.b64encode(bytes(after) + secret)[-(-bits_before // 6) : bits // 6]


def files_with(forms: Iterable[bytes], *places: Path) -> list[str]:
    """Return the files below ``places`` that contain one of the forms, whatever else is in them."""
    wanted = b"\n".join(sorted(set(forms)))
    there = [str(place) for place in places if place.exists()]
    if not wanted or not there:
        return []
    command = ["grep", "--recursive", "--files-with-matches", "--fixed-strings", "--text", "--no-messages", "--file=-"]
    done = subprocess.run([*command, "--", *there], input=wanted, capture_output=True, check=False)
    return done.stdout.decode(errors="replace").splitlines()


class ProcessWatch:
    """Looks at all processes of this machine, again and again; ``found`` says in which a password was seen."""

    def __init__(self) -> None:
        self._forms: set[bytes] = set()
        self._over = threading.Event()
        self.found: set[str] = set()
        self.looked = 0
        self._thread = threading.Thread(target=self._watch)

    def know(self, forms: set[bytes]) -> None:
        """Look for these, too."""
        self._forms = self._forms | forms

    def _watch(self) -> None:
        while not self._over.wait(_SAMPLE_S):
            self.look()

    def look(self) -> None:
        """Look once."""
        forms = self._forms
        for place in ("cmdline", "environ"):
            for path in Path("/proc").glob(f"[0-9]*/{place}"):
                try:
                    content = path.read_bytes()
                except OSError:
                    continue  # it has ended, or is somebody else's
                if any(form in content for form in forms):
                    self.found.add(f"{place} of {content.partition(b'=')[0][:80]!r}")
        self.looked += 1

    @contextmanager
    def watching(self) -> Iterator["ProcessWatch"]:
        """Look until the block ends."""
        self._thread.start()
        try:
            yield self
        finally:
            self._over.set()
            self._thread.join()
