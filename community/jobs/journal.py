"""What went out about owed answers, noted beside the database: so that one restored from last week tells nobody twice."""

import json
import logging
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from community.config import Settings
from community.notifications.delivery import Letter

log = logging.getLogger(__name__)

KEPT = 2
"""Months before the present one whose lines are kept: no backup is older."""


@dataclass(frozen=True)
class Journal:
    """One JSON line for each mail of the alarm that a server accepted: its Message-ID, what it told, and when.

    It is on disk before the mail is marked as sent. There is a file for each month, only ever added to, a line in one
    write, so that several workers may write at once. A line that was cut short is passed over. What the journal cannot
    keep or read holds back no alarm: then somebody may be told twice after a restore, and is never told nothing.
    """

    folder: Path

    @classmethod
    def of(cls, settings: Settings) -> Self:
        return cls(settings.data_dir / "alerts-sent")

    def note(self, letter: Letter, now: datetime) -> None:
        line = {"mail": letter.message_id, "alerts": letter.alerts, "at": now.isoformat()}
        file = self.folder / f"{now:%Y-%m}.jsonl"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with file.open("ab", buffering=0) as out:
                out.write(("\n" * _is_torn(file) + json.dumps(line) + "\n").encode())
                os.fsync(out.fileno())
        except OSError as fault:
            log.error("alarm: %s went, and could not be noted in %s (%s)", letter.message_id, file, fault)

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
                with suppress(OSError):
                    file.unlink()

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("????-??.jsonl"))

    def _lines(self) -> Iterator[dict[str, Any]]:
        for file in self._files():
            try:
                with file.open(encoding="utf-8", errors="replace") as lines:
                    yield from (line for each in lines if (line := _read(each)))
            except OSError as fault:
                log.error("alarm: what went out cannot be read from %s (%s)", file, fault)


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
    except (ValueError, RecursionError):
        return None
    told = line.get("alerts") if isinstance(line, dict) else None
    return line if isinstance(told, list) and "mail" in line and all(isinstance(key, str) for key in told) else None
