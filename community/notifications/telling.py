"""The one place where somebody is told something: a notice, and its mail, its wait, or why there is none."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from community.accounts.models import Person
from community.db import db
from community.events import Event
from community.ideas.models import Idea
from community.notifications.actions import queue_mail, skip_mail
from community.notifications.models import Mail
from community.notifications.models_inbox import Notice
from community.notifications.rules_telling import Pace

UNTOLD = frozenset({"stopped", "together", "asked"})
"""Why somebody is not told at all: not even in the inbox."""


def tell_person(
    kind: str, *, person: Person, event: Event, now: datetime, why: str = "", unsent: str = "", idea: Idea | None = None,
    context: Mapping[str, Any], anew: bool = False,
) -> Notice | None:
    """Tell one person of one event, once: a second call changes nothing and answers with the first notice.

    why: code for its reason. unsent: code of rules.UNSENT where no mail follows. context: for templates/mail/<kind>/.
    anew: write a mail that has not gone once more.
    None for who is not told at all, and why not stands in the mail log.
    """
    db.session.flush()
    found = db.session.scalar(select(Notice).where(Notice.event_id == event.id, Notice.person_id == person.id, Notice.kind == kind))
    if found is not None and not anew:
        return found
    mail = _mail(kind, person, event, idea, unsent, context, anew, now)
    if found is not None:
        found.mail_id = mail.id
    if found is not None or unsent in UNTOLD:
        return found
    notice = Notice(
        event_id=event.id, person_id=person.id, kind=kind, idea_id=idea.id if idea else None, why=why,
        pace=Pace.NEVER if unsent else Pace.AT_ONCE, created_at=now, mail_id=mail.id,
    )
    db.session.add(notice)
    return notice


def _mail(
    kind: str, person: Person, event: Event, idea: Idea | None, unsent: str, context: Mapping[str, Any], anew: bool, now: datetime,
) -> Mail:
    if unsent:
        return skip_mail(kind, person=person, reason=unsent, event=event, idea=idea, now=now)
    return queue_mail(
        kind, address=person.email or "", person=person, context=context, event=event, idea=idea, anew=anew, now=now
    )
