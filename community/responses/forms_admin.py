"""What an administrator types about working hours."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from community.accounts.rules import clean_line, clean_text
from community.responses.calendars import WorkingCalendar
from community.responses.forms_promises import first_moment, is_day, no_day, refused_words
from community.responses.ics import Entry, Fault, IcsRefused, days_of, read_ics
from community.responses.models import Calendar
from community.responses.models_promises import CalendarVersion
from community.responses.opening_hours import (
    WEEKDAYS,
    CalendarProblem,
    parse_holidays,
    parse_hours,
    parse_zone,
)
from community.responses.promising import PromiseRefused

LONGEST_NAME = 80
MOST_HOLIDAYS = 1_000
MOST_FAULTS_SAID = 10
OFFICE_HOURS = "09:00-17:00"


def weekday_names() -> dict[str, str]:
    names = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
    return dict(zip(WEEKDAYS, names, strict=True))


@dataclass
class CalendarForm:
    """Hours as typed, one line a weekday: "09:00-12:30, 13:30-17:00"; empty means closed. Office hours at first."""

    name: str = ""
    zone: str = ""
    mon: str = OFFICE_HOURS
    tue: str = OFFICE_HOURS
    wed: str = OFFICE_HOURS
    thu: str = OFFICE_HOURS
    fri: str = OFFICE_HOURS
    sat: str = ""
    sun: str = ""
    holidays: str = ""
    valid_from: str = ""
    seen: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, calendar: CalendarVersion | Calendar, name: str) -> "CalendarForm":
        days: dict[str, Any] = {name: ", ".join("-".join(pair) for pair in calendar.hours.get(name, [])) for name in WEEKDAYS}
        return cls(name, calendar.zone, **days, holidays="\n".join(calendar.holidays))

    @classmethod
    def parse(cls, data: Mapping[str, str]) -> "CalendarForm":
        days: dict[str, Any] = {name: clean_line(data.get(name, ""))[:200] for name in WEEKDAYS}
        return cls(
            name=clean_line(data.get("name", "")),
            zone=clean_line(data.get("zone", "")),
            **days,
            holidays=clean_text(data.get("holidays", "")),
            valid_from=clean_line(data.get("valid_from", ""))[:20],
            seen=data.get("seen", "")[:80],
        )

    def check(self) -> bool:
        if not self.name:
            self.problems["name"] = _("The calendar needs a name, such as “Support in Hamburg”.")
        elif len(self.name) > LONGEST_NAME:
            self.problems["name"] = _("Please shorten this to %(most)s characters.", most=LONGEST_NAME)
        self._try("zone", partial(parse_zone, self.zone))
        for name in WEEKDAYS:
            self._try(name, partial(parse_hours, self._hours(name)))
        self._check_holidays()
        self._try_day()
        if not self.problems:
            self._try("mon", self._calendar)
        return not self.problems

    def _check_holidays(self) -> None:
        lines = self._holiday_lines()
        if len(lines) > MOST_HOLIDAYS:
            self.problems["holidays"] = _("Please keep to %(most)s holidays.", most=MOST_HOLIDAYS)
        self._try("holidays", partial(parse_holidays, lines))

    def _try_day(self) -> None:
        if not is_day(self.valid_from):
            self.problems["valid_from"] = no_day()

    def _try(self, name: str, parse: Callable[[], object]) -> None:
        try:
            parse()
        except CalendarProblem as problem:
            self.problems[name] = said(problem)

    def _holiday_lines(self) -> list[str]:
        return list(dict.fromkeys(line.strip() for line in self.holidays.splitlines() if line.strip()))

    def _hours(self, *names: str) -> dict[str, list[list[str]]]:
        return {name: intervals_of(getattr(self, name)) for name in names}

    def _calendar(self) -> WorkingCalendar:
        return WorkingCalendar.parse(self.zone, self._hours(*WEEKDAYS), self._holiday_lines())

    def values(self) -> dict[str, Any]:
        """The columns of the row; only of a form that was checked."""
        return {"name": self.name, **self._calendar().as_json()}

    def hours(self) -> dict[str, Any]:
        """What a version of it says."""
        return self._calendar().as_json()

    def since(self) -> datetime | None:
        """The first moment of the chosen day, on the calendar's own clock; None is now."""
        return first_moment(self.valid_from, self.zone)

    def take_in(self, file: FileStorage | None) -> list[Entry]:
        """Write a file's holidays into the field, beside those that stand there; none when the file cannot be used."""
        if file is None or not file.filename:
            self.problems["file"] = _("Please choose a file first, one that ends with .ics.")
            return []
        try:
            found = read_ics(file.read())
        except IcsRefused as refused:
            self.problems["file"] = " ".join(fault_words(fault) for fault in refused.faults[:MOST_FAULTS_SAID])
            return []
        there = self._holiday_lines()
        self.holidays = "\n".join([*there, *(day for day in days_of(found) if not {day, day[5:]} & set(there))])
        return found

    def refuse(self, refused: PromiseRefused) -> None:
        name = {"hours": "mon"}.get(refused.field, refused.field)
        self.problems[name] = refused_words(refused)


