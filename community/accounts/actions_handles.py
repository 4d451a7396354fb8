"""Linking what somebody is called elsewhere to the person they are here."""

from datetime import datetime

from sqlalchemy import delete, select

from community import audit, events
from community.accounts import queries_handles as queries
from community.accounts.models import Person
from community.accounts.models_handles import Handle, HandleClaim
from community.accounts.rules_handles import fold_handle
from community.accounts.viewer import Viewer
from community.db import db


def link_handle(actor: Viewer, person: Person, channel: str, handle: str, *, now: datetime) -> Handle | None:
    """The link, new or not; None when the handle is another person's, which is kept for staff to look at."""
    known = queries.handle_named(channel, handle)
    if known is not None and known.person_id != person.id:
        _claim(known, person, now)
        return None
    if known is not None:
        return known
    row = Handle(
        person_id=person.id, channel=channel, handle=handle, handle_folded=fold_handle(handle), linked_by_id=actor.id, at=now,
    )
    db.session.add(row)
    db.session.flush()
    events.record("handle.linked", at=now, actor_id=actor.id, person_id=person.id, handle_id=row.id)
    audit.log("handle.linked", actor_id=actor.id, at=now, subject=("person", person.id), after={"channel": channel})
    return row


def _claim(known: Handle, person: Person, now: datetime) -> None:
    if queries.claim_of(known.id, person.id) is None:
        db.session.add(HandleClaim(handle_id=known.id, person_id=person.id, at=now))


def unlink_handle(actor: Viewer, row: Handle, *, now: datetime) -> None:
    """What was tied to the person by it alone is let go, by what follows the event."""
    db.session.execute(delete(HandleClaim).where(HandleClaim.handle_id == row.id))
    db.session.delete(row)
    db.session.flush()
    events.record("handle.unlinked", at=now, actor_id=actor.id, person_id=row.person_id, handle_id=row.id)
    audit.log("handle.unlinked", actor_id=actor.id, at=now, subject=("person", row.person_id), before={"channel": row.channel})


def vouch_for_handle(actor: Viewer, row: Handle, *, now: datetime) -> bool:
    """Staff know that it is theirs. True when it was the person's own word alone."""
    if row.linked_by_id != row.person_id:
        return False
    row.linked_by_id = actor.id or row.linked_by_id
    audit.log("handle.vouched", actor_id=actor.id, at=now, subject=("person", row.person_id), after={"channel": row.channel})
    return True


def settle_claim(actor: Viewer, claim: HandleClaim, *, to_claimant: bool, now: datetime) -> None:
    """Staff say whose it is: it stays where it is, or goes to who claimed it."""
    row = db.session.get_one(Handle, claim.handle_id)
    claimant = db.session.get_one(Person, claim.person_id)
    db.session.delete(claim)
    db.session.flush()
    audit.log(
        "handle.settled", actor_id=actor.id, at=now, subject=("person", claimant.id), after={"channel": row.channel, "given": to_claimant},
    )
    if to_claimant:
        unlink_handle(actor, row, now=now)
        link_handle(actor, claimant, row.channel, row.handle, now=now)


def forget_handles(person_id: int) -> None:
    """With every claim to them, and every claim of this person."""
    mine = select(Handle.id).where(Handle.person_id == person_id)
    claims = (HandleClaim.person_id == person_id) | HandleClaim.handle_id.in_(mine)
    db.session.execute(delete(HandleClaim).where(claims))
    db.session.execute(delete(Handle).where(Handle.person_id == person_id))
