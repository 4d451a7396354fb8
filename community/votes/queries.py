"""Questions about votes."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import BindParameter, ScalarSelect, Select, bindparam, func, or_, select, union_all

from community.accounts.models import Person
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
    """A few people who voted, the longest members first, and the reader's own vote: its importance, or None.

    `aside`: staff set the reader's own vote aside.
    """

    names: list[str]
    mine: int | None
    aside: bool = False


def voters_of(viewer: Viewer, group: Collection[int], most: int = 6) -> Voters:
    """Both in one statement, each by the key of the votes: for an idea that nothing joined it costs the same for ten
    votes and for ten thousand."""
    shown = (Vote.void.is_(False), Person.contact_since.is_(None))
    first = _voters(group).where(*shown).order_by(Vote.person_id).limit(most).subquery()
    own = _voters(group).where(Vote.person_id == (viewer.id or 0))
    rows = {row.id: row for row in db.session.execute(union_all(own, select(first)))}
    mine = rows.get(viewer.id)
    return Voters([row.name for row in rows.values()][:most], mine.importance if mine else None, bool(mine and mine.reason))


def _voters(group: Collection[int]) -> Select:
    """People who voted, each once."""
    if len(group) == 1:
        rows = select(Person.id, Person.name, Vote.importance, Vote.void_reason.label("reason"))
    else:
        reason = func.max(Vote.void_reason).label("reason")
        rows = select(Person.id, Person.name, func.max(Vote.importance).label("importance"), reason)
        rows = rows.group_by(Vote.person_id, Person.id, Person.name)
    return rows.join(Vote, Vote.person_id == Person.id).where(Vote.idea_id.in_(group))


def set_aside(person_id: int | None, group: Collection[int]) -> bool:
    """Whether staff set a vote of this person for one of these ideas aside."""
    mine = (Vote.person_id == person_id, Vote.idea_id.in_(group), Vote.void_reason != "")
    return db.session.scalar(select(Vote.idea_id).where(*mine).limit(1)) is not None


def other_voters(idea_id: int, author_id: int) -> int:
    """How many people but the author voted, counted or not."""
    statement = select(func.count()).select_from(Vote).where(Vote.idea_id == idea_id, Vote.person_id != author_id)
    return db.session.scalar(statement) or 0


def count_votes(idea_id: int) -> int:
    """Votes that count, from the rows themselves."""
    statement = select(func.count()).select_from(Vote).where(Vote.idea_id == idea_id, Vote.void.is_(False))
    return db.session.scalar(statement) or 0
