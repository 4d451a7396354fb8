"""Questions about people and sessions."""

import hashlib
from datetime import datetime

from sqlalchemy import bindparam, or_, select

from community.accounts.models import HeldAct, Person, Session
from community.accounts.rules import fold
from community.accounts.viewer import Viewer
from community.db import db

_VIEWER = (
    select(
        Person.id, Person.name, Person.role, Person.state, Person.organisation_id, Person.locale, Person.zone,
        Person.email, Session.id, Person.joined_at,
    )
    .join(Session, Session.person_id == Person.id)
    .where(
        Session.token_hash == bindparam("hash"),
        Session.revoked_at.is_(None),
        Session.role == Person.role,
        Session.expires_at > bindparam("now"),
    )
)


def hash_of(token: str) -> str:
    """How tokens and codes are stored: never themselves."""
    return hashlib.sha256(token.encode()).hexdigest()


def viewer_by_session(token: str, now: datetime) -> Viewer | None:
    row = db.session.execute(_VIEWER, {"hash": hash_of(token), "now": now}).one_or_none()
    if row is None:
        return None
    person_id, name, role, state, organisation_id, locale, zone, email, session_id, joined_at = row
    return Viewer(
        id=person_id, name=name, role=role, state=state, organisation_id=organisation_id, locale=locale, zone=zone,
        email=email or "", session_token=token, session_id=session_id, joined_at=joined_at,
    )


def person_by_email(email: str) -> Person | None:
    return db.session.scalar(select(Person).where(Person.email_folded == fold(email)))


def person(person_id: int) -> Person | None:
    return db.session.get(Person, person_id)


def waiting_acts(browser_hash: str, sign_in_id: int | None, now: datetime, *, lock: bool = False) -> list[HeldAct]:
    """Held acts of this browser, or linked to this sign-in, that are still to take effect; the oldest first."""
    mine = [HeldAct.browser_hash == browser_hash] if browser_hash else []
    if sign_in_id is not None:
        mine.append(HeldAct.sign_in_id == sign_in_id)
    if not mine:
        return []
    waiting = select(HeldAct).where(or_(*mine), HeldAct.done_at.is_(None), HeldAct.expires_at > now)
    waiting = waiting.order_by(HeldAct.id)
    return list(db.session.scalars(waiting.with_for_update() if lock else waiting))
