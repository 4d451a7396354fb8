"""Staff saying that a customer's comment put an answer of theirs right, and taking it back."""

from datetime import datetime

from community import audit, events
from community.accounts.models import Person
from community.accounts.rules import is_staff
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.actions import Refused
from community.ideas.models import Comment


def correct(actor: Viewer, comment: Comment, *, now: datetime) -> bool:
    """Say that a customer's comment put an answer right; True when it was not said before. Raises Refused."""
    if not may_correct(actor, comment):
        raise Refused
    if comment.corrected_at is not None:
        return False
    comment.corrected_at, comment.corrected_by_id = now, actor.id
    _record("comment.corrected", actor, comment, now)
    return True


def uncorrect(actor: Viewer, comment: Comment, *, now: datetime) -> bool:
    """Take it back; True when it had been said. Raises Refused."""
    if not actor.is_staff:
        raise Refused
    if comment.corrected_at is None:
        return False
    comment.corrected_at = comment.corrected_by_id = None
    _record("comment.uncorrected", actor, comment, now)
    return True


def may_correct(actor: Viewer, comment: Comment) -> bool:
    """Colleagues mend each other's answers without it."""
    author = db.session.get_one(Person, comment.author_id)
    return actor.is_staff and comment.hidden_at is None and not is_staff(author.role)


def _record(kind: str, actor: Viewer, comment: Comment, now: datetime) -> None:
    events.record(kind, at=now, actor_id=actor.id, idea_id=comment.idea_id, person_id=comment.author_id, comment_id=comment.id)
    audit.log(kind, actor_id=actor.id, at=now, subject=("comment", comment.id), after={"idea_id": comment.idea_id})
