"""What becomes of replies: at once what their writer meant, or back to them with the reason."""

from datetime import timedelta

import pytest

from community import clock
from community.accounts.models import Person
from community.cocreation.actions import QuestionDraft, ask, close
from community.cocreation.models import Question
from community.db import db, writing
from community.ideas.models import Comment
from community.triage.actions import merge
from community.voices.models import Voice
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA
from tests.inbound.conftest import idea
from tests.inbound.letters import WORDS, address, arrive, mail
from tests.notifications.mails import html_of, parsed, rows, text_of


def reply(idea_id, text=WORDS, by=ADA, purpose="comment", about=0, **more):
    return arrive(mail(by, address(by, idea_id, purpose, about), text, **more))


def comments():
    return [(comment.author_id, comment.body) for comment in db.session.query(Comment).order_by(Comment.id)]


def told(to=ADA.email):
    """The explanation that went back, in words."""
    (sent,) = rows("reply_returned", address=to)
    return text_of(sent)


def test_a_reply_is_a_comment_at_once_and_nothing_is_sent_back(idea_id):
    found = reply(idea_id)
    assert comments() == [(found.person_id, WORDS)]
    assert (found.state, found.outcome, found.idea_id) == ("done", "comment", idea_id)
    assert rows("reply_returned") == []


def test_it_stands_below_the_comment_that_the_mail_told_of(idea_id):
    with writing():
        asked = factories.comment(MARTA, idea(idea_id), "On which paper?").id
    reply(idea_id, about=asked)
    (given,) = db.session.query(Comment).filter_by(parent_id=asked)
    assert (given.body, given.to_staff) == (WORDS, True)


def test_a_reply_about_an_idea_that_joined_another_is_with_the_other(idea_id):
    with writing():
        root = factories.idea(BEN, "A poster for the wall").id
        merge(factories.viewer(MARTA), idea(idea_id), idea(root), now=clock.now())
    assert reply(idea_id).idea_id == root
    assert db.session.query(Comment).one().idea_id == root


def test_a_reply_to_a_question_is_the_voice_that_answers_it(idea_id):
    question = asked(idea_id)
    found = reply(idea_id, purpose="question", about=question)
    voice = db.session.query(Voice).one()
    assert (found.outcome, voice.question_id, voice.text, voice.source) == ("reply", question, WORDS, "mail")
    assert db.session.get_one(Question, question).answered_at is not None


def test_a_reply_to_a_question_that_is_closed_comes_back(idea_id):
    question = asked(idea_id)
    with writing():
        close(db.session.get_one(Question, question), actor=None, now=clock.now())
    assert reply(idea_id, purpose="question", about=question).reason == "question_closed"
    assert "> " + WORDS in told()


def asked(idea_id):
    with writing():
        draft = QuestionDraft.of("author", "question", "Which paper?", clock.now() + timedelta(days=5))
        return ask(factories.viewer(MARTA), idea(idea_id), draft, hearers=1, now=clock.now()).id


def test_from_another_address_it_comes_back_there_and_names_nothing(idea_id):
    found = arrive(mail("Ada <ada.private@elsewhere.example>", address(ADA, idea_id)))
    assert (found.outcome, found.reason, found.person_id) == ("returned", "wrong_sender", None)
    said = told("ada.private@elsewhere.example")
    assert "> " + WORDS in said
    assert "Print the week on one page" not in said
    assert comments() == []


def test_two_senders_are_no_proof(idea_id):
    raw = mail(ADA, address(ADA, idea_id)).replace(b"<ada@brannocs.example>", b"<ada@brannocs.example>, Mallory <m@elsewhere.example>", 1)
    assert arrive(raw).reason == "wrong_sender"


def test_a_key_of_somebody_else_opens_nothing(idea_id):
    assert arrive(mail(BEN, address(ADA, idea_id))).reason == "wrong_sender"
    assert comments() == []


def test_after_ninety_days_it_comes_back(idea_id, moved_clock):
    to = address(ADA, idea_id)
    moved_clock(91 * 86_400)
    assert arrive(mail(ADA, to)).reason == "expired"
    assert "more than 90 days old" in told()


def test_an_idea_taken_out_of_sight_takes_none(idea_id):
    with writing():
        idea(idea_id).state = "hidden"
    assert reply(idea_id).reason == "gone"
    assert comments() == []


@pytest.mark.parametrize("state", ["banned", "deactivated"])
def test_who_was_shut_out_has_no_way_in_by_mail(idea_id, state):
    to = address(ADA, idea_id)
    with writing():
        db.session.query(Person).filter_by(email=ADA.email).one().state = state
    assert arrive(mail(ADA, to)).reason == "no_right"
    assert comments() == []


@pytest.mark.parametrize(("text", "reason"), [("> Hello Ada,\n> it is there.\n", "empty"), ("x" * 5_001, "too_long"), ("\n\n", "empty")])
def test_what_cannot_be_a_comment_comes_back_in_full(idea_id, text, reason):
    assert reply(idea_id, text).reason == reason
    assert "".join(text.split()) in "".join(told().replace(">", "").split()) or reason == "empty"


def test_the_twenty_first_within_an_hour_comes_back(idea_id):
    found = [reply(idea_id, f"Number {number}.").outcome for number in range(21)]
    assert found == ["comment"] * 20 + ["returned"]
    assert "> Number 20." in told()


def test_who_replies_to_the_sender_instead_hears_how(idea_id):
    assert arrive(mail(ADA, "ideas@hourfold.example")).reason == "no_key"
    assert "reply to one of our mails" in told()


def test_strangers_who_reply_to_nothing_are_left_alone(idea_id):
    found = arrive(mail("Spam <win@lottery.example>", "ideas@hourfold.example"))
    assert (found.outcome, found.reason, rows("reply_returned")) == ("ignored", "no_key", [])


def test_attachments_are_kept_out_and_their_sender_hears_which(idea_id):
    found = reply(idea_id, attach="rota.png")
    (note,) = rows("reply_without_files", address=ADA.email)
    assert (found.outcome, found.answer_id) == ("comment", note.id)
    assert "rota.png" in text_of(note)
    assert [body for _, body in comments()] == [WORDS]


def test_an_explanation_can_be_no_vehicle_for_markup(idea_id):
    reply(idea_id, "> <script>alert(1)</script> {{ 7*7 }}")
    (sent,) = rows("reply_returned")
    assert "<script" not in html_of(sent)
    assert parsed(sent)["Reply-To"] is None, "an answer to it must not come in as a reply"


def test_ten_megabytes_come_back_without_their_bytes(idea_id):
    raw = mail(ADA, address(ADA, idea_id)) + b"A" * 10_000_000
    found = arrive(raw)
    assert (found.outcome, found.reason) == ("returned", "too_large")
    assert "larger than 10 MB" in told()
    (sent,) = rows("reply_returned")
    assert len(sent.content) < 20_000


def test_a_topic_one_may_not_see_any_more_takes_nothing(idea_id):
    with writing():
        to = address(CLEO, idea_id)
        factories.topic("rotas", visibility="staff")
    assert arrive(mail(CLEO, to)).reason == "gone"
    assert "Print the week" not in told(CLEO.email).split("> ")[0]
