"""Which ideas answer a search: found in the index, read back with the reader's permission."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlalchemy import ColumnElement, Row, select

from community.accounts.viewer import Viewer
from community.db import db
from community.ideas.models import Idea, Topic
from community.ideas.queries import cards_by_id, listed, topics_visible_to
from community.ideas.rules import plain_text
from community.search import rules
from community.search.index import index_here
from community.search.interface import Lookup
from community.search.marking import excerpt, mark
from community.search.queries import fresh_scores

MOST_RESULTS = 200
PAGE_SIZE = 15


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
    scores = {**found.scores, **fresh_scores(viewer, weights, found)}
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
