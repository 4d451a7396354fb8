"""What was said elsewhere is alarmed like a question: with its idea's people, and before there is an idea, with who logged it."""

from datetime import timedelta

import pytest

from community.accounts.rules import PersonState
from community.db import db, writing
from community.events import Event
from community.ideas.models_mentions import Mention
from community.ideas.queries_groups import hold_root
from community.jobs import worker
from community.notifications.models_inbox import Notice
from community.responses.actions import AnswerDraft, answer_idea
from community.responses.alerting import GATHER
from community.responses.models import Clock
from community.responses.models_alerts import MentionAlert
from community.responses.queries_alerts import alerts_in, key_of
from community.responses.timing import DEFAULT, due_by_default, warned_by_default
from community.triage import actions_mentions as actions
from community.triage.actions_mentions import Said
from tests import factories
from tests.cast import ADA, DEV, DORA, MARTA, OWEN, ROOT, SAM
from tests.notifications.alarms import MONDAY, Watch, owed
from tests.notifications.mails import html_of, parsed, rows, text_of

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
SOON = GATHER + 5 * SECOND
WARNED, DUE = warned_by_default(MONDAY), due_by_default(MONDAY)
OVERDUE, LONG_OVERDUE = (DEFAULT.tier_time(MONDAY, DUE, number) for number in (3, 4))
WORDS = "Yes. We build this now, because forty of you told us what it costs you every week."
REPLY = "We are building it, and write to you here when it is there."


@pytest.fixture
def watch(ladder, moved_clock):
    with writing():
        factories.person(SAM)
    return Watch(moved_clock)


def log(words="Still no way to print the week on one page.", by=SAM, at=MONDAY):
    with writing():
        said = Said(f"https://x.example/{len(words)}", words, "x", "NightOwl")
        return actions.log_mention(factories.viewer(by), said, now=at)[0].id


def row(mention_id):
    return db.session.get_one(Mention, mention_id)


def tie(mention_id, idea_id, at):
    with writing():
        actions.tie_mention(factories.viewer(SAM), row(mention_id), hold_root(idea_id), now=at)
    worker.drain()


def told():
    db.session.rollback()
    return [(alert.tier, db.session.get(type(factories.person(SAM)), alert.person_id).name) for alert in db.session.query(MentionAlert).order_by(MentionAlert.id)]


def sent():
    return [(mail.kind, mail.address) for mail in rows() if mail.state != "skipped"]


def pass_by(watch, moment):
    watch.look(moment)
    watch.gather(moment + SOON)


def test_the_tiers_hold_that_hold_where_no_topic_says_otherwise():
    assert MONDAY < WARNED < DUE < OVERDUE < LONG_OVERDUE
    assert [tier.share for tier in DEFAULT.tiers] == [0.75, 1.0, 1.5, 2.0]


def test_who_logged_it_is_warned_and_from_the_breach_on_the_administrators_each_tier_once(watch):
    log()
    pass_by(watch, WARNED - SECOND)
    assert told() == []
    for moment in (WARNED, WARNED + DAY, DUE, DUE + DAY, OVERDUE, LONG_OVERDUE, LONG_OVERDUE + 9 * DAY):
        pass_by(watch, moment)
    assert told() == [(1, SAM.name), (2, SAM.name), (2, ROOT.name), (3, ROOT.name), (4, ROOT.name)]
    assert sorted(sent()) == sorted(("answers_owed", part.email) for part in (SAM, SAM, ROOT, ROOT, ROOT))
    events = db.session.query(Event).filter_by(kind="mention.escalated").order_by(Event.id).all()
    assert [(event.data["tier"], event.at) for event in events] == [(1, WARNED), (2, DUE), (3, OVERDUE), (4, LONG_OVERDUE)]


def test_its_mail_leads_to_it_and_holds_neither_the_words_nor_the_name(watch):
    mention_id = log()
    pass_by(watch, DUE)
    mail = rows(address=ROOT.email)[0]
    assert mail.subject == "1 answer waits for you (1 overdue)"
    assert str(parsed(mail)["Heed-Alerts"]) == f"mention.{mention_id}.2"
    for part in (text_of(mail), html_of(mail)):
        assert f"/desk/mentions/{mention_id}" in part
        assert f"Said on X, logged by {SAM.name}" in part
        assert "It waits for an idea" in part
        for secret in ("NightOwl", "print the week", "vote", "presses", "before you press"):
            assert secret not in part


def test_after_a_silence_only_the_highest_tier_is_told(watch):
    log()
    pass_by(watch, OVERDUE + 3 * DAY)
    assert told() == [(3, ROOT.name)]
    assert "no alerts could be sent" in text_of(rows()[0])


def test_it_folds_into_the_mail_of_everything_else_that_is_owed(watch):
    """Marta logged it and owns the topic of six ideas, which fall due by the same terms."""
    mention_id = log(by=MARTA)
    owed(6)
    watch.look(DUE)
    watch.gather(DUE + SOON)
    (mail,) = rows("answers_owed", address=MARTA.email)
    assert "7 answers wait for you" in text_of(mail)
    assert text_of(mail).count("See what was said") == 1
    assert "before you press it" in text_of(mail)
    assert {type(alert).__name__ for alert in alerts_in([mail.id])[mail.id]} == {"Alert", "MentionAlert"}
    assert any(key_of(alert).startswith(f"mention.{mention_id}.2.") for alert in alerts_in([mail.id])[mail.id])


