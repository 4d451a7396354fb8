"""After a change to what an idea says, to whether it is there or what it is part of: its twins, and what was said of it."""

from datetime import datetime

from sqlalchemy import select

from community.accounts.queries_erasing import erasure_of
from community.accounts.rules_erasing import without
from community.db import db
from community.events import Event
from community.ideas.models import Idea
from community.triage import actions_proposals
from community.triage.models import Proposal
from community.triage.queries_twins import partners_of
from community.triage.twins import queue_look

TEXT_CHANGED = ("idea.edited", "idea.restored", "idea.merged", "idea.unmerged")
"""After these the ideas that found it, or were found by it, look again too: they may now see it otherwise."""


def look_for_twins(event: Event, cursor: int, now: datetime) -> None:
    """The idea, and the one it is part of: what joined counts as its text."""
    if event.idea_id is None:
        return
    root = db.session.scalar(select(Idea.root_id).where(Idea.id == event.idea_id))
    ids = {event.idea_id, root or event.idea_id, event.data.get("root_id") or event.idea_id}
    if event.kind in TEXT_CHANGED:
        ids |= partners_of(ids)
    queue_look(ids, now=now)


def settle_proposals(event: Event, cursor: int, now: datetime) -> None:
    """Who said that two ideas are the same was right for as long as they are one."""
    actions_proposals.settle(event)


def on_person_erased(event: Event, cursor: int, now: datetime) -> None:
    """What they wrote about two ideas being the same goes if they wish; that they said it stays. What they were told of it goes."""
    erasure = erasure_of(event.person_id)
    if erasure is None:
        return
    for each in db.session.scalars(select(Proposal).where(Proposal.proposer_id == event.person_id)):
        each.reply = ""
        each.words = without(each.words, erasure.traces, "") if erasure.keep_words else ""
