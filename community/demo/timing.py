"""Placing the demo's moments, so that what is meant as due tomorrow is due tomorrow on whatever day it is loaded.

Everything here is computed through the topic's own calendar and promise.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from community.demo.content import Story
from community.responses.calendars import EPOCH_ORDINAL, WorkingCalendar, close_of_nth_open_day
from community.responses.rules import latest_review
from community.responses.timing import Terms

FRESH_UNTIL = 11.0
SOON_UNTIL = 14.0
"""Ages in days at which the files mean an unanswered idea to be fresh, nearly due, or (above) late."""

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
CALM = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)
SATURDAY = 5


def published_at(story: Story, terms: Terms, now: datetime, random: Random) -> datetime:
    """When the idea was published; an unanswered one is placed by when its answer is due."""
    asked = now - timedelta(days=story.age_days) - timedelta(minutes=random.randint(3, 50))
    if story.age_days == int(story.age_days):
        asked = _waking(asked - timedelta(minutes=random.randint(0, 1200)), terms)
    if not story.answers and story.age_days >= SOON_UNTIL:
        target = _close_before(terms.calendar, now - timedelta(days=max(story.age_days - SOON_UNTIL, 1.6)))
        asked = _asked_for(target, terms, random)
    elif not story.answers and story.age_days >= FRESH_UNTIL:
        asked = _asked_for(_close_after(terms.calendar, now + 3 * HOUR, random.choice((0, 0, 1))), terms, random)
    return asked if story.answers else _calm(asked, terms, now)


def answered_at(wanted: datetime, earliest: datetime, terms: Terms, now: datetime, random: Random) -> datetime:
    """When staff answered: in working hours, after what came before, and not in the future."""
    moment = wanted - random.uniform(0, 3) * DAY if wanted.weekday() >= SATURDAY else wanted
    for step in range(72):
        earlier = moment - step * HOUR
        if earlier > earliest and is_open(terms.calendar, earlier):
            return earlier
    later = max(earliest, wanted)
    while not is_open(terms.calendar, later) and later + HOUR < now:
        later += HOUR
    return min(later, now - 20 * MINUTE)


def review_on(days: float, answered: datetime, terms: Terms, now: datetime, *, expired: bool | None) -> date:
    """The look-again date; `expired` says on which side of now the last answer's must lie, None that it is free."""
    today, answer_day = terms.today(now), terms.today(answered)
    day = terms.today(answered + timedelta(days=days))
    if expired:
        day = min(day, today - DAY)
        while _alerts_soon(terms.review_moment(day), terms, now):
            day -= DAY
    if expired is False:
        day = max(day, today + DAY)
    return min(max(day, answer_day + DAY), latest_review(answer_day))


def is_open(calendar: WorkingCalendar, moment: datetime) -> bool:
    local = moment.astimezone(ZoneInfo(calendar.zone))
    minute = local.hour * 60 + local.minute
    hours = calendar.hours_on(local.date().toordinal() - EPOCH_ORDINAL)
    return any(start <= minute < end for start, end in hours)


def _asked_for(target: datetime, terms: Terms, random: Random) -> datetime:
    """A moment in waking hours at which the promise leads to exactly this due time."""
    moments = list(_waking_hours_before(target))
    fitting = [moment for moment in moments if terms.due(moment, "first") == target]
    return random.choice(fitting) + timedelta(minutes=random.randint(0, 59)) if fitting else target - 14 * DAY


def _waking_hours_before(target: datetime) -> Iterator[datetime]:
    noon = target.replace(hour=12, minute=0)
    for days in range(11, 34):
        for hour in (-4, 0, 3, 7):
            yield noon - days * DAY + hour * HOUR


def _waking(moment: datetime, terms: Terms) -> datetime:
    """Few people write between midnight and six."""
    local = moment.astimezone(ZoneInfo(terms.calendar.zone))
    return moment - 6 * HOUR if local.hour < 6 else moment


def _close_after(calendar: WorkingCalendar, moment: datetime, skip: int) -> datetime:
    """The close of the first open day whose close lies after `moment`, or of the one `skip` open days later."""
    close = _nth_close(calendar, moment - DAY, 1)
    first = 1
    while close <= moment:
        first += 1
        close = _nth_close(calendar, moment - DAY, first)
    return _nth_close(calendar, moment - DAY, first + skip)


def _close_before(calendar: WorkingCalendar, moment: datetime) -> datetime:
    """The last close of an open day that is not after `moment`."""
    start, number = moment - 12 * DAY, 1
    while _nth_close(calendar, start, number + 1) <= moment:
        number += 1
    return _nth_close(calendar, start, number)


def _nth_close(calendar: WorkingCalendar, start: datetime, number: int) -> datetime:
    close = close_of_nth_open_day(calendar, start, number)
    assert close is not None
    return close


def _calm(asked: datetime, terms: Terms, now: datetime) -> datetime:
    """Moved earlier until none of its alerts falls due in the first minutes of the demo."""
    while _alerts_soon(asked, terms, now):
        asked -= 17 * MINUTE
    return asked


def _alerts_soon(start: datetime, terms: Terms, now: datetime) -> bool:
    due = terms.due(start, "first")
    moments = [start, *(terms.tier_time(start, due, tier.number) for tier in terms.tiers)]
    return any(now - MINUTE <= moment <= now + CALM for moment in moments)
