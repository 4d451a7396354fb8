"""Questions about people's help, each with the reader's permission in it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from community.accounts.models import Person
from community.accounts.rules import STAFF_ROLES
from community.accounts.viewer import Viewer
from community.advocates.models import LedgerLine
from community.advocates.rules import Cause, Mark, Pointing
from community.db import db
from community.ideas.models import Comment, HelpfulMark, Idea, Topic
from community.ideas.queries import visible_to
from community.ideas.queries_talk import with_page
from community.triage.models import Proposal

PAGE_SIZE = 50


def hold_person(person_id: int) -> Person | None:
    """The person, kept from others until this transaction ends: two causes at once must not both be counted."""
    return db.session.get(Person, person_id, with_for_update=True, populate_existing=True)


def author_of_idea(idea_id: int) -> int | None:
    return db.session.scalar(select(Idea.author_id).where(Idea.id == idea_id))


def author_of_comment(comment_id: int) -> int | None:
    return db.session.scalar(select(Comment.author_id).where(Comment.id == comment_id))


def status_of(idea_id: int) -> str:
    return db.session.scalar(select(Idea.status).where(Idea.id == idea_id)) or ""


def comment_facts(comment_id: int) -> Row:
    """author_id, asker_id, idea_id and hidden_at of one comment."""
    asker = Idea.author_id.label("asker_id")
    statement = select(Comment.author_id, asker, Comment.idea_id, Comment.hidden_at).join(Idea, Idea.id == Comment.idea_id)
    return db.session.execute(statement.where(Comment.id == comment_id)).one()


def marks_on(comment_id: int) -> list[Mark]:
    statement = select(HelpfulMark.person_id, Person.role).join(Person, Person.id == HelpfulMark.person_id)
    rows = db.session.execute(statement.where(HelpfulMark.comment_id == comment_id))
    return [Mark(row.person_id, row.role in STAFF_ROLES) for row in rows]


def pointings_of(person_id: int, idea_id: int) -> list[Pointing]:
    """What this person said of an idea being the same as an older one."""
    earlier, part, root = aliased(Proposal), aliased(Idea), aliased(Idea)
    same_pair = (earlier.part_id == Proposal.part_id, earlier.root_id == Proposal.root_id)
    first = ~exists().where(*same_pair, earlier.id < Proposal.id)
    own = or_(part.author_id == person_id, root.author_id == person_id)
    statement = select(Proposal.state == "accepted", first, own).join(part, part.id == Proposal.part_id)
    statement = statement.join(root, root.id == Proposal.root_id)
    rows = db.session.execute(statement.where(Proposal.proposer_id == person_id, Proposal.part_id == idea_id))
    return [Pointing(*row) for row in rows]


def points_held(person_id: int, cause: Cause, idea_id: int | None, comment_id: int | None) -> int:
    """What the ledger already says for this cause."""
    about = and_(LedgerLine.idea_id == idea_id, LedgerLine.comment_id.is_(None))
    if comment_id is not None:
        about = LedgerLine.comment_id == comment_id
    mine = (LedgerLine.person_id == person_id, LedgerLine.cause == cause, about)
    return db.session.scalar(select(func.coalesce(func.sum(LedgerLine.points), 0)).where(*mine)) or 0


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
    """A person and staff read every line; everyone else those whose idea is open to them."""
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
    return statement if whole else statement.where(visible_to(viewer))

