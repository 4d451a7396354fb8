"""What travels with a form about suggestions: numbers within their bounds, whatever a browser sends."""

from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from community.search.forms import SimilarForm
from community.search.suggested import LONGEST_WAY, MOST_SET_ASIDE, MOST_SHOWN, Suggested, measured

anything = st.text() | st.integers().map(str) | st.floats().map(str)


@given(st.lists(anything), anything, anything)
def test_whatever_is_sent_numbers_come_within_their_bounds(aside, shown, seconds):
    found = Suggested.parse(MultiDict([*(("not", value) for value in aside), ("shown", shown), ("seconds", seconds)]))
    assert 0 <= found.shown <= MOST_SHOWN
    assert found.seconds is None or 0 <= found.seconds <= LONGEST_WAY
    assert len(found.aside) <= MOST_SET_ASIDE
    assert len(set(found.aside)) == len(found.aside)
    assert all(0 < idea_id < 2**31 for idea_id in found.aside)


@given(st.integers(0, MOST_SHOWN), st.lists(st.integers(1, 10**9 - 1), unique=True, max_size=MOST_SET_ASIDE), st.none() | st.integers(0, LONGEST_WAY))
def test_what_is_held_comes_back_as_it_was(shown, aside, seconds):
    seen = Suggested(shown, tuple(aside), seconds)
    assert Suggested.of(seen.payload()) == seen
    sent = [("shown", str(shown)), *(("not", str(idea_id)) for idea_id in aside), *([("seconds", str(seconds))] if seconds is not None else [])]
    assert Suggested.parse(MultiDict(sent)) == seen


def test_what_was_held_before_anything_was_measured_says_nothing():
    assert Suggested.of({"idea_id": 1, "text": "x"}) == Suggested()


@given(st.integers(0, LONGEST_WAY))
def test_up_to_an_hour_is_a_time(seconds):
    assert measured(str(seconds)) == seconds


def test_more_than_an_hour_or_no_number_is_none():
    for text in ("3601", "99999", "-1", "1.5", "", " 4", "٣", "NaN"):
        assert measured(text) is None


@given(st.lists(st.tuples(st.sampled_from(["q", "title", "body", "not", "shown", "seconds", "row", "id"]), anything)))
def test_any_form_is_read(fields):
    typed = SimilarForm.parse(MultiDict(fields))
    assert typed.form_id in ("idea", "ask-form")
    assert typed.has_words(1) in (True, False)
    assert isinstance(typed.words, str)


@given(st.lists(st.text("abc ", max_size=8), min_size=3, max_size=3))
def test_words_hold_all_that_was_typed_and_nothing_twice(parts):
    text, title, body = parts
    typed = SimilarForm.parse(MultiDict([("q", text), ("title", title), ("body", body)]))
    for part in (typed.text, typed.title, typed.body):
        assert part in typed.words
    if typed.text == typed.title == typed.body:
        assert typed.words == typed.text


def test_a_line_made_of_the_first_sentence_is_not_said_again():
    typed = SimilarForm.parse(MultiDict([("q", "Swap shifts. We do it weekly."), ("title", "Swap shifts"), ("body", "Swap shifts. We do it weekly.")]))
    assert typed.words == typed.wording == "Swap shifts. We do it weekly."


def test_a_changed_line_is_said_too():
    typed = SimilarForm.parse(MultiDict([("q", "swap shifts"), ("title", "Trade nights"), ("body", "Weekly.")]))
    assert typed.words == "swap shifts\n\nTrade nights\n\nWeekly."


def test_a_short_line_with_a_body_has_words_enough():
    assert not SimilarForm(title="Dark mode").has_words(3)
    assert SimilarForm(title="Dark mode", body="for the night desk").has_words(3)
