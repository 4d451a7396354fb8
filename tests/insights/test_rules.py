"""The public figures: waits with those still waiting, promises kept, ages and bars."""

import statistics
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.insights.rules import (
    DAY,
    Fate,
    age_buckets,
    days_in,
    fate,
    histogram,
    kaplan_meier_quantile,
    month_of,
    months_before,
    months_until,
    start_of,
    week_of,
)

DUE = datetime(2026, 11, 10, 16, tzinfo=UTC)
BEFORE, AFTER = DUE - timedelta(days=3), DUE + timedelta(minutes=1)


def ended(*lengths: float) -> list[tuple[float, bool]]:
    return [(length, True) for length in lengths]


def waiting(*lengths: float) -> list[tuple[float, bool]]:
    return [(length, False) for length in lengths]


# Waits


def test_when_all_are_answered_the_median_is_the_plain_one() -> None:
    assert kaplan_meier_quantile(ended(5, 1, 3), 0.5) == 3
    assert kaplan_meier_quantile(ended(4, 1, 3, 2), 0.5) == 2
    assert kaplan_meier_quantile(ended(*range(1, 11)), 0.9) == 9


def test_those_still_waiting_make_the_median_longer() -> None:
    assert kaplan_meier_quantile(ended(1, 2, 3) + waiting(10, 10), 0.5) == 3
    assert kaplan_meier_quantile(ended(1, 2, 3), 0.5) == 2


