"""Reading and changing settings, always through their definitions."""

from desktop_app.core.settings import SETTINGS, setting_named
from desktop_app.store.settings import SettingsTable

_UI = "ui."


class Settings:
    """The profile's settings. Values are text; `number` and `hosts` read them in their kinds."""

    def __init__(self, table: SettingsTable) -> None:
        self._table = table

    def get(self, key: str) -> str:
        """Return the value, or the default. Raises `WrongInput` for an unknown name."""
        setting = setting_named(key)
        value = self._table.get(key)
        return setting.default if value is None else value

    def number(self, key: str) -> int:
        """Return a number setting's value."""
        return int(self.get(key))

    def hosts(self, key: str) -> tuple[str, ...]:
        """Return a list setting's entries."""
        return tuple(part for part in self.get(key).split(",") if part)

    def put(self, key: str, value: str) -> str:
        """Check, store and return the value in its canonical form. Raises `WrongInput` and changes nothing."""
        checked = setting_named(key).checked(value)
        self._table.put(key, checked)
        return checked

    def all(self) -> dict[str, str]:
        """Return every setting with its value now."""
        return {key: self.get(key) for key in SETTINGS}

    def ui_state(self, key: str) -> str | None:
        """Return what the window remembered under ``key``: sizes, columns, the like. No setting of the user's."""
        return self._table.get(_UI + key)

    def keep_ui_state(self, key: str, value: str) -> None:
        """Remember a piece of window state."""
        self._table.put(_UI + key, value)
