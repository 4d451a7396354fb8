"""Which ideas sound like this one, and which answer a search: found in the index, read back with the reader's permission."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlalchemy import ColumnElement, Row, func, select

from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Idea, Topic
from community.ideas.queries import cards_by_id, listed, topics_visible_to
from community.ideas.rules import excerpt_of, plain_text
from community.responses.models import Answer
from community.search import rules
from community.search.index import index_here
from community.search.interface import Found, Lookup
from community.search.marking import excerpt, mark

CANDIDATES = 60
MOST_RESULTS = 200
PAGE_SIZE = 15
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


@dataclass(frozen=True)
class SearchQuery:
    """What was searched for, what it is narrowed to, and how many results were shown already."""

    text: str = ""
    topic: str = ""
    status: str = ""
    start: int = 0


@dataclass(frozen=True)
class Result:
    card: Row
    title: Markup
    line: Markup


@dataclass(frozen=True)
class SearchPage:
    """`total` counts what this person may see, up to MOST_RESULTS; `some_words` when no idea has them all."""

    results: list[Result]
    total: int = 0
    next_start: int | None = None
    some_words: bool = False


def similar_ideas(viewer: Viewer, text: str, body: str = "", limit: int = 4, without: Collection[int] = ()) -> list[Similar]:
    """The ideas that most likely ask for the same, best first; `without` are those already set aside."""
    weights = rules.query_weights(text, body)
    if not weights:
        return []
    found = index_here().find(Lookup(weights, most=max(CANDIDATES, limit * 6)))
    scores = {**found.scores, **_fresh_scores(viewer, weights, found)}
    least = LEAST_SHARE * rules.best_score(weights, found.rarity)
    ranked = sorted((i for i, score in scores.items() if score >= least), key=lambda i: (-scores[i], -i))
    cards = cards_by_id(viewer, [idea_id for idea_id in ranked if idea_id not in without])
    chosen = [cards[idea_id] for idea_id in ranked if idea_id in cards][:limit]
    answers = _answers([card.id for card in chosen if card.status in CLOSED])
    return [_similar(card, weights, answers.get(card.id)) for card in chosen]


def _similar(card: Row, terms: Collection[str], answer: Row | None) -> Similar:
    title, line = mark(card.title, terms), excerpt(card.excerpt, terms, 140)
    if answer is None:
        return Similar(card, title, line)
    return Similar(card, title, line, excerpt_of(answer.body, ANSWER_LINE), answer.name)


def _fresh_scores(viewer: Viewer, weights: dict[str, float], found: Found) -> dict[int, float]:
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


def search_ideas(viewer: Viewer, wanted: SearchQuery) -> SearchPage:
    """One page of what was searched for: ideas with all the words, or, when there is none, with some of them."""
    parsed = rules.parse_query(wanted.text)
    for groups in dict.fromkeys((parsed.words, ())):
        ids = _visible(viewer, wanted, _candidates(viewer, parsed, groups))
        if parsed.phrases or parsed.without_phrases:
            ids = _saying(ids, parsed)
        if ids:
            return _page(viewer, wanted, parsed, ids, some_words=groups == ())
    return SearchPage([])


def _candidates(viewer: Viewer, parsed: rules.ParsedQuery, groups: tuple[frozenset[str], ...]) -> list[int]:
    weights = parsed.weights
    if not weights:
        return []
    found = index_here().find(Lookup(weights, groups, parsed.without, MOST_RESULTS))
    scores = {**found.scores, **_fresh_scores(viewer, weights, found)}
    return sorted(scores, key=lambda i: (-scores[i], -i))


def _visible(viewer: Viewer, wanted: SearchQuery, ids: list[int]) -> list[int]:
    """Those that this person may see and that the filters leave, in the order of `ids`."""
    where: list[ColumnElement[bool]] = [Idea.id.in_(ids), listed(), topics_visible_to(viewer)]
    if wanted.topic:
        where.append(Topic.slug == wanted.topic)
    if wanted.status:
        where.append(Idea.status == wanted.status)
    seen = set(db.session.scalars(select(Idea.id).join(Topic, Topic.id == Idea.topic_id).where(*where)))
    return [idea_id for idea_id in ids if idea_id in seen]


def _texts(ids: Iterable[int]) -> dict[int, Any]:
    return {row.id: row for row in db.session.execute(select(Idea.id, Idea.title, Idea.body).where(Idea.id.in_(ids)))}


def _saying(ids: list[int], parsed: rules.ParsedQuery) -> list[int]:
    texts = _texts(ids)
    return [i for i in ids if rules.says(f"{texts[i].title} \n {texts[i].body}", parsed)]


def _page(viewer: Viewer, wanted: SearchQuery, parsed: rules.ParsedQuery, ids: list[int], *, some_words: bool) -> SearchPage:
    shown = ids[wanted.start : wanted.start + PAGE_SIZE]
    cards, texts, terms = cards_by_id(viewer, shown), _texts(shown), parsed.weights
    results = [
        Result(cards[i], mark(cards[i].title, terms), excerpt(plain_text(texts[i].body), terms)) for i in shown if i in cards
    ]
    following = wanted.start + PAGE_SIZE
    return SearchPage(results, len(ids), following if following < len(ids) else None, some_words)
