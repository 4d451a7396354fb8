"""Quarters of a year. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

_WRITTEN = re.compile(r"(20[0-9]{2})-([1-4])")


@dataclass(frozen=True)
class Quarter:
    """Three months of UTC; `number` is 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, at: datetime) -> "Quarter":
        at = at.astimezone(UTC)
        return cls(at.year, (at.month + 2) // 3)

    @classmethod
    def parse(cls, text: str) -> "Quarter | None":
        """From "2026-4"."""
        found = _WRITTEN.fullmatch(text)
        return cls(int(found[1]), int(found[2])) if found else None

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"

    @property
    def start(self) -> datetime:
        return datetime(self.year, 3 * self.number - 2, 1, tzinfo=UTC)

    @property
    def end(self) -> datetime:
        return self.moved(1).start

    def moved(self, by: int) -> "Quarter":
        place = self.year * 4 + self.number - 1 + by
        return Quarter(place // 4, place % 4 + 1)
