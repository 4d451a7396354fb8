"""Where bars and rows stand, to the hundredth of a percent: what a person reads off a chart."""

import pytest

from community.insights.charts import BASE, TOP, Across, chart_of_ages, chart_of_columns, chart_of_months
from community.insights.rules import age_buckets, days_in, fate, kaplan_meier_quantile
from tests.readers import NOON

LEFT, RIGHT = Across(), Across(mirrored=True)


def columns(*values, across=LEFT):
    return chart_of_columns([{"in_time": good, "late": bad} for good, bad in values], across)


def test_the_highest_column_is_as_high_as_the_plot_and_the_others_in_proportion():
    one, two, three = columns((3, 1), (2, 0), (0, 4))
    plot = BASE - TOP
    assert [(each.in_height, each.late_height) for each in (one, two, three)] == [(round(plot * 3 / 4), round(plot / 4)), (plot // 2, 0), (0, plot)]
    assert (one.in_y, one.late_y, three.late_y) == (BASE - one.in_height, TOP, TOP)
    assert [each.count for each in (one, two, three)] == [4, 2, 4]


def test_columns_share_the_width_with_a_gap_between_them():
    four = columns(*[(1, 0)] * 4)
    assert [each.x for each in four] == [0.5, 25.5, 50.5, 75.5]
    assert [each.middle for each in four] == [12.5, 37.5, 62.5, 87.5]
    assert {each.width for each in four} == {24.0}
    narrow = columns(*[(1, 0)] * 50)
    assert (narrow[0].x, narrow[1].x, narrow[0].width) == (0.25, 2.25, 1.5), "a gap is a quarter of the step at most"
    assert [each.x for each in columns(*[(1, 0)] * 4, across=RIGHT)] == [75.5, 50.5, 25.5, 0.5]


def test_a_single_one_is_as_high_as_the_plot_and_none_is_flat():
    [alone] = columns((1, 0))
    assert (alone.in_height, alone.x, alone.width) == (BASE - TOP, 0.5, 99.0)
    [empty] = columns((0, 0))
    assert (empty.in_height, empty.late_height, empty.count) == (0, 0, 0)
    assert columns() == []


def test_rows_of_ages_share_the_width_beside_the_labels():
    rows = chart_of_ages([{"first": 0, "last": 3, "in_time": 3, "late": 1}, {"first": 4, "last": None, "in_time": 0, "late": 2}], LEFT)
    assert [(row.y, row.rest_x, row.in_x, row.in_width, row.late_x, row.late_width) for row in rows] == [
        (0, 34, 34, 43.5, 77.5, 14.5), (35, 34, 34, 0.0, 34.0, 29.0),
    ]


def test_a_month_stands_at_its_share():
    spans = [{"month": f"2026-{number:02}", "promises": {"percent": percent}} for number, percent in ((1, 0), (2, 50), (3, 100))]
    found = chart_of_months(spans, 90, LEFT)
    assert [(point.x, point.y) for point in found.points] == [(4, 150), (50, 85), (96, 20)]
    assert (found.aim, found.grid) == (33, [(0, 150), (50, 85), (100, 20)])


@pytest.mark.parametrize(
    ("waits", "share", "wait"),
    [
        ([(1, True), (2, True), (3, True), (4, True)], 0.5, 2), ([(1, True), (2, True)], 1.0, 2), ([(1, True), (2, False)], 0.5, 1),
        ([(1, True), (2, False), (3, False)], 0.5, None), ([], 0.5, None), ([(5, False)], 0.1, None), ([(1, False), (2, True)], 1.0, 2), ([(0, True)], 0.9, 0),
    ],
)
def test_the_wait_of_a_share_counts_those_who_still_wait(waits, share, wait):
    assert kaplan_meier_quantile(waits, share) == wait


@pytest.mark.parametrize("share", [0, -0.1, 1.01])
def test_no_share_is_no_question(share):
    with pytest.raises(ValueError, match="quantile"):
        kaplan_meier_quantile([(1, True)], share)


@pytest.mark.parametrize(
    ("late_by", "outcome", "declined", "judged"),
    [
        (0, "answered", False, "kept"), (-60, "answered", False, "kept"), (1, "answered", False, "late"), (None, "", False, "late"), (0, "answered", True, "apart"),
        (1, "answered", True, "late"), (0, "merged", False, "apart"), (1, "merged", False, "late"), (0, "waived", False, "waived"), (None, "waived", False, "waived"),
    ],
)
def test_a_promise_is_kept_to_the_second(late_by, outcome, declined, judged):
    stopped = None if late_by is None else NOON + late_by * (NOON - NOON.replace(second=59, minute=59, hour=11))
    assert fate(NOON, stopped, outcome, declined=declined) == judged


def test_ages_fall_into_their_bucket_at_its_edge():
    found = age_buckets([(0.0, False), (3.9, True), (4.0, False), (10.0, False), (11.0, True)], edges=(3, 10))
    assert [(each["first"], each["last"], each["in_time"], each["late"]) for each in found] == [(0, 3, 1, 1), (4, 10, 2, 0), (11, None, 0, 1)]


def test_days_are_those_that_lie_inside():
    day = NOON - NOON.replace(day=9)
    spans = [(NOON - 3 * day, NOON - day), (NOON, NOON + 2 * day), (NOON + 9 * day, NOON + 10 * day), (NOON - 9 * day, NOON - 8 * day)]
    assert days_in(spans, NOON - 2 * day, NOON + day) == 2.0
    assert days_in([], NOON, NOON + day) == 0.0
