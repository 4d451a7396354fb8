"""The links of an alert mail: each opens one thing, for one person, about one alert, for some days."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from community.accounts.models import Person
from community.notifications import links
from community.responses.models_alerts import Alert

_ANSWER = ("answer", "pass_on", "ask", "pause")
ACTS = {"decision": (), "first": _ANSWER, "review": _ANSWER, "next": ("pass_on",)}
"""What can be done from the mail, for each kind of clock: a decision is a moderator's, a reply goes to a comment."""
LASTS = timedelta(days=14)
"""Longer than from one tier to the next, so that a mail's links work until a newer one has come."""


@dataclass(frozen=True)
class Key:
    """What a link opens. `mark` is of the address it was sent to: whoever moves takes no old key along."""

    alert_id: int
    person_id: int
    idea_id: int
    cycle: int
    mark: str
    until: datetime


def act_links(alert: Alert, person: Person, now: datetime) -> dict[str, str]:
    """The addresses of what this person can do about this alert, by act."""
    until = int((now + LASTS).timestamp())
    what = [alert.id, person.id, alert.idea_id, alert.clock.cycle, mark_of(person), until]
    return {act: links.link(f"acts.{act}", token=links.sign(f"act.{act}", what)) for act in ACTS[alert.clock.kind]}


def read_key(act: str, token: str) -> Key | None:
    """What was signed for this act; None for what was not, or was for another."""
    match links.read(f"act.{act}", token):
        case [int(alert_id), int(person_id), int(idea_id), int(cycle), str(mark), int(until)]:
            return Key(alert_id, person_id, idea_id, cycle, mark, datetime.fromtimestamp(until, UTC))
    return None


def mark_of(person: Person) -> str:
    return hashlib.sha256((person.email_folded or "").encode()).hexdigest()[:12]
