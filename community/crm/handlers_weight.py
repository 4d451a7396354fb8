"""After what changes who stands behind an idea: have it counted, and tell what a CRM should know of it."""

from datetime import datetime

from community.crm import actions_weight as actions
from community.crm.queries_weight import behind
from community.crm.rules_weight import as_told
from community.events import Event


def weigh_idea(event: Event, cursor: int, now: datetime) -> None:
    """The idea, the one it is part of, and the one that it was or is to be part of."""
    for idea_id in filter(None, {event.idea_id, event.data.get("root_id")}):
        actions.count_idea(idea_id, now)


def weigh_ideas_of_person(event: Event, cursor: int, now: datetime) -> None:
    if event.person_id is not None:
        actions.count_ideas_of_people([event.person_id], now)


def tell_shipped(event: Event, cursor: int, now: datetime) -> None:
    """Every account behind an idea has what it asked for."""
    idea_id = event.idea_id or 0
    for each in as_told(behind(idea_id).backers):
        actions.record_interest("shipped", idea_id, each.id, each.people, each.importance, event.at)
