"""Alerts become mails: one each, or one for many; nothing twice and nothing lost, whatever the clock does."""

import threading
from datetime import timedelta

import pytest

from community import clock
from community.accounts.rules import PersonState
from community.db import db, writing
from community.ideas.models import Idea
from community.jobs import clocks as jobs
from community.jobs import mail as mail_job
from community.responses import actions
from community.responses.actions import AnswerDraft
from community.responses.alerting import GATHER, PATIENCE
from community.responses.models import Escalation
from community.triage.actions_moving import move_idea
from tests import factories
from tests.cast import DEV, DORA, MARTA, MO, OWEN, ROOT
from tests.notifications.alarms import DUE, LONG_OVERDUE, MONDAY, OVERDUE, WARNED, Watch, alerts, owed
from tests.notifications.mails import html_of, parsed, rows, text_of

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
SOON = GATHER + 5 * SECOND
WORDS = "Yes. We build this now, because forty of you told us what it costs you every week."


@pytest.fixture
def watch(ladder, moved_clock):
    return Watch(moved_clock)


def got():
    """Who got which kind of mail, in the order they were written."""
    return [(mail.kind, mail.address) for mail in rows() if mail.state != "skipped"]


def change(part, **details):
    with writing():
        for name, value in details.items():
            setattr(factories.person(part), name, value)


def give_answer(idea_id):
    with writing():
        draft = AnswerDraft.of("shipped", WORDS)
        actions.answer_idea(factories.viewer(MARTA), db.session.get(Idea, idea_id), draft, now=clock.now())


def test_an_alert_waits_a_minute_for_company_and_then_goes(watch):
    owed()
    watch.look(WARNED)
    watch.gather(WARNED + GATHER - 5 * SECOND)
    assert got() == []
    watch.gather(WARNED + SOON)
    assert got() == [("answer_due_soon", MARTA.email)]
    assert [(alert.state, alert.mail_id) for alert in alerts()] == [("mailed", rows()[0].id)]


def test_five_come_alone_and_six_as_one_the_most_urgent_first(watch):
    owed(5)
    watch.look(WARNED)
    watch.gather(WARNED + SOON)
    assert got() == [("answer_due_soon", MARTA.email)] * 5
    owed(6, MONDAY + DAY)
    owed(1)
    watch.look(WARNED + DAY)
    watch.gather(WARNED + DAY + SOON)
    (folded,) = rows("answers_owed")
    assert len(got()) == 6
    assert [alert.mail_id for alert in alerts()][-7:] == [folded.id] * 7
    assert str(parsed(folded)["Heed-Alerts"]).split(", ") == [f"{idea_id}.1.1" for idea_id in (12, 6, 7, 8, 9, 10, 11)]
    assert "7 answers wait for you" in text_of(folded)
    assert text_of(folded).index("1. Print page 1") < text_of(folded).index("7. Print page 6")
    for part in (text_of(folded), html_of(folded)):
        assert [part.count(f"/act/{act}/") for act in ("answer", "pass-on", "ask", "pause")] == [7] * 4


def test_after_three_days_of_silence_one_summary_each_tells_the_highest_tier(watch):
    owed(3)
    watch.look(OVERDUE + 3 * DAY)
    watch.gather(OVERDUE + 3 * DAY + SOON)
    assert got() == [("answers_owed", OWEN.email)]
    assert [alert.tier for alert in alerts()] == [3, 3, 3]
    assert "no alerts could be sent" in text_of(rows()[0])


def test_a_summary_waits_for_what_is_still_being_noticed_but_not_for_ever(watch):
    owed(2)
    watch.look(DUE + 3 * DAY)
    owed(1)
    watch.gather(DUE + 3 * DAY + SOON)
    assert got() == [], "another clock is still to be told"
    watch.gather(DUE + 3 * DAY + PATIENCE + 5 * SECOND)
    assert ("answers_owed", MARTA.email) in got()


def test_a_clock_put_back_an_hour_or_a_day_sends_nothing_twice_and_keeps_nobody_waiting(watch):
    owed()
    watch.look(DUE + 5 * SECOND)
    watch.gather(DUE - timedelta(hours=1))
    assert got() == [], "it is not so by this clock"
    watch.look(DUE - DAY)
    watch.gather(DUE - DAY)
    assert got() == []
    watch.gather(DUE)
    assert got() == [("answer_overdue", MARTA.email), ("answer_overdue", DEV.email)]
    watch.look(DUE + DAY)
    watch.gather(DUE + DAY + SOON)
    assert len(got()) == 2


def test_a_clock_put_forward_and_back_tells_what_is_true_when_it_is(watch):
    owed()
    watch.look(WARNED + timedelta(hours=1))
    watch.gather(WARNED + timedelta(hours=1, minutes=2))
    watch.look(DUE)
    watch.put(WARNED + timedelta(hours=2))
    watch.gather(WARNED + timedelta(hours=2))
    assert got() == [("answer_due_soon", MARTA.email)]
    watch.gather(DUE + SOON)
    assert [address for _kind, address in got()] == [MARTA.email, MARTA.email, DEV.email]


def test_what_was_answered_within_the_minute_is_not_told(watch):
    first, second = owed(2)
    watch.look(WARNED)
    give_answer(first)
    watch.gather(WARNED + SOON)
    told = [mail for mail in rows() if mail.kind == "answer_due_soon"]
    assert [mail.idea_id for mail in told] == [second]
    assert [(alert.state, alert.reason) for alert in alerts(idea_id=first)] == [("settled", "answered")]


