"""Which ideas sound like this one: found in the index, read back with the reader's permission."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup
from sqlalchemy import Row, Select, Text, bindparam, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.db import as_list, db, listed_in
from community.glance import Glance
from community.ideas.models import Idea, Topic
from community.ideas.queries import cards_by_id, listed, topics_visible_to
from community.ideas.rules import IdeaState, excerpt_of
from community.responses.models import Answer
from community.search import rules
from community.search.fusion import Ranked, best_of_group, nearness, rank
from community.search.index import index_here
from community.search.interface import Found, Lookup
from community.search.marking import excerpt, mark
from community.search.meaning import Asked
from community.search.vectors import asked, asked_by, compare

WORD_CANDIDATES, MEANT_CANDIDATES = 200, 100
"""So many of the best by words and of the nearest in meaning are ranked together: with twice as many of both nothing changes."""
WORDS_OF_TITLE, MEANT_OF_TITLE = 100, 60
"""By a title alone fewer do, and each costs its row on every question: of 999 labelled ones two fewer find theirs among the first
ten and one more as the first. With a text they are missed."""

FIRST_STEP, STEP = 6, 40
NEWEST = 20
"""So many of the newest ideas are looked at in the database, in case the worker has not come to them yet."""

CLOSED = ("shipped", "declined")
ANSWER_LINE = 160


@dataclass(frozen=True)
class Similar:
    """One idea that sounds like what was typed, or may be meant where we are not `sure`; `answer` is the first words of a
    closed idea's answer, `by` who gave it."""

    card: Row
    title: Markup
    line: Markup
    sure: bool = True
    answer: str = ""
    by: str = ""


def similar_ideas(viewer: Viewer, text: str, body: str = "", limit: int = 4, without: Collection[int] = ()) -> list[Similar]:
    """The ideas that most likely ask for the same, best first; `without` are those already set aside."""
    weights = rules.query_weights(text, body)
    if not weights:
        return []
    most = WORD_CANDIDATES if body.strip() else WORDS_OF_TITLE
    found = index_here().find(Lookup(weights, most=most, quick=True, unfinished=rules.unfinished_word(text)))
    scores = {**found.scores, **fresh_scores(viewer, weights, found)}
    ranked = _ranked(scores, asked(text, body), rules.best_score(weights, found.rarity))
    chosen = _first_seen(viewer, [one.idea_id for one in ranked if one.alike and one.idea_id not in without], limit)
    answers = _answers([card.id for card in chosen if card.status in CLOSED])
    sure = {one.idea_id for one in ranked if one.sure}
    return [_similar(card, found.terms, card.id in sure, answers.get(card.id)) for card in chosen]


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
    found = index_here().find(Lookup(weights, most=WORD_CANDIDATES, quick=True))
    ranked = _ranked(found.scores, asked_by(idea_id), rules.best_score(weights, found.rarity))
    own = _group_of(idea_id)
    others = [Near(one.idea_id, one.certainty) for one in ranked if one.idea_id not in own]
    return sorted(others, key=lambda near: (-near.certainty, near.idea_id))[:limit]


def _group_of(idea_id: int) -> set[int]:
    """Itself, what it is part of, and whatever else is."""
    root = select(func.coalesce(Idea.root_id, Idea.id)).where(Idea.id == idea_id).scalar_subquery()
    return set(db.session.scalars(select(Idea.id).where(or_(Idea.id == root, Idea.root_id == root))))


def _ranked(words: Mapping[int, float], wanted: Asked | None, perfect: float) -> list[Ranked]:
    """What the words say and what the sentences mean, together; what joined an idea counts as that idea."""
    if wanted is None:
        return rank(words, {}, perfect)
    parts = _root_of(_PARTS_OF, words)
    meant = compare(wanted, MEANT_OF_TITLE if wanted.whole is None else MEANT_CANDIDATES, words.keys() | parts.keys())
    roots = parts | _root_of(_PARTS, words.keys() | meant.keys())
    return rank(best_of_group(words, roots, float), best_of_group(meant, roots, nearness), perfect)


def _root_of(parts: Glance, ids: Collection[int]) -> dict[int, int]:
    """By idea: the one it is part of."""
    return {row.id: row.root_id for row in parts(ids=as_list(ids))} if ids else {}


def _parts(column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]) -> Select:
    given = bindparam("ids", type_=Text())
    return select(Idea.id, Idea.root_id).where(Idea.root_id.is_not(None), listed_in(column, given))


_PARTS, _PARTS_OF = Glance(lambda: _parts(Idea.id)), Glance(lambda: _parts(Idea.root_id))
"""Of these ideas those that are part of another, and the parts of these."""


def _first_seen(viewer: Viewer, ranked: list[int], limit: int) -> list[Row]:
    """The first of these that this person may see: read in steps, for it is seldom that one of the first is private."""
    seen: list[Row] = []
    for start, end in pairwise(sorted({0, *range(FIRST_STEP, len(ranked), STEP), len(ranked)})):
        step = ranked[start:end]
        cards = cards_by_id(viewer, step)
        seen += [cards[idea_id] for idea_id in step if idea_id in cards]
        if len(seen) >= limit:
            break
    return seen[:limit]


def _similar(card: Row, terms: Collection[str], sure: bool, answer: Row | None) -> Similar:
    title, line = mark(card.title, terms), excerpt(card.excerpt, terms, 140)
    if answer is None:
        return Similar(card, title, line, sure)
    return Similar(card, title, line, sure, excerpt_of(answer.body, ANSWER_LINE), answer.name)


def fresh_scores(viewer: Viewer, weights: dict[str, float], found: Found) -> dict[int, float]:
    """The newest ideas that the index does not know yet, scored as it would."""
    average, scores = found.average if found.average > 1 else rules.USUAL_LENGTH, {}
    for row in newest_unknown(viewer):
        score = rules.score_text(rules.Text(row.title, row.excerpt, row.language), weights, found.ways, average)
        if score:
            scores[row.id] = score
    return scores


def newest_unknown(viewer: Viewer) -> list[Row]:
    """Those of the newest ideas in lists that this person may see that the index has no entry of: id, title, excerpt, language."""
    index = index_here()
    statement = select(Idea.id, Idea.title, Idea.excerpt, Idea.language).join(Topic, Topic.id == Idea.topic_id)
    statement = statement.where(listed(), topics_visible_to(viewer)).order_by(Idea.published_at.desc(), Idea.id.desc())
    newest = statement.limit(NEWEST).subquery()
    rows = db.session.execute(select(newest).where(index.is_unknown(newest.c.id))).all()
    lacking = index.lacks(row.id for row in rows) if rows else ()
    return [row for row in rows if row.id in lacking]


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
