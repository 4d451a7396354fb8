"""The conversation on an idea and on what joined it, so many threads at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Comment, HelpfulMark, Idea
from community.ideas.rules import THREADS, Thread, threads

_COMMENTS = select(
    Comment.id, Comment.idea_id, Comment.parent_id, Comment.author_id, Comment.body_html, Comment.helpful_count,
    Comment.created_at, Comment.hidden_at, Comment.to_staff, Comment.corrected_at, Person.name, Person.role,
).join(Person, Person.id == Comment.author_id)

_whole = aliased(Idea)


def with_page(statement: Select) -> Select:
    """What is said on Idea, with the idea whose page shows it, `page_id`, and how many comments that one has, `talked`."""
    shown_on = func.coalesce(_whole.id, Idea.id).label("page_id")
    talked = func.coalesce(_whole.comment_count, Idea.comment_count).label("talked")
    return statement.add_columns(shown_on, talked).outerjoin(_whole, _whole.id == Idea.root_id)


@dataclass(frozen=True)
class Talk:
    """Threads from one on, oldest first: `start` is the id of its first comment (0: the beginning), `following` of the next page's."""

    threads: list[Thread]
    start: int = 0
    following: int | None = None

    @property
    def is_whole(self) -> bool:
        return not self.start and self.following is None

    def has_words_of(self, person_id: int | None) -> bool:
        return any(row.author_id == person_id for thread in self.threads for row in (thread.first, *thread.replies))


def talk_on(viewer: Viewer, group: Collection[int], start: int = 0) -> Talk:
    """Up to THREADS threads with all their replies, each comment with the `idea_id` it was said on.

    `mine` says whether this person marked a comment helpful.
    """
    firsts = select(Comment.id).where(Comment.idea_id.in_(group), Comment.parent_id.is_(None), Comment.id >= start)
    page = firsts.order_by(Comment.id).limit(THREADS + 1).subquery()
    wanted = select(page.c.id)
    rows = list(db.session.execute(
        _with_mark(viewer).where(or_(Comment.id.in_(wanted), Comment.parent_id.in_(wanted))).order_by(Comment.id)
    ))
    starts = [row.id for row in rows if row.parent_id is None]
    following = starts[THREADS] if len(starts) > THREADS else None
    return Talk(threads(_before(rows, following), viewer.id), start, following)


def _before(rows: list[Row], following: int | None) -> list[Any]:
    return [row for row in rows if following not in (row.id, row.parent_id)] if following else rows


def start_of_thread(group: Collection[int], comment_id: int) -> int:
    """The first comment of the thread that a comment stands in; 0 when it was not said here."""
    statement = select(func.coalesce(Comment.parent_id, Comment.id)).where(Comment.id == comment_id, Comment.idea_id.in_(group))
    return db.session.scalar(statement) or 0


def comment_row(viewer: Viewer, comment_id: int) -> Row | None:
    """One comment as talk_on gives it."""
    return db.session.execute(_with_mark(viewer).where(Comment.id == comment_id)).one_or_none()


def _with_mark(viewer: Viewer) -> Select:
    mark = exists().where(HelpfulMark.comment_id == Comment.id, HelpfulMark.person_id == viewer.id)
    return _COMMENTS.add_columns(mark.label("mine"))
