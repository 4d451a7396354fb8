"""Which question waits for a reply: pure, in minutes since nine."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.responses.owed_replies import Remark, Wait, is_reply, waits

NINE = datetime(2026, 6, 1, 9, tzinfo=UTC)
IDEA, PART = 1, 2


def at(minute):
    return NINE + timedelta(minutes=minute)


def said(number, minute, thread=None, idea=IDEA):
    return Remark(number, idea, thread or number, at(minute))


def stretches(questions, replies=(), answers=(0,), more=None):
    given_at = {IDEA: [at(minute) for minute in answers]} | {idea: [at(m) for m in ms] for idea, ms in (more or {}).items()}
    found = waits(questions, replies, given_at, IDEA)
    return [(w.comment_id, *((x - NINE) // timedelta(minutes=1) if x else None for x in (w.started_at, w.stopped_at))) for w in found]


def test_the_oldest_waits_and_further_ones_do_not_restart_it():
    assert stretches([said(1, 10), said(2, 20), said(3, 30)]) == [(1, 10, None)]


def test_a_reply_in_its_thread_ends_it_and_the_next_oldest_has_waited_since_it_was_asked():
    assert stretches([said(1, 10), said(2, 20)], [said(3, 40, thread=1)]) == [(1, 10, 40), (2, 20, None)]


def test_a_reply_in_another_thread_is_none():
    assert stretches([said(1, 10)], [said(3, 40, thread=9)]) == [(1, 10, None)]


def test_what_staff_said_before_it_was_asked_is_no_reply():
    assert stretches([said(5, 10, thread=1)], [said(2, 5, thread=1)]) == [(5, 10, None)]


def test_what_was_replied_to_while_an_older_one_waited_has_no_stretch_of_its_own():
    replies = [said(3, 30, thread=2), said(4, 40, thread=1)]
    assert stretches([said(1, 10), said(2, 20)], replies) == [(1, 10, 40)]


def test_a_new_answer_replies_to_all_that_was_asked_before_it():
    assert stretches([said(1, 10), said(2, 20)], answers=(0, 50)) == [(1, 10, 50)]


def test_what_was_asked_before_the_first_answer_was_owed_already():
    assert stretches([said(1, 10)], answers=(50,)) == []


def test_an_answer_to_the_part_it_was_asked_on_counts_and_one_to_another_does_not():
    asked = said(1, 10, idea=PART)
    assert stretches([asked], more={PART: [5, 30]}) == [(1, 10, 30)]
    assert stretches([asked], more={PART: [5], 3: [30]}) == [(1, 10, None)]


def test_a_clock_that_jumped_back_makes_no_stretch_that_ends_before_it_began():
    assert stretches([said(1, 60)], [said(2, 10, thread=1)]) == [(1, 60, 60)]


@pytest.mark.parametrize(("words", "counts"), [
    ("We ship it on Friday.", True), ("👍", False), ("Yes.", False), ("**  **", False), ("We ship it on {date}.", False),
    ("[ ](https://a.example/very/long)", False), ("Wir liefern am Freitag", True), ("我们下周五会发布这个功能", True),
])
def test_a_reply_is_in_words(words, counts):
    assert is_reply(words) is counts


REMARKS = st.lists(st.tuples(st.integers(1, 3), st.booleans(), st.integers(0, 30)), max_size=12)


@settings(max_examples=300)
@given(REMARKS, st.lists(st.integers(1, 300), max_size=3))
def test_stretches_never_overlap_and_somebody_has_the_clock_while_anybody_waits(remarks, answers):
    questions, replies, minute = [], [], 0
    for number, (thread, by_staff, later) in enumerate(remarks, 10):
        minute += later + 1
        (replies if by_staff else questions).append(said(number, minute, thread=thread))
    found = waits(questions, replies, {IDEA: [NINE, *map(at, sorted(answers))]}, IDEA)
    ends = [wait.stopped_at for wait in found]
    assert all(end is not None for end in ends[:-1])
    assert ends[:-1] == sorted(ends[:-1])
    open_now = {q.id for q in questions if not _replied(q, replies, answers)}
    assert (found[-1].comment_id if found and ends[-1] is None else None) == min(open_now, default=None)
    assert all(isinstance(wait, Wait) and (wait.stopped_at or at(9999)) >= wait.started_at for wait in found)


def _replied(question, replies, answers):
    return any(r.thread == question.thread and r.id > question.id for r in replies) or any(at(a) > question.at for a in answers)
