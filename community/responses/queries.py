"""Questions about answers and the clocks that make them due."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from community import clock
from community.accounts.models import Person
from community.accounts.rules import ANSWERING_ROLES, PersonState, Role
from community.db import db
from community.ideas.models import Idea, Topic
from community.ideas.queries import listed
from community.ideas.rules import IdeaState
from community.responses import promising
from community.responses.models import Answer, Clock, Escalation, Pause
from community.responses.models_promises import CalendarVersion, PolicyVersion
from community.responses.rules import LADDER
from community.responses.timing import Terms


def lock_idea(idea: Idea) -> None:
    """Make sure that only this transaction answers the idea, and see it as it now is."""
    db.session.refresh(idea, with_for_update={"of": Idea})


def hold_ideas(idea_ids: Collection[int]) -> list[Idea]:
    """Those of these ideas that are in the lists, kept from others until this transaction ends, in the order of ids."""
    statement = select(Idea).where(Idea.id.in_(idea_ids), listed()).order_by(Idea.id)
    return list(db.session.scalars(statement.with_for_update(of=Idea).execution_options(populate_existing=True)))


def answers_of(idea_id: int) -> list[Answer]:
    """The answers of an idea, the one that holds first, authors with them."""
    statement = select(Answer).where(Answer.idea_id == idea_id, Answer.withdrawn_at.is_(None))
    return list(db.session.scalars(statement.options(joinedload(Answer.author)).order_by(Answer.id.desc())))


def open_clock(idea_id: int) -> Clock | None:
    """The cycle that runs, if one does; not the one of a question that waits for a reply."""
    return db.session.scalar(select(Clock).where(Clock.idea_id == idea_id, Clock.stopped_at.is_(None), Clock.kind != "next"))


def next_clock(idea_id: int) -> Clock | None:
    """The cycle of the oldest question that waits for a reply, if one does."""
    return db.session.scalar(select(Clock).where(Clock.idea_id == idea_id, Clock.stopped_at.is_(None), Clock.kind == "next"))


def next_cycle(idea_id: int) -> int:
    """The number that the next cycle of an idea gets."""
    return (db.session.scalar(select(func.max(Clock.cycle)).where(Clock.idea_id == idea_id)) or 0) + 1


def pauses_of(clock_ids: Collection[int]) -> list[Pause]:
    """The pauses of these clocks, in the order they came."""
    return list(db.session.scalars(select(Pause).where(Pause.clock_id.in_(clock_ids)).order_by(Pause.clock_id, Pause.id)))


def pauses_by_clock(clock_ids: Collection[int]) -> dict[int, list[Pause]]:
    """The same by clock id; clocks that never stood still are left out."""
    return _by_clock(pauses_of(clock_ids))


def running_pauses(topic_id: int) -> dict[int, list[Pause]]:
    """The same of the cycles that run in a topic: there may be more of them than a statement takes values."""
    running = (Idea.topic_id == topic_id, Clock.stopped_at.is_(None))
    statement = select(Pause).join(Clock, Clock.id == Pause.clock_id).join(Idea, Idea.id == Clock.idea_id).where(*running)
    return _by_clock(db.session.scalars(statement.order_by(Pause.clock_id, Pause.id)))


def _by_clock(pauses: Iterable[Pause]) -> dict[int, list[Pause]]:
    found: dict[int, list[Pause]] = {}
    for pause in pauses:
        found.setdefault(pause.clock_id, []).append(pause)
    return found


def running_clocks(topic_id: int) -> list[Clock]:
    """The cycles that run in a topic."""
    statement = select(Clock).join(Idea, Idea.id == Clock.idea_id).where(Idea.topic_id == topic_id, Clock.stopped_at.is_(None))
    return list(db.session.scalars(statement.order_by(Clock.id)))


def _behind(topic_id: int, terms: Terms) -> Select:
    """The cycles that run in a topic and were counted by other terms; what has no due time is not counted."""
    other = or_(
        Clock.policy_version_id.is_distinct_from(terms.policy_version_id),
        Clock.calendar_version_id.is_distinct_from(terms.calendar_version_id),
    )
    running = (Idea.topic_id == topic_id, Clock.stopped_at.is_(None), Clock.due_at.is_not(None))
    return select(Clock.id).join(Idea, Idea.id == Clock.idea_id).where(*running, other).order_by(Clock.id)


def is_behind(topic_id: int) -> bool:
    """Whether a clock runs in this topic that was counted by other terms than those that hold now."""
    return db.session.scalar(_behind(topic_id, terms_of(topic_id)).limit(1)) is not None


def hold_clocks_behind(topic_id: int, terms: Terms, most: int) -> list[tuple[Idea, Clock]]:
    """The first of them with their ideas, both held, ideas first as everybody does; on PostgreSQL none that others have in hand."""
    ids = list(db.session.scalars(_behind(topic_id, terms).limit(most)))
    whose = select(Clock.idea_id).where(Clock.id.in_(ids))
    ideas = select(Idea).where(Idea.id.in_(whose)).order_by(Idea.id).with_for_update(of=Idea, skip_locked=True)
    held = {idea.id: idea for idea in db.session.scalars(ideas.execution_options(populate_existing=True))}
    clocks = select(Clock).where(Clock.id.in_(ids), Clock.idea_id.in_(held), Clock.stopped_at.is_(None)).order_by(Clock.id)
    found = db.session.scalars(clocks.with_for_update(skip_locked=True).execution_options(populate_existing=True))
    return [(held[clock.idea_id], clock) for clock in found]


def open_pause(clock_id: int) -> Pause | None:
    """The pause in which a clock stands still."""
    return db.session.scalar(select(Pause).where(Pause.clock_id == clock_id, Pause.ended_at.is_(None)))


def next_to_resume(now: datetime) -> Pause | None:
    """The pause that has been over longest without having been ended; on PostgreSQL one that nobody else has in hand."""
    over = (Pause.ended_at.is_(None), Pause.ends_at <= now)
    statement = select(Pause).where(*over).order_by(Pause.ends_at, Pause.id).limit(1)
    return db.session.scalar(statement.with_for_update(of=Pause, skip_locked=True))


def owes_answer(idea_id: int) -> bool:
    """Whether a clock runs in which customers are owed an answer."""
    clock = open_clock(idea_id)
    return clock is not None and clock.kind != "decision"


def hold_last_clock(idea_id: int) -> Clock | None:
    """The newest cycle as it now is, kept from others: no tier is told while its times change."""
    statement = select(Clock).where(Clock.idea_id == idea_id, Clock.kind != "next").order_by(Clock.cycle.desc()).limit(1)
    return db.session.scalar(statement.with_for_update().execution_options(populate_existing=True))


def merged_clocks(idea_ids: Collection[int]) -> list[Clock]:
    """The cycles of these ideas that ran when they became part of another."""
    statement = select(Clock).where(Clock.idea_id.in_(idea_ids), Clock.outcome == "merged", Clock.kind != "next")
    return list(db.session.scalars(statement.order_by(Clock.id)))


def clocks_of(idea_id: int) -> list[Clock]:
    """Every cycle of an idea, the newest first."""
    return list(db.session.scalars(select(Clock).where(Clock.idea_id == idea_id).order_by(Clock.cycle.desc())))


def last_clock(idea_id: int) -> Clock | None:
    """The newest cycle, whether or not it runs; not one of a question."""
    statement = select(Clock).where(Clock.idea_id == idea_id, Clock.kind != "next").order_by(Clock.cycle.desc()).limit(1)
    return db.session.scalar(statement)


def clock_answered(idea_id: int, at: datetime) -> Clock | None:
    """The cycle that the answer given then ended, if it ended one."""
    ended = (Clock.idea_id == idea_id, Clock.kind != "next", Clock.outcome == "answered", Clock.stopped_at == at)
    return db.session.scalar(select(Clock).where(*ended).order_by(Clock.cycle.desc()).limit(1))


def answered_moments(idea_id: int) -> set[datetime]:
    """When answers ended cycles of an idea."""
    ended = (Clock.idea_id == idea_id, Clock.kind != "next", Clock.outcome == "answered")
    return {at for at in db.session.scalars(select(Clock.stopped_at).where(*ended)) if at}


def has_clock(idea_id: int, kind: str) -> bool:
    statement = select(Clock.id).where(Clock.idea_id == idea_id, Clock.kind == kind).limit(1)
    return db.session.scalar(statement) is not None


def last_tier_told(clock_id: int) -> int:
    return db.session.scalar(select(func.max(Escalation.tier)).where(Escalation.clock_id == clock_id)) or 0


def terms_of(topic_id: int, at: datetime | None = None) -> Terms:
    """What a topic promises by the versions that hold at `at`, now unless said."""
    moment = at or clock.now()
    return Terms.read(_only(_held_terms(topic_id, moment)))


def _held_terms(topic_id: int, at: datetime) -> Select:
    """The policy's version that holds at an instant, and that of its calendar. The first of each holds since ever."""
    held = (
        select(CalendarVersion.id)
        .where(CalendarVersion.calendar_id == PolicyVersion.calendar_id, CalendarVersion.valid_from <= at)
        .order_by(CalendarVersion.valid_from.desc(), CalendarVersion.id.desc())
        .limit(1)
        .correlate(PolicyVersion)
        .scalar_subquery()
    )
    return (
        select(*_TERMS)
        .outerjoin(CalendarVersion, CalendarVersion.id == held)
        .where(PolicyVersion.topic_id == topic_id, PolicyVersion.valid_from <= at)
        .order_by(PolicyVersion.valid_from.desc(), PolicyVersion.id.desc())
        .limit(1)
    )


