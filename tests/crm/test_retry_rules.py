from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.crm.rules import (
    SCHEDULE,
    Failure,
    Outcome,
    judge,
    next_attempt,
    should_disable,
    should_warn,
    streak_start,
    webhook_id,
)

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
jitters = st.floats(0, 1, exclude_max=True)
retries = st.integers(1, len(SCHEDULE) - 1)
failing_statuses = st.one_of(
    st.integers(100, 999).filter(lambda status: not 200 <= status < 300 and status != 410),
    st.sampled_from(list(Failure)),
)
unhurried = failing_statuses.filter(lambda status: status not in (429, Failure.TIMEOUT))


def wait(attempts: int, status: int | Failure, retry_after: str | None = None, jitter: float = 0.5) -> float:
    due = next_attempt(attempts, status, retry_after, NOW, jitter)
    assert due is not None
    return (due - NOW).total_seconds()


def test_the_schedule_is_that_of_the_standard():
    assert [step.total_seconds() for step in SCHEDULE] == [
        0, 5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400,
    ]  # fmt: skip
    assert sum(SCHEDULE, timedelta()) == timedelta(hours=75, minutes=35, seconds=5)


@pytest.mark.parametrize("attempts", range(1, 10))
def test_in_the_middle_of_the_jitter_the_wait_is_exactly_the_schedule(attempts):
    assert wait(attempts, 500) == SCHEDULE[attempts].total_seconds()


@given(retries, unhurried, jitters)
def test_every_wait_is_within_a_fifth_of_the_schedule(attempts, status, jitter):
    seconds = SCHEDULE[attempts].total_seconds()
    assert 0.8 * seconds - 1e-5 <= wait(attempts, status, jitter=jitter) <= 1.2 * seconds + 1e-5


def test_the_jitter_uses_its_whole_breadth():
    assert wait(2, 500, jitter=0) == 240
    assert wait(2, 500, jitter=0.999999) == pytest.approx(360, abs=0.01)


@given(st.integers(len(SCHEDULE), 1000), failing_statuses, jitters)
def test_after_the_tenth_attempt_there_is_none(attempts, status, jitter):
    assert next_attempt(attempts, status, "5", NOW, jitter) is None


@given(retries, st.integers(200, 299), jitters)
def test_a_success_is_not_tried_again(attempts, status, jitter):
    assert next_attempt(attempts, status, None, NOW, jitter) is None


def test_gone_is_not_tried_again():
    assert next_attempt(1, 410, "5", NOW, 0.5) is None


@given(retries, st.sampled_from([429, Failure.TIMEOUT]), jitters)
def test_a_busy_or_silent_receiver_is_left_alone_for_a_minute_at_least(attempts, status, jitter):
    seconds = wait(attempts, status, jitter=jitter)
    assert seconds >= 60
    assert seconds <= 1.2 * max(60, SCHEDULE[attempts].total_seconds()) + 1e-5


@given(retries, failing_statuses, jitters, st.integers(0, 10**20 - 1))
def test_seconds_asked_for_are_given_between_the_schedule_and_twice_it(attempts, status, jitter, asked):
    base = SCHEDULE[attempts].total_seconds()
    if status in (429, Failure.TIMEOUT):
        base = max(base, 60)
    seconds = wait(attempts, status, str(asked), jitter)
    assert seconds == min(max(asked, base), 2 * base)


@pytest.mark.parametrize(("asked", "seconds"), [(3, 300), (400, 400), (599, 599), (601, 600), (10**9, 600)])
def test_a_date_asked_for_is_given_between_the_schedule_and_twice_it(asked, seconds):
    date = format_datetime(NOW + timedelta(seconds=asked), usegmt=True)
    assert wait(2, 503, date, jitter=0.1) == seconds


