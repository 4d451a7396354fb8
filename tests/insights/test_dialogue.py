"""The six steps of a conversation, for both sides: from single facts, and against who said what, word by word."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.insights.dialogue import STEPS, Said, Steps, step_of, totals_of

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


def at(hours):
    return NOW + timedelta(hours=hours)


ANSWERED = Said(votes=2, spoke_at=at(1), last_word_at=at(1), last_answer_at=at(1))


@pytest.mark.parametrize(
    ("said", "customers", "company"),
    [
        (Said(), 1, 1),
        (Said(votes=2), 2, 1),
        (Said(others_spoke=True), 3, 1),
        (Said(taken=True), 1, 2),
        (Said(spoke_at=at(1), last_word_at=at(1)), 1, 2),
        (ANSWERED, 2, 3),
        (replace(ANSWERED, replied_at=at(2)), 4, 3),
        (replace(ANSWERED, replied_at=at(2), last_word_at=at(3)), 4, 4),
        (replace(ANSWERED, others_spoke=True, others_replied=True), 5, 3),
        (replace(ANSWERED, spoke_with_others=True), 2, 5),
        (replace(ANSWERED, customers_met=True), 6, 3),
        (replace(ANSWERED, asked_at=at(0), heard_at=at(2)), 2, 3),
        (replace(ANSWERED, asked_at=at(0), heard_at=at(2), last_answer_at=at(3), last_word_at=at(3)), 2, 6),
    ],
)
def test_each_side_stands_on_the_highest_step_it_has_taken(said, customers, company):
    assert step_of(said) == Steps(customers, company)


moments = st.one_of(st.none(), st.integers(0, 9).map(at))
anything = st.builds(
    Said, votes=st.integers(0, 3), taken=st.booleans(), spoke_at=moments, last_word_at=moments, last_answer_at=moments,
    asked_at=moments, heard_at=moments, replied_at=moments, others_spoke=st.booleans(), others_replied=st.booleans(),
    customers_met=st.booleans(), spoke_with_others=st.booleans(),
)


@given(anything)
def test_there_are_six_steps_whatever_was_said(said):
    found = step_of(said)
    assert {found.customers, found.company} <= set(STEPS)


@given(anything, st.sampled_from(["others_spoke", "others_replied", "customers_met", "taken", "spoke_with_others"]))
def test_more_talk_never_leads_down(said, more):
    before, after = step_of(said), step_of(replace(said, **{more: True}))
    assert after.customers >= before.customers
    assert after.company >= before.company


@given(st.lists(st.builds(Steps, st.sampled_from(STEPS), st.sampled_from(STEPS))))
def test_totals_count_every_idea_once_on_either_side(steps):
    totals = totals_of(steps)
    assert totals.ideas == sum(totals.company) == len(steps)
    assert all(totals.customers[step - 1] == sum(each.customers == step for each in steps) for step in STEPS)
