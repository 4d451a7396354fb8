"""Questions about a person and an account for what a CRM is told of them.

Ideas that became part of another count as what that is now, and once.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, case, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from community.accounts.models import Organisation, Person
from community.accounts.models_accounts import Belonging
from community.accounts.rules import PersonState, Role
from community.db import db
from community.events import Event
from community.ideas.models import Comment, Idea
from community.ideas.rules import IdeaState
from community.responses.models import Answer
from community.responses.models_rating import Effort
from community.responses.rules import Status
from community.responses.rules_rating import WORDING
from community.voices.models import Voice
from community.votes.models import Vote

Root = aliased(Idea)

PUBLISHED = Idea.state == IdeaState.PUBLISHED
STATUS: ColumnElement[str] = func.coalesce(Root.status, Idea.status)
GROUP: ColumnElement[int] = func.coalesce(Idea.root_id, Idea.id)


def customer(person_id: int) -> Person | None:
    """The person with their organisation, unless they are one of ours."""
    statement = select(Person).where(Person.id == person_id, Person.role == Role.CUSTOMER)
    return db.session.scalar(statement.options(joinedload(Person.organisation)).execution_options(populate_existing=True))


def account_keys_of(person_id: int) -> list[str]:
    """The CRM's keys for all accounts of a person, the oldest tie first."""
    theirs = select(Organisation.external_id).join(Belonging, Belonging.organisation_id == Organisation.id)
    theirs = theirs.where(Belonging.person_id == person_id, Organisation.external_id.is_not(None))
    return [key for key in db.session.scalars(theirs.order_by(Belonging.since, Organisation.id)) if key]


def newest_event() -> int:
    return db.session.scalar(select(func.max(Event.id))) or 1


def allowed_again_at(person_id: int) -> datetime | None:
    """When somebody who had refused last said that a CRM may know of them."""
    allowed = (Event.person_id == person_id, Event.kind == "person.export_allowed")
    return db.session.scalar(select(func.max(Event.at)).where(*allowed))


def counts_of(person_id: int) -> Row:
    """All that is counted of one person, by the names of the snapshot; and voted_at, commented_at."""
    comments = (Comment.author_id == person_id, Comment.hidden_at.is_(None))
    columns = {
        "ideas_submitted": _ideas_of(person_id, func.count()),
        "ideas_planned": _ideas_of(person_id, _groups(STATUS.in_((Status.PLANNED, Status.PROGRESS)))),
        "ideas_shipped": _ideas_of(person_id, _groups(STATUS == Status.SHIPPED)),
        "open_unanswered": _ideas_of(person_id, _groups(func.coalesce(Root.answered_at, Idea.answered_at).is_(None))),
        "votes_cast": _votes(Vote.person_id == person_id, Idea.author_id != person_id),
        "votes_received": _votes(Idea.author_id == person_id, Vote.person_id != person_id),
        "voices": _one(func.count(), Voice.person_id == person_id, Voice.hidden_at.is_(None)),
        "comments": _one(func.count(), *comments),
        "helpful_marks": _one(func.coalesce(func.sum(Comment.helpful_count), 0), *comments),
        "voted_at": _one(func.max(Vote.created_at), Vote.person_id == person_id),
        "commented_at": _one(func.max(Comment.created_at), Comment.author_id == person_id),
    }
    return db.session.execute(select(*(column.label(name) for name, column in columns.items()))).one()


def _one(figure: Any, *where: Any) -> ScalarSelect[Any]:
    return select(figure).where(*where).scalar_subquery()


def _groups(condition: Any) -> ColumnElement[int]:
    return func.count(case((condition, GROUP)).distinct())


def _ideas_of(person_id: int, figure: Any) -> ScalarSelect[Any]:
    return _with_root(select(figure)).where(Idea.author_id == person_id, PUBLISHED).scalar_subquery()


def _with_root(statement: Select) -> Select:
    return statement.select_from(Idea).join(Root, Root.id == Idea.root_id, isouter=True)


def _votes(*where: Any) -> ScalarSelect[Any]:
    """Votes that count: a person's for one group of ideas once."""
    counted = select(Vote.person_id, GROUP).join(Idea, Idea.id == Vote.idea_id).where(Vote.void.is_(False), PUBLISHED, *where)
    return select(func.count()).select_from(counted.distinct().subquery()).scalar_subquery()


def efforts_of(person_id: int) -> list[Row]:
    """score and answered_at of each answer to the effort question as it is worded now, the last first."""
    mine = (Effort.person_id == person_id, Effort.score.is_not(None), Effort.wording == WORDING)
    return list(db.session.execute(select(Effort.score, Effort.answered_at).where(*mine).order_by(Effort.answered_at.desc(), Effort.id.desc())))


def account(organisation_id: int) -> Organisation | None:
    return db.session.get(Organisation, organisation_id)


def _members(organisation_id: int) -> Select[int]:
    """Ids of the customers of an account whom a CRM may know of."""
    may = (Person.role == Role.CUSTOMER, Person.state == PersonState.ACTIVE, Person.export_refused_at.is_(None))
    tied = select(Belonging.person_id).where(Belonging.organisation_id == organisation_id)
    return select(Person.id).where(or_(Person.organisation_id == organisation_id, Person.id.in_(tied)), *may)


def counts_of_account(organisation_id: int, now: datetime) -> Row:
    """active_members (who suggested or voted), shipped (ideas of theirs or that they voted for) and overdue of an account."""
    members = _members(organisation_id)
    theirs = select(Idea.id).where(Idea.author_id.in_(members), PUBLISHED)
    voted = select(Vote.idea_id).where(Vote.person_id.in_(members), Vote.void.is_(False))
    active = select(Idea.author_id).where(Idea.author_id.in_(members)).union(select(Vote.person_id).where(Vote.person_id.in_(members)))
    shipped = _with_root(select(_groups(STATUS == Status.SHIPPED))).where(PUBLISHED, Idea.id.in_(theirs.union(voted)))
    late = (Idea.author_id.in_(members), PUBLISHED, Idea.answer_state == "awaiting", Idea.due_at <= now, Idea.legacy.is_(False))
    return db.session.execute(
        select(
            select(func.count()).select_from(active.subquery()).scalar_subquery().label("active_members"),
            shipped.scalar_subquery().label("shipped"), _one(func.count(Idea.id), *late).label("overdue"),
        )
    ).one()


def wanted_by(organisation_id: int, most: int) -> list[Row]:
    """The ideas that most people of an account voted for: id, title, status, votes of this account."""
    counting = (Vote.person_id.in_(_members(organisation_id)), Vote.void.is_(False), PUBLISHED)
    votes = select(GROUP.label("id"), func.count(Vote.person_id.distinct()).label("votes")).join(Idea, Idea.id == Vote.idea_id)
    tally = votes.where(*counting).group_by(GROUP).subquery()
    statement = select(Idea.id, Idea.title, Idea.status, tally.c.votes).join(tally, tally.c.id == Idea.id).where(PUBLISHED)
    return list(db.session.execute(statement.order_by(tally.c.votes.desc(), Idea.id).limit(most)))


def scores_of_account(organisation_id: int) -> list[int]:
    """Every answer of an account's people to the effort question as it is worded now, about answers that hold."""
    statement = select(Effort.score).join(Answer, Answer.id == Effort.answer_id)
    given = (Effort.person_id.in_(_members(organisation_id)), Effort.score.is_not(None), Effort.wording == WORDING)
    return list(db.session.scalars(statement.where(*given, Answer.withdrawn_at.is_(None))))
