"""Which ideas sound like this one: found in the index, read back with the reader's permission."""

from collections.abc import Collection
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import Row, func, select

from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Idea, Topic
from community.ideas.queries import cards_by_id, listed, topics_visible_to
from community.ideas.rules import IdeaState, excerpt_of
from community.responses.models import Answer
from community.search import rules
from community.search.index import index_here
from community.search.interface import Found, Lookup
from community.search.marking import excerpt, mark

CANDIDATES = 60
NEWEST = 20
"""So many of the newest ideas are looked at in the database, in case the worker has not come to them yet."""

LEAST_SHARE = 0.12
"""Below this share of what a perfect match would score, two ideas have only a common word in common."""

CLOSED = ("shipped", "declined")
ANSWER_LINE = 160


@dataclass(frozen=True)
class Similar:
    """One idea that sounds like what was typed; `answer` is the first words of a closed idea's answer, `by` who gave it."""

    card: Row
    title: Markup
    line: Markup
    answer: str = ""
    by: str = ""


def similar_ideas(viewer: Viewer, text: str, body: str = "", limit: int = 4, without: Collection[int] = ()) -> list[Similar]:
    """The ideas that most likely ask for the same, best first; `without` are those already set aside."""
    weights = rules.query_weights(text, body)
    if not weights:
        return []
    found = index_here().find(Lookup(weights, most=max(CANDIDATES, limit * 6)))
    scores = {**found.scores, **fresh_scores(viewer, weights, found)}
    least = LEAST_SHARE * rules.best_score(weights, found.rarity)
    ranked = sorted((i for i, score in scores.items() if score >= least), key=lambda i: (-scores[i], -i))
    cards = cards_by_id(viewer, [idea_id for idea_id in ranked if idea_id not in without])
    chosen = [cards[idea_id] for idea_id in ranked if idea_id in cards][:limit]
    answers = _answers([card.id for card in chosen if card.status in CLOSED])
    return [_similar(card, weights, answers.get(card.id)) for card in chosen]


@dataclass(frozen=True)
class Near:
    """An idea that may be the same as another, and how sure that is, 0 to 1."""

    idea_id: int
    certainty: float


def near_ideas(idea_id: int, limit: int = 10) -> list[Near]:
    """Ideas that may be the same as this one, best first. Nobody's permission is asked: whoever shows them reads them back."""
    said = db.session.execute(select(Idea.title, Idea.body).where(Idea.id == idea_id)).one_or_none()
    weights = rules.query_weights(said.title, said.body) if said else {}
    if not weights:
        return []
    found = index_here().find(Lookup(weights, most=limit + 1))
    most = rules.best_score(weights, found.rarity)
    near = [Near(other, min(score / most, 1.0)) for other, score in found.scores.items() if other != idea_id]
    return sorted(near, key=lambda n: (-n.certainty, n.idea_id))[:limit]


def _similar(card: Row, terms: Collection[str], answer: Row | None) -> Similar:
    title, line = mark(card.title, terms), excerpt(card.excerpt, terms, 140)
    if answer is None:
        return Similar(card, title, line)
    return Similar(card, title, line, excerpt_of(answer.body, ANSWER_LINE), answer.name)


def fresh_scores(viewer: Viewer, weights: dict[str, float], found: Found) -> dict[int, float]:
    """The newest ideas that the index does not know yet, scored as it would."""
    newest = {row.id: row for row in _newest(viewer)}
    average, scores = found.average if found.average > 1 else rules.USUAL_LENGTH, {}
    for idea_id in index_here().lacks(newest):
        row = newest[idea_id]
        score = rules.score_text(row.title, row.excerpt, weights, found.rarity, average)
        if score:
            scores[idea_id] = score
    return scores


def _newest(viewer: Viewer) -> list[Row]:
    statement = select(Idea.id, Idea.title, Idea.excerpt).join(Topic, Topic.id == Idea.topic_id)
    statement = statement.where(listed(), topics_visible_to(viewer))
    return list(db.session.execute(statement.order_by(Idea.published_at.desc(), Idea.id.desc()).limit(NEWEST)))


def _answers(ids: list[int]) -> dict[int, Row]:
    """The answer that holds, by idea: its body and the name under it."""
    if not ids:
        return {}
    last = select(func.max(Answer.id)).where(Answer.idea_id.in_(ids), Answer.withdrawn_at.is_(None)).group_by(Answer.idea_id)
    statement = select(Answer.idea_id, Answer.body, Person.name).join(Person, Person.id == Answer.author_id)
    return {row.idea_id: row for row in db.session.execute(statement.where(Answer.id.in_(last)))}


def published_among(viewer: Viewer, ids: Collection[int]) -> list[int]:
    """Those of these ideas that are public and that this person may see, in their order; parts of others too."""
    if not ids:
        return []
    statement = select(Idea.id).join(Topic, Topic.id == Idea.topic_id).where(Idea.id.in_(ids), Idea.state == IdeaState.PUBLISHED)
    return list(db.session.scalars(statement.where(topics_visible_to(viewer)).order_by(Idea.id)))
