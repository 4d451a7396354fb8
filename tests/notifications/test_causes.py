"""What happens causes the right mails: to whom, why, once."""

import re
from datetime import timedelta

import pytest

from community import clock, events
from community.accounts.models import Person
from community.db import db, writing
from community.ideas.actions import follow_idea
from community.ideas.models import Idea, Topic
from community.jobs.worker import drain, expand_events, run_next_dispatch
from community.notifications.actions_preferences import choose_paces
from community.responses.actions import AnswerDraft, answer_idea
from tests import factories
from tests.cast import ADA, BEN, CLEO, DEV, DORA, MARTA, MO, OWEN, ROOT, Part
from tests.notifications.conftest import answer, comment, escalate, idea, vote
from tests.notifications.mails import rows, text_of


def told(kind):
    return [mail.address for mail in rows(kind)]


def test_an_author_hears_that_the_idea_is_public_and_by_when_we_answer(idea_id):
    drain()
    (mail,) = rows("idea_published")
    assert mail.address == ADA.email
    due = idea(idea_id).due_at
    assert f"{due:%H:%M}"[:2] in text_of(mail)
    assert "owes you an answer by" in text_of(mail)


def test_an_answer_reaches_author_voters_and_followers_each_with_their_reason(idea_id):
    vote(idea_id, ADA, BEN)
    with writing():
        follow_idea(idea_id, factories.person(CLEO).id, "answers", now=clock.now())
    answer(idea_id)
    mails = {mail.address: text_of(mail) for mail in rows("idea_answered")}
    assert set(mails) == {ADA.email, BEN.email, CLEO.email}
    assert "the idea is yours. 1 other person wants it too." in mails[ADA.email]
    assert "because you voted" in mails[BEN.email]
    assert "because you follow" in mails[CLEO.email]
    assert "a first version comes in spring <http://127.0.0.1:8000/ideas/1>" in mails[BEN.email]


def test_who_answers_is_not_told_of_it(idea_id):
    vote(idea_id, MARTA, BEN)
    answer(idea_id, by=MARTA)
    assert set(told("idea_answered")) == {ADA.email, BEN.email}


def test_a_comment_reaches_the_author_and_those_who_follow_everything(idea_id):
    comment(idea_id, by=BEN)
    vote(idea_id, CLEO)
    comment(idea_id, by=ADA, body="Thank you. It is the kitchen for us.")
    assert told("idea_commented") == [ADA.email, BEN.email]


def test_a_hidden_comment_is_told_to_nobody(idea_id):
    with writing():
        factories.comment(BEN, idea(idea_id)).hidden_at = clock.now()
    drain()
    assert told("idea_commented") == []


def test_refusing_a_kind_leaves_a_line_with_the_reason(idea_id):
    vote(idea_id, BEN)
    with writing():
        choose_paces(factories.person(BEN).id, {"idea_answered": "never"}, now=clock.now())
    answer(idea_id)
    (mail,) = rows("idea_answered", address=BEN.email)
    assert (mail.state, mail.reason, mail.content) == ("skipped", "refused", b"")


@pytest.mark.parametrize("state", ["banned", "erased", "deactivated"])
def test_nothing_is_written_to_those_who_are_gone(idea_id, state):
    vote(idea_id, BEN)
    with writing():
        factories.person(BEN).state = state
    answer(idea_id)
    assert told("idea_answered") == [ADA.email]


def test_a_topic_for_staff_tells_no_customer(idea_id):
    vote(idea_id, BEN)
    with writing():
        db.session.query(Topic).one().visibility = "staff"
    answer(idea_id)
    assert told("idea_answered") == []


def test_imported_ideas_send_nothing_when_they_come(ladder):
    with writing():
        factories.idea(ADA).legacy = True
    drain()
    assert rows() == []


def test_four_tiers_tell_four_rungs_each_once(idea_id, moved_clock):
    drain()
    for _ in range(4):
        escalate(moved_clock)
    assert told("answer_due_soon") == [MARTA.email]
    assert told("answer_overdue") == [MARTA.email, DEV.email, OWEN.email, DORA.email]


def test_an_alert_names_idea_age_due_time_owner_and_one_link(idea_id, moved_clock):
    with writing():
        factories.person(OWEN).zone = "Asia/Tokyo"
    drain()
    for _ in range(3):
        escalate(moved_clock)
    text = text_of(rows("answer_overdue", address=OWEN.email)[0])
    assert "Print the week on one page" in text
    assert "working days" in text
    assert re.search(r"\d\d:\d\d \+0900", text)
    assert "owed by Marta Lindqvist" in text
    assert f"http://127.0.0.1:8000/desk/ideas/{idea_id}" in text
    assert "manager for Rotas" in text


def test_a_pending_idea_asks_the_moderators_for_a_decision(ladder, moved_clock):
    with writing():
        factories.idea(ADA, hold=True)
    drain()
    escalate(moved_clock)
    assert MO.email in told("decision_due")
    assert "waits for a decision" in text_of(rows("decision_due")[0])


def test_two_under_review_in_a_row_are_told_to_the_manager(idea_id):
    soon = (clock.now() + timedelta(days=30)).date()
    answer(idea_id, "review", review_on=soon)
    assert told("answer_repeated") == []
    answer(idea_id, "review", "We still do not know enough to say yes or no to this one.", review_on=soon)
    assert told("answer_repeated") == [OWEN.email]
    assert "2 times in a row" in text_of(rows("answer_repeated")[0])


def test_administrators_hear_of_an_endpoint_that_was_switched_off_by_itself(ladder):
    with writing():
        by_hand = factories.person(ROOT).id
        events.record("endpoint.disabled", at=clock.now(), endpoint_id=3, reason="failing")
        events.record("endpoint.disabled", at=clock.now(), actor_id=by_hand, endpoint_id=4, reason="by_hand")
    drain()
    (mail,) = rows("endpoint_disabled")
    assert mail.address == ROOT.email
    assert "/admin/endpoints/3" in text_of(mail)


def test_a_fan_out_goes_in_batches_and_a_failure_between_them_repeats_nobody(idea_id):
    crowd = [Part(f"p{n}", f"Person {n}", f"p{n}@crowd.example") for n in range(450)]
    with writing():
        now = clock.now()
        db.session.add_all(Person(email=p.email, email_folded=p.email, name=p.name, joined_at=now) for p in crowd)
    drain()
    with writing():
        for person in db.session.query(Person).filter(Person.email.like("%@crowd.example")):
            follow_idea(idea_id, person.id, "answers", now=now)
    with writing():
        factories.viewer(MARTA)
    before = len(rows())
    with writing():
        answer_idea(factories.viewer(MARTA), db.session.get_one(Idea, idea_id), AnswerDraft.of("declined", "We build this for you now, and it comes with the next version.", None), now=now)
    expand_events()
    sizes = []
    while run_next_dispatch():
        sizes.append(len(rows("idea_answered")))
    assert sizes[0] <= 200
    assert sizes[-1] == 451
    assert len(rows()) - before == 451
    assert len(set(told("idea_answered"))) == 451
