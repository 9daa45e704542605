"""Why-records: the methods of an image that were left to the JIT, with the reason. Images.put writes them."""

from __future__ import annotations

from dataclasses import dataclass

from cache.database import Table


@dataclass(frozen=True)
class WhyRecord:
    method: str
    reason: str
    detail: str


class Why(Table):
    def of_image(self, image: int) -> list[WhyRecord]:
        rows = self._db.rows("SELECT method, reason, detail FROM why WHERE image=? ORDER BY reason, method", (image,))
        return [WhyRecord(*row) for row in rows]
