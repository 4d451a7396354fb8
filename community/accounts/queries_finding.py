"""Finding somebody who stands before us, by whatever they say of themselves."""

from sqlalchemy import Row, case, func, or_, select

from community.accounts.models import Organisation, Person
from community.accounts.models_handles import Handle
from community.accounts.rules import PersonState, fold, fold_name
from community.accounts.rules_handles import fold_handle, parted
from community.db import db

MOST_FOUND = 25


def people_like(words: str) -> list[Row]:
    """By name, mail address, handle (`@ada`, `x:ada`) or key in the CRM; whoever is meant exactly comes first. For staff."""
    channel, handle = parted(words)
    called = (Handle.handle_folded == fold_handle(handle), *((Handle.channel == channel,) if channel else ()))
    by_handle = Person.id.in_(select(Handle.person_id).where(*called))
    exact = or_(Person.email_folded == fold(words), Person.external_id == words, by_handle)
    named = Person.name_folded.contains(fold_name(words), autoescape=True)
    like = or_(exact, named, Person.email_folded.contains(fold(words), autoescape=True))
    names = select(func.min(Handle.handle)).where(Handle.person_id == Person.id, *called).correlate(Person).scalar_subquery()
    statement = select(
        Person.id, Person.name, Person.email, Person.external_id, Person.role, Person.state, Person.title,
        Organisation.name.label("organisation"), names.label("handle"),
    ).outerjoin(Organisation, Organisation.id == Person.organisation_id)
    statement = statement.where(like, Person.state != PersonState.ERASED)
    return list(db.session.execute(statement.order_by(case((exact, 0), else_=1), Person.name_folded, Person.id).limit(MOST_FOUND)))
