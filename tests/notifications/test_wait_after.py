"""How a try counts, and how long a refused mail waits: pure rules."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.notifications import rules, wording
from community.notifications.queries_sending import PRIORITIES
from community.notifications.rules import Fate
from community.notifications.rules_sending import (
    Step,
    domain_of,
    full_until,
    is_resting,
    outcome_of,
    rest_after,
)

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def test_waits_grow_to_four_hours_and_end_after_two_days():
    waits = [rules.wait_after(n) for n in range(1, rules.MOST_TRIES + 1)]
    assert [wait.total_seconds() / 60 for wait in waits[:4]] == [5, 15, 60, 240]
    assert waits[-1] is None
    assert sum(waits[:-1], timedelta()) == timedelta(hours=48)


@pytest.mark.parametrize(
    ("step", "code", "said", "fate", "more"),
    [
        (Step.RECIPIENT, 550, "no such person", Fate.NEVER, {}),
        (Step.RECIPIENT, 450, "greylisted", Fate.LATER, {}),
        (Step.RECIPIENT, 451, "try again", Fate.LATER, {}),
        (Step.RECIPIENT, 421, "closing", Fate.LATER, {"broken"}),
        (Step.RECIPIENT, 452, "mailbox full", Fate.LATER, {}),
        (Step.RECIPIENT, 530, "sign in first", Fate.LATER, {"ours"}),
        (Step.RECIPIENT, 554, "5.7.1 <a@b>: Relay access denied", Fate.LATER, {"ours"}),
        (Step.RECIPIENT, 550, "5.7.54 unable to relay", Fate.LATER, {"ours"}),
        (Step.RECIPIENT, 450, "4.7.1 relay busy", Fate.LATER, {}),
        (Step.DATA, 554, "no valid recipients", Fate.NEVER, {}),
        (Step.DATA, 451, "busy", Fate.LATER, {}),
        (Step.END, 554, "spam, says the relay", Fate.NEVER, {}),
        (Step.END, 452, "full", Fate.LATER, {}),
        (Step.END, -1, "gibberish", Fate.LATER, {"unsure"}),
        (Step.END, 0, "gone", Fate.LATER, {"broken", "unsure"}),
        (Step.DATA, 0, "gone", Fate.LATER, {"broken"}),
        (Step.SENDER, 0, "gone", Fate.LATER, {"broken"}),
        (Step.SENDER, 553, "not your address", Fate.LATER, {"ours"}),
        (Step.SENDER, 530, "sign in first", Fate.LATER, {"ours"}),
        (Step.SENDER, 552, "too big", Fate.NEVER, {}),
        (Step.SENDER, 451, "busy", Fate.LATER, {}),
        (Step.SIGN_IN, 535, "wrong password", Fate.LATER, {"broken", "untried"}),
        (Step.SIGN_IN, 0, "no AUTH", Fate.LATER, {"broken", "untried"}),
        (Step.GREETING, 554, "not you", Fate.LATER, {"broken", "untried"}),
        (Step.HELLO, 421, "busy", Fate.LATER, {"broken", "untried"}),
        (Step.ENCRYPT, 0, "bad certificate", Fate.LATER, {"broken", "untried"}),
        (Step.CONNECT, 0, "refused", Fate.LATER, {"broken", "untried"}),
    ],
)
def test_an_outcome_follows_from_the_step_and_the_class_of_the_reply(step, code, said, fate, more):
    outcome = outcome_of(step, code, said)
    assert outcome.fate is fate
    assert {name for name in ("broken", "untried", "ours", "unsure") if getattr(outcome, name)} == set(more)
    assert said in outcome.reply


def test_a_server_that_lets_nobody_in_is_left_alone_for_longer_each_time():
    waits = [rest_after(n, untried=True).total_seconds() for n in range(1, 9)]
    assert waits == [5, 15, 30, 60, 120, 300, 300, 300]


def test_one_that_refuses_or_hangs_up_on_a_mail_is_left_alone_from_the_third_time_on():
    assert [rest_after(n, untried=False).total_seconds() for n in range(1, 5)] == [0, 0, 5, 15]


def test_a_rest_begun_by_a_clock_that_was_set_back_counts_for_nothing():
    assert is_resting(NOW + timedelta(minutes=4), NOW)
    assert not is_resting(NOW, NOW)
    assert not is_resting(None, NOW)
    assert not is_resting(NOW + timedelta(hours=1), NOW)


@given(st.lists(st.integers(0, 600), max_size=80), st.integers(1, 10))
def test_no_minute_sees_more_than_its_share_wherever_it_begins(wishes, rate):
    sent: list[int] = []
    for wish in sorted(wishes):
        at = wish
        while (until := full_until([moment(second) for second in reversed(sent)], rate, moment(at))) is not None:
            assert until > moment(at), "there is always a later time to try"
            at = int((until - NOW).total_seconds())
        sent.append(at)
        sent.sort()
    assert all(sum(begin <= other < begin + 60 for other in sent) <= rate for begin in sent)
    assert len(sent) == len(wishes)


def moment(second):
    return NOW + timedelta(seconds=second)


def test_without_a_limit_there_is_always_room_and_times_to_come_count_for_nothing():
    assert full_until([NOW] * 500, 0, NOW) is None
    assert full_until([moment(3600)] * 3, 2, NOW) is None


@pytest.mark.parametrize(("address", "domain"), [("ada@Brannocs.Example", "brannocs.example"), ('"a@b"@x.example', "x.example"), ("ada", "ada"), ("", "")])
def test_a_domain_is_what_stands_after_the_last_at(address, domain):
    assert domain_of(address) == domain


def test_every_kind_of_mail_has_a_priority_that_is_looked_for():
    assert {rules.priority(kind) for kind in wording.NAMES} <= set(PRIORITIES)


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
