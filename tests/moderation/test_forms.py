"""Reports and reasons: what must be said, in which words it is asked for, and how long it may be."""

import pytest

from community.moderation.forms import ReasonForm, ReportForm, reason_words
from community.moderation.rules import Reason

LONG = "Please shorten this to 500 characters."


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, {"reason": "Please choose what it is about."}), ({"reason": "Spam"}, {"reason": "Please choose what it is about."}), ({"reason": "spam" + "x" * 400}, {"reason": "Please choose what it is about."}),
        ({"reason": "spam"}, {}), ({"reason": "hurtful", "note": "x" * 500}, {}), ({"reason": "private", "note": "x" * 501}, {"note": LONG}),
        ({"reason": "other"}, {"note": "Please say in a few words what it is."}), ({"reason": "other", "note": " \u200b\n"}, {"note": "Please say in a few words what it is."}),
        ({"reason": "other", "note": "It is about my neighbour."}, {}), ({"reason": "other", "note": "x" * 501}, {"note": LONG}), ({"reason": "x", "note": "x" * 501}, {"reason": "Please choose what it is about.", "note": LONG}),
    ],
)
def test_a_report_says_what_it_is_about(reading, typed, said):
    form = ReportForm.parse(typed)
    with reading():
        assert form.check() == (not said)
    assert form.problems == said


def test_each_reason_of_a_report_has_its_words(reading):
    with reading():
        words = reason_words()
    assert set(words) == set(Reason)
    assert len(set(words.values())) == len(words)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Please give the reason; the author will read it."), (" \n ", "Please give the reason; the author will read it."), ("...", "Please give the reason; the author will read it."), ("Ads.", ""),
        ("x" * 500, ""), ("x" * 501, LONG),
    ],
)
def test_whose_words_are_taken_away_reads_why(reading, typed, said):
    form = ReasonForm.parse({"reason": typed})
    with reading():
        assert form.check() == (not said)
    assert form.problems == ({"reason": said} if said else {})
