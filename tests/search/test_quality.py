"""How often the same wish is found: on a few of our own always, on labelled reports where those are at hand."""

import gzip
import json
from pathlib import Path

from community import clock
from community.accounts.viewer import VISITOR
from community.db import db, writing
from community.ideas.models import Idea
from community.ideas.rules import excerpt_of
from community.jobs import indexing
from community.search.queries import similar_ideas
from tests import factories
from tests.cast import ADA

REPORTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "similar" / "dev"
"""Beside the checkout, in some places only; never part of it."""

LEAST = 0.49
"""Share of queries with a true duplicate in the first five, by their title alone."""

PAIRS = [
    ("Let people swap shifts without asking a manager", "could nurses swap their shifts between themselves"),
    ("Show the rota in each worker's own time zone", "time zones are wrong for workers abroad"),
    ("Two-way sync with shared Outlook calendars", "sync my calendar with Outlook"),
    ("Warn me before a shift breaks the 11-hour rest rule", "a warning when rest rules are broken"),
    ("Export hours to payroll in columns we choose", "choose the columns of the payroll export"),
    ("Quiet hours, so phones don't buzz at night", "no buzzing phone during the night"),
    ("Copy last month's rota and only fix the holidays", "start from a copy of last month"),
    ("Dark colours on the wall display", "the display on the wall is too bright, make it dark"),
    ("Print the week on one page", "printing a week should fit one page"),
    ("Count travel between two sites as working time", "travelling from site to site is work too"),
    ("See who has read the new rota", "I want to know who read the rota"),
    ("A view-only link for the agency we borrow staff from", "give agencies a link to look only"),
]


def load(reports):
    """The reports as ideas, all at once."""
    with writing() as session:
        author, topic = factories.person(ADA).id, factories.topic().id
        now = clock.now()
        session.execute(
            Idea.__table__.insert(),
            [
                {
                    "id": number, "title": row["title"][:200], "body": row["body"], "excerpt": excerpt_of(row["body"]), "body_html": "",
                    "author_id": author, "topic_id": topic, "state": "published", "created_at": now, "published_at": now, "tags": [],
                }
                for number, row in enumerate(reports, 1)
            ],
        )
    indexing.rebuild_index()
    db.session.remove()


def hits(queries, most=5):
    """Share of (words, ids of what says the same) for which one of them is among the first `most`."""
    found = 0
    for words, wanted in queries:
        found += bool(wanted & {row.card.id for row in similar_ideas(VISITOR, words, limit=most)})
        db.session.rollback()
    return found / len(queries)


def test_a_wish_in_other_words_is_among_the_first(app):
    load([{"title": title, "body": ""} for title, _ in PAIRS])
    assert hits([(said, {number}) for number, (_, said) in enumerate(PAIRS, 1)], most=1) >= 11 / 12


def reports(name):
    with gzip.open(REPORTS / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


if REPORTS.exists():

    def test_labelled_duplicates_are_found(app):
        corpus, queries = reports("corpus"), reports("queries")[::3]
        load(corpus)
        number = {row["id"]: n for n, row in enumerate(corpus, 1)}
        asked = [(row["title"], {number[wanted] for wanted in row["relevant_ids"]}) for row in queries]
        assert hits(asked) >= LEAST - 0.02
