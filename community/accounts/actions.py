"""Joining, signing in, the sessions that follow, and what one changes about oneself."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from community import events
from community.accounts import queries
from community.accounts.actions_accounts import tie
from community.accounts.forms import ProfileForm
from community.accounts.models import HeldAct, Limit, Person, PostedForm, Session, SignIn
from community.accounts.passwords import hash_password
from community.accounts.queries import hash_of
from community.accounts.rules import Role, clean_line, fold, is_staff, name_from_email
from community.accounts.rules_accounts import How
from community.accounts.viewer import Viewer
from community.db import db

LONGEST_SESSION = timedelta(days=30)
LONGEST_STAFF_SESSION = timedelta(hours=12)
HELD_FOR = timedelta(days=7)
CODE_LASTS = timedelta(minutes=10)
LONGEST_NEXT = 500


def add_person(
    email: str, *, now: datetime, name: str = "", role: Role = Role.CUSTOMER, password: str = "",
    organisation_id: int | None = None, how: How = How.HAND, **details: object
) -> Person:
    """A new person with a confirmed address. The password, if any, is hashed here: call it before writing()."""
    person = Person(
        email=email, email_folded=fold(email), name=clean_line(name) or name_from_email(email), role=role,
        joined_at=now, password_hash=hash_password(password) if password else None, **details,
    )
    db.session.add(person)
    db.session.flush()
    if organisation_id is not None:
        tie(person, organisation_id, how, now)
    events.record("person.joined", at=now, actor_id=person.id, person_id=person.id)
    return person


@dataclass(frozen=True)
class Asked:
    """What goes into the mail, and nowhere else."""

    sign_in: SignIn
    code: str
    link_token: str


def ask_for_code(
    email: str, *, browser_hash: str, network: str, next_url: str, via: str = "", secret: str, now: datetime
) -> Asked:
    """A code and a link for this address; the same work whether or not someone here has it.

    What this browser holds goes along, so that it takes effect on whatever device the link is opened. An older
    code that this browser asked for, for the same address, is good no more.
    """
    code, link = f"{secrets.randbelow(1_000_000):06}", secrets.token_urlsafe(32)
    mine = (SignIn.browser_hash == browser_hash, SignIn.email_folded == fold(email))
    _end_sign_ins(*mine, now=now)
    row = SignIn(
        email=email, email_folded=fold(email), code_hash=_code_hash(code, hash_of(link), secret), link_hash=hash_of(link),
        browser_hash=browser_hash, network=network, created_at=now, expires_at=now + CODE_LASTS,
        next_url=next_url if len(next_url) <= LONGEST_NEXT else "/", via=via,
    )
    db.session.add(row)
    db.session.flush()
    waiting = (HeldAct.browser_hash == browser_hash, HeldAct.done_at.is_(None))
    db.session.execute(update(HeldAct).where(*waiting).values(sign_in_id=row.id))
    return Asked(row, code, link)


def try_code(sign_in: SignIn, code: str, *, secret: str, now: datetime) -> bool:
    """Spend one of the five tries; the right code spends the sign-in too."""
    sign_in.tries += 1
    if not hmac.compare_digest(_code_hash(code, sign_in.link_hash, secret), sign_in.code_hash):
        return False
    sign_in.used_at = now
    return True


def use_link(sign_in: SignIn, *, now: datetime) -> None:
    sign_in.used_at = now


def _code_hash(code: str, link_hash: str, secret: str) -> str:
    """A million codes are tried in a second where only a hash protects them: the key is not in the database."""
    return hmac.digest(secret.encode(), f"sign-in code {link_hash} {code}".encode(), "sha256").hex()


def _end_sign_ins(*which: Any, now: datetime) -> None:
    db.session.execute(update(SignIn).where(*which, SignIn.used_at.is_(None), SignIn.expires_at > now).values(expires_at=now))


def person_of(sign_in: SignIn, *, now: datetime) -> Person:
    """Whoever has the confirmed address; a new customer where nobody had it, with the organisation of its domain."""
    found = queries.person_by_email(sign_in.email)
    if found is not None:
        return found
    organisation_id = queries.organisation_by_address(sign_in.email)
    try:
        with db.session.begin_nested():
            return add_person(sign_in.email, now=now, organisation_id=organisation_id, how=How.DOMAIN)
    except IntegrityError:
        return queries.person_by_email(sign_in.email) or _vanished(sign_in)


def _vanished(sign_in: SignIn) -> Person:
    raise LookupError(f"nobody for sign-in {sign_in.id}")


def open_session(person: Person, *, browser: str, network: str, now: datetime) -> str:
    """A new session; the token returned goes into the cookie and is stored nowhere.

    Codes and links still on their way to this person are void from here on.
    """
    token = secrets.token_urlsafe(32)
    lasts = LONGEST_STAFF_SESSION if is_staff(person.role) else LONGEST_SESSION
    row = Session(
        token_hash=hash_of(token), person_id=person.id, role=person.role, created_at=now,
        expires_at=now + lasts, browser=clean_line(browser)[:200], network=network,
    )
    db.session.add(row)
    person.seen_at = now
    _end_sign_ins(SignIn.email_folded == person.email_folded, now=now)
    db.session.flush()
    return token


def note_arrival(person: Person, *, now: datetime) -> None:
    """Record that somebody is here for the first time; before their session is opened.

    Whoever was a contact of the CRM only is a member from here on, with all that was said on their behalf.
    """
    if person.contact_since is not None:
        person.contact_since, person.joined_at = None, now
        events.record("person.joined", at=now, actor_id=person.id, person_id=person.id)
    if person.seen_at is None:
        events.record("person.arrived", at=now, actor_id=person.id, person_id=person.id)


def close_session(session_id: int, *, now: datetime) -> None:
    db.session.execute(update(Session).where(Session.id == session_id).values(revoked_at=now))


def close_sessions_of(person_id: int, *, now: datetime, but: int | None = None) -> None:
    """Sign a person out everywhere (but here): after a ban, a new password, a changed role."""
    open_ones = (Session.person_id == person_id, Session.revoked_at.is_(None), Session.id != (but or 0))
    db.session.execute(update(Session).where(*open_ones).values(revoked_at=now))


def edit_profile(actor: Viewer, person: Person, profile: ProfileForm, *, now: datetime) -> None:
    """Take over what the person says about themselves."""
    person.name, person.title = profile.name, profile.title
    person.locale, person.zone = profile.locale, profile.zone
    events.record("person.updated", at=now, actor_id=actor.id, person_id=person.id)


def set_password(actor: Viewer, person: Person, password_hash: str, *, now: datetime) -> None:
    """Replace the password, already hashed, and close every session and code of before."""
    person.password_hash = password_hash
    close_sessions_of(person.id, now=now)
    events.record("person.updated", at=now, actor_id=actor.id, person_id=person.id)


def hold_act(kind: str, payload: dict[str, Any], *, browser_hash: str, network: str, now: datetime) -> HeldAct:
    """Keep what a visitor did; the same act twice is kept once."""
    for waiting in queries.waiting_acts(browser_hash, None, now):
        if (waiting.kind, _meant(waiting.payload)) == (kind, _meant(payload)):
            return waiting
    act = HeldAct(
        kind=kind, payload=payload, browser_hash=browser_hash, network=network, created_at=now,
        expires_at=now + HELD_FOR,
    )
    db.session.add(act)
    db.session.flush()
    return act


def _meant(payload: dict[str, Any]) -> dict[str, Any]:
    """An act without what was measured of it: how long it took makes it no other act."""
    return {name: value for name, value in payload.items() if name != "seconds"}


def settle_act(act: HeldAct, person_id: int | None, *, done: bool, said: str, now: datetime) -> None:
    """Note what came of it; from here on it is never tried again."""
    act.done_at, act.person_id = now, person_id
    act.outcome, act.said = "done" if done else "refused", said


def drop_act(act_id: int, browser_hash: str) -> None:
    """The visitor thought better of it."""
    mine = (HeldAct.id == act_id, HeldAct.browser_hash == browser_hash, HeldAct.done_at.is_(None))
    db.session.execute(delete(HeldAct).where(*mine))


def forget_old(now: datetime) -> None:
    """Remove what is past its time: held acts, codes, counts, form keys and ended sessions."""
    week, day = now - HELD_FOR, now - timedelta(days=1)
    for old in (
        delete(HeldAct).where(HeldAct.expires_at <= now),
        delete(SignIn).where(SignIn.expires_at < week),
        delete(Limit).where(Limit.expires_at <= now),
        delete(PostedForm).where(PostedForm.created_at < day),
        delete(Session).where(Session.expires_at < week),
    ):
        db.session.execute(old)
