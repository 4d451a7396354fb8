"""Joining, signing in, and the sessions that follow."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import update

from community import events
from community.accounts.models import HeldAct, Person, Session
from community.accounts.queries import hash_of, waiting_acts
from community.accounts.rules import Role, clean_line, fold, is_staff, name_from_email
from community.db import db

LONGEST_SESSION = timedelta(days=30)
LONGEST_STAFF_SESSION = timedelta(hours=12)
HELD_FOR = timedelta(days=7)

hasher = PasswordHasher()


def add_person(
    email: str, *, now: datetime, name: str = "", role: Role = Role.CUSTOMER, password: str = "", **details: object
) -> Person:
    """A new person with a confirmed address. The password, if any, is hashed here: call it before writing()."""
    person = Person(
        email=email, email_folded=fold(email), name=clean_line(name) or name_from_email(email), role=role,
        joined_at=now, password_hash=hasher.hash(password) if password else None, **details,
    )
    db.session.add(person)
    db.session.flush()
    events.record("person.joined", at=now, actor_id=person.id, person_id=person.id)
    return person


def password_matches(person: Person | None, password: str) -> bool:
    """Takes as long for an unknown address as for a wrong password."""
    stored = person.password_hash if person else None
    try:
        return hasher.verify(stored or _decoy(), password) and stored is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def _decoy() -> str:
    global _decoy_hash
    if not _decoy_hash:
        _decoy_hash = hasher.hash(secrets.token_hex())
    return _decoy_hash


_decoy_hash = ""


def open_session(person: Person, *, browser: str, network: str, now: datetime) -> str:
    """A new session; the token returned goes into the cookie and is stored nowhere."""
    token = secrets.token_urlsafe(32)
    lasts = LONGEST_STAFF_SESSION if is_staff(person.role) else LONGEST_SESSION
    row = Session(
        token_hash=hash_of(token), person_id=person.id, role=person.role, created_at=now,
        expires_at=now + lasts, browser=clean_line(browser)[:200], network=network,
    )
    db.session.add(row)
    db.session.flush()
    return token


def close_session(session_id: int, *, now: datetime) -> None:
    db.session.execute(update(Session).where(Session.id == session_id).values(revoked_at=now))


def close_sessions_of(person_id: int, *, now: datetime) -> None:
    """Sign a person out everywhere: after a ban, a new password, a changed role."""
    open_ones = (Session.person_id == person_id, Session.revoked_at.is_(None))
    db.session.execute(update(Session).where(*open_ones).values(revoked_at=now))


def hold_act(kind: str, payload: dict[str, Any], *, browser_hash: str, network: str, now: datetime) -> HeldAct:
    """Keep what a visitor did; the same act twice is kept once."""
    for waiting in waiting_acts(browser_hash, None, now):
        if (waiting.kind, waiting.payload) == (kind, payload):
            return waiting
    act = HeldAct(
        kind=kind, payload=payload, browser_hash=browser_hash, network=network, created_at=now,
        expires_at=now + HELD_FOR,
    )
    db.session.add(act)
    db.session.flush()
    return act


def settle_act(act: HeldAct, person_id: int | None, *, done: bool, said: str, now: datetime) -> None:
    """Note what came of it; from here on it is never tried again."""
    act.done_at, act.person_id = now, person_id
    act.outcome, act.said = "done" if done else "refused", said