def fault_words(fault: Fault) -> str:
    """Why a file of holidays cannot be used, with the line."""
    return {
        "not_text": _("Line %(line)s: the file is not written in UTF-8.", line=fault.line),
        "not_a_calendar": _("Line %(line)s: this is no iCalendar file; such a file begins with BEGIN:VCALENDAR.", line=fault.line),
        "no_event": _("There is no event in this file."),
        "cut_off": _("Line %(line)s: this event never ends; the file is cut off.", line=fault.line),
        "unreadable": _("Line %(line)s cannot be read: %(text)s.", line=fault.line, text=fault.text),
        "no_start": _("Line %(line)s: this event has no day (DTSTART).", line=fault.line),
        "bad_date": _("Line %(line)s: “%(text)s” is no day.", line=fault.line, text=fault.text),
        "backwards": _("Line %(line)s: “%(text)s” ends before it begins.", line=fault.line, text=fault.text),
        "too_long": _("Line %(line)s: “%(text)s” is longer than a year.", line=fault.line, text=fault.text),
        "exception": _("Line %(line)s: “%(text)s” is an exception to a repeated day, which a calendar here cannot hold.", line=fault.line, text=fault.text),
        "rule": _("Line %(line)s: “%(text)s” is a rule that a calendar here cannot hold. It holds days, and days of every year.", line=fault.line, text=fault.text),
        "leap": _("Line %(line)s: “%(text)s” goes on past the end of February, which is another day in leap years.", line=fault.line, text=fault.text),
    }[fault.code]


def intervals_of(text: str) -> list[list[str]]:
    """[["09:00", "12:30"], ["13:30", "17:00"]] from one line; any dash will do between the two times."""
    return [re.split(r"\s*[-\u2010-\u2015\u2212]\s*", part.strip()) for part in re.split(r"[,;]", text) if part.strip()]


def said(problem: CalendarProblem) -> str:
    value = problem.value if isinstance(problem.value, str) else "-".join(map(str, problem.value or ()))  # type: ignore[call-overload]
    return {
        "unknown_zone": _("Please choose a time zone from the list, such as Europe/London."),
        "no_open_hour": _("This calendar would never open; please give at least one day some hours."),
        "overlap": _("Two of these times overlap, from %(value)s on.", value=value),
        "backwards": _("%(value)s ends before it starts. For a night, end one line at 24:00 and start the next day's at 00:00.", value=value),
        "bad_time": _("Please write the hours like 09:00-17:00, several divided by commas; “%(value)s” is not clear.", value=value),
        "bad_holiday": _("“%(value)s” is no date. Please write 2026-12-25 for one year or 12-25 for every year, one a line.", value=value),
    }[problem.code]
