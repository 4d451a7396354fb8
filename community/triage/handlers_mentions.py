"""What follows for mentions when handles are linked, voices are hidden and people leave."""

from datetime import datetime

from community.accounts.queries_handles import handle
from community.db import db
from community.events import Event
from community.ideas.models import Idea
from community.ideas.queries_groups import hold_root
from community.responses.actions_replies import settle_questions
from community.triage import actions_mentions as actions
from community.triage import queries_mentions as queries
from community.voices.models import Voice


def on_handle_linked(event: Event, cursor: int, now: datetime) -> None:
    """What this handle said before is that person's."""
    link = handle(event.data["handle_id"])
    if link is None:
        return
    for row in queries.mentions_by(link):
        actions.tie_to_person(row, link.person_id, link.id)
        _count_questions(row.idea_id, now)


def on_handle_unlinked(event: Event, cursor: int, now: datetime) -> None:
    for row in queries.mentions_tied_by(event.data["handle_id"]):
        actions.tie_to_person(row, None, None)
        _count_questions(row.idea_id, now)


def on_voice_moved(event: Event, cursor: int, now: datetime) -> None:
    """Its words are out of sight, or back: what is not to be read asks nothing."""
    row = queries.mention_of_voice(event.data["voice_id"])
    if row is not None:
        row.hidden_at = db.session.get_one(Voice, row.voice_id).hidden_at
        db.session.flush()
        _count_questions(row.idea_id, now)


def forget_mentions(event: Event, cursor: int, now: datetime) -> None:
    for row in queries.mentions_of_person(event.person_id or 0):
        actions.forget_speaker(row, now=now)


def _count_questions(idea_id: int | None, now: datetime) -> None:
    idea = hold_root(idea_id) if idea_id is not None else None
    if isinstance(idea, Idea):
        settle_questions(idea, now=now)
