"""What waits for an answer: the queues of the desk, a page at a time, and how many wait in each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, literal, or_, select, true, tuple_
from sqlalchemy.orm import aliased

from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Idea, Topic
from community.ideas.queries import CARD, Page, listed
from community.responses.timing import Horizon

LOOK_AHEAD = timedelta(days=28)
PAGE_SIZE = 50
WHOSE = ("mine", "everyone", "nobody", "imported")
LISTS = (*WHOSE, "all")
"""The queues, and beside them every public idea, answered or not."""
DUE = ("overdue", "today", "week", "asked", "renew", "paused")
owner_of = func.coalesce(Idea.owner_id, Topic.owner_id)
_Owner = aliased(Person)


@dataclass(frozen=True)
class DeskFilter:
    """One list of the desk: whose, when due, what it is narrowed to, its order, and the key of the last row shown.

    `due` is one of DUE or empty for all; `owner` a person's id or 0 for anybody. What accounts have to do with it is for
    a Lens: `account` is one's id or 0, `segment` such as is:Hospital or in:3, `renews` for those that soon do, and
    `currency` the one that values are ordered in.
    """

    whose: str = "everyone"
    due: str = ""
    topic: str = ""
    status: str = ""
    owner: int = 0
    account: int = 0
    segment: str = ""
    renews: bool = False
    currency: str = ""
    sort: str = "due"
    after: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Lens:
    """What a package above knows of ideas, put on a list of the desk: what it is narrowed to and ordered by.

    `keys` rise and end with Idea.id; without any the usual order holds. `start` gives those of one idea, so that the
    address of the next page names an idea and nothing of what it is worth.
    """

    narrow: Callable[[Select], Select] = lambda statement: statement
    keys: tuple[Any, ...] = ()
    start: Callable[[int], tuple[Any, ...]] = lambda idea_id: ()


PLAIN = Lens()


@dataclass(frozen=True)
class TopicCounts:
    slug: str
    name: str
    open: int
    overdue: int


@dataclass(frozen=True)
class DeskCounts:
    """How many ideas wait: in each queue, of mine by when they are due, and in each topic where some wait."""

    queues: dict[str, int] = field(default_factory=dict)
    mine: dict[str, int] = field(default_factory=dict)
    overdue: int = 0
    topics: tuple[TopicCounts, ...] = ()


def desk_page(viewer: Viewer, wanted: DeskFilter, at: Horizon, size: int = PAGE_SIZE, lens: Lens = PLAIN) -> Page:
    """One keyset page of ideas to answer or to renew, with the name of who is to answer.

    By due date the most urgent come first, and answers to renew after what has none; imported ideas that nobody
    answered yet come by votes.
    """
    keys = lens.keys or sort_keys(wanted.sort, at.now)
    named = [key.label(f"key_{place}") for place, key in enumerate(keys)]
    statement = _narrowed(select(*CARD, Idea.owner_id, Idea.asked_due_at, _Owner.name.label("owner_name"), *named), viewer, wanted, at, lens)
    after = _start(wanted.after, keys, lens)
    if after:
        statement = statement.where(tuple_(*keys) > tuple_(*after))
    rows = list(db.session.execute(statement.order_by(*keys).limit(size + 1)))
    last = rows[size - 1] if len(rows) > size else None
    return Page(rows[:size], ((last.id,) if lens.keys else tuple(last[-len(keys) :])) if last else None)


def _start(after: tuple[Any, ...], keys: tuple[Any, ...], lens: Lens) -> tuple[Any, ...]:
    """Where the page begins; nothing for the first, or where the key is none of this order."""
    if lens.keys:
        return lens.start(after[0]) if len(after) == 1 else ()
    return tuple(literal(value, key.type) for value, key in zip(after, keys, strict=True)) if len(after) == len(keys) else ()


def count_wanted(viewer: Viewer, wanted: DeskFilter, at: Horizon, lens: Lens = PLAIN) -> int:
    """How many ideas a list of the desk holds on all its pages."""
    return db.session.scalar(_narrowed(select(func.count()).select_from(Idea), viewer, wanted, at, lens)) or 0


def desk_rows(ids: Iterable[int], now: datetime) -> list[Row]:
    """These ideas as the desk shows them, the most urgent first; whatever is not in the lists is left out."""
    statement = select(*CARD, Idea.owner_id, Idea.asked_due_at, _Owner.name.label("owner_name"))
    statement = statement.join(Topic, Topic.id == Idea.topic_id).outerjoin(_Owner, _Owner.id == owner_of)
    return list(db.session.execute(statement.where(listed(), Idea.id.in_(list(ids))).order_by(*sort_keys("due", now))))


def ids_of(person_id: int, now: datetime, most: int) -> list[int]:
    """All that somebody answers for and that is not finished, by urgency: what waits, and answers to be looked at again."""
    statement = select(Idea.id).join(Topic, Topic.id == Idea.topic_id)
    unfinished = or_(waits(), Idea.asked_due_at.is_not(None), and_(Idea.answer_state == "answered", Idea.review_at.is_not(None)))
    statement = statement.where(listed(), owner_of == person_id, unfinished)
    return list(db.session.scalars(statement.order_by(*sort_keys("due", now)).limit(most)))


def desk_counts(viewer: Viewer, at: Horizon) -> DeskCounts:
    """Every figure of the desk's navigation, in one statement."""
    asked = [_queue(viewer, whose, at.now) for whose in WHOSE]
    mine, everyone = asked[0], asked[1]
    asked += [and_(mine, due_clause(due, at)) for due in DUE] + [and_(everyone, due_clause("overdue", at))]
    counts = [func.count(case((clause, 1))) for clause in asked]
    statement = select(Topic.slug, Topic.name, *counts).select_from(Idea).join(Topic, Topic.id == Idea.topic_id)
    statement = statement.where(listed(), or_(owed(at.now), _queue(viewer, "imported", at.now)))
    rows = db.session.execute(statement.group_by(Topic.id).order_by(Topic.position, Topic.id)).all()
    sums = [sum(column) for column in zip(*(row[2:] for row in rows), strict=True)] or [0] * len(asked)
    topics = tuple(TopicCounts(row[0], row[1], row[3], row[-1]) for row in rows if row[3])
    after = len(WHOSE)
    return DeskCounts(dict(zip(WHOSE, sums, strict=False)), dict(zip(DUE, sums[after:], strict=False)), sums[-1], topics)


