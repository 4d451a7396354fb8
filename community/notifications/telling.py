"""The one place where somebody is told something: a notice, and its mail, its wait, or why there is none."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from community.accounts.models import Person
from community.db import db
from community.events import Event
from community.ideas.models import Idea
from community.notifications.actions import queue_mail, skip_mail
from community.notifications.actions_plans import wait_for_digest
from community.notifications.models import Mail
from community.notifications.models_inbox import Notice
from community.notifications.queries_telling import standings, told_already
from community.notifications.rules_telling import Pace, Standing, leaves_at, pace_for

UNTOLD = frozenset({"stopped", "asked"})
"""Why somebody is not told at all: not even in the inbox."""


@dataclass(frozen=True)
class Crowd:
    """What is known of the people of a batch, read once for all of them: what they chose, and what they were told."""

    standing: Mapping[int, Standing]
    told: Mapping[tuple[int, str], Notice]

    @classmethod
    def of(cls, people: Collection[Person], event: Event, idea: Idea | None, now: datetime) -> Self:
        db.session.flush()
        ids = [person.id for person in people]
        return cls(standings(ids, idea.id if idea else None, now), told_already(event.id, ids))


def tell_person(
    kind: str, *, person: Person, event: Event, now: datetime, why: str = "", unsent: str = "", idea: Idea | None = None,
    context: Mapping[str, Any], anew: bool = False, crowd: Crowd | None = None,
) -> Notice | None:
    """Tell one person of one event, once: a second call changes nothing and answers with the first notice.

    why: code for its reason. unsent: code of rules.UNSENT where no mail follows. context: for templates/mail/<kind>/,
    rendered only where a mail leaves by itself. anew: write a mail that has not gone once more. crowd: where many are
    told, what is known of them. None for who is not told at all, and why not stands in the mail log.
    """
    crowd = crowd or Crowd.of([person], event, idea, now)
    found, standing = crowd.told.get((person.id, kind)), crowd.standing[person.id]
    if found is not None and not (anew and found.mail_id):
        return found
    pace = Pace.AT_ONCE if found else pace_for(kind, standing)
    unsent = unsent or ("refused" if pace is Pace.NEVER else "")
    mail = _mail(kind, person, event, idea, unsent, pace, standing, context, anew, now)
    if found is None and unsent not in UNTOLD:
        found = Notice(event_id=event.id, person_id=person.id, kind=kind, idea_id=idea.id if idea else None, why=why, created_at=now)
        db.session.add(found)
    if found is not None:
        found.pace, found.mail_id = pace if unsent in ("", "together") else Pace.NEVER, mail.id if mail else None
    if found is not None and mail is None:
        wait_for_digest(person, pace, now=now)
    return found


def _mail(
    kind: str, person: Person, event: Event, idea: Idea | None, unsent: str, pace: Pace, standing: Standing,
    context: Mapping[str, Any], anew: bool, now: datetime,
) -> Mail | None:
    """The mail of a notice at once, or the row that says why there is none; nothing yet for one that waits."""
    if unsent:
        return skip_mail(kind, person=person, reason=unsent, event=event, idea=idea, now=now)
    if pace is not Pace.AT_ONCE:
        return None
    return queue_mail(
        kind, address=person.email or "", person=person, context=context, event=event, idea=idea, anew=anew, now=now,
        leaves_at=leaves_at(kind, standing.quiet, person.zone, now),
    )
