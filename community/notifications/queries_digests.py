"""Questions about digests: whose is due, what waits to be told in it, and whether its reader is still there."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, union_all

from community.accounts.models import Person
from community.accounts.rules import STAFF_ROLES, PersonState
from community.db import db
from community.events import Event
from community.ideas.models import Comment, Idea, Topic
from community.notifications import queries_telling
from community.notifications.models import Mail
from community.notifications.models_digests import Digest, DigestPlan
from community.notifications.models_inbox import Notice, Preference
from community.notifications.queries import WAITING
from community.notifications.queries_gathering import ANSWERS
from community.notifications.rules_digests import GATHERED_IN, RECAP, WEEKLY
from community.notifications.rules_telling import Pace
from community.responses.models_rating import Effort, Rating
from community.voices.models import Voice
from community.votes.models import Vote

MOST_GATHERED = 500
"""So many notices are gathered into one mail at most; what is older waits for the next."""


def first_due(now: datetime) -> Row | None:
    """Whose time came first, and which kind: one look at the end of an index, however many people there are."""
    return db.session.execute(_due(select(DigestPlan.person_id, DigestPlan.kind), now)).one_or_none()


def plan_to_make(now: datetime) -> DigestPlan | None:
    """The plan that has been due for longest, kept from others until this transaction ends."""
    held = _due(select(DigestPlan), now).with_for_update(skip_locked=True)
    return db.session.scalar(held.execution_options(populate_existing=True))


def _due(statement: Any, now: datetime) -> Any:
    return statement.where(DigestPlan.next_at <= now).order_by(DigestPlan.next_at).limit(1)


def plan_of(person_id: int, kind: str) -> DigestPlan | None:
    """The plan as it now is, kept from others until this transaction ends."""
    key = (person_id, kind)
    return db.session.get(DigestPlan, key, with_for_update=True, populate_existing=True)


def plans_of(person_id: int) -> dict[str, DigestPlan]:
    """This person's plans by kind."""
    return {plan.kind: plan for plan in db.session.scalars(select(DigestPlan).where(DigestPlan.person_id == person_id))}


def weekly_of(person_id: int, chosen: Mapping[str, str]) -> tuple[bool, int]:
    """Whether this person's weekly digest comes round by itself, and the day of weekly ones."""
    plans = plans_of(person_id)
    weekly, recap = plans.get(WEEKLY), plans.get(RECAP)
    news = weekly is not None and weekly.news and chosen.get(WEEKLY) != Pace.NEVER
    return news, weekly.weekday if weekly else recap.weekday if recap else 0


def are_paused(person_id: int) -> bool:
    """Whether this person's digests paused because nobody had been here for long."""
    paused = (DigestPlan.person_id == person_id, DigestPlan.paused_at.is_not(None))
    return db.session.scalar(select(DigestPlan.kind).where(*paused).limit(1)) is not None


def paces_chosen(person_id: int) -> dict[str, str]:
    """The pace this person chose, by kind."""
    return queries_telling.paces_chosen([person_id]).get(person_id, {})


def paces_waiting(person_id: int) -> list[Pace]:
    """At which paces something waits to be gathered for this person."""
    waiting = (Notice.person_id == person_id, Notice.pace.in_(list(GATHERED_IN)), Notice.mail_id.is_(None), Notice.read_at.is_(None))
    return [Pace(pace) for pace in db.session.scalars(select(Notice.pace).where(*waiting).distinct())]


def last_digest(person_id: int, kind: str) -> Digest | None:
    """The newest period of this person that was told or passed over."""
    mine = select(Digest).where(Digest.person_id == person_id, Digest.kind == kind)
    return db.session.scalar(mine.order_by(Digest.period.desc()).limit(1))


def lately_shown(person_id: int, kind: str, most: int = 8) -> set[int]:
    """The ideas that the last digests suggested to this person."""
    rows = select(Digest.shown).where(Digest.person_id == person_id, Digest.kind == kind).order_by(Digest.period.desc()).limit(most)
    return {idea_id for shown in db.session.scalars(rows) for idea_id in shown.get("rising", ())}


