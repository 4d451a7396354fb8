"""What came of one person's help, read from the rows as they are.

Everybody is asked the same: each statement is made once, with the person left open. Making it takes ten times as long as
running it.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Result,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from community.accounts.models import Person
from community.accounts.rules import STAFF_ROLES, PersonState
from community.advocates.rules import Cause, Outcome, cause_of_status
from community.cocreation.models import AnswerCredit
from community.db import db
from community.events import Event
from community.ideas.models import Comment, HelpfulMark, Idea
from community.ideas.rules import IdeaState
from community.responses.models import Answer
from community.responses.models_drafting import WaitingAnswer
from community.triage.models import Proposal
from community.voices.models import Voice
from community.votes.models import Vote

_Root = aliased(Idea)
WHO: BindParameter[int] = bindparam("who")
"""The person."""


def outcomes_of(person_id: int) -> list[Outcome]:
    """Everything that counts for this person if nothing is held, in no order."""
    sources = (_ideas, _parts, _voices, _marks, _corrections, _pointings, _replies, _referrals)
    return [outcome for source in sources for outcome in source(person_id)]


def _about(statement: Select, person_id: int) -> Result[Any]:
    return db.session.execute(statement, {WHO.key: person_id})


def _first_answer(idea: InstrumentedAttribute[int], *statuses: str) -> ScalarSelect:
    """When the first answer that still stands gave an idea one of these statuses."""
    mine = (Answer.idea_id == idea, Answer.withdrawn_at.is_(None), Answer.status.in_(statuses))
    return select(func.min(Answer.created_at)).where(*mine).correlate(Idea, _Root, Voice).scalar_subquery()


def _own_status() -> ColumnElement[str]:
    """An idea's status; of one that is part of another what its own last answer said, since a merge takes nothing away."""
    last = select(Answer.status).where(Answer.idea_id == Idea.id, Answer.withdrawn_at.is_(None)).correlate(Idea)
    own = last.order_by(Answer.id.desc()).limit(1).scalar_subquery()
    return case((Idea.root_id.is_(None), Idea.status), else_=func.coalesce(own, ""))


@cache
def _all_ideas() -> Select:
    shipped = _first_answer(Idea.id, "shipped").label("shipped_at")
    planned = _first_answer(Idea.id, "planned", "progress").label("planned_at")
    statement = select(Idea.id, _own_status().label("own"), shipped, planned, Idea.answered_at, Idea.created_at)
    return statement.where(Idea.author_id == WHO, Idea.state == IdeaState.PUBLISHED)


def _ideas(person_id: int) -> Iterator[Outcome]:
    for row in _about(_all_ideas(), person_id):
        cause = cause_of_status(row.own)
        if cause is not None:
            at = row.shipped_at if cause is Cause.IDEA_SHIPPED else row.planned_at
            yield Outcome(cause, row.id, at or row.answered_at or row.created_at, idea_id=row.id)


@cache
def _all_parts() -> Select:
    shipped = _first_answer(_Root.id, "shipped").label("shipped_at")
    statement = select(func.min(Idea.id).label("id"), Idea.root_id, shipped).join(_Root, _Root.id == Idea.root_id)
    statement = statement.where(Idea.author_id == WHO, Idea.state == IdeaState.PUBLISHED, _Root.author_id != WHO)
    statement = statement.where(_Root.state == IdeaState.PUBLISHED, _Root.status == "shipped")
    return statement.where(func.coalesce(Idea.published_at, Idea.created_at) < shipped).group_by(Idea.root_id, _Root.id)


def _parts(person_id: int) -> Iterator[Outcome]:
    """Ideas that are part of somebody else's, which shipped after they were there: once for each."""
    for row in _about(_all_parts(), person_id):
        yield Outcome(Cause.PART_SHIPPED, row.id, row.shipped_at, idea_id=row.root_id)


@cache
def _all_voices() -> Select:
    root_id = func.coalesce(Idea.root_id, Idea.id)
    own, vote_on = aliased(Idea), aliased(Idea)
    mine = exists().where(func.coalesce(own.root_id, own.id) == _Root.id, own.author_id == WHO)
    of_group = func.coalesce(vote_on.root_id, vote_on.id) == _Root.id
    voided = exists().where(Vote.person_id == WHO, Vote.void.is_(True), vote_on.id == Vote.idea_id, of_group)
    shipped = _first_answer(_Root.id, "shipped").label("shipped_at")
    statement = select(func.min(Voice.id).label("id"), _Root.id.label("root"), shipped).join(Idea, Idea.id == Voice.idea_id)
    statement = statement.join(_Root, _Root.id == root_id).where(Voice.person_id == WHO, Voice.hidden_at.is_(None))
    statement = statement.where(Voice.noted_by_id.is_(None), Voice.source != "mention")
    statement = statement.where(_Root.status == "shipped", _Root.state == IdeaState.PUBLISHED, Voice.created_at < shipped)
    return statement.where(~mine, ~voided).group_by(_Root.id)


def _voices(person_id: int) -> Iterator[Outcome]:
    """Words in sight that were there before an idea shipped, the first ones, where neither it nor a part of it is their own.

    What staff wrote down and what was said elsewhere earns nothing: it was no act here, and a line about it would tell
    whose it was.
    """
    for row in _about(_all_voices(), person_id):
        yield Outcome(Cause.VOICE_SHIPPED, row.id, row.shipped_at, idea_id=row.root)


