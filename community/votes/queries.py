"""Questions about votes."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import BindParameter, Row, ScalarSelect, Select, bindparam, case, func, or_, select, union_all

from community.accounts.models import Organisation, Person
from community.accounts.viewer import Viewer
from community.db import db
from community.events import Event
from community.ideas.models import Idea
from community.ideas.queries_groups import group_ids
from community.votes.models import Vote


def votes_by(person_id: int | None, idea_ids: list[int]) -> dict[int, int]:
    """Importance by idea id, for those of these ideas that this person voted for, there or where it joined them."""
    if person_id is None or not idea_ids:
        return {}
    rows = db.session.execute(_VOTES_BY, {"person_id": person_id, "idea_ids": idea_ids})
    return {row.shown_on: row.importance for row in rows}


def _votes_by() -> Select:
    shown_on = func.coalesce(Idea.root_id, Idea.id).label("shown_on")
    ids: BindParameter[list[int]] = bindparam("idea_ids", expanding=True)
    statement = select(shown_on, func.max(Vote.importance).label("importance")).select_from(Idea)
    statement = statement.join(Vote, Vote.idea_id == Idea.id).where(Vote.person_id == bindparam("person_id"))
    return statement.where(or_(Idea.id.in_(ids), Idea.root_id.in_(ids))).group_by(shown_on)


_VOTES_BY = _votes_by()


def has_voted(person_id: int | None, group: Collection[int]) -> bool:
    """Whether a vote of this person is on any of these ideas, counted or not."""
    statement = select(Vote.idea_id).where(Vote.person_id == person_id, Vote.idea_id.in_(group)).limit(1)
    return db.session.scalar(statement) is not None


def voted_for(person_id: int) -> Select:
    """As a part of another statement: the ids of all ideas that a vote of this person is on, counted or not."""
    return select(Vote.idea_id).where(Vote.person_id == person_id)


def highest_milestone(idea_id: int) -> int:
    """How many people this idea was last said to have reached; 0 for none."""
    reached = select(Event.data).where(Event.idea_id == idea_id, Event.kind == "idea.reached")
    return max((data["people"] for data in db.session.scalars(reached)), default=0)


def counted_votes() -> ScalarSelect[int]:
    """What `vote_count` of an idea must be, from the rows: the people whose vote counts on it or on what joined it."""
    counting = (Vote.idea_id.in_(group_ids()), Vote.void.is_(False))
    return select(func.count(Vote.person_id.distinct())).where(*counting).scalar_subquery()


@dataclass(frozen=True)
class Voters:
    """A few people who voted, the longest members first, and the reader's own vote: its importance, or None."""

    names: list[str]
    mine: int | None


def voters_of(viewer: Viewer, group: Collection[int], most: int = 6) -> Voters:
    """Both in one statement, each by the key of the votes: for an idea that nothing joined it costs the same for ten
    votes and for ten thousand."""
    first = _voters(group).where(Vote.void.is_(False)).order_by(Vote.person_id).limit(most).subquery()
    own = _voters(group).where(Vote.person_id == (viewer.id or 0))
    rows = {row.id: row for row in db.session.execute(union_all(own, select(first)))}
    mine = rows[viewer.id].importance if viewer.id in rows else None
    return Voters([row.name for row in rows.values()][:most], mine)


def _voters(group: Collection[int]) -> Select:
    """People who voted, each once."""
    if len(group) == 1:
        rows = select(Person.id, Person.name, Vote.importance)
    else:
        rows = select(Person.id, Person.name, func.max(Vote.importance).label("importance"))
        rows = rows.group_by(Vote.person_id, Person.id, Person.name)
    return rows.join(Vote, Vote.person_id == Person.id).where(Vote.idea_id.in_(group))


@dataclass(frozen=True)
class Backing:
    """Which organisations' people voted, and the reader's own vote: its importance, or None."""

    organisations: list[Row]
    mine: int | None


def backing_of(viewer: Viewer, group: Collection[int]) -> Backing:
    """For staff, in one statement: name, segment, value_cents, currency, votes; the most valuable first."""
    votes = func.count(case((Vote.void.is_(False), Vote.person_id)).distinct())
    mine = func.max(case((Vote.person_id == viewer.id, Vote.importance)))
    statement = (
        select(
            Organisation.name, Organisation.segment, Organisation.value_cents, Organisation.currency,
            votes.label("votes"), mine.label("mine"),
        )
        .select_from(Vote)
        .join(Person, Person.id == Vote.person_id)
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .where(Vote.idea_id.in_(group))
        .group_by(Organisation.id)
        .order_by(func.coalesce(Organisation.value_cents, -1).desc(), votes.desc(), Organisation.id)
    )
    rows = list(db.session.execute(statement))
    known = [row for row in rows if row.name is not None and row.votes]
    return Backing(known, next((row.mine for row in rows if row.mine), None))


def other_voters(idea_id: int, author_id: int) -> int:
    """How many people but the author voted, counted or not."""
    statement = select(func.count()).select_from(Vote).where(Vote.idea_id == idea_id, Vote.person_id != author_id)
    return db.session.scalar(statement) or 0


def count_votes(idea_id: int) -> int:
    """Votes that count, from the rows themselves."""
    statement = select(func.count()).select_from(Vote).where(Vote.idea_id == idea_id, Vote.void.is_(False))
    return db.session.scalar(statement) or 0
