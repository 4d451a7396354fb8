"""Programs never post and are never answered, and two communities cannot keep each other busy."""

from email.message import EmailMessage
from email.policy import default

import pytest

from community.db import db
from community.ideas.models import Comment
from community.inbound.guarding import why_left_alone
from tests.cast import ADA
from tests.inbound.letters import address, arrive, mail
from tests.notifications.mails import rows

HEADERS = [
    {"Auto-Submitted": value} for value in ("auto-replied", "auto-generated", "auto-notified", "AUTO-REPLIED", "auto-replied; owner-email=x", "yes")
] + [
    {"Precedence": value} for value in ("auto_reply", "bulk", "junk", "list", "Bulk", "auto-reply")
] + [
    {"X-Autoreply": "yes"}, {"X-Autorespond": "Urlaub"}, {"X-AutoReply-From": "ada@brannocs.example"}, {"X-Autoresponse": "1"},
    {"Delivered-To": "Autoresponder"}, {"Delivered-To": "autoresponder@brannocs.example"}, {"Return-Path": "<>"}, {"Return-Path": "< >"},
    {"List-Id": "<all.brannocs.example>"},
]
SUBJECTS = [
    "Automatic reply: Ben commented", "AutoReply: hello", "Auto: Out of Office", "Out of Office: hello", "Out of the office until 15 June",
    "Automatische Antwort: Hallo", "Abwesenheitsnotiz: Hallo", "Abwesend: Hallo", "Réponse automatique : bonjour", "Absence du bureau",
    "Respuesta automática: hola", "Fuera de la oficina", "Risposta automatica: ciao", "Fuori ufficio", "Resposta automática: olá",
    "Automatisch antwoord: hallo", "Afwezig", "Autosvar: hej", "Automatiskt svar: hej", "Automatisk svar: hei", "Odpowiedź automatyczna: cześć",
    "Автоматический ответ: привет", "自動応答: こんにちは", "不在通知", "自动回复：你好", "자동 응답: 안녕", "Undeliverable: hello", "Returned mail: see transcript",
]
SENDERS = ["MAILER-DAEMON@brannocs.example", "postmaster@brannocs.example", "noreply@brannocs.example", "no-reply@brannocs.example", "bounces+12@brannocs.example"]


def letter(**headers):
    message = EmailMessage(policy=default)
    for name, value in {"From": "Ada <ada@brannocs.example>", "Subject": "Re: hello", **headers}.items():
        message[name] = value
    return message


@pytest.mark.parametrize("headers", HEADERS, ids=str)
def test_headers_give_a_program_away(headers):
    assert why_left_alone(letter(**headers), "ada@brannocs.example")


@pytest.mark.parametrize("subject", SUBJECTS)
def test_subjects_do_where_headers_say_nothing(subject):
    assert why_left_alone(letter(Subject=subject), "ada@brannocs.example") == "auto_reply"
    assert why_left_alone(letter(Subject=f"Re: {subject}"), "ada@brannocs.example") == "" or "不" in subject


@pytest.mark.parametrize("sender", SENDERS)
def test_senders_do_where_nothing_else_does(sender):
    assert why_left_alone(letter(From=sender), "x@brannocs.example")


def test_an_empty_envelope_sender_is_a_programs():
    assert why_left_alone(letter(), "<>") == "null_sender"


@pytest.mark.parametrize("headers", [{}, {"Auto-Submitted": "no"}, {"Precedence": "normal"}, {"Return-Path": "<ada@brannocs.example>"}, {"Subject": "Officeplan"}], ids=str)
def test_people_are_people(headers):
    assert why_left_alone(letter(**headers), "ada@brannocs.example") == ""


@pytest.mark.parametrize("headers", [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}], ids=str)
def test_even_with_a_good_key_a_program_posts_nothing_and_hears_nothing(idea_id, headers):
    found = arrive(mail(ADA, address(ADA, idea_id), **headers))
    assert (found.outcome, db.session.query(Comment).count(), rows("reply_returned")) == ("ignored", 0, [])


def test_a_sender_without_a_key_is_answered_once_in_seven_days(idea_id, moved_clock):
    arrived = []
    for day in (0, 1, 6, 8):
        moved_clock(day * 86_400)
        found = arrive(mail("Ada <ada.private@elsewhere.example>", address(ADA, idea_id), f"Day {day}."))
        arrived.append((found.outcome, found.answer_id is not None))
    assert arrived == [("returned", True), ("returned", False), ("returned", False), ("returned", True)]


def test_a_program_that_hides_behind_a_person_is_not_answered_without_end(idea_id):
    answered = [arrive(mail(ADA, address(ADA, idea_id), "", message_id=f"<{number}@x>")).answer_id for number in range(20)]
    assert sum(answer is not None for answer in answered) == 10


def test_two_communities_that_answer_each_other_stop_at_once(idea_id):
    """What goes back from here comes in over there, and would come back from there."""
    arrive(mail("Ada <ada.private@elsewhere.example>", address(ADA, idea_id)))
    (ours,) = rows("reply_returned")
    theirs = ours.content.replace(b"ideas@localhost.example", b"ideas@other.example")
    assert arrive(theirs).outcome == "ignored"
    bare = b"\r\n".join(line for line in theirs.split(b"\r\n") if not line.startswith((b"Auto-Submitted", b"List-Id", b"X-Auto", b"Precedence")))
    assert arrive(bare).outcome == "ignored", "even where a relay has dropped the headers: they are no one we know"
    assert len(rows("reply_returned")) == 1


def test_our_own_mail_that_comes_back_is_left_alone(idea_id):
    found = arrive(mail("Heed <ideas@localhost.example>", address(ADA, idea_id)))
    assert (found.outcome, found.reason) == ("ignored", "ours")
