"""What the ledger holds, and whom an event may concern."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, exists, func, literal, or_, select, union

from community.accounts.models import Person
from community.accounts.rules import Level
from community.advocates.models import Badge, HeldOutcome, LedgerLine, PointsDecay
from community.advocates.rules import Cause, Key
from community.cocreation.models import AnswerCredit
from community.db import db
from community.ideas.models import Comment, HelpfulMark, Idea
from community.moderation.models import Removal
from community.site import Site
from community.voices.models import Voice

BATCH = 20
"""People settled in one transaction, so that nobody who writes waits long."""


def hold_person(person_id: int) -> Person | None:
    """The person, kept from others until this transaction ends: two causes at once must not both be counted."""
    return db.session.get(Person, person_id, with_for_update=True, populate_existing=True)


@dataclass(frozen=True)
class Holding:
    """What the ledger says of one outcome, and what it is about."""

    points: int
    idea_id: int | None
    comment_id: int | None
    from_id: int | None
    earned_at: datetime


def holdings_of(person_id: int) -> dict[Key, Holding]:
    """Everything the ledger has a line about, also where the lines add up to nothing."""
    columns: tuple[Any, ...] = (
        LedgerLine.cause, LedgerLine.subject_id, func.sum(LedgerLine.points), func.max(LedgerLine.idea_id),
        func.max(LedgerLine.comment_id), func.max(LedgerLine.from_id), func.min(func.coalesce(LedgerLine.earned_at, LedgerLine.at)),
    )
    statement = select(*columns).where(LedgerLine.person_id == person_id).group_by(LedgerLine.cause, LedgerLine.subject_id)
    return {(cause, subject): Holding(*facts) for cause, subject, *facts in db.session.execute(statement)}


def held_outcomes_of(person_id: int) -> dict[Key, HeldOutcome]:
    rows = db.session.scalars(select(HeldOutcome).where(HeldOutcome.person_id == person_id))
    return {(row.cause, row.subject_id): row for row in rows}


def decay_of(person_id: int) -> PointsDecay | None:
    return db.session.get(PointsDecay, person_id, populate_existing=True)


def decay_written(person_id: int) -> int:
    """The sum of a person's lines about decay."""
    mine = (LedgerLine.person_id == person_id, LedgerLine.cause == Cause.DECAY)
    return db.session.scalar(select(func.coalesce(func.sum(LedgerLine.points), 0)).where(*mine)) or 0


def people_to_fade(month: int) -> list[int]:
    """The next people with points whose decay is not written through this month."""
    faded = exists().where(PointsDecay.person_id == Person.id, PointsDecay.through >= month)
    statement = select(Person.id).where(exists().where(LedgerLine.person_id == Person.id), ~faded)
    return list(db.session.scalars(statement.order_by(Person.id).limit(BATCH)))


def people_with_levels(after: int) -> list[int]:
    """The next people who have a level to lose."""
    statement = select(Person.id).where(Person.level != Level.MEMBER, Person.id > after)
    return list(db.session.scalars(statement.order_by(Person.id).limit(BATCH)))


def half_life() -> int:
    """In months, as the community has it now."""
    return db.session.scalar(select(Site.half_life_months).where(Site.id == 1)) or 12


def badge_rows(person_id: int) -> dict[str, Badge]:
    return {row.kind: row for row in db.session.scalars(select(Badge).where(Badge.person_id == person_id))}


def flagged_since(person_id: int, since: datetime) -> bool:
    """Whether words of theirs were taken out of sight since then, and still are."""
    subjects = (("idea", Idea.id, Idea.author_id), ("comment", Comment.id, Comment.author_id), ("voice", Voice.id, Voice.person_id))
    mine = [and_(Removal.subject_kind == kind, Removal.subject_id.in_(select(row).where(owner == person_id))) for kind, row, owner in subjects]
    statement = select(literal(1)).where(Removal.lifted_at.is_(None), Removal.at > since, or_(*mine))
    return db.session.scalar(statement.limit(1)) is not None


def author_of_comment(comment_id: int) -> int | None:
    return db.session.scalar(select(Comment.author_id).where(Comment.id == comment_id))


def person_of_voice(voice_id: int) -> int | None:
    return db.session.scalar(select(Voice.person_id).where(Voice.id == voice_id))


def _group(idea_ids: Collection[int]) -> Select:
    """These ideas, what they are part of and all that is part of that."""
    roots = select(func.coalesce(Idea.root_id, Idea.id)).where(Idea.id.in_(idea_ids)).scalar_subquery()
    return select(Idea.id).where(or_(Idea.id.in_(idea_ids), Idea.id.in_(roots), Idea.root_id.in_(roots)))


def people_behind(idea_ids: Collection[int], after: int) -> list[int]:
    """Whom an outcome of these ideas may concern: who wrote them, gave words to what shipped or to an answer, or holds something
    for them; the next after this id."""
    group = _group(idea_ids)
    shipped = select(Idea.id).where(Idea.id.in_(group), Idea.status == "shipped")
    words = and_(Voice.idea_id.in_(group), exists(shipped), Voice.person_id.is_not(None))
    credited = select(Voice.person_id).join(AnswerCredit, AnswerCredit.voice_id == Voice.id).where(Voice.idea_id.in_(group))
    found = union(
        select(Idea.author_id.label("id")).where(Idea.id.in_(group)),
        select(Voice.person_id.label("id")).where(words), credited,
        select(LedgerLine.person_id.label("id")).where(LedgerLine.idea_id.in_(group)),
    ).subquery()
    return list(db.session.scalars(select(found.c.id).where(found.c.id > after).order_by(found.c.id).limit(BATCH)))


def people_given_by(person_id: int, after: int) -> list[int]:
    """Who holds something by this person's word, and the person; the next after this id."""
    given = union(
        select(LedgerLine.person_id.label("id")).where(LedgerLine.from_id == person_id),
        select(HeldOutcome.person_id.label("id")).where(HeldOutcome.from_id == person_id),
        select(Comment.author_id.label("id")).join(HelpfulMark, HelpfulMark.comment_id == Comment.id).where(HelpfulMark.person_id == person_id),
        select(Person.id.label("id")).where(Person.id == person_id),
    ).subquery()
    return list(db.session.scalars(select(given.c.id).where(given.c.id > after).order_by(given.c.id).limit(BATCH)))
