"""The public record as it was counted last, for one person to see."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from community.accounts.viewer import VISITOR, Viewer
from community.db import db
from community.events import Event
from community.ideas.models import Topic
from community.ideas.queries import topics_visible_to
from community.insights.figures import Record
from community.insights.models import AnswerRecord
from community.responses.models import Clock

ALL = 0


@dataclass(frozen=True)
class TopicRow:
    """A topic one may see, what it promises, and its figures where they were counted. `public`: every visitor sees it."""

    id: int
    slug: str
    name: str
    promise_amount: int
    promise_unit: str
    public: bool
    figures: Record | None


def topic_rows(viewer: Viewer, period: str) -> list[TopicRow]:
    """Each open topic that this person may see, in the community's own order."""
    public = topics_visible_to(VISITOR)
    columns = (Topic.id, Topic.slug, Topic.name, Topic.promise_amount, Topic.promise_unit, public.label("public"), AnswerRecord.figures)
    statement = (
        select(*columns)
        .outerjoin(AnswerRecord, (AnswerRecord.topic_id == Topic.id) & (AnswerRecord.period == period))
        .where(topics_visible_to(viewer), Topic.opened_at.is_not(None))
        .order_by(Topic.position, Topic.id)
    )
    return [TopicRow(*row) for row in db.session.execute(statement)]


def kept_record(topic_id: int, period: str, *, until: datetime) -> AnswerRecord | None:
    """What was counted last, if it was; never what a clock that has been set back since calls the future."""
    statement = select(AnswerRecord).where(AnswerRecord.topic_id == topic_id, AnswerRecord.period == period, AnswerRecord.counted_at <= until)
    return db.session.scalar(statement)


def public_topics() -> list[int]:
    """Ids of the open topics that every visitor may see."""
    statement = select(Topic.id).where(topics_visible_to(VISITOR), Topic.opened_at.is_not(None))
    return list(db.session.scalars(statement.order_by(Topic.id)))


def open_topics() -> list[int]:
    return list(db.session.scalars(select(Topic.id).where(Topic.opened_at.is_not(None)).order_by(Topic.id)))


def _uncounted() -> bool:
    """Whether a topic has been opened since the last count."""
    known = select(AnswerRecord.topic_id).where(AnswerRecord.topic_id == Topic.id)
    return db.session.scalar(select(Topic.id).where(Topic.opened_at.is_not(None), ~known.exists()).limit(1)) is not None


COUNTED = ("answer.", "clock.", "idea.", "suggestion.", "question.")


def is_due(now: datetime, again: timedelta, rests: timedelta) -> bool:
    """Whether to count: at once where other topics are open or public, else when it `rests` no more and could read
    differently by now, since something happened or a date has passed; and `again` in any case."""
    last = kept_record(ALL, "year", until=now)
    if last is None or last.counted_at <= now - again or last.topic_ids != public_topics() or _uncounted():
        return True
    if last.counted_at > now - rests:
        return False
    happened = select(Event.id).where(Event.id > last.event_id, or_(*(Event.kind.startswith(kind) for kind in COUNTED)))
    passed = select(Clock.id).where(Clock.due_at > last.counted_at, Clock.due_at <= now, Clock.stopped_at.is_(None))
    return any(db.session.scalar(statement.limit(1)) is not None for statement in (happened, passed))
