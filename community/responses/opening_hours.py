"""What an administrator types about opening hours: parsed, checked, and written back."""

import re
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class CalendarProblem(ValueError):
    """What is wrong with a calendar someone typed; `code` is stable, so that a form can say it in words.

    unknown_zone, no_open_hour, overlap, backwards, bad_time, bad_holiday.
    """

    def __init__(self, code: str, value: object = "") -> None:
        super().__init__(code)
        self.code = code
        self.value = value


def parse_zone(zone: object) -> str:
    try:
        return ZoneInfo(str(zone)).key
    except (KeyError, ValueError, OSError):
        raise CalendarProblem("unknown_zone", zone) from None


def parse_hours(hours: object) -> dict[int, tuple[tuple[int, int], ...]]:
    if not isinstance(hours, Mapping):
        raise CalendarProblem("bad_time", hours)
    for name in hours:
        if name not in WEEKDAYS:
            raise CalendarProblem("bad_time", name)
    parsed = {number: _parse_day(hours.get(name) or []) for number, name in enumerate(WEEKDAYS)}
    return {number: intervals for number, intervals in parsed.items() if intervals}


def _parse_day(intervals: object) -> tuple[tuple[int, int], ...]:
    if not isinstance(intervals, list | tuple):
        raise CalendarProblem("bad_time", intervals)
    parsed = sorted(_parse_interval(interval) for interval in intervals)
    for (_, end), (start, _) in pairwise(parsed):
        if start < end:
            raise CalendarProblem("overlap", clock_text(start))
    return tuple(parsed)


def _parse_interval(interval: object) -> tuple[int, int]:
    if not isinstance(interval, list | tuple) or len(interval) != 2:
        raise CalendarProblem("bad_time", interval)
    start, end = _parse_clock(interval[0], latest=1439), _parse_clock(interval[1], latest=1440)
    if end <= start:
        raise CalendarProblem("backwards", f"{clock_text(start)}-{clock_text(end)}")
    return start, end


def _parse_clock(text: object, latest: int) -> int:
    match = re.fullmatch(r"([0-9]{1,2}):([0-5][0-9])", text) if isinstance(text, str) else None
    minutes = int(match[1]) * 60 + int(match[2]) if match else latest + 1
    if minutes > latest:
        raise CalendarProblem("bad_time", text)
    return minutes


def parse_holidays(holidays: object) -> frozenset[str]:
    if not isinstance(holidays, list | tuple | set | frozenset):
        raise CalendarProblem("bad_holiday", holidays)
    for holiday in holidays:
        if not isinstance(holiday, str) or not _is_holiday(holiday):
            raise CalendarProblem("bad_holiday", holiday)
    return frozenset(holidays)


def _is_holiday(text: str) -> bool:
    if not re.fullmatch(r"([0-9]{4}-)?[0-9]{2}-[0-9]{2}", text):
        return False
    try:
        date.fromisoformat(text if len(text) == 10 else f"2000-{text}")  # 2000 has a 29 February
    except ValueError:
        return False
    return True


def closed_all_year(holidays: frozenset[str]) -> bool:
    first = date(2001, 1, 1).toordinal()
    return all(date.fromordinal(first + n).isoformat()[5:] in holidays for n in range(365))


def clock_text(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
