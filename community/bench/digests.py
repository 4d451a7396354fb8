"""`heed bench digests`: people in 38 zones through the weeks in which clocks change, by real rows and a clock in steps of ten minutes.

Each must get exactly one weekly digest, at eight in the morning by their own clock, on the day of the week they chose.
"""

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select
from sqlalchemy.event import listen, remove

from community import create_app, events, schema
from community.accounts.actions import add_person
from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.bench.database import fresh_database
from community.bench.pages import Say
from community.config import load_settings
from community.db import db, writing
from community.ideas.actions import Draft, add_comment, submit_idea
from community.ideas.models import Idea, Topic
from community.markdown import render
from community.notifications import actions_digests, actions_plans, queries_digests
from community.notifications.models_digests import Digest
from community.notifications.models_inbox import Notice

ZONES = (
    "Pacific/Pago_Pago", "Pacific/Honolulu", "Pacific/Marquesas", "America/Anchorage", "America/Los_Angeles", "America/Phoenix",
    "America/Denver", "America/Chicago", "America/New_York", "America/Havana", "America/Halifax", "America/St_Johns",
    "America/Sao_Paulo", "America/Nuuk", "Atlantic/Azores", "UTC", "Europe/London", "Europe/Dublin", "Europe/Berlin", "Africa/Cairo",
    "Africa/Casablanca", "Asia/Jerusalem", "Europe/Istanbul", "Asia/Tehran", "Asia/Dubai", "Asia/Kabul", "Asia/Karachi", "Asia/Kolkata",
    "Asia/Kathmandu", "Asia/Dhaka", "Asia/Bangkok", "Asia/Shanghai", "Australia/Eucla", "Asia/Tokyo", "Australia/Adelaide",
    "Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Kiritimati",
)
"""Thirty-eight: every offset that many people live by, halves and quarters too, and those that change on days of their own."""
WEEKS = (date(2027, 3, 8), date(2027, 3, 22), date(2027, 3, 29), date(2027, 9, 27), date(2027, 10, 25), date(2027, 11, 1))
"""Mondays of weeks with a change: in America, Europe and Lord Howe's half hour, in spring and in autumn."""
STEP, LATE = timedelta(minutes=10), timedelta(minutes=10)
DAY, FARTHEST = timedelta(days=1), timedelta(hours=15)


@dataclass(frozen=True)
class Told:
    """What a week came to: `wrong` says whose digest was missing, doubled, or at another time than eight."""

    digests: int
    wrong: list[str]
    latest: timedelta
    seconds: float
    most_statements: int


def bench_digests(people: int, database: str, say: Say) -> list[str]:
    """Every week of WEEKS; what does not hold, nothing when all does."""
    with fresh_database(database) as environ:
        app = create_app(load_settings(environ))
        with app.app_context():
            schema.upgrade()
            ids = settle_in(people, datetime.combine(WEEKS[0], datetime.min.time(), UTC) - 30 * DAY)
            told = [live_through(monday, ids) for monday in WEEKS]
            db.engine.dispose()
    for monday, week in zip(WEEKS, told, strict=True):
        say(f"week of {monday} on {database}: {week.digests} digests, {1000 * week.seconds / max(1, week.digests):.0f} ms each, at most {week.most_statements} statements")
    wrong = [line for week in told for line in week.wrong]
    for line in wrong[:20]:
        say(line)
    latest = max(week.latest for week in told)
    say(f"digests: {people} people in {len(ZONES)} zones, {sum(week.digests for week in told)} digests, wrong {len(wrong)}, latest {latest} after eight")
    return wrong


