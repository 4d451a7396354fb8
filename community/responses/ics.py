"""Holidays from an iCalendar file (RFC 5545): whole days, once or every year.

A calendar of ours holds days and yearly days. What a file says beyond that is refused with its line, never bent; what
is no holiday at all (a meeting with an hour, a cancelled event) is left out, and said to be.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Component, Event

MOST_DAYS = 366  # of one event
DAY = timedelta(days=1)
EXCEPTIONS = ("RECURRENCE-ID", "EXDATE", "RDATE", "EXRULE")
PLAIN = frozenset(["FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "WKST"])


@dataclass(frozen=True)
class Entry:
    """One event of the file: `days` as holidays are written, 12-25 or 2026-04-06; or why it was left out.

    left_out: timed, cancelled.
    """

    line: int
    name: str
    days: tuple[str, ...] = ()
    left_out: str = ""


@dataclass(frozen=True)
class Fault:
    """Where the file cannot be used, and why.

    not_text, not_a_calendar, no_event, cut_off, unreadable, no_start, bad_date, backwards, too_long, exception, rule, leap.
    """

    line: int
    code: str
    text: str = ""


class IcsRefused(ValueError):
    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(f"line {fault.line}: {fault.code}" for fault in faults))
        self.faults = faults


Line = tuple[int, str]


def read_ics(data: bytes) -> list[Entry]:
    """Every event in the file. Raises IcsRefused with all that cannot be held."""
    lines = _unfolded(data)
    if not lines or lines[0][1].strip().upper() != "BEGIN:VCALENDAR":
        raise IcsRefused(Fault(1, "not_a_calendar"))
    entries: list[Entry] = []
    faults: list[Fault] = []
    for block in _events(lines):
        try:
            entries.append(_entry(block))
        except IcsRefused as refused:
            faults += refused.faults
    if faults:
        raise IcsRefused(*faults)
    if not entries:
        raise IcsRefused(Fault(1, "no_event"))
    return entries


def days_of(entries: Sequence[Entry]) -> list[str]:
    """All their holidays, each once, in order: yearly ones first."""
    return sorted({day for entry in entries for day in entry.days}, key=lambda day: (len(day), day))


def _unfolded(data: bytes) -> list[Line]:
    """Content lines with the number of the line each begins on; a line that begins with a blank goes on the one before."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise IcsRefused(Fault(data[: problem.start].count(b"\n") + 1, "not_text")) from None
    lines: list[Line] = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if line[:1] in (" ", "\t") and lines:
            lines[-1] = (lines[-1][0], lines[-1][1] + line[1:])
        elif line.strip():
            lines.append((number, line))
    return lines


def _events(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines of each event, without what is nested in it, such as alarms."""
    block: list[Line] | None = None
    nested: list[str] = []
    for number, line in lines:
        word = line.strip().upper()
        if block is None:
            block = [(number, line)] if word == "BEGIN:VEVENT" else None
        elif word == "END:VEVENT" and not nested:
            yield [*block, (number, line)]
            block = None
        elif word.startswith("BEGIN:"):
            nested.append(word[6:])
        elif nested:
            nested = nested[:-1] if word == f"END:{nested[-1]}" else nested
        else:
            block.append((number, line))
    if block is not None:
        raise IcsRefused(Fault(block[0][0], "cut_off"))


def _entry(block: list[Line]) -> Entry:
    event, line = _parsed(block), block[0][0]
    name = " ".join(str(event.get("SUMMARY", "")).split())[:200]
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return Entry(line, name, left_out="cancelled")
    start = _date_of(event, block, "DTSTART")
    if start is None:
        raise IcsRefused(Fault(line, "no_start", name))
    if isinstance(start, datetime):
        return Entry(line, name, left_out="timed")
    for word in EXCEPTIONS:
        if word in event:
            raise _fault(block, word, "exception")
    return Entry(line, name, _holidays(event, block, start))


def _parsed(block: list[Line]) -> Component:
    try:
        event = Event.from_ical("\r\n".join([*(line for _number, line in block), ""]))
    except (ValueError, KeyError, IndexError, TypeError) as problem:
        raise IcsRefused(Fault(block[0][0], "unreadable", str(problem)[:200])) from None
    for name, _problem in event.errors:
        raise _fault(block, name or "BEGIN", "rule" if name == "RRULE" else "bad_date" if name in ("DTSTART", "DTEND", "DURATION") else "unreadable")
    return event


def _date_of(event: Component, block: list[Line], name: str) -> date | None:
    if name not in event:
        return None
    try:
        found = event.decoded(name)
    except (ValueError, KeyError, AttributeError, TypeError):
        raise _fault(block, name, "bad_date") from None
    if not isinstance(found, date):
        raise _fault(block, name, "bad_date")
    return found


def _holidays(event: Component, block: list[Line], start: date) -> tuple[str, ...]:
    days = [start + n * DAY for n in range(_length(event, block, start))]
    if "RRULE" not in event:
        return tuple(day.isoformat() for day in days)
    if not _is_plain(event["RRULE"], start):
        raise _fault(block, "RRULE", "rule")
    yearly = tuple(day.isoformat()[5:] for day in days)
    if len(yearly) > 1 and "03-01" in yearly[1:]:
        raise _fault(block, "RRULE", "leap")
    return yearly


def _length(event: Component, block: list[Line], start: date) -> int:
    """Whole days; the end is the first day after it, and some programs write the day itself."""
    name = "DTEND" if "DTEND" in event else "DURATION"
    if name == "DURATION":
        span = event.decoded("DURATION") if "DURATION" in event else DAY
    else:
        end = _date_of(event, block, "DTEND")
        if end is None or isinstance(end, datetime):
            raise _fault(block, "DTEND", "bad_date")
        span = end - start
    if not isinstance(span, timedelta) or span < timedelta():
        raise _fault(block, name, "backwards")
    if span > MOST_DAYS * DAY or start.toordinal() + span.days > date.max.toordinal():
        raise _fault(block, name, "too_long")
    return max(span.days, 1)


def _is_plain(rule: object, start: date) -> bool:
    """Every year on the day it starts, for ever: what a yearly holiday says."""
    if not isinstance(rule, dict):
        return False  # several rules
    said = {str(key).upper(): [str(value).upper() for value in values] for key, values in rule.items()}
    month, day = said.get("BYMONTH"), said.get("BYMONTHDAY")
    return (
        said.keys() <= PLAIN
        and said.get("FREQ") == ["YEARLY"]
        and said.get("INTERVAL", ["1"]) == ["1"]
        and month in (None, [str(start.month)])
        and (day is None or (month is not None and day == [str(start.day)]))
    )


def _fault(block: list[Line], name: str, code: str) -> IcsRefused:
    """At the line of a property, or of its event where it cannot be found."""
    for number, line in block:
        if line.upper().startswith((f"{name}:", f"{name};")):
            return IcsRefused(Fault(number, code, line.strip()[:200]))
    return IcsRefused(Fault(block[0][0], code))
