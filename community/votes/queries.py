"""Questions about votes."""

from dataclasses import dataclass

from sqlalchemy import Row, case, func, select, union_all

from community.accounts.models import Organisation, Person
from community.accounts.viewer import Viewer
from community.db import db
from community.votes.models import Vote


def votes_by(person_id: int | None, idea_ids: list[int]) -> dict[int, int]:
    """Importance by idea id, for those of these ideas that this person voted for."""
    if person_id is None or not idea_ids:
        return {}
    statement = select(Vote.idea_id, Vote.importance).where(Vote.person_id == person_id, Vote.idea_id.in_(idea_ids))
    return {row.idea_id: row.importance for row in db.session.execute(statement)}


@dataclass(frozen=True)
class Voters:
    """A few people who voted, the longest members first, and the reader's own vote: its importance, or None."""

    names: list[str]
    mine: int | None


def voters_of(viewer: Viewer, idea_id: int, most: int = 6) -> Voters:
    """Both in one statement, each by the key of the votes: it costs the same for ten votes and for ten thousand."""
    rows_of = select(Person.id, Person.name, Vote.importance).join(Vote, Vote.person_id == Person.id)
    rows_of = rows_of.where(Vote.idea_id == idea_id)
    first = rows_of.where(Vote.void.is_(False)).order_by(Vote.person_id).limit(most).subquery()
    own = rows_of.where(Vote.person_id == (viewer.id or 0))
    rows = {row.id: row for row in db.session.execute(union_all(own, select(first)))}
    mine = rows[viewer.id].importance if viewer.id in rows else None
    return Voters([row.name for row in rows.values()][:most], mine)


@dataclass(frozen=True)
class Backing:
    """Which organisations' people voted, and the reader's own vote: its importance, or None."""

    organisations: list[Row]
    mine: int | None


def backing_of(viewer: Viewer, idea_id: int) -> Backing:
    """For staff, in one statement: name, segment, value_cents, currency, votes; the most valuable first."""
    votes = func.count(case((Vote.void.is_(False), 1)))
    mine = func.max(case((Vote.person_id == viewer.id, Vote.importance)))
    statement = (
        select(
            Organisation.name, Organisation.segment, Organisation.value_cents, Organisation.currency,
            votes.label("votes"), mine.label("mine"),
        )
        .select_from(Vote)
        .join(Person, Person.id == Vote.person_id)
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .where(Vote.idea_id == idea_id)
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
