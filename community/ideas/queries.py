"""Questions about ideas, each with the reader's permission in it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, true, tuple_
from sqlalchemy.orm import joinedload

from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import (
    Comment,
    Follow,
    HelpfulMark,
    Idea,
    IdeaTag,
    Revision,
    Topic,
    TopicOrganisation,
)
from community.ideas.rules import IdeaState, Visibility

PAGE_SIZE = 15
TABS = ("top", "trending", "new", "waiting", "answered", "mine")

CARD = (
    Idea.id, Idea.title, Idea.excerpt, Idea.status, Idea.tags, Idea.vote_count, Idea.imported_votes,
    Idea.comment_count, Idea.answer_state, Idea.started_at, Idea.warn_at, Idea.due_at, Idea.first_due_at,
    Idea.answered_at, Idea.review_at, Idea.answerer_name, Idea.legacy, Idea.published_at, Idea.hot, Idea.version,
    Idea.state, Topic.name.label("topic_name"), Topic.slug.label("topic_slug"),
)
_CARDS = select(*CARD).join(Topic, Topic.id == Idea.topic_id)


@dataclass(frozen=True)
class IdeaFilter:
    """One list: its tab, what it is narrowed to, and the key of the last row already shown."""

    tab: str = "top"
    topic: str = ""
    status: str = ""
    tag: str = ""
    after: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Page:
    rows: list[Row]
    next_key: tuple[Any, ...] | None


def topics_visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Which topics this person may see."""
    if viewer.is_staff:
        return true()
    allowed: list[ColumnElement[bool]] = [Topic.visibility == Visibility.EVERYONE]
    if viewer.signed_in:
        allowed.append(Topic.visibility == Visibility.SIGNED_IN)
    if viewer.organisation_id is not None:
        listed = select(TopicOrganisation.topic_id).where(TopicOrganisation.organisation_id == viewer.organisation_id)
        allowed.append(and_(Topic.visibility == Visibility.ORGANISATIONS, Topic.id.in_(listed)))
    return and_(Topic.opened_at.is_not(None), or_(*allowed))


def visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Which ideas this person may see; needs Topic joined. Used by every list, search, feed, count and figure."""
    states: list[ColumnElement[bool]] = [Idea.state == IdeaState.PUBLISHED]
    if viewer.signed_in:
        states.append(and_(Idea.state.in_((IdeaState.PENDING, IdeaState.HIDDEN)), Idea.author_id == viewer.id))
    if viewer.is_staff:
        states.append(Idea.state.in_((IdeaState.PENDING, IdeaState.HIDDEN)))
    return and_(or_(*states), topics_visible_to(viewer))


def listed() -> ColumnElement[bool]:
    """What belongs in lists: published and not part of another idea."""
    return and_(Idea.state == IdeaState.PUBLISHED, Idea.root_id.is_(None))


def idea_page(viewer: Viewer, wanted: IdeaFilter, size: int = PAGE_SIZE) -> Page:
    """One keyset page of cards; `next_key` continues after its last row, None at the end."""
    statement = _narrowed(_CARDS.where(topics_visible_to(viewer)), viewer, wanted)
    keys = _ORDERS[wanted.tab]
    if len(wanted.after) == len(keys):
        statement = statement.where(_after(keys, wanted.after))
    order = [key.asc() if wanted.tab == "waiting" else key.desc() for key in keys]
    rows = list(db.session.execute(statement.order_by(*order).limit(size + 1)))
    names = [key.key for key in keys]
    last = rows[size - 1] if len(rows) > size else None
    return Page(rows[:size], tuple(getattr(last, str(name)) for name in names) if last else None)


_ORDERS: dict[str, tuple[Any, ...]] = {
    "top": (Idea.vote_count, Idea.id),
    "trending": (Idea.hot, Idea.id),
    "new": (Idea.published_at, Idea.id),
    "waiting": (Idea.due_at, Idea.id),
    "answered": (Idea.answered_at, Idea.id),
    "mine": (Idea.id,),
}


def _after(keys: tuple[Any, ...], values: tuple[Any, ...]) -> ColumnElement[bool]:
    if keys[0] is Idea.due_at:
        return tuple_(*keys) > tuple_(*values)
    return tuple_(*keys) < tuple_(*values)


def _narrowed(statement: Select, viewer: Viewer, wanted: IdeaFilter) -> Select:
    if wanted.tab == "mine":
        mine = (IdeaState.PUBLISHED, IdeaState.PENDING, IdeaState.HIDDEN)
        statement = statement.where(Idea.author_id == viewer.id, Idea.state.in_(mine))
    else:
        statement = statement.where(listed())
    if wanted.tab == "waiting":
        statement = statement.where(Idea.answer_state == "awaiting", Idea.due_at.is_not(None))
    if wanted.tab == "answered":
        statement = statement.where(Idea.answered_at.is_not(None))
    if wanted.topic:
        statement = statement.where(Topic.slug == wanted.topic)
    if wanted.status:
        statement = statement.where(Idea.status == wanted.status)
    if wanted.tag:
        statement = statement.where(Idea.id.in_(select(IdeaTag.idea_id).where(IdeaTag.tag == wanted.tag)))
    return statement


def cards_by_id(viewer: Viewer, ids: list[int]) -> dict[int, Row]:
    """Cards of those ideas among `ids` that this person may see in lists."""
    statement = _CARDS.where(Idea.id.in_(ids), listed(), topics_visible_to(viewer))
    return {row.id: row for row in db.session.execute(statement)}


def visible_idea(viewer: Viewer, idea_id: int) -> Idea | None:
    """One idea with author, organisation and topic, or None when it is not there for this person."""
    statement = (
        select(Idea)
        .join(Topic, Topic.id == Idea.topic_id)
        .where(Idea.id == idea_id, visible_to(viewer))
        .options(joinedload(Idea.author).joinedload(Person.organisation), joinedload(Idea.topic))
    )
    return db.session.scalar(statement) if 0 < idea_id < 2**31 else None


def open_topics(viewer: Viewer) -> list[Row]:
    """Topics this person may suggest in: id, name, slug, in their order."""
    statement = select(Topic.id, Topic.name, Topic.slug).where(topics_visible_to(viewer), Topic.opened_at.is_not(None))
    return list(db.session.execute(statement.order_by(Topic.position, Topic.id)))


def visible_topic(viewer: Viewer, topic_id: int) -> Topic | None:
    statement = select(Topic).where(Topic.id == topic_id, Topic.opened_at.is_not(None), topics_visible_to(viewer))
    return db.session.scalar(statement) if 0 < topic_id < 2**31 else None


def comments_of(idea_id: int) -> list[Comment]:
    """All comments of an idea in order, authors with them; hidden ones stay out."""
    statement = select(Comment).where(Comment.idea_id == idea_id, Comment.hidden_at.is_(None))
    return list(db.session.scalars(statement.options(joinedload(Comment.author)).order_by(Comment.id)))


def helpful_marks_by(person_id: int, idea_id: int) -> set[int]:
    """Ids of the comments of this idea that this person marked helpful."""
    statement = select(HelpfulMark.comment_id).join(Comment, Comment.id == HelpfulMark.comment_id)
    return set(db.session.scalars(statement.where(HelpfulMark.person_id == person_id, Comment.idea_id == idea_id)))


def follow_level(person_id: int, idea_id: int) -> str | None:
    return db.session.scalar(select(Follow.level).where(Follow.person_id == person_id, Follow.idea_id == idea_id))


def revisions_of(idea_id: int) -> list[Revision]:
    return list(db.session.scalars(select(Revision).where(Revision.idea_id == idea_id).order_by(Revision.id.desc())))


def posts_since(person_id: int, since: datetime) -> int:
    """How many ideas this person posted since then."""
    return db.session.scalar(
        select(func.count()).select_from(Idea).where(Idea.author_id == person_id, Idea.created_at >= since)
    ) or 0
