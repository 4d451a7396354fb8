"""Posting an idea as its author does, now or when a held one takes effect."""

from datetime import datetime

from community.accounts.queries import is_trusted
from community.accounts.viewer import Viewer
from community.ideas.actions import Draft, submit_idea
from community.ideas.models import Idea, Topic
from community.ideas.rules import IdeaState, opening_state
from community.site import site_facts
from community.votes.actions import cast_authors_vote


def post_idea(actor: Viewer, topic: Topic, draft: Draft, importance: int, *, now: datetime) -> Idea:
    """The idea with its author's own vote; a new person's first one may wait for a moderator."""
    held_first = site_facts().hold_first_ideas
    trusted = not held_first or actor.is_staff or is_trusted(actor.id)
    state = opening_state(held_first=held_first, trusted=trusted)
    idea = submit_idea(actor, topic, draft, hold=state is IdeaState.PENDING, now=now)
    cast_authors_vote(actor, idea, importance, now=now)
    return idea
