"""Questions about what became of suggestions shown while people typed, over the ideas one person may see."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from community.accounts.viewer import Viewer
from community.db import db
from community.events import Event
from community.ideas.models import Idea, Topic
from community.ideas.queries import topics_visible_to
from community.ideas.rules import IdeaState


@dataclass(frozen=True)
class Join:
    """Somebody joined an idea they were shown: when first, and how many seconds after their first key, if measured."""

    person_id: int
    at: datetime
    seconds: int | None


def joins_in_all(viewer: Viewer) -> int:
    """How often somebody joined instead of posting: each person counts once for each idea."""
    pairs = _of("suggestion.joined", viewer, Event.actor_id, Event.idea_id).distinct().subquery()
    return db.session.scalar(select(func.count()).select_from(pairs)) or 0


def joins_since(viewer: Viewer, since: datetime) -> list[Join]:
    first, quickest = func.min(Event.at), func.min(Event.data["seconds"].as_integer())
    statement = _of("suggestion.joined", viewer, Event.actor_id, first.label("at"), quickest).where(Event.at >= since)
    return [Join(*row) for row in db.session.execute(statement.group_by(Event.actor_id, Event.idea_id))]


def posted_though_shown(viewer: Viewer, since: datetime) -> set[int]:
    """Who posted an idea after at least one like it had been shown."""
    statement = _of("idea.submitted", viewer, Event.actor_id).where(Event.at >= since, Event.data["shown"].as_integer() > 0)
    return set(db.session.scalars(statement.distinct()))


def _of(kind: str, viewer: Viewer, *columns: object) -> Select:
    statement = select(*columns).select_from(Event).join(Idea, Idea.id == Event.idea_id).join(Topic, Topic.id == Idea.topic_id)  # type: ignore[call-overload]
    return statement.where(
        Event.kind == kind, Event.actor_id.is_not(None), Idea.state == IdeaState.PUBLISHED, topics_visible_to(viewer)
    )
