"""After a level was reached: the mail that says what it came from."""

from datetime import datetime

from community.accounts.models import Person
from community.accounts.rules import ADVOCATES, Level, PersonState
from community.advocates.queries_standing import standing_of
from community.advocates.rules_standing import ORDER
from community.db import db
from community.events import Event
from community.notifications.contexts_thanks import of_level
from community.notifications.telling import tell_person


def on_level_changed(event: Event, cursor: int, now: datetime) -> None:
    """Up to advocate or champion, where they still are one; nobody is told that a level went."""
    before, after = Level(event.data["before"]), Level(event.data["after"])
    person = db.session.get(Person, event.person_id or 0)
    if after not in ADVOCATES or ORDER.index(after) < ORDER.index(before) or person is None:
        return
    if person.level == after and person.email and person.state == PersonState.ACTIVE:
        context = of_level(person, standing_of(person.id))
        tell_person("level_reached", person=person, event=event, why="helped", context=context, now=now)