def test_a_line_of_the_inbox_says_it_and_leads_there(watch, as_person):
    mention_id = log()
    pass_by(watch, DUE)
    assert db.session.query(Notice).count() == 2
    watch.put(DUE + DAY)
    sam = as_person(SAM)
    page = sam.get("/me/inbox").text
    assert "A reply is owed to what was said of us elsewhere." in page
    assert sam.get(f"/desk/mentions/{mention_id}").status_code == 200
    with writing():
        actions.reply_to_mention(factories.viewer(SAM), row(mention_id), REPLY, now=DUE + DAY)
    worker.drain()
    db.session.rollback()
    assert [notice.read_at is not None for notice in db.session.query(Notice)] == [True, True], "nobody need look after it any more"


@pytest.mark.parametrize("end", ["aside", "erased"])
def test_the_line_is_read_once_it_asks_for_nothing(watch, end):
    mention_id, other = log(), log("And on paper, please, for the wall.")
    pass_by(watch, DUE)
    watch.put(DUE + DAY)
    with writing():
        if end == "aside":
            assert actions.set_mention_aside(factories.viewer(SAM), row(mention_id), now=DUE + DAY)
        else:
            actions.forget_speaker(row(mention_id), now=DUE + DAY)
    worker.drain()
    db.session.rollback()
    about = {event.id: event.data["mention_id"] for event in db.session.query(Event).filter_by(kind="mention.escalated")}
    lines = [(about[notice.event_id], notice.read_at is not None) for notice in db.session.query(Notice)]
    assert sorted(lines) == [(mention_id, True)] * 2 + [(other, False)] * 2


def test_the_mail_log_says_what_such_a_mail_tells(watch, as_person):
    mention_id = log()
    pass_by(watch, WARNED)
    watch.put(WARNED + DAY)
    page = as_person(ROOT).get(f"/admin/mail/{rows()[0].id}").text
    assert f'<a href="/desk/mentions/{mention_id}">Said elsewhere</a>' in page
    assert "tier 1, " in page


@pytest.mark.parametrize("settle", ["aside", "reply"])
def test_what_is_settled_before_its_mail_leaves_is_told_to_nobody(watch, settle):
    mention_id = log()
    watch.look(WARNED)
    with writing():
        acts = {"aside": actions.set_mention_aside, "reply": lambda *given, now: actions.reply_to_mention(*given, REPLY, now=now)}
        acts[settle](factories.viewer(SAM), row(mention_id), now=WARNED)
    pass_by(watch, WARNED + SOON)
    pass_by(watch, LONG_OVERDUE)
    assert SAM.email not in [address for _kind, address in sent()]
    assert [alert.state for alert in db.session.query(MentionAlert)] == ["settled"]


def test_one_that_is_brought_back_goes_on_where_it_was(watch):
    mention_id = log()
    pass_by(watch, WARNED)
    for act, at in ((actions.set_mention_aside, WARNED + DAY), (actions.bring_mention_back, OVERDUE + DAY)):
        with writing():
            act(factories.viewer(SAM), row(mention_id), now=at)
    pass_by(watch, OVERDUE + DAY)
    assert told() == [(1, SAM.name), (3, ROOT.name)]


def test_whoever_is_away_or_gone_is_not_told_and_somebody_always_is(watch):
    log()
    with writing():
        factories.person(SAM).state = PersonState.DEACTIVATED
    pass_by(watch, WARNED)
    assert told() == [(1, ROOT.name)]


def test_an_alert_that_cannot_arrive_goes_to_whoever_comes_next(watch):
    log()
    watch.look(WARNED)
    with writing():
        factories.person(SAM).away_from = MONDAY
    watch.gather(WARNED + SOON)
    watch.gather(WARNED + 2 * SOON)
    assert told() == [(1, SAM.name), (1, ROOT.name)]
    assert sent() == [("answers_owed", ROOT.email)]


def test_two_mentions_of_one_minute_are_two_mails_and_none_is_told_twice_by_two_workers(watch):
    log()
    log("And on paper, please, for the wall.")
    watch.look(WARNED)
    watch.look(WARNED)
    watch.gather(WARNED + SOON)
    assert sent() == [("answers_owed", SAM.email)] * 2


def answered():
    """An idea that was answered the day after."""
    (idea_id,) = owed()
    worker.drain()
    with writing():
        answer_idea(factories.viewer(MARTA), hold_root(idea_id), AnswerDraft.of("shipped", WORDS), now=MONDAY + DAY)
    worker.drain()
    return idea_id


def test_on_an_idea_it_climbs_the_ladder_of_the_ideas_team_from_when_it_was_logged(watch):
    idea_id, mention_id = answered(), log(at=MONDAY + 2 * DAY)
    tie(mention_id, idea_id, MONDAY + 3 * DAY)
    clock = db.session.query(Clock).filter_by(kind="next").one()
    assert (clock.mention_id, clock.next_tier) == (mention_id, 1)
    due, before = clock.due_at, {mail.id for mail in rows()}
    for moment in (clock.next_alert_at, due, due + 30 * DAY):
        pass_by(watch, moment)
    new = [mail for mail in rows() if mail.id not in before and mail.kind in ("answer_due_soon", "answer_overdue")]
    assert [(mail.kind, mail.address) for mail in new] == [
        ("answer_due_soon", MARTA.email), ("answer_overdue", MARTA.email), ("answer_overdue", DEV.email), ("answer_overdue", DORA.email),
    ]
    for mail in new:
        assert f"/desk/mentions/{mention_id}" in text_of(mail)
        assert "See what was said" in text_of(mail)
    assert told() == []
    assert OWEN.email not in [mail.address for mail in new], "after thirty days of silence only the highest tier is told"
    assert ADA.email not in [mail.address for mail in new]
