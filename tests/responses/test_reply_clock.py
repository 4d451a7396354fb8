"""A customer's question to the team, on an answered idea, has a clock of its own."""

from datetime import date, datetime, timedelta

import pytest

from community import clock
from community.db import db, writing
from community.events import Event
from community.ideas.actions import add_comment
from community.ideas.models import Comment, Idea
from community.ideas.queries_groups import hold_root
from community.jobs import worker
from community.markdown import render
from community.moderation.actions import hide, restore
from community.moderation.queries import subject
from community.responses import queries
from community.responses.actions import AnswerDraft, answer_idea
from community.responses.actions_escalating import escalate_next
from community.responses.models import Clock, Escalation
from community.web.held_kinds import KINDS
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA, MO, SAM
from tests.triage.helping import join, leave

MONDAY = datetime.fromisoformat("2026-06-01T09:00:00+01:00")
DAY = timedelta(days=1)
ANSWERED = MONDAY + DAY
ASKED = MONDAY + 7 * DAY
DUE = datetime.fromisoformat("2026-06-22T17:00:00+01:00")
WORDS = "Yes. We build this now, because forty of you told us what it costs you every week."
OTHER = "It is nearer than it was: the print page is drawn, and a second team helps from Monday on."


@pytest.fixture
def idea_id(app):
    with writing():
        factories.topic("rotas", MARTA)
    return publish(ADA)


def publish(author, at=MONDAY):
    with writing():
        made = factories.idea(author, f"By {author.key}", now=at)
    worker.drain()
    return made.id


def answer(idea_id, at=ANSWERED, words=WORDS):
    with writing():
        draft = AnswerDraft.of("planned", words, date(2026, 10, 1))
        answer_idea(factories.viewer(MARTA), read(idea_id), draft, now=at)
    worker.drain()


@pytest.fixture
def answered(idea_id):
    answer(idea_id)
    return idea_id


def say(idea_id, by, at, words="When does it reach the wards?", *, to_staff=True, parent=0):
    with writing():
        idea, above = hold_root(idea_id), db.session.get(Comment, parent) if parent else None
        said = add_comment(factories.viewer(by), idea, words, render(words), parent=above, now=at, to_staff=to_staff)
    worker.drain()
    return said.id


def read(idea_id):
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Idea, idea_id)


def cycles(idea_id):
    read(idea_id)
    rows = db.session.query(Clock).filter_by(idea_id=idea_id, kind="next").order_by(Clock.id)
    return [(row.comment_id, row.started_at, row.stopped_at, row.outcome) for row in rows]


def moderate(act, comment_id, at):
    with writing():
        mo = factories.viewer(MO)
        found = subject(mo, "comment", comment_id)
        act(mo, found, "Off topic.", now=at) if act is hide else act(mo, found, now=at)
    worker.drain()


def test_a_question_starts_a_clock_from_its_own_time(answered):
    asked = say(answered, BEN, ASKED)
    [row] = db.session.query(Clock).filter_by(kind="next")
    assert (row.comment_id, row.started_at, row.due_at, row.next_tier) == (asked, ASKED, DUE, 1)
    idea = read(answered)
    assert (idea.asked_at, idea.asked_due_at, idea.answer_state) == (ASKED, DUE, "answered")
    assert queries.open_clock(answered) is None


def test_a_remark_that_asks_nobody_starts_none(answered):
    say(answered, BEN, ASKED, to_staff=False)
    say(answered, SAM, ASKED)
    assert cycles(answered) == []


def test_a_reply_to_staff_is_addressed_to_them(answered):
    word = say(answered, SAM, ASKED, "We would like to hear how you print today.")
    asked = say(answered, BEN, ASKED + DAY, to_staff=False, parent=word)
    assert cycles(answered) == [(asked, ASKED + DAY, None, "")]


def test_further_questions_do_not_restart_it(answered):
    first = say(answered, BEN, ASKED)
    say(answered, CLEO, ASKED + DAY)
    assert cycles(answered) == [(first, ASKED, None, "")]


def test_a_reply_in_words_ends_it_and_the_next_oldest_counts(answered):
    first, second = say(answered, BEN, ASKED), say(answered, CLEO, ASKED + DAY)
    say(answered, SAM, ASKED + 2 * DAY, "👍", parent=first)
    assert len(cycles(answered)) == 1
    say(answered, SAM, ASKED + 3 * DAY, "On Friday, with the next release.", parent=first)
    assert cycles(answered) == [(first, ASKED, ASKED + 3 * DAY, "answered"), (second, ASKED + DAY, None, "")]
    assert read(answered).asked_at == ASKED + DAY


@pytest.mark.parametrize("in_thread", [False, True])
def test_who_replied_has_left_since_and_the_reply_still_counts(answered, in_thread):
    above = say(answered, CLEO, ASKED - DAY, "We use it daily.", to_staff=False) if in_thread else 0
    asked = say(answered, BEN, ASKED, parent=above)
    said = say(answered, SAM, ASKED + DAY, "It reaches the wards in May, by our plan.", to_staff=False, parent=above or asked)
    expected = [(asked, ASKED, ASKED + DAY, "answered")]
    assert cycles(answered) == expected
    with writing():
        factories.person(SAM).role = "customer"
    say(answered, BEN, ASKED + 2 * DAY, "Thank you.", to_staff=False, parent=above or asked)
    assert cycles(answered) == expected
    with writing():
        hide(factories.viewer(MO), subject(factories.viewer(MO), "comment", said), "Wrong.", now=ASKED + 3 * DAY)
    worker.drain()
    assert cycles(answered) == [(asked, ASKED, None, "")]


