"""Whatever is typed: a sensible list or none, in time, never an error; on both databases, from the functions to the page."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.accounts.viewer import VISITOR
from community.db import db
from community.search.finding import search_ideas
from community.search.narrowing import SearchQuery
from community.search.queries import similar_ideas
from community.search.spelling import meant
from tests.cast import ADA, BEN

TYPED = [
    "", " ", "x", "a" * 10_000, "ab " * 5_000, '"', '""', "*", "NEAR", ":", "AND OR NOT", "the and of", "der die das und", "swap обмен 交代 تبديل",
    "😀👩‍👩‍👧🏳️‍🌈", "\u202eswap\u202c", "שלום swap", "\x00\x01\x1f", "\ud800", "\ud83d swap", "swap\x00shift", "e\u0301" * 500, "\u0300" * 300,
    "s\u200bw\u200ba\u200bp", "\ufeffswap", "\u00adswap", "lang:en", "LANG:en lang:de", "x" * 41, "swap-" * 200, "-swap", "--", "-lang:en", "' OR 1=1 --",
    "Zürich’s", "ﷺ", "ß" * 60, "İstanbul", "ſwap", "１２３", "ᾳ" * 50, "\U000e0041", "swa", "swpa", "prnit", "K" * 3,
]
ANYTHING = st.one_of(st.text(st.characters(), max_size=120), st.lists(st.sampled_from([*TYPED[5:], "swap", "shifts", "print"]), max_size=6).map(" ".join))


@pytest.fixture
def ideas(post, work):
    made = [post(ADA, "Swap shifts with a colleague", "Both agree, done."), post(BEN, "Print the week", "On one page.")]
    work()
    return made


def answered(text):
    """Every way in gives only ideas that are there."""
    began = time.process_time()
    similar = [row.card.id for row in similar_ideas(VISITOR, text, text)]
    searched = [result.card.id for result in search_ideas(VISITOR, SearchQuery(text)).results]
    meant(VISITOR, text)
    db.session.rollback()
    assert time.process_time() - began < 3
    return {*similar, *searched}


@pytest.mark.parametrize("text", TYPED, ids=lambda text: ascii(text)[:24])
def test_the_functions_take_it(ideas, text):
    assert answered(text) <= set(ideas)


@pytest.mark.parametrize("text", ["lang:en", "lang", "-lang:en"])
def test_the_term_of_a_language_cannot_be_asked_for(ideas, text):
    assert search_ideas(VISITOR, SearchQuery(text)).results == []


@pytest.mark.parametrize("text", ["s\u200bwap", "\u00adswap", "swap\ufeff", "ＳＷＡＰ", "swáp", "swa\u0301p"])
def test_what_is_not_seen_changes_no_word(ideas, text):
    assert [result.card.id for result in search_ideas(VISITOR, SearchQuery(text)).results] == ideas[:1]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ANYTHING)
def test_anything_at_all(ideas, text):
    assert answered(text) <= set(ideas)


@pytest.mark.parametrize("text", [text for text in TYPED if len(text) < 3_000], ids=lambda text: ascii(text)[:24])
def test_the_pages_take_it(ideas, client, text):
    typed = text.encode("utf-8", "surrogatepass")
    for path in ("/search", "/ideas/similar"):
        answer = client.get(path, query_string={"q": typed}, headers={"HX-Request": "true"} if path.startswith("/ideas") else {})
        assert answer.status_code < 500
