"""Standing on leaderboards, or not."""

from datetime import datetime

from community import events
from community.accounts.models import Person


def stay_off(person: Person, off: bool, *, now: datetime) -> bool:
    """Keep a person off all leaderboards, or let them stand there again; True when that changed something."""
    if (person.unranked_at is not None) == off:
        return False
    person.unranked_at = now if off else None
    events.record("person.updated", at=now, actor_id=person.id, person_id=person.id, fields=["unranked_at"])
    return True
