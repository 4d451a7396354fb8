"""An open topic with a whole ladder, and what causes each kind of mail."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func

from community import clock, events
from community.accounts.actions_erasing import ask_erasure
from community.advocates.actions_betas import invite, open_beta
from community.advocates.actions_sharing import ToShare, share_answer
from community.advocates.actions_thanks import Perk, thank
from community.advocates.queries_thanks import What
from community.cocreation.actions import QuestionDraft, ask
from community.db import db, writing
from community.ideas.models import Comment, Idea
from community.jobs import clocks as jobs
from community.jobs.worker import drain
from community.notifications.actions import queue_mail
from community.notifications.models import Mail
from community.notifications.rules_telling import Pace
from community.responses.actions import AnswerDraft, answer_idea, edit_answer, hand_over
from community.responses.actions_rating import settle_next_round
from community.responses.actions_waiting import fail, put_aside, send_back
from community.responses.alerting import GATHER
from community.responses.models import Answer, Clock
from community.triage.actions import merge, unmerge
from community.triage.actions_proposals import propose
from community.votes.actions import cast_vote
from tests import factories
from tests.cast import ADA, BEN, CLEO, DEV, DORA, MARTA, MO, OWEN, ROOT, SAM
from tests.inbound.letters import address, arrive, mail
from tests.notifications import digests

CODE = {"code": "987654", "link": "http://127.0.0.1:8000/sign-in/link/abc", "kept": []}
OFF = {"told": "Nothing got through.", "endpoint_url": "http://127.0.0.1:8000/x", "why": "You administer."}
WORDS = "We are building this now, and a first version comes [in spring](/ideas/1). See https://hourfold.example/notes too."
LADDER = {"owner_id": MARTA, "deputy_id": DEV, "manager_id": OWEN, "director_id": DORA}


@pytest.fixture
def ladder(app):
    """The topic: Marta owns it, Dev stands in, Owen manages, Dora directs."""
    with writing():
        for part in (ROOT, MO):
            factories.person(part)
        return factories.topic("rotas", **{rung: factories.person(part).id for rung, part in LADDER.items()}).id


@pytest.fixture
def idea_id(ladder):
    """Ada's idea, published; what it causes has not been done yet."""
    with writing():
        return factories.idea(ADA).id


@pytest.fixture
def root(as_person):
    return as_person(ROOT)


@pytest.fixture
def queue(app):
    """Queue a mail to each of these addresses, then set these columns of it."""

    def put(*addresses, kind="endpoint_disabled", **facts):
        with writing():
            for address in addresses:
                event = events.record("ping", at=clock.now())
                mail = queue_mail(kind, address=address, person=None, context=CODE if kind == "sign_in" else {**OFF, "at": clock.now()}, event=event, now=clock.now())
                for name, value in facts.items():
                    setattr(mail, name, value)

    return put


def idea(idea_id):
    return db.session.get_one(Idea, idea_id)


def answer(idea_id, status="declined", body=WORDS, by=MARTA, review_on=None):
    with writing():
        made = answer_idea(factories.viewer(by), idea(idea_id), AnswerDraft.of(status, body, review_on), now=clock.now())
    drain()
    return made.id


def vote(idea_id, *parts):
    with writing():
        for part in parts:
            cast_vote(factories.viewer(part), idea(idea_id), 2, now=clock.now())


def comment(idea_id, by=BEN, body="We need **this** at the café too."):
    with writing():
        made = factories.comment(by, idea(idea_id), body)
    drain()
    return made.id


def escalate(move, which=func.min):
    """Move the clock to the next alert, tell it, and do what that causes."""
    at = db.session.query(which(Clock.next_alert_at)).scalar()
    move((at - datetime.now(UTC)).total_seconds() + 60)
    while jobs.escalate():
        pass
    drain()
    move((at - datetime.now(UTC)).total_seconds() + 90 + GATHER.total_seconds())
    gather()


def gather():
    """Put what waits into mails, as the worker does."""
    while jobs.gather():
        pass


