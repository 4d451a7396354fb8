"""What the demo's people were told of lately: lines in their inboxes, the latest of them unread."""

from datetime import datetime, timedelta

from sqlalchemy import Select, case, literal, select, union

from community.accounts.models import Person
from community.accounts.rules import DEMO_ADDRESSES
from community.db import db
from community.events import Event
from community.ideas.models import Follow, Idea
from community.notifications.actions_plans import choose_weekly
from community.notifications.models_inbox import Notice
from community.notifications.rules_telling import Pace, Relation, tell
from community.votes.models import Vote

ADVOCATE = "ines@brannocs.example"
LONG_ENOUGH = timedelta(days=8)
"""Whoever chose the weekly mail that long ago is owed one now."""
KINDS = ("idea.published", "answer.published", "comment.added")
SHOWN, UNREAD = 12, 3
READ_AFTER = timedelta(hours=3)


def fill_inboxes(now: datetime) -> None:
    """The mails that told them are long gone; the lines stay."""
    people = db.session.scalars(select(Person).where(Person.email.in_(DEMO_ADDRESSES)))
    for person in people.all():
        for place, (event, told) in reversed(list(enumerate(_told(person)))):
            _note(person, event, told, unread=place < UNREAD, now=now)


def choose_weekly_mail(now: datetime) -> None:
    """One of them reads what happened once a week: the worker writes it at its first look."""
    person = db.session.scalars(select(Person).where(Person.email == ADVOCATE)).one()
    seen_at = person.seen_at
    choose_weekly(person, news=True, weekday=now.weekday(), now=now - LONG_ENOUGH)
    person.seen_at = seen_at


def _told(person: Person) -> list[tuple[Event, tuple[str, str]]]:
    """The latest events that this person would have been told of, the latest first: each with the kind of notice and why."""
    found: list[tuple[Event, tuple[str, str]]] = []
    for event, author, voted, follow in db.session.execute(_concerning(person.id)):
        relation = Relation(author=author, voted=voted, follow=follow or "", actor=event.actor_id == person.id)
        if telling := tell(event.kind, relation):
            found.append((event, (telling.kind, telling.why)))
    return found[:SHOWN]


def _concerning(person_id: int) -> Select:
    """Events on what they asked for, voted for or follow."""
    mine = union(
        select(Idea.id).where(Idea.author_id == person_id), select(Vote.idea_id).where(Vote.person_id == person_id),
        select(Follow.idea_id).where(Follow.person_id == person_id),
    ).subquery()
    voted = select(literal(True)).where(Vote.idea_id == Event.idea_id, Vote.person_id == person_id).exists()
    level = select(Follow.level).where(Follow.idea_id == Event.idea_id, Follow.person_id == person_id).scalar_subquery()
    statement = select(Event, case((Idea.author_id == person_id, True), else_=False), voted, level).join(Idea, Idea.id == Event.idea_id)
    return statement.where(Event.kind.in_(KINDS), Event.idea_id.in_(select(mine.c[0]))).order_by(Event.id.desc()).limit(20 * SHOWN)


def _note(person: Person, event: Event, told: tuple[str, str], *, unread: bool, now: datetime) -> None:
    kind, why = told
    read_at = None if unread else min(event.at + READ_AFTER, now)
    db.session.add(
        Notice(event_id=event.id, person_id=person.id, kind=kind, idea_id=event.idea_id, why=why, pace=Pace.NEVER, created_at=event.at, read_at=read_at)
    )
