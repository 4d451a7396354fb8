"""The numbers the charts are drawn from."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from community.insights.charts import BASE, TOP, chart_of_ages, chart_of_bars, chart_of_months
from community.insights.rules import AgeBucket, Bar, InTime

counts = st.integers(0, 10_000)


@given(st.lists(st.tuples(counts, counts), min_size=1, max_size=30))
def test_bars_stand_on_the_base_and_stay_in_the_plot(values):
    columns = chart_of_bars([Bar(day, a, b, False) for day, (a, b) in enumerate(values)])
    assert all(column.in_y + column.in_height == BASE for column in columns)
    assert all(column.late_y >= TOP - 1 for column in columns)
    assert all(column.x >= 0 and column.x + column.width <= 100.01 for column in columns)


def test_a_month_in_which_nothing_was_due_breaks_the_line():
    due, none = InTime(9, 1, 0), InTime(0, 0, 0)
    months = [(datetime(2026, month, 1, tzinfo=UTC), of) for month, of in ((1, due), (2, none), (3, due), (4, due))]
    trend = chart_of_months(months, 90)
    assert [point.percent for point in trend.points] == [90, None, 90, 90]
    assert [(a.month.month, b.month.month) for a, b in trend.lines] == [(3, 4)]
    assert trend.points[0].y == trend.aim


def test_shares_are_rounded_down_so_that_none_looks_better():
    month = datetime(2026, 1, 1, tzinfo=UTC)
    assert chart_of_months([(month, InTime(999, 1, 0))], 90).points[0].percent == 99


@given(st.lists(st.tuples(counts, counts), min_size=1, max_size=6))
def test_age_bars_share_the_plot_in_proportion(values):
    rows = chart_of_ages([AgeBucket(n, None, a, b) for n, (a, b) in enumerate(values)])
    assert all(row.in_width + row.late_width <= 58.02 for row in rows)
    assert [row.y for row in rows] == [35 * n for n in range(len(rows))]
