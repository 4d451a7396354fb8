"""What administrators ask about topics."""

from sqlalchemy import Row, func, select
from sqlalchemy.orm import aliased

from community.accounts.models import Person
from community.db import db
from community.ideas.models import Idea, Topic, TopicOrganisation
from community.ideas.rules import IdeaState


def topics() -> list[Row]:
    """Every topic in its order, open or not, with the names of its people and how many ideas it holds."""
    owner, deputy, manager, director = (aliased(Person) for _ in range(4))
    ideas = select(func.count()).where(Idea.topic_id == Topic.id, Idea.state == IdeaState.PUBLISHED).scalar_subquery()
    statement = (
        select(
            *Topic.__table__.columns, owner.name.label("owner"), deputy.name.label("deputy"),
            manager.name.label("manager"), director.name.label("director"), ideas.label("ideas"),
        )
        .outerjoin(owner, owner.id == Topic.owner_id)
        .outerjoin(deputy, deputy.id == Topic.deputy_id)
        .outerjoin(manager, manager.id == Topic.manager_id)
        .outerjoin(director, director.id == Topic.director_id)
    )
    return list(db.session.execute(statement.order_by(Topic.position, Topic.id)))


def topic(topic_id: int) -> Topic | None:
    return db.session.get(Topic, topic_id) if 0 < topic_id < 2**31 else None


def is_slug_taken(slug: str) -> bool:
    return db.session.scalar(select(Topic.id).where(Topic.slug == slug)) is not None


def next_position() -> int:
    return (db.session.scalar(select(func.max(Topic.position))) or 0) + 1


def listed_organisations(topic_id: int) -> set[int]:
    statement = select(TopicOrganisation.organisation_id).where(TopicOrganisation.topic_id == topic_id)
    return set(db.session.scalars(statement))
