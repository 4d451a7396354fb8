"""Who somebody is, in one statement: for tills, call centres and chats that ask while the customer stands there."""

from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased

from community.accounts.models import Organisation, Person
from community.accounts.models_handles import Handle
from community.accounts.rules import PersonState
from community.db import db
from community.ideas.models import Idea
from community.ideas.rules import IdeaState

MOST_IDEAS = 5
MOST_ROWS = 3 * MOST_IDEAS
"""Several ideas of theirs may by now be one."""
CLOSED = ("shipped", "declined")
ALIVE = (IdeaState.PUBLISHED, IdeaState.PENDING)

MAY = (Person.state != PersonState.ERASED, Person.export_refused_at.is_(None))
"""Of those who refused that a CRM hears of them, and of the erased, nothing leaves."""


def people_called(handle_folded: str, channel: str = "") -> list[Row]:
    """Whose handle this is: person_id, channel, handle, and whether staff know it; on one channel, or on any."""
    known = (Handle.linked_by_id != Handle.person_id).label("known")
    statement = select(Handle.person_id, Handle.channel, Handle.handle, known).join(Person, Person.id == Handle.person_id)
    statement = statement.where(Handle.handle_folded == handle_folded, *MAY)
    if channel:
        statement = statement.where(Handle.channel == channel)
    return list(db.session.execute(statement.order_by(Handle.channel, Handle.id).limit(50)))


def card_rows(column: str, value: Any) -> list[Row]:
    """A person, by id, email_folded or external_id, with what they suggested that is still open: a row for each idea, whoever
    is owed something first in front; one row without an idea where there is none; nothing where there is nobody."""
    return list(db.session.execute(_STATEMENTS[column], {"value": value}))


def _statement(column: str) -> Select:
    own, root = aliased(Idea), aliased(Idea)
    alive = (own.author_id == Person.id) & own.state.in_(ALIVE)
    is_open = (root.id == func.coalesce(own.root_id, own.id)) & root.state.in_(ALIVE) & root.status.not_in(CLOSED)
    first_due = _first_due(root)
    statement = select(
        Person.id, Person.name, Person.email, Person.external_id, Person.role, Person.state, Person.joined_at, Person.level,
        Person.mail_suspended_at, Organisation.id.label("account_id"), Organisation.name.label("account"),
        Organisation.external_id.label("account_key"), root.id.label("idea_id"), root.title, root.status,
        root.vote_count, root.answer_state, root.answered_at, root.asked_due_at, first_due.label("first_due_at"),
    )
    statement = statement.outerjoin(Organisation, Organisation.id == Person.organisation_id).outerjoin(own, alive).outerjoin(root, is_open)
    found = statement.where(getattr(Person, column) == bindparam("value"), *MAY)
    return found.order_by(root.id.is_(None), first_due.is_(None), first_due, root.id.desc()).limit(MOST_ROWS)


def _first_due(root: Any) -> ColumnElement[Any]:
    due = case((root.answer_state != "answered", root.due_at))
    earlier = or_(due.is_(None), root.asked_due_at < due) & root.asked_due_at.is_not(None)
    return case((earlier, root.asked_due_at), else_=due)


_STATEMENTS = {column: _statement(column) for column in ("id", "email_folded", "external_id")}
