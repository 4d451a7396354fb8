"""Questions about proposals: who said that which ideas are the same, and what waits for staff."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select
from sqlalchemy.orm import aliased

from community.accounts.models import Person
from community.db import db
from community.ideas.models import Idea
from community.ideas.rules import IdeaState
from community.triage.models import Proposal, TwinSummary

MOST_SHOWN = 50
MOST_COUNTED = 1_000
_Part, _Root = aliased(Idea), aliased(Idea)
_part_of, _root_of = func.coalesce(_Part.root_id, _Part.id), func.coalesce(_Root.root_id, _Root.id)


@dataclass(frozen=True)
class ProposedPair:
    """Two ideas that somebody says are the same: the younger, the older, and a row for each person's word.

    Each idea has id, title, excerpt, status, vote_count; each word has id, words, created_at, proposer_id, name.
    """

    part: Idea
    root: Idea
    said: list[Row[Any]]


def proposal_by(person_id: int | None, part_id: int, root_id: int) -> Proposal | None:
    return db.session.scalar(select(Proposal).where(Proposal.proposer_id == person_id, *_of_pair(part_id, root_id)))


def open_proposal(proposal_id: int) -> Proposal | None:
    """A proposal nobody has decided on yet, held until this transaction ends."""
    statement = select(Proposal).where(Proposal.id == proposal_id, Proposal.state == "waiting")
    return db.session.scalar(statement.with_for_update()) if 0 < proposal_id < 2**31 else None


def waiting_for_pair(part_id: int, root_id: int) -> list[Proposal]:
    statement = select(Proposal).where(Proposal.state == "waiting", *_of_pair(part_id, root_id))
    return list(db.session.scalars(statement.order_by(Proposal.id)))


def proposals_about(idea_ids: Collection[int]) -> list[tuple[Proposal, bool]]:
    """Every proposal on these ideas, or on what is part of them, and whether its two ideas are one now."""
    concerned = or_(Idea.id.in_(idea_ids), Idea.root_id.in_(idea_ids))
    ids = select(Idea.id).where(concerned)
    statement = select(Proposal, (_part_of == _root_of).label("together")).join(_Part, _Part.id == Proposal.part_id)
    statement = statement.join(_Root, _Root.id == Proposal.root_id)
    statement = statement.where(or_(Proposal.part_id.in_(ids), Proposal.root_id.in_(ids))).order_by(Proposal.id)
    return [(row[0], row[1]) for row in db.session.execute(statement)]


def pair_of(proposal: Proposal) -> ProposedPair:
    part, root = db.session.get_one(Idea, proposal.part_id), db.session.get_one(Idea, proposal.root_id)
    return ProposedPair(part, root, _said([(proposal.part_id, proposal.root_id)]))


def waiting_pairs() -> list[ProposedPair]:
    """What waits for staff, the oldest first; what is one already or out of sight waits for nobody."""
    first = func.min(Proposal.id).label("first")
    statement = select(_Part, _Root, first).select_from(Proposal).join(_Part, _Part.id == Proposal.part_id)
    statement = statement.join(_Root, _Root.id == Proposal.root_id).where(_waits()).group_by(_Part.id, _Root.id)
    rows = list(db.session.execute(statement.order_by(first).limit(MOST_SHOWN)))
    said: dict[tuple[int, int], list[Row[Any]]] = {}
    for word in _said([(row[0].id, row[1].id) for row in rows]):
        said.setdefault((word.part_id, word.root_id), []).append(word)
    return [ProposedPair(row[0], row[1], said[row[0].id, row[1].id]) for row in rows]


def waiting_counts() -> Row:
    """In one statement: `proposed`, how many pairs wait, up to MOST_COUNTED; `likely`, the stored count of likely twins."""
    statement = select(_Part.id, _Root.id).select_from(Proposal).join(_Part, _Part.id == Proposal.part_id)
    pairs = statement.join(_Root, _Root.id == Proposal.root_id).where(_waits()).distinct().limit(MOST_COUNTED)
    proposed = select(func.count()).select_from(pairs.subquery()).scalar_subquery()
    likely = select(TwinSummary.likely).where(TwinSummary.id == 1).scalar_subquery()
    return db.session.execute(select(proposed.label("proposed"), func.coalesce(likely, 0).label("likely"))).one()


def _said(pairs: list[tuple[int, int]]) -> list[Row[Any]]:
    if not pairs:
        return []
    columns = (Proposal.id, Proposal.part_id, Proposal.root_id, Proposal.words, Proposal.created_at, Proposal.proposer_id)
    statement = select(*columns, Person.name).join(Person, Person.id == Proposal.proposer_id)
    wanted = or_(*(and_(*_of_pair(part_id, root_id)) for part_id, root_id in pairs))
    return list(db.session.execute(statement.where(Proposal.state == "waiting", wanted).order_by(Proposal.id)))


def _of_pair(part_id: int, root_id: int) -> tuple[ColumnElement[bool], ...]:
    return Proposal.part_id == part_id, Proposal.root_id == root_id


def _waits() -> ColumnElement[bool]:
    public = and_(_Part.state == IdeaState.PUBLISHED, _Root.state == IdeaState.PUBLISHED)
    return and_(Proposal.state == "waiting", public, _part_of != _root_of)
