"""After an event: what moderators wrote about somebody, and what somebody wrote to them."""

from datetime import datetime

from sqlalchemy import and_, or_, select, update

from community.db import db
from community.events import Event
from community.ideas.models import Comment, Idea
from community.moderation.models import Ban, Removal, Report
from community.voices.models import Voice


def on_person_erased(event: Event, cursor: int, now: datetime) -> None:
    """That something was reported, removed or that they were kept out stays, without the words."""
    whose = ((Idea, "idea", Idea.author_id), (Comment, "comment", Comment.author_id), (Voice, "voice", Voice.person_id))
    theirs = or_(*(
        and_(Removal.subject_kind == kind, Removal.subject_id.in_(select(model.id).where(who == event.person_id)))
        for model, kind, who in whose
    ))
    db.session.execute(update(Removal).where(theirs).values(reason=""))
    db.session.execute(update(Ban).where(Ban.person_id == event.person_id).values(reason=""))
    db.session.execute(update(Report).where(Report.reporter_id == event.person_id).values(note=""))
