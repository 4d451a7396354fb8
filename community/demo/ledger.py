"""The reputation that the demo's history has earned, as the ledger's own rules have it, each line on its own day."""

from datetime import datetime

from sqlalchemy import select, update

from community.accounts.models import Person
from community.advocates.actions_rebuild import settle_in_time
from community.advocates.queries_proving import may_have_helped
from community.db import db
from community.events import Event

TOLD = ("advocate.changed", "advocate.level_changed")


def earn(now: datetime) -> None:
    """Lines, levels and badges of everybody who helped, and what of their points has faded since; nothing waits for the worker."""
    statement = select(Person.id).where(may_have_helped(), Person.role == "customer")
    for person_id in db.session.scalars(statement.order_by(Person.id)).all():
        settle_in_time(person_id, now=now)
    db.session.execute(update(Event).where(Event.kind.in_(TOLD)).values(expanded=True))
