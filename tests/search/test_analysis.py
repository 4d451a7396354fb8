"""Text as terms: stemmed, folded, in any script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.search.analysis import count_words, index_terms, terms


def test_words_are_stemmed_and_stop_words_left_out():
    assert index_terms("Could nurses be swapping their shifts?") == ["nurs", "swap", "shift"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Shifts", "shift"), ("CAFÉ", "cafe"), ("ﬁle", "file"), ("Ｐｒｉｎｔ", "print"), ("nurse's", "nurse"),
        ("nurse’s", "nurses"), ("naïve", "naive"), ("STRASSE", "straße"),
    ],
)
def test_spellings_of_one_word_meet(one, other):
    assert index_terms(one) == index_terms(other)


def test_what_a_hyphen_joins_is_found_apart_and_together():
    joined = index_terms("e-mail")
    assert set(index_terms("email")) < set(joined)
    assert set(index_terms("mail")) < set(joined)


def test_identifiers_keep_their_parts():
    assert {"shift", "1182", "shift1182"} <= set(index_terms("SHIFT-1182"))
    assert {"v2", "1", "v21"} <= set(index_terms("v2.1"))


def test_a_script_without_spaces_becomes_pairs():
    assert index_terms("勤務交代") == ["勤務", "務交", "交代"]
    assert index_terms("夜") == ["夜"]
    assert set(index_terms("ตารางงาน")) & set(index_terms("ดูตารางงานของฉัน"))


def test_vowel_signs_do_not_break_a_word():
    assert len(index_terms("हिन्दी")) == 1


def test_every_term_knows_its_place():
    text = "Swap the night-shift 勤務"
    for term in terms(text):
        assert text[term.start : term.end]
    places = {term.text: text[term.start : term.end] for term in terms(text)}
    assert places["swap"] == "Swap"
    assert places["nightshift"] == "night-shift"
    assert places["勤務"] == "勤務"


def test_the_parts_of_a_joined_word_are_one_group_and_pairs_are_each_their_own():
    groups = [term.group for term in terms("night-shift plan")]
    assert groups == [0, 0, 0, 1]
    assert len({term.group for term in terms("勤務交代")}) == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("shift", 1), ("swap shifts", 2), ("can I swap", 3), ("勤務交代", 3), ("夜勤", 1), ("😀 😀 😀", 0), ("- . /", 0)],
)
def test_words_typed_are_counted_to_three(text, words):
    assert count_words(text) == words


@pytest.mark.parametrize("junk", ["\x00\x01", "\ud800", "\u202e", "😀👩‍👩‍👧", "\u2028", "̈̈̈", "_" * 50])
def test_what_is_no_word_is_no_term(junk):
    assert index_terms(junk) == []


@given(st.text(max_size=300))
def test_any_text_can_be_read(text):
    for term in terms(text):
        assert 0 < len(term.text) <= 40
        assert 0 <= term.start < term.end <= len(text)
        assert "\x00" not in term.text