def terms_held(policy_version_id: int | None, calendar_version_id: int | None) -> Terms:
    """What was promised by these two versions, whatever holds today."""
    joined = CalendarVersion.id == (calendar_version_id or 0)
    statement = select(*_TERMS).outerjoin(CalendarVersion, joined).where(PolicyVersion.id == (policy_version_id or 0))
    return Terms.read(_only(statement))


def _only(statement: Select) -> dict[str, Any]:
    """The columns of the one row there is, by name; none without a row."""
    row = db.session.execute(statement).mappings().one_or_none()
    return dict(row) if row else {}


_TERMS = (
    PolicyVersion.id.label("policy_version_id"), CalendarVersion.id.label("calendar_version_id"),
    *(getattr(PolicyVersion, name) for name in promising.POLICY), *(getattr(CalendarVersion, name) for name in promising.CALENDAR),
)


def review_months(topic_id: int) -> int:
    """How far ahead, in months, a look-again date may lie in this topic."""
    return terms_of(topic_id).review_months


def next_to_renew(now: datetime) -> Idea | None:
    """The idea whose answer has been out of date longest without a clock running again."""
    statement = (
        select(Idea)
        .where(
            Idea.answer_state == "answered", Idea.review_at <= now,
            Idea.state == IdeaState.PUBLISHED, Idea.root_id.is_(None),
        )
        .order_by(Idea.review_at, Idea.id)
        .limit(1)
    )
    return db.session.scalar(statement.with_for_update(of=Idea, skip_locked=True))


