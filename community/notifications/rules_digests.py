"""When a digest goes out, and when it pauses by itself. Pure.

A period is named by a day: its own, or for weekly digests the Monday of its week (ISO 8601). Each is told once at most.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from community.notifications.rules_telling import BURST_SPAN, Pace
from community.responses.waiting import moment_of

WEEKLY, DAILY, RECAP, ACTIVITY, PAUSED = "weekly_digest", "daily_digest", "staff_recap", "idea_activity", "digest_paused"
DIGESTS = (WEEKLY, DAILY, RECAP)
"""What comes at eight in the morning. RECAP is for staff."""
GATHERED = (*DIGESTS, ACTIVITY)
"""Mails made of what waits: marked as told before they are sent, so that each goes once at most."""
GATHERED_IN = {Pace.WEEKLY: WEEKLY, Pace.DAILY: DAILY, Pace.FOLDED: ACTIVITY}

EIGHT = time(8)
SILENT_AFTER = timedelta(days=180)
ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(days=7)
WINDOW = BURST_SPAN
"""How long after the first of them what was folded goes out, all in one mail."""


@dataclass(frozen=True)
class Rhythm:
    """Every day, or every week on `weekday` (Monday is 0), in a zone."""

    zone: str
    weekday: int | None = None

    @property
    def step(self) -> timedelta:
        return ONE_DAY if self.weekday is None else ONE_WEEK

    def named(self, day: date) -> date:
        """The period this day belongs to."""
        return day if self.weekday is None else day - timedelta(days=day.weekday())

    def at(self, period: date) -> datetime:
        """Eight o'clock of a period: where that comes twice the first, where it is skipped as much later as is skipped."""
        return moment_of(period + timedelta(days=self.weekday or 0), EIGHT, self.zone)

    def latest(self, now: datetime) -> date:
        """The newest period whose eight o'clock has come."""
        period = self.named(now.astimezone(ZoneInfo(self.zone)).date())
        return period if self.at(period) <= now else period - self.step


@dataclass(frozen=True)
class Turn:
    period: date
    at: datetime


def next_turn(had: date, rhythm: Rhythm, now: datetime) -> Turn:
    """The next digest after the period that was had: of those whose time has passed meanwhile only the newest.

    It may be due already: after a standstill, or where a change of zone put the reader past their eight o'clock.
    """
    latest, after = rhythm.latest(now), rhythm.named(had) + rhythm.step
    period = max(latest, after)
    return Turn(period, rhythm.at(period))


def zone_or_utc(name: str) -> str:
    """A zone this machine knows."""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "UTC"


def is_silent(here_until: datetime, now: datetime) -> bool:
    """Whether somebody who was here, or may have been, until then has been away for so long that nobody reads any more."""
    return now - here_until >= SILENT_AFTER
