"""What a query means, and how well a text answers it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.search import rules
from community.search.interface import Ways
from community.search.rules import bm25, matches, parse_query, query_weights, rarity, says
from community.search.stemming import stems


def words_of(query):
    return {term for group in parse_query(query).words for term in group}


def test_a_rare_term_weighs_more_and_none_weighs_less_than_nothing():
    assert rarity(100, 1) > rarity(100, 50) > rarity(100, 100) > 0


def test_more_occurrences_say_more_each_one_less_than_the_one_before():
    first, second, third = (bm25(count, 50, 50) for count in (1, 2, 3))
    assert first < second < third < rules.K1 + 1
    assert second - first > third - second


def test_the_same_word_says_less_in_a_long_text():
    assert bm25(1, 200, 50) < bm25(1, 50, 50) < bm25(1, 10, 50)


def test_a_words_weight_in_a_body_grows_slowly():
    weights = query_weights("shift", "payroll payroll payroll payroll")
    assert weights["shift"] == 2.0
    assert 2.0 < weights["payroll"] < 4.0


def test_only_the_rarest_terms_are_asked_for():
    weights = {f"word{n}": 1.0 for n in range(40)}
    ways = Ways({word: {word: float(n)} for n, word in enumerate(weights)})
    kept = rules.most_worth(weights, ways, 100)
    assert list(kept) == [f"word{n}" for n in range(39, 9, -1)]
    assert kept["word39"] == {"word39": 39.0}


def test_words_quotes_and_minus():
    query = parse_query('print "whole week" -phone')
    assert words_of('print "whole week" -phone') == {"print", "whole", "week"}
    assert query.phrases == (" whole week ",)
    assert query.without == {"phone"}


def test_a_hyphen_inside_a_word_is_no_minus():
    assert parse_query("night-shift").without == frozenset()
    assert len(parse_query("night-shift").words) == 1


def test_unwanted_words_together():
    query = parse_query('print -"whole week"')
    assert query.without_phrases == (" whole week ",)
    assert not says(["Print the whole week"], query)
    assert says(["Print the week as a whole"], query)


def test_typographic_quotes_are_quotes():
    assert parse_query("“whole week”").phrases == (" whole week ",)


@pytest.mark.parametrize("query", ['"', '""', "-", '-"', "*", "shift*", "NEAR(", "a:b", "(((", "AND OR NOT", "the and of", "\\", "%", "'; DROP TABLE ideas"])
def test_nothing_in_a_query_is_an_error(query):
    parsed = parse_query(query)
    assert "near" not in parsed.without


def test_only_stop_words_ask_for_nothing():
    assert parse_query("the and of to").words == ()
    assert query_weights("the and of to") == {}


def test_words_together_are_found_across_case_and_marks():
    assert says(["The WHOLE,  week"], parse_query('"whole week"'))
    assert not says(["the whole long week"], parse_query('"whole week"'))


def test_matches_do_not_overlap():
    found = matches("a night-shift", {"nightshift", "night", "shift"})
    assert [(term.start, term.end) for term in found] == [(2, 13)]


@given(st.text(max_size=200))
def test_any_query_can_be_parsed(text):
    parsed = parse_query(text)
    says([text], parsed)
    assert all(parsed.words)
    assert len(parsed.words) <= rules.MOST_TERMS


def test_a_perfect_match_scores_at_most_the_best_score():
    weights = query_weights("swap night shifts")
    ways = Ways({word: dict.fromkeys(stems(word, ()), 2.0) for word in weights})
    score = rules.score_text(rules.Text("swap night shifts", "swap night shifts"), weights, ways, 10)
    assert 0.5 * rules.best_score(weights, ways.rarity) < score <= rules.best_score(weights, ways.rarity)


def test_the_rarest_words_are_read_whole_as_far_as_they_go_and_always_one():
    kept = {word: {word: 1.0} for word in ("rare", "middling", "common")}
    rarity_of = {"rare": rarity(10_000, 10), "middling": rarity(10_000, 900), "common": rarity(10_000, 6_000)}
    assert [list(part) for part in rules.parted(kept, rarity_of, 10_000, 1_000)] == [["rare", "middling"], ["common"]]
    assert [list(part) for part in rules.parted(kept, rarity_of, 10_000, 1)] == [["rare"], ["middling", "common"]]
    assert rules.parted(kept, rarity_of, 10_000, None)[1] == {}
