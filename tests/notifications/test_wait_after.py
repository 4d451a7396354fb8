"""How a try counts, and how long a refused mail waits: pure rules."""

import smtplib
from datetime import UTC, datetime, timedelta

import flask_mail
import pytest

from community.notifications import rules
from community.notifications.delivery import outcome_of
from community.notifications.rules import Fate

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def test_waits_grow_to_four_hours_and_end_after_two_days():
    waits = [rules.wait_after(n) for n in range(1, rules.MOST_TRIES + 1)]
    assert [wait.total_seconds() / 60 for wait in waits[:4]] == [5, 15, 60, 240]
    assert waits[-1] is None
    assert sum(waits[:-1], timedelta()) == timedelta(hours=48)


@pytest.mark.parametrize(
    ("problem", "fate", "broken"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b": (550, b"no such person")}), Fate.NEVER, False),
        (smtplib.SMTPRecipientsRefused({"a@b": (450, b"greylisted")}), Fate.LATER, False),
        (smtplib.SMTPRecipientsRefused({"a@b": (421, b"closing")}), Fate.LATER, True),
        (smtplib.SMTPDataError(554, b"spam"), Fate.NEVER, False),
        (smtplib.SMTPDataError(452, b"full"), Fate.LATER, False),
        (smtplib.SMTPSenderRefused(530, b"log in first", "us"), Fate.LATER, True),
        (smtplib.SMTPSenderRefused(552, b"too big", "us"), Fate.NEVER, False),
        (smtplib.SMTPServerDisconnected("gone"), Fate.LATER, True),
        (TimeoutError("slow"), Fate.LATER, True),
        (ConnectionResetError(), Fate.LATER, True),
        (ValueError("no header can carry it"), Fate.NEVER, True),
        (flask_mail.BadHeaderError(), Fate.NEVER, True),
    ],
)
def test_an_outcome_follows_from_the_class_of_the_reply(problem, fate, broken):
    outcome = outcome_of(problem)
    assert (outcome.fate, outcome.broken) == (fate, broken)
    assert outcome.reply or isinstance(problem, smtplib.SMTPServerDisconnected)


def test_what_somebody_waits_for_goes_first_and_alerts_next():
    assert [rules.priority(kind) for kind in ("sign_in", "answer_overdue", "decision_due", "idea_answered")] == [0, 1, 1, 2]


def test_a_merged_idea_keeps_the_thread_it_went_into_first():
    assert rules.thread(5, None) == [5]
    assert rules.thread(5, 2) == [2, 5]


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({}, ""), ({"state": "erased"}, "erased"), ({"state": "banned"}, "banned"), ({"same_address": False}, "moved"),
        ({"suspended": True}, "suspended"), ({"suspended": True, "kind": "sign_in"}, ""),
    ],
)
def test_who_is_gone_or_cannot_be_reached_gets_nothing(facts, why):
    known = {"state": "active", "same_address": True, "suspended": False, "kind": "idea_answered"}
    assert rules.why_unreachable(**known | facts) == why


@pytest.mark.parametrize(("kind", "state", "why"), [("idea_answered", "published", ""), ("idea_answered", "hidden", "hidden"), ("answer_overdue", "deleted", "hidden"), ("decision_due", "pending", ""), ("decision_due", "published", "settled")])
def test_a_mail_about_what_is_out_of_sight_is_dropped(kind, state, why):
    assert rules.why_out_of_place(kind, state) == why


def test_a_merge_that_was_undone_is_told_to_nobody_and_an_undoing_that_was_undone_neither():
    assert rules.why_out_of_place("idea_merged", "published", merged=False) == "undone"
    assert rules.why_out_of_place("idea_merged", "published", merged=True) == ""
    assert rules.why_out_of_place("idea_unmerged", "published", merged=True) == "undone"
    assert rules.why_out_of_place("idea_unmerged", "published", merged=False) == ""


def test_a_code_is_too_late_after_ten_minutes_and_nothing_else_ever_is():
    assert not rules.is_too_late("sign_in", NOW, NOW + timedelta(minutes=10))
    assert rules.is_too_late("sign_in", NOW, NOW + timedelta(minutes=10, seconds=1))
    assert not rules.is_too_late("idea_answered", NOW, NOW + timedelta(days=2))