@pytest.mark.parametrize(
    "date",
    ["Mon, 23 Nov 2026 09:36:40 GMT", "Monday, 23-Nov-26 09:36:40 GMT", "Mon Nov 23 09:36:40 2026"],
    ids=["fixdate", "rfc850", "asctime"],
)
def test_each_form_of_date_that_http_knows_is_read(date):
    assert wait(2, 503, date) == 400


def test_a_date_already_past_means_the_schedule():
    assert wait(2, 503, "Sun, 06 Nov 1994 08:49:37 GMT") == 300


@pytest.mark.parametrize(
    "junk", [None, "", " ", "-1", "1e9", "abc", "3.5", "３", "5 s", "9" * 5000, "Mon, 99 Foo"]
)
def test_a_retry_after_that_makes_no_sense_is_as_if_not_there(junk):
    assert wait(2, 503, junk, jitter=0.25) == 270


@given(st.text(max_size=100), jitters)
def test_no_retry_after_whatever_can_crash_or_stretch_the_wait(text, jitter):
    assert 240 <= wait(2, 503, text, jitter) <= 600


@given(
    st.from_regex(
        r"[A-Z][a-z]{2}, \d{1,3} (Jan|Feb|Xyz) \d{1,6} \d{1,3}:\d{2}:\d{2} (GMT|[+-]\d{1,6})", fullmatch=True
    )
)
def test_no_date_however_crooked_can_crash_or_stretch_the_wait(text):
    assert 240 <= wait(2, 503, text) <= 600


@given(st.integers(0, 999))
def test_only_two_hundreds_are_success(status):
    expected = (
        Outcome.DELIVERED if 200 <= status <= 299 else Outcome.GONE if status == 410 else Outcome.FAILED
    )
    assert judge(status) is expected


@pytest.mark.parametrize("failure", Failure)
def test_no_answer_is_a_failure(failure):
    assert judge(failure) is Outcome.FAILED


def test_gone_disables_at_once():
    assert should_disable(NOW, NOW - HOUR, NOW, gone=True)


@pytest.mark.parametrize(
    ("hours", "warned", "disabled"),
    [(0, 0, 0), (23.99, 0, 0), (24, 1, 0), (119.99, 1, 0), (120, 1, 1), (240, 1, 1), (240.01, 0, 0)],
)
def test_nothing_but_failures_warns_after_a_day_and_disables_after_five(hours, warned, disabled):
    first = NOW - hours * HOUR
    for last_success in (None, first - HOUR):
        assert should_warn(first, last_success, NOW) == bool(warned)
        assert should_disable(first, last_success, NOW, gone=False) == bool(disabled)


@given(st.floats(0, 1000), st.floats(0, 1000))
def test_one_success_since_the_first_failure_saves_the_endpoint(since_failure, since_success):
    first, success = NOW - since_failure * HOUR, NOW - since_success * HOUR
    if success >= first:
        assert not should_disable(first, success, NOW, gone=False)
        assert not should_warn(first, success, NOW)


def test_a_success_begins_the_run_anew():
    first, success = NOW - 100 * HOUR, NOW - 2 * HOUR
    assert streak_start(first, success, NOW) == NOW
    assert streak_start(first, first - HOUR, NOW) == first
    assert streak_start(None, None, NOW) == NOW


def test_an_endpoint_in_rare_use_is_not_given_up_for_an_old_failure():
    assert streak_start(NOW - timedelta(days=30), None, NOW) == NOW


@given(st.binary(min_size=16, max_size=16))
def test_a_webhook_id_is_letters_and_digits_and_never_a_full_stop(randomness):
    name = webhook_id(randomness)
    assert name.startswith("msg_")
    assert name.replace("_", "").isalnum()
    assert name.isascii()
    assert len(name) == 36


def test_different_randomness_gives_different_ids():
    assert webhook_id(b"a" * 16) != webhook_id(b"b" * 16)


@pytest.mark.parametrize("length", [0, 8, 17])
def test_too_little_randomness_is_refused(length):
    with pytest.raises(ValueError, match="16 random bytes"):
        webhook_id(b"x" * length)
