"""Saving what is promised, from when on, and letting it take effect.

A version never changes once it holds. Clocks that run are counted anew by the worker (take_effect_next), finished
ones never.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from community import audit
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Topic
from community.responses import promising
from community.responses import queries_promises as queries
from community.responses.calendars import WorkingCalendar
from community.responses.models import Calendar
from community.responses.models_promises import CalendarVersion, PolicyVersion
from community.responses.promising import PromiseRefused
from community.responses.queries import is_behind
from community.responses.recomputing import BATCH, Changes, recompute_topic, would_change
from community.responses.timing import Terms
from community.site import touch_site

LATEST = timedelta(days=366)


@dataclass(frozen=True)
class Plan:
    """A version that would be saved: what it changes, before and after, and what that does to running clocks.

    `held` is the whole of what would hold without it.
    """

    held: dict[str, Any]
    before: dict[str, Any]
    after: dict[str, Any]
    valid_from: datetime
    changes: Changes


def plan_policy(topic: Topic, values: Mapping[str, Any], valid_from: datetime | None, *, now: datetime) -> Plan:
    """What these terms would change; raises PromiseRefused for a policy that must not be."""
    since = _since(valid_from, now)
    _check_policy(topic, values, since)
    held = _said(queries.policy_held(topic.id, since), promising.POLICY)
    before, after = _difference(held, values)
    hours = queries.calendar_held(values["calendar_id"] or 0, since)
    terms = Terms.read({**_said(hours, promising.CALENDAR), **values})
    return Plan(held, before, after, since, would_change(topic.id, terms, since) if after else Changes(0, 0))


def save_policy(actor: Viewer, topic: Topic, values: Mapping[str, Any], valid_from: datetime | None, *, now: datetime) -> PolicyVersion | None:
    """A new version of what a topic promises; None when it says nothing new."""
    db.session.refresh(topic, with_for_update=True)
    plan = plan_policy(topic, values, valid_from, now=now)
    if not plan.after:
        return None
    number = queries.last_policy_number(topic.id) + 1
    version = PolicyVersion(topic_id=topic.id, number=number, **values, **_saved(actor, number, plan.valid_from, now))
    db.session.add(version)
    db.session.flush()
    _carry_policy(topic, now)
    if number > 1:
        kept = {**plan.after, "valid_from": plan.valid_from.isoformat(timespec="minutes")}
        audit.log("policy.changed", actor_id=actor.id, at=now, subject=("topic", topic.id), before=plan.before, after=kept)
    touch_site()
    return version


def plan_calendar(calendar: Calendar, values: Mapping[str, Any], valid_from: datetime | None, *, now: datetime) -> Plan:
    """What these hours would change in all topics that count in them; raises PromiseRefused for hours that must not be."""
    since = _since(valid_from, now)
    working = WorkingCalendar.parse(*(values[name] for name in promising.CALENDAR))
    if promising.never_opens(working, since):
        raise PromiseRefused("hours", "never_opens")
    held = _said(queries.calendar_held(calendar.id, since), promising.CALENDAR)
    before, after = _difference(held, values)
    moved = overdue = 0
    for topic in queries.promised_in(calendar.id, since):
        said = _said(queries.policy_held(topic.id, since), promising.POLICY)
        if promising.never_met(working, said, since):
            raise PromiseRefused("hours", "strands", topic.name)
        found = would_change(topic.id, Terms.read({**said, **values}), since) if after else Changes(0, 0)
        moved, overdue = moved + found.moved, overdue + found.overdue
    return Plan(held, before, after, since, Changes(moved, overdue))


def save_calendar(
    actor: Viewer | None, calendar: Calendar, values: Mapping[str, Any], valid_from: datetime | None, *, now: datetime
) -> CalendarVersion | None:
    """A new version of a calendar's hours; None when it says nothing new. `actor` None: the command line."""
    db.session.refresh(calendar, with_for_update=True)
    plan = plan_calendar(calendar, values, valid_from, now=now)
    if not plan.after:
        return None
    number = queries.last_calendar_number(calendar.id) + 1
    version = CalendarVersion(calendar_id=calendar.id, number=number, **values, **_saved(actor, number, plan.valid_from, now))
    db.session.add(version)
    db.session.flush()
    _carry_hours(calendar, now)
    if number > 1:
        kept = {**plan.after, "valid_from": plan.valid_from.isoformat(timespec="minutes")}
        who = actor.id if actor else None
        audit.log("calendar.changed", actor_id=who, at=now, subject=("calendar", calendar.id), before=plan.before, after=kept)
    return version


