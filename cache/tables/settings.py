"""Settings of a store: names and values."""

from __future__ import annotations

from cache.database import Table


class Settings(Table):
    def get(self, name: str, default: str = "") -> str:
        row = self._db.row("SELECT value FROM settings WHERE name=?", (name,))
        return str(row[0]) if row else default

    def set(self, name: str, value: str) -> None:
        self._db.run("INSERT OR REPLACE INTO settings (name, value) VALUES (?,?)", (name, value))

    def remove(self, name: str) -> None:
        self._db.run("DELETE FROM settings WHERE name=?", (name,))

    def all(self) -> dict[str, str]:
        return {str(row[0]): str(row[1]) for row in self._db.rows("SELECT name, value FROM settings ORDER BY name")}
