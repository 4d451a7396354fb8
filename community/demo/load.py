"""The demo community: Hourfold, a maker of shift-scheduling software, and everyone who asks something of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select, update

from community.accounts.models import Person
from community.accounts.models_accounts import Belonging
from community.accounts.rules_accounts import How
from community.audit import AuditEntry
from community.bulk import Batch, Row
from community.db import db, writing
from community.demo import cast
from community.demo.asked import ask_all
from community.demo.came_back import mail_came_back
from community.demo.connected import connect_programs, make_tokens
from community.demo.content import read, stories
from community.demo.crowd import Crowd, Customer
from community.demo.cycles import run_cycles
from community.demo.elsewhere import hear_elsewhere
from community.demo.given import give_back
from community.demo.joined import come_together, tell_joined
from community.demo.ledger import earn
from community.demo.moderated import moderate
from community.demo.noticed import choose_weekly_mail, fill_inboxes
from community.demo.rated import rate
from community.demo.segmented import make_segments
from community.demo.suggested import suggest
from community.demo.taken_in import take_in
from community.demo.told import Stage, Told
from community.demo.valued import value_help
from community.demo.weighed import weigh
from community.demo.written import write_ahead
from community.events import Event
from community.ideas.models import Comment, HelpfulMark, Idea
from community.insights.actions import refresh_summary
from community.responses.models import Answer, Clock
from community.site import Site
from community.voices.models import Voice
from community.votes.models import Vote

SEED = 20_081_127
NAME, COMPANY = "Hourfold ideas", "Hourfold"
PROMISE = "Every idea gets a real answer from a named person within 10 working days."
TIMES = ((Idea, "published_at"), (Comment, "created_at"), (Answer, "created_at"), (Voice, "created_at"),
         (Clock, "started_at"), (AuditEntry, "at"), (Event, "at"))
"""What is numbered in the order of its time, as it would have been had it happened here."""

ACTS = ((Idea, "author_id", "published_at"), (Vote, "person_id", "created_at"), (Comment, "author_id", "created_at"),
        (Voice, "person_id", "created_at"), (HelpfulMark, "person_id", "created_at"))


def is_loaded() -> bool:
    return db.session.execute(select(Person.id).limit(1)).first() is not None


def load(now: datetime, seed: int = SEED) -> None:
    """Write the whole community as of `now` into an empty database, in one transaction."""
    batch = build(now, seed)
    with writing() as session:
        batch.write(session)
        come_together(now)
        ask_all(now)
        write_ahead(now)
        run_cycles(now)
        give_back(now)
        hear_elsewhere(make_tokens(now), now)
        earn(now)
        fill_inboxes(now)
        choose_weekly_mail(now)
        mail_came_back(now)
        take_in(now)
        weigh(now)
        make_segments(now)
        value_help(now)
        connect_programs(now)
        session.execute(update(Site).values(name=NAME, company=COMPANY, promise=PROMISE))
    with writing():
        refresh_summary(now)


def build(now: datetime, seed: int = SEED) -> Batch:
    """All rows, numbered; the same for the same moment and seed."""
    batch, random = Batch(), Random(seed)
    stage = set_stage(batch, random, now)
    told = {story.key: Told(stage, story) for story in stories()}
    for each in told.values():
        each.tell()
    tell_joined(stage)
    suggest(batch, Random(seed + 1), now)
    moderate(batch, told, stage.staff["yusra"], now)
    rate(batch, seed, now)
    _join(batch, stage.crowd.customers, random, now)
    for model, key in TIMES:
        batch.number(model, key)
    return batch


def set_stage(batch: Batch, random: Random, now: datetime) -> Stage:
    calendars = cast.add_calendars(batch, now.date())
    staff = cast.add_staff(batch, now)
    customers = cast.add_customers(batch, now, random)
    topics = cast.add_topics(batch, calendars, staff, now)
    terms = {key: cast.terms_of(batch, topic) for key, topic in topics.items()}
    authors = {each["idea"]: random.choice(_fitting(customers, each)) for each in read("asked_by")}
    return Stage(batch, Crowd(customers, random), random, now, staff, topics, terms, authors)


def _fitting(customers: list[Customer], asked_by: dict[str, str]) -> list[Customer]:
    """Who can have asked an idea whose text tells where its author works."""
    wanted = (asked_by.get("person"), asked_by.get("organisation"))
    return [each for each in customers if each.row["email"] == wanted[0] or each.organisation == wanted[1]]


def _join(batch: Batch, customers: list[Customer], random: Random, now: datetime) -> None:
    """Everyone joined a while before they first did something, and is known since."""
    first = _first_acts(batch)
    for person in (*(each.row for each in customers), *_staff(batch, customers)):
        acted = first.get(person["id"], now - timedelta(days=random.randint(5, 700)))
        person["joined_at"] = person["joined_at"] or acted - timedelta(days=random.random() ** 3 * 200, minutes=random.randint(2, 90))
        person["trusted_at"] = person["seen_at"] = acted
        if account := person.get("organisation_id"):
            batch.add(Belonging, person_id=person, organisation_id=account, how=How.CRM, since=person["joined_at"])
        batch.add(
            Event, kind="person.joined", at=person["joined_at"], actor_id=person, idea_id=None, person_id=person, data={},
            expanded=True,
        )


def _first_acts(batch: Batch) -> dict[int, datetime]:
    first: dict[int, datetime] = {}
    for model, who, when in ACTS:
        for row in batch.of(model):
            if row[who] is not None:
                first[row[who]["id"]] = min(row[when], first.get(row[who]["id"], row[when]))
    return first


def _staff(batch: Batch, customers: list[Customer]) -> Iterator[Row]:
    known = {each.row["id"] for each in customers}
    return (row for row in batch.of(Person) if row["id"] not in known)
