"""Questions about how the company answers, over the ideas one person may see."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, and_, func, or_, select
from sqlalchemy.orm import aliased

from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Idea, Topic
from community.ideas.queries import CARD, listed, topics_visible_to
from community.ideas.rules import IdeaState
from community.insights.rules import DueItem
from community.responses.models import Clock

NEW_FOR = timedelta(days=7)
LONGEST_LIST = 10


@dataclass(frozen=True)
class Promise:
    """The first answer owed to one idea: from when, by when, and how it ended."""

    topic: str
    status: str
    started_at: datetime
    due_at: datetime | None
    stopped_at: datetime | None
    outcome: str

    @property
    def answered(self) -> bool:
        return self.outcome == "answered" and self.stopped_at is not None

    @property
    def waived(self) -> bool:
        return self.outcome == "waived"

    @property
    def merged(self) -> bool:
        return self.outcome == "merged"

    @property
    def declined(self) -> bool:
        return self.answered and self.status == "declined"

    def days_until(self, now: datetime) -> float:
        return ((self.stopped_at or now) - self.started_at) / timedelta(days=1)

    def late_at(self, now: datetime) -> bool:
        return self.due_at is not None and (self.stopped_at or now) > self.due_at

    def as_due_item(self) -> DueItem | None:
        if self.due_at is None:
            return None
        return DueItem(self.due_at, self.stopped_at if self.answered else None, self.waived)


def first_promises(viewer: Viewer, *, topic: str = "", since: datetime | None = None) -> list[Promise]:
    """Every first answer owed since then, of a topic or of all; imported old ideas owe none."""
    statement = (
        select(Topic.name, Idea.status, Clock.started_at, Clock.due_at, Clock.stopped_at, Clock.outcome)
        .select_from(Clock)
        .join(Idea, Idea.id == Clock.idea_id)
        .join(Topic, Topic.id == Idea.topic_id)
        .where(Clock.kind == "first", Idea.legacy.is_(False), topics_visible_to(viewer), _counted())
    )
    if topic:
        statement = statement.where(Topic.slug == topic)
    if since:
        statement = statement.where(or_(Clock.started_at >= since, Clock.due_at >= since))
    return [Promise(*row) for row in db.session.execute(statement)]


def _counted() -> ColumnElement[bool]:
    """Public ideas, and those taken out of sight: waived promises are counted as such, never left out silently."""
    return or_(Idea.state == IdeaState.PUBLISHED, and_(Idea.state == IdeaState.HIDDEN, Clock.outcome == "waived"))


def longest_waiting(viewer: Viewer, now: datetime, *, topic: str = "") -> list[Row]:
    """Cards of the ideas longest past their date, with the name of who owes the answer."""
    owner = aliased(Person)
    statement = (
        select(*CARD, owner.name.label("owner_name"))
        .join(Topic, Topic.id == Idea.topic_id)
        .outerjoin(owner, owner.id == func.coalesce(Idea.owner_id, Topic.owner_id))
        .where(listed(), topics_visible_to(viewer), Idea.answer_state == "awaiting", Idea.due_at < now)
        .order_by(Idea.due_at, Idea.id)
        .limit(LONGEST_LIST)
    )
    if topic:
        statement = statement.where(Topic.slug == topic)
    return list(db.session.execute(statement))


def answers_in_force(viewer: Viewer, now: datetime, *, topic: str = "") -> tuple[int, int]:
    """(answered ideas whose look-again date has not passed, all answered ideas)."""
    in_force = func.count().filter(or_(Idea.review_at.is_(None), Idea.review_at > now))
    statement = select(in_force, func.count()).select_from(Idea).join(Topic, Topic.id == Idea.topic_id)
    statement = statement.where(listed(), topics_visible_to(viewer), Idea.answered_at.is_not(None))
    if topic:
        statement = statement.where(Topic.slug == topic)
    current, all_of_them = db.session.execute(statement).one()
    return current, all_of_them


def tab_counts(viewer: Viewer, now: datetime) -> dict[str, int]:
    """How many ideas each list holds; `new` counts a week."""
    waiting = and_(Idea.answer_state == "awaiting", Idea.due_at.is_not(None))
    statement = (
        select(
            func.count(),
            func.count().filter(Idea.published_at >= now - NEW_FOR),
            func.count().filter(waiting),
            func.count().filter(Idea.answered_at.is_not(None)),
        )
        .select_from(Idea)
        .join(Topic, Topic.id == Idea.topic_id)
        .where(listed(), topics_visible_to(viewer))
    )
    return dict(zip(("top", "new", "waiting", "answered"), db.session.execute(statement).one(), strict=True))


def just_answered(viewer: Viewer, most: int = 3) -> list[Row]:
    """The newest answers: id, title, answerer_name, answered_at."""
    statement = (
        select(Idea.id, Idea.title, Idea.answerer_name, Idea.answered_at)
        .join(Topic, Topic.id == Idea.topic_id)
        .where(listed(), topics_visible_to(viewer), Idea.answered_at.is_not(None))
        .order_by(Idea.answered_at.desc(), Idea.id.desc())
        .limit(most)
    )
    return list(db.session.execute(statement))


def promise_words(viewer: Viewer) -> list[Row]:
    """What each open topic promises: name, slug, amount, unit."""
    statement = select(Topic.name, Topic.slug, Topic.promise_amount, Topic.promise_unit)
    statement = statement.where(topics_visible_to(viewer), Topic.opened_at.is_not(None))
    return list(db.session.execute(statement.order_by(Topic.position, Topic.id)))
