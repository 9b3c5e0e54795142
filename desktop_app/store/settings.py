"""Settings and remembered window state: text under names."""

from desktop_app.store.database import Database


class SettingsTable:
    """Names and their text values."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str) -> str | None:
        """Return the value, or ``None`` where nothing was ever put."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row["value"])

    def put(self, key: str, value: str) -> None:
        """Remember ``value`` under ``key``, replacing what was there."""
        with self._database.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", (key, value))
