"""What went out about owed answers, noted beside the database: so that one restored from last week tells nobody twice."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from community.config import Settings
from community.notifications.delivery import Letter

KEPT = 2
"""Months before the present one whose lines are kept: no backup is older."""


@dataclass(frozen=True)
class Journal:
    """One JSON line for each mail of the alarm that a server accepted: its Message-ID, what it told, and when.

    It is on disk before the mail is marked as sent. There is a file for each month, only ever added to, so that
    several workers may write at once. A line that was cut short is passed over.
    """

    folder: Path

    @classmethod
    def of(cls, settings: Settings) -> Self:
        return cls(settings.data_dir / "alerts-sent")

    def note(self, letter: Letter, now: datetime) -> None:
        line = {"mail": letter.message_id, "alerts": letter.alerts, "at": now.isoformat()}
        self.folder.mkdir(exist_ok=True)
        file = self.folder / f"{now:%Y-%m}.jsonl"
        torn = _is_torn(file)
        with file.open("a", encoding="utf-8") as out:
            out.write("\n" * torn + json.dumps(line) + "\n")
            out.flush()
            os.fsync(out.fileno())

    def knows(self, letter: Letter) -> bool:
        """Whether a server has accepted this mail, whatever our database says."""
        return any(line["mail"] == letter.message_id for line in self._lines())

    def alerts(self) -> frozenset[str]:
        """The alerts that went, as responses.queries_alerts.key_of() names them."""
        return frozenset(key for line in self._lines() for key in line["alerts"])

    def forget(self, now: datetime) -> None:
        """Drop the months that no backup reaches."""
        year, month = divmod(now.year * 12 + now.month - 1 - KEPT, 12)
        for file in self._files():
            if file.stem < f"{year:04}-{month + 1:02}":
                file.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("????-??.jsonl"))

    def _lines(self) -> Iterator[dict[str, Any]]:
        for file in self._files():
            with file.open(encoding="utf-8", errors="replace") as lines:
                yield from (line for each in lines if (line := _read(each)))


def _is_torn(file: Path) -> bool:
    """Whether the last line was cut short by a fall."""
    try:
        with file.open("rb") as last:
            last.seek(-1, os.SEEK_END)
            return last.read() != b"\n"
    except OSError:
        return False


def _read(text: str) -> dict[str, Any] | None:
    try:
        line = json.loads(text)
    except ValueError:
        return None
    return line if isinstance(line, dict) and {"mail", "alerts"} <= set(line) else None
