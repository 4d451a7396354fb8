"""What a link of an alert mail opens, or why it opens nothing any more."""

from dataclasses import dataclass
from datetime import datetime

from community.accounts.models import Person
from community.accounts.rules import PersonState, may_answer
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Idea
from community.ideas.queries import visible_idea
from community.notifications.act_links import Key, mark_of, read_key
from community.responses.models_alerts import Alert
from community.responses.queries_alerts import hold_alert, is_used


@dataclass(frozen=True)
class Opened:
    """Somebody may do this one act about this one alert, whether signed in or not."""

    actor: Viewer
    alert: Alert
    idea: Idea


@dataclass(frozen=True)
class Closed:
    """`why` is expired, used, settled, other (somebody else is signed in here) or void."""

    why: str
    idea_id: int


def opened(act: str, token: str, viewer: Viewer, now: datetime) -> Opened | Closed | None:
    """What the link opens now; None for a token that was never signed for this act."""
    key = read_key(act, token)
    if key is None:
        return None
    alert, person = hold_alert(key.alert_id), db.session.get(Person, key.person_id)
    if alert is None or person is None or not _is_of(key, alert, person):
        return Closed("void", key.idea_id)
    idea = visible_idea(Viewer.of(person), alert.idea_id)
    why = _why_closed(act, key, alert, viewer, now) or ("void" if idea is None else "")
    return Closed(why, key.idea_id) if why or idea is None else Opened(Viewer.of(person), alert, idea)


def _is_of(key: Key, alert: Alert, person: Person) -> bool:
    """Whether it still is the alert, the person and the address that the link was made for."""
    same = (alert.person_id, alert.idea_id, alert.clock.cycle) == (key.person_id, key.idea_id, key.cycle)
    return same and mark_of(person) == key.mark and person.state == PersonState.ACTIVE and may_answer(person.role)


def _why_closed(act: str, key: Key, alert: Alert, viewer: Viewer, now: datetime) -> str:
    if viewer.signed_in and viewer.id != key.person_id:
        return "other"
    if is_used(alert.id, act):
        return "used"
    if alert.clock.stopped_at is not None:
        return "settled"
    return "expired" if now > key.until else ""
