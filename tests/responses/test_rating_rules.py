"""Who may rate an answer, and what the effort question adds up to: fixed sets computed by hand, and any at all."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.responses import rules_rating as rules

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("author", "voted", "staff", "may"),
    [
        (True, False, False, True), (False, True, False, True), (True, True, False, True), (False, False, False, False),
        (True, True, True, False), (False, True, True, False),
    ],
)
def test_who_asked_or_voted_may_rate_and_the_company_never(author, voted, staff, may):
    assert rules.may_rate(author=author, voted=voted, staff=staff) is may


def test_a_reason_goes_with_what_was_said():
    assert rules.clean_reason(True, "clear") == "clear"
    assert rules.clean_reason(False, "clear") == ""
    assert rules.clean_reason(False, "late") == "late"
    assert rules.clean_reason(True, "<script>") == ""


def test_a_share_is_public_from_five_voices_on():
    assert [rules.Share(n, 1).is_public for n in (0, 3, 4, 9)] == [False, False, True, True]


@pytest.mark.parametrize(
    ("first", "status", "before", "asks"),
    [(True, "review", "new", True), (False, "planned", "review", True), (False, "review", "review", False), (True, "review", "review", True)],
)
def test_it_is_asked_of_first_answers_and_of_those_that_change_the_status(first, status, before, asks):
    assert rules.asks_effort(first=first, status=status, before=before) is asks


@pytest.mark.parametrize(
    ("withdrawn", "newest", "in_sight", "why"),
    [(False, True, True, ""), (True, True, True, "withdrawn"), (False, False, True, "replaced"), (False, True, False, "hidden"), (True, False, False, "withdrawn")],
)
def test_why_nobody_is_asked_after_all(withdrawn, newest, in_sight, why):
    assert rules.why_not_asked(withdrawn=withdrawn, newest=newest, in_sight=in_sight) == why


def test_it_can_be_answered_for_thirty_days():
    assert rules.is_open(NOW, NOW)
    assert rules.is_open(NOW, NOW + timedelta(days=30, seconds=-1))
    assert not rules.is_open(NOW, NOW + timedelta(days=30))


BY_HAND = [
    ([], None, None, None, None),
    ([4], 4.0, 0.0, None, None),
    ([7, 7, 7], 7.0, 1.0, 7.0, 7.0),
    ([1, 1], 1.0, 0.0, 1.0, 1.0),
    ([1, 7], 4.0, 0.5, 1.0, 7.0),  # s = 4.2426, error 5.88, kept within the scale
    ([5, 6, 7], 6.0, 1.0, 4.8684, 7.0),  # s = 1, error 1.96 / 1.7321 = 1.1316
    ([1, 2, 3, 4, 5, 6, 7], 4.0, 3 / 7, 2.3997, 5.6003),  # s = 2.1602, error 1.6003
    ([4, 4, 5, 5], 4.5, 0.5, 3.9342, 5.0658),  # s = 0.5774, error 0.5658
    ([6] * 10 + [2] * 10, 4.0, 0.5, 3.1007, 4.8993),  # s = 2.0520, error 0.8993
    ([7] * 29 + [1], 6.8, 29 / 30, 6.408, 7.0),  # s = 1.0954, error 0.3920
]
"""Scores, mean, share of 5 to 7, and the bounds of 95 %: worked out on paper to four digits."""


@pytest.mark.parametrize(("scores", "mean", "easy", "low", "high"), BY_HAND)
def test_ten_sets_add_up_as_on_paper(scores, mean, easy, low, high):
    found = rules.figures_of(scores)
    assert found.count == len(scores)
    assert (found.mean, found.easy) == (pytest.approx(mean) if scores else None, pytest.approx(easy) if scores else None)
    assert found.low == (None if low is None else pytest.approx(low, abs=1e-4))
    assert found.high == (None if high is None else pytest.approx(high, abs=1e-4))


def test_thirty_answers_are_enough_and_one_fewer_is_not():
    assert not rules.figures_of([6] * 29).is_enough
    assert rules.figures_of([6] * 30).is_enough


@given(st.lists(st.integers(1, 7), min_size=1, max_size=200))
def test_whatever_was_said_the_figures_hold_together(scores):
    found = rules.figures_of(scores)
    assert sum(found.spread) == found.count == len(scores)
    assert found.mean == pytest.approx(float(Fraction(sum(place * count for place, count in enumerate(found.spread, 1)), found.count)))
    assert found.easy == pytest.approx(sum(found.spread[4:]) / found.count)
    if found.low is not None and found.high is not None:
        assert 1 <= found.low <= found.mean + 1e-9 <= found.high + 2e-9 <= 7 + 3e-9
