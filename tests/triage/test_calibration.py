"""What judgements teach: chances that never fall, a threshold with a precision, and how sure one can be of a share."""

import math
import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.triage import calibration
from community.triage.calibration import STEPS, WANTED, last_words, learn, never_falling, wilson

CERTAINTIES = st.floats(0, 1)
JUDGED = st.lists(st.tuples(CERTAINTIES, st.booleans(), st.sampled_from([0.5, 1.0])), max_size=60)
GRID = [number / 100 for number in range(101)]


def test_without_a_judgement_a_sane_guess_stands():
    lesson = learn([])
    assert lesson.chance(0.3) < 0.1
    assert lesson.chance(0.5) == pytest.approx(0.475, abs=0.01)
    assert 0.9 < lesson.chance(0.9) < 0.96
    assert lesson.least == pytest.approx(0.5)


@given(JUDGED)
def test_a_chance_is_a_share_and_never_falls_with_certainty(judged):
    lesson = learn(judged)
    chances = [lesson.chance(certainty) for certainty in GRID]
    assert all(0 <= chance <= 1 for chance in chances)
    assert all(a <= b + 1e-12 for a, b in pairwise(chances))
    assert 0 <= lesson.least <= calibration.HIGHEST


@given(JUDGED, CERTAINTIES)
def test_another_same_lowers_no_chance_and_hides_no_pair(judged, certainty):
    before, after = learn(judged), learn([*judged, (certainty, True, 1.0)])
    assert all(after.chance(c) >= before.chance(c) - 1e-9 for c in GRID)
    assert after.least <= before.least


@given(JUDGED, CERTAINTIES)
def test_another_different_raises_no_chance_and_shows_no_pair_more(judged, certainty):
    before, after = learn(judged), learn([*judged, (certainty, False, 1.0)])
    assert all(after.chance(c) <= before.chance(c) + 1e-9 for c in GRID)
    assert after.least >= before.least


@given(JUDGED, st.randoms())
def test_the_order_of_judgements_does_not_matter(judged, shuffler):
    mixed = list(judged)
    shuffler.shuffle(mixed)
    one, other = learn(judged), learn(mixed)
    assert one.chances == pytest.approx(other.chances)
    assert one.least == other.least


@given(st.lists(st.tuples(st.floats(0, 5), st.floats(0.1, 5)), min_size=1, max_size=12))
def test_pooling_keeps_the_total_and_is_the_min_max_of_means(pairs):
    """The closed form of isotonic regression: the greatest over beginnings of the least mean over ends."""
    sums, weights = [a for a, _ in pairs], [b for _, b in pairs]
    fitted = never_falling(sums, weights)
    assert sum(f * w for f, w in zip(fitted, weights, strict=True)) == pytest.approx(sum(sums))
    for at in range(len(pairs)):
        closed = max(
            min(sum(sums[s : t + 1]) / sum(weights[s : t + 1]) for t in range(at, len(pairs))) for s in range(at + 1)
        )
        assert fitted[at] == pytest.approx(closed)


@pytest.mark.parametrize("seed", range(3))
def test_with_many_judgements_the_truth_is_found(seed):
    """A community whose matcher believes too much: the true chance is a steep curve far from its word."""
    dice = random.Random(seed)

    def truth(certainty: float) -> float:
        return 1 / (1 + math.exp(-14 * (certainty - 0.75)))

    judged = [(c, dice.random() < truth(c), 1.0) for c in (dice.random() for _ in range(40_000))]
    lesson = learn(judged)
    assert max(abs(lesson.chance(c) - truth(c)) for c in GRID if 0.05 < c < 0.95) < 0.06
    shown = [same for certainty, same, _ in judged if certainty >= lesson.least]
    assert sum(shown) / len(shown) >= WANTED
    assert lesson.least == pytest.approx(0.75, abs=0.051), "and no more is hidden than that needs"


def test_many_good_pairs_do_not_carry_in_bad_ones():
    """A hundred certain pairs that were the same would pull the mean of everything over the mark."""
    judged = [(0.97, True, 1.0)] * 100 + [(0.3, False, 1.0)] * 10
    lesson = learn(judged)
    assert lesson.chance(0.3) < 0.5
    assert lesson.least >= 0.4


def test_where_nothing_was_ever_the_same_the_most_certain_are_still_shown():
    assert learn([((step + 0.5) / STEPS, False, 1.0) for step in range(STEPS)] * 50).least == calibration.HIGHEST


def said(verdict, source, minutes, certainty=0.7, low=1, high=2):
    at = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    return SimpleNamespace(low_id=low, high_id=high, verdict=verdict, source=source, certainty=certainty, created_at=at)


def test_staffs_word_outranks_an_authors_later_one():
    words = [said("same", "staff", 0), said("different", "author", 5)]
    assert last_words(words) == [(0.7, True, 1.0)]
    assert last_words(reversed(words)) == [(0.7, True, 1.0)]


def test_of_two_colleagues_the_later_word_counts():
    assert last_words([said("different", "staff", 9), said("same", "merge", 2)]) == [(0.7, False, 1.0)]


def test_a_later_word_without_a_certainty_takes_what_is_known_of_its_pair():
    """Taking a merge apart: the pair no longer waits, so that nothing is stored of it any more."""
    assert last_words([said("same", "merge", 0), said("different", "merge", 9, certainty=None)]) == [(0.7, False, 1.0)]


def test_an_authors_word_counts_by_half_and_one_without_certainty_not_at_all():
    words = [said("different", "author", 0), said("same", "staff", 0, certainty=None, high=3)]
    assert last_words(words) == [(0.7, False, 0.5)]


def test_wilson_agrees_with_the_published_example():
    """81 of 263: Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998)."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=0.0001)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=0.0001)
    assert wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=0.0001)


def test_of_nothing_nothing_is_known():
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_narrows_with_more(counts):
    same, judged = counts
    low, high = wilson(same, judged)
    assert 0 <= low <= same / judged + 1e-9
    assert same / judged - 1e-9 <= high <= 1
    more = wilson(same * 4, judged * 4)
    assert more[1] - more[0] < high - low