def ladder_of(idea_id: int) -> dict[str, int | None]:
    """Who answers for an idea: owner (its own, else its topic's), deputy, manager, director."""
    return ladders_of([idea_id])[idea_id]


def ladders_of(idea_ids: Collection[int]) -> dict[int, dict[str, int | None]]:
    """The same of several ideas, by id."""
    statement = (
        select(
            Idea.id, func.coalesce(Idea.owner_id, Topic.owner_id).label("owner"), Topic.deputy_id.label("deputy"),
            Topic.manager_id.label("manager"), Topic.director_id.label("director"),
        )
        .join(Topic, Topic.id == Idea.topic_id)
        .where(Idea.id.in_(idea_ids))
    )
    return {row.id: {rung: getattr(row, rung) for rung in LADDER} for row in db.session.execute(statement)}


def people_in(role: Role) -> list[int]:
    """Ids of the active people with this role."""
    statement = select(Person.id).where(Person.role == role, Person.state == PersonState.ACTIVE)
    return list(db.session.scalars(statement.order_by(Person.id)))


def unreachable(ids: Collection[int], now: datetime) -> set[int]:
    """Which of these people cannot be told now: away, bounced, no longer active, no longer staff."""
    away = and_(Person.away_from <= now, or_(Person.away_until.is_(None), Person.away_until > now))
    gone = or_(Person.state != PersonState.ACTIVE, Person.role == Role.CUSTOMER, Person.mail_suspended_at.is_not(None))
    return set(db.session.scalars(select(Person.id).where(Person.id.in_(ids), or_(away, gone))))


def answerer(person_id: int) -> Person | None:
    """An active colleague who may answer."""
    statement = select(Person).where(
        Person.id == person_id, Person.state == PersonState.ACTIVE, Person.role.in_(ANSWERING_ROLES)
    )
    return db.session.scalar(statement) if 0 < person_id < 2**31 else None


def answerers() -> list[Person]:
    """Everyone who may answer, by name."""
    statement = select(Person).where(Person.state == PersonState.ACTIVE, Person.role.in_(ANSWERING_ROLES))
    return list(db.session.scalars(statement.order_by(Person.name, Person.id)))
