"""Which accounts fall into a segment: the rule alone, without a database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.accounts.rules_segments import LEVELS, AccountFacts, holds, matches

TODAY = date(2026, 11, 22)
HOSPITAL = AccountFacts(
    value=1_250_000, currency="EUR", segment="Hospitals", fields={"country": "GB", "seats": 40, "pilot": True, "plan": "Gold, yearly"},
    renewal_on=TODAY + timedelta(days=30), levels=frozenset({"member", "advocate"}), today=TODAY,
)

HOLD = [
    {"about": "value", "at_least": 1_250_000, "currency": "EUR"}, {"about": "segment", "is": "hospitals"},
    {"about": "field", "name": "country", "is": "gb"}, {"about": "field", "name": "seats", "is": "40"},
    {"about": "field", "name": "pilot", "is": "true"}, {"about": "field", "name": "plan", "contains": "gold"},
    {"about": "level", "at_least": "contributor"}, {"about": "renewal", "within_days": 30},
]
DO_NOT = [
    {"about": "value", "at_least": 1_250_001, "currency": "EUR"}, {"about": "value", "at_least": 1, "currency": "USD"},
    {"about": "segment", "is": "Cafés"}, {"about": "field", "name": "country", "is": "FR"},
    {"about": "field", "name": "city", "contains": ""}, {"about": "field", "name": "plan", "is": "gold"},
    {"about": "level", "at_least": "champion"}, {"about": "renewal", "within_days": 29}, {"about": "the moon"}, {},
]


@pytest.mark.parametrize("condition", HOLD)
def test_a_condition_holds(condition):
    assert holds(condition, HOSPITAL)


@pytest.mark.parametrize("condition", DO_NOT)
def test_a_condition_does_not_hold(condition):
    assert not holds(condition, HOSPITAL)


def test_a_renewal_that_is_past_is_none_to_come():
    past = replace(HOSPITAL, renewal_on=TODAY - timedelta(days=1))
    assert not holds({"about": "renewal", "within_days": 90}, past)
    assert holds({"about": "renewal", "within_days": 0}, replace(HOSPITAL, renewal_on=TODAY))


SOME = st.lists(st.sampled_from(HOLD + DO_NOT), max_size=5)


@given(SOME)
def test_all_and_any_mean_what_they_say(conditions):
    truths = [holds(condition, HOSPITAL) for condition in conditions]
    assert matches({"all": conditions}, HOSPITAL) == (bool(truths) and all(truths))
    assert matches({"any": conditions}, HOSPITAL) == any(truths)


@given(SOME, st.sampled_from(HOLD + DO_NOT))
def test_a_condition_more_never_lets_an_account_into_all_nor_out_of_any(conditions, more):
    if conditions and not matches({"all": conditions}, HOSPITAL):
        assert not matches({"all": [*conditions, more]}, HOSPITAL)
    if matches({"any": conditions}, HOSPITAL):
        assert matches({"any": [*conditions, more]}, HOSPITAL)


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.integers(0, 10**6))
def test_an_account_worth_more_stays_in(value, threshold, more):
    rule = {"all": [{"about": "value", "at_least": threshold, "currency": "EUR"}]}
    if matches(rule, replace(HOSPITAL, value=value)):
        assert matches(rule, replace(HOSPITAL, value=value + more))


@given(st.sets(st.sampled_from(LEVELS)), st.sampled_from(LEVELS))
def test_a_level_is_reached_by_whoever_stands_on_it_or_higher(levels, wanted):
    reached = any(LEVELS.index(level) >= LEVELS.index(wanted) for level in levels)
    assert holds({"about": "level", "at_least": wanted}, replace(HOSPITAL, levels=frozenset(levels))) == reached


def test_a_rule_that_asks_nothing_takes_nobody_in():
    assert not matches({}, HOSPITAL)
    assert not matches({"all": []}, HOSPITAL)
    assert not matches({"any": []}, HOSPITAL)
