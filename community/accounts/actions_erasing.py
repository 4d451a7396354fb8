"""Forgetting a person: what is theirs goes, what they began for others goes on without their name.

The row, the sessions and what is held for them change here, at once. Every other package forgets what it knows after
`person.erased`, in a handler of its own, and can be interrupted and begun again at any point (jobs/erasing.py).
"""

import secrets
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update

from community import audit, events
from community.accounts.actions_admin import LastAdministrator
from community.accounts.models import HeldAct, Organisation, Person, PostedForm, Session, SignIn
from community.accounts.models_accounts import Belonging
from community.accounts.models_erasing import Erasure
from community.accounts.queries_admin import administrators
from community.accounts.queries_erasing import erasure_of
from community.accounts.rules import PersonState
from community.accounts.rules_erasing import GRACE, bears, tombstone, traces_of
from community.accounts.viewer import Viewer
from community.db import db


def ask_erasure(actor: Viewer, person: Person, *, keep_words: bool, now: datetime) -> Erasure:
    """The person's own wish: it comes true after GRACE unless it is taken back. Asked again, it may say otherwise what becomes
    of their words, and is no later for it. Raises LastAdministrator."""
    _keep_an_administrator(person)
    request = erasure_of(person.id) or Erasure(person_id=person.id, asked_at=now, due_at=now + GRACE, traces=[])
    if request.keep_words == keep_words:
        return request
    request.keep_words = keep_words
    db.session.add(request)
    events.record("person.erasure_asked", at=now, actor_id=actor.id, person_id=person.id, keep_words=keep_words)
    audit.log("person.erasure_asked", actor_id=actor.id, at=now, subject=("person", person.id), after={"keep_words": keep_words})
    return request


def cancel_erasure(actor: Viewer, person_id: int, *, now: datetime) -> bool:
    """They thought again; True when there was something to take back."""
    waiting = delete(Erasure).where(Erasure.person_id == person_id, Erasure.erased_at.is_(None)).returning(Erasure.person_id)
    if db.session.scalar(waiting) is None:
        return False
    audit.log("person.erasure_cancelled", actor_id=actor.id, at=now, subject=("person", person_id))
    return True


def erase_person(actor: Viewer, person: Person, *, keep_words: bool = True, now: datetime) -> bool:
    """Forget them from this moment; True when they were not forgotten before. Raises LastAdministrator.

    `person` is held. Their key in the CRM stays until the CRM is told (`drop_key`).
    """
    if person.state == PersonState.ERASED:
        return False
    _keep_an_administrator(person)
    _begin(person, keep_words, now)
    _forget_access(person)
    _become_nobody(person)
    own = actor.id == person.id
    audit.log("person.erased", actor_id=actor.id, at=now, subject=("person", person.id), after={"own": own, "keep_words": keep_words})
    events.record("person.erased", at=now, actor_id=actor.id, person_id=person.id, keep_words=keep_words)
    return True


def drop_key(person_id: int) -> None:
    """After the CRM's message is written: nothing joins this row to the CRM any more."""
    person = db.session.get(Person, person_id)
    if person is not None and person.state == PersonState.ERASED:
        person.external_id = None


def learn_traces(person_id: int, *texts: str | None) -> None:
    """They were known under these too: what is still to be looked for grows."""
    erasure = db.session.get(Erasure, person_id, with_for_update=True, populate_existing=True)
    if erasure is not None and erasure.erased_at is not None:
        erasure.traces = sorted({*erasure.traces, *traces_of(*texts)}, key=lambda text: (-len(text), text))
        db.session.flush()


def finish(erasure: Erasure) -> None:
    """Every handler has done its part: what was to be looked for is forgotten too."""
    drop_key(erasure.person_id)
    db.session.delete(erasure)


def _begin(person: Person, keep_words: bool, now: datetime) -> None:
    row = erasure_of(person.id) or Erasure(person_id=person.id, asked_at=now, due_at=now)
    row.erased_at, row.keep_words = now, keep_words
    row.traces = traces_of(person.name, person.email, person.external_id)
    db.session.add(row)


def _forget_access(person: Person) -> None:
    """Sessions, codes and links on their way, acts that wait for them, and the accounts they belonged to or looked after."""
    asked = select(SignIn.id).where(SignIn.email_folded == (person.email_folded or ""))
    db.session.execute(delete(HeldAct).where(or_(HeldAct.person_id == person.id, HeldAct.sign_in_id.in_(asked))))
    db.session.execute(delete(SignIn).where(SignIn.email_folded == (person.email_folded or "")))
    db.session.execute(delete(Session).where(Session.person_id == person.id))
    _forget_in_accounts(person)
    looked_after = update(Organisation).where(func.lower(Organisation.owner_email) == (person.email_folded or "-"))
    db.session.execute(looked_after.values(owner_name="", owner_email=""))
    db.session.execute(delete(PostedForm).where(PostedForm.person_id == person.id))


def _forget_in_accounts(person: Person) -> None:
    """Whose customer they were, and fields in which the CRM named them on their accounts; such as it says again come back."""
    theirs, traces = Belonging.person_id == person.id, traces_of(person.name, person.email, person.external_id)
    for account in db.session.scalars(select(Organisation).where(Organisation.id.in_(select(Belonging.organisation_id).where(theirs)))):
        account.fields = {name: value for name, value in account.fields.items() if not bears(str(value), traces)}
    db.session.execute(delete(Belonging).where(theirs))


def _become_nobody(person: Person) -> None:
    person.name, person.title = tombstone(secrets.token_hex(2)), ""
    person.email = person.email_folded = person.password_hash = None
    person.state, person.organisation_id = PersonState.ERASED, None
    person.locale, person.zone = "en", "UTC"
    person.trusted_at = person.seen_at = person.mail_suspended_at = None
    person.away_from = person.away_until = None
    db.session.flush()


def _keep_an_administrator(person: Person) -> None:
    if administrators(lock=True) == [person.id]:
        raise LastAdministrator
