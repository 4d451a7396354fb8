"""What is said of a clock besides its face: what was promised, how each cycle ended, and for how long it stood still."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest

from community.responses.calendars import Promise
from community.responses.cycles import verdict_of, whole_parts
from community.web import clock_page
from community.web.clock_page import cycle_kind, pause_word, promised_word, verdict_word
from tests.readers import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "amount", "unit", "said"),
    [
        ("first", 10, "days", "Promised: an answer within 10 working days."), ("first", 1, "days", "Promised: an answer within 1 working day."),
        ("first", 16, "hours", "Promised: an answer within 16 working hours."), ("decision", 1, "hours", "Promised: a decision within 1 working hour."),
        ("review", 5, "days", "Promised: a new answer within 5 working days."), ("next", 2, "days", "Promised: a reply within 2 working days."),
        ("anything", 3, "days", "Promised: an answer within 3 working days."),
    ],
)
def test_a_promise_is_a_sentence(reading, kind, amount, unit, said):
    with reading():
        assert promised_word(Promise(amount, unit), kind) == said


@pytest.mark.parametrize(
    ("outcome", "due", "stopped", "verdict", "word"),
    [
        ("", HOUR, None, "running", "runs"), ("", -HOUR, None, "overdue", "overdue"), ("", 0 * HOUR, None, "overdue", "overdue"),
        ("answered", HOUR, -HOUR, "in_time", "in time"), ("answered", -DAY, -DAY, "in_time", "in time"), ("answered", -DAY, -HOUR, "late", "late"),
        ("published", HOUR, -HOUR, "decided", "decided in time"), ("published", -DAY, -HOUR, "decided_late", "decided late"),
        ("merged", -DAY, -HOUR, "merged", "ended when the idea became part of another"), ("merged", None, None, "merged", "ended when the idea became part of another"),
        ("waived", -DAY, -HOUR, "waived", "waived, because the idea was out of sight"), ("answered", None, -HOUR, "open", "no date was set"), ("", None, None, "open", "no date was set"),
    ],
)
def test_each_end_of_a_cycle_has_its_word(reading, outcome, due, stopped, verdict, word):
    at = {name: None if by is None else NOON + by for name, by in (("due_at", due), ("stopped_at", stopped))}
    found = verdict_of(outcome=outcome, now=NOON, **at)
    with reading():
        assert (found, verdict_word(found)) == (verdict, word)


def test_each_kind_of_clock_and_pause_is_named(reading):
    with reading():
        assert [cycle_kind(kind) for kind in ("decision", "first", "review", "next")] == [
            "A moderator's decision", "The first answer", "A new look at the answer", "A reply to a question",
        ]
        assert [pause_word(SimpleNamespace(reason=reason)) for reason in ("author", "decision", "moon")] == [
            "waiting for the author", "waiting for a decision", "for another reason",
        ]
        with pytest.raises(KeyError):
            cycle_kind("fourth")


@pytest.mark.parametrize(
    ("total", "said"),
    [
        (timedelta(), ""), (timedelta(minutes=5), "The clock stood still for 1 hour in all."), (5 * HOUR, "The clock stood still for 5 hours in all."),
        (47 * HOUR, "The clock stood still for 47 hours in all."), (2 * DAY, "The clock stood still for 2 days in all."), (9 * DAY, "The clock stood still for 9 days in all."),
    ],
)
def test_how_long_it_stood_still_is_told_in_hours_and_from_two_days_on_in_days(reading, monkeypatch, total, said):
    monkeypatch.setattr(clock_page, "total_of", lambda pauses, now: total)
    with reading():
        assert clock_page._stood_still([], NOON) == said


@pytest.mark.parametrize(("length", "parts"), [(timedelta(minutes=1), (1, "hours")), (HOUR, (1, "hours")), (DAY, (24, "hours")), (2 * DAY - HOUR, (47, "hours")), (2 * DAY, (2, "days"))])
def test_a_length_has_one_part_at_least(length, parts):
    assert whole_parts(length) == parts


def idea(state="awaiting", answered=False, **more):
    stored = {"answer_state": state, "answered_at": NOON if answered else None, "state": "published", "due_at": NOON + DAY, "asked_due_at": None, "started_at": NOON - DAY}
    return SimpleNamespace(id=1, topic_id=1, paused_at=None, **stored | more)


@pytest.mark.parametrize(
    ("state", "answered", "kind"), [("awaiting", False, "first"), ("awaiting", True, "review"), ("decision", False, "decision"), ("decision", True, "decision"), ("paused", False, "first")],
)
def test_which_promise_a_clock_runs_by(state, answered, kind):
    assert clock_page._kind(idea(state, answered)) == kind


@pytest.mark.parametrize("nothing", [{"state": "hidden"}, {"state": "deleted"}, {"due_at": None}])
@pytest.mark.parametrize(("asked", "late"), [(None, False), (NOON + HOUR, False), (NOON, True), (NOON - HOUR, True)])
def test_where_no_clock_runs_only_the_reply_that_is_owed_is_told(reading, nothing, asked, late):
    """And nothing is asked of the database."""
    with reading():
        found = clock_page.clock_detail(idea(**{"asked_due_at": asked} | nothing))
    assert (found.promised, found.left, found.stood_still) == ("", "", "")
    assert (found.reply_due, found.reply_late) == (asked, late)


@pytest.mark.parametrize("state", ["none", "answered", "legacy", "expired"])
def test_an_answer_that_holds_owes_nothing(reading, state):
    with reading():
        assert clock_page.clock_detail(idea(state)).promised == ""


@pytest.mark.parametrize(("state", "due"), [("paused", DAY), ("awaiting", 0 * DAY), ("awaiting", -DAY), ("awaiting", None)])
def test_nothing_is_left_of_what_stands_still_or_is_overdue(reading, state, due):
    with reading():
        assert clock_page._left(idea(state, due_at=due if due is None else NOON + due), None, NOON) == ""


def test_the_moment_of_a_cycle_is_told_to_the_minute(reading):
    with reading(zone="Asia/Tokyo"):
        said = clock_page.to_the_minute(datetime.fromisoformat("2026-11-10T12:00:31+00:00"))
    assert said == '<time datetime="2026-11-10T12:00:31+00:00">10 Nov 2026, 21:00 (Japan Standard Time)</time>'