def _narrowed(statement: Select, viewer: Viewer, wanted: DeskFilter, at: Horizon, lens: Lens) -> Select:
    statement = lens.narrow(statement).join(Topic, Topic.id == Idea.topic_id).outerjoin(_Owner, _Owner.id == owner_of)
    statement = statement.where(listed(), _queue(viewer, wanted.whose, at.now))
    if wanted.due:
        statement = statement.where(due_clause(wanted.due, at))
    if wanted.topic:
        statement = statement.where(Topic.slug == wanted.topic)
    if wanted.status:
        statement = statement.where(Idea.status == wanted.status)
    return statement.where(owner_of == wanted.owner) if wanted.owner else statement


def _queue(viewer: Viewer, whose: str, now: datetime) -> ColumnElement[bool]:
    if whose == "all":
        return true()
    if whose == "imported":
        return and_(Idea.legacy, Idea.answered_at.is_(None))
    if whose == "mine":
        return and_(owed(now), owner_of == (viewer.id or 0))
    return and_(owed(now), Idea.owner_id.is_(None)) if whose == "nobody" else owed(now)


def owed(now: datetime) -> ColumnElement[bool]:
    """A clock runs, a customer's question waits, or the answer that holds is to be looked at again within four weeks."""
    return or_(waits(), Idea.asked_due_at.is_not(None), and_(Idea.answer_state == "answered", Idea.review_at <= now + LOOK_AHEAD))


def waits() -> ColumnElement[bool]:
    """A clock runs, or stands still for a while."""
    known = or_(Idea.legacy.is_(False), Idea.answered_at.is_not(None))
    return and_(Idea.answer_state.in_(("awaiting", "paused")), known)


def due_clause(due: str, at: Horizon) -> ColumnElement[bool]:
    """Of what is owed: overdue, due today or this week, a question that waits for a reply, to renew, or paused."""
    due_at, renews = first_due(), Idea.answer_state == "answered"
    if due == "asked":
        return Idea.asked_due_at.is_not(None)
    if due == "paused":
        return Idea.answer_state == "paused"
    if due == "renew":
        runs_late = and_(~renews, Idea.due_at <= at.now)
        return and_(Idea.answered_at.is_not(None), or_(and_(renews, Idea.review_at <= at.now + LOOK_AHEAD), waits()), ~runs_late)
    if due == "overdue":
        return due_at <= at.now
    return and_(due_at > at.now, due_at <= (at.day_ends if due == "today" else at.week_ends))


def first_due() -> ColumnElement[Any]:
    """When the first of the running clocks falls due: for an answer, or for a reply to a question; none when none runs."""
    due = case((Idea.answer_state != "answered", Idea.due_at))
    earlier = and_(Idea.asked_due_at.is_not(None), or_(due.is_(None), Idea.asked_due_at < due))
    return case((earlier, Idea.asked_due_at), else_=due)


def sort_keys(sort: str, now: datetime) -> tuple[Any, ...]:
    """What a list is ordered by, every part of it rising; the last makes it unambiguous."""
    asked = func.coalesce(Idea.started_at, Idea.published_at, Idea.created_at)
    if sort == "votes":
        return -(Idea.vote_count + Idea.imported_votes), Idea.id
    if sort == "asked":
        return func.coalesce(Idea.published_at, Idea.created_at), Idea.id
    due = first_due()
    rank = case((or_(due <= now, Idea.asked_due_at.is_not(None)), 0), (Idea.answered_at.is_not(None), 1), else_=0)
    return rank, func.coalesce(due, case((Idea.answer_state == "answered", Idea.review_at)), asked), Idea.id
