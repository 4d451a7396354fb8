"""Who somebody is, in one statement: for tills, call centres and chats that ask while the customer stands there."""

from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, case, func, literal_column, or_, select

from community.accounts.models import Organisation, Person
from community.accounts.models_handles import Handle
from community.accounts.rules import PersonState
from community.db import written_out
from community.glance import Glance
from community.ideas.models import Idea
from community.ideas.rules import IdeaState

MOST_IDEAS = 5
MOST_ROWS = 3 * MOST_IDEAS
"""Several ideas of theirs may by now be one."""
CLOSED = ("shipped", "declined")
ALIVE = (IdeaState.PUBLISHED, IdeaState.PENDING)

_person, _account, _handle, _idea = Person.__table__, Organisation.__table__, Handle.__table__, Idea.__table__
"""The tables themselves: building rows of classes costs more than the database does, and a till asks all day."""


MAY = (_person.c.state.not_in(written_out([PersonState.ERASED])), _person.c.export_refused_at.is_(None))
"""Of those who refused that a CRM hears of them, and of the erased, nothing leaves."""


def people_called(handle_folded: str, channel: str = "") -> list[Row]:
    """Whose handle this is: person_id, channel, handle, and whether staff know it; on one channel, or on any."""
    return _ON_ONE(handle=handle_folded, channel=channel) if channel else _ON_ANY(handle=handle_folded)


def card_rows(column: str, value: Any) -> list[Row]:
    """A person, by id, email_folded or external_id, with what they suggested that is still open: a row for each idea, whoever
    is owed something first in front; one row without an idea where there is none; nothing where there is nobody."""
    return _BY[column](value=value)


def _called() -> Select:
    known = (_handle.c.linked_by_id != _handle.c.person_id).label("known")
    statement = select(_handle.c.person_id, _handle.c.channel, _handle.c.handle, known)
    statement = statement.select_from(_handle.join(_person, _person.c.id == _handle.c.person_id))
    return statement.where(_handle.c.handle_folded == bindparam("handle"), *MAY).order_by(_handle.c.channel, _handle.c.id).limit(50)


def _statement(column: str) -> Select:
    own, root, who = _idea.alias(), _idea.alias(), _person.c
    alive = (own.c.author_id == who.id) & own.c.state.in_(written_out(ALIVE))
    is_open = (root.c.id == func.coalesce(own.c.root_id, own.c.id)) & root.c.state.in_(written_out(ALIVE))
    first_due = _first_due(root.c).label("first_due_at")
    statement = select(
        who.id, who.name, who.email, who.external_id, who.role, who.state, who.joined_at, who.level, who.mail_suspended_at,
        _account.c.id.label("account_id"), _account.c.name.label("account"), _account.c.external_id.label("account_key"),
        root.c.id.label("idea_id"), root.c.title, root.c.status, root.c.vote_count, root.c.answer_state, root.c.answered_at,
        root.c.asked_due_at, first_due,
    ).select_from(
        _person.outerjoin(_account, _account.c.id == who.organisation_id).outerjoin(own, alive)
        .outerjoin(root, is_open & root.c.status.not_in(written_out(CLOSED)))
    )
    found = statement.where(who[column] == bindparam("value"), *MAY)
    return found.order_by(root.c.id.is_(None), first_due.nulls_last(), root.c.id.desc()).limit(literal_column(str(MOST_ROWS)))


def _first_due(root: Any) -> ColumnElement[Any]:
    due = case((root.answer_state.not_in(written_out(["answered"])), root.due_at))
    earlier = or_(due.is_(None), root.asked_due_at < due) & root.asked_due_at.is_not(None)
    return case((earlier, root.asked_due_at), else_=due)


_ON_ANY = Glance(_called)
_ON_ONE = Glance(lambda: _called().where(_handle.c.channel == bindparam("channel")))
_BY = {column: Glance(partial(_statement, column)) for column in ("id", "email_folded", "external_id")}
