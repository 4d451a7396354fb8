"""Questions about versions of policies and calendars: which hold, which wait, and whom they bind."""

from datetime import datetime
from typing import TypeVar

from sqlalchemy import Row, func, select

from community.accounts.models import Person
from community.db import db
from community.ideas.models import Topic
from community.responses import promising
from community.responses.calendars import WorkingCalendar
from community.responses.models import Calendar
from community.responses.models_promises import CalendarVersion, PolicyVersion
from community.responses.opening_hours import CalendarProblem

Version = TypeVar("Version", PolicyVersion, CalendarVersion)


def policy_held(topic_id: int, at: datetime) -> PolicyVersion | None:
    statement = select(PolicyVersion).where(PolicyVersion.topic_id == topic_id, PolicyVersion.valid_from <= at)
    return db.session.scalar(statement.order_by(PolicyVersion.valid_from.desc(), PolicyVersion.id.desc()).limit(1))


def calendar_held(calendar_id: int, at: datetime) -> CalendarVersion | None:
    statement = select(CalendarVersion).where(CalendarVersion.calendar_id == calendar_id, CalendarVersion.valid_from <= at)
    return db.session.scalar(statement.order_by(CalendarVersion.valid_from.desc(), CalendarVersion.id.desc()).limit(1))


def hours_from(calendar_id: int, at: datetime) -> list[WorkingCalendar]:
    """The working hours that hold at an instant, and those that are to hold later. What cannot be read is left out."""
    later = select(CalendarVersion).where(CalendarVersion.calendar_id == calendar_id, CalendarVersion.valid_from > at)
    held, found = calendar_held(calendar_id, at), []
    for version in [*([held] if held else []), *db.session.scalars(later.order_by(CalendarVersion.valid_from))]:
        try:
            found.append(WorkingCalendar.parse(version.zone, version.hours, version.holidays))
        except CalendarProblem:
            continue
    return found


def policies_of(topic_id: int) -> list[Row]:
    """Every version of a topic's policy with the name of who saved it, the newest first."""
    statement = select(PolicyVersion, Person.name).outerjoin(Person, Person.id == PolicyVersion.saved_by_id)
    return list(db.session.execute(statement.where(PolicyVersion.topic_id == topic_id).order_by(PolicyVersion.number.desc())))


def versions_of(calendar_id: int) -> list[Row]:
    """Every version of a calendar with the name of who saved it, the newest first."""
    statement = select(CalendarVersion, Person.name).outerjoin(Person, Person.id == CalendarVersion.saved_by_id)
    return list(db.session.execute(statement.where(CalendarVersion.calendar_id == calendar_id).order_by(CalendarVersion.number.desc())))


def last_policy_number(topic_id: int) -> int:
    return db.session.scalar(select(func.max(PolicyVersion.number)).where(PolicyVersion.topic_id == topic_id)) or 0


def last_calendar_number(calendar_id: int) -> int:
    return db.session.scalar(select(func.max(CalendarVersion.number)).where(CalendarVersion.calendar_id == calendar_id)) or 0


def promised_in(calendar_id: int, at: datetime) -> list[Topic]:
    """The topics whose policy at an instant counts in this calendar, by name."""
    ever = select(PolicyVersion.topic_id).where(PolicyVersion.calendar_id == calendar_id)
    topics = db.session.scalars(select(Topic).where(Topic.id.in_(ever)).order_by(Topic.name, Topic.id))
    return [topic for topic in topics if _calendar_of(topic, at) == calendar_id]


def _calendar_of(topic: Topic, at: datetime) -> int | None:
    held = policy_held(topic.id, at)
    return held.calendar_id if held else None


def topics_ever_in(calendar_id: int) -> list[str]:
    """The names of the topics that a version of theirs, past or to come, counts in this calendar."""
    statement = select(Topic.name).join(PolicyVersion, PolicyVersion.topic_id == Topic.id)
    return list(db.session.scalars(statement.where(PolicyVersion.calendar_id == calendar_id).distinct().order_by(Topic.name)))


def next_waiting(kind: type[Version], now: datetime) -> Version | None:
    """The version that holds by now and by which no clock was counted yet; the oldest such one, kept from others."""
    statement = select(kind).where(kind.applied_at.is_(None), kind.valid_from <= now).order_by(kind.valid_from, kind.id)
    return db.session.scalar(statement.limit(1).with_for_update(skip_locked=True))


def calendar_named(name: str) -> list[Calendar]:
    return list(db.session.scalars(select(Calendar).where(Calendar.name == name).order_by(Calendar.id)))


def calendar_names() -> dict[int, str]:
    return {row.id: row.name for row in db.session.execute(select(Calendar.id, Calendar.name))}


def stranded(now: datetime) -> list[str]:
    """Open topics whose promise the hours that hold cannot keep: those that cannot be read, or have not enough time."""
    opened = db.session.scalars(select(Topic).where(Topic.opened_at.is_not(None)).order_by(Topic.position, Topic.id))
    return [topic.name for topic in opened if not _can_keep(topic, now)]


def _can_keep(topic: Topic, now: datetime) -> bool:
    """True also where no calendar is chosen at all: that is another fault, with words of its own."""
    policy = policy_held(topic.id, now)
    hours = calendar_held(policy.calendar_id, now) if policy and policy.calendar_id else None
    if policy is None or hours is None:
        return True
    try:
        working = WorkingCalendar.parse(hours.zone, hours.hours, hours.holidays)
    except CalendarProblem:
        return False
    return promising.never_met(working, {name: getattr(policy, name) for name in promising.POLICY}, now) is None