def test_what_was_answered_before_its_mail_went_is_not_sent(watch):
    (only,) = owed()
    watch.look(WARNED)
    watch.gather(WARNED + SOON)
    give_answer(only)
    mail_job.deliver()
    assert [(mail.state, mail.reason) for mail in rows("answer_due_soon")] == [("skipped", "settled")]


@pytest.mark.parametrize(
    "gone", [{"state": PersonState.DEACTIVATED}, {"mail_suspended_at": MONDAY}, {"away_from": WARNED, "away_until": DUE}]
)
def test_who_goes_within_the_minute_passes_it_on(watch, gone):
    owed()
    watch.look(WARNED)
    change(MARTA, **gone)
    watch.gather(WARNED + SOON)
    watch.gather(WARNED + 2 * SOON)
    assert got() == [("answer_due_soon", DEV.email)]
    assert [(alert.state, alert.reason) for alert in alerts()] == [("settled", "passed"), ("mailed", "")]


@pytest.mark.parametrize("how", ["passed on", "moved", "another owner of the topic", "somebody told already"])
def test_who_answers_for_it_by_then_is_told_and_who_did_is_not(watch, how):
    """Between noticing and telling it changed hands: nobody is told of what is theirs no more, and nobody is forgotten."""
    (idea_id,) = owed()
    watch.look(WARNED if how != "somebody told already" else DUE)
    to = DEV if how == "somebody told already" else OWEN
    with writing():
        idea = db.session.get_one(Idea, idea_id)
        if how == "passed on":
            actions.assign_idea(factories.viewer(DEV), idea, factories.person(to), now=clock.now())
        elif how == "moved":
            move_idea(factories.viewer(MO), idea, factories.topic("payroll", to), now=clock.now())
        else:
            factories.topic("rotas").owner_id = factories.person(to).id
    watch.gather(clock.now() + SOON)
    watch.gather(clock.now() + 2 * SOON)
    assert [address for _, address in got()] == [to.email]
    assert [(alert.state, alert.reason) for alert in alerts(person_id=factories.person(MARTA).id)] == [("settled", "passed")]


def test_who_goes_before_the_mail_does_passes_it_on(watch):
    owed()
    watch.look(WARNED)
    watch.gather(WARNED + SOON)
    change(MARTA, state=PersonState.DEACTIVATED)
    mail_job.deliver()
    watch.gather(WARNED + 2 * SOON)
    assert [(mail.kind, mail.address, mail.state) for mail in rows()] == [
        ("answer_due_soon", MARTA.email, "skipped"), ("answer_due_soon", DEV.email, "queued"),
    ]
    told = db.session.query(Escalation).one().told
    assert told == [factories.person(MARTA).id, factories.person(DEV).id]


def test_when_nobody_at_all_can_be_reached_the_attempt_stays_on_record(watch):
    for part in (MARTA, DEV, OWEN, DORA, ROOT):
        change(part, mail_suspended_at=MONDAY)
    owed()
    watch.look(WARNED)
    watch.gather(WARNED + SOON)
    while mail_job.deliver():
        pass
    watch.gather(WARNED + 3 * SOON)
    assert [(mail.address, mail.state, mail.reason) for mail in rows()] == [(ROOT.email, "skipped", "suspended")]


def test_a_mail_that_lay_for_days_is_told_anew_as_things_stand(watch):
    owed(3)
    watch.look(DUE)
    watch.gather(DUE + SOON)
    assert [address for _kind, address in got()].count(MARTA.email) == 3
    watch.look(OVERDUE + DAY)
    while mail_job.deliver():
        pass
    watch.gather(OVERDUE + DAY + PATIENCE + SECOND)
    assert {(mail.state, mail.reason) for mail in rows("answer_overdue")} == {("skipped", "gathered")}
    assert sorted(address for kind, address in got() if kind == "answers_owed") == sorted([MARTA.email, DEV.email, OWEN.email])


def test_a_hundred_alerts_at_once_are_gathered_once_by_several_workers(built_app, watch):
    owed(12)
    watch.look(DUE)
    watch.put(DUE + SOON)
    db.session.remove()
    start, problems = threading.Barrier(3), []

    def work():
        with built_app.app_context():
            start.wait()
            try:
                while jobs.gather():
                    pass
            except Exception as problem:
                problems.append(problem)
            db.session.remove()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join(timeout=60)
    assert problems == []
    assert got() == [("answers_owed", MARTA.email), ("answers_owed", DEV.email)] or sorted(got()) == sorted(
        [("answers_owed", MARTA.email), ("answers_owed", DEV.email)]
    )
    assert {alert.state for alert in alerts()} == {"mailed"}
    assert len(alerts()) == 24


def test_long_lists_name_all_and_give_links_to_the_most_urgent(watch, monkeypatch):
    monkeypatch.setattr("community.notifications.contexts_alerts.MOST_WITH_LINKS", 3)
    monkeypatch.setattr("community.notifications.contexts_alerts.MOST_LISTED", 7)
    owed(9)
    watch.look(LONG_OVERDUE)
    watch.gather(LONG_OVERDUE + PATIENCE + SECOND)
    (mail,) = rows("answers_owed", address=DORA.email)
    assert text_of(mail).count("/act/answer/") == 3
    assert text_of(mail).count("See the idea") == 4
    assert "And 2 more on your desk." in text_of(mail)
    assert len(alerts(mail_id=mail.id)) == 9


def test_the_mail_log_shows_what_a_mail_told(watch, as_person):
    owed(7)
    watch.look(WARNED)
    watch.gather(WARNED + SOON)
    page = as_person(ROOT).get("/admin/mail").text
    assert "7 alerts" in page
    assert page.count("cycle 1, tier 1") == 7
