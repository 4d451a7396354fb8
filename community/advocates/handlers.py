"""Outcomes become lines in the ledger."""

from datetime import datetime

from community.advocates import actions
from community.events import Event


def settle_idea(event: Event, cursor: int, now: datetime) -> None:
    if event.idea_id is not None:
        actions.settle_idea(event, event.idea_id)


def settle_comment(event: Event, cursor: int, now: datetime) -> None:
    actions.settle_comment(event, event.data["comment_id"])


def settle_pointing(event: Event, cursor: int, now: datetime) -> None:
    if event.person_id is not None and event.idea_id is not None:
        actions.settle_pointing(event, event.person_id, event.idea_id)
