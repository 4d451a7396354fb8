"""Whose coming counts."""

from datetime import UTC, date, datetime, timedelta

import pytest

from community.accounts.rules import PersonState, Role
from community.advocates.rules_referrals import ACTIVE_WITHIN, Party, is_active, is_type_one, own_dealing

JOINED = datetime(2026, 11, 1, 23, 30, tzinfo=UTC)
FIRST, SECOND = date(2026, 11, 1), date(2026, 11, 20)


def party(number: int, email: str, *accounts: int, role: str = Role.CUSTOMER) -> Party:
    return Party(number, email, role, frozenset(accounts))


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (party(1, "a@ostara.example"), party(2, "b@brannocs.example"), ""),
        (party(1, "a@ostara.example"), party(2, "b@Ostara.example"), "domain"),
        (party(1, "a@gmail.com"), party(2, "b@gmail.com"), ""),
        (party(1, "a@ostara.example", 4, 5), party(2, "b@gmail.com", 5), "account"),
        (party(1, "a@hourfold.example", role=Role.STAFF), party(2, "b@brannocs.example"), "staff"),
        (party(1, ""), party(2, ""), ""),
    ],
)
def test_colleagues_and_staff_earn_nothing(one: Party, other: Party, why: str):
    assert own_dealing(one, other) == why


@pytest.mark.parametrize(
    ("days", "active"),
    [
        ([FIRST], False), ([FIRST, FIRST], False), ([FIRST, SECOND], True),
        ([FIRST, FIRST + ACTIVE_WITHIN], True), ([FIRST, FIRST + ACTIVE_WITHIN + timedelta(days=1)], False),
        ([FIRST - timedelta(days=1), FIRST], False),
    ],
)
def test_two_days_within_three_months_make_an_active_member(days: list[date], active: bool):
    assert is_active(state=PersonState.ACTIVE, joined_at=JOINED, acted_on=days) == active


@pytest.mark.parametrize("state", [PersonState.BANNED, PersonState.ERASED, PersonState.DEACTIVATED])
def test_whoever_is_not_here_is_not_active(state: str):
    assert not is_active(state=state, joined_at=JOINED, acted_on=[FIRST, SECOND])


def test_only_a_clear_no_is_type_one():
    assert [said for said in ("yes", "no", "unsure", "") if is_type_one(said)] == ["no"]
