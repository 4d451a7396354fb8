"""What is said about an idea besides its own text, as far as a reader may see it."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Row, literal, select, union_all

from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Comment, Idea, Topic
from community.ideas.queries import topics_visible_to
from community.ideas.rules import IdeaState
from community.voices.models import Voice


@dataclass(frozen=True)
class Said:
    """`kind` is voice, comment or part (an idea that joined)."""

    kind: str
    text: str


def own_texts(ids: Collection[int]) -> dict[int, Row]:
    """Title, body and language of these ideas, by id."""
    statement = select(Idea.id, Idea.title, Idea.body, Idea.language).where(Idea.id.in_(ids))
    return {row.id: row for row in db.session.execute(statement)}


def said_about(viewer: Viewer, ids: Collection[int]) -> dict[int, list[Said]]:
    """By idea: the ideas that joined it, then people's own words and comments on any of them, in the order they came."""
    said: dict[int, list[Said]] = {idea_id: [] for idea_id in ids}
    parts = _parts(viewer, ids)
    whose = {**{idea_id: idea_id for idea_id in ids}, **{part.id: part.root_id for part in parts}}
    for part in parts:
        said[part.root_id].append(Said("part", f"{part.title}\n{part.body}"))
    for idea_id, kind, text, *_ in _words(whose):
        said[whose[idea_id]].append(Said(kind, text))
    return said


def _parts(viewer: Viewer, ids: Collection[int]) -> list[Row]:
    statement = select(Idea.id, Idea.root_id, Idea.title, Idea.body).join(Topic, Topic.id == Idea.topic_id)
    statement = statement.where(Idea.root_id.in_(ids), Idea.state == IdeaState.PUBLISHED, topics_visible_to(viewer))
    return list(db.session.execute(statement.order_by(Idea.id))) if ids else []


def _words(ids: Collection[int]) -> list[Row]:
    """Voices, then comments."""
    voice = select(Voice.idea_id, literal("voice"), Voice.text, Voice.id, literal(1).label("rank"))
    comment = select(Comment.idea_id, literal("comment"), Comment.body, Comment.id, literal(2).label("rank"))
    every = union_all(
        voice.where(Voice.idea_id.in_(ids), Voice.hidden_at.is_(None)),
        comment.where(Comment.idea_id.in_(ids), Comment.hidden_at.is_(None)),
    )
    return sorted(db.session.execute(every), key=lambda row: (row.rank, row.id)) if ids else []
