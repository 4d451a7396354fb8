"""How often one reader may ask for what is costly: counted in this process, by window, and for each reader alone."""

from datetime import timedelta

import pytest
from werkzeug.exceptions import TooManyRequests

from community.accounts.limits import Rate
from community.web import pace
from tests.readers import NOON

THREE = Rate(3, timedelta(minutes=1))


@pytest.fixture(autouse=True)
def _afresh(words_app):
    pace.forget_all(words_app)


def test_so_many_and_no_more_until_the_window_ends(reading):
    with reading():
        assert [pace.within_pace(THREE, "a") for _ in range(5)] == [True] * 3 + [False] * 2
    with reading(now=NOON + timedelta(seconds=59)):
        assert not pace.within_pace(THREE, "a")
    with reading(now=NOON + timedelta(seconds=60)):
        assert [pace.within_pace(THREE, "a") for _ in range(4)] == [True] * 3 + [False]


def test_a_clock_that_was_set_back_lets_nobody_wait_for_ever(reading):
    with reading():
        assert [pace.within_pace(THREE, "a") for _ in range(4)][-1] is False
    with reading(now=NOON - timedelta(days=1)):
        assert pace.within_pace(THREE, "a")


def test_each_key_is_counted_alone(reading):
    with reading():
        assert [pace.within_pace(THREE, key) for key in "abababab"] == [True] * 6 + [False] * 2


def test_a_person_is_counted_wherever_they_are_and_a_visitor_by_network(reading):
    with reading(id=7):
        assert pace.reader("search") == "search:7"
    with reading():
        assert pace.reader("search") == f"search:{pace.this_network()}"
        assert pace.reader("search") != pace.reader("similar")


def test_what_is_too_often_is_told_how_long_to_wait(reading):
    with reading(now=NOON + timedelta(seconds=20)):
        for _ in range(3):
            pace.keep_pace(THREE, "a")
        with pytest.raises(TooManyRequests) as refused:
            pace.keep_pace(THREE, "a")
    assert dict(refused.value.get_headers())["Retry-After"] == "40"


def test_it_never_remembers_more_readers_than_it_may(reading, monkeypatch, words_app):
    monkeypatch.setattr(pace, "MOST_READERS", 5)
    with reading():
        for number in range(23):
            assert pace.within_pace(THREE, f"reader {number}")
            assert len(words_app.extensions["pace"]) <= 5
