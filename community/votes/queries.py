"""Questions about votes."""

from sqlalchemy import func, or_, select, union

from community.accounts.models import Person
from community.db import db
from community.ideas.models import Follow, Idea
from community.votes.models import Vote


def votes_by(person_id: int | None, idea_ids: list[int]) -> dict[int, int]:
    """Importance by idea id, for those of these ideas that this person voted for."""
    if person_id is None or not idea_ids:
        return {}
    statement = select(Vote.idea_id, Vote.importance).where(Vote.person_id == person_id, Vote.idea_id.in_(idea_ids))
    return {row.idea_id: row.importance for row in db.session.execute(statement)}


def some_voters(idea_id: int, most: int = 6) -> list[str]:
    """Names of a few people who voted, the first ones first."""
    statement = select(Person.name).join(Vote, Vote.person_id == Person.id)
    statement = statement.where(Vote.idea_id == idea_id, Vote.void.is_(False)).order_by(Vote.created_at, Person.id)
    return list(db.session.scalars(statement.limit(most)))


def count_votes(idea_id: int) -> int:
    """Votes that count, from the rows themselves."""
    statement = select(func.count()).select_from(Vote).where(Vote.idea_id == idea_id, Vote.void.is_(False))
    return db.session.scalar(statement) or 0


def count_hearers(idea_id: int, but: int | None) -> int:
    """How many people hear of an answer: author, voters and followers, without who asked not to, and without `but`."""
    here = select(Idea.id).where(or_(Idea.id == idea_id, Idea.root_id == idea_id))
    refused = select(Follow.person_id).where(Follow.idea_id.in_(here), Follow.level == "nothing")
    everyone = union(
        select(Idea.author_id.label("person_id")).where(Idea.id.in_(here)),
        select(Vote.person_id).where(Vote.idea_id.in_(here), Vote.void.is_(False)),
        select(Follow.person_id).where(Follow.idea_id.in_(here)),
    ).subquery()
    counted = select(func.count()).select_from(everyone).where(everyone.c.person_id.not_in(refused))
    return db.session.scalar(counted.where(everyone.c.person_id != (but or 0))) or 0
