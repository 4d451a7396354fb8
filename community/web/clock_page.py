"""What the clock's panel and its page say besides its face: hours left, what was promised, pauses, and every cycle."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask
from flask_babel import format_datetime, ngettext
from flask_babel import gettext as _
from markupsafe import Markup

from community import clock
from community.ideas.models import Idea
from community.responses.calendars import Promise
from community.responses.cycles import left_until, verdict_of, whole_parts
from community.responses.models import Clock, Pause
from community.responses.pausing import total_of
from community.responses.queries import open_clock, pauses_by_clock, terms_held, terms_of
from community.responses.timing import Terms
from community.web.pages import turns_at

RUNNING = ("awaiting", "decision", "paused")


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(clock_detail=clock_detail, cycle_kind=cycle_kind, verdict_word=verdict_word, pause_word=pause_word)
    app.jinja_env.filters["to_the_minute"] = to_the_minute


@dataclass(frozen=True)
class Detail:
    """Sentences for the panel; each is empty where there is nothing to say. `reply_due` is when a question's reply is."""

    promised: str = ""
    left: str = ""
    stood_still: str = ""
    reply_due: datetime | None = None
    reply_late: bool = False


def clock_detail(idea: Idea) -> Detail:
    """One statement for a clock that runs, one more if it ever stood still, none for others."""
    now = clock.now()
    due, late = idea.asked_due_at, bool(idea.asked_due_at and idea.asked_due_at <= now)
    turns_at(due if due and not late else None)
    if idea.answer_state not in RUNNING or idea.due_at is None or idea.state not in ("published", "pending"):
        return Detail(reply_due=due, reply_late=late)
    kind, terms = _kind(idea), terms_of(idea.topic_id)
    pauses = _pauses(idea, terms, kind)
    return Detail(promised_word(terms.promise_for(kind), kind), _left(idea, terms, now), _stood_still(pauses, now), due, late)


def _kind(idea: Idea) -> str:
    if idea.answer_state == "decision":
        return "decision"
    return "review" if idea.answered_at else "first"


def _pauses(idea: Idea, terms: Terms, kind: str) -> list[Pause]:
    """A clock that falls due when its start says has never stood still, and is not asked about it."""
    if idea.paused_at is None and idea.started_at and terms.due(idea.started_at, kind) == idea.due_at:
        return []
    running = open_clock(idea.id)
    return pauses_by_clock([running.id]).get(running.id, []) if running else []


def _left(idea: Idea, terms: Terms, now: datetime) -> str:
    """While it stands still nothing runs out; when it is overdue nothing is left, and its face says by how much."""
    if idea.answer_state == "paused" or idea.due_at is None or idea.due_at <= now:
        return ""
    left = left_until(terms.calendar, idea.due_at, now)
    turns_at(left.turns_at)
    if left.hours <= 1:
        return _("The last working hour runs.")
    return ngettext("%(num)s working hour left.", "%(num)s working hours left.", left.hours)


def _stood_still(pauses: Collection[Pause], now: datetime) -> str:
    total = total_of(pauses, now)
    if not total:
        return ""
    number, unit = whole_parts(total)
    if unit == "days":
        return ngettext("The clock stood still for %(num)s day in all.", "The clock stood still for %(num)s days in all.", number)
    return ngettext("The clock stood still for %(num)s hour in all.", "The clock stood still for %(num)s hours in all.", number)


def promised_word(promise: Promise, kind: str) -> str:
    """What was promised, in a sentence."""
    if promise.unit == "hours":
        time = ngettext("%(num)s working hour", "%(num)s working hours", promise.amount)
    else:
        time = ngettext("%(num)s working day", "%(num)s working days", promise.amount)
    return {
        "decision": _("Promised: a decision within %(time)s.", time=time),
        "review": _("Promised: a new answer within %(time)s.", time=time),
        "next": _("Promised: a reply within %(time)s.", time=time),
    }.get(kind, _("Promised: an answer within %(time)s.", time=time))


def to_the_minute(at: datetime | None) -> Markup:
    """A <time> element: the reader's date and time with the name of their zone, the machine's instant."""
    if at is None:
        return Markup("")
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(timespec="seconds"), format_datetime(at, "d MMM y, HH:mm (zzzz)"))


@dataclass(frozen=True)
class Cycle:
    """One cycle of a clock as its page tells it."""

    clock: Clock
    verdict: str
    promised: str
    pauses: list[Pause]
    stood_still: str


def cycles_told(idea: Idea, clocks: list[Clock]) -> list[Cycle]:
    """In the order given. What was promised is by the versions of the terms that the cycle was last counted by."""
    now, pauses = clock.now(), pauses_by_clock([each.id for each in clocks])
    terms = {version: _terms(idea, *version) for version in {_version(each) for each in clocks}}
    return [_told(each, terms[_version(each)], pauses.get(each.id, []), now) for each in clocks]


def _version(cycle: Clock) -> tuple[int | None, int | None]:
    return cycle.policy_version_id, cycle.calendar_version_id


def _terms(idea: Idea, policy_id: int | None, calendar_id: int | None) -> Terms:
    return terms_held(policy_id, calendar_id) if policy_id else terms_of(idea.topic_id)


def _told(cycle: Clock, terms: Terms, pauses: list[Pause], now: datetime) -> Cycle:
    verdict = verdict_of(outcome=cycle.outcome, due_at=cycle.due_at, stopped_at=cycle.stopped_at, now=now)
    return Cycle(cycle, verdict, promised_word(terms.promise_for(cycle.kind), cycle.kind), pauses, _stood_still(pauses, cycle.stopped_at or now))


def cycle_kind(kind: str) -> str:
    return {
        "decision": _("A moderator's decision"), "first": _("The first answer"), "review": _("A new look at the answer"),
        "next": _("A reply to a question"),
    }[kind]


def verdict_word(verdict: str) -> str:
    return {
        "running": _("runs"), "overdue": _("overdue"), "in_time": _("in time"), "late": _("late"), "decided": _("decided in time"),
        "decided_late": _("decided late"), "merged": _("ended when the idea became part of another"),
        "waived": _("waived, because the idea was out of sight"), "open": _("no date was set"),
    }[verdict]


def pause_word(pause: Any) -> str:
    return {"author": _("waiting for the author"), "decision": _("waiting for a decision")}.get(pause.reason, _("for another reason"))
