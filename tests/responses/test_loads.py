"""What each person has to answer, from plain facts."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from community.responses.loads import Load, Waiting, load_of, loads
from community.responses.timing import Horizon

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
AT = Horizon.of(NOW, ZoneInfo("Europe/London"))
DAY = timedelta(days=1)


def waiting(owner, age, due=None):
    return Waiting(owner, NOW - age * DAY, None if due is None else NOW + due * DAY)


def test_the_day_ends_at_the_readers_midnight():
    assert AT.day_ends == datetime(2026, 6, 1, 23, tzinfo=UTC)
    assert Horizon.of(NOW, ZoneInfo("Pacific/Auckland")).day_ends == datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_the_day_on_which_clocks_change_ends_at_midnight_too():
    assert Horizon.of(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), ZoneInfo("Europe/Berlin")).day_ends == datetime(2026, 3, 29, 22, tzinfo=UTC)


def test_a_load_counts_what_is_past_and_what_comes_within_the_week():
    found = load_of([waiting(1, 20, -1), waiting(1, 10, 0), waiting(1, 4, 6), waiting(1, 2, 8), waiting(1, 1)], AT)
    assert found == Load(open=5, overdue=2, week=1, median_days=4.0)


def test_nobody_has_a_load_of_their_own():
    found = loads([waiting(None, 3), waiting(7, 1), waiting(7, 2)], AT)
    assert found == {None: Load(1, median_days=3.0), 7: Load(2, median_days=1.5)}
    assert loads([], AT) == {}


facts = st.builds(waiting, st.sampled_from([None, 1, 2, 3]), st.floats(0, 900), st.none() | st.floats(-90, 90))


@given(st.lists(facts, max_size=30))
def test_nothing_is_lost_or_counted_twice(found):
    parts, whole = loads(found, AT).values(), load_of(found, AT)
    for figure in ("open", "overdue", "week"):
        assert sum(getattr(part, figure) for part in parts) == getattr(whole, figure)
    assert all(part.overdue + part.week <= part.open for part in parts)


def test_what_starts_later_than_now_is_not_younger_than_nothing():
    assert load_of([waiting(1, -2, 3)], AT).median_days == 0.0
