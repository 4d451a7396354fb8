"""Questions about what stands in a digest, each with its reader's permission in it, and each one statement."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, case, func, or_, select, union
from sqlalchemy.orm import aliased

from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.advocates.models import LedgerLine
from community.db import among, db
from community.ideas.models import Comment, Follow, Idea, Topic
from community.ideas.models_mentions import Mention
from community.ideas.queries import listed, topics_visible_to
from community.ideas.rules import IdeaState
from community.responses.models import Answer
from community.responses.models_rating import Effort, Rating
from community.responses.queries_desk import owner_of, waits
from community.responses.timing import late_since
from community.triage.models import Merge
from community.votes.models import Vote

ANSWERS = ("idea_answered", "idea_shipped", "answer_changed")
"""Kinds of notice that tell an answer."""
MOST_CARED_FOR = 500
"""So many of the ideas somebody cares about, the newest, are looked through for what they gained."""


def ideas_in_sight(viewer: Viewer, ids: Collection[int]) -> dict[int, Row]:
    """Those of these ideas that this person may see and still wants to hear of, by id: with `root_title` where one is part
    of another that is in sight as well."""
    root = aliased(Idea)
    columns = (Idea.id, Idea.title, Idea.status, Idea.root_id, Idea.vote_count, Idea.comment_count, Idea.due_at, Idea.answer_state)
    statement = select(*columns, root.title.label("root_title")).join(Topic, Topic.id == Idea.topic_id)
    statement = statement.outerjoin(root, (root.id == Idea.root_id) & (root.state == IdeaState.PUBLISHED))
    stopped = select(Follow.idea_id).where(Follow.person_id == viewer.id, Follow.level == "nothing")
    statement = statement.where(among(Idea.id, ids), Idea.state == IdeaState.PUBLISHED, topics_visible_to(viewer), Idea.id.not_in(stopped))
    return {row.id: row for row in db.session.execute(statement)} if ids else {}


def answers_in_sight(ids: Collection[int]) -> dict[int, Row]:
    """Those of these answers that were not withdrawn, with the name of who gave them."""
    columns = (Answer.id, Answer.idea_id, Answer.status, Answer.body, Answer.review_at, Answer.created_at, Person.name)
    statement = select(*columns).join(Person, Person.id == Answer.author_id)
    rows = db.session.execute(statement.where(among(Answer.id, ids), Answer.withdrawn_at.is_(None))) if ids else ()
    return {row.id: row for row in rows}


def comments_in_sight(ids: Collection[int]) -> dict[int, Row]:
    """Those of these comments that nobody took out of sight, with the name of who wrote them."""
    statement = select(Comment.id, Comment.idea_id, Comment.body, Person.name).join(Person, Person.id == Comment.author_id)
    rows = db.session.execute(statement.where(among(Comment.id, ids), Comment.hidden_at.is_(None))) if ids else ()
    return {row.id: row for row in rows}


def cared_for(person_id: int) -> dict[int, int]:
    """The ideas this person suggested, voted for or follows, as they are shown now, the newest first: topic by id."""
    shown = func.coalesce(Idea.root_id, Idea.id)
    theirs = union(
        select(Vote.idea_id).where(Vote.person_id == person_id, Vote.void.is_(False)),
        select(Follow.idea_id).where(Follow.person_id == person_id, Follow.level != "nothing"),
        select(Idea.id).where(Idea.author_id == person_id),
    ).subquery()
    stopped = select(Follow.idea_id).where(Follow.person_id == person_id, Follow.level == "nothing")
    statement = select(shown, Idea.topic_id).where(Idea.id.in_(select(theirs.c[0])), Idea.id.not_in(stopped))
    return {row[0]: row[1] for row in db.session.execute(statement.order_by(Idea.id.desc()).limit(MOST_CARED_FOR))}


def gained(viewer: Viewer, ids: Collection[int], since: datetime, most: int) -> list[Row]:
    """What these ideas gained since then by others, those that gained most first: id, title, votes, talked, due_at, answer_state."""
    votes = select(Vote.idea_id, func.count().label("votes")).where(Vote.created_at > since, Vote.void.is_(False), Vote.person_id != viewer.id)
    new_votes = votes.where(among(Vote.idea_id, ids)).group_by(Vote.idea_id).subquery()
    said = select(Comment.idea_id, func.count().label("talked")).where(Comment.created_at > since, Comment.hidden_at.is_(None), Comment.author_id != viewer.id)
    new_words = said.where(among(Comment.idea_id, ids)).group_by(Comment.idea_id).subquery()
    got, talked = func.coalesce(new_votes.c.votes, 0), func.coalesce(new_words.c.talked, 0)
    statement = select(Idea.id, Idea.title, got.label("votes"), talked.label("talked"), Idea.due_at, Idea.answer_state)
    statement = statement.join(Topic, Topic.id == Idea.topic_id).outerjoin(new_votes, new_votes.c.idea_id == Idea.id)
    statement = statement.outerjoin(new_words, new_words.c.idea_id == Idea.id)
    statement = statement.where(among(Idea.id, ids), listed(), topics_visible_to(viewer), got + talked > 0)
    return list(db.session.execute(statement.order_by((got + talked).desc(), Idea.id).limit(most)))


OVER = ("shipped", "declined")


def rising(
    viewer: Viewer, topic_ids: Collection[int], but: Collection[int], since: datetime, most: int, only: Collection[int] | None = None
) -> list[Row]:
    """The liveliest ideas of these topics published since then, but those named: id, title, vote_count, due_at, answer_state."""
    columns: tuple[Any, ...] = (Idea.id, Idea.title, Idea.vote_count, Idea.due_at, Idea.answer_state)
    statement = select(*columns).join(Topic, Topic.id == Idea.topic_id).where(listed(), topics_visible_to(viewer))
    statement = statement.where(among(Idea.topic_id, topic_ids), ~among(Idea.id, but), Idea.status.not_in(OVER), Idea.published_at > since)
    if only is not None:
        statement = statement.where(among(Idea.id, only))
    return list(db.session.execute(statement.order_by(Idea.hot.desc(), Idea.id.desc()).limit(most)))


def points_since(person_id: int, since: datetime) -> int:
    lines = (LedgerLine.person_id == person_id, LedgerLine.at > since)
    return db.session.scalar(select(func.coalesce(func.sum(LedgerLine.points), 0)).where(*lines)) or 0


def mine_to_answer(person_id: int) -> ColumnElement[bool]:
    """Ideas this person answers for, or on whose topic's ladder they stand."""
    return or_(owner_of == person_id, Topic.deputy_id == person_id, Topic.manager_id == person_id, Topic.director_id == person_id)


