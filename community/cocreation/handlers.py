"""What answers and comments mean for a question that waits for the author."""

from datetime import datetime

from community.cocreation import actions
from community.events import Event
from community.ideas.queries_groups import hold_root


def on_comment_added(event: Event, cursor: int, now: datetime) -> None:
    """The author replied with a comment: the clock goes on from then."""
    root = hold_root(event.idea_id or 0)
    if root is not None and event.actor_id is not None:
        actions.hear_comment(event.actor_id, root, event.data["comment_id"], now=event.at)


def on_answer_published(event: Event, cursor: int, now: datetime) -> None:
    root = hold_root(event.idea_id or 0)
    if root is not None:
        actions.close_answered(root, now=now)
