"""Raw events and the few facts beside them, for proving the record."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from community.db import db
from community.events import Event
from community.ideas.models import Idea
from community.ideas.rules import IdeaState
from community.insights.history import Happening
from community.insights.models import AnswerRecord
from community.responses.models import Answer
from community.responses.models_rating import Effort
from community.responses.rules_rating import WORDING

READ_AT_ONCE = 5_000
TELLING = ("idea.published", "idea.restored", "idea.hidden", "idea.deleted", "idea.merged", "idea.unmerged", "answer.published",
           "answer.withdrawn", "clock.started", "clock.stopped", "clock.paused", "clock.resumed", "clock.retimed")


@dataclass(frozen=True)
class Beside:
    """What no event tells: the topic of each idea, which were imported, which of those are without an answer, and efforts
    by topic."""

    ideas_of: dict[int, set[int]]
    old: set[int]
    silent: set[int]
    efforts_of: dict[int, list[tuple[datetime, int]]]


def what_happened(until: int) -> Iterator[Happening]:
    """In the order in which it was written, up to this event."""
    statement = select(Event.kind, Event.at, Event.idea_id, Event.data).where(Event.kind.in_(TELLING), Event.id <= until)
    for row in db.session.execute(statement.order_by(Event.id).execution_options(yield_per=READ_AT_ONCE)):
        yield row.kind, row.at, row.idea_id, row.data


def beside_events() -> Beside:
    found = Beside({}, set(), set(), {})
    for idea_id, topic_id, legacy, status in db.session.execute(select(Idea.id, Idea.topic_id, Idea.legacy, Idea.status)):
        found.ideas_of.setdefault(topic_id, set()).add(idea_id)
        if legacy:
            found.old.add(idea_id)
        if legacy and status == "new":
            found.silent.add(idea_id)
    efforts = select(Idea.topic_id, Effort.answered_at, Effort.score).where(
        Effort.answer_id == Answer.id, Answer.idea_id == Idea.id, Answer.withdrawn_at.is_(None),
        Idea.state == IdeaState.PUBLISHED, Effort.wording == WORDING,
    )
    for topic_id, at, effort in db.session.execute(efforts):
        if at is not None and effort is not None:
            found.efforts_of.setdefault(topic_id, []).append((at, effort))
    return found


def kept_records() -> list[AnswerRecord]:
    return list(db.session.scalars(select(AnswerRecord).order_by(AnswerRecord.topic_id, AnswerRecord.period)))
