"""An idea's clock in the reader's words, language and zone; the forms of its headline are fixed."""

import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from threading import Lock
from typing import Any

from babel.dates import format_skeleton
from flask import Flask, g
from flask_babel import get_locale, get_timezone, ngettext
from flask_babel import gettext as _

from community import clock
from community.responses.faces import AnswerClock, ClockFace, face_of, next_change
from community.responses.queries import terms_of
from community.responses.timing import Terms
from community.web.languages import language, zone
from community.web.pages import turns_at

HAND = 5.2  # length in the 24-unit box of the ring
OUT_OF_SIGHT = ("hidden", "deleted")
A_MOMENT = timedelta(minutes=1)
MOST = 4096


@dataclass(frozen=True)
class ClockWords:
    """pct and hand are numbers of the ring: the share left, and where the hand ends, as `x y`."""

    state: str
    pct: int
    hand: str
    head: str
    sub: str


@dataclass(frozen=True)
class Reading:
    """What a clock said from `since` on and says until `until`; its words turn at `turns`, its hand all the time."""

    words: ClockWords
    since: datetime
    until: datetime
    turns: datetime | None


Key = tuple[AnswerClock, str, str]
_kept: dict[Key, Reading] = {}
_lock = Lock()


def init_app(app: Flask) -> None:
    app.jinja_env.globals["clock_words"] = clock_words
    app.jinja_env.filters["short_day"] = short_day


def clock_words(row: Any) -> ClockWords:
    """The clock of an idea, or of a row that has its fields."""
    stored, now = stored_clock(row), clock.now()
    key = stored, language(), zone()
    kept = _kept.get(key)
    if kept is None or not kept.since <= now < kept.until:
        kept = _keep(key, _reading(stored, now))
    turns_at(kept.turns)
    return kept.words


def _keep(key: Key, reading: Reading) -> Reading:
    """What was noted longest ago makes room."""
    with _lock:
        _kept.pop(key, None)
        _kept[key] = reading
        while len(_kept) > MOST:
            del _kept[next(iter(_kept))]
    return reading


def _reading(stored: AnswerClock, now: datetime) -> Reading:
    face, turns = face_of(stored, now, get_timezone()), next_change(stored, now, get_timezone())
    head = _asked(stored.started_at) if face.state == "legacy" else _headline(face)
    words = ClockWords(face.state, face.percent, hand_at(face.percent), head, _small(face))
    return Reading(words, now, min(now + A_MOMENT, turns or now + A_MOMENT), turns)


def stored_clock(row: Any) -> AnswerClock:
    """What is stored of it. Where the worker has not set the clock yet, it runs all the same, to the date it will be set to."""
    state = row.answer_state
    if row.state in OUT_OF_SIGHT:
        state = "none"
    elif row.state == "pending" and state == "awaiting":
        state = "decision"
    started = row.started_at or row.published_at or clock.now()
    return AnswerClock(
        answer_state=state, started_at=started, warn_at=row.warn_at, due_at=row.due_at or _promised(row, state, started),
        answered_at=row.answered_at, review_at=row.review_at, first_due_at=row.first_due_at, answerer=row.answerer_name,
        legacy=row.legacy, paused_at=row.paused_at, paused_until=row.paused_until if row.paused_at else None,
        pause_reason=row.pause_reason or "author",
    )


def _promised(row: Any, state: str, started: datetime) -> datetime | None:
    """When the clock that the worker is about to start will fall due, by the topic's own terms."""
    if state not in ("awaiting", "decision") or row.legacy or row.answered_at:
        return None
    return _terms(row.topic_id).due(started, "decision" if state == "decision" else "first")


def _terms(topic_id: int) -> Terms:
    """Read once a page for all its new ideas."""
    known: dict[int, Terms] = g.setdefault("terms", {})
    if topic_id not in known:
        known[topic_id] = terms_of(topic_id)
    return known[topic_id]


