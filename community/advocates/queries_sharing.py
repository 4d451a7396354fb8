"""Questions about drafts that are shown to one person."""

from datetime import datetime

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import aliased

from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.advocates.models_thanks import SharedAnswer
from community.db import db
from community.ideas.models import Idea, Topic
from community.ideas.queries import visible_to
from community.voices.models import Voice

MOST_SHOWN = 20


def shared(shared_id: int, *, hold: bool = False) -> SharedAnswer | None:
    """As it now is; `hold` keeps it from others until this transaction ends."""
    if not 0 < shared_id < 2**31:
        return None
    return db.session.get(SharedAnswer, shared_id, with_for_update=hold or None, populate_existing=True)


def _rows(viewer: Viewer) -> Select:
    """SharedAnswer, by and by_title of who shows it, the words that came back (`said`, in sight), shown_on and title."""
    asked_on, by = aliased(Idea), aliased(Person)
    columns = (by.name.label("by"), by.title.label("by_title"), Voice.text.label("said"), Idea.id.label("shown_on"), Idea.title)
    statement = select(SharedAnswer, *columns).join(by, by.id == SharedAnswer.by_id).join(asked_on, asked_on.id == SharedAnswer.idea_id)
    statement = statement.join(Idea, Idea.id == func.coalesce(asked_on.root_id, asked_on.id)).join(Topic, Topic.id == Idea.topic_id)
    return statement.outerjoin(Voice, Voice.id == SharedAnswer.voice_id).where(visible_to(viewer))


def shared_row(viewer: Viewer, shared_id: int) -> Row | None:
    """One draft, for the person it is shown to and for staff; None for everybody else."""
    statement = _rows(viewer).where(SharedAnswer.id == shared_id)
    if not viewer.is_staff:
        statement = statement.where(SharedAnswer.person_id == (viewer.id or 0))
    return db.session.execute(statement).one_or_none() if 0 < shared_id < 2**31 else None


def shared_with(viewer: Viewer, person_id: int) -> list[Row]:
    """The drafts shown to a person, the newest first, for themselves and staff."""
    if not (viewer.is_staff or viewer.id == person_id):
        return []
    statement = _rows(viewer).where(SharedAnswer.person_id == person_id)
    return list(db.session.execute(statement.order_by(SharedAnswer.id.desc()).limit(MOST_SHOWN)))


def open_sharing(idea_id: int, person_id: int, now: datetime) -> SharedAnswer | None:
    """The draft on this idea that this person is looking at now."""
    mine = (SharedAnswer.idea_id == idea_id, SharedAnswer.person_id == person_id, SharedAnswer.closes_at > now)
    return db.session.scalar(select(SharedAnswer).where(*mine).order_by(SharedAnswer.id.desc()).limit(1))
