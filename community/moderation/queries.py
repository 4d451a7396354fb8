"""What waits for a moderator, and what moderators have done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, func, literal, select
from sqlalchemy.orm import aliased, joinedload

from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Comment, Idea, Topic
from community.ideas.queries import topics_visible_to
from community.ideas.queries_talk import with_page
from community.ideas.rules import IdeaState
from community.moderation.models import Ban, Removal, Report
from community.voices.models import Voice

PAGE_SIZE = 50


@dataclass(frozen=True)
class Subject:
    """An idea, a comment or a voice, with its idea and the person it comes from; `page_id` is the idea that shows it."""

    kind: str
    id: int
    idea_id: int
    title: str
    idea_state: str
    words: str
    hidden: bool
    at: datetime
    author_id: int | None
    author: str
    author_role: str
    author_state: str
    page_id: int
    talked: int


_AUTHOR = (
    func.coalesce(Person.name, "").label("author"), func.coalesce(Person.role, "").label("author_role"),
    func.coalesce(Person.state, "").label("author_state"),
)


def _subjects(kind: str) -> Select:
    """One select a kind, its columns in the order of Subject; Idea, Topic and Person are joined."""
    if kind == "idea":
        hidden: ColumnElement[bool] = Idea.state == IdeaState.HIDDEN
        row, words, at, author_id = Idea, Idea.body, Idea.created_at, Idea.author_id
    elif kind == "comment":
        row, words, at, author_id = Comment, Comment.body, Comment.created_at, Comment.author_id  # type: ignore[assignment]
        hidden = Comment.hidden_at.is_not(None)
    else:
        row, words, at, author_id = Voice, Voice.text, Voice.created_at, Voice.person_id  # type: ignore[assignment]
        hidden = Voice.hidden_at.is_not(None)
    statement = select(
        literal(kind), row.id, Idea.id, Idea.title, Idea.state, words, hidden, at, author_id.label("author_id"), *_AUTHOR
    ).select_from(row)
    if row is not Idea:
        statement = statement.join(Idea, Idea.id == row.idea_id)  # type: ignore[attr-defined]
    statement = statement.join(Topic, Topic.id == Idea.topic_id).outerjoin(Person, Person.id == author_id)
    return with_page(statement)


_COLUMN = {"idea": Idea.id, "comment": Comment.id, "voice": Voice.id}


def subject(viewer: Viewer, kind: str, subject_id: int) -> Subject | None:
    """What this person may see of it: customers what is public, moderators also what is hidden or waits."""
    if not 0 < subject_id < 2**31:
        return None
    statement = _subjects(kind).where(_COLUMN[kind] == subject_id, topics_visible_to(viewer))
    row = db.session.execute(statement.where(Idea.state != IdeaState.DELETED)).one_or_none()
    found = Subject(*row) if row else None
    if found is None or viewer.may_moderate:
        return found
    return found if found.idea_state == IdeaState.PUBLISHED and not found.hidden else None


def subjects(wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Subject]:
    """Many at once, for moderators, by kind and id; at most one statement a kind."""
    by_kind: dict[str, list[int]] = {}
    for kind, subject_id in wanted:
        by_kind.setdefault(kind, []).append(subject_id)
    rows = (row for kind, ids in by_kind.items() for row in db.session.execute(_subjects(kind).where(_COLUMN[kind].in_(ids))))
    return {(found.kind, found.id): found for found in (Subject(*row) for row in rows)}


def pending_ideas() -> list[Idea]:
    """Ideas that wait for a decision, the oldest first, with author and topic."""
    statement = select(Idea).where(Idea.state == IdeaState.PENDING)
    statement = statement.options(joinedload(Idea.author).joinedload(Person.organisation), joinedload(Idea.topic))
    return list(db.session.scalars(statement.order_by(Idea.id).limit(PAGE_SIZE)))


def locked_idea(idea_id: int) -> Idea | None:
    """The idea, theirs to decide on until this transaction ends."""
    statement = select(Idea).where(Idea.id == idea_id, Idea.state != IdeaState.DELETED)
    statement = statement.options(joinedload(Idea.author)).with_for_update(of=Idea)
    return db.session.scalar(statement.execution_options(populate_existing=True)) if 0 < idea_id < 2**31 else None


def waiting_counts() -> tuple[int, int]:
    """How many ideas wait for a decision, and how many ideas, comments and voices are reported."""
    pending = select(func.count()).where(Idea.state == IdeaState.PENDING).scalar_subquery()
    each = select(Report.subject_kind, Report.subject_id).where(Report.resolved_at.is_(None)).distinct().subquery()
    row = db.session.execute(select(pending, select(func.count()).select_from(each).scalar_subquery())).one()
    return row[0], row[1]


def open_reports() -> list[tuple[Subject, list[Row]]]:
    """What is reported and not yet looked at, the oldest first, each with everyone's report of it."""
    statement = (
        select(
            Report.subject_kind, Report.subject_id, Report.reason, Report.note, Report.created_at,
            Person.name.label("reporter"), Person.id.label("reporter_id"),
        )
        .join(Person, Person.id == Report.reporter_id)
        .where(Report.resolved_at.is_(None))
        .order_by(Report.id)
        .limit(PAGE_SIZE * 4)
    )
    grouped: dict[tuple[str, int], list[Row]] = {}
    for row in db.session.execute(statement):
        grouped.setdefault((row.subject_kind, row.subject_id), []).append(row)
    found = subjects(grouped)
    return [(found[key], rows) for key, rows in grouped.items() if key in found]