def hand_at(percent: int) -> str:
    angle = math.radians(3.6 * percent - 90)
    return f"{12 + HAND * math.cos(angle):.1f} {12 + HAND * math.sin(angle):.1f}"


def short_day(at: datetime) -> str:
    """12 Dec, with the year when it is not this one."""
    zone = get_timezone()
    day, today = at.astimezone(zone).date(), clock.now().astimezone(zone).date()
    return _written(day, "MMMd" if day.year == today.year else "yMMMd", str(get_locale()))


@lru_cache(maxsize=4096)
def _written(day: date, skeleton: str, locale: str) -> str:
    """A list says the same few days again and again."""
    return format_skeleton(skeleton, datetime.combine(day, time()), locale=locale)


def _asked(at: datetime) -> str:
    return _("Asked in %(year)s", year=at.astimezone(get_timezone()).year)


def _headline(face: ClockFace) -> str:
    values: list[Any] = list(face.headline)
    match values:
        case ["due_today"]:
            return _("Due today")
        case ["due_tomorrow"]:
            return _("Due tomorrow")
        case ["waiting_for_author"]:
            return _("Waiting for the author")
        case ["standing_still"]:
            return _("The clock stands still")
        case ["answer_expires", at]:
            return _("Answer expires %(day)s", day=short_day(at))
        case [code, n, "hours"]:
            return _in_hours(code, n)
        case [code, n, "days"]:
            return _in_days(code, n)
    return _("No answer is owed")


def _in_hours(code: str, n: int) -> str:
    match code:
        case "due_in":
            return ngettext("Due in %(num)s hour", "Due in %(num)s hours", n)
        case "overdue_by":
            return ngettext("Overdue by %(num)s hour", "Overdue by %(num)s hours", n)
        case "answered_in":
            return ngettext("Answered in %(num)s hour", "Answered in %(num)s hours", n)
        case "answer_expired":
            return ngettext("Answer expired %(num)s hour ago", "Answer expired %(num)s hours ago", n)
    return ngettext("Waiting for %(num)s hour", "Waiting for %(num)s hours", n)


def _in_days(code: str, n: int) -> str:
    match code:
        case "due_in":
            return ngettext("Due in %(num)s day", "Due in %(num)s days", n)
        case "overdue_by":
            return ngettext("Overdue by %(num)s day", "Overdue by %(num)s days", n)
        case "answered_in":
            return ngettext("Answered in %(num)s day", "Answered in %(num)s days", n)
        case "answer_expired":
            return ngettext("Answer expired %(num)s day ago", "Answer expired %(num)s days ago", n)
    return ngettext("Waiting for %(num)s day", "Waiting for %(num)s days", n)


def _small(face: ClockFace) -> str:
    values: list[Any] = list(face.small)
    match values:
        case ["by", at]:
            return _("by %(day)s", day=short_day(at))
        case ["was_due", at]:
            return _("was due %(day)s", day=short_day(at))
        case ["decision_by", at]:
            return _("a decision by %(day)s", day=short_day(at))
        case ["decision_was_due", at]:
            return _("a decision was due %(day)s", day=short_day(at))
        case ["answered_late_by", name, at]:
            return _("by %(name)s; it was due %(day)s", name=name, day=short_day(at))
        case ["until", at]:
            return _("until %(day)s", day=short_day(at))
        case ["paused_for", n, "hours"]:
            return ngettext("Clock paused %(num)s hour ago", "Clock paused %(num)s hours ago", n)
        case ["paused_for", n, "days"]:
            return ngettext("Clock paused %(num)s day ago", "Clock paused %(num)s days ago", n)
        case ["imported"]:
            return _("brought along from the earlier tool")
        case ["no_due_date"]:
            return _("the date follows in a moment")
        case [code, name]:
            return _by_name(code, name)
    return ""


def _by_name(code: str, name: str) -> str:
    if not name:
        return ""
    match code:
        case "looks_again":
            return _("%(name)s looks at it again", name=name)
        case "asked_to_renew":
            return _("%(name)s is asked to renew it", name=name)
    return _("by %(name)s", name=name)
