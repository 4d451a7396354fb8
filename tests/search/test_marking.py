"""Shared words marked, everything else escaped."""

import time

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from community.search.analysis import index_terms
from community.search.marking import excerpt, mark


def marked(text, query):
    return str(mark(text, index_terms(query)))


def test_words_that_meet_are_marked_in_their_own_spelling():
    assert marked("Let people SWAP shifts", "swapping a shift") == "Let people <mark>SWAP</mark> <mark>shifts</mark>"


def test_markup_in_a_text_stays_text():
    assert marked("<b>swap</b> & <script>", "swap") == "&lt;b&gt;<mark>swap</mark>&lt;/b&gt; &amp; &lt;script&gt;"


def test_pairs_of_characters_are_marked_once_each():
    assert marked("勤務交代", "勤務交代").replace("<mark>", "").replace("</mark>", "") == "勤務交代"


def test_the_stretch_with_most_words_is_shown():
    text = "Nothing here. " * 40 + "At night the ward wants a quiet phone. " + "Nothing there. " * 40
    shown = str(excerpt(text, index_terms("quiet phone at night")))
    assert "<mark>quiet</mark> <mark>phone</mark>" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 400


def test_without_a_match_the_beginning_is_shown():
    assert str(excerpt("word " * 100, {"other"})).startswith("word word")


def test_a_short_text_is_shown_whole():
    assert str(excerpt("One tap & done.", {"tap"})) == "One <mark>tap</mark> &amp; done."


@given(st.text(alphabet="ab<>&\"' é夜", max_size=400), st.text(alphabet="ab é夜", max_size=20))
def test_without_its_marks_a_text_is_what_it_was(text, query):
    shown = mark(text, index_terms(query))
    assert isinstance(shown, Markup)
    assert str(shown).replace("<mark>", "").replace("</mark>", "") == str(escape(text))


@given(st.text(max_size=600), st.text(max_size=30))
def test_any_excerpt_is_safe(text, query):
    shown = str(excerpt(text, index_terms(query))).replace("<mark>", "").replace("</mark>", "")
    assert "<" not in shown
    assert ">" not in shown


def test_a_script_without_spaces_shows_where_the_word_is():
    text = "今日は天気がいいので散歩に行きました。" * 30 + "夜勤の交代を簡単にしてほしい。" + "そのほかは大丈夫です。" * 30
    shown = str(excerpt(text, index_terms("夜勤")))
    assert "<mark>夜勤</mark>" in shown
    assert 180 < len(shown.replace("<mark>", "").replace("</mark>", "")) <= 204


def test_one_early_space_does_not_make_an_excerpt_short():
    shown = str(excerpt("夜勤 " + "交代を簡単にしてほしい" * 60, index_terms("夜勤")))
    assert len(shown) > 150


def test_the_window_with_most_different_words_wins_over_one_word_again_and_again():
    text = "phone phone phone phone " * 20 + "nothing of it here " * 20 + "a quiet night with a phone " + "and so on " * 40
    assert "<mark>quiet</mark> <mark>night</mark> with a <mark>phone</mark>" in str(excerpt(text, index_terms("quiet night phone")))


def test_a_mark_takes_along_what_stands_on_its_last_letter():
    assert str(mark("1\u20e3 x", {"1"})) == "<mark>1\u20e3</mark> x"


def test_a_long_text_full_of_matches_is_cut_in_time():
    started = time.process_time()
    excerpt("phone night " * 1_600, index_terms("phone night quiet"))
    assert time.process_time() - started < 0.5
