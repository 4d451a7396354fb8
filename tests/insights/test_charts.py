"""The numbers the charts are drawn from."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.insights.charts import BASE, TOP, Across, chart_of_ages, chart_of_columns, chart_of_months

LEFT_TO_RIGHT, RIGHT_TO_LEFT = Across(), Across(mirrored=True)
counts = st.integers(0, 10_000)
both_ways = pytest.mark.parametrize("across", [LEFT_TO_RIGHT, RIGHT_TO_LEFT])


def bars(values: list[tuple[int, int]]) -> Any:
    return [{"day": day, "in_time": a, "late": b, "open_ended": False} for day, (a, b) in enumerate(values)]


def months(*percents: int | None) -> Any:
    return [{"month": f"2026-{number:02}", "promises": {"percent": percent}} for number, percent in enumerate(percents, 1)]


def buckets(values: list[tuple[int, int]]) -> Any:
    return [{"first": n, "last": None, "in_time": a, "late": b} for n, (a, b) in enumerate(values)]


@both_ways
@given(values=st.lists(st.tuples(counts, counts), min_size=1, max_size=60))
def test_bars_stand_on_the_base_and_stay_in_the_plot(across, values):
    columns = chart_of_columns(bars(values), across)
    assert all(column.in_y + column.in_height == BASE for column in columns)
    assert all(column.late_y >= TOP - 1 for column in columns)
    assert all(column.x >= -0.01 and column.x + column.width <= 100.01 for column in columns)


def test_a_month_in_which_nothing_was_due_breaks_the_line():
    trend = chart_of_months(months(90, None, 90, 90), 90, LEFT_TO_RIGHT)
    assert [point.percent for point in trend.points] == [90, None, 90, 90]
    assert [(a.month.month, b.month.month) for a, b in trend.lines] == [(3, 4)]
    assert trend.points[0].y == trend.aim


@pytest.mark.parametrize(("count", "named"), [(1, 1), (12, 12), (14, 14), (15, 8), (36, 12), (121, 14)])
def test_no_more_months_are_named_than_have_room_and_the_newest_is(count, named):
    points = chart_of_months(months(*[50] * min(count, 12)) * -(-count // 12), 90, LEFT_TO_RIGHT).points[-count:]
    spans = [point.span for point in points]
    points = chart_of_months(spans, 90, LEFT_TO_RIGHT).points
    assert sum(point.named for point in points) == named
    assert points[-1].named


@both_ways
@given(values=st.lists(st.tuples(counts, counts), min_size=1, max_size=6))
def test_age_bars_share_the_plot_in_proportion(across, values):
    rows = chart_of_ages(buckets(values), across)
    assert all(row.in_width + row.late_width <= 58.02 for row in rows)
    assert all(min(row.in_x, row.late_x) >= row.rest_x - 0.02 for row in rows)
    assert [row.y for row in rows] == [35 * n for n in range(len(rows))]


@given(st.lists(st.tuples(counts, counts), min_size=1, max_size=60))
def test_from_right_to_left_a_chart_is_its_own_mirror_image(values):
    for one, other in zip(*(chart_of_columns(bars(values), across) for across in (LEFT_TO_RIGHT, RIGHT_TO_LEFT)), strict=True):
        assert one.middle + other.middle == pytest.approx(100, abs=0.02)
        assert one.x + one.width + other.x == pytest.approx(100, abs=0.03)
    for row, mirror in zip(*(chart_of_ages(buckets(values), across) for across in (LEFT_TO_RIGHT, RIGHT_TO_LEFT)), strict=True):
        assert row.in_x + row.in_width + mirror.in_x == pytest.approx(100, abs=0.03)
        assert row.late_x + row.late_width + mirror.late_x == pytest.approx(100, abs=0.03)
    trends = [chart_of_months(months(10, 60, 90), 90, across).points for across in (LEFT_TO_RIGHT, RIGHT_TO_LEFT)]
    assert [point.x for point in trends[0]] == [pytest.approx(100 - point.x) for point in trends[1]]
