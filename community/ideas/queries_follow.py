"""What one person hears of one idea."""

from sqlalchemy import case, exists, select

from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Comment, Follow, Idea
from community.ideas.queries_groups import members
from community.ideas.rules import implied_level


def level_heard(viewer: Viewer, idea: Idea, *, voted: bool) -> str:
    """What they chose to hear of it and of what joined it, else what their vote and their words imply."""
    ids = members(idea)
    chosen = select(Follow.level).where(Follow.idea_id.in_(ids), Follow.person_id == viewer.id)
    chosen = chosen.order_by(case((Follow.idea_id == idea.id, 0), else_=1), Follow.id.desc()).limit(1)
    wrote = exists().where(Comment.idea_id.in_(ids), Comment.author_id == viewer.id)
    asked = exists().where(Idea.id.in_(ids), Idea.author_id == viewer.id)
    level, author, commented = db.session.execute(select(chosen.scalar_subquery(), asked, wrote)).one()
    return level or implied_level(author=author, commented=commented, voted=voted)
