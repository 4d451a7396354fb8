"""References in share links: short, unlike each other, and only ours."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.advocates.rules_sharing import (
    LASTS,
    Shared,
    keepsake,
    read_keepsake,
    read_reference,
    reference,
)

KEY, NOW = "a key", datetime(2026, 11, 22, 12, tzinfo=UTC)
IDS = st.integers(1, 2**32 - 1)


@given(IDS, st.integers(0, 2**32 - 1))
def test_a_reference_is_22_letters_and_reads_as_what_was_shared(person_id: int, idea_id: int):
    text = reference(KEY, Shared(person_id, idea_id))
    assert len(text) == 22
    assert read_reference(KEY, text) == Shared(person_id, idea_id)
    assert read_reference("another key", text) is None


@given(IDS, st.integers(0, 21), st.sampled_from("AbZ0-_"))
def test_one_changed_letter_is_nobodys(person_id: int, at: int, letter: str):
    text = reference(KEY, Shared(person_id, 7))
    changed = text[:at] + letter + text[at + 1 :]
    assert changed == text or read_reference(KEY, changed) is None


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=30))
def test_any_other_text_is_nobodys(text: str):
    assert read_reference(KEY, text) is None
    assert read_keepsake(KEY, text, NOW) is None


def test_the_next_person_looks_nothing_like_this_one():
    one, other = (reference(KEY, Shared(number, 7)) for number in (41, 42))
    assert sum(a == b for a, b in zip(one, other, strict=True)) < 8


@pytest.mark.parametrize(("later", "counts"), [(timedelta(0), True), (LASTS - timedelta(seconds=1), True), (LASTS, False)])
def test_what_is_kept_counts_for_thirty_days(later: timedelta, counts: bool):
    kept = keepsake(KEY, reference(KEY, Shared(5, 9)), NOW)
    found = read_keepsake(KEY, kept, NOW + later)
    assert (found is not None) == counts
    assert found is None or (found.shared, found.at) == (Shared(5, 9), NOW)


def test_nobody_makes_a_keepsake_younger():
    made, seconds, mark = keepsake(KEY, reference(KEY, Shared(5, 9)), NOW).split(".")
    assert read_keepsake(KEY, f"{made}.{int(seconds, 16) + 1:x}.{mark}", NOW) is None
