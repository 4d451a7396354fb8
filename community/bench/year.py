"""`heed bench year`: three years of a community through the product's own verbs, its public figures proved at the end.

Nothing waits for the clock on the wall: every verb is given its moment, and what the worker does by the clock (alarms,
renewals, pauses that are over, promises that take effect) is done at the very moment at which it falls due.
"""

import heapq
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

from sqlalchemy import func, select

from community import create_app, schema
from community.accounts.actions import add_person
from community.accounts.models import Person
from community.accounts.rules import Role
from community.accounts.viewer import Viewer
from community.bench.database import fresh_database
from community.bench.pages import Say
from community.bench.year_acts import Act, Acts, Community
from community.config import load_settings
from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea, Topic
from community.insights import counting
from community.insights.actions import refresh_summary
from community.insights.figures import Record
from community.insights.queries_record import ALL
from community.insights.verifying import verify
from community.jobs.registry import handlers_of
from community.responses import (
    actions_clocks,
    actions_escalating,
    actions_pausing,
    actions_promises,
    handlers,
)
from community.responses.actions_promises import save_calendar, save_policy
from community.responses.models import Calendar, Clock, Pause
from community.responses.models_promises import CalendarVersion, PolicyVersion
from community.responses.promising import policy

START = datetime(2023, 1, 2, 8, tzinfo=UTC)
TOPICS = {"rotas": (10, 0.1), "payroll": (10, 0.5), "mobile": (5, 0.2), "access": (20, 0.3)}
"""What each topic promises, in working days, and how often its owner is late."""
HOURS = {day: [["09:00", "12:00"], ["13:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
HOLIDAYS = ["12-25", "12-26", "01-01", "05-01", "2023-04-07", "2024-03-29", "2025-04-18"]
JOBS: tuple[Callable[[datetime], object], ...] = (
    actions_promises.take_effect_next, actions_pausing.resume_next, actions_clocks.renew_next, actions_escalating.escalate_next,
)


Planned = tuple[datetime, int, Act]
"""Its moment, its place among those of one moment, and what is done."""


@dataclass(frozen=True)
class Course:
    """How long, how many ideas, and how often the figures are proved on the way."""

    ideas: int = 5_000
    days: int = 1_096
    proofs: int = 3
    seed: int = 1


def bench_year(course: Course, database: str, say: Say, server: str = "") -> list[str]:
    """Run it on a database of its own, print its public figures, and return what differs from the events."""
    with fresh_database(database, server) as environ:
        app = create_app(load_settings(environ))
        with app.app_context():
            schema.upgrade()
            wrong = Year(course, say).run()
            db.session.remove()
            db.engine.dispose()
    for each in wrong[:50]:
        say(f"wrong: {each}")
    say(f"year: {course.ideas} ideas, {course.days} days on {database}, {len(wrong)} differ")
    return wrong


@dataclass
class Year:
    """The course of events: what is planned stands in a heap by its moment; what falls due is asked of the database."""

    course: Course
    say: Say
    done: Counter[str] = field(default_factory=Counter)

    def run(self) -> list[str]:
        started = time.monotonic()
        self.random, self.places = Random(self.course.seed), count()
        self.end = START + timedelta(days=self.course.days)
        with writing():
            self.acts = Acts(settle_in(), self.random, self.done)
        self.plan: list[Planned] = [(at, next(self.places), self.acts.ask) for at in self.moments()]
        proofs = [START + timedelta(days=self.course.days * number / self.course.proofs) for number in range(1, self.course.proofs + 1)]
        self.plan += [(at, next(self.places), act) for at, act in self.acts.fixed(START, self.end)]
        heapq.heapify(self.plan)
        wrong = [each for at in proofs for each in self.until(at, started)]
        self.say(", ".join(f"{what} {times}" for what, times in sorted(self.done.items())))
        return wrong

    def moments(self) -> Iterator[datetime]:
        """Ideas come at any hour, more in the day."""
        for _ in range(self.course.ideas):
            hour = self.random.triangular(0, 24, 11)
            yield START + timedelta(days=self.random.randrange(self.course.days), hours=hour, microseconds=self.random.randrange(10**6))

    def until(self, moment: datetime, started: float) -> list[str]:
        """Live up to this moment, a day a transaction; then the figures of it, proved."""
        while self.plan and self.plan[0][0] < moment:
            midnight = self.plan[0][0].replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
            with writing():
                self.live(min(midnight, moment))
            db.session.remove()
        with writing():
            self.work(moment)
            refresh_summary(moment)
        found = verify(moment)
        record = counting.count(moment).records[ALL, "all"]
        db.session.rollback()
        self.say(f"{moment:%Y-%m-%d}: {found.figures} figures, {len(found.wrong)} differ, after {time.monotonic() - started:.0f} s")
        for line in told(record):
            self.say(line)
        return [f"{moment:%Y-%m-%d}: {each}" for each in found.wrong]

    def live(self, until: datetime) -> None:
        while self.plan and self.plan[0][0] < until:
            at, _place, act = heapq.heappop(self.plan)
            self.work(at)
            for later, following in act(at):
                heapq.heappush(self.plan, (later, next(self.places), following))
            self.hear(at)

    def work(self, until: datetime) -> None:
        """What the worker does by the clock, each thing at its own moment."""
        while (at := next_due()) is not None and at <= until:
            for job in JOBS:
                while job(at):
                    self.done[job.__name__] += 1
                    db.session.flush()
            self.hear(at)

    def hear(self, now: datetime) -> None:
        """What the clocks make of events, as the worker would hand them on."""
        waiting = select(Event).where(Event.expanded.is_(False)).order_by(Event.id)
        while found := db.session.scalars(waiting).all():
            for event in found:
                for handler in handlers_of(event.kind):
                    if handler.__module__ == handlers.__name__:
                        handler(event, 0, now)
                event.expanded = True
            db.session.flush()


def next_due() -> datetime | None:
    """When the next alarm, renewal, end of a pause or new promise falls due."""
    statements = (
        select(func.min(Clock.next_alert_at)).join(Idea).where(Clock.stopped_at.is_(None), Idea.root_id.is_(None), Idea.state == "published"),
        select(func.min(Idea.review_at)).where(Idea.answer_state == "answered", Idea.root_id.is_(None), Idea.state == "published"),
        select(func.min(Pause.ends_at)).where(Pause.ended_at.is_(None)),
        select(func.min(PolicyVersion.valid_from)).where(PolicyVersion.applied_at.is_(None)),
        select(func.min(CalendarVersion.valid_from)).where(CalendarVersion.applied_at.is_(None)),
    )
    return min((at for statement in statements if (at := db.session.scalar(statement)) is not None), default=None)


def settle_in() -> Community:
    """Topics with their promises, the people who answer, a moderator, and customers. Inside writing()."""
    boss = _person("boss", Role.ADMINISTRATOR)
    manager, director, moderator = _person("manager", Role.MANAGER), _person("director", Role.MANAGER), _person("mo", Role.MODERATOR)
    hours = Calendar(name="Office", zone="Europe/Berlin", hours=HOURS, holidays=HOLIDAYS)
    db.session.add(hours)
    db.session.flush()
    save_calendar(Viewer.of(boss), hours, {"zone": hours.zone, "hours": HOURS, "holidays": HOLIDAYS}, None, now=START)
    topics, owners, late = [], {}, {}
    for slug, (days, lateness) in TOPICS.items():
        owner = _person(f"owner of {slug}", Role.PRODUCT_MANAGER)
        topic = Topic(name=slug.capitalize(), slug=slug, opened_at=START, calendar_id=hours.id)
        topic.owner_id, topic.deputy_id, topic.manager_id, topic.director_id = owner.id, moderator.id, manager.id, director.id
        db.session.add(topic)
        db.session.flush()
        save_policy(Viewer.of(boss), topic, policy(hours.id, days), None, now=START)
        topics.append(topic.id)
        owners[topic.id], late[topic.id] = Viewer.of(owner), lateness
    customers = [Viewer.of(_person(f"customer {number}", Role.CUSTOMER)) for number in range(60)]
    return Community(topics, owners, late, customers, Viewer.of(moderator), Viewer.of(manager), Viewer.of(boss), hours.id)


def _person(name: str, role: Role) -> Person:
    return add_person(f"{name.replace(' ', '-')}@year.example", now=START, name=name, role=role)


def told(record: Record) -> Iterator[str]:
    """The public figures of the whole time, and of each of its years by month."""
    totals, present = record["totals"], record["now"]
    first = totals["promises"]
    yield (
        f"  asked {totals['asked']}, half answered within {totals['median_days']} days, nine in ten within {totals['p90_days']}; "
        f"{first['in_time']} of {first['in_time'] + first['late']} in time ({first['percent']} %), apart {first['apart']}, waived {first['waived']}, "
        f"by change of promise {totals['by_policy']}"
    )
    yield (
        f"  renewed in time {totals['renewals']['percent']} % of {totals['renewals']['due']}, replied in time {totals['replies']['percent']} % of "
        f"{totals['replies']['due']}, paused {totals['paused_days']} days; open {present['open']}, late {present['overdue']}, oldest {present['oldest_days']} days"
    )
    yield "  by month, in time in percent: " + " ".join(f"{month['promises']['percent']}" for month in record["months"])


