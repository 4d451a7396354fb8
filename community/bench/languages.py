"""`heed bench languages`: is the same idea found as well in other languages as in English?

Sixty ideas of several products, each in seven languages with a question that says the same in other words
(community/bench/data/languages/, one file a language, `id` names the idea). Three ways: all in one language, the ideas in
English and the question in another language, and a community where each idea is in another language than the next.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from sqlalchemy import select

from community import create_app, schema
from community.accounts.viewer import VISITOR
from community.bench.cache import VectorCache
from community.bench.database import fresh_database
from community.bench.similar import index_ideas, load_ideas
from community.config import load_settings
from community.db import db
from community.ideas.models import Idea
from community.search.queries import similar_ideas

FOLDER = Path(__file__).parent / "data" / "languages"
LANGUAGES = ("en", "fr", "it", "nl", "de", "es", "ja")
DIRECTIONS = ("same", "english", "mixed")
SHOWN = 10
GOAL = 0.8
"""Other languages are to reach this share of what English reaches."""

Say = Callable[[str], None]


@dataclass(frozen=True)
class Spoken:
    """An idea as one language says it, and a question for it in other words."""

    id: str
    title: str
    body: str
    query: str


@dataclass(frozen=True)
class Answer:
    """What one question found: the ids of ideas, best first."""

    direction: str
    language: str
    query_id: str
    ranked_ids: tuple[str, ...]

    @property
    def rank(self) -> int | None:
        return self.ranked_ids.index(self.query_id) + 1 if self.query_id in self.ranked_ids else None


@dataclass(frozen=True)
class Score:
    """Shares of questions whose idea stands first, or among the first five, and the mean of 1 / rank."""

    hit_1: float
    hit_5: float
    mrr: float
    questions: int


def read(language: str, most: int | None = None) -> list[Spoken]:
    lines = (FOLDER / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()
    return [Spoken(**json.loads(line)) for line in lines[:most]]


def bench_languages(
    backend: str, say: Say, *, out: TextIO | None = None, most: int | None = None, languages: Sequence[str] = LANGUAGES,
    directions: Sequence[str] = DIRECTIONS, cache: VectorCache | None = None,
) -> list[Answer]:
    """Ask every question in every direction, print the table, write what was found; `most` takes the first few ideas only."""
    spoken = {language: read(language, most) for language in languages}
    known = cache or VectorCache(None)
    answers = [answer for direction in directions for answer in _asked(direction, spoken, backend, known)]
    for answer in answers if out else ():
        out.write(json.dumps(vars(answer)) + "\n")  # type: ignore[union-attr]
    for line in table(answers, backend):
        say(line)
    return answers


def _asked(direction: str, spoken: dict[str, list[Spoken]], backend: str, cache: VectorCache) -> Iterator[Answer]:
    """Each community is made once and asked in every language that concerns it."""
    if direction == "same":
        for language, ideas in spoken.items():
            yield from _answers(direction, ideas, {language: ideas}, backend, cache)
        return
    voices = list(spoken) if direction == "mixed" else ["en"]
    ideas = [spoken[voices[n % len(voices)]][n] for n in range(len(spoken["en"]))]
    yield from _answers(direction, ideas, spoken, backend, cache)


def _answers(
    direction: str, ideas: list[Spoken], questions: dict[str, list[Spoken]], backend: str, cache: VectorCache
) -> Iterator[Answer]:
    with _community_of(ideas, backend, cache):
        name_of = {row.id: row.external_id for row in db.session.execute(select(Idea.id, Idea.external_id))}
        for language, asked in questions.items():
            for one in asked:
                found = similar_ideas(VISITOR, one.query, limit=SHOWN)
                yield Answer(direction, language, one.id, tuple(name_of[similar.card.id] for similar in found))


@contextmanager
def _community_of(ideas: list[Spoken], backend: str, cache: VectorCache) -> Iterator[None]:
    """Within it, the functions of a fresh community with these ideas answer, indexed by the worker's own."""
    with fresh_database("postgres" if backend == "postgres" else "sqlite") as environ:
        app = create_app(load_settings(environ))
        with app.app_context():
            schema.upgrade()
            load_ideas((vars(idea) for idea in ideas), Path(environ["HEED_DATA_DIR"]), _nobody)
            index_ideas(cache, _nobody)
            yield
            db.session.remove()
            db.engine.dispose()


def _nobody(line: str) -> None:
    """Whom the many small builds tell of their progress."""


def scored(answers: Sequence[Answer]) -> Score:
    ranks, count = [answer.rank for answer in answers], max(len(answers), 1)
    first_five = sum(rank is not None and rank <= 5 for rank in ranks)
    return Score(ranks.count(1) / count, first_five / count, sum(1 / rank for rank in ranks if rank) / count, len(answers))


def by_language(answers: Sequence[Answer], direction: str) -> dict[str, Score]:
    spoken = dict.fromkeys(answer.language for answer in answers if answer.direction == direction)
    return {
        language: scored([a for a in answers if (a.direction, a.language) == (direction, language)]) for language in spoken
    }


HEADINGS = {
    "same": "Ideas and questions in one language", "english": "Ideas in English, questions in another language",
    "mixed": "Each idea in another language than the next, questions in one",
}


def table(answers: Sequence[Answer], backend: str) -> Iterator[str]:
    """hit@1, hit@5, MRR and, as a share of English on the same questions, hit@5."""
    for direction in dict.fromkeys(answer.direction for answer in answers):
        scores = by_language(answers, direction)
        yield f"{HEADINGS[direction]} ({backend}):"
        yield f"  {'':<4}{'hit@1':>7}{'hit@5':>7}{'MRR':>7}   of English"
        for language, score in scores.items():
            share = score.hit_5 / scores["en"].hit_5 if "en" in scores and scores["en"].hit_5 else 0.0
            below = "" if share >= GOAL else f"   below the goal of {GOAL:.0%}"
            yield f"  {language:<4}{score.hit_1:>7.3f}{score.hit_5:>7.3f}{score.mrr:>7.3f}   {share:>6.0%}{below}"
        yield ""
