"""What the index keeps of an idea: its words, what people called it in theirs, and the ideas that joined it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.orm import aliased

from community.db import db
from community.ideas.language import language_of
from community.ideas.models import Comment, Idea, Topic
from community.ideas.queries import listed
from community.ideas.rules import IdeaState, Visibility
from community.search.analysis import index_terms
from community.search.interface import BATCH, LANGUAGE
from community.search.rules import LONGEST_ENTRY, TITLE_WEIGHT
from community.voices.models import Voice

LONGEST_TALK = 4_000
"""So much of the comments counts, in characters: talk must not drown what the idea says."""

Texts = dict[int, list[str]]


@dataclass(frozen=True)
class Entry:
    """How often each term stands in an idea; a title's words count TITLE_WEIGHT times."""

    id: int
    counts: dict[str, int]

    @property
    def length(self) -> int:
        return sum(self.counts.values())


def entries_of(ids: Iterable[int]) -> list[Entry]:
    """The entries these ideas should have; an idea that is not in lists has none."""
    columns = (Idea.id, Idea.title, Idea.body, Idea.tags, Idea.language)
    ideas = db.session.execute(select(*columns).where(Idea.id.in_(ids), listed())).all()
    wanted = [idea.id for idea in ideas]
    whose = {**_joined(wanted), **{idea_id: idea_id for idea_id in wanted}}
    told, talk = _told(whose), _talk(whose)
    return [_entry(idea, told[idea.id], talk[idea.id]) for idea in ideas]


def all_entries() -> Iterator[list[Entry]]:
    """Every entry there should be, in batches by id."""
    last = 0
    while ids := list(db.session.scalars(select(Idea.id).where(Idea.id > last, listed()).order_by(Idea.id).limit(BATCH))):
        yield entries_of(ids)
        last = ids[-1]


def _entry(idea: Row, told: list[str], talk: list[str]) -> Entry:
    """Each text in its own language; what is too short to tell is taken for the idea's."""
    language = idea.language or language_of(f"{idea.title}\n{idea.body}", ("en",))
    counts = Counter(index_terms(f"{idea.body[:LONGEST_ENTRY]}\n{' '.join(idea.tags)}", language))
    for text in (*_within(told, LONGEST_ENTRY - len(idea.body)), *_within(talk, LONGEST_TALK)):
        counts.update(index_terms(text, language_of(text, (language,)) or language))
    for term in index_terms(idea.title, language):
        counts[term] += TITLE_WEIGHT
    if language:
        counts[LANGUAGE + language] = 1
    return Entry(idea.id, dict(counts))


def _within(texts: Iterable[str], most: int) -> Iterator[str]:
    for text in texts:
        if most > 0:
            yield text[:most]
            most -= len(text)


def _joined(ids: list[int]) -> dict[int, int]:
    """The ideas that joined these, with the one each is part of now; none that fewer people may read."""
    root, theirs = aliased(Idea), aliased(Topic)
    statement = select(Idea.id, Idea.root_id).join(root, root.id == Idea.root_id).join(theirs, theirs.id == Idea.topic_id)
    as_public = or_(Idea.topic_id == root.topic_id, theirs.visibility == Visibility.EVERYONE)
    shown = (Idea.root_id.in_(ids), Idea.state == IdeaState.PUBLISHED, as_public)
    return {part.id: part.root_id for part in db.session.execute(statement.where(*shown).order_by(Idea.id))}


def _told(whose: dict[int, int]) -> Texts:
    """The words of what joined, and the voices."""
    parts = [idea_id for idea_id, root_id in whose.items() if idea_id != root_id]
    words = db.session.execute(select(Idea.id, Idea.title, Idea.body).where(Idea.id.in_(parts)).order_by(Idea.id))
    texts = [(idea_id, f"{title}\n{body}") for idea_id, title, body in words]
    voices = select(Voice.idea_id, Voice.text).where(Voice.idea_id.in_(whose), Voice.hidden_at.is_(None)).order_by(Voice.id)
    return _by_idea(whose, [*texts, *_rows(voices)])


def _talk(whose: dict[int, int]) -> Texts:
    shown = (Comment.idea_id.in_(whose), Comment.hidden_at.is_(None))
    return _by_idea(whose, _rows(select(Comment.idea_id, Comment.body).where(*shown).order_by(Comment.id)))


def _rows(statement: Select) -> list[tuple[int, str]]:
    return [(idea_id, text) for idea_id, text in db.session.execute(statement)]


def _by_idea(whose: dict[int, int], rows: Iterable[tuple[int, str]]) -> Texts:
    texts: Texts = defaultdict(list)
    for idea_id, text in rows:
        texts[whose[idea_id]].append(text)
    return texts
