"""The written words of all ideas: kept in the database by the worker, held in memory by each process that needs them."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from flask import current_app
from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from community.db import db
from community.ideas.language import language_of
from community.ideas.models import Idea
from community.ideas.queries import listed
from community.search.interface import BATCH
from community.search.models import LONGEST_WORD, SearchWord
from community.search.vocabulary import Vocabulary
from community.voices.models import Voice

LONGEST_READ = 5_000
_WORD = re.compile(rf"[^\W\d_]{{3,{LONGEST_WORD}}}")
_guard = Lock()


@dataclass
class Kept:
    """The words a process has read, and the last of them as the database had it."""

    words: Vocabulary = field(default_factory=Vocabulary)
    last: int = 0
    word: str = ""


def vocabulary() -> Vocabulary:
    """All words there are now. A process reads each of them once, and all anew when they were noted anew."""
    with _guard:
        kept: Kept = current_app.extensions.setdefault("search_vocabulary", Kept())
        rows = _words_from(kept.last)
        if kept.last and (not rows or (rows[0].id, rows[0].word) != (kept.last, kept.word)):
            kept = current_app.extensions["search_vocabulary"] = Kept()
            rows = _words_from(0)
        if rows:
            kept.words.learn(row.word for row in rows)
            kept.last, kept.word = rows[-1].id, rows[-1].word
    return kept.words


def _words_from(first: int) -> Sequence[Row]:
    return db.session.execute(select(SearchWord.id, SearchWord.word).where(SearchWord.id >= first).order_by(SearchWord.id)).all()


def _note_words(ids: Collection[int]) -> None:
    """Remember the words of these ideas. None is ever taken back: whether one still stands somewhere is for the index to say."""
    texts = list(db.session.scalars(select(Idea.title + "\n" + func.substr(Idea.body, 1, LONGEST_READ)).where(Idea.id.in_(ids), listed())))
    texts += db.session.scalars(select(Voice.text).where(Voice.idea_id.in_(ids), Voice.hidden_at.is_(None)))
    _keep({word for text in texts for word in _WORD.findall(text.casefold())})


def forget_words() -> None:
    """Before they are all noted anew: what nobody writes any more must not stay for ever."""
    db.session.execute(delete(SearchWord))


def _note_languages(ids: Collection[int]) -> None:
    """Tell the language of those of these ideas that were written before it was told, or came from elsewhere."""
    unknown = select(Idea.id, Idea.title, Idea.body).where(Idea.id.in_(ids), Idea.language == "")
    told = [(row.id, language_of(f"{row.title}\n{row.body}", ("en",))) for row in db.session.execute(unknown)]
    for idea_id, language in told:
        if language:
            db.session.execute(update(Idea).where(Idea.id == idea_id).values(language=language))


def ideas_after(last: int) -> list[int]:
    """The next batch of ideas by id."""
    return list(db.session.scalars(select(Idea.id).where(Idea.id > last, listed()).order_by(Idea.id).limit(BATCH)))


def note(ids: Collection[int]) -> None:
    """What is to be known of changed ideas beside their entries: in which language they are, and their words as written."""
    _note_languages(ids)
    _note_words(ids)


def _keep(words: set[str]) -> None:
    ordered = sorted(words)
    known = set()
    for start in range(0, len(ordered), BATCH):
        known |= set(db.session.scalars(select(SearchWord.word).where(SearchWord.word.in_(ordered[start : start + BATCH]))))
    insert: Any = postgres_insert if db.engine.dialect.name == "postgresql" else sqlite_insert
    if new := [{"word": word} for word in ordered if word not in known]:
        db.session.execute(insert(SearchWord).on_conflict_do_nothing(), new)