def settle_in(people: int, now: datetime) -> list[int]:
    """So many people over all zones and all days of the week who chose the weekly digest, and one idea; their ids."""
    with writing():
        topic = Topic(slug="rotas", name="Rotas", opened_at=now)
        db.session.add(topic)
        author = add_person("author@heed.example", now=now, name="Author")
        idea = submit_idea(Viewer.of(author), topic, Draft.of("Print the week on one page", "Half the kitchen has no phone."), hold=False, now=now)
        idea.published_at = now
    ids = []
    for number in range(people):
        with writing():
            person = add_person(f"reader{number}@heed.example", now=now, name=f"Reader {number}", zone=ZONES[number % len(ZONES)])
            actions_plans.choose_weekly(person, news=True, weekday=number // len(ZONES) % 7, now=now)
            ids.append(person.id)
    return ids


def live_through(monday: date, ids: list[int]) -> Told:
    """One week everywhere on earth, with something to tell to each of them."""
    first = datetime.combine(monday, datetime.min.time(), UTC) - FARTHEST
    with writing():
        _catch_up(ids, first)
        _something_happens(ids, first - timedelta(hours=1))
    started, costs = time.monotonic(), [0]
    for number in range(int((7 * DAY + 2 * FARTHEST) / STEP) + 1):
        _look(first + number * STEP, costs)
    taken = time.monotonic() - started
    made = list(db.session.scalars(select(Digest).where(Digest.period == monday, Digest.state == "made")))
    wrong = list(_what_is_wrong(monday, ids, made))
    latest = max((digest.made_at - _eight(digest, monday) for digest in made), default=timedelta())
    return Told(len(made), wrong, latest, taken, max(costs))


def _catch_up(ids: list[int], now: datetime) -> None:
    """Between two of the weeks nobody looked: each plan goes on from here."""
    for person_id in ids:
        plan = queries_digests.plan_of(person_id, "weekly_digest")
        person = db.session.get_one(Person, person_id)
        person.seen_at = now
        if plan is not None:
            actions_plans.wake(plan, person, {}, now)


def _something_happens(ids: list[int], at: datetime) -> None:
    """Somebody says something, and each of them is to hear of it once a week."""
    idea = db.session.scalars(select(Idea).order_by(Idea.id)).first()
    assert idea is not None
    author = Viewer.of(db.session.get_one(Person, idea.author_id))
    comment = add_comment(author, idea, "We print it.", render("We print it."), parent=None, now=at)
    event = events.record("comment.added", at=at, idea_id=idea.id, comment_id=comment.id)
    db.session.flush()
    same = {"event_id": event.id, "kind": "idea_commented", "idea_id": idea.id, "why": "follower", "pace": "weekly", "created_at": at}
    db.session.execute(insert(Notice), [{**same, "person_id": person_id} for person_id in ids])


def _look(now: datetime, costs: list[int]) -> None:
    """As the worker does; `costs` is told how many statements each digest took."""
    while queries_digests.first_due(now) is not None:
        with _counted() as sent, writing():
            actions_digests.make_next(now)
        costs.append(len(sent))
    db.session.rollback()


@contextmanager
def _counted() -> Iterator[list[str]]:
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        sent.append(statement)

    listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        remove(db.engine, "before_cursor_execute", note)


def _what_is_wrong(monday: date, ids: Iterable[int], made: list[Digest]) -> Iterator[str]:
    got = Counter(digest.person_id for digest in made)
    yield from (f"{monday}: person {person_id} got {got[person_id]}" for person_id in ids if got[person_id] != 1)
    for digest in made:
        late = digest.made_at - _eight(digest, monday)
        if not timedelta() <= late <= LATE:
            yield f"{monday}: person {digest.person_id} got it {late} after eight"


def _eight(digest: Digest, monday: date) -> datetime:
    """Eight o'clock of the day this reader chose, said another way than the product says it: the hour their clock shows."""
    person = db.session.get_one(Person, digest.person_id)
    plan = queries_digests.plans_of(person.id)["weekly_digest"]
    day, zone = monday + timedelta(days=plan.weekday), ZoneInfo(person.zone)
    noon = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=12)
    moments = (noon + timedelta(minutes=15 * quarter) for quarter in range(-4 * 32, 4 * 32))
    return next(at for at in moments if (here := at.astimezone(zone)).date() == day and (here.hour, here.minute) == (8, 0))
