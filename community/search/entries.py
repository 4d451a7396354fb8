"""What the index keeps of an idea: its words, what people called it in theirs, and the ideas that joined it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select

from community.db import db
from community.ideas.models import Comment, Idea
from community.ideas.queries import listed
from community.search.analysis import index_terms
from community.search.interface import BATCH
from community.search.rules import LONGEST_ENTRY, TITLE_WEIGHT
from community.voices.models import Voice

LONGEST_TALK = 4_000
"""So much of the comments counts, in characters: talk must not drown what the idea says."""


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
    ideas = db.session.execute(select(Idea.id, Idea.title, Idea.body, Idea.tags).where(Idea.id.in_(ids), listed())).all()
    wanted = [idea.id for idea in ideas]
    joined, voices, comments = _joined(wanted), _voices(wanted), _comments(wanted)
    return [
        _entry(idea.id, idea.title, [idea.body, " ".join(idea.tags), *joined[idea.id], *voices[idea.id]], comments[idea.id])
        for idea in ideas
    ]


def all_entries() -> Iterator[list[Entry]]:
    """Every entry there should be, in batches by id."""
    last = 0
    while ids := list(db.session.scalars(select(Idea.id).where(Idea.id > last, listed()).order_by(Idea.id).limit(BATCH))):
        yield entries_of(ids)
        last = ids[-1]


def _entry(idea_id: int, title: str, texts: list[str], comments: list[str]) -> Entry:
    counts = Counter(index_terms("\n".join(texts)[:LONGEST_ENTRY]))
    counts.update(index_terms("\n".join(comments)[:LONGEST_TALK]))
    for term in index_terms(title):
        counts[term] += TITLE_WEIGHT
    return Entry(idea_id, dict(counts))


def _joined(ids: list[int]) -> dict[int, list[str]]:
    statement = select(Idea.root_id, Idea.title, Idea.body).where(Idea.root_id.in_(ids)).order_by(Idea.id)
    return _by_idea(ids, [(root, f"{title}\n{body}") for root, title, body in db.session.execute(statement)])


def _voices(ids: list[int]) -> dict[int, list[str]]:
    shown = (Voice.idea_id.in_(ids), Voice.hidden_at.is_(None))
    return _by_idea(ids, list(db.session.execute(select(Voice.idea_id, Voice.text).where(*shown).order_by(Voice.id))))


def _comments(ids: list[int]) -> dict[int, list[str]]:
    shown = (Comment.idea_id.in_(ids), Comment.hidden_at.is_(None))
    return _by_idea(ids, list(db.session.execute(select(Comment.idea_id, Comment.body).where(*shown).order_by(Comment.id))))


def _by_idea(ids: list[int], rows: Iterable) -> dict[int, list[str]]:
    texts: dict[int, list[str]] = {idea_id: [] for idea_id in ids}
    for idea_id, text in rows:
        texts[idea_id].append(text)
    return texts
