"""Counting how often one key does one thing."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from community.accounts.limits import Rate, allowed, take, wait_seconds
from community.accounts.models import Limit
from community.db import db, writing

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def take_many(key, times, *, most, now=NOON, per=HOUR):
    with writing():
        return [take(key, most=most, per=per, now=now) for _ in range(times)]


def test_the_first_ones_pass_and_the_next_does_not(app):
    assert take_many("vote:1", 4, most=3) == [True, True, True, False]


def test_keys_are_counted_apart(app):
    take_many("vote:1", 3, most=3)
    assert take_many("vote:2", 1, most=3) == [True]


def test_a_new_window_starts_from_nothing(app):
    take_many("vote:1", 4, most=3)
    assert take_many("vote:1", 1, most=3, now=NOON + timedelta(minutes=59)) == [False]
    assert take_many("vote:1", 1, most=3, now=NOON + HOUR) == [True]


def test_a_refusal_that_rolls_back_still_refuses_the_next(app):
    def refused():
        with writing():
            assert not take("vote:1", most=3, per=HOUR, now=NOON)
            raise RuntimeError

    take_many("vote:1", 3, most=3)
    with pytest.raises(RuntimeError):
        refused()
    assert take_many("vote:1", 1, most=3) == [False]


def test_a_key_of_any_length_is_kept(app):
    take_many("vote:" + "x" * 5_000, 1, most=3)
    assert len(db.session.query(Limit).one().key) <= 200


def test_the_wait_ends_with_the_window(app):
    assert wait_seconds(Rate(3, HOUR), NOON + timedelta(minutes=50)) == 600
    with writing():
        allowed("vote:1", Rate(3, HOUR), now=NOON + timedelta(minutes=50))
    assert db.session.query(Limit).one().expires_at == NOON + HOUR


def test_many_at_once_are_never_miscounted(app):
    passed = []

    def one():
        with app.app_context(), writing():
            passed.append(take("vote:1", most=5, per=HOUR, now=NOON))

    threads = [threading.Thread(target=one) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(passed) == [False] * 7 + [True] * 5
