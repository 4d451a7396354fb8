"""Titles, excerpts, tags and rights at the last letter that still fits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.ideas import rules
from community.ideas.rules import EXCERPT, LONGEST_TAG, MOST_TAGS, TITLE_FROM_WORDS


def words(length):
    """A text of words of five letters and exactly this length."""
    return ("wordy " * length)[: length - 1].rstrip().ljust(length, "x")


def test_an_excerpt_that_just_fits_is_whole_and_one_letter_more_is_cut_at_a_word():
    fits = words(EXCERPT)
    assert rules.excerpt_of(fits) == fits
    cut = rules.excerpt_of(words(EXCERPT) + "x")
    assert (cut[-1], len(cut) <= EXCERPT, fits.startswith(cut[:-1])) == ("…", True, True)
    assert cut[:-1].endswith("wordy")


@pytest.mark.parametrize(("body", "most", "said"), [("one two, three", 10, "one two…"), ("one two three", 13, "one two three"), ("onetwothree", 5, "onet…"), ("one; two", 6, "one…")])
def test_an_excerpt_ends_without_a_dangling_sign(body, most, said):
    assert rules.excerpt_of(body, most) == said


def test_a_wish_that_just_fits_is_its_own_line_and_a_longer_one_loses_nothing():
    fits = words(TITLE_FROM_WORDS)
    assert rules.split_title(fits) == (fits, "")
    line, rest = rules.split_title(fits + " more")
    assert (line[-1], len(line) <= TITLE_FROM_WORDS) == ("…", True)
    assert f"{line[:-1]} {rest}" == fits + " more"


def test_the_first_sentence_is_the_line_also_where_others_follow():
    filler = "It goes on and on. " * (TITLE_FROM_WORDS // 10)
    line, rest = rules.split_title("Print the week. Nobody has a phone! " + filler)
    assert (line, rest.startswith("Nobody has a phone!")) == ("Print the week.", True)
    exact = "x" * (TITLE_FROM_WORDS - 1) + "."
    assert rules.split_title(f"{exact} And more.") == (exact, "And more.")


@given(st.text(alphabet="ab .!?", max_size=600))
def test_of_a_long_wish_every_word_is_kept(text):
    line, rest = rules.split_title(text)
    assert "".join((line.rstrip("…") + rest).split()) == "".join(text.split())
    assert len(line) <= TITLE_FROM_WORDS


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Print the week!", "print-the-week"), ("  --Print--  ", "print"), ("Größe & Maß", "grösse-mass"), ("", ""), ("!!!", ""), ("x" * 80, "x" * 60),
        ("x" * 59 + " y", "x" * 59), ("_a_", "a"),
    ],
)
def test_an_address_tells_the_title(title, slug):
    assert rules.slug_of(title) == slug


@pytest.mark.parametrize("page", sorted(rules.OTHER_PAGES))
def test_a_title_that_is_the_name_of_another_page_has_no_slug(page):
    assert rules.slug_of(page) == ""


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("Print, PAPER print", ["print", "paper"]), ("a,,b ; c", ["a", "b", "c"]), ("#rota", ["rota"]), ("-x-", ["x"]), ("", []), ("!!! ???", []),
        ("x" * 200, ["x" * LONGEST_TAG]), ("night-shift", ["night-shift"]), ("<b>", ["b"]),
        (" ".join(f"t{number}" for number in range(50)), [f"t{number}" for number in range(MOST_TAGS)]),
    ],
)
def test_tags_are_small_words_each_once(typed, tags):
    assert rules.clean_tags(typed) == tags


@pytest.mark.parametrize(
    ("author", "commented", "voted", "hears"),
    [(True, True, True, "all"), (True, False, False, "all"), (False, True, False, "all"), (False, False, True, "answers"), (False, False, False, "nothing")],
)
def test_what_one_hears_follows_from_what_one_did(author, commented, voted, hears):
    assert rules.implied_level(author=author, commented=commented, voted=voted) == hears


@pytest.mark.parametrize(
    ("actor", "state", "merged", "edits"),
    [(1, "published", False, True), (1, "pending", False, True), (1, "hidden", False, False), (1, "deleted", False, False), (1, "published", True, False), (2, "published", False, False), (None, "published", False, False)],
)
def test_ones_own_words_may_be_changed_while_they_stand_alone(actor, state, merged, edits):
    assert rules.may_edit(author_id=1, actor_id=actor, state=state, merged=merged) is edits


def test_nobody_is_not_the_author_of_what_has_none():
    assert rules.may_edit(author_id=None, actor_id=None) is False


@pytest.mark.parametrize(("voters", "comments", "answered", "may"), [(0, 0, False, True), (1, 0, False, False), (0, 1, False, False), (0, 0, True, False)])
def test_an_idea_is_taken_back_until_somebody_joins_in(voters, comments, answered, may):
    assert rules.may_delete(author_id=1, actor_id=1, other_voters=voters, comments=comments, answered=answered) is may
    assert rules.may_delete(author_id=1, actor_id=2, other_voters=voters, comments=comments, answered=answered) is False
