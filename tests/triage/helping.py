"""What the tests of merging share: acts in transactions of their own, and everything that must come back."""

from datetime import datetime
from typing import Any

from community import clock
from community.accounts.viewer import Viewer
from community.db import db, writing
from community.ideas.models import Comment, Follow, Idea
from community.ideas.queries_groups import root_to_change
from community.responses.models import Clock
from community.triage.actions import MergeRefused, merge, unmerge
from community.voices.actions import add_voice
from community.voices.models import Voice
from community.votes.actions import cast_authors_vote, cast_vote, withdraw_vote
from community.votes.models import Vote
from tests import factories
from tests.cast import MARTA, Part


def asked(author: Part, title: str, **details: Any) -> int:
    """An idea with its author's vote."""
    with writing():
        idea = factories.idea(author, title, **details)
        cast_authors_vote(factories.viewer(author), idea, 2, now=idea.created_at)
        return idea.id


def join(part_id: int, root_id: int, by: Part = MARTA, now: datetime | None = None) -> int:
    """Merge; answers the id of the Merge row."""
    with writing():
        part, root = db.session.get_one(Idea, part_id), db.session.get_one(Idea, root_id)
        return merge(factories.viewer(by), part, root, now=now or clock.now()).id


def leave(part_id: int, by: Part = MARTA, now: datetime | None = None) -> None:
    with writing():
        unmerge(factories.viewer(by), db.session.get_one(Idea, part_id), now=now or clock.now())


def refusal(act: Any, *arguments: Any, **more: Any) -> str:
    """The code with which an act is refused; empty when it is not."""
    try:
        act(*arguments, **more)
    except MergeRefused as refused:
        return refused.code
    return ""


def vote(part: Part, idea_id: int, importance: int = 2) -> bool:
    with writing():
        person = factories.viewer(part)
        return cast_vote(person, here(person, idea_id), importance, now=clock.now())


def withdraw(part: Part, idea_id: int) -> bool:
    with writing():
        person = factories.viewer(part)
        return withdraw_vote(person, here(person, idea_id), now=clock.now())


def say(part: Part, idea_id: int, body: str = "We need this too.", parent_id: int = 0) -> int:
    with writing():
        parent = db.session.get(Comment, parent_id)
        return factories.comment(part, here(factories.viewer(part), idea_id), body, parent).id


def speak(part: Part, idea_id: int, text: str = "Mine, in my words.") -> int:
    with writing():
        person = factories.viewer(part)
        return add_voice(person, here(person, idea_id), text, now=clock.now()).id


def here(person: Viewer, idea_id: int) -> Idea:
    idea = root_to_change(person, idea_id)
    assert idea is not None
    return idea


def read(idea_id: int) -> Idea:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Idea, idea_id)


def counts(idea_id: int) -> tuple[int, int, int, int]:
    """Votes, comments, voices and parts, as stored."""
    idea = read(idea_id)
    return idea.vote_count, idea.comment_count, idea.voice_count, idea.part_count


def everything(*idea_ids: int) -> dict[str, list[Any]]:
    """All that merging could touch of these ideas; what only grows (version) stays out."""
    db.session.rollback()
    db.session.expire_all()
    rows = {"ideas": db.session.query(Idea).filter(Idea.id.in_(idea_ids)).order_by(Idea.id)}
    tables: tuple[Any, ...] = (Clock, Vote, Comment, Voice, Follow)
    rows |= {table.__tablename__: db.session.query(table).filter(table.idea_id.in_(idea_ids)) for table in tables}
    return {name: sorted(map(_plain, found), key=repr) for name, found in rows.items()}


def _plain(row: Any) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns if column.key != "version"}
