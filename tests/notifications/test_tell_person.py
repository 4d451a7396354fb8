"""Telling one person of one event: a notice and its mail, once."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert

from community import clock
from community.accounts.actions import add_person
from community.db import db, writing
from community.events import Event, record
from community.ideas.models import Idea
from community.jobs import mail as job
from community.jobs.worker import drain
from community.notifications import contexts
from community.notifications.actions_preferences import choose_paces, choose_quiet_hours
from community.notifications.audience import audience
from community.notifications.models import Mail
from community.notifications.models_inbox import Notice
from community.notifications.rules_quiet import Quiet
from community.notifications.rules_telling import BURST, BURST_SPAN, CEILING
from community.notifications.telling import Crowd, tell_person
from community.triage.actions import merge
from community.votes.models import Vote
from tests import factories
from tests.cast import ADA, BEN, MARTA
from tests.notifications.conftest import answer, comment, escalate, vote
from tests.notifications.mails import rows


@pytest.fixture
def tell(idea_id):
    """Ben is told that the idea is published, as he never would be."""
    def told(unsent=""):
        with writing():
            idea = db.session.get_one(Idea, idea_id)
            event = db.session.query(Event).filter_by(kind="idea.published").one()
            context = {**contexts.of_idea(idea), "why": "", "as_author": True, "tie": "author", "together": ""}
            return tell_person(
                "idea_published", person=factories.person(BEN), event=event, idea=idea, why="author", unsent=unsent, context=context,
                now=clock.now(),
            )

    return told


def notices():
    db.session.expire_all()
    return db.session.query(Notice).order_by(Notice.id).all()


def test_a_notice_is_written_with_its_mail(tell, idea_id):
    notice = tell()
    (mail,) = rows("idea_published", address=BEN.email)
    assert (notice.mail_id, mail.state) == (mail.id, "queued")
    assert (notice.kind, notice.idea_id, notice.why, notice.pace, notice.read_at) == ("idea_published", idea_id, "author", "at_once", None)


def test_a_second_time_changes_nothing(tell):
    assert tell().id == tell().id
    assert len(notices()) == len(rows("idea_published", address=BEN.email)) == 1


def test_what_is_refused_stands_in_the_inbox_and_in_the_log_with_the_reason(tell):
    notice = tell(unsent="refused")
    (mail,) = rows("idea_published", address=BEN.email)
    assert (notice.pace, notice.mail_id) == ("never", mail.id)
    assert (mail.state, mail.reason) == ("skipped", "refused")


def test_who_wants_to_hear_nothing_of_an_idea_gets_no_notice(tell):
    assert tell(unsent="stopped") is None
    assert tell(unsent="stopped") is None
    assert notices() == []
    (mail,) = rows("idea_published", address=BEN.email)
    assert mail.reason == "stopped"


def test_an_event_tells_each_person_what_it_mails_them(idea_id):
    vote(idea_id, BEN)
    answer(idea_id)
    told = {(each.person_id, each.kind, each.why, each.mail_id) for each in notices()}
    assert {(mail.person_id, mail.kind, mail.id) for mail in rows() if mail.event_id} == {(person, kind, mail) for person, kind, _, mail in told}
    assert (factories.person(BEN).id, "idea_answered", "voter") in {row[:3] for row in told}


@pytest.fixture
def chatty(idea_id):
    """So many comments of Ben's on Ada's idea, told at once."""
    def say(times):
        for number in range(times):
            comment(idea_id, body=f"Number {number}.")
        return [notice for notice in notices() if notice.kind == "idea_commented"]

    drain()
    return say


def choose(part, pace="daily", kind="idea_commented"):
    with writing():
        choose_paces(factories.person(part).id, {kind: pace}, now=clock.now())


def hush(part, hours, zone="UTC"):
    with writing():
        person = factories.person(part)
        person.zone = zone
        choose_quiet_hours(person.id, hours)


def test_what_comes_daily_has_no_mail_yet(chatty):
    choose(ADA)
    (notice,) = chatty(1)
    assert (notice.pace, notice.mail_id) == ("daily", None)
    assert rows("idea_commented") == []


def test_the_fifth_of_a_burst_and_what_follows_is_folded(chatty):
    """The first is that the idea is public."""
    chatty(BURST + 1)
    assert [notice.pace for notice in notices()] == ["at_once"] * (BURST - 1) + ["folded"] * 3
    assert [bool(notice.mail_id) for notice in notices()] == [True] * (BURST - 1) + [False] * 3
    assert len(rows("idea_commented")) == BURST - 2


def test_a_burst_is_over_after_ten_minutes(chatty, moved_clock):
    chatty(BURST)
    moved_clock((BURST_SPAN + timedelta(seconds=1)).total_seconds())
    assert chatty(1)[-1].pace == "at_once"


def test_what_is_over_the_ceiling_waits_for_the_day_and_an_answer_owed_does_not(chatty, idea_id, moved_clock):
    with writing() as session:
        ada = factories.person(ADA)
        session.execute(insert(Mail), [mail_row(ada, number) for number in range(CEILING)])
    (notice,) = chatty(1)
    assert (notice.pace, notice.mail_id) == ("daily", None)
    escalate(moved_clock)
    assert [mail.state for mail in rows("answer_due_soon")] == ["queued"]
    moved_clock(timedelta(hours=25).total_seconds())
    assert chatty(1)[-1].pace == "at_once"


def mail_row(person, number, **changes):
    at = clock.now()
    return {
        "person_id": person.id, "kind": "idea_answered", "address": person.email, "subject": "", "message_id": f"<{number}@x>", "content": b"",
        "state": "sent", "run_at": at, "created_at": at,
    } | changes


def test_skipped_mails_and_codes_are_not_counted(chatty):
    with writing() as session:
        ada = factories.person(ADA)
        made = [mail_row(ada, number, state="skipped") for number in range(CEILING)]
        made += [mail_row(ada, CEILING + number, kind="sign_in") for number in range(CEILING)]
        session.execute(insert(Mail), made)
    assert chatty(1)[-1].pace == "at_once"


def test_in_quiet_hours_a_mail_is_written_and_waits_for_their_end(chatty, moved_clock):
    """Wherever the reader is: theirs begin an hour ago and end in an hour."""
    local = clock.now().astimezone(ZoneInfo("Asia/Kathmandu"))
    minute = local.hour * 60 + local.minute
    hush(ADA, Quiet((minute - 60) % 1440, (minute + 60) % 1440), zone="Asia/Kathmandu")
    (notice,) = chatty(1)
    (mail,) = rows("idea_commented", address=ADA.email)
    assert (notice.pace, notice.mail_id, mail.state) == ("at_once", mail.id, "queued")
    assert timedelta(minutes=58) < mail.run_at - clock.now() <= timedelta(minutes=60)
    assert mail.run_at.second == 0
    job.deliver()
    assert rows("idea_commented", address=ADA.email)[0].state == "queued"


def test_a_code_and_an_alarm_know_no_quiet_hours(app, chatty, moved_clock):
    always = Quiet(1, 0)
    for part in (ADA, MARTA):
        hush(part, always)
    escalate(moved_clock)
    (alarm,) = rows("answer_due_soon")
    assert alarm.run_at <= clock.now()


def test_who_refuses_a_kind_between_writing_and_sending_gets_none(chatty):
    chatty(1)
    choose(ADA, "never")
    job.deliver()
    (mail,) = rows("idea_commented", address=ADA.email)
    assert (mail.state, mail.reason) == ("skipped", "refused")


def test_of_several_that_join_at_once_none_is_lost_on_whom_hears_daily(ladder):
    """Ben's two ideas become part of Ada's in one moment: he reads of both in the mail of the day."""
    with writing():
        root, *parts = (factories.idea(part, title).id for part, title in ((ADA, "Print it"), (BEN, "A poster"), (BEN, "On paper")))
    drain()
    choose(BEN, "daily", "idea_merged")
    at = clock.now()
    with writing():
        for part in parts:
            merge(factories.viewer(MARTA), db.session.get_one(Idea, part), db.session.get_one(Idea, root), now=at)
    drain()
    told = [notice for notice in notices() if notice.kind == "idea_merged" and notice.person_id == factories.person(BEN).id]
    assert [(notice.idea_id, notice.pace, notice.mail_id) for notice in told] == [(part, "daily", None) for part in parts]
    assert rows("idea_merged", address=BEN.email) == []


def test_who_is_told_of_many_is_known_in_as_many_statements_as_who_is_told_of_few(idea_id, statements):
    """In a topic that is not for everybody too."""
    drain()
    counted = []
    for size in (2, 40):
        with writing() as session:
            factories.topic("rotas").visibility = "signed_in"
            idea = session.get_one(Idea, idea_id)
            people = [add_person(f"p{size}-{number}@x.example", now=clock.now(), name=f"P {number}") for number in range(size)]
            session.flush()
            session.add_all(Vote(idea_id=idea_id, person_id=person.id, importance=2, created_at=clock.now()) for person in people)
            event = record("answer.edited", at=clock.now(), idea_id=idea_id)
            session.flush()
            with statements() as sent:
                listeners = audience(idea, None, 0)
                crowd = Crowd.of([listener.person for listener in listeners], event, idea, clock.now())
            assert len(crowd.standing) == len(listeners) >= size
            counted.append(len(sent))
    assert counted[0] == counted[1] <= 16, sent
