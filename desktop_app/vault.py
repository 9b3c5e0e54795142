"""Passwords: in the operating system's keyring, or in memory for this run; nowhere else.

Tells apart "no keyring on this system" (`NoVault`), "a keyring that stays locked" (`VaultLocked`) and "a keyring
without this password" (`PasswordMissing`).
"""

import os
import threading
from collections.abc import Generator
from contextlib import contextmanager

from desktop_app.core.errors import NoVault, PasswordMissing, VaultLocked, VaultUnavailable

_NO_KEYRING = (
    "This system offers no keyring in which a password could be kept. Install one (on Debian and Ubuntu: "
    "“sudo apt install gnome-keyring”, then log in again) and try again."
)


class Vault:
    """Passwords by the site's home address and user. Safe to use from any thread."""

    def __init__(self) -> None:
        self._this_run: dict[tuple[str, str], str] = {}
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        """Return a text that shows no password."""
        return "<Vault>"

    def keep(self, home: str, user: str, password: str) -> None:
        """Put the password into the keyring. Raises `NoVault`, `VaultLocked` or `VaultUnavailable`."""
        import keyring  # noqa: PLC0415 - costs 0.2 s: not at start-up

        with self._lock, _translated():
            _refuse_plain_text()
            keyring.set_password(_service(home), user, password)
        self._this_run.pop((home, user), None)

    def keep_for_this_run(self, home: str, user: str, password: str) -> None:
        """Remember the password in memory only; it is forgotten when the program ends."""
        self._this_run[home, user] = password

    def password(self, home: str, user: str) -> str:
        """Return the password. Raises `PasswordMissing`, `NoVault`, `VaultLocked` or `VaultUnavailable`."""
        if (home, user) in self._this_run:
            return self._this_run[home, user]
        import keyring  # noqa: PLC0415 - costs 0.2 s: not at start-up

        with self._lock, _translated():
            password = keyring.get_password(_service(home), user)
        if password is None:
            raise PasswordMissing(f"The keyring holds no password of {user} for {home}. Sign in to the site again.")
        return password

    def forget(self, home: str, user: str) -> None:
        """Remove the password wherever it is; one that is not there is fine. Raises like `keep`."""
        was_for_this_run = self._this_run.pop((home, user), None) is not None
        try:
            self._delete(home, user)
        except NoVault:
            if not was_for_this_run:
                raise

    def _delete(self, home: str, user: str) -> None:
        import keyring  # noqa: PLC0415 - costs 0.2 s: not at start-up
        import keyring.errors  # noqa: PLC0415

        with self._lock, _translated():
            try:
                keyring.delete_password(_service(home), user)
            except keyring.errors.PasswordDeleteError:
                return  # nothing was there


def _refuse_plain_text() -> None:
    """Raise `NoVault` where keyring would quietly fall back to a file that anyone can read, or to nothing.

    A backend that the user named himself (PYTHON_KEYRING_BACKEND, keyring's documentation) is his choice.
    """
    import keyring  # noqa: PLC0415

    if "PYTHON_KEYRING_BACKEND" in os.environ:
        return
    backend = keyring.get_keyring()
    chosen = next(iter(getattr(backend, "backends", ())), backend)  # the first of a chain is the one that keeps
    module = type(chosen).__module__
    if module.startswith(("keyrings.alt", "keyring.backends.null")):
        raise NoVault(_NO_KEYRING)


def _service(home: str) -> str:
    return f"Pingdesk {home}"


@contextmanager
def _translated() -> Generator[None, None, None]:
    import keyring.errors  # noqa: PLC0415

    try:
        yield
    except VaultUnavailable:
        raise
    except keyring.errors.NoKeyringError as error:
        raise NoVault(_NO_KEYRING) from error
    except (keyring.errors.KeyringLocked, keyring.errors.InitError) as error:
        raise VaultLocked("The keyring is locked. Unlock it and try again.") from error
    except keyring.errors.KeyringError as error:
        raise VaultUnavailable(f"The keyring cannot be used: {str(error) or type(error).__name__}.") from error
    except Exception as error:
        # Backends let their own exceptions through (D-Bus, secretstorage); whatever they are, the keyring failed.
        raise VaultUnavailable(
            f"The keyring cannot be used ({type(error).__name__}). Log in again or restart it, and try again."
        ) from error