def test_the_survival_curve_of_a_worked_example() -> None:
    # by hand: S(6)=18/21, S(7)=S(6)*16/17, S(10)=*14/15, S(13)=*11/12, S(16)=*10/11, S(22)=*6/7, S(23)=*5/6
    treated = ended(6, 6, 6, 7, 10, 13, 16, 22, 23) + waiting(6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
    assert kaplan_meier_quantile(treated, 1 - 18 / 21) == 6
    assert kaplan_meier_quantile(treated, 0.25) == 13
    assert kaplan_meier_quantile(treated, 0.5) == 23
    assert kaplan_meier_quantile(treated, 0.9) is None


def test_with_too_few_answers_there_is_no_median() -> None:
    assert kaplan_meier_quantile([], 0.5) is None
    assert kaplan_meier_quantile(waiting(1, 2, 3), 0.5) is None
    assert kaplan_meier_quantile(ended(1) + waiting(5, 5, 5), 0.5) is None


def test_one_who_stops_counting_on_the_day_of_an_answer_was_still_at_risk() -> None:
    assert kaplan_meier_quantile(ended(2) + waiting(2), 0.5) == 2
    assert kaplan_meier_quantile(ended(2) + waiting(1), 0.5) == 2


@pytest.mark.parametrize("q", [0, -0.1, 1.01])
def test_a_quantile_outside_its_range_is_refused(q: float) -> None:
    with pytest.raises(ValueError, match="quantile"):
        kaplan_meier_quantile(ended(1), q)


lengths = st.lists(st.integers(0, 60), min_size=1, max_size=60)


@given(lengths, st.integers(1, 100))
def test_without_censoring_it_is_the_smallest_wait_that_covers_the_share(
    days: list[int], percent: int
) -> None:
    expected = sorted(days)[-(-percent * len(days) // 100) - 1]
    assert kaplan_meier_quantile(ended(*days), percent / 100) == expected


@given(lengths)
def test_without_censoring_the_median_is_the_low_median(days: list[int]) -> None:
    assert kaplan_meier_quantile(ended(*days), 0.5) == statistics.median_low(days)


@given(st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=60))
def test_waiting_on_never_makes_the_figures_better(waits: list[tuple[int, bool]]) -> None:
    longer = [(days if has_ended else days + 10, has_ended) for days, has_ended in waits]
    before, after = kaplan_meier_quantile(waits, 0.5), kaplan_meier_quantile(longer, 0.5)
    assert after is None or (before is not None and after >= before)


# Promises


@pytest.mark.parametrize(("stopped", "outcome", "declined", "expected"), [
    (BEFORE, "answered", False, Fate.KEPT),
    (DUE, "answered", False, Fate.KEPT),
    (AFTER, "answered", False, Fate.LATE),
    (None, "", False, Fate.LATE),
    (BEFORE, "answered", True, Fate.APART),
    (AFTER, "answered", True, Fate.LATE),
    (BEFORE, "merged", False, Fate.APART),
    (AFTER, "merged", False, Fate.LATE),
    (BEFORE, "waived", False, Fate.WAIVED),
    (AFTER, "waived", False, Fate.WAIVED),
])
def test_what_became_of_a_promise(stopped: datetime | None, outcome: str, declined: bool, expected: Fate) -> None:
    assert fate(DUE, stopped, outcome, declined=declined) == expected


@given(st.timedeltas(timedelta(0), timedelta(days=900)), st.sampled_from(["answered", "merged"]), st.booleans())
def test_whatever_comes_after_the_date_changes_nothing(later: timedelta, outcome: str, declined: bool) -> None:
    after = DUE + later + timedelta(microseconds=1)
    assert fate(DUE, after, outcome, declined=declined) == fate(DUE, None, "") == Fate.LATE


# Ages


def test_ages_fall_into_their_buckets() -> None:
    ages = [(0.2, False), (7.9, False), (8, False), (14, True), (15, True), (60.5, True), (61, True), (4000, True)]
    assert [tuple(bucket.values()) for bucket in age_buckets(ages)] == [
        (0, 7, 2, 0), (8, 14, 1, 1), (15, 30, 0, 1), (31, 60, 0, 1), (61, None, 0, 2),
    ]


def test_empty_buckets_are_kept() -> None:
    assert [(bucket["first"], bucket["last"]) for bucket in age_buckets([], edges=(3,))] == [(0, 3), (4, None)]


@given(st.lists(st.tuples(st.floats(0, 5000), st.booleans())))
def test_no_age_is_lost(ages: list[tuple[float, bool]]) -> None:
    buckets = age_buckets(ages)
    assert sum(bucket["late"] for bucket in buckets) == sum(late for _, late in ages)
    assert sum(bucket["in_time"] + bucket["late"] for bucket in buckets) == len(ages)


# Bars


def test_each_day_has_its_bar_and_the_last_one_takes_the_rest() -> None:
    waits = [(0, False), (0.9, False), (1, True), (2.5, False), (3, True), (99, True)]
    assert [tuple(bar.values()) for bar in histogram(waits, last=3)] == [
        (0, 2, 0, False), (1, 0, 1, False), (2, 1, 0, False), (3, 0, 2, True),
    ]


@given(st.lists(st.tuples(st.floats(0, 5000), st.booleans())))
def test_no_wait_is_lost(waits: list[tuple[float, bool]]) -> None:
    bars = histogram(waits)
    assert [bar["day"] for bar in bars] == list(range(21))
    assert sum(bar["in_time"] + bar["late"] for bar in bars) == len(waits)
    assert sum(bar["late"] for bar in bars) == sum(late for _, late in waits)


def test_a_day_is_longer_than_the_hours_before_it() -> None:
    hour = timedelta(hours=1) / timedelta(days=1)
    assert [bar["in_time"] for bar in histogram([(23 * hour, False), (24 * hour, False)], last=1)] == [1, 1]


# Months, weeks and pauses

instants = st.datetimes(timezones=st.just(UTC)).filter(lambda at: 1000 < at.year < 4000)


def test_months_follow_each_other_across_the_year() -> None:
    assert months_until((2025, 11), (2026, 2)) == [(2025, 11), (2025, 12), (2026, 1), (2026, 2)]
    assert months_before((2026, 2), 12) == (2025, 3)
    assert months_before((2026, 12), 0) == (2027, 1)


@given(instants, st.integers(1, 200))
def test_so_many_months_end_with_this_one(now: datetime, count: int) -> None:
    months = months_until(months_before(month_of(now), count), month_of(now))
    assert len(months) == count
    assert all(start_of(one) < start_of(other) for one, other in pairwise(months))
    assert start_of(months[-1]) <= now < start_of(months_before(months[-1], 0))


@given(instants)
def test_a_week_begins_on_its_monday(now: datetime) -> None:
    monday = week_of(now)
    assert monday.weekday() == 0
    assert 0 <= (now.date() - monday).days < 7


def test_only_what_lies_in_the_month_counts_as_paused_in_it() -> None:
    november, december = start_of((2026, 11)), start_of((2026, 12))
    spans = [(november - DAY, november + DAY / 2), (december - DAY, december + 9 * DAY), (december, december + DAY)]
    assert days_in(spans, november, december) == 1.5


@given(st.lists(st.tuples(instants, st.timedeltas(timedelta(0), timedelta(days=90))), max_size=8), st.tuples(instants, instants, instants))
def test_paused_days_of_parts_are_those_of_the_whole(
    found: list[tuple[datetime, timedelta]], moments: tuple[datetime, datetime, datetime]
) -> None:
    spans = [(start, start + length) for start, length in found]
    first, middle, last = sorted(moments)
    assert days_in(spans, first, last) == pytest.approx(days_in(spans, first, middle) + days_in(spans, middle, last))
