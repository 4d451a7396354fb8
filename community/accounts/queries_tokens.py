"""Questions about the tokens of the API."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import FromClause, Row, Select, bindparam, select, true

from community.accounts.models import Person
from community.accounts.models_tokens import ApiToken
from community.accounts.queries import hash_of
from community.accounts.rules import PersonState, Role
from community.accounts.rules_tokens import is_token
from community.accounts.viewer import Viewer
from community.db import db, written_out
from community.glance import Glance

Ask = Callable[..., list[Any]]
"""A Glance of told_a_caller, its own values given: the hash of the token is what it still lacks."""

_token, _maker = ApiToken.__table__, Person.__table__
"""The tables themselves: building rows of classes costs more than the database does, and a till asks all day."""


@dataclass(frozen=True)
class Caller:
    """The program that asks: its token, what that may do, in whose name, and the answer to what it asked together with that."""

    token_id: int
    scopes: tuple[str, ...]
    person: Viewer
    answer: Sequence[Any] = ()


def told_a_caller(question: Select | None = None) -> Select:
    """Who asks with this token, beside the rows of a question ordered by its column `place`.

    One row without an answer where the question has none; nothing where nobody may ask, such as a revoked token.
    """
    who = (
        _token.c.id.label("token_id"), _token.c.scopes, _maker.c.id.label("maker_id"), _maker.c.name.label("maker_name"),
        _maker.c.role.label("maker_role"), _maker.c.state.label("maker_state"), _maker.c.organisation_id.label("maker_organisation_id"),
        _maker.c.locale.label("maker_locale"), _maker.c.zone.label("maker_zone"), _maker.c.email.label("maker_email"),
        _maker.c.joined_at.label("maker_joined_at"),
    )
    may_ask = (
        _token.c.token_hash == bindparam("hash"), _token.c.revoked_at.is_(None),
        _maker.c.role.in_(written_out([Role.ADMINISTRATOR])), _maker.c.state.in_(written_out([PersonState.ACTIVE])),
    )
    asking: FromClause = _token.join(_maker, _maker.c.id == _token.c.created_by_id)
    if question is None:
        return select(*who).select_from(asking).where(*may_ask)
    answer = question.subquery("answer")
    return select(*who, *answer.c).select_from(asking.outerjoin(answer, true())).where(*may_ask).order_by(answer.c.place)


_CALLER = Glance(told_a_caller)


def caller_with(token: str, ask: Ask = _CALLER) -> Caller | None:
    """By the hash, so that nothing is compared with a secret; None for the revoked and for those whose maker has left."""
    if not is_token(token):
        return None
    found = ask(hash=hash_of(token))
    if not found:
        return None
    one = found[0]
    maker = Viewer(
        id=one.maker_id, name=one.maker_name, role=one.maker_role, state=one.maker_state, organisation_id=one.maker_organisation_id,
        locale=one.maker_locale, zone=one.maker_zone, email=one.maker_email or "", joined_at=one.maker_joined_at,
    )
    return Caller(one.token_id, tuple(one.scopes), maker, found)


def tokens() -> list[Row]:
    """ApiToken, the name of who made it, and whether that person still is an administrator; those in use first."""
    still = ((Person.role == Role.ADMINISTRATOR) & (Person.state == PersonState.ACTIVE)).label("still")
    statement = select(ApiToken, Person.name.label("maker"), still).join(Person, Person.id == ApiToken.created_by_id)
    return list(db.session.execute(statement.order_by(ApiToken.revoked_at.is_not(None), ApiToken.name, ApiToken.id)))


def token_to_change(token_id: int) -> ApiToken | None:
    return db.session.get(ApiToken, token_id, with_for_update=True) if 0 < token_id < 2**31 else None
