"""An idea's clocks as the product would have run them: cycles, alerts told, and what the idea shows of them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from community.responses.timing import Terms


@dataclass(frozen=True)
class Given:
    """One answer: when, with what status, and until when it holds."""

    at: datetime
    status: str
    review_at: datetime | None


@dataclass
class Cycle:
    """One clock; `tiers` are those whose time came before it stopped, each with that time."""

    number: int
    kind: str
    started_at: datetime
    due_at: datetime
    warn_at: datetime
    stopped_at: datetime | None = None
    tiers: list[tuple[int, datetime]] = field(default_factory=list)
    next_tier: int | None = None
    next_alert_at: datetime | None = None


@dataclass
class Course:
    """All cycles of one idea, and when the answer that holds was given."""

    cycles: list[Cycle]
    answered_at: datetime | None = None
    review_at: datetime | None = None

    @property
    def answer_state(self) -> str:
        return "awaiting" if self.cycles[-1].stopped_at is None else "answered"


def course_of(published: datetime, answers: Sequence[Given], terms: Terms, now: datetime) -> Course:
    """Run the clocks from publication to now. An answer in good time does not move `answered_at`."""
    course = Course([_start(1, "first", published, terms)])
    for answer in answers:
        _expire(course, terms, answer.at)
        running = course.cycles[-1]
        if running.stopped_at is None:
            _stop(running, answer.at, terms)
            course.answered_at = answer.at
        course.review_at = answer.review_at
    _expire(course, terms, now)
    running = course.cycles[-1]
    if running.stopped_at is None:
        _run(running, terms, now)
    return course


def _start(number: int, kind: str, at: datetime, terms: Terms) -> Cycle:
    due = terms.due(at, kind)
    return Cycle(number, kind, at, due, terms.tier_time(at, due, 1))


def _expire(course: Course, terms: Terms, moment: datetime) -> None:
    """The look-again date has passed by `moment`: the clock runs again, from that date."""
    if course.answer_state == "answered" and course.review_at and course.review_at <= moment:
        course.cycles.append(_start(len(course.cycles) + 1, "review", course.review_at, terms))


def _stop(cycle: Cycle, at: datetime, terms: Terms) -> None:
    cycle.stopped_at = at
    cycle.tiers = [(number, moment) for number, moment in _moments(cycle, terms) if moment < at]


def _run(cycle: Cycle, terms: Terms, now: datetime) -> None:
    moments = _moments(cycle, terms)
    cycle.tiers = [(number, moment) for number, moment in moments if moment <= now]
    ahead = [(number, moment) for number, moment in moments if moment > now]
    if ahead:
        cycle.next_tier, cycle.next_alert_at = ahead[0]


def _moments(cycle: Cycle, terms: Terms) -> list[tuple[int, datetime]]:
    return [(tier.number, terms.tier_time(cycle.started_at, cycle.due_at, tier.number)) for tier in terms.tiers]