def has_open_report(kind: str, subject_id: int, reporter_id: int | None) -> bool:
    statement = select(Report.id).where(
        Report.subject_kind == kind, Report.subject_id == subject_id, Report.reporter_id == reporter_id,
        Report.resolved_at.is_(None),
    )
    return db.session.scalar(statement) is not None


def removal_of(kind: str, subject_id: int) -> Removal | None:
    """Why this is out of sight now, or None when no moderator took it out."""
    statement = select(Removal).where(
        Removal.subject_kind == kind, Removal.subject_id == subject_id, Removal.lifted_at.is_(None)
    )
    return db.session.scalar(statement)


def removals(after: int = 0) -> tuple[list[tuple[Row, Subject]], int | None]:
    """What is out of sight now, the latest first, with the moderator's name; and the key to go on from."""
    statement = (
        select(Removal.id, Removal.subject_kind, Removal.subject_id, Removal.reason, Removal.at, Person.name.label("by"))
        .join(Person, Person.id == Removal.by_id)
        .where(Removal.lifted_at.is_(None))
    )
    statement = statement.where(Removal.id < after) if after else statement
    rows = list(db.session.execute(statement.order_by(Removal.id.desc()).limit(PAGE_SIZE + 1)))
    shown = rows[:PAGE_SIZE]
    found = subjects((row.subject_kind, row.subject_id) for row in shown)
    pairs = [(row, found[key]) for row in shown if (key := (row.subject_kind, row.subject_id)) in found]
    return pairs, shown[-1].id if len(rows) > PAGE_SIZE else None


def ban_of(person_id: int) -> Ban | None:
    return db.session.scalar(select(Ban).where(Ban.person_id == person_id, Ban.lifted_at.is_(None)))


def bans() -> list[Row]:
    """Who is kept out now, the latest first: person, reason, since when, by whom."""
    by = aliased(Person)
    statement = (
        select(Ban.person_id, Person.name, Ban.reason, Ban.at, by.name.label("by"))
        .join(Person, Person.id == Ban.person_id)
        .join(by, by.id == Ban.by_id)
        .where(Ban.lifted_at.is_(None))
    )
    return list(db.session.execute(statement.order_by(Ban.id.desc()).limit(PAGE_SIZE * 4)))
