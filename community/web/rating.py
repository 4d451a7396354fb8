"""Saying whether an answer was a good one, at once or after signing in: the vote is asked for here."""

from datetime import datetime

from community.accounts.viewer import Viewer
from community.ideas.models import Idea
from community.ideas.queries_groups import members
from community.responses.actions_rating import Mark, rate_answer
from community.responses.models import Answer
from community.votes.queries import has_voted


def rate(actor: Viewer, idea: Idea, answer: Answer, mark: Mark, *, now: datetime) -> bool:
    """True when something changed; RatingRefused as rate_answer()."""
    return rate_answer(actor, idea, answer, mark, voted=has_voted(actor.id, members(idea)), now=now)
