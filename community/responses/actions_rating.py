"""Saying whether an answer was a good one, and how easy it was to come by.

The idea's row is held by the caller (ideas.queries_groups.root_to_change), so that counts and rows agree.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from community import events
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Idea
from community.ideas.queries_groups import members
from community.ideas.rules import IdeaState
from community.responses import queries_rating, rules_rating
from community.responses.models import Answer
from community.responses.models_rating import Effort, Rating


class RatingRefused(Exception):
    """Not somebody who asked for it or voted, or not the answer that holds."""


class EffortClosed(Exception):
    """The question was asked too long ago."""


@dataclass(frozen=True)
class Mark:
    """Helpful or not, and why: a code of rules_rating.REASONS and words, both of which may be empty."""

    helpful: bool
    reason: str = ""
    words: str = ""


def rate_answer(actor: Viewer, idea: Idea, answer: Answer, mark: Mark, *, voted: bool, now: datetime) -> bool:
    """Say whether the answer that holds was a good one, or change what one said; True when something changed."""
    author = queries_rating.asked_by(actor.id, members(idea))
    if not rules_rating.may_rate(author=author, voted=voted, staff=actor.is_staff) or answer.id != queries_rating.answer_in_force(idea.id):
        raise RatingRefused
    mine = db.session.get(Rating, (answer.id, actor.id))
    if mine is not None and (mine.helpful, mine.reason, mine.words) == (mark.helpful, mark.reason, mark.words):
        return False
    before = mine.helpful if mine is not None else None
    if mine is None:
        mine = Rating(answer_id=answer.id, person_id=actor.id, created_at=now)
        db.session.add(mine)
    else:
        mine.changed_at = now
    mine.helpful, mine.reason, mine.words = mark.helpful, mark.reason, mark.words
    _count(answer, before, mark.helpful)
    events.record("answer.rated", at=now, actor_id=actor.id, idea_id=idea.id, answer_id=answer.id, helpful=mark.helpful)
    return True


def unrate_answer(actor: Viewer, idea: Idea, answer: Answer, *, now: datetime) -> bool:
    """Take back what one said of an answer; True when there was something."""
    mine = db.session.get(Rating, (answer.id, actor.id))
    if mine is None:
        return False
    db.session.delete(mine)
    _count(answer, mine.helpful, None)
    events.record("answer.rated", at=now, actor_id=actor.id, idea_id=idea.id, answer_id=answer.id, helpful=None)
    return True


def _count(answer: Answer, before: bool | None, after: bool | None) -> None:
    if before == after:
        return
    helpful, unhelpful = ((after is said) - (before is said) for said in (True, False))
    counts = {"helpful_count": Answer.helpful_count + helpful, "unhelpful_count": Answer.unhelpful_count + unhelpful}
    db.session.flush()
    db.session.execute(update(Answer).where(Answer.id == answer.id).values(counts))


def settle_next_round(now: datetime) -> bool:
    """Ask the authors about the answer that has been due for it longest; False when none is.

    Their questions are written in the transaction that settles the round, so that two workers ask nobody twice.
    """
    waiting = queries_rating.next_round(now)
    if waiting is None:
        return False
    answer = db.session.get_one(Answer, waiting.answer_id)
    idea = db.session.get_one(Idea, answer.idea_id)
    waiting.settled_at = now
    waiting.outcome = _why_not(idea, answer) or _ask(idea, answer, now)
    return True


def _why_not(idea: Idea, answer: Answer) -> str:
    return rules_rating.why_not_asked(
        withdrawn=answer.withdrawn_at is not None, in_sight=idea.state == IdeaState.PUBLISHED,
        newest=idea.root_id is None and answer.id == queries_rating.answer_in_force(idea.id),
    )


def _ask(idea: Idea, answer: Answer, now: datetime) -> str:
    """Everybody whose idea it is, or is part of it, once; the company is not asked."""
    authors = queries_rating.customers_who_asked(members(idea))
    for person_id in authors:
        effort = Effort(answer_id=answer.id, person_id=person_id, wording=rules_rating.WORDING, asked_at=now)
        db.session.add(effort)
        db.session.flush()
        events.record("effort.asked", at=now, idea_id=idea.id, person_id=person_id, answer_id=answer.id, effort_id=effort.id)
    return "asked" if authors else "nobody"


def say_effort(effort: Effort, idea_id: int, score: int, words: str, *, now: datetime) -> bool:
    """The author's answer to the effort question, or another one; True when it changed. What it was before stays in
    the events."""
    if not rules_rating.is_open(effort.asked_at, now):
        raise EffortClosed
    if (effort.score, effort.words) == (score, words):
        return False
    events.record(
        "effort.answered", at=now, actor_id=effort.person_id, idea_id=idea_id, person_id=effort.person_id,
        effort_id=effort.id, answer_id=effort.answer_id, score=score, before=effort.score,
    )
    effort.score, effort.words, effort.answered_at = score, words, now
    return True
