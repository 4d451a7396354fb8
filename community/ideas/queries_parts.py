"""Questions about the words of ideas that became part of another."""

from collections.abc import Collection

from sqlalchemy import Row, select

from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Idea, Topic
from community.ideas.queries import visible_to
from community.ideas.rules import IdeaState

MOST_PARTS = 100


def parts_in_full(root_id: int) -> list[Row]:
    """What is part of an idea and in sight, the most wanted first: its words, its own votes, and who asked it."""
    columns = (Idea.id, Idea.title, Idea.body_html, Idea.vote_count, Idea.published_at, Idea.author_id, Person.name.label("author"))
    statement = select(*columns).join(Person, Person.id == Idea.author_id)
    statement = statement.where(Idea.root_id == root_id, Idea.state == IdeaState.PUBLISHED)
    return list(db.session.execute(statement.order_by(Idea.vote_count.desc(), Idea.title, Idea.id).limit(MOST_PARTS)))


def origins_of(idea: Idea) -> dict[int, str]:
    """The titles of what is part of an idea, by id: where its comments and voices were given."""
    return {part.id: part.title for part in parts_in_full(idea.id)} if idea.part_count else {}


def titles_for(viewer: Viewer, ids: Collection[int]) -> dict[int, str]:
    """The titles of those of these ideas that this person may see, by id."""
    if not ids:
        return {}
    statement = select(Idea.id, Idea.title).join(Topic, Topic.id == Idea.topic_id)
    return {row.id: row.title for row in db.session.execute(statement.where(Idea.id.in_(ids), visible_to(viewer)))}
