"""Bringing an idea to the topic it belongs to."""

from datetime import datetime

from community import audit, events
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Idea, Topic
from community.ideas.queries_groups import members
from community.responses.queries import ladder_of, lock_idea, next_clock, open_clock
from community.responses.recomputing import recompute
from community.triage import queries


class MoveRefused(Exception):
    """It stays where it is; `code` is not_allowed, merged, not_in_sight or too_open."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def move_idea(actor: Viewer, idea: Idea, topic: Topic, *, now: datetime) -> bool:
    """Into another topic: its clocks run from their starts by the terms of that one. True when it was elsewhere.

    What is overdue only by the other terms is marked as such, and told to the first tier alone. `others` of the event: other people answer for it from now on. Raises MoveRefused.
    """
    lock_idea(idea)
    if idea.topic_id == topic.id:
        return False
    code = why_not_move(actor, idea, topic)
    if code:
        raise MoveRefused(code)
    ladder, before, idea.topic_id = ladder_of(idea.id), idea.topic_id, topic.id
    db.session.flush()
    db.session.expire(idea, ["topic"])
    for clock in (open_clock(idea.id), next_clock(idea.id)):
        if clock is not None:
            recompute(clock, now=now)
    idea.version += 1
    events.record("idea.moved", at=now, actor_id=actor.id, idea_id=idea.id, before=before, topic_id=topic.id, others=ladder != ladder_of(idea.id))
    audit.log("idea.moved", actor_id=actor.id, at=now, subject=("idea", idea.id), before={"topic_id": before}, after={"topic_id": topic.id})
    return True


def why_not_move(actor: Viewer, idea: Idea, topic: Topic) -> str:
    """Nobody who cares for it may lose sight of it, and nothing that was said to few may be shown to more."""
    if not actor.may_moderate:
        return "not_allowed"
    if idea.root_id is not None:
        return "merged"
    here = queries.topics_in(members(idea))
    readers = queries.readers_of({*here, topic.id})
    if not queries.nobody_left_out(idea, readers[topic.id]):
        return "not_in_sight"
    within = all(readers[topic.id].within(readers[each]) for each in here)
    return "" if within else "too_open"
