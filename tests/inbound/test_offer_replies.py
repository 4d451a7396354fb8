"""Which of our mails can be replied to, and that they say so."""

from datetime import timedelta

import pytest

from community import clock
from community.cocreation.actions import QuestionDraft, ask
from community.db import writing
from community.jobs.worker import drain
from community.notifications.reply_keys import read_key
from tests import factories
from tests.cast import ADA, BEN, MARTA
from tests.inbound.conftest import idea
from tests.notifications.conftest import escalate
from tests.notifications.mails import html_of, parsed, rows, text_of


def key_of(mail):
    return read_key(str(parsed(mail)["Reply-To"] or ""), clock.now())


def test_a_mail_about_a_comment_leads_replies_below_it(idea_id):
    with writing():
        comment = factories.comment(BEN, idea(idea_id)).id
    drain()
    (mail,) = rows("idea_commented", address=ADA.email)
    key = key_of(mail)
    assert (key.person_id, key.idea_id, key.purpose, key.about) == (mail.person_id, idea_id, "comment", comment)
    for said in (text_of(mail), html_of(mail)):
        assert "##- Please reply above this line -##" in said
        assert "You can simply reply to this mail" in said


def test_a_question_leads_replies_to_itself(idea_id):
    with writing():
        draft = QuestionDraft.of("author", "question", "Which paper?", clock.now() + timedelta(days=5))
        question = ask(factories.viewer(MARTA), idea(idea_id), draft, hearers=1, now=clock.now()).id
    drain()
    (mail,) = rows("question_asked", address=ADA.email)
    assert (key_of(mail).purpose, key_of(mail).about) == ("question", question)


def test_an_alert_takes_the_answer(idea_id, moved_clock):
    drain()
    escalate(moved_clock)
    (mail,) = rows("answer_due_soon", address=MARTA.email)
    assert (key_of(mail).purpose, key_of(mail).idea_id) == ("answer", idea_id)
    assert "Status: planned" in text_of(mail)


@pytest.mark.parametrize("on", [True, False])
def test_where_nothing_can_come_in_no_mail_offers_it(idea_id, settings, on):
    settings(replies=on)
    drain()
    (mail,) = rows("idea_published", address=ADA.email)
    assert (parsed(mail)["Reply-To"] is not None) is on
    assert ("You can simply reply" in text_of(mail)) is on
    assert text_of(mail).startswith("##- Please reply" if on else "Hello Ada")
