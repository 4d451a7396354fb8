"""Questions about ideas, each with the reader's permission in it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import aliased, joinedload

from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.db import among, db
from community.events import Event
from community.ideas.models import (
    Comment,
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
    Idea.answered_at, Idea.review_at, Idea.paused_at, Idea.paused_until, Idea.pause_reason, Idea.answerer_name, Idea.legacy, Idea.published_at, Idea.hot, Idea.version,
    Idea.state, Idea.root_id, Idea.topic_id, Idea.part_count, Topic.name.label("topic_name"), Topic.slug.label("topic_slug"),
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


def listed(idea: Any = Idea) -> ColumnElement[bool]:
    """What belongs in lists: published and not part of another idea. `idea` may be an alias."""
    return and_(idea.state == IdeaState.PUBLISHED, idea.root_id.is_(None))


def idea_page(viewer: Viewer, wanted: IdeaFilter, size: int = PAGE_SIZE) -> Page:
    """One keyset page of cards; `next_key` continues after its last row, None at the end."""
    keys = _ORDERS[wanted.tab]
    after = wanted.after if len(wanted.after) == len(keys) else ()
    given = {f"after_{place}": value for place, value in enumerate(after)}
    if wanted.tab == "mine":
        given["viewer_id"] = viewer.id
    statement = _page_statement(_someone_like(viewer), replace(wanted, after=()), bool(after), size)
    rows = list(db.session.execute(statement, given))
    names = [key.key for key in keys]
    last = rows[size - 1] if len(rows) > size else None
    return Page(rows[:size], tuple(getattr(last, str(name)) for name in names) if last else None)


def _someone_like(viewer: Viewer) -> Viewer:
    """Nobody in particular who may see the same topics."""
    return Viewer(id=0 if viewer.signed_in else None, role=viewer.role, organisation_id=viewer.organisation_id)


@lru_cache(maxsize=256)
def _page_statement(someone: Viewer, wanted: IdeaFilter, goes_on: bool, size: int) -> Select:
    """Building it took longer than running it, so it is built once for all who may see the same."""
    statement, keys = _narrowed(_CARDS.where(topics_visible_to(someone)), wanted), _ORDERS[wanted.tab]
    if goes_on:
        statement = statement.where(_after(keys))
    order = [key.asc() if wanted.tab == "waiting" else key.desc() for key in keys]
    return statement.order_by(*order).limit(size + 1)


_ORDERS: dict[str, tuple[Any, ...]] = {
    "top": (Idea.vote_count, Idea.id),
    "trending": (Idea.hot, Idea.id),
    "new": (Idea.published_at, Idea.id),
    "waiting": (Idea.due_at, Idea.id),
    "answered": (Idea.answered_at, Idea.id),
    "mine": (Idea.id,),
}


def _after(keys: tuple[Any, ...]) -> ColumnElement[bool]:
    values = [bindparam(f"after_{place}", type_=key.type) for place, key in enumerate(keys)]
    if keys[0] is Idea.due_at:
        return tuple_(*keys) > tuple_(*values)
    return tuple_(*keys) < tuple_(*values)


def _narrowed(statement: Select, wanted: IdeaFilter) -> Select:
    if wanted.tab == "mine":
        mine = (IdeaState.PUBLISHED, IdeaState.PENDING, IdeaState.HIDDEN)
        statement = statement.where(Idea.author_id == bindparam("viewer_id"), Idea.state.in_(mine))
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
    statement = _CARDS.where(among(Idea.id, ids), listed(), topics_visible_to(viewer))
    return {row.id: row for row in db.session.execute(statement)}


VISIBLE = (
    select(Idea)
    .join(Topic, Topic.id == Idea.topic_id)
    .options(joinedload(Idea.author).joinedload(Person.organisation), joinedload(Idea.topic))
)


def visible_idea(viewer: Viewer, idea_id: int) -> Idea | None:
    """One idea with author, organisation and topic, or None when it is not there for this person."""
    statement = VISIBLE.where(Idea.id == idea_id, visible_to(viewer))
    return db.session.scalar(statement) if 0 < idea_id < 2**31 else None


def open_topics(viewer: Viewer) -> list[Row]:
    """Topics this person may suggest in: id, name, slug, visibility, in their order."""
    statement = select(Topic.id, Topic.name, Topic.slug, Topic.visibility)
    statement = statement.where(topics_visible_to(viewer), Topic.opened_at.is_not(None))
    return list(db.session.execute(statement.order_by(Topic.position, Topic.id)))


def visible_topic(viewer: Viewer, topic_id: int) -> Topic | None:
    statement = select(Topic).where(Topic.id == topic_id, Topic.opened_at.is_not(None), topics_visible_to(viewer))
    return db.session.scalar(statement) if 0 < topic_id < 2**31 else None


def comments_of(group: Collection[int]) -> list[Comment]:
    """All comments of an idea and of what joined it in order, authors with them; hidden ones stay out."""
    statement = select(Comment).where(Comment.idea_id.in_(group), Comment.hidden_at.is_(None))
    return list(db.session.scalars(statement.options(joinedload(Comment.author)).order_by(Comment.id)))


def open_comment(viewer: Viewer, comment_id: int) -> Comment | None:
    """A comment in sight, on a published idea that this person may see, or on one that became part of such an idea."""
    said_on = aliased(Idea)
    shown_on = func.coalesce(said_on.root_id, said_on.id)
    statement = select(Comment).join(said_on, said_on.id == Comment.idea_id)
    statement = statement.join(Idea, Idea.id == shown_on).join(Topic, Topic.id == Idea.topic_id)
    statement = statement.where(Comment.id == comment_id, Comment.hidden_at.is_(None), Idea.state == IdeaState.PUBLISHED)
    return db.session.scalar(statement.where(topics_visible_to(viewer))) if 0 < comment_id < 2**31 else None


def own_idea(viewer: Viewer, idea_id: int) -> Idea | None:
    """One's own idea, its row held until this transaction ends; None for everyone else."""
    statement = select(Idea).where(Idea.id == idea_id, Idea.author_id == viewer.id, Idea.state != IdeaState.DELETED)
    statement = statement.options(joinedload(Idea.topic, innerjoin=True)).with_for_update(of=Idea)
    return db.session.scalar(statement) if 0 < idea_id < 2**31 and viewer.signed_in else None


