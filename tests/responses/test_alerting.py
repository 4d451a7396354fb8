"""In how many mails a person's alerts leave, and when: pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.responses.alerting import GATHER, LATE, MOST_ALONE, PATIENCE, in_mails, is_late, may_leave

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Told:
    at: datetime = NOON


def alerts(number: int, late: int = 0) -> list[Told]:
    return [Told(NOON - (LATE if n < late else SECOND)) for n in range(number)]


@pytest.mark.parametrize(("number", "mails"), [(0, 0), (1, 1), (2, 2), (5, 5), (6, 1), (7, 1), (400, 1)])
def test_more_than_five_come_as_one(number: int, mails: int) -> None:
    assert len(in_mails(alerts(number), NOON)) == mails


@pytest.mark.parametrize(("number", "late", "mails"), [(1, 1, 1), (2, 1, 1), (2, 2, 1), (5, 1, 1), (5, 0, 5)])
def test_after_a_silence_two_are_a_summary(number: int, late: int, mails: int) -> None:
    assert len(in_mails(alerts(number, late), NOON)) == mails


@given(st.lists(st.integers(-(10**6), 10**6), max_size=30))
def test_every_alert_is_in_one_mail_and_in_its_order(moments: list[int]) -> None:
    told = [Told(NOON + at * SECOND) for at in moments]
    mails = in_mails(told, NOON)
    assert [alert for mail in mails for alert in mail] == told
    assert all(mails)
    assert len(mails) <= MOST_ALONE


def test_late_is_ten_minutes_after_its_time() -> None:
    assert is_late(Told(), NOON + LATE)
    assert not is_late(Told(), NOON + LATE - SECOND)


@pytest.mark.parametrize(
    ("first", "last", "more", "leaves"),
    [
        (-GATHER, -SECOND, False, True),
        (-GATHER + SECOND, -SECOND, False, False),
        (-GATHER, -SECOND, True, False),
        (-PATIENCE, -SECOND, True, True),
        (-SECOND, timedelta(hours=1), False, True),
        (-SECOND, timedelta(hours=1), True, True),
    ],
)
def test_they_wait_for_company_but_never_for_a_clock_that_was_set_back(
    first: timedelta, last: timedelta, more: bool, leaves: bool
) -> None:
    assert may_leave(NOON + first, NOON + last, NOON, more_to_come=more) is leaves


def test_an_alert_leaves_within_two_minutes_and_a_summary_within_five() -> None:
    """SLA-11, with a minute to spare for the looks at the clocks, the queue and the mail server."""
    assert timedelta(minutes=2) - timedelta(minutes=1) >= GATHER
    assert timedelta(minutes=5) - timedelta(minutes=1) >= PATIENCE
