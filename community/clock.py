"""The only clock. Tests move it, also across processes, by a file that holds an offset in seconds."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_offset_file: Path | None = None


def follow(offset_file: Path | None) -> None:
    """Shift now() by the seconds written in this file; None returns to the machine's own time."""
    global _offset_file
    _offset_file = offset_file


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC) + moved()


def day(text: str) -> date | None:
    """A day as forms send it, 2026-03-05, in the years people write dates of."""
    try:
        found = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
    return found if found and 1970 <= found.year < 9000 else None


def midnight(day: date, zone: tzinfo) -> datetime:
    """When this day begins in this zone, read by its name: combined with a zone of pytz, a day would begin by the sun."""
    return datetime.combine(day, time(), ZoneInfo(str(zone)))


def moved() -> timedelta:
    """By how much tests have moved the clock."""
    if _offset_file is None or not _offset_file.exists():
        return timedelta()
    return timedelta(seconds=float(_offset_file.read_text() or 0))
