"""Posting an idea, or joining one that was shown on the way, as a person does now or when a held act takes effect."""

from datetime import datetime

from community.accounts.queries import is_trusted
from community.accounts.viewer import Viewer
from community.ideas.actions import Draft, submit_idea
from community.ideas.models import Idea, Topic
from community.ideas.rules import IdeaState, opening_state
from community.search.actions import note_joined, note_refused
from community.search.queries import published_among
from community.search.suggested import UNSEEN, Suggested
from community.site import site_facts
from community.triage.judging import judge
from community.votes.actions import cast_authors_vote, cast_vote
from community.web.sharing import note_referral


def post_idea(actor: Viewer, topic: Topic, draft: Draft, importance: int, *, seen: Suggested = UNSEEN, now: datetime) -> Idea:
    """The idea with its author's own vote; a new person's first one may wait for a moderator."""
    held_first = site_facts().hold_first_ideas
    trusted = not held_first or actor.is_staff or is_trusted(actor.id)
    state = opening_state(held_first=held_first, trusted=trusted)
    apart = published_among(actor, seen.aside)
    idea = submit_idea(
        actor, topic, draft, hold=state is IdeaState.PENDING, now=now, shown=max(seen.shown, len(apart)), aside=len(apart)
    )
    cast_authors_vote(actor, idea, importance, now=now)
    note_referral("idea", actor.id, idea.id, now=now)
    for aside_id in apart:
        judge(actor, idea.id, aside_id, "different", source="author", certainty=None, now=now)
        note_refused(actor, idea, aside_id, now=now)
    return idea


def join_idea(actor: Viewer, idea: Idea, importance: int, *, seen: Suggested = UNSEEN, now: datetime) -> bool:
    """The vote for an idea somebody came to or was shown; True when there was none before. Raises VoteRefused."""
    added = cast_vote(actor, idea, importance, now=now)
    if added:
        note_referral("vote", actor.id, idea.id, now=now)
    if added and seen.shown:
        note_joined(actor, idea, seen, now=now)
    return added