def others_commented(idea: Idea) -> int:
    """Comments by anybody but the author, those out of sight too."""
    statement = select(func.count()).select_from(Comment)
    return db.session.scalar(statement.where(Comment.idea_id == idea.id, Comment.author_id != idea.author_id)) or 0


SHOWN_EVENTS = (
    "idea.edited", "idea.merged", "idea.unmerged", "idea.gained", "idea.parted", "idea.moved", "idea.restored",
    "question.asked", "mention.tied", "beta.opened", "beta.closed", "clock.due", "clock.paused", "answer.withdrawn", "idea.reopened",
)


READ_BY_ROOT = ("question.asked", "beta.opened", "beta.closed")
MOST_EVENTS = 40


def history_of(idea_id: int, joined: Collection[int] = (), most: int = MOST_EVENTS) -> list[Row]:
    """What happened to an idea besides its answers, the newest first: kind, at, data, name of who did it; and what was asked
    and opened on the ideas that joined it."""
    statement = select(Event.kind, Event.at, Event.data, Person.name).outerjoin(Person, Person.id == Event.actor_id)
    own = and_(Event.idea_id == idea_id, Event.kind.in_(SHOWN_EVENTS))
    asked = and_(Event.idea_id.in_(joined), Event.kind.in_(READ_BY_ROOT))
    statement = statement.where(or_(own, asked) if joined else own)
    return list(db.session.execute(statement.order_by(Event.id.desc()).limit(most)))


def revisions_of(idea_id: int) -> list[Revision]:
    return list(db.session.scalars(select(Revision).where(Revision.idea_id == idea_id).order_by(Revision.id.desc())))


def posts_since(person_id: int, since: datetime) -> int:
    """How many ideas this person posted since then."""
    return db.session.scalar(
        select(func.count()).select_from(Idea).where(Idea.author_id == person_id, Idea.created_at >= since)
    ) or 0
