"""Questions about people and sessions."""

import hashlib
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, or_, select

from community.accounts.models import HeldAct, Organisation, Person, Session, SignIn
from community.accounts.rules import fold, mail_domain
from community.accounts.viewer import Viewer
from community.db import db

MOST_TRIES = 5

_VIEWER = (
    select(
        Person.id, Person.name, Person.role, Person.state, Person.organisation_id, Person.locale, Person.zone,
        Person.email, Session.id, Person.joined_at, Person.mail_suspended_at,
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
    person_id, name, role, state, organisation_id, locale, zone, email, session_id, joined_at, suspended_at = row
    return Viewer(
        id=person_id, name=name, role=role, state=state, organisation_id=organisation_id, locale=locale, zone=zone,
        email=email or "", session_token=token, session_id=session_id, joined_at=joined_at,
        mail_suspended=suspended_at is not None,
    )


def person_by_email(email: str) -> Person | None:
    return db.session.scalar(select(Person).where(Person.email_folded == fold(email)))


def person(person_id: int) -> Person | None:
    return db.session.get(Person, person_id)


def person_to_change(person_id: int) -> Person | None:
    """Held until the transaction ends."""
    return db.session.get(Person, person_id, with_for_update=True) if 0 < person_id < 2**31 else None


def people_with(emails: tuple[str, ...]) -> list[Person]:
    """Those of these addresses that somebody has, in the order asked for."""
    found = {row.email_folded: row for row in db.session.scalars(select(Person).where(Person.email_folded.in_(emails)))}
    return [found[email] for email in emails if email in found]


def organisation_by_address(email: str) -> int | None:
    """The organisation whose own mail domain this address is in; never by the domain of a free mail service."""
    domain = mail_domain(email)
    return db.session.scalar(select(Organisation.id).where(Organisation.domain == domain)) if domain else None


def asked_from(browser_hash: str, now: datetime, *, lock: bool = False) -> SignIn | None:
    """The newest sign-in this browser asked for that is still good, or None."""
    asked = select(SignIn).where(SignIn.browser_hash == browser_hash, *_still_good(now)).order_by(SignIn.id.desc())
    asked = asked.limit(1)
    return db.session.scalar(asked.with_for_update() if lock else asked) if browser_hash else None


def sign_in_by_link(token: str, now: datetime, *, lock: bool = False) -> SignIn | None:
    """The sign-in this link belongs to, while it is good."""
    asked = select(SignIn).where(SignIn.link_hash == hash_of(token), *_still_good(now))
    return db.session.scalar(asked.with_for_update() if lock else asked)


def _still_good(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return SignIn.used_at.is_(None), SignIn.expires_at > now, SignIn.tries < MOST_TRIES


def open_sessions_of(person_id: int, now: datetime) -> list[Session]:
    """Where a person is signed in, the newest first."""
    mine = select(Session).where(Session.person_id == person_id, Session.revoked_at.is_(None), Session.expires_at > now)
    return list(db.session.scalars(mine.order_by(Session.created_at.desc(), Session.id.desc())))


def acts_settled_in(session_id: int) -> list[HeldAct]:
    """What was tried when this session began: a held act is settled at the instant the session opens."""
    began = HeldAct.done_at == Session.created_at
    acts = select(HeldAct).join(Session, (Session.person_id == HeldAct.person_id) & began)
    return list(db.session.scalars(acts.where(Session.id == session_id).order_by(HeldAct.id)))


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


def is_trusted(person_id: int | None) -> bool:
    """Whether a moderator has let an idea of this person pass before."""
    return db.session.scalar(select(Person.trusted_at).where(Person.id == person_id)) is not None
