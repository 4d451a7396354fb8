"""What staff write to thank, to invite and to share: each wrong input has its sentence beside its field."""

from datetime import date, timedelta

import pytest
from werkzeug.datastructures import MultiDict

from community.advocates.actions_thanks import Perk
from community.advocates.forms_thanks import MOST_CHOSEN, BetaForm, ShareForm, ThanksForm
from community.advocates.rules_thanks import LONGEST_DRAFT, LONGEST_NOTE, LONGEST_PERK, LONGEST_WORDS
from community.responses.calendars import Promise
from community.responses.timing import Terms
from tests.readers import NOON

TODAY = NOON.date()
WHAT_FOR = "Please say what you thank them for; a line is enough."
WHAT_PERK = "Please say what the perk is, such as “A month without charge”."
NO_DAY = "Please write the date as year, month and day, such as 2027-03-31."
PAST = "Please choose a day that is not past, or leave it empty."
TERMS = Terms(Promise(10, "days"))


def longer(most):
    return f"Please shorten this to {most} characters."


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, {}), ({"words": ""}, {"words": WHAT_FOR}), ({"words": " \u200b"}, {"words": WHAT_FOR}), ({"words": "x" * LONGEST_WORDS}, {}), ({"words": "x" * (LONGEST_WORDS + 1)}, {"words": longer(LONGEST_WORDS)}),
        ({"perk": "A month", "until": "2026-11-10", "note": "Code 7"}, {}), ({"until": "2026-12-01"}, {"perk": WHAT_PERK}), ({"note": "Code 7"}, {"perk": WHAT_PERK}),
        ({"perk": "x" * (LONGEST_PERK + 1)}, {"perk": longer(LONGEST_PERK)}), ({"perk": "x" * LONGEST_PERK}, {}), ({"perk": "A month", "note": "x" * (LONGEST_NOTE + 1)}, {"note": longer(LONGEST_NOTE)}),
        ({"perk": "A month", "until": "2026-11-09"}, {"until": PAST}), *(({"perk": "A month", "until": typed}, {"until": NO_DAY}) for typed in ("soon", "2026-13-01", "2026-02-30", "31.12.2026", "99999-01-01")),
    ],
)
def test_thanks_say_what_for_and_a_perk_what_it_is(reading, typed, said):
    form = ThanksForm.parse({"words": "That helped three wards."} | typed)
    with reading():
        assert form.check(TODAY) == (not said)
    assert form.problems == said


def test_thanks_are_for_one_thing_that_is_named_by_its_number():
    form = ThanksForm.parse({"idea": "7", "comment": "x", "voice": "-3", "until": "2027-03-31", "perk": " A  month ", "note": "Code 7"})
    assert (form.idea_id, form.comment_id, form.voice_id) == (7, 0, 0)
    assert form.as_perk() == Perk("A month", date(2027, 3, 31), "Code 7")


@pytest.mark.parametrize(("words", "opens", "invites"), [("A button.", True, True), ("", False, True), ("x" * LONGEST_WORDS, True, True), ("x" * (LONGEST_WORDS + 1), False, False)])
def test_a_beta_says_what_is_tried_and_an_invitation_need_not(reading, words, opens, invites):
    with reading():
        assert BetaForm.parse(MultiDict({"words": words})).check_opening() is opens
        assert BetaForm.parse(MultiDict({"words": words})).check_inviting() is invites


def test_invited_are_those_who_were_chosen_and_no_more_than_a_hundred():
    chosen = [("person", str(number)) for number in (3, 0, "x", -4, 5)] + [("person", "9" * 30)]
    assert BetaForm.parse(MultiDict(chosen)).people == [3, 5]
    assert len(BetaForm.parse(MultiDict([("person", str(number)) for number in range(1, 500)])).people) == MOST_CHOSEN == 100


@pytest.mark.parametrize(("typed", "number"), [("7", 7), ("#7", 7), (" #7 ", 7), ("##7", 0), ("", 0), ("seven", 0), ("7; DROP", 0)])
def test_an_idea_is_named_by_its_number(typed, number):
    assert ShareForm.parse({"idea": typed}).idea_id == number


@pytest.mark.parametrize(
    ("typed", "fields"),
    [({}, set()), ({"body": ""}, {"body"}), ({"body": "x" * (LONGEST_DRAFT + 1)}, {"body"}), ({"words": "x" * (LONGEST_WORDS + 1)}, {"words"}), ({"closes": "soon"}, {"closes"}), ({"closes": ""}, set()), ({"body": " ", "closes": "x"}, {"body", "closes"})],
)
def test_a_draft_needs_something_to_look_at_and_an_end_that_is_a_day(reading, typed, fields):
    form = ShareForm.parse({"body": "Yes, we mean to.", "closes": "2026-11-20"} | typed)
    with reading():
        assert form.check() == (not fields)
    assert set(form.problems) == fields


@pytest.mark.parametrize(("closes", "shared"), [("2026-11-24", True), ("2026-11-09", False), ("", False), ("soon", False), ("0001-01-01", False), ("9999-12-31", False)])
def test_a_draft_is_shown_until_a_day_that_leaves_time_and_can_be_counted(reading, closes, shared):
    form = ShareForm.parse({"body": "Yes, we mean to.", "closes": closes})
    with reading():
        draft = form.draft(TERMS, NOON)
        assert (draft is not None) is shared
        assert ("closes" in form.problems) is not shared
        assert shared or form.problems["closes"]


def test_a_fresh_one_is_open_for_the_usual_time(reading):
    form = ShareForm.fresh(7, "Yes.", TODAY)
    assert (form.idea_text, form.body) == ("7", "Yes.")
    assert date.fromisoformat(form.closes_text) > TODAY + timedelta(days=1)
    with reading():
        assert form.draft(TERMS, NOON) is not None
    assert ShareForm.fresh(0, "", TODAY).idea_text == ""
