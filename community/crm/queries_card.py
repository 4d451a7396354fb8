"""Who somebody is, in one statement with who asks: for tills, call centres and chats that ask while the customer stands there."""

from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, case, func, literal_column, or_, select

from community.accounts.models import Organisation, Person
from community.accounts.models_handles import Handle
from community.accounts.queries_tokens import Ask, told_a_caller
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


def asking_who_is(column: str, value: str) -> Ask:
    """A program asks for a person, by email_folded or external_id, and for what they suggested that is still open: a row for each
    idea, whoever is owed something first in front; one row without an idea where there is none; without an id where there is nobody."""
    return partial(_BY[column], value=value)


def asking_who_is_called(handle_folded: str, channel: str = "") -> Ask:
    """A program asks whose handle this is: person_id, channel, handle, and whether staff know it; on one channel, or on any."""
    return partial(_ON_ONE, handle=handle_folded, channel=channel) if channel else partial(_ON_ANY, handle=handle_folded)


def card_rows(person_id: int) -> list[Row]:
    """What asking_who_is tells, of somebody whose handle was known."""
    return _BY_ID(value=person_id)


def _called() -> Select:
    known = (_handle.c.linked_by_id != _handle.c.person_id).label("known")
    statement = select(_handle.c.person_id, _handle.c.channel, _handle.c.handle, known, _place(_handle.c.channel, _handle.c.id))
    statement = statement.select_from(_handle.join(_person, _person.c.id == _handle.c.person_id))
    return statement.where(_handle.c.handle_folded == bindparam("handle"), *MAY).order_by("place").limit(50)


def _told(column: str) -> Select:
    return told_a_caller(_statement(column))


def _statement(column: str) -> Select:
    own, root, who = _idea.alias(), _idea.alias(), _person.c
    alive = (own.c.author_id == who.id) & own.c.state.in_(written_out(ALIVE))
    is_open = (root.c.id == func.coalesce(own.c.root_id, own.c.id)) & root.c.state.in_(written_out(ALIVE))
    first_due = _first_due(root.c)
    statement = select(
        who.id, who.name, who.email, who.external_id, who.role, who.state, who.joined_at, who.level, who.mail_suspended_at,
        _account.c.id.label("account_id"), _account.c.name.label("account"), _account.c.external_id.label("account_key"),
        root.c.id.label("idea_id"), root.c.title, root.c.status, root.c.vote_count, root.c.answer_state, root.c.answered_at,
        root.c.asked_due_at, first_due.label("first_due_at"), _place(root.c.id.is_(None), first_due.nulls_last(), root.c.id.desc()),
    ).select_from(
        _person.outerjoin(_account, _account.c.id == who.organisation_id).outerjoin(own, alive)
        .outerjoin(root, is_open & root.c.status.not_in(written_out(CLOSED)))
    )
    found = statement.where(who[column] == bindparam("value"), *MAY)
    return found.order_by("place").limit(literal_column(str(MOST_ROWS)))


def _place(*order: ColumnElement[Any]) -> ColumnElement[int]:
    return func.row_number().over(order_by=order).label("place")


def _first_due(root: Any) -> ColumnElement[Any]:
    due = case((root.answer_state.not_in(written_out(["answered"])), root.due_at))
    earlier = or_(due.is_(None), root.asked_due_at < due) & root.asked_due_at.is_not(None)
    return case((earlier, root.asked_due_at), else_=due)


_ON_ANY = Glance(lambda: told_a_caller(_called()))
_ON_ONE = Glance(lambda: told_a_caller(_called().where(_handle.c.channel == bindparam("channel"))))
_BY_ID = Glance(partial(_statement, "id"))
_BY = {column: Glance(partial(_told, column)) for column in ("email_folded", "external_id")}
