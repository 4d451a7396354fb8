"""After an event: what moderators wrote about somebody, and what somebody wrote to them."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, update

from community.accounts.models import Person
from community.accounts.queries_erasing import traces_left
from community.accounts.rules_erasing import without
from community.db import db
from community.events import Event
from community.ideas.models import Comment, Idea
from community.moderation.models import Ban, Removal, Report
from community.voices.models import Voice

WHOSE = ((Idea, "idea", Idea.author_id), (Comment, "comment", Comment.author_id), (Voice, "voice", Voice.person_id))


def on_person_erased(event: Event, cursor: int, now: datetime) -> None:
    """That something was reported, removed or that they were kept out stays, without the words."""
    person = db.session.get(Person, event.person_id) if event.person_id else None
    if person is None:
        return
    db.session.execute(update(Removal).where(_theirs(Removal, person.id)).values(reason=""))
    db.session.execute(update(Ban).where(Ban.person_id == person.id).values(reason=""))
    db.session.execute(update(Report).where(Report.reporter_id == person.id).values(note=""))
    for report in db.session.scalars(select(Report).where(_theirs(Report, person.id), Report.note != "")):
        report.note = without(report.note, traces_left(person.id), person.name)[:500]


def _theirs(table: type[Removal] | type[Report], person_id: int) -> ColumnElement[bool]:
    """What is about something that they wrote."""
    return or_(*(
        and_(table.subject_kind == kind, table.subject_id.in_(select(model.id).where(who == person_id)))
        for model, kind, who in WHOSE
    ))
