"""Questions about what people are called elsewhere."""

from sqlalchemy import Row, func, select
from sqlalchemy.orm import aliased

from community.accounts.models import Person
from community.accounts.models_handles import Handle, HandleClaim
from community.accounts.rules import PersonState
from community.accounts.rules_handles import fold_handle
from community.db import db

LARGEST_ID = 2**31


def person_by_handle(channel: str, handle: str) -> Person | None:
    """Whose handle this is on this channel, whoever said so; never somebody who was erased."""
    named = (Handle.channel == channel, Handle.handle_folded == fold_handle(handle))
    statement = select(Person).join(Handle, Handle.person_id == Person.id)
    return db.session.scalar(statement.where(*named, Person.state != PersonState.ERASED))


def handle_named(channel: str, handle: str) -> Handle | None:
    named = (Handle.channel == channel, Handle.handle_folded == fold_handle(handle))
    return db.session.scalar(select(Handle).where(*named))


def handles_of(person_id: int) -> list[Handle]:
    statement = select(Handle).where(Handle.person_id == person_id)
    return list(db.session.scalars(statement.order_by(Handle.channel, Handle.handle_folded)))


def count_handles(person_id: int) -> int:
    return db.session.scalar(select(func.count()).select_from(Handle).where(Handle.person_id == person_id)) or 0


def handle(handle_id: int) -> Handle | None:
    return db.session.get(Handle, handle_id) if 0 < handle_id < LARGEST_ID else None


def claim(claim_id: int) -> HandleClaim | None:
    return db.session.get(HandleClaim, claim_id) if 0 < claim_id < LARGEST_ID else None


def claim_of(handle_id: int, person_id: int) -> HandleClaim | None:
    mine = (HandleClaim.handle_id == handle_id, HandleClaim.person_id == person_id)
    return db.session.scalar(select(HandleClaim).where(*mine))


def claims() -> list[Row]:
    """Handles that two people say are theirs, the longest waiting first: the claim, the handle, its holder, who claims it."""
    holder, claimant = aliased(Person), aliased(Person)
    statement = (
        select(
            HandleClaim.id, HandleClaim.at, Handle.channel, Handle.handle, Handle.linked_by_id, holder.id.label("holder_id"),
            holder.name.label("holder"), claimant.id.label("claimant_id"), claimant.name.label("claimant"),
        )
        .join(Handle, Handle.id == HandleClaim.handle_id)
        .join(holder, holder.id == Handle.person_id)
        .join(claimant, claimant.id == HandleClaim.person_id)
    )
    return list(db.session.execute(statement.order_by(HandleClaim.id)))
