"""What administrators do with people and organisations."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from community import audit, events
from community.accounts.actions import add_person, close_sessions_of
from community.accounts.actions_accounts import settle_account
from community.accounts.models import Organisation, Person
from community.accounts.queries_admin import administrators
from community.accounts.rules import PersonState, Role
from community.accounts.viewer import Viewer
from community.db import db

WORDS = frozenset({"name", "title", "email"})
"""Personal text: the log says that it changed, never what it said."""


class LastAdministrator(Exception):
    """Without this person nobody could administer the site any more."""


def invite_person(actor: Viewer, values: Mapping[str, Any], *, now: datetime) -> Person:
    """Somebody who may sign in from now on, by mail, with the role they are given."""
    person = add_person(now=now, **values)
    audit.log(
        "person.invited", actor_id=actor.id, at=now, subject=("person", person.id),
        after={"role": person.role, "organisation_id": person.organisation_id},
    )
    return person


def change_person(actor: Viewer, person: Person, values: Mapping[str, Any], *, now: datetime) -> None:
    """What staff say of a person; the account they choose becomes the first one."""
    told = dict(values)
    first = person.organisation_id
    moved = "organisation_id" in told and settle_account(person, told.pop("organisation_id"), now)
    before, after = audit.change(person, told)
    if moved:
        before["organisation_id"], after["organisation_id"] = first, person.organisation_id
    if after:
        _note(actor, "person.changed", person, before, after, now)


def change_role(actor: Viewer, person: Person, role: Role, *, now: datetime) -> bool:
    """Give a person another role and sign them out everywhere; True when it changed."""
    if person.role == role:
        return False
    if role != Role.ADMINISTRATOR:
        _keep_an_administrator(person)
    before, after = audit.change(person, {"role": str(role)})
    close_sessions_of(person.id, now=now)
    _note(actor, "person.role_changed", person, before, after, now)
    return True


def deactivate_person(actor: Viewer, person: Person, *, now: datetime) -> bool:
    """Close the door for someone who left; what they wrote stays. True when it changed."""
    if person.state != PersonState.ACTIVE:
        return False
    _keep_an_administrator(person)
    before, after = audit.change(person, {"state": str(PersonState.DEACTIVATED)})
    close_sessions_of(person.id, now=now)
    _note(actor, "person.deactivated", person, before, after, now)
    return True


def reactivate_person(actor: Viewer, person: Person, *, now: datetime) -> bool:
    if person.state != PersonState.DEACTIVATED:
        return False
    before, after = audit.change(person, {"state": str(PersonState.ACTIVE)})
    _note(actor, "person.reactivated", person, before, after, now)
    return True


def add_organisation(actor: Viewer, values: Mapping[str, Any], *, now: datetime) -> Organisation:
    organisation = Organisation(**values, created_at=now)
    db.session.add(organisation)
    db.session.flush()
    audit.log(
        "organisation.added", actor_id=actor.id, at=now, subject=("organisation", organisation.id), after=_plain(values)
    )
    return organisation


def change_organisation(
    actor: Viewer, organisation: Organisation, values: Mapping[str, Any], *, now: datetime
) -> None:
    before, after = audit.change(organisation, values)
    if after:
        audit.log(
            "organisation.changed", actor_id=actor.id, at=now, subject=("organisation", organisation.id),
            before=_plain(before), after=_plain(after),
        )


def make_administrator(person: Person, password_hash: str | None, *, now: datetime) -> None:
    """From the command line: somebody who may administer the site, whoever they were before."""
    values: dict[str, Any] = {"role": str(Role.ADMINISTRATOR), "state": str(PersonState.ACTIVE)}
    if password_hash:
        values["password_hash"] = password_hash
    before, after = audit.change(person, values)
    for side in (before, after):
        side.pop("password_hash", None)
    close_sessions_of(person.id, now=now)
    audit.log("administrator.made", actor_id=None, at=now, subject=("person", person.id), before=before, after=after)


def _keep_an_administrator(person: Person) -> None:
    """Two administrators who take the role from each other at once: the second is refused."""
    if administrators(lock=True) == [person.id]:
        raise LastAdministrator


def _note(
    actor: Viewer, act: str, person: Person, before: dict[str, Any], after: dict[str, Any], now: datetime
) -> None:
    fields = sorted(after)
    kept_before, kept_after = ({k: v for k, v in side.items() if k not in WORDS} for side in (before, after))
    if WORDS & after.keys():
        kept_after["changed"] = sorted(WORDS & after.keys())
    audit.log(act, actor_id=actor.id, at=now, subject=("person", person.id), before=kept_before, after=kept_after)
    events.record("person.updated", at=now, actor_id=actor.id, person_id=person.id, fields=fields)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """An organisation's facts without the name and address of whoever looks after it in the CRM."""
    return {name: audit.plain(value) for name, value in values.items() if name not in ("owner_name", "owner_email")}
