"""Questions about the tokens of the API."""

from dataclasses import dataclass

from sqlalchemy import Row, bindparam, select

from community.accounts.models import Person
from community.accounts.models_tokens import ApiToken
from community.accounts.queries import hash_of
from community.accounts.rules import PersonState, Role
from community.accounts.rules_tokens import is_token
from community.accounts.viewer import Viewer
from community.db import db

_CALLER = (
    select(ApiToken.id, ApiToken.scopes, Person)
    .join(Person, Person.id == ApiToken.created_by_id)
    .where(
        ApiToken.token_hash == bindparam("hash"), ApiToken.revoked_at.is_(None),
        Person.role == Role.ADMINISTRATOR, Person.state == PersonState.ACTIVE,
    )
)


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
    row = db.session.execute(_CALLER, {"hash": hash_of(token)}).one_or_none()
    return Caller(row[0], tuple(row[1]), Viewer.of(row[2])) if row else None


def tokens() -> list[Row]:
    """ApiToken, the name of who made it, and whether that person still is an administrator; those in use first."""
    still = ((Person.role == Role.ADMINISTRATOR) & (Person.state == PersonState.ACTIVE)).label("still")
    statement = select(ApiToken, Person.name.label("maker"), still).join(Person, Person.id == ApiToken.created_by_id)
    return list(db.session.execute(statement.order_by(ApiToken.revoked_at.is_not(None), ApiToken.name, ApiToken.id)))


def token_to_change(token_id: int) -> ApiToken | None:
    return db.session.get(ApiToken, token_id, with_for_update=True) if 0 < token_id < 2**31 else None
