"""Who voted for an idea, for staff; and one's own votes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from community.accounts.models import Organisation, Person
from community.accounts.models_accounts import Belonging
from community.accounts.rules import fold_name
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Idea, Topic
from community.ideas.queries import Page, visible_to
from community.votes.models import Vote

PAGE_SIZE = 50
WHICH = ("counted", "aside", "noted")


@dataclass(frozen=True)
class VoterFilter:
    """Which voters: of WHICH or all, one account's, by the beginning of a name; and the key of the last one shown."""

    which: str = ""
    account: int = 0
    q: str = ""
    after: tuple[datetime, int] | tuple[()] = ()


def voters(group: Collection[int], wanted: VoterFilter, size: int = PAGE_SIZE) -> Page:
    """One keyset page of the people whose votes are on an idea and what joined it, each once, the latest first.

    A row has the person, their organisation, `importance`, `at`, `void`, `reason`, `noted_by` and `voided_by`, each of
    these two a name or None.
    """
    statement = _voters(group)
    if wanted.q:
        pattern = fold_name(wanted.q).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        statement = statement.where(Person.name_folded.like(f"%{pattern}%", escape="\\"))
    if wanted.account:
        members = select(Belonging.person_id).where(Belonging.organisation_id == wanted.account)
        statement = statement.where(or_(Person.organisation_id == wanted.account, Person.id.in_(members)))
    each = _grouped(group).subquery()
    statement = statement.join(each, each.c.person_id == Person.id).where(*_which(each, wanted.which))
    if wanted.after:
        statement = statement.where(tuple_(each.c.at, each.c.person_id) < tuple_(*wanted.after))
    statement = statement.add_columns(each).order_by(each.c.at.desc(), each.c.person_id.desc())
    rows = list(db.session.execute(_with_names(statement, each).limit(size + 1)))
    last = rows[size - 1] if len(rows) > size else None
    return Page(rows[:size], (last.at, last.id) if last else None)


def _voters(group: Collection[int]) -> Select:
    return select(
        Person.id, Person.name, Person.title, Person.state, Person.contact_since, Organisation.id.label("account_id"),
        Organisation.name.label("organisation"),
    ).outerjoin(Organisation, Organisation.id == Person.organisation_id)


def _grouped(group: Collection[int]) -> Select:
    """Each person once: one vote that counts makes them count."""
    return (
        select(
            Vote.person_id, func.max(Vote.importance).label("importance"), func.min(Vote.created_at).label("at"),
            func.min(case((Vote.void, 1), else_=0)).label("void"), func.max(Vote.void_reason).label("reason"),
            func.max(Vote.noted_by_id).label("noted_by_id"), func.max(Vote.voided_by_id).label("voided_by_id"),
        )
        .where(Vote.idea_id.in_(group)).group_by(Vote.person_id)
    )


def _which(each: object, which: str) -> list[ColumnElement[bool]]:
    columns = each.c  # type: ignore[attr-defined]
    chosen = {"counted": columns.void == 0, "aside": columns.void == 1, "noted": columns.noted_by_id.is_not(None)}
    return [chosen[which]] if which in chosen else []


def _with_names(statement: Select, each: object) -> Select:
    columns, noted_by, voided_by = each.c, aliased(Person), aliased(Person)  # type: ignore[attr-defined]
    statement = statement.outerjoin(noted_by, noted_by.id == columns.noted_by_id).outerjoin(voided_by, voided_by.id == columns.voided_by_id)
    return statement.add_columns(noted_by.name.label("noted_by"), voided_by.name.label("voided_by"))


def voter(group: Collection[int], person_id: int) -> Row | None:
    """id, name, void (1 or 0) and reason of one of them."""
    each = _grouped(group).where(Vote.person_id == person_id).subquery()
    statement = select(Person.id, Person.name, each.c.void, each.c.reason).join(each, each.c.person_id == Person.id)
    return db.session.execute(statement).one_or_none() if 0 < person_id < 2**31 else None


def votes_of(viewer: Viewer, before: int = 0, size: int = PAGE_SIZE) -> list[Row]:
    """One's own votes on ideas in sight, the newest ideas first, one more than a page where there is more.

    A row has the idea that shows it (id, title, status, vote_count), `idea_id` that it was given to, `importance`, `at`,
    `reason` where staff set it aside, and `noted_by`, the name of who noted it for this person or None.
    """
    given, noted_by = aliased(Idea), aliased(Person)
    statement = (
        select(
            Idea.id, Idea.title, Idea.status, Idea.vote_count, Vote.idea_id, Vote.importance, Vote.created_at.label("at"),
            Vote.void_reason.label("reason"), noted_by.name.label("noted_by"),
        )
        .join(given, given.id == Vote.idea_id)
        .join(Idea, Idea.id == func.coalesce(given.root_id, given.id))
        .join(Topic, Topic.id == Idea.topic_id)
        .outerjoin(noted_by, noted_by.id == Vote.noted_by_id)
        .where(Vote.person_id == viewer.id, visible_to(viewer))
    )
    if before:
        statement = statement.where(Vote.idea_id < before)
    return list(db.session.execute(statement.order_by(Vote.idea_id.desc()).limit(size + 1)))


def heard_about(person_id: int) -> int:
    """How many of one's votes staff noted or set aside."""
    told = (Vote.person_id == person_id, or_(Vote.noted_by_id.is_not(None), and_(Vote.void, Vote.void_reason != "")))
    return db.session.scalar(select(func.count()).select_from(Vote).where(*told)) or 0
