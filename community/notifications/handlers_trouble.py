"""After an event that needs a hand: the mails to administrators."""

from datetime import datetime
from typing import Any

from community.accounts.models import Person
from community.accounts.rules import PersonState, Role, is_staff
from community.db import db
from community.events import Event
from community.notifications import contexts_trouble as contexts
from community.notifications.telling import tell_person
from community.responses.queries import people_in


def on_endpoint_failing(event: Event, cursor: int, now: datetime) -> None:
    """Administrators, and who made it, hear that nothing has got through to an endpoint for a day."""
    context = contexts.of_failing(event)
    for person, why in who_looks_after(event):
        tell_person("endpoint_failing", person=person, event=event, why="administrator", context={**context, **why}, now=now)


def on_connection_failing(event: Event, cursor: int, now: datetime) -> None:
    """Administrators, and who made it, hear that a CRM has confirmed nothing for a day."""
    _tell_of_connection("connection_failing", event, contexts.of_failing_connection(event), now)


def on_connection_disabled(event: Event, cursor: int, now: datetime) -> None:
    """The same hear that nothing is sent to a CRM any more, unless one of them switched it off."""
    if event.actor_id is None:
        _tell_of_connection("connection_disabled", event, contexts.of_lost_connection(event), now)


def _tell_of_connection(kind: str, event: Event, context: dict[str, Any], now: datetime) -> None:
    for person, why in who_looks_after(event, contexts.CONNECTED_IT):
        tell_person(kind, person=person, event=event, why="administrator", context={**context, **why}, now=now)


def who_looks_after(event: Event, made_it: dict[str, Any] = contexts.MADE_IT) -> list[tuple[Person, dict[str, Any]]]:
    """Administrators, and whoever made what it is about and is still a colleague; with what the mail says otherwise to them."""
    told: list[tuple[Person, dict[str, Any]]] = [(person, {}) for person in _administrators()]
    maker = db.session.get(Person, event.data.get("maker_id") or 0)
    if maker is None or maker in [person for person, _ in told]:
        return told
    reachable = maker.email and maker.state == PersonState.ACTIVE and is_staff(maker.role)
    return [*told, (maker, made_it)] if reachable else told


def on_address_suspended(event: Event, cursor: int, now: datetime) -> None:
    """Administrators hear that mail to somebody, or to several, comes back, unless it goes again by now; never the one it
    concerns. Where many come together, `later` says that one event tells of them."""
    person = db.session.get(Person, event.person_id) if event.person_id else None
    if event.data.get("later") or person is None or not person.email or person.mail_suspended_at is None:
        return
    context = contexts.of_suspension(event, person)
    for administrator in _administrators(but=person.id):
        tell_person("address_suspended", person=administrator, event=event, why="administrator", context=context, now=now)


def _administrators(but: int | None = None) -> list[Person]:
    people = (db.session.get_one(Person, person_id) for person_id in people_in(Role.ADMINISTRATOR) if person_id != but)
    return [person for person in people if person.email and person.state == PersonState.ACTIVE]
