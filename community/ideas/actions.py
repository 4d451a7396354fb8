"""What people do with ideas."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from community import events, markdown
from community.accounts.models import Person
from community.accounts.rules import is_staff
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas import rules
from community.ideas.language import language_of
from community.ideas.models import Comment, Follow, HelpfulMark, Idea, IdeaTag, Revision, Topic
from community.ideas.rules import IdeaState


class Refused(Exception):
    """The rules do not allow this of this person, or not any more."""


@dataclass(frozen=True)
class Draft:
    """Cleaned words of an idea, already rendered: the slow part comes before the transaction."""

    title: str
    body: str
    body_html: str
    tags: tuple[str, ...] = ()
    language: str = ""

    @classmethod
    def of(cls, title: str, body: str, tags: str = "", spoken: str = "en") -> "Draft":
        """`spoken` is the language its writer reads the site in: where the words could be two, it is this one."""
        language = language_of(f"{title}\n{body}", (spoken,))
        return cls(title, body, markdown.render(body), tuple(rules.clean_tags(tags)), language)


def submit_idea(
    actor: Viewer, topic: Topic, draft: Draft, *, hold: bool, now: datetime, shown: int = 0, aside: int = 0
) -> Idea:
    """Write the idea; it is public at once unless a moderator must see it first.

    `shown` counts the ideas like it that its author was shown before, `aside` those called different.
    """
    state = IdeaState.PENDING if hold else IdeaState.PUBLISHED
    idea = Idea(
        title=draft.title, body=draft.body, body_html=draft.body_html, excerpt=rules.excerpt_of(draft.body),
        tags=list(draft.tags), author_id=actor.id, topic_id=topic.id, state=state, created_at=now,
        hot=rules.hot_score(0, now), started_at=now, language=draft.language,
    )
    db.session.add(idea)
    db.session.flush()
    _write_tags(idea)
    follow_idea(idea.id, actor.id, "all", now=now)
    events.record("idea.submitted", at=now, actor_id=actor.id, idea_id=idea.id, shown=shown, aside=aside)
    if state is IdeaState.PUBLISHED:
        publish_idea(actor, idea, now=now)
    return idea


def publish_idea(actor: Viewer, idea: Idea, *, now: datetime) -> None:
    """Make it public: from this moment an answer is owed."""
    idea.state = IdeaState.PUBLISHED
    idea.published_at = now
    idea.started_at = now
    idea.hot = rules.hot_score(idea.vote_count, now)
    events.record("idea.published", at=now, actor_id=actor.id, idea_id=idea.id)


def edit_idea(actor: Viewer, idea: Idea, draft: Draft, *, now: datetime) -> bool:
    """Replace the words and keep the old ones as a revision; True when something changed."""
    _refuse_unless(
        rules.may_edit(author_id=idea.author_id, actor_id=actor.id, state=idea.state, merged=idea.root_id is not None)
    )
    if (idea.title, idea.body, idea.tags) == (draft.title, draft.body, list(draft.tags)):
        return False
    db.session.add(
        Revision(idea_id=idea.id, editor_id=actor.id, title=idea.title, body=idea.body, replaced_at=now)
    )
    idea.title, idea.body, idea.body_html = draft.title, draft.body, draft.body_html
    idea.excerpt, idea.tags = rules.excerpt_of(draft.body), list(draft.tags)
    idea.language = draft.language
    idea.edited_at, idea.version = now, idea.version + 1
    _write_tags(idea)
    events.record("idea.edited", at=now, actor_id=actor.id, idea_id=idea.id)
    return True


def delete_idea(actor: Viewer, idea: Idea, *, other_voters: int, comments: int, now: datetime) -> None:
    """Take the idea back; the row stays so that its address answers as gone and never means another idea.

    `other_voters` and `comments` count what others than the author did. Refused once anybody joined in.
    """
    joined = other_voters + idea.voice_count + idea.imported_votes
    answered = idea.answered_at is not None or idea.root_id is not None or idea.part_count > 0
    _refuse_unless(
        rules.may_delete(
            author_id=idea.author_id, actor_id=actor.id, other_voters=joined, comments=comments, answered=answered
        )
    )
    idea.state = IdeaState.DELETED
    events.record("idea.deleted", at=now, actor_id=actor.id, idea_id=idea.id)


def add_comment(
    actor: Viewer, idea: Idea, body: str, body_html: str, *, parent: Comment | None, now: datetime, to_staff: bool = False,
    mentions: Collection[int] = (),
) -> Comment:
    """Add a comment, or a reply (a reply to a reply stays beside it: one level).

    A reply to what was said on an idea that joined this one stays with it there. A customer asks the team with
    `to_staff`, and by replying to one of them. `mentions`: ids of people who are called by name.
    """
    _refuse_unless(rules.may_comment(state=idea.state, merged=idea.root_id is not None))
    top = (parent.parent_id or parent.id) if parent else None
    comment = Comment(
        idea_id=parent.idea_id if parent else idea.id, author_id=actor.id, parent_id=top, body=body, body_html=body_html, created_at=now,
        to_staff=not actor.is_staff and (to_staff or _is_by_staff(parent)),
    )
    db.session.add(comment)
    db.session.flush()
    count_comments({idea.id, comment.idea_id}, 1)
    follow_idea(idea.id, actor.id, "all", now=now, keep=True)
    called: dict[str, Any] = {"mentions": [*mentions]} if mentions else {}
    events.record("comment.added", at=now, actor_id=actor.id, idea_id=idea.id, comment_id=comment.id, **called)
    return comment


def _is_by_staff(comment: Comment | None) -> bool:
    return comment is not None and is_staff(db.session.get_one(Person, comment.author_id).role)


def mark_helpful(actor: Viewer, comment: Comment, idea: Idea, *, now: datetime) -> bool:
    """Say that a comment helped; True when it was not said before. The event tells whose word it was."""
    _refuse_unless(rules.may_mark_helpful(author_id=comment.author_id, actor_id=actor.id))
    insert = postgres_insert if db.engine.dialect.name == "postgresql" else sqlite_insert
    row = insert(HelpfulMark).values(comment_id=comment.id, person_id=actor.id, created_at=now)
    added = db.session.scalar(row.on_conflict_do_nothing().returning(HelpfulMark.comment_id)) is not None
    if added:
        _count_marks(comment.id, 1)
        events.record(
            "comment.marked_helpful", at=now, actor_id=actor.id, idea_id=idea.id, person_id=comment.author_id,
            comment_id=comment.id, by_author=actor.id == idea.author_id, by_staff=actor.is_staff,
        )
    return added


def unmark_helpful(actor: Viewer, comment: Comment, *, now: datetime) -> bool:
    """Take the mark back; True when there was one."""
    mine = (HelpfulMark.comment_id == comment.id, HelpfulMark.person_id == actor.id)
    gone = db.session.scalar(delete(HelpfulMark).where(*mine).returning(HelpfulMark.comment_id)) is not None
    if gone:
        _count_marks(comment.id, -1)
        events.record(
            "comment.unmarked_helpful", at=now, actor_id=actor.id, idea_id=comment.idea_id,
            person_id=comment.author_id, comment_id=comment.id,
        )
    return gone


def _count_marks(comment_id: int, change: int) -> None:
    db.session.execute(update(Comment).where(Comment.id == comment_id).values(helpful_count=Comment.helpful_count + change))


def _refuse_unless(allowed: bool) -> None:
    if not allowed:
        raise Refused


def count_comments(idea_ids: Collection[int], change: int) -> None:
    """Where a comment was said, and the root that shows it; the caller holds the root."""
    count = Idea.comment_count + change
    db.session.execute(update(Idea).where(Idea.id.in_(idea_ids)).values(comment_count=count, version=Idea.version + 1))


def follow_idea(idea_id: int, person_id: int | None, level: str, *, now: datetime, keep: bool = False) -> None:
    """Set what a person hears of an idea; with `keep`, only where nothing was chosen yet."""
    found = db.session.query(Follow).filter_by(idea_id=idea_id, person_id=person_id).one_or_none()
    if found is None:
        db.session.add(Follow(idea_id=idea_id, person_id=person_id, level=level, since=now))
    elif not keep:
        found.level, found.since = level, now


def _write_tags(idea: Idea) -> None:
    db.session.query(IdeaTag).filter_by(idea_id=idea.id).delete()
    db.session.add_all(IdeaTag(idea_id=idea.id, tag=tag) for tag in idea.tags)
