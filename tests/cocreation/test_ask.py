"""Asking: who can be asked, once each by mail, and what makes a question one that is not put."""

from datetime import timedelta

import pytest

from community import clock
from community.audit import AuditEntry
from community.cocreation.actions import AskRefused
from community.cocreation.models import Question
from community.db import db, writing
from community.events import Event
from community.ideas.actions import follow_idea
from community.jobs.worker import drain
from community.notifications.actions_preferences import choose_paces
from community.notifications.audience import count_asked
from community.notifications.handlers import on_question_asked
from tests import factories
from tests.cast import ADA, BEN, CLEO, DEV, MARTA, SAM
from tests.cocreation.helping import WORDS, answer, change, close_it, idea, put, question, wanted_idea
from tests.notifications.mails import html_of, one_click, parsed, rows, text_of


@pytest.fixture
def idea_id(app):
    return wanted_idea()


def told():
    return sorted(mail.address for mail in rows("question_asked") if mail.content)


def codes(refused):
    return [(problem.field, problem.code) for problem in refused.value.problems]


@pytest.mark.parametrize(("audience", "who"), [("author", [ADA]), ("voters", [ADA, BEN, CLEO]), ("critical", [BEN]), ("advocates", [CLEO])])
def test_each_audience_is_mailed_once_and_counted_before(idea_id, audience, who):
    change(CLEO, level="champion")
    change(BEN, level="contributor", points=900)
    asked = put(idea_id, audience)
    assert told() == sorted(part.email for part in who)
    assert question(asked).asked_count == len(who)
    event = db.session.query(Event).filter_by(kind="question.asked").one()
    with writing():
        on_question_asked(event, 0, clock.now())
    assert len(told()) == len(who), "twice as well as once"


def test_who_cannot_be_told_is_not_counted(idea_id):
    with writing():
        choose_paces(factories.person(BEN).id, {"question_asked": "never"}, now=clock.now())
        follow_idea(idea_id, factories.person(CLEO).id, "nothing", now=clock.now())
    assert count_asked(idea(idea_id), "voters", None) == 1
    asked = put(idea_id)
    assert told() == [ADA.email]
    assert question(asked).asked_count == 1


def test_whoever_may_not_see_the_idea_is_not_asked(app):
    idea_id = wanted_idea(visibility="organisations")
    assert count_asked(idea(idea_id), "voters", None) == 0
    with writing():
        factories.topic("rotas", visibility="staff")
    with pytest.raises(AskRefused) as refused:
        put(idea_id)
    assert codes(refused) == [("audience", "nobody")]


def test_nobody_is_mailed_about_what_they_asked_themselves(idea_id):
    from_marta = put(idea_id)
    assert MARTA.email not in told()
    assert question(from_marta).by_id == factories.person(MARTA).id


def test_the_mail_says_who_asks_what_and_why_and_can_be_stopped(idea_id):
    put(idea_id, "critical")
    (mail,) = rows("question_asked")
    text = text_of(mail)
    assert parsed(mail)["Subject"] == "Marta Lindqvist asks you: Print the week on one page"
    for words in (WORDS, "Marta Lindqvist", "need not sign in", "called it critical", "/questions/reply/"):
        assert words in text
    assert "clock waits" not in text
    assert "Write your reply" in html_of(mail)
    assert one_click(mail).startswith("/mail/stop/")


def test_a_draft_is_called_one(idea_id):
    put(idea_id, kind="draft", words="We would print the week on A4, one line a person.")
    assert "a draft answer" in text_of(rows("question_asked")[0])


def test_a_question_is_on_record(idea_id):
    asked = put(idea_id)
    event = db.session.query(Event).filter_by(kind="question.asked").one()
    assert (event.data["question_id"], event.data["audience"], event.idea_id) == (asked, "voters", idea_id)
    assert WORDS not in str(event.data)
    assert db.session.query(AuditEntry).filter_by(act="question.asked", subject_id=idea_id).count() == 1


def test_a_second_one_is_refused_while_one_is_open_and_taken_when_it_is_closed(idea_id):
    first = put(idea_id)
    with pytest.raises(AskRefused) as refused:
        put(idea_id, "critical")
    assert codes(refused) == [("audience", "open_to_voters")]
    put(idea_id, "author")
    with pytest.raises(AskRefused) as refused:
        put(idea_id, "author", by=DEV)
    assert codes(refused) == [("audience", "open_to_author")]
    close_it(first)
    assert put(idea_id, "critical") != first


def test_the_author_may_be_asked_again_once_they_replied(idea_id):
    first = put(idea_id, "author")
    answer(first, ADA)
    second = put(idea_id, "author", words="And which colour?")
    assert question(first).closed_at is not None
    assert question(second).closed_at is None


def test_staff_without_the_right_to_answer_do_not_ask(idea_id):
    with pytest.raises(AskRefused) as refused:
        put(idea_id, by=SAM)
    assert codes(refused) == [("audience", "not_allowed")]
    assert db.session.query(Question).count() == 0


def test_a_question_that_was_closed_before_its_mail_went_is_not_mailed(idea_id):
    with writing():
        asked = Question(
            idea_id=idea_id, by_id=factories.person(MARTA).id, audience="voters", kind="question", body="x", body_html="x", asked_count=1,
            asked_at=clock.now(), closes_at=clock.now() + timedelta(days=1), closed_at=clock.now(),
        )
        db.session.add(asked)
        db.session.flush()
        from_events(asked.id, idea_id)
    drain()
    assert told() == []


def from_events(question_id, idea_id):
    db.session.add(Event(kind="question.asked", at=clock.now(), actor_id=None, idea_id=idea_id, data={"question_id": question_id}))
