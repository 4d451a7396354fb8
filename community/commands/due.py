"""A promise on the command line: the calendar file, the instants and the target that were typed."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from community.responses.calendars import SEARCH_DAYS, Pause, WorkingCalendar, add_working_minutes
from community.responses.opening_hours import WEEKDAYS, CalendarProblem

KEYS = frozenset(["name", "zone", "week", "holidays"])
PROBLEMS = {
    "unknown_zone": "there is no time zone {}",
    "no_open_hour": "it never opens: give at least one day some hours that are no holiday",
    "overlap": "two intervals of one day overlap, from {} on",
    "backwards": "{} ends before it starts; for a night, end one day at 24:00 and start the next at 00:00",
    "bad_time": f'{{}} is no interval such as ["09:00", "17:00"] of a day such as {WEEKDAYS[0]}',
    "bad_holiday": "{} is no holiday; write 2026-12-25 for one year or 12-25 for every year",
}


class Unclear(ValueError):
    """What was given cannot be used; the message says what, for the one who typed it."""


def read_calendar(path: Path) -> WorkingCalendar:
    """{"zone": ..., "week": {"mon": [["09:00", "24:00"]]}, "holidays": [...]}; a name may stand with them."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError, RecursionError) as problem:
        raise Unclear(f"{path} cannot be read as JSON: {problem}") from None
    if not isinstance(found, dict):
        raise Unclear(f'{path}: expected an object with "zone", "week" and "holidays"')
    _refuse_other_keys(path, found)
    try:
        return WorkingCalendar.parse(found["zone"], found["week"], found.get("holidays", []))
    except CalendarProblem as problem:
        raise Unclear(f"{path}: {PROBLEMS[problem.code].format(json.dumps(problem.value))}") from None


def _refuse_other_keys(path: Path, found: dict[str, Any]) -> None:
    """A misspelt "holiday" must not pass for a calendar without holidays."""
    missing, strange = [key for key in ("zone", "week") if key not in found], sorted(found.keys() - KEYS)
    if missing:
        raise Unclear(f'{path}: "{missing[0]}" is missing')
    if strange:
        raise Unclear(f'{path}: "{strange[0]}" is not known here; there are {", ".join(sorted(KEYS))}')


def read_moment(text: str, zone: str) -> datetime:
    """An instant. Without an offset it is the wall clock of `zone`: of an hour that comes twice, the first time."""
    try:
        moment = datetime.fromisoformat(text.strip())
        local = moment.replace(tzinfo=ZoneInfo(zone)) if moment.tzinfo is None else moment
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Unclear(f"{text!r} is no ISO 8601 time such as 2026-03-27T16:00 or 2026-03-27T15:00:00Z") from None


def read_target(text: str) -> int:
    """Minutes, from "16h" or "90m"."""
    match = re.fullmatch(r"([0-9]{1,6})([hm])", text.strip())
    minutes = int(match[1]) * (60 if match[2] == "h" else 1) if match else 0
    if minutes < 1:
        raise Unclear(f"{text!r} is no target such as 16h or 90m")
    return minutes


def read_pause(text: str, zone: str) -> Pause:
    first, slash, last = text.partition("/")
    if not slash:
        raise Unclear(f"{text!r} is no pause; write it FROM/TO, such as 2026-06-08T10:00/2026-06-10T14:00")
    pause = read_moment(first, zone), read_moment(last, zone)
    if pause[1] <= pause[0]:
        raise Unclear(f"the pause {text!r} ends before it begins")
    return pause


def due_of(calendar: WorkingCalendar, start: datetime, minutes: int, pauses: Sequence[Pause]) -> str:
    """The due time on the calendar's own wall clock, ISO 8601 with its offset."""
    try:
        due = add_working_minutes(calendar, start, minutes, pauses)
        if due is not None:
            return due.astimezone(ZoneInfo(calendar.zone)).isoformat()
    except (ValueError, OverflowError):
        raise Unclear("these times lie beyond the years that can be counted") from None
    raise Unclear(f"the calendar has not so much working time within {SEARCH_DAYS} days")
