"""The only clock. Tests move it, also across processes, by a file that holds an offset in seconds."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

_offset_file: Path | None = None


def follow(offset_file: Path | None) -> None:
    """Shift now() by the seconds written in this file; None returns to the machine's own time."""
    global _offset_file
    _offset_file = offset_file


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC) + _offset()


def _offset() -> timedelta:
    if _offset_file is None or not _offset_file.exists():
        return timedelta()
    return timedelta(seconds=float(_offset_file.read_text() or 0))