def every_kind(idea_id, move):
    """Cause one mail of each kind at least."""
    with writing():
        factories.organisation("ostara").owner_email = factories.person(DORA).email
    drain()
    reply(idea_id, to=comment(idea_id))
    comment(idea_id, by=CLEO, body=f"@{BEN.name} has seen it.")
    vote(idea_id, ADA, BEN, CLEO, SAM, MO)
    for _ in range(4):
        escalate(move)
    soon = (clock.now() + timedelta(days=30)).date()
    answer(idea_id, "review", review_on=soon)
    answer(idea_id, "review", WORDS + " It takes longer than we thought.", review_on=soon)
    ask_voters(idea_id)
    give_back(idea_id)
    come_together_and_apart(idea_id)
    with writing():
        factories.idea(CLEO, "Hold my first idea", hold=True)
        hand_over(factories.viewer(MARTA), [idea_id], factories.person(DEV), now=clock.now())
        events.record("endpoint.disabled", at=clock.now(), endpoint_id=7, reason="failing")
        events.record("endpoint.failing", at=clock.now(), endpoint_id=7, since="2026-11-20T09:00:00+00:00", ends="2026-11-25T09:00:00+00:00")
        events.record("connection.disabled", at=clock.now(), connection_id=7, reason="failing")
        events.record("connection.failing", at=clock.now(), connection_id=7, status=401, since="2026-11-20T09:00:00+00:00", ends="2026-11-25T09:00:00+00:00")
        suspend(SAM)
        ask_erasure(factories.viewer(CLEO), factories.person(CLEO), keep_words=True, now=clock.now())
        events.record("person.arrived", at=clock.now(), actor_id=factories.person(CLEO).id, person_id=factories.person(CLEO).id)
    drain()
    escalate(move)
    several_fall_due(move)
    answers_that_wait(idea_id)
    replies_come_in(idea_id)
    edit(answer(idea_id, "shipped", WORDS + " It is here."), WORDS + " It is here, and it prints.")
    ask_effort(move)
    look_again_is_due(move)
    gathered_mails(idea_id)


def reply(idea_id, to, by=CLEO, body="So do we, at *both* branches."):
    with writing():
        made = factories.comment(by, idea(idea_id), body, parent=db.session.get_one(Comment, to))
    drain()
    return made.id


def edit(answer_id, body, by=MARTA):
    """The words of an answer are mended."""
    with writing():
        given = db.session.get_one(Answer, answer_id)
        edit_answer(factories.viewer(by), idea(given.idea_id), AnswerDraft.of(given.status, body, None), now=clock.now())
    drain()


def look_again_is_due(move):
    """An answer to another idea of Ada's comes to the day on which Marta looks again; returns the idea."""
    with writing():
        made = factories.idea(ADA, "Show the rota in Welsh").id
    drain()
    answer(made, "planned", review_on=(clock.now() + timedelta(days=20)).date())
    move((idea(made).review_at - datetime.now(UTC)).total_seconds() + 60)
    while jobs.renew():
        pass
    drain()
    return made


def gathered_mails(idea_id):
    """What waits for Ada comes folded, daily and weekly, Marta gets her recap, and Dora has not been here for a year."""
    now = clock.now()
    said = [comment(idea_id, CLEO, f"Number {number}.") for number in range(3)]
    for pace, comment_id in zip((Pace.FOLDED, Pace.DAILY, Pace.WEEKLY), said, strict=True):
        digests.tell(ADA, idea_id, pace, at=now, comment_id=comment_id)
    digests.choose(MARTA, "staff_recap", Pace.WEEKLY, now=now)
    digests.long_gone(DORA, now)
    digests.make(now + timedelta(days=8))


def suspend(part, **facts):
    """Mail to this person came back for good."""
    person = factories.person(part)
    person.mail_suspended_at = clock.now()
    events.record("address.suspended", at=clock.now(), person_id=person.id, **{"cause": "hard", "status": "5.1.1", **facts})


