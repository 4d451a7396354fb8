"""What somebody stands for, from their ledger."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Row, Select, and_, func, or_, select

from community.accounts.models import Person
from community.accounts.rules import Level
from community.accounts.viewer import Viewer
from community.advocates.models import Badge, LedgerLine
from community.advocates.rules import HELPFUL, Cause
from community.advocates.rules_standing import EARNS
from community.db import among, db
from community.ideas.models import Idea, Topic
from community.ideas.queries import visible_to


@dataclass(frozen=True)
class Standing:
    """`score` is the sum of `parts`, the points by cause; `since`: when the level was reached. The counts are of outcomes that
    count now: ideas shipped and planned, comments that helped, duplicates pointed out, voices used, people brought along."""

    score: int = 0
    parts: dict[str, int] = field(default_factory=dict)
    level: str = Level.MEMBER
    since: datetime | None = None
    shipped: int = 0
    planned: int = 0
    helped: int = 0
    duplicates: int = 0
    voices_used: int = 0
    referrals: int = 0
    slips_since: datetime | None = None
    replies: int = 0
    corrections: int = 0


def standing_of(person_id: int) -> Standing:
    """Two statements, one where the person is read already; the empty standing for somebody who is not there."""
    person = db.session.get(Person, person_id)
    return _standing(person, _outcomes_in_ledger([person_id]).get(person_id, [])) if person else Standing()


def standings_of(ids: Collection[int]) -> dict[int, Standing]:
    """The same of many, in two statements as well."""
    columns = (Person.id, Person.points, Person.level, Person.level_since, Person.level_slips_since)
    people = db.session.execute(select(*columns).where(among(Person.id, ids)))
    rows = _outcomes_in_ledger(ids)
    return {person.id: _standing(person, rows.get(person.id, [])) for person in people}


def _outcomes_in_ledger(ids: Collection[int]) -> dict[int, list[Row]]:
    """cause, subject_id and points of everything that has left a trace in the sum, by person."""
    columns = (LedgerLine.person_id, LedgerLine.cause, LedgerLine.subject_id)
    statement = select(*columns, func.sum(LedgerLine.points).label("points")).where(among(LedgerLine.person_id, ids))
    found: dict[int, list[Row]] = {}
    for row in db.session.execute(statement.group_by(*columns).having(func.sum(LedgerLine.points) != 0)):
        found.setdefault(row.person_id, []).append(row)
    return found


def _standing(person: Person | Row, rows: list[Row]) -> Standing:
    parts: dict[str, int] = {}
    subjects: dict[str, set[int]] = {}
    for row in rows:
        parts[row.cause] = parts.get(row.cause, 0) + row.points
        subjects.setdefault(row.cause, set()).add(row.subject_id)
    count = {cause: len(found) for cause, found in subjects.items()}
    helped = set().union(*(subjects.get(cause, set()) for cause in HELPFUL))
    return Standing(
        score=person.points, parts=parts, level=person.level, since=person.level_since, slips_since=person.level_slips_since,
        shipped=count.get(Cause.IDEA_SHIPPED, 0), planned=count.get(Cause.IDEA_PLANNED, 0), helped=len(helped),
        duplicates=count.get(Cause.DUPLICATE_FOUND, 0), referrals=count.get(Cause.REFERRAL_ACTIVE, 0),
        voices_used=count.get(Cause.VOICE_SHIPPED, 0) + count.get(Cause.PART_SHIPPED, 0),
        replies=count.get(Cause.REPLY_CREDITED, 0), corrections=count.get(Cause.ANSWER_CORRECTED, 0),
    )


def badges_of(viewer: Viewer, person_id: int) -> list[Badge]:
    """In the order they were earned; for others only those that something open to them has earned."""
    statement = select(Badge).where(Badge.person_id == person_id)
    if not (viewer.is_staff or viewer.id == person_id):
        earned = _open_outcomes(viewer, person_id)
        statement = statement.where(or_(*(and_(Badge.kind == mark, earned.where(LedgerLine.cause.in_(causes)).exists()) for mark, causes in EARNS.items())))
    return list(db.session.scalars(statement.order_by(Badge.at, Badge.kind)))


def _open_outcomes(viewer: Viewer, person_id: int) -> Select:
    """One row for each outcome that counts, of ideas the reader may see and of no idea."""
    lines = select(LedgerLine.subject_id).outerjoin(Idea, Idea.id == LedgerLine.idea_id).outerjoin(Topic, Topic.id == Idea.topic_id)
    lines = lines.where(LedgerLine.person_id == person_id, or_(LedgerLine.idea_id.is_(None), visible_to(viewer)))
    return lines.group_by(LedgerLine.cause, LedgerLine.subject_id).having(func.sum(LedgerLine.points) > 0)
