"""The public figures: waits with those still waiting, promises kept, ages and bars."""

import statistics
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.insights.rules import (
    AgeBucket,
    Bar,
    DueItem,
    InTime,
    age_buckets,
    histogram,
    kaplan_meier_quantile,
    months_back,
    share_in_time,
)

NOVEMBER = (datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))


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


def item(due: str, answered: str | None = None, waived: bool = False) -> DueItem:
    def instant(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)

    return DueItem(instant(due), instant(answered) if answered else None, waived)


def test_the_share_is_taken_over_what_fell_due_in_the_period() -> None:
    items = [
        item("2026-11-10 16:00", "2026-11-03 09:00"),
        item("2026-11-10 16:00", "2026-10-30 09:00"),
        item("2026-11-12 16:00", "2026-11-12 16:00"),
        item("2026-11-12 16:00", "2026-11-12 16:01"),
        item("2026-10-20 16:00", "2026-11-12 16:01"),
        item("2026-12-02 16:00", "2026-11-12 16:01"),
    ]
    assert share_in_time(items, NOVEMBER) == InTime(kept=3, late=1, waived=0)
    assert share_in_time(items, NOVEMBER).share == 0.75


def test_the_unanswered_count_as_late() -> None:
    items = [item("2026-11-10 16:00"), item("2026-11-10 16:00", "2026-11-03 09:00")]
    assert share_in_time(items, NOVEMBER).share == 0.5


def test_the_period_holds_its_start_and_not_its_end() -> None:
    items = [item("2026-11-01 00:00"), item("2026-12-01 00:00"), item("2026-10-31 23:59")]
    assert share_in_time(items, NOVEMBER) == InTime(kept=0, late=1, waived=0)


def test_waived_ideas_are_counted_apart() -> None:
    items = [item("2026-11-10 16:00", waived=True), item("2026-11-10 16:00", "2026-11-03 09:00")]
    assert share_in_time(items, NOVEMBER) == InTime(kept=1, late=0, waived=1)
    assert share_in_time(items, NOVEMBER).share == 1


def test_a_period_in_which_nothing_fell_due_has_no_share() -> None:
    assert share_in_time([], NOVEMBER).share is None
    assert share_in_time([item("2026-11-10 16:00", waived=True)], NOVEMBER).share is None


def test_answering_what_is_already_late_does_not_mend_the_share() -> None:
    open_still = [item("2026-11-10 16:00")]
    answered_since = [item("2026-11-10 16:00", "2026-11-20 10:00")]
    assert share_in_time(open_still, NOVEMBER) == share_in_time(answered_since, NOVEMBER)


# Ages


def test_ages_fall_into_their_buckets() -> None:
    ages = [
        (0.2, False),
        (7.9, False),
        (8, False),
        (14, True),
        (15, True),
        (60.5, True),
        (61, True),
        (4000, True),
    ]
    assert age_buckets(ages) == [
        AgeBucket(0, 7, 2, 0),
        AgeBucket(8, 14, 1, 1),
        AgeBucket(15, 30, 0, 1),
        AgeBucket(31, 60, 0, 1),
        AgeBucket(61, None, 0, 2),
    ]


def test_empty_buckets_are_kept() -> None:
    assert [(bucket.first, bucket.last) for bucket in age_buckets([], edges=(3,))] == [(0, 3), (4, None)]


@given(st.lists(st.tuples(st.floats(0, 5000), st.booleans())))
def test_no_age_is_lost(ages: list[tuple[float, bool]]) -> None:
    buckets = age_buckets(ages)
    assert sum(bucket.late for bucket in buckets) == sum(late for _, late in ages)
    assert sum(bucket.in_time + bucket.late for bucket in buckets) == len(ages)


# Bars


def test_each_day_has_its_bar_and_the_last_one_takes_the_rest() -> None:
    waits = [(0, False), (0.9, False), (1, True), (2.5, False), (3, True), (99, True)]
    assert histogram(waits, last=3) == [
        Bar(0, in_time=2, late=0, open_ended=False),
        Bar(1, in_time=0, late=1, open_ended=False),
        Bar(2, in_time=1, late=0, open_ended=False),
        Bar(3, in_time=0, late=2, open_ended=True),
    ]


@given(st.lists(st.tuples(st.floats(0, 5000), st.booleans())))
def test_no_wait_is_lost(waits: list[tuple[float, bool]]) -> None:
    bars = histogram(waits)
    assert [bar.day for bar in bars] == list(range(21))
    assert sum(bar.count for bar in bars) == len(waits)
    assert sum(bar.late for bar in bars) == sum(late for _, late in waits)


def test_a_day_is_longer_than_the_hours_before_it() -> None:
    hour = timedelta(hours=1) / timedelta(days=1)
    assert [bar.count for bar in histogram([(23 * hour, False), (24 * hour, False)], last=1)] == [1, 1]


# Months


def test_months_follow_each_other_without_a_gap_and_end_now() -> None:
    now = datetime(2026, 3, 15, 12, tzinfo=UTC)
    months = months_back(now, 4)
    assert [since.isoformat()[:10] for since, _ in months] == ["2025-12-01", "2026-01-01", "2026-02-01", "2026-03-01"]
    assert all(until == since for (_, until), (since, _) in pairwise(months))
    assert months[-1][1] == now


@given(st.datetimes(timezones=st.just(UTC)).filter(lambda now: now.year > 100), st.integers(1, 40))
def test_every_month_starts_on_its_first(now: datetime, count: int) -> None:
    months = months_back(now, count)
    assert len(months) == count
    assert all(since.day == 1 and since <= until for since, until in months)