@cache
def _all_marks() -> Select:
    parent = aliased(Comment)
    to_another = or_(Idea.author_id != WHO, and_(parent.id.is_not(None), parent.author_id != WHO))
    statement = select(Comment.id, Comment.idea_id, Idea.author_id, HelpfulMark.person_id, HelpfulMark.created_at)
    statement = statement.join(HelpfulMark, HelpfulMark.comment_id == Comment.id).join(Idea, Idea.id == Comment.idea_id)
    statement = statement.join(Person, Person.id == HelpfulMark.person_id).outerjoin(parent, parent.id == Comment.parent_id)
    counts = (HelpfulMark.person_id != WHO, Person.state != PersonState.BANNED, Comment.hidden_at.is_(None), to_another)
    statement = statement.where(Comment.author_id == WHO, *counts)
    statement = statement.where(or_(Idea.author_id == HelpfulMark.person_id, Person.role.in_(STAFF_ROLES)))
    return statement.order_by(HelpfulMark.created_at, HelpfulMark.person_id)


def _marks(person_id: int) -> Iterator[Outcome]:
    """Once for the mark of whoever asked, once for staff's, of each comment. Marks of other customers are thanks that earn
    nothing, so that friends cannot lift each other; those of the banned do not count."""
    seen = set()
    for row in _about(_all_marks(), person_id):
        cause = Cause.HELPFUL_TO_ASKER if row.person_id == row.author_id else Cause.HELPFUL_TO_STAFF
        if (cause, row.id) not in seen:
            seen.add((cause, row.id))
            yield Outcome(cause, row.id, row.created_at, row.person_id, row.idea_id, row.id)


@cache
def _all_corrections() -> Select:
    statement = select(Comment.id, Comment.idea_id, Comment.corrected_at, Comment.corrected_by_id)
    return statement.where(Comment.author_id == WHO, Comment.corrected_at.is_not(None), Comment.hidden_at.is_(None))


def _corrections(person_id: int) -> Iterator[Outcome]:
    for row in _about(_all_corrections(), person_id):
        yield Outcome(Cause.ANSWER_CORRECTED, row.id, row.corrected_at, row.corrected_by_id, row.idea_id, row.id)


@cache
def _all_pointings() -> Select:
    earlier, part, root = aliased(Proposal), aliased(Idea), aliased(Idea)
    first = ~exists().where(earlier.part_id == Proposal.part_id, earlier.root_id == Proposal.root_id, earlier.id < Proposal.id)
    statement = select(Proposal.part_id, Proposal.decided_at, Proposal.created_at, Proposal.decided_by_id)
    statement = statement.join(part, part.id == Proposal.part_id).join(root, root.id == Proposal.root_id)
    right = (Proposal.state == "accepted", first, part.author_id != WHO, root.author_id != WHO)
    return statement.where(Proposal.proposer_id == WHO, *right).order_by(Proposal.id)


def _pointings(person_id: int) -> Iterator[Outcome]:
    """Only whoever said it first, and never about an idea of one's own, so that nobody posts twice to point it out; once for
    each idea, for as long as it is part of the other."""
    seen = set()
    for row in _about(_all_pointings(), person_id):
        if row.part_id not in seen:
            seen.add(row.part_id)
            yield Outcome(Cause.DUPLICATE_FOUND, row.part_id, row.decided_at or row.created_at, row.decided_by_id, row.part_id)


@cache
def _all_replies() -> Select:
    answer_id = func.coalesce(AnswerCredit.answer_id, WaitingAnswer.answer_id)
    statement = select(Voice.id, Voice.idea_id, func.min(Answer.created_at).label("at"), func.min(AnswerCredit.by_id).label("by_id"))
    statement = statement.join(AnswerCredit, AnswerCredit.voice_id == Voice.id)
    statement = statement.outerjoin(WaitingAnswer, WaitingAnswer.id == AnswerCredit.waiting_id).join(Answer, Answer.id == answer_id)
    counts = (Voice.hidden_at.is_(None), Answer.withdrawn_at.is_(None))
    return statement.where(Voice.person_id == WHO, *counts).group_by(Voice.id, Voice.idea_id)


def _replies(person_id: int) -> Iterator[Outcome]:
    """Replies in sight that changed an answer which still stands, each once."""
    for row in _about(_all_replies(), person_id):
        yield Outcome(Cause.REPLY_CREDITED, row.id, row.at, row.by_id, row.idea_id)


@cache
def _all_referrals() -> Select:
    kinds = ("referral.active", "referral.undone")
    return select(Event.kind, Event.at, Event.data).where(Event.person_id == WHO, Event.kind.in_(kinds)).order_by(Event.id)


def _referrals(person_id: int) -> Iterator[Outcome]:
    """People brought along, by what was said of each of them last."""
    last = {row.data["referred_id"]: row for row in _about(_all_referrals(), person_id)}
    if not last:
        return
    kept = select(Person.id).where(Person.id.in_(last), Person.state != PersonState.BANNED)
    for referred_id in sorted(db.session.scalars(kept)):
        row = last[referred_id]
        if row.kind == "referral.active" and referred_id != person_id:
            yield Outcome(Cause.REFERRAL_ACTIVE, referred_id, row.at, referred_id)
