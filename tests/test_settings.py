"""Settings are checked by name and kind; what cannot be used is refused with what would be right."""

import pytest

from desktop_app.core.errors import WrongInput
from desktop_app.core.settings import SETTINGS, Setting, setting_named


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS)
def test_every_default_is_a_valid_value_and_every_meaning_a_sentence(setting: Setting) -> None:
    assert setting.checked(setting.default) == setting.default
    assert setting.meaning.endswith(".")


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        ("verification.allow_hosts", "127.0.0.1/8, Intranet.lan ,::1", "127.0.0.0/8,intranet.lan,::1"),
        ("sending.hold_back_s", " 008 ", "8"),
        ("window.theme", "dark", "dark"),
        ("verification.proxy", " socks5h://127.0.0.1:9050 ", "socks5h://127.0.0.1:9050"),
    ],
)
def test_values_are_kept_in_their_canonical_form(key: str, value: str, kept: str) -> None:
    assert setting_named(key).checked(value) == kept


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("verification.allow_hosts", "10.0.0.0/99"),
        ("verification.allow_hosts", "not a host"),
        ("verification.concurrency", "1000"),
        ("verification.concurrency", "-1"),
        ("verification.concurrency", "many"),
        ("window.theme", "pink"),
    ],
)
def test_values_that_cannot_be_used_are_refused(key: str, value: str) -> None:
    with pytest.raises(WrongInput):
        setting_named(key).checked(value)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(WrongInput, match="settings list"):
        setting_named("nonsense")
