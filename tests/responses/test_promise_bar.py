"""The promise on one line: where its marks stand, whatever the dates are."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community import clock, create_app
from community.web.promise_bar import promise_bar
from tests.conftest import make_settings

NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def bar(tmp_path_factory):
    """The bar of an idea whose dates are given in days from NOW."""
    app = create_app(make_settings(tmp_path_factory.mktemp("bar")))

    def days(number):
        return None if number is None else NOW + timedelta(days=number)

    def drawn(asked, *, due=None, answered=(), review=None, state="awaiting", legacy=False):
        idea = SimpleNamespace(
            published_at=days(asked), created_at=days(asked), started_at=days(asked), due_at=days(due),
            review_at=days(review), answer_state=state, legacy=legacy,
        )
        answers = [SimpleNamespace(created_at=days(at)) for at in sorted(answered, reverse=True)]
        with app.test_request_context(), pytest.MonkeyPatch.context() as patched:
            patched.setattr(clock, "now", lambda: NOW)
            return promise_bar(idea, answers)

    return drawn


def words(found):
    return [word for _at, word in found.marks]


def test_half_of_the_time_is_half_of_the_line(bar):
    found = bar(-5, due=5)
    assert (found.kind, found.run, found.today, found.over) == ("waiting", 50.0, 50.0, None)
    assert words(found) == ["asked", "an answer is due"]


def test_a_decision_is_named_as_one(bar):
    assert words(bar(-0.5, due=0.5, state="decision")) == ["asked", "a decision is due"]


def test_what_is_late_shows_how_much_of_the_line_is(bar):
    found = bar(-40, due=-30)
    assert (found.kind, found.run, found.over) == ("late", 25.5, 99.0)
    assert words(found) == ["asked", "was due", "today"]


def test_an_answer_holds_until_we_look_again(bar):
    found = bar(-20, answered=[-15], review=20)
    assert (found.run, found.keep, found.today, found.over) == (13.2, 99.0, 50.0, None)
    assert words(found) == ["asked", "answered", "we look again"]


def test_a_renewed_answer_keeps_the_date_of_the_first(bar):
    assert bar(-20, answered=[-15, -2], review=20).marks[1][0] == NOW - timedelta(days=15)


def test_an_expired_answer_ends_before_today(bar):
    found = bar(-20, answered=[-15], review=-10)
    assert found.keep < found.over == found.today == 99.0
    assert words(found) == ["asked", "answered", "expired"]


def test_a_final_answer_fills_the_line(bar):
    found = bar(-20, answered=[-15])
    assert (found.run, found.keep, found.today) == (99.0, None, None)


@pytest.mark.parametrize("state", ["none", "paused"])
def test_where_nothing_is_owed_there_is_no_line(bar, state):
    assert bar(-5, due=5, state=state) is None


def test_without_a_promise_there_is_no_line(bar):
    assert bar(-5) is None
    assert bar(-500, due=5, legacy=True) is None


offsets = st.floats(-900, 900)


@settings(deadline=None, max_examples=60)
@given(offsets, st.none() | offsets, st.lists(offsets, max_size=3), st.none() | offsets)
def test_every_mark_stays_on_the_line(bar, asked, due, answered, review):
    found = bar(asked, due=due, answered=answered, review=review)
    if found is not None:
        assert all(1.0 <= at <= 99.0 for at in (found.run, found.keep, found.over, found.today) if at is not None)
