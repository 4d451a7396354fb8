"""What a search asks for besides its words, and the ideas that its filters leave, in the order asked for."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, select, tuple_

from community import clock
from community.accounts.models import Person
from community.accounts.rules import fold_name
from community.accounts.viewer import Viewer
from community.db import among, db
from community.ideas.models import Idea, IdeaTag, Topic
from community.ideas.queries import listed, topics_visible_to
from community.search.places import Place

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ORDERS = ("best", "newest", "votes")
ANSWERED = ("yes", "no", "late")


@dataclass(frozen=True)
class SearchQuery:
    """What was searched for, what it is narrowed to, and the place after which to go on.

    `answered` is yes, no or late (the answer is overdue now); published from `since` on and before `until`.
    """

    text: str = ""
    topic: str = ""
    status: str = ""
    tag: str = ""
    author: str = ""
    answered: str = ""
    since: datetime | None = None
    until: datetime | None = None
    order: str = "best"
    after: Place | None = None

    @property
    def is_narrowed(self) -> bool:
        return any((self.topic, self.status, self.tag, self.author, self.answered, self.since, self.until))


def visible(viewer: Viewer, wanted: SearchQuery, ids: Collection[int]) -> set[int]:
    """Those of these ideas that this person may see in lists and that the filters leave."""
    statement = select(Idea.id).join(Topic, Topic.id == Idea.topic_id).where(among(Idea.id, ids), *_narrowed(viewer, wanted))
    return set(db.session.scalars(statement)) if ids else set()


def in_order(viewer: Viewer, wanted: SearchQuery, within: Collection[int] | None, after: Place | None, most: int) -> list[tuple[int, int]]:
    """Up to `most` of the ideas that the filters leave, as (value, id) from the newest or the most voted down."""
    key: Any = Idea.published_at if wanted.order == "newest" else Idea.vote_count
    statement = select(key, Idea.id).join(Topic, Topic.id == Idea.topic_id).where(*_narrowed(viewer, wanted))
    if within is not None:
        statement = statement.where(among(Idea.id, within))
    if after is not None:
        statement = statement.where(tuple_(key, Idea.id) < tuple_(_of_number(after.value, wanted.order), after.id))
    rows = db.session.execute(statement.order_by(key.desc(), Idea.id.desc()).limit(most))
    return [(_as_number(value), idea_id) for value, idea_id in rows]


def _as_number(value: datetime | int) -> int:
    return (value - EPOCH) // timedelta(microseconds=1) if isinstance(value, datetime) else value


def _of_number(number: int, order: str) -> datetime | int:
    if order != "newest":
        return min(number, 2**31 - 1)
    return EPOCH + timedelta(microseconds=min(number, 2**53))


def _narrowed(viewer: Viewer, wanted: SearchQuery) -> list[ColumnElement[bool]]:
    asked = ((condition, getattr(wanted, name)) for name, condition in _CONDITIONS.items())
    return [listed(), topics_visible_to(viewer), *(condition(value) for condition, value in asked if value)]


def _answered(asked: str) -> ColumnElement[bool]:
    """Late as the clock on the row says it: due, and not brought along from an earlier tool."""
    if asked == "late":
        return and_(Idea.answer_state == "awaiting", Idea.due_at <= clock.now(), Idea.legacy.is_(False))
    return Idea.answered_at.is_not(None) if asked == "yes" else Idea.answered_at.is_(None)


def _written_by(name: str) -> ColumnElement[bool]:
    called = Person.name_folded.contains(fold_name(name), autoescape=True)
    return Idea.author_id.in_(select(Person.id).where(called))


_CONDITIONS: dict[str, Callable[[Any], ColumnElement[bool]]] = {
    "topic": lambda slug: Topic.slug == slug,
    "status": lambda status: Idea.status == status,
    "tag": lambda tag: Idea.id.in_(select(IdeaTag.idea_id).where(IdeaTag.tag == tag)),
    "author": _written_by,
    "answered": _answered,
    "since": lambda first: Idea.published_at >= first,
    "until": lambda end: Idea.published_at < end,
}
