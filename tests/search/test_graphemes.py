"""A text is cut between what people see as characters, never within one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.search.graphemes import boundary_after, boundary_before, sticks
from community.search.marking import excerpt

WHOLE = ("é", "e\u0301\u0323", "👩‍👩‍👧", "👍🏽", "🇫🇷", "❤️", "हि", "क्ष", "각", "각", "กำ", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "1️⃣", "لا\u064e"[1:])


@pytest.mark.parametrize("seen", WHOLE)
def test_one_character_as_people_see_it_is_never_cut(seen):
    text = f"a{seen}b"
    for at in range(2, 1 + len(seen)):
        assert boundary_before(text, at) == 1
        assert boundary_after(text, at) == 1 + len(seen)


def test_flags_are_cut_between_each_other():
    flags = "🇫🇷🇩🇪🇳🇱"
    assert [at for at in range(1, len(flags)) if not sticks(flags, at)] == [2, 4]


def test_between_two_letters_everything_may_be_cut():
    for text in ("ab", "夜勤", "ab"[::-1], "шא", "a😀"):
        assert not sticks(text, 1)


@given(st.lists(st.sampled_from(WHOLE), min_size=120, max_size=160), st.integers(0, 150))
def test_an_excerpt_holds_whole_characters_only(seen, place):
    """Without spaces to cut at, in any script, wherever the word searched for stands."""
    seen[min(place, len(seen) - 1)] = "word"
    shown = str(excerpt("".join(seen), {"word"}, most=60))
    inner = shown.replace("<mark>", "").replace("</mark>", "").removeprefix("… ").removesuffix(" …")
    text = "".join(seen)
    start = text.index(inner)
    assert not (start and sticks(text, start))
    assert start + len(inner) == len(text) or not sticks(text, start + len(inner))


@given(st.text(max_size=50), st.integers(-3, 60))
def test_any_place_of_any_text_has_a_boundary(text, at):
    assert boundary_before(text, at) <= at <= boundary_after(text, at)