MOST_LOOKED_AT = 200


def owed_until(person_id: int, until: datetime) -> list[Row]:
    """What waits for an answer and falls due by then, the most urgent first."""
    statement = select(Idea.id, Idea.title, Idea.vote_count, Idea.due_at).join(Topic, Topic.id == Idea.topic_id)
    statement = statement.where(listed(), waits(), Idea.answer_state == "awaiting", Idea.due_at <= until, mine_to_answer(person_id))
    return list(db.session.execute(statement.order_by(Idea.due_at, Idea.id).limit(MOST_LOOKED_AT)))


def published_since(person_id: int, since: datetime) -> list[Row]:
    """New ideas, those with most votes first."""
    statement = select(Idea.id, Idea.title, Idea.vote_count, Idea.due_at).join(Topic, Topic.id == Idea.topic_id)
    statement = statement.where(listed(), Idea.published_at > since, mine_to_answer(person_id))
    return list(db.session.execute(statement.order_by(Idea.vote_count.desc(), Idea.id).limit(MOST_LOOKED_AT)))


def answered_since(person_id: int, since: datetime) -> list[Row]:
    """Answers given since then, the newest first, with what people said of them."""
    columns = (Idea.id, Idea.title, Answer.status, Answer.body, Answer.review_at, Answer.helpful_count, Answer.unhelpful_count, Person.name)
    statement = select(*columns).join(Idea, Idea.id == Answer.idea_id).join(Topic, Topic.id == Idea.topic_id).join(Person, Person.id == Answer.author_id)
    statement = statement.where(listed(), Answer.created_at > since, Answer.withdrawn_at.is_(None), mine_to_answer(person_id))
    return list(db.session.execute(statement.order_by(Answer.id.desc()).limit(MOST_LOOKED_AT)))


def merged_since(person_id: int, since: datetime) -> list[Row]:
    """What became part of another idea since then, and still is: of the part id and title, of the other its title."""
    root = aliased(Idea)
    statement = select(Idea.id, Idea.title, root.title.label("root_title")).join(Merge, Merge.part_id == Idea.id)
    statement = statement.join(root, root.id == Merge.root_id).join(Topic, Topic.id == Idea.topic_id)
    statement = statement.where(Merge.merged_at > since, Merge.unmerged_at.is_(None), Idea.state == IdeaState.PUBLISHED, mine_to_answer(person_id))
    return list(db.session.execute(statement.order_by(Merge.id.desc()).limit(MOST_LOOKED_AT)))


def moods_since(person_id: int, since: datetime) -> Row:
    """What people said since then of answers: helpful, unhelpful, and how easy it was: scores and their sum."""
    about = (Answer.idea_id == Idea.id, Answer.withdrawn_at.is_(None))
    mine = select(Answer.id).join(Idea, Idea.id == Answer.idea_id).join(Topic, Topic.id == Idea.topic_id).where(*about, mine_to_answer(person_id))
    rated = select(func.count()).select_from(Rating).where(Rating.created_at > since, Rating.answer_id.in_(mine))
    scored = (Effort.answered_at > since, Effort.score.is_not(None), Effort.answer_id.in_(mine))
    return db.session.execute(select(
        rated.where(Rating.helpful).scalar_subquery().label("helpful"), rated.where(~Rating.helpful).scalar_subquery().label("unhelpful"),
        select(func.count()).select_from(Effort).where(*scored).scalar_subquery().label("scores"),
        select(func.coalesce(func.sum(Effort.score), 0)).where(*scored).scalar_subquery().label("total"),
    )).one()


def mentions_owed(until: datetime, ahead: timedelta) -> Row:
    """Of what was said elsewhere and waits for an idea: how many replies are `late`, and how many will be `soon`. Everybody's."""
    waiting = (Mention.idea_id.is_(None), Mention.set_aside_at.is_(None), Mention.replied_at.is_(None))
    late = case((Mention.logged_at <= late_since(until), 1))
    counted = select(func.count(late).label("late"), (func.count() - func.count(late)).label("soon"))
    return db.session.execute(counted.where(*waiting, Mention.logged_at <= late_since(until + ahead))).one()