def answers_that_wait(idea_id):
    """Marta's answer is to be read by a second person; it is sent back, and another one cannot be published."""
    later = clock.now() + timedelta(hours=1)
    with writing():
        waiting = put_aside(factories.viewer(MARTA), idea(idea_id), _shipped(WORDS + " First words."), later, now=clock.now())
        waiting.needs_approval = True
        events.record("answer.proposed", at=clock.now(), idea_id=idea_id, waiting_id=waiting.id, revision=1)
    drain()
    with writing():
        send_back(factories.viewer(OWEN), waiting, "Please say from when.", now=clock.now())
        fail(put_aside(factories.viewer(MARTA), idea(idea_id), _shipped(WORDS + " Second words."), later, now=clock.now()), "not_public", clock.now())
    drain()


def _shipped(body):
    return AnswerDraft.of("shipped", body)


def ask_effort(move):
    """A day later the worker asks how easy it was."""
    move((clock.now() - datetime.now(UTC) + timedelta(days=1)).total_seconds() + 60)
    with writing():
        settle_next_round(clock.now())
        settle_next_round(clock.now())
    drain()


def replies_come_in(idea_id):
    """Ada sends a picture with her reply, then nothing but a quotation; Marta answers by mail."""
    picture = mail(ADA, address(ADA, idea_id), "It looks like this.", attach="rota.png")
    for raw in (picture, mail(ADA, address(ADA, idea_id), "> Hello Ada,"), mail(MARTA, address(MARTA, idea_id, "answer"), "Status: someday\n\n" + WORDS)):
        arrive(raw)


def ask_voters(idea_id):
    """Marta asks everybody who voted."""
    closes = clock.now() + timedelta(days=5)
    with writing():
        draft = QuestionDraft.of("voters", "question", "Which paper do you print on? See https://hourfold.example/notes", closes)
        ask(factories.viewer(MARTA), idea(idea_id), draft, hearers=2, now=clock.now())
    drain()


def give_back(idea_id):
    """Marta thanks Ben with a perk, invites him to a beta, and shows him what she has written so far of another answer."""
    actor, ben, now = factories.viewer(MARTA), factories.person(BEN), clock.now()
    with writing():
        what = What(idea_id=idea_id, title=idea(idea_id).title)
        thank(actor, ben, "That helped.\nThank you.", what, Perk("A mug", now.date(), "Ask at the desk."), now=now)
        beta = open_beta(actor, idea(idea_id), "A button that prints.\nIn version 8.", now=now)
        invite(actor, beta, ben, "You asked first.", sees=True, now=now)
        ben.level = "advocate"
        events.record("advocate.level_changed", at=now, person_id=ben.id, before="contributor", after="advocate", score=120)
        share_answer(actor, factories.idea(CLEO, "A rota for the pocket"), ben, ToShare.of("What is missing?", WORDS, now + timedelta(days=5)), sees=True, now=now)
    drain()


def several_fall_due(move, ideas=6):
    """So many of Ada's ideas that their alerts come in one mail."""
    with writing():
        for number in range(ideas):
            factories.idea(ADA, f"Print page {number + 1}")
    drain()
    escalate(move, which=func.max)


def come_together_and_apart(idea_id):
    """Cleo says that Ben's idea is the same; Marta joins the two, and takes them apart when everybody has been told."""
    with writing():
        part = factories.idea(BEN, "A poster for the wall")
        propose(factories.viewer(CLEO), part, idea(idea_id), "Both want paper.", now=clock.now())
    drain()
    with writing():
        merge(factories.viewer(MARTA), idea(part.id), idea(idea_id), now=clock.now())
    drain()
    with writing():
        db.session.query(Mail).filter_by(kind="idea_merged").update({"state": "sent"})
        unmerge(factories.viewer(MARTA), idea(part.id), now=clock.now())
    drain()


def hide(comment_id):
    with writing():
        db.session.get_one(Comment, comment_id).hidden_at = clock.now()
