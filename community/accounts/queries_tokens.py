"""Questions about the tokens of the API."""

from dataclasses import dataclass

from sqlalchemy import Row, bindparam, select

from community.accounts.models import Person
from community.accounts.models_tokens import ApiToken
from community.accounts.queries import hash_of
from community.accounts.rules import PersonState, Role
from community.accounts.rules_tokens import is_token
from community.accounts.viewer import Viewer
from community.db import db, written_out
from community.glance import Glance

_token, _maker = ApiToken.__table__.c, Person.__table__.c
_CALLER = Glance(lambda: (
    select(
        _token.id.label("token_id"), _token.scopes, _maker.id, _maker.name, _maker.role, _maker.state, _maker.organisation_id, _maker.locale,
        _maker.zone, _maker.email, _maker.joined_at,
    )
    .select_from(ApiToken.__table__.join(Person.__table__, _maker.id == _token.created_by_id))
    .where(
        _token.token_hash == bindparam("hash"), _token.revoked_at.is_(None),
        _maker.role.in_(written_out([Role.ADMINISTRATOR])), _maker.state.in_(written_out([PersonState.ACTIVE])),
    )
))
"""On the tables themselves: building rows of classes costs more than the database does, and a till asks all day."""


@dataclass(frozen=True)
class Caller:
    """The program that asks: its token, what that may do, and in whose name."""

    token_id: int
    scopes: tuple[str, ...]
    person: Viewer


def caller_with(token: str) -> Caller | None:
    """By the hash, so that nothing is compared with a secret; None for the revoked and for those whose maker has left."""
    if not is_token(token):
        return None
    found = _CALLER(hash=hash_of(token))
    if not found:
        return None
    token_id, scopes, person_id, name, role, state, organisation_id, locale, zone, email, joined_at = found[0]
    maker = Viewer(
        id=person_id, name=name, role=role, state=state, organisation_id=organisation_id, locale=locale, zone=zone,
        email=email or "", joined_at=joined_at,
    )
    return Caller(token_id, tuple(scopes), maker)


def tokens() -> list[Row]:
    """ApiToken, the name of who made it, and whether that person still is an administrator; those in use first."""
    still = ((Person.role == Role.ADMINISTRATOR) & (Person.state == PersonState.ACTIVE)).label("still")
    statement = select(ApiToken, Person.name.label("maker"), still).join(Person, Person.id == ApiToken.created_by_id)
    return list(db.session.execute(statement.order_by(ApiToken.revoked_at.is_not(None), ApiToken.name, ApiToken.id)))


def token_to_change(token_id: int) -> ApiToken | None:
    return db.session.get(ApiToken, token_id, with_for_update=True) if 0 < token_id < 2**31 else None
