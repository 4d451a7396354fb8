"""Who may vote, what a number of votes passes, and what a form may say: without a database."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.ideas.rules import STATUSES, IdeaState
from community.votes.forms_voters import VoidForm, parse_voters
from community.votes.queries_voters import VoterFilter
from community.votes.rules import MILESTONES, VOID_REASONS, clean_importance, may_vote, milestone
from community.votes.wording import reason_told, reason_word

OPEN = {"new", "review", "planned", "progress", "later"}


@pytest.mark.parametrize("state", list(IdeaState))
@pytest.mark.parametrize("status", [*STATUSES, "merged"])
def test_votes_are_for_public_ideas_that_are_still_open(state, status):
    assert may_vote(state=state, status=status) == (state == "published" and status in OPEN)


@pytest.mark.parametrize(
    ("before", "after", "reached"),
    [(4, 5, 5), (5, 6, None), (0, 4, None), (0, 5, 5), (3, 12, 10), (9, 10, 10), (10, 10, None), (24, 51, 50), (99_999, 100_000, 100_000), (6, 3, None), (12, 9, None)],
)
def test_a_milestone_is_the_highest_that_was_come_to_or_passed(before, after, reached):
    assert milestone(before, after) == reached


@given(st.integers(0, 200_000), st.lists(st.integers(1, 40_000), max_size=12))
def test_however_votes_come_in_each_milestone_is_said_at_most_once_and_the_last_one_always(start, steps):
    said, count = [], start
    for step in steps:
        said.append(milestone(count, count + step))
        count += step
    told = [people for people in said if people is not None]
    assert told == sorted(set(told))
    passed = [people for people in MILESTONES if start < people <= count]
    assert (told[-1:] or [None]) == (passed[-1:] or [None])


@given(st.text(max_size=6))
def test_anything_but_the_three_means_important(text):
    assert clean_importance(text) == {"1": 1, "2": 2, "3": 3}.get(text, 2)


@pytest.mark.parametrize("typed", ["", "rumour", "Spam", " spam", "spam ", "spam\x00", "x" * 500])
def test_a_vote_is_set_aside_for_a_reason_of_ours_or_not_at_all(reading, typed):
    form = VoidForm.parse({"reason": typed})
    with reading():
        assert not form.check()
    assert form.problems == {"reason": "Please choose why. The person will read it."}
    assert len(form.reason) <= 20


@pytest.mark.parametrize("reason", VOID_REASONS)
def test_each_reason_has_a_word_for_staff_and_a_kind_one_for_the_voter(reading, reason):
    form = VoidForm.parse({"reason": reason})
    with reading():
        assert (form.check(), form.problems) == (True, {})
        assert reason_word(reason) != reason
        assert len(reason_told(reason)) > 20
        assert reason_word(reason) not in reason_told(reason), "the voter does not read what staff call it"


def test_a_reason_that_nobody_has_words_for_tells_its_voter_nothing(reading):
    with reading():
        assert (reason_word("other thing"), reason_told("other thing"), reason_told("")) == ("other thing", "", "")


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ({}, VoterFilter()), ({"which": "aside"}, VoterFilter(which="aside")), ({"which": "counted"}, VoterFilter(which="counted")),
        ({"which": "noted"}, VoterFilter(which="noted")), ({"which": "everything"}, VoterFilter()), ({"account": "12"}, VoterFilter(account=12)),
        ({"account": "-1"}, VoterFilter()), ({"account": "١٢"}, VoterFilter()), ({"account": "9" * 40}, VoterFilter()),
        ({"q": "  Ada   Okoro "}, VoterFilter(q="Ada Okoro")), ({"q": "x" * 200}, VoterFilter(q="x" * 80)), ({"q": "a\x00b"}, VoterFilter(q="ab")),
        ({"after": "2026-11-10T12:00:00+00:00~7"}, VoterFilter(after=(datetime(2026, 11, 10, 12, tzinfo=UTC), 7))),
        *(({"after": key}, VoterFilter()) for key in (
            "", "~", "7", "2026-11-10T12:00:00~7", "2026-11-10T12:00:00+00:00~-7", "2026-11-10T12:00:00+00:00~7~7", "yesterday~7",
            "0001-01-01T00:00:00+10:00~7", "9999-12-31T23:59:59-10:00~7", "2026-11-10T12:00:00+00:00~" + "9" * 30,
        )),
    ],
)
def test_what_is_asked_of_the_list_is_read_or_falls_back_to_everybody(typed, asked):
    assert parse_voters(typed) == asked
