"""Hours in which somebody wants no mail, by the clock on their own wall."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Quiet:
    """From `starts` on and before `ends`, in minutes of the day; over midnight where `ends` is not the later one."""

    starts: int
    ends: int


def quiet_until(quiet: Quiet | None, zone: str, now: datetime) -> datetime | None:
    """The end, in UTC, of the quiet hours that hold now; None when none do."""
    if quiet is None:
        return None
    today = now.astimezone(ZoneInfo(zone)).date()
    for day in (today - timedelta(days=1), today):
        last = day + timedelta(days=quiet.ends <= quiet.starts)
        end = wall_time(last, quiet.ends, zone)
        if wall_time(day, quiet.starts, zone) <= now < end:
            return end
    return None


def wall_time(day: date, minute: int, zone: str) -> datetime:
    """The first instant, in UTC, at which that day's clock shows this minute, or a later one where it is skipped in spring."""
    shown = datetime.combine(day, time()) + timedelta(minutes=minute)
    early, late = (shown.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (1, 0))
    if late <= early:
        return late
    while late - early > SECOND:
        middle = early + (late - early) / 2
        early, late = (early, middle) if _shown(middle, zone) >= shown else (middle, late)
    return late.replace(microsecond=0)


def _shown(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
