"""Passwords live in the system's keyring; its absence and its being locked are told apart."""

import gc
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backend
import keyring.backends.fail
import keyring.backends.null
import keyring.backends.SecretService
import pytest

from desktop_app.core.errors import NoVault, PasswordMissing, VaultUnavailable
from desktop_app.vault import Vault
from tests.secret_service import SecretService

HOME, USER, PASSWORD = "https://blog.example", "ada", "correct horse"


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Let a test choose keyring's backend, and put the old one back."""
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    before = keyring.get_keyring()
    yield monkeypatch
    keyring.set_keyring(before)


@pytest.fixture
def secret_service(tmp_path: Path, backend: pytest.MonkeyPatch) -> Iterator[SecretService]:
    with SecretService(tmp_path) as service:
        for name, value in service.environment.items():
            backend.setenv(name, value)
        keyring.set_keyring(keyring.backends.SecretService.Keyring())
        yield service


@pytest.mark.usefixtures("secret_service")
def test_a_password_is_kept_in_a_real_secret_service_read_back_and_forgotten() -> None:
    vault = Vault()
    vault.keep(HOME, USER, PASSWORD)
    assert Vault().password(HOME, USER) == PASSWORD
    vault.forget(HOME, USER)
    with pytest.raises(PasswordMissing, match="Sign in"):
        vault.password(HOME, USER)
    vault.forget(HOME, USER)  # what is not there any more is fine


def test_another_process_finds_it_in_the_keyring_and_not_in_a_file(
    secret_service: SecretService, tmp_path: Path
) -> None:
    Vault().keep(HOME, USER, PASSWORD)
    script = f"from desktop_app.vault import Vault; assert Vault().password({HOME!r}, {USER!r}) == {PASSWORD!r}"
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
    assert secret_service.environment
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or PASSWORD.encode() not in path.read_bytes()


@pytest.mark.filterwarnings("ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning")
def test_a_locked_keyring_is_told(tmp_path: Path, backend: pytest.MonkeyPatch) -> None:
    with SecretService(tmp_path, unlocked=False) as service:
        for name, value in service.environment.items():
            backend.setenv(name, value)
        keyring.set_keyring(keyring.backends.SecretService.Keyring())
        with pytest.raises(VaultUnavailable, match="keyring"):
            Vault().keep(HOME, USER, PASSWORD)
        gc.collect()  # keyring leaves its connection open when the keyring stays locked: let it go here


@pytest.mark.usefixtures("backend")
def test_a_system_without_keyring_is_told_what_to_install() -> None:
    keyring.set_keyring(keyring.backends.fail.Keyring())
    for use in (
        lambda: Vault().keep(HOME, USER, PASSWORD),
        lambda: Vault().password(HOME, USER),
        lambda: Vault().forget(HOME, USER),
    ):
        with pytest.raises(NoVault, match="Install one"):
            use()


class PlaintextKeyring(keyring.backend.KeyringBackend):
    """Stands for keyrings.alt's: a file that anyone can read."""

    priority = 0.5

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("a password went to a plain file")

    def get_password(self, service: str, username: str) -> str | None:
        return None


PlaintextKeyring.__module__ = "keyrings.alt.file"


@pytest.mark.usefixtures("backend")
@pytest.mark.parametrize("kind", [PlaintextKeyring, keyring.backends.null.Keyring])
def test_there_is_no_silent_fallback_to_a_plain_file_or_to_nothing(kind: type[keyring.backend.KeyringBackend]) -> None:
    keyring.set_keyring(kind())
    with pytest.raises(NoVault):
        Vault().keep(HOME, USER, PASSWORD)


@pytest.mark.usefixtures("backend")
def test_for_this_run_only_touches_no_keyring_and_shows_nowhere() -> None:
    keyring.set_keyring(keyring.backends.fail.Keyring())
    vault = Vault()
    vault.keep_for_this_run(HOME, USER, PASSWORD)
    assert vault.password(HOME, USER) == PASSWORD
    assert PASSWORD not in repr(vault)
    vault.forget(HOME, USER)
    with pytest.raises(NoVault):
        vault.password(HOME, USER)
