"""Questions about people's help, each with the reader's permission in it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.advocates.models import LedgerLine
from community.advocates.rules import Cause
from community.db import db
from community.ideas.models import Idea, Topic
from community.ideas.queries import visible_to
from community.ideas.queries_talk import with_page

PAGE_SIZE = 50


def person_shown(person_id: int, *, staff: bool) -> Person | None:
    """A person with their organisation; whoever is only a contact of the CRM exists for staff alone."""
    statement = select(Person).where(Person.id == person_id).options(joinedload(Person.organisation))
    statement = statement if staff else statement.where(Person.contact_since.is_(None))
    return db.session.scalar(statement) if 0 < person_id < 2**31 else None


@dataclass(frozen=True)
class Ledger:
    """Lines, newest first, each with `open`: may the reader see its idea; the sum of all the reader's lines; the
    key of the next page."""

    lines: list[Row]
    total: int
    older: int | None


def ledger_of(viewer: Viewer, person_id: int, before: int = 0) -> Ledger:
    """A person and staff read every line; everyone else those whose idea is open to them, and what faded."""
    whole = viewer.is_staff or viewer.id == person_id
    total = db.session.scalar(_lines_of(viewer, person_id, whole, func.coalesce(func.sum(LedgerLine.points), 0)))
    visible = case((and_(Idea.id.is_not(None), visible_to(viewer)), True), else_=False).label("open")
    columns = (LedgerLine.id, LedgerLine.at, LedgerLine.cause, LedgerLine.points, LedgerLine.comment_id, LedgerLine.idea_id, Idea.title, visible)
    statement = _lines_of(viewer, person_id, whole, *columns)
    if before:
        statement = statement.where(LedgerLine.id < before)
    rows = list(db.session.execute(with_page(statement).order_by(LedgerLine.id.desc()).limit(PAGE_SIZE + 1)))
    return Ledger(rows[:PAGE_SIZE], total or 0, rows[PAGE_SIZE - 1].id if len(rows) > PAGE_SIZE else None)


def _lines_of(viewer: Viewer, person_id: int, whole: bool, *columns: Any) -> Select:
    statement = select(*columns).select_from(LedgerLine)
    statement = statement.join(Idea, Idea.id == LedgerLine.idea_id, isouter=True)
    statement = statement.join(Topic, Topic.id == Idea.topic_id, isouter=True).where(LedgerLine.person_id == person_id)
    return statement if whole else statement.where(or_(visible_to(viewer), LedgerLine.cause == Cause.DECAY))

