"""A quick lookup chooses by the rarer words and orders by all: the best come out as they would have."""

import pytest

from community.db import db
from community.search import postgres
from community.search.index import index_here
from community.search.interface import Lookup
from community.search.rules import query_weights
from tests.cast import ADA


@pytest.fixture
def ideas(post, work):
    for number in range(40):
        post(ADA, f"Rota plan {'week ' * (number % 3)}{'kitchen' if number % 8 == 0 else 'ward'} {'printer' if number in (7, 16) else ''}")
    work()


def scores(text, **more):
    db.session.rollback()
    return index_here().find(Lookup(query_weights(text), most=5, **more)).scores


@pytest.mark.parametrize("budget", [1, 6, 50, 5_000])
def test_the_best_are_the_same_with_the_same_scores(ideas, monkeypatch, budget):
    monkeypatch.setattr(postgres, "MOST_POSTINGS", (budget, None))
    for text in ("printer in the kitchen rota", "kitchen week plan", "rota plan"):
        whole, quick = scores(text), scores(text, quick=True)
        assert next(iter(quick)) == next(iter(whole))
        assert all(quick[idea_id] == pytest.approx(whole[idea_id]) for idea_id in quick.keys() & whole.keys())


def test_a_quick_lookup_answers_as_many_as_there_are(ideas, monkeypatch):
    monkeypatch.setattr(postgres, "MOST_POSTINGS", (1, 4, None))
    assert len(scores("printer rota", quick=True)) == 5
