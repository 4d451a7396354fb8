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
    """Title and body of these ideas, by id."""
    return {row.id: row for row in db.session.execute(select(Idea.id, Idea.title, Idea.body).where(Idea.id.in_(ids)))}


def said_about(viewer: Viewer, ids: Collection[int]) -> dict[int, list[Said]]:
    """By idea: people's own words, then the ideas that joined it, then comments, each in the order they came."""
    said: dict[int, list[Said]] = {idea_id: [] for idea_id in ids}
    if not said:
        return said
    part = select(Idea.root_id, literal("part"), Idea.title + "\n" + Idea.body, Idea.id, literal(2))
    part = part.join(Topic, Topic.id == Idea.topic_id).where(Idea.root_id.in_(ids), Idea.state == IdeaState.PUBLISHED)
    voice = select(Voice.idea_id, literal("voice"), Voice.text, Voice.id, literal(1))
    comment = select(Comment.idea_id, literal("comment"), Comment.body, Comment.id, literal(3))
    every = union_all(
        voice.where(Voice.idea_id.in_(ids), Voice.hidden_at.is_(None)),
        part.where(topics_visible_to(viewer)),
        comment.where(Comment.idea_id.in_(ids), Comment.hidden_at.is_(None)),
    )
    for idea_id, kind, text, *_ in sorted(db.session.execute(every), key=lambda row: (row[4], row[3])):
        said[idea_id].append(Said(kind, text))
    return said