def test_a_customers_word_is_no_reply(answered):
    asked = say(answered, BEN, ASKED)
    say(answered, CLEO, ASKED + DAY, "I heard it would be on Friday.", to_staff=False, parent=asked)
    assert cycles(answered) == [(asked, ASKED, None, "")]


def test_a_new_answer_replies_to_all(answered):
    asked = say(answered, BEN, ASKED)
    say(answered, CLEO, ASKED)
    answer(answered, ASKED + DAY, OTHER)
    assert cycles(answered) == [(asked, ASKED, ASKED + DAY, "answered")]
    assert (read(answered).asked_at, read(answered).asked_due_at) == (None, None)


def test_until_the_first_answer_the_first_clock_stands_for_it(idea_id):
    say(idea_id, BEN, MONDAY + DAY)
    answer(idea_id, MONDAY + 2 * DAY)
    assert cycles(idea_id) == []


def test_while_an_answer_is_looked_at_again_questions_are_owed_a_reply(answered):
    asked = say(answered, BEN, datetime.fromisoformat("2026-10-05T09:00:00+01:00"))
    assert [row[0] for row in cycles(answered)] == [asked]


def test_a_question_out_of_sight_waits_no_more_and_goes_on_when_it_comes_back(answered):
    asked = say(answered, BEN, ASKED)
    moderate(hide, asked, ASKED + DAY)
    assert cycles(answered) == [(asked, ASKED, ASKED + DAY, "waived")]
    moderate(restore, asked, ASKED + 2 * DAY)
    assert cycles(answered) == [(asked, ASKED, None, "")]


@pytest.mark.parametrize(("taken", "expected"), [
    (ASKED + 2 * DAY, [(ASKED, None, "")]),
    (DUE + DAY, [(ASKED, ASKED + DAY, "answered"), (DUE + DAY, None, "")]),
])
def test_a_reply_taken_back_in_time_never_met_it_and_later_begins_anew(answered, taken, expected):
    asked = say(answered, BEN, ASKED)
    reply = say(answered, SAM, ASKED + DAY, "On Friday, with the next release.", parent=asked)
    moderate(hide, reply, taken)
    assert [row[1:] for row in cycles(answered)] == expected


def test_it_escalates_on_the_same_ladder(answered):
    say(answered, BEN, ASKED)
    with writing():
        assert escalate_next(DUE)
    told = db.session.query(Event).filter_by(kind="clock.due").one()
    assert (told.data["clock"], told.data["tier"]) == ("next", 2)
    assert [row.tier for row in db.session.query(Escalation)] == [2]


def test_what_the_worker_missed_is_counted_all_the_same(answered):
    with writing():
        idea = hold_root(answered)
        asked = add_comment(factories.viewer(BEN), idea, "When?", render("When?"), parent=None, now=ASKED, to_staff=True)
        reply = "On Friday, with the next release."
        add_comment(factories.viewer(SAM), idea, reply, render(reply), parent=asked, now=ASKED + DAY)
    worker.drain()
    assert cycles(answered) == [(asked.id, ASKED, ASKED + DAY, "answered")]
    assert read(answered).asked_at is None


def test_out_of_sight_nothing_is_owed(answered):
    asked = say(answered, BEN, ASKED)
    for act, at, expected in ((hide, ASKED + DAY, ASKED + DAY), (restore, ASKED + 2 * DAY, None)):
        with writing():
            found = subject(factories.viewer(MO), "idea", answered)
            act(factories.viewer(MO), found, "Spam.", now=at) if act is hide else act(factories.viewer(MO), found, now=at)
        worker.drain()
        assert [row[:3] for row in cycles(answered)] == [(asked, ASKED, expected)]


def test_a_merge_takes_the_question_along_and_an_unmerge_gives_it_back(answered):
    root = publish(CLEO)
    answer(root)
    asked = say(answered, BEN, ASKED)
    join(answered, root, now=ASKED + DAY)
    worker.drain()
    assert cycles(answered)[0][2:] == (ASKED + DAY, "merged")
    assert cycles(root) == [(asked, ASKED, None, "")]
    leave(answered, now=ASKED + 2 * DAY)
    worker.drain()
    assert cycles(answered) == [(asked, ASKED, None, "")]
    assert cycles(root)[0][3] == "waived"
    assert (read(root).asked_at, read(answered).asked_at) == (None, ASKED)


def test_the_tick_on_the_form_asks_the_team(answered, as_person):
    browser = as_person(BEN)
    page = browser.get(f"/ideas/{answered}").text
    assert "This is a question for the team" in page
    browser.post(f"/ideas/{answered}/comments", data={"body": "When?", "to_staff": "1"})
    worker.drain()
    assert read(answered).asked_at is not None
    assert "a question for the team" in browser.get(f"/ideas/{answered}").text
    refused = browser.post(f"/ideas/{answered}/comments", data={"body": " ", "to_staff": "1"})
    assert 'name="to_staff" value="1" checked' in refused.text
    assert "This is a question for the team" not in as_person(SAM).get(f"/ideas/{answered}").text


def test_a_visitors_question_waits_for_the_sign_in(app, answered):
    payload = {"idea_id": answered, "parent_id": 0, "to_staff": True, "text": "When?"}
    with app.test_request_context(), writing():
        assert KINDS["comment"].replay(factories.viewer(BEN), payload, clock.now()).done
    assert db.session.query(Comment).one().to_staff
