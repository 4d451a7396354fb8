"""Who gave whom points lately, counted or held."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from community.accounts.models import Person
from community.accounts.models_accounts import Belonging
from community.accounts.rules import Role
from community.advocates.models import HeldOutcome, LedgerLine
from community.advocates.rules import Outcome
from community.advocates.rules_rings import LONGEST_RING, WINDOW
from community.db import db

MOST_EDGES = 2_000
"""So many pairs are looked at in one step; whoever gave more than that gave to a crowd, not in a ring."""


def is_customer(person_id: int) -> bool:
    return db.session.scalar(select(Person.role).where(Person.id == person_id)) == Role.CUSTOMER


def gave_around(receiver: int, outcome: Outcome) -> dict[int, dict[int, int]]:
    """Who gave whom how often in the window before this outcome, as far as a ring could lead from its receiver, it included."""
    gave: dict[int, dict[int, int]] = {}
    asked: set[int] = set()
    nexts = {receiver, outcome.from_id or 0}
    for _ in range(LONGEST_RING - 1):
        for giver, to, often in _given_by(nexts - asked, outcome.at):
            gave.setdefault(giver, {})[to] = gave.get(giver, {}).get(to, 0) + often
        asked |= nexts
        nexts = {to for each in nexts for to in gave.get(each, {})}
    mine = gave.setdefault(outcome.from_id or 0, {})
    mine[receiver] = mine.get(receiver, 0) + 1
    return gave


def _given_by(people: Collection[int], until: datetime) -> list[tuple[int, int, int]]:
    if not people:
        return []
    counted, held = _counted(LedgerLine.from_id.in_(people), until), _held(HeldOutcome.from_id.in_(people), until)
    each = union_all(counted, held).subquery()
    statement = select(each.c.giver, each.c.receiver, func.count()).group_by(each.c.giver, each.c.receiver)
    return [(giver, to, often) for giver, to, often in db.session.execute(statement.limit(MOST_EDGES))]


def _counted(where: ColumnElement[bool], until: datetime) -> Select:
    """One row for each outcome that counts."""
    columns = (LedgerLine.from_id.label("giver"), LedgerLine.person_id.label("receiver"))
    earned = (LedgerLine.earned_at > until - WINDOW, LedgerLine.earned_at <= until)
    statement = select(*columns).where(where, *earned).group_by(*columns, LedgerLine.cause, LedgerLine.subject_id)
    return statement.having(func.sum(LedgerLine.points) > 0)


def _held(where: ColumnElement[bool], until: datetime) -> Select:
    """What is held or was refused; what was released stands in the ledger."""
    statement = select(HeldOutcome.from_id.label("giver"), HeldOutcome.person_id.label("receiver"))
    return statement.where(where, HeldOutcome.state != "released", HeldOutcome.earned_at > until - WINDOW, HeldOutcome.earned_at <= until)


def from_colleagues(receiver: int, outcome: Outcome) -> int:
    """How many outcomes the receiver had in the window from people of the same organisation, this one included; 0 where
    whoever gave this one is none of them."""
    if not db.session.scalar(select(_are_colleagues(literal(outcome.from_id), receiver))):
        return 0
    counted, held = _counted(LedgerLine.person_id == receiver, outcome.at), _held(HeldOutcome.person_id == receiver, outcome.at)
    each = union_all(counted, held).subquery()
    statement = select(func.count()).select_from(each).where(_are_colleagues(each.c.giver, receiver))
    return (db.session.scalar(statement) or 0) + 1


def _are_colleagues(one: ColumnElement[int], other: int) -> ColumnElement[bool]:
    """By any account of both, whatever says so."""
    mine, theirs, first, second = aliased(Belonging), aliased(Belonging), aliased(Person), aliased(Person)
    accounts = and_(mine.person_id == one, theirs.person_id == other, mine.organisation_id == theirs.organisation_id)
    same = and_(first.id == one, second.id == other, first.organisation_id == second.organisation_id)
    return or_(exists().where(accounts), exists().where(same))
