"""Public holidays of the demo's two calendars, as ISO dates."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

DAY = timedelta(days=1)
SATURDAY = 5


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar.

    Source: the algorithm of Oudin (1940), as in P. K. Seidelmann, Explanatory Supplement to the Astronomical
    Almanac (1992), chapter 12.
    """
    century, golden = divmod(year, 100)[0], year % 19
    correction = (century - 17) // 25
    epact = (century - century // 4 - (century - correction) // 3 + 19 * golden + 15) % 30
    epact -= (epact // 28) * (1 - (epact // 28) * (29 // (epact + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + epact + 2 - century + century // 4) % 7
    days = epact - weekday
    month = 3 + (days + 40) // 44
    return date(year, month, days + 28 - 31 * (month // 4))


def in_london(year: int) -> list[date]:
    """Bank holidays of England and Wales; one that falls on a weekend is made up for on the next free weekday."""
    sunday = easter(year)
    fixed = [date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)]
    moving = [sunday - 2 * DAY, sunday + DAY, _monday(year, 5), _last_monday(year, 5), _last_monday(year, 8)]
    return sorted([*moving, *_made_up(fixed)])


def in_berlin(year: int) -> list[date]:
    """Public holidays of the state of Berlin; none is made up for."""
    sunday = easter(year)
    fixed = [(1, 1), (3, 8), (5, 1), (10, 3), (12, 25), (12, 26)]
    moving = [sunday - 2 * DAY, sunday + DAY, sunday + 39 * DAY, sunday + 50 * DAY]
    return sorted([*moving, *(date(year, month, day) for month, day in fixed)])


def around(today: date, of_year: Callable[[int], list[date]]) -> list[str]:
    """As a calendar stores them: three years back, when the oldest idea was asked, to two years ahead."""
    return [day.isoformat() for year in range(today.year - 3, today.year + 3) for day in of_year(year)]


def _monday(year: int, month: int) -> date:
    """The first Monday of a month."""
    first = date(year, month, 1)
    return first + (-first.weekday() % 7) * DAY


def _last_monday(year: int, month: int) -> date:
    last = date(year, month + 1, 1) - DAY
    return last - last.weekday() * DAY


def _made_up(fixed: Iterable[date]) -> list[date]:
    taken: list[date] = []
    for day in fixed:
        while day.weekday() >= SATURDAY or day in taken:
            day += DAY
        taken.append(day)
    return taken
