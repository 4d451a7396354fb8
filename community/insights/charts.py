"""Numbers of the server-drawn charts: x in percent, y in pixels, so that text never shrinks."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from community.insights.rules import AgeBucket, Bar, InTime

BASE, TOP = 168, 20  # pixels of the bar chart
TREND_BASE, TREND_TOP = 150, 20


@dataclass(frozen=True)
class Column:
    """One bar of the histogram: its place, and the heights of its in-time and late parts."""

    bar: Bar
    x: float
    middle: float
    width: float
    in_y: int
    in_height: int
    late_y: int
    late_height: int


@dataclass(frozen=True)
class Point:
    """One month: where it stands, the share in percent; y is None when nothing was due."""

    month: datetime
    x: float
    y: int | None
    percent: int | None
    in_time: InTime


@dataclass(frozen=True)
class Row:
    bucket: AgeBucket
    y: int
    in_width: float
    late_width: float


@dataclass(frozen=True)
class Trend:
    points: list[Point]
    lines: list[tuple[Point, Point]]
    aim: int
    grid: list[tuple[int, int]]


def chart_of_bars(bars: list[Bar]) -> list[Column]:
    """Columns of equal width, the highest as high as the plot."""
    step, most = 100 / len(bars), max(max(bar.count for bar in bars), 1)
    return [_column(bar, number * step, step, most) for number, bar in enumerate(bars)]


def _column(bar: Bar, left: float, step: float, most: int) -> Column:
    scale = (BASE - TOP) / most
    in_height, late_height = round(bar.in_time * scale), round(bar.late * scale)
    return Column(
        bar, round(left + 0.5, 2), round(left + step / 2, 2), round(step - 1, 2),
        BASE - in_height, in_height, BASE - in_height - late_height, late_height,
    )


def chart_of_months(months: list[tuple[datetime, InTime]], aim: int) -> Trend:
    """A line of the share in time; months without a due date break it."""
    step = 92 / max(len(months) - 1, 1)
    points = [_point(month, in_time, round(4 + number * step, 2)) for number, (month, in_time) in enumerate(months)]
    drawn = [point for point in points if point.y is not None]
    joined = [(a, b) for a, b in pairwise(points) if a in drawn and b in drawn]
    return Trend(points, joined, _height(aim), [(percent, _height(percent)) for percent in (0, 50, 100)])


def _point(month: datetime, in_time: InTime, x: float) -> Point:
    if in_time.share is None:
        return Point(month, x, None, None, in_time)
    percent = int(in_time.share * 100)
    return Point(month, x, _height(percent), percent, in_time)


def _height(percent: float) -> int:
    return round(TREND_BASE - percent / 100 * (TREND_BASE - TREND_TOP))


def chart_of_ages(buckets: list[AgeBucket]) -> list[Row]:
    """Rows of 35 pixels; widths share the 58 percent beside the labels."""
    most = max(max(bucket.in_time + bucket.late for bucket in buckets), 1)
    return [
        Row(bucket, number * 35, round(bucket.in_time * 58 / most, 2), round(bucket.late * 58 / most, 2))
        for number, bucket in enumerate(buckets)
    ]