def waiting_mail(digest: Digest) -> Mail | None:
    """The mail of this digest where it has not gone yet and nobody has it in hand."""
    statement = select(Mail).where(Mail.id == digest.mail_id, Mail.state.in_(WAITING), Mail.lease.is_(None))
    return db.session.scalar(statement.with_for_update(skip_locked=True))


def digest_in(mail_id: int) -> Digest | None:
    return db.session.scalar(select(Digest).where(Digest.mail_id == mail_id))


_TOLD = (Notice.id, Notice.kind, Notice.idea_id, Notice.created_at, Event.data, Event.id.label("event_id"))


def notices_waiting(person_id: int, kind: str) -> list[Row]:
    """What this mail is to tell and nobody has read yet, the newest first: id, kind, idea_id, created_at and the event's data."""
    paces = [pace for pace, gathered_in in GATHERED_IN.items() if gathered_in == kind]
    statement = select(*_TOLD).join(Event, Event.id == Notice.event_id)
    statement = statement.where(Notice.person_id == person_id, Notice.pace.in_(paces), Notice.mail_id.is_(None), Notice.read_at.is_(None))
    return list(db.session.execute(statement.order_by(Notice.id.desc()).limit(MOST_GATHERED)))


def notices_in(mail_id: int) -> list[Row]:
    """What this mail tells, the newest first."""
    statement = select(*_TOLD).join(Event, Event.id == Notice.event_id).where(Notice.mail_id == mail_id)
    return list(db.session.execute(statement.order_by(Notice.id.desc())))


def answers_told(person_id: int, since: datetime, but: int | None) -> list[Row]:
    """The answers of which this person was told by other mails than this one since then, the newest first."""
    statement = select(*_TOLD).join(Event, Event.id == Notice.event_id)
    mine = (Notice.person_id == person_id, Notice.kind.in_(ANSWERS), Notice.created_at > since, Notice.mail_id.is_not(None), Notice.pace != Pace.NEVER)
    statement = statement.where(Notice.mail_id != but) if but else statement
    return list(db.session.execute(statement.where(*mine).order_by(Notice.id.desc()).limit(MOST_GATHERED)))


def last_act(person_id: int) -> datetime | None:
    """When this person last said or did something that needs no sign-in where it was done from a mail."""
    acts = (
        (Idea.created_at, Idea.author_id), (Comment.created_at, Comment.author_id), (Vote.created_at, Vote.person_id),
        (Voice.created_at, Voice.person_id), (Effort.answered_at, Effort.person_id), (Rating.created_at, Rating.person_id),
        (Preference.since, Preference.person_id),
    )
    newest = union_all(*(select(func.max(at).label("at")).where(who == person_id) for at, who in acts)).subquery()
    return db.session.scalar(select(func.max(newest.c.at)))


def back_again(most: int) -> list[int]:
    """Whose digests paused by themselves, and who signed in since."""
    statement = select(DigestPlan.person_id).join(Person, Person.id == DigestPlan.person_id)
    statement = statement.where(DigestPlan.paused_at.is_not(None), Person.seen_at > DigestPlan.paused_at)
    return list(db.session.scalars(statement.distinct().order_by(DigestPlan.person_id).limit(most)))


def owners_without_recap(most: int) -> list[Person]:
    """Staff who own a topic, and neither have a plan of a recap nor said anything of it."""
    planned = select(DigestPlan.person_id).where(DigestPlan.kind == RECAP)
    said = select(Preference.person_id).where(Preference.kind == RECAP)
    statement = select(Person).where(Person.id.in_(select(Topic.owner_id)), Person.id.not_in(planned), Person.id.not_in(said))
    statement = statement.where(Person.state == PersonState.ACTIVE, Person.role.in_(STAFF_ROLES))
    return list(db.session.scalars(statement.order_by(Person.id).limit(most)))

