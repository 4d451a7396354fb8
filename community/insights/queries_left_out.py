"""What the figures leave out, so that everybody can see how much and since when: numbers and dates, no hidden words."""

from dataclasses import dataclass

from sqlalchemy import Row, Select, select

from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Idea, Topic
from community.ideas.queries import listed, topics_visible_to
from community.insights.figures import FIRST
from community.responses.models import Clock

PAGE_SIZE = 50


@dataclass(frozen=True)
class LeftOut:
    """Newest first. waived: id, topic_name, started_at, due_at, stopped_at; legacy: id, title, topic_name, created_at.

    `waived_after` and `legacy_after` continue after the last row, None at the end.
    """

    waived: list[Row]
    waived_after: int | None
    legacy: list[Row]
    legacy_after: int | None


def left_out(viewer: Viewer, *, topic: str = "", waived_after: int = 0, legacy_after: int = 0) -> LeftOut:
    waived, legacy = _waived(viewer, topic, waived_after), _legacy(viewer, topic, legacy_after)
    return LeftOut(waived[:PAGE_SIZE], _following(waived), legacy[:PAGE_SIZE], _following(legacy))


def _waived(viewer: Viewer, topic: str, after: int) -> list[Row]:
    """Promises that ended when their idea was taken out of sight."""
    statement = (
        select(Clock.id, Topic.name.label("topic_name"), Clock.started_at, Clock.due_at, Clock.stopped_at)
        .join(Idea, Idea.id == Clock.idea_id)
        .join(Topic, Topic.id == Idea.topic_id)
        .where(Clock.kind == FIRST, Clock.outcome == "waived", topics_visible_to(viewer))
    )
    if after:
        statement = statement.where(Clock.id < after)
    return _rows(statement.order_by(Clock.id.desc()), topic)


def _legacy(viewer: Viewer, topic: str, after: int) -> list[Row]:
    """Imported ideas that nobody has answered."""
    statement = (
        select(Idea.id, Idea.title, Topic.name.label("topic_name"), Idea.created_at)
        .join(Topic, Topic.id == Idea.topic_id)
        .where(listed(), topics_visible_to(viewer), Idea.legacy.is_(True), Idea.status == "new")
    )
    if after:
        statement = statement.where(Idea.id < after)
    return _rows(statement.order_by(Idea.id.desc()), topic)


def _rows(statement: Select, topic: str) -> list[Row]:
    if topic:
        statement = statement.where(Topic.slug == topic)
    return list(db.session.execute(statement.limit(PAGE_SIZE + 1)))


def _following(rows: list[Row]) -> int | None:
    return rows[PAGE_SIZE - 1].id if len(rows) > PAGE_SIZE else None
