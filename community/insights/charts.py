"""Numbers of the server-drawn charts: x in percent, y in pixels, so that text never shrinks.

Time runs the way one reads: each chart has a form from right to left, which is its mirror image.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from community.insights.figures import MonthSpan, Week
from community.insights.rules import AgeBucket, Bar

BASE, TOP = 168, 20  # pixels of the bar chart
TREND_BASE, TREND_TOP = 150, 20
LABELS = 14
"""So many months have room for their names."""


@dataclass(frozen=True)
class Across:
    """Where things stand from side to side; mirrored, what was at the left edge is at the right one."""

    mirrored: bool = False

    def place(self, x: float, width: float = 0) -> float:
        return round(100 - x - width if self.mirrored else x, 2)


@dataclass(frozen=True)
class Column:
    """One bar of a chart over time: its place, and the heights of its in-time and late parts."""

    bar: Bar | Week
    x: float
    middle: float
    width: float
    in_y: int
    in_height: int
    late_y: int
    late_height: int

    @property
    def count(self) -> int:
        return self.bar["in_time"] + self.bar["late"]


@dataclass(frozen=True)
class Point:
    """One month: where it stands; y is None when nothing was due. `named` when its name has room."""

    span: MonthSpan
    month: datetime
    x: float
    y: int | None
    percent: int | None
    named: bool


@dataclass(frozen=True)
class Row:
    bucket: AgeBucket
    y: int
    rest_x: float
    in_x: float
    in_width: float
    late_x: float
    late_width: float


@dataclass(frozen=True)
class Trend:
    points: list[Point]
    lines: list[tuple[Point, Point]]
    aim: int
    grid: list[tuple[int, int]]


def chart_of_columns(bars: Sequence[Bar | Week], across: Across) -> list[Column]:
    """Columns of equal width, the highest as high as the plot."""
    step, most = 100 / max(len(bars), 1), max([1, *(bar["in_time"] + bar["late"] for bar in bars)])
    return [_column(bar, number * step, step, most, across) for number, bar in enumerate(bars)]


def _column(bar: Bar | Week, left: float, step: float, most: int, across: Across) -> Column:
    scale, gap = (BASE - TOP) / most, min(1.0, step / 4)
    in_height, late_height = round(bar["in_time"] * scale), round(bar["late"] * scale)
    return Column(
        bar, across.place(left + gap / 2, step - gap), across.place(left + step / 2), round(step - gap, 2),
        BASE - in_height, in_height, BASE - in_height - late_height, late_height,
    )


def chart_of_months(months: Sequence[MonthSpan], aim: int, across: Across) -> Trend:
    """A line of the share in time; months without a due date break it."""
    step, every = 92 / max(len(months) - 1, 1), -(-len(months) // LABELS)
    last = len(months) - 1
    points = [
        _point(span, across.place(round(4 + number * step, 2)), named=(last - number) % every == 0)
        for number, span in enumerate(months)
    ]
    joined = [(a, b) for a, b in pairwise(points) if a.y is not None and b.y is not None]
    return Trend(points, joined, _height(aim), [(percent, _height(percent)) for percent in (0, 50, 100)])


def _point(span: MonthSpan, x: float, *, named: bool) -> Point:
    percent = span["promises"]["percent"]
    month = datetime.fromisoformat(f"{span['month']}-01T00:00+00:00")
    return Point(span, month, x, None if percent is None else _height(percent), percent, named)


def _height(percent: float) -> int:
    return round(TREND_BASE - percent / 100 * (TREND_BASE - TREND_TOP))


def chart_of_ages(buckets: Sequence[AgeBucket], across: Across) -> list[Row]:
    """Rows of 35 pixels; widths share the 58 percent beside the labels."""
    most = max([1, *(bucket["in_time"] + bucket["late"] for bucket in buckets)])
    return [_row(bucket, number * 35, 58 / most, across) for number, bucket in enumerate(buckets)]


def _row(bucket: AgeBucket, y: int, scale: float, across: Across) -> Row:
    inside, late = round(bucket["in_time"] * scale, 2), round(bucket["late"] * scale, 2)
    return Row(bucket, y, across.place(34, 58), across.place(34, inside), inside, across.place(34 + inside, late), late)