def withdraw(actor: Viewer, version: PolicyVersion | CalendarVersion, *, now: datetime) -> bool:
    """Take back what was to hold later; False when it holds already, for then it is history."""
    db.session.refresh(version, with_for_update=True)
    if version.valid_from <= now:
        return False
    is_policy = isinstance(version, PolicyVersion)
    subject = ("topic", version.topic_id) if isinstance(version, PolicyVersion) else ("calendar", version.calendar_id)
    before = {"version": version.number, "valid_from": version.valid_from.isoformat(timespec="minutes")}
    audit.log("policy.withdrawn" if is_policy else "calendar.withdrawn", actor_id=actor.id, at=now, subject=subject, before=before)
    db.session.delete(version)
    return True


def take_effect_next(now: datetime) -> bool:
    """Count a batch of running clocks anew by one version that holds by now, once; False when nothing is to be done.

    The version is in force for them all when no clock is left that was counted by another.
    """
    version = queries.next_waiting(CalendarVersion, now) or queries.next_waiting(PolicyVersion, now)
    if version is None:
        return False
    act, subject, topics = _bound_by(version, now)
    found = _count_anew(topics, now)
    version.moved, version.overdue = version.moved + found.moved, version.overdue + found.overdue
    if any(is_behind(topic.id) for topic in topics):
        return found.looked > 0
    version.applied_at = now
    counted = {"version": version.number, "moved": version.moved, "overdue": version.overdue}
    audit.log(act, actor_id=None, at=now, subject=subject, after=counted)
    touch_site()
    return True


def _count_anew(topics: list[Topic], now: datetime) -> Changes:
    """One batch, from as many of the topics as it takes."""
    moved = overdue = looked = 0
    for topic in topics:
        found = recompute_topic(topic.id, now=now, most=BATCH - looked)
        moved, overdue, looked = moved + found.moved, overdue + found.overdue, looked + found.looked
        if looked >= BATCH:
            break
    return Changes(moved, overdue, looked)


def _bound_by(version: PolicyVersion | CalendarVersion, now: datetime) -> tuple[str, tuple[str, int], list[Topic]]:
    if isinstance(version, CalendarVersion):
        _carry_hours(db.session.get_one(Calendar, version.calendar_id), now)
        return "calendar.in_force", ("calendar", version.calendar_id), queries.promised_in(version.calendar_id, now)
    topic = db.session.get_one(Topic, version.topic_id)
    _carry_policy(topic, now)
    return "policy.in_force", ("topic", topic.id), [topic]


def _carry_policy(topic: Topic, now: datetime) -> None:
    """Let the topic show what holds now."""
    held = queries.policy_held(topic.id, now)
    if held is not None:
        topic.calendar_id, topic.review_months = held.calendar_id, held.review_months
        topic.promise_amount, topic.promise_unit = held.first_amount, held.first_unit


def _carry_hours(calendar: Calendar, now: datetime) -> None:
    for name, value in _said(queries.calendar_held(calendar.id, now), promising.CALENDAR).items():
        setattr(calendar, name, value)


def _check_policy(topic: Topic, values: Mapping[str, Any], since: datetime) -> None:
    fault = promising.fault_of_tiers(values["tiers"])
    if fault is not None:
        raise PromiseRefused("tiers", fault[1], fault[0])
    if values["calendar_id"] is None and topic.opened_at is not None:
        raise PromiseRefused("calendar", "missing")
    for working in queries.hours_from(values["calendar_id"] or 0, since):
        kind = promising.never_met(working, values, since)
        if kind:
            raise PromiseRefused(kind, "never_met")


def _since(valid_from: datetime | None, now: datetime) -> datetime:
    if valid_from is None:
        return now
    if valid_from <= now:
        raise PromiseRefused("valid_from", "past")
    if valid_from > now + LATEST:
        raise PromiseRefused("valid_from", "too_far")
    return valid_from


def _saved(actor: Viewer | None, number: int, since: datetime, now: datetime) -> dict[str, Any]:
    """Who, when, and from when on: the first version holds since ever, and nothing is to be counted anew for it."""
    first = number == 1
    return {
        "valid_from": promising.ALWAYS if first else since, "saved_at": now,
        "saved_by_id": actor.id if actor else None, "applied_at": now if first else None,
    }


def _said(version: PolicyVersion | CalendarVersion | None, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(version, name) for name in names} if version is not None else {}


def _difference(held: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    changed = [name for name, value in values.items() if name not in held or held[name] != value]
    return {name: held.get(name) for name in changed}, {name: values[name] for name in changed}
