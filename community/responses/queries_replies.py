"""Questions about what customers asked the team in comments, and what was said to it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import aliased

from community.accounts.models import Person
from community.accounts.rules import STAFF_ROLES
from community.db import db
from community.ideas.models import Comment, Idea
from community.ideas.models_mentions import Mention
from community.responses.models import Answer, Clock, Pause
from community.responses.owed_replies import Mentioned, Remark, is_reply

_thread = func.coalesce(Comment.parent_id, Comment.id).label("thread")


def questions_on(group: Collection[int]) -> list[Remark]:
    """What customers asked the team on these ideas, the oldest first; what is out of sight is not asked any more."""
    statement = select(Comment.id, Comment.idea_id, _thread, Comment.created_at)
    asked = (Comment.idea_id.in_(group), Comment.to_staff, Comment.hidden_at.is_(None))
    return [Remark(*row) for row in db.session.execute(statement.where(*asked).order_by(Comment.id))]


def replies_in(threads: Collection[int]) -> list[Remark]:
    """What staff said in these threads, in words and in sight. What ended a cycle stays a reply when who said it has left."""
    statement = select(Comment.id, Comment.idea_id, _thread, Comment.created_at, Comment.body)
    asked = aliased(Comment)
    ended = (Clock.kind == "next", Clock.outcome == "answered", Clock.stopped_at == Comment.created_at)
    counted = exists().where(Clock.comment_id == asked.id, func.coalesce(asked.parent_id, asked.id).in_(threads), *ended)
    statement = statement.join(Person, Person.id == Comment.author_id).where(
        _thread.in_(threads), Comment.hidden_at.is_(None), or_(Person.role.in_(STAFF_ROLES), counted)
    )
    return [Remark(*row[:4]) for row in db.session.execute(statement.order_by(Comment.id)) if is_reply(row.body)]


def answer_times(group: Collection[int]) -> dict[int, list[datetime]]:
    """When these ideas were answered, by idea; what was withdrawn is left out."""
    found: dict[int, list[datetime]] = {}
    statement = select(Answer.idea_id, Answer.created_at).where(Answer.idea_id.in_(group), Answer.withdrawn_at.is_(None))
    for idea_id, at in db.session.execute(statement.order_by(Answer.id)):
        found.setdefault(idea_id, []).append(at)
    return found


def mentions_of(group: Collection[int]) -> list[Mentioned]:
    """What customers said of these ideas elsewhere; what is out of sight, and what our own people said, asks nothing."""
    statement = select(Mention.id, Mention.idea_id, Mention.logged_at, Mention.replied_at)
    statement = statement.outerjoin(Person, Person.id == Mention.person_id).where(
        Mention.idea_id.in_(group), Mention.hidden_at.is_(None), or_(Person.id.is_(None), Person.role.not_in(STAFF_ROLES))
    )
    rows = db.session.execute(statement.order_by(Mention.id))
    return [Mentioned(row.id, row.idea_id, row.logged_at, row.replied_at) for row in rows]


def clocks_of_questions(asked: Collection[tuple[int | None, int | None]]) -> list[Clock]:
    """The cycles of these questions, by comment or by mention, on whichever idea, the oldest first."""
    comments, mentions = [comment for comment, _ in asked if comment], [mention for _, mention in asked if mention]
    either = or_(Clock.comment_id.in_(comments), Clock.mention_id.in_(mentions))
    return list(db.session.scalars(select(Clock).where(Clock.kind == "next", either).order_by(Clock.id)))


def waiting_for(author_id: int, group: Collection[int]) -> list[Pause]:
    """The pauses in which ideas of this person, among these, wait for their author."""
    statement = select(Pause).join(Idea, Idea.id == Pause.idea_id).where(
        Pause.idea_id.in_(group), Pause.reason == "author", Pause.ended_at.is_(None), Idea.author_id == author_id
    )
    return list(db.session.scalars(statement.order_by(Pause.id)))
