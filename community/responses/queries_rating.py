"""Questions about what people said of answers."""

from datetime import datetime

from sqlalchemy import Select, func, select

from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Idea, Topic
from community.ideas.queries import topics_visible_to
from community.ideas.rules import IdeaState
from community.responses.models import Answer
from community.responses.models_rating import Effort
from community.responses.rules_rating import WORDING


def mean_effort(viewer: Viewer, topic: str = "", since: datetime | None = None) -> tuple[float | None, int]:
    """The mean answer to the effort question, 1 to 7, and how many answers it is of; of one topic or of all, of those
    given since then. (None, 0) of none. Under rules_rating.ENOUGH it is to be shown as too few."""
    statement = _said(viewer, topic, since).with_only_columns(func.avg(Effort.score), func.count())
    mean, count = db.session.execute(statement).one()
    return (float(mean) if count else None), count


def effort_scores(viewer: Viewer, topic: str = "", since: datetime | None = None) -> list[int]:
    """Every answer to the effort question, for the spread of them."""
    return list(db.session.scalars(_said(viewer, topic, since)))


def _said(viewer: Viewer, topic: str, since: datetime | None) -> Select:
    """Answers to the question as it is worded now, about answers in sight of this person."""
    statement = (
        select(Effort.score)
        .select_from(Effort)
        .join(Answer, Answer.id == Effort.answer_id)
        .join(Idea, Idea.id == Answer.idea_id)
        .join(Topic, Topic.id == Idea.topic_id)
        .where(
            Effort.score.is_not(None), Effort.wording == WORDING, Answer.withdrawn_at.is_(None),
            Idea.state == IdeaState.PUBLISHED, topics_visible_to(viewer),
        )
    )
    if topic:
        statement = statement.where(Topic.slug == topic)
    return statement.where(Effort.answered_at >= since) if since else statement
