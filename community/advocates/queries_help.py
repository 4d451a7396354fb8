"""Questions about what came of a person's help, each counting only what its reader may see."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased

from community.accounts.viewer import Viewer
from community.advocates.models import LedgerLine
from community.advocates.models_thanks import Beta, BetaPlace
from community.cocreation.models import AnswerCredit
from community.db import db
from community.ideas.models import Comment, HelpfulMark, Idea, Topic
from community.ideas.queries import listed, topics_visible_to, visible_to
from community.ideas.queries_talk import with_page
from community.ideas.rules import IdeaState
from community.responses.models import Answer
from community.voices.models import Voice
from community.voices.queries import named_to_all

MOST_COMMENTS = 5
MOST_SHIPPED = 12

_Given = aliased(Idea)
"""The idea that help was given to, where another one shows it."""
_ROOT = func.coalesce(_Given.root_id, _Given.id).label("root_id")


@dataclass(frozen=True)
class Shipped:
    """Shipped ideas, the newest first: id, title, vote_count, `own`, and how often each kind of help was given: idea, voice,
    credit, comment, beta. `total` counts those that are not shown as well."""

    rows: list[Row]
    total: int


KINDS = ("idea", "voice", "credit", "comment", "beta")


def shipped_with_help_of(viewer: Viewer, person_id: int) -> Shipped:
    """What shipped and this person had a part in: an idea of theirs or one that joined it, words of theirs, words that
    changed the answer, a comment that helped, or a beta they took part in."""
    help_given = union_all(*_help_of(viewer, person_id)).subquery()
    counts = [func.count(case((help_given.c.kind == kind, 1))).label(kind) for kind in KINDS]
    own, total = (Idea.author_id == person_id).label("own"), func.count().over().label("total")
    statement = select(Idea.id, Idea.title, Idea.vote_count, own, total, *counts).join(help_given, help_given.c.root_id == Idea.id)
    statement = statement.join(Topic, Topic.id == Idea.topic_id).where(Idea.status == "shipped", listed(), topics_visible_to(viewer))
    statement = statement.group_by(Idea.id, Idea.title, Idea.vote_count, Idea.author_id, Idea.answered_at)
    rows = list(db.session.execute(statement.order_by(Idea.answered_at.desc(), Idea.id.desc()).limit(MOST_SHIPPED)))
    return Shipped(rows, rows[0].total if rows else 0)


def _told(viewer: Viewer) -> ColumnElement[bool]:
    """Of which words the reader may know that they are this person's."""
    return true() if viewer.is_staff else named_to_all()


def _help_of(viewer: Viewer, person_id: int) -> list[Select]:
    """Each thing a person gave, with the idea that shows it now."""
    seen = _Given.state == IdeaState.PUBLISHED
    voices = (Voice.person_id == person_id, Voice.hidden_at.is_(None), seen, _told(viewer))
    helped = select(LedgerLine.idea_id).where(LedgerLine.person_id == person_id, LedgerLine.comment_id.is_not(None))
    helped = helped.group_by(LedgerLine.idea_id, LedgerLine.comment_id).having(func.sum(LedgerLine.points) > 0)
    credited = exists().where(AnswerCredit.voice_id == Voice.id, AnswerCredit.answer_id.is_not(None))
    tried = select(BetaPlace.beta_id).where(BetaPlace.person_id == person_id, BetaPlace.answer == "yes")
    return [
        select(_ROOT, literal("idea").label("kind")).where(_Given.author_id == person_id, seen),
        select(_ROOT, literal("voice")).join(Voice, Voice.idea_id == _Given.id).where(*voices),
        select(_ROOT, literal("credit")).join(Voice, Voice.idea_id == _Given.id).where(*voices, credited),
        select(_ROOT, literal("comment")).where(_Given.id.in_(helped)),
        select(_ROOT, literal("beta")).join(Beta, Beta.idea_id == _Given.id).where(Beta.id.in_(tried)),
    ]


def helpful_comments_of(viewer: Viewer, person_id: int) -> list[Row]:
    """The comments that helped most: id, body, helpful_count, created_at, title, and where they stand."""
    statement = select(Comment.id, Comment.body, Comment.helpful_count, Comment.created_at, Idea.title)
    statement = statement.join(Idea, Idea.id == Comment.idea_id).join(Topic, Topic.id == Idea.topic_id)
    statement = statement.where(Comment.author_id == person_id, Comment.hidden_at.is_(None), Comment.helpful_count > 0)
    statement = statement.where(visible_to(viewer)).order_by(Comment.helpful_count.desc(), Comment.id.desc())
    return list(db.session.execute(with_page(statement).limit(MOST_COMMENTS)))


def in_short(viewer: Viewer, person_id: int) -> Row:
    """ideas, answered and shipped of those this person suggested; answers they gave; `people` whom their comments helped;
    `used`: their words in what shipped, or that changed an answer."""
    answered, shipped = Idea.answered_at.is_not(None), Idea.status == "shipped"
    counts: Collection[Any] = (func.count().label("ideas"), func.count(case((answered, 1))).label("answered"), func.count(case((shipped, 1))).label("shipped"))
    others = (_answers_of(viewer, person_id).label("answers"), _people_helped(viewer, person_id).label("people"), _words_used(viewer, person_id).label("used"))
    statement = select(*counts, *others).select_from(Idea).join(Topic, Topic.id == Idea.topic_id)
    return db.session.execute(statement.where(Idea.author_id == person_id, visible_to(viewer))).one()


def _answers_of(viewer: Viewer, person_id: int) -> ColumnElement[int]:
    answers = select(func.count()).select_from(Answer).join(Idea, Idea.id == Answer.idea_id).join(Topic, Topic.id == Idea.topic_id)
    return answers.where(Answer.author_id == person_id, Answer.withdrawn_at.is_(None), visible_to(viewer)).scalar_subquery()


def _people_helped(viewer: Viewer, person_id: int) -> ColumnElement[int]:
    """Each once, however many comments helped them."""
    helped = select(func.count(HelpfulMark.person_id.distinct())).join(Comment, Comment.id == HelpfulMark.comment_id)
    helped = helped.join(Idea, Idea.id == Comment.idea_id).join(Topic, Topic.id == Idea.topic_id)
    mine = (Comment.author_id == person_id, Comment.hidden_at.is_(None), HelpfulMark.person_id != person_id)
    return helped.where(*mine, visible_to(viewer)).scalar_subquery()


def _words_used(viewer: Viewer, person_id: int) -> ColumnElement[int]:
    credited = exists().where(AnswerCredit.voice_id == Voice.id, AnswerCredit.answer_id.is_not(None))
    words = select(func.count()).select_from(Voice).join(_Given, _Given.id == Voice.idea_id)
    words = words.join(Idea, Idea.id == func.coalesce(_Given.root_id, _Given.id)).join(Topic, Topic.id == Idea.topic_id)
    mine = and_(Voice.person_id == person_id, Voice.hidden_at.is_(None), _Given.state == IdeaState.PUBLISHED, _told(viewer))
    return words.where(mine, or_(Idea.status == "shipped", credited), visible_to(viewer)).scalar_subquery()
