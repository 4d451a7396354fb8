"""What one person hears of which ideas."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import case, func, select, union
from sqlalchemy.orm import aliased

from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Follow, Idea, Topic
from community.ideas.queries import visible_to
from community.ideas.rules import IdeaState, implied_level
from community.votes.models import Vote

PAGE = 15


class Heard(NamedTuple):
    """An idea of which somebody hears, or chose not to."""

    id: int
    title: str
    level: str


def ideas_heard(viewer: Viewer, before: int = 0, only: Collection[int] | None = None, most: int = PAGE) -> list[Heard]:
    """The newest ideas, with an id below `before` if that is not 0, that somebody wrote, voted for or follows and may see.

    What became part of another is heard of there. `only`: those of these.
    """
    mine = union(
        select(Follow.idea_id).where(Follow.person_id == viewer.id),
        select(Vote.idea_id).where(Vote.person_id == viewer.id, Vote.void.is_(False)),
        select(Idea.id).where(Idea.author_id == viewer.id),
    ).subquery()
    own = aliased(Idea)
    roots = select(func.coalesce(own.root_id, own.id)).where(own.id.in_(select(mine.c[0])))
    statement = select(Idea.id, Idea.title).join(Topic, Topic.id == Idea.topic_id)
    statement = statement.where(Idea.id.in_(roots), Idea.state == IdeaState.PUBLISHED, visible_to(viewer))
    if before:
        statement = statement.where(Idea.id < before)
    if only is not None:
        statement = statement.where(Idea.id.in_(only))
    rows = db.session.execute(statement.order_by(Idea.id.desc()).limit(most)).all()
    levels = levels_of(viewer, [row.id for row in rows])
    return [Heard(row.id, row.title, levels[row.id]) for row in rows]


def levels_of(viewer: Viewer, roots: Collection[int]) -> dict[int, str]:
    """What they chose to hear of each, what was chosen for the idea itself before what was for a part; else what is implied."""
    root = func.coalesce(Idea.root_id, Idea.id)
    chosen = select(root, Follow.level).join(Follow, Follow.idea_id == Idea.id).where(Follow.person_id == viewer.id, root.in_(roots))
    chosen = chosen.order_by(case((Follow.idea_id == root, 1), else_=0), Follow.id)
    written = select(root).where(root.in_(roots), Idea.author_id == viewer.id)
    voted = select(root).join(Vote, Vote.idea_id == Idea.id).where(Vote.person_id == viewer.id, Vote.void.is_(False), root.in_(roots))
    said = {row[0]: row[1] for row in db.session.execute(chosen)}
    authored, voting = set(db.session.scalars(written)), set(db.session.scalars(voted))
    return {each: said.get(each) or implied_level(author=each in authored, commented=False, voted=each in voting) for each in roots}
