"""One click from an alert mail: a page whose button acts, for one person, one idea and one act, once."""

from datetime import timedelta

import pytest

from community import clock
from community.accounts.models import Session
from community.accounts.rules import PersonState, Role
from community.audit import AuditEntry
from community.cocreation.models import Question
from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.notifications import links
from community.notifications.act_links import LASTS
from community.responses.alerting import GATHER
from community.responses.models import Answer, Clock, Pause
from community.responses.models_alerts import UsedLink
from community.responses.models_drafting import WaitingAnswer
from tests import factories
from tests.cast import ADA, DEV, DORA, MARTA, MO, OWEN, ROOT, SAM
from tests.notifications.alarms import DUE, Watch, alerts, owed
from tests.notifications.mails import rows, text_of, urls_in

WORDS = "Yes. We build this now, because forty of you told us what it costs you every week."
LADDER = {"owner_id": MARTA, "deputy_id": DEV, "manager_id": OWEN, "director_id": DORA}


@pytest.fixture
def watch(app, moved_clock):
    with writing():
        for part in (ROOT, MO, SAM, OWEN):
            factories.person(part)
        factories.topic("rotas", **{rung: factories.person(part).id for rung, part in LADDER.items()})
    return Watch(moved_clock)


@pytest.fixture
def paths(watch):
    """The links in Marta's mail about Ada's idea, by act."""
    owed()
    watch.look(DUE)
    watch.gather(DUE + GATHER + timedelta(seconds=5))
    return paths_for(MARTA)


def paths_for(part):
    (mail,) = rows("answer_overdue", address=part.email)
    found = [url.split("8000", 1)[1] for url in urls_in(text_of(mail)) if "/act/" in url]
    return {path.split("/")[2].replace("-", "_"): path for path in found}


def the_idea():
    db.session.expire_all()
    return db.session.query(Idea).one()


def state():
    """Everything a link could have changed."""
    db.session.expire_all()
    counted = (Answer, Event, AuditEntry, Session, UsedLink)
    return (the_idea().status, the_idea().owner_id, *(db.session.query(table).count() for table in counted))


def pass_to(part):
    return {"owner": factories.person(part).id}


def answered(**changes):
    return {"status": "shipped", "body": WORDS, "over": "0", **changes}


def test_a_mail_has_its_links_and_looking_changes_nothing(client, paths):
    before = state()
    for path in paths.values():
        for _ in range(3):
            answer = client.get(path)
            assert answer.status_code == 200
            assert "You act as Marta Lindqvist" in answer.text
            assert "Print page 1" in answer.text
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert answer.headers["Cache-Control"] == "no-store"
        assert client.head(path).status_code == 200
    assert state() == before
    assert client.get("/me").status_code != 200, "nobody was signed in"


def test_passing_on_works_without_signing_in_and_only_once(client, paths):
    answer = client.post(paths["pass_on"], data=pass_to(OWEN), follow_redirects=True)
    assert "Passed on. Owen Pryce is told first" in answer.text
    assert "has done its work" in answer.text
    assert the_idea().owner_id == factories.person(OWEN).id
    entry = db.session.query(AuditEntry).filter_by(act="idea.assigned").one()
    assert entry.actor_id == factories.person(MARTA).id
    before = state()
    assert client.post(paths["pass_on"], data=pass_to(DEV)).status_code == 410
    assert state() == before


def test_an_answer_is_words_and_a_status_from_the_mail_too(client, paths):
    for lacking in ({"body": "Yes."}, {"status": ""}, {"body": ""}, {"status": "new"}, {"status": "review", "review_on": ""}):
        answer = client.post(paths["answer"], data=answered(**lacking))
        assert answer.status_code == 422
        assert "Publish the answer" in answer.text
    assert the_idea().status == "new"
    assert "1 person hears of it: the author, voters and followers." in client.get(paths["answer"]).text
    answer = client.post(paths["answer"], data=answered(), follow_redirects=True)
    assert "Published. 1 person hears about it." in answer.text
    given = db.session.query(Answer).one()
    assert (given.body, given.author_id) == (WORDS, factories.person(MARTA).id)
    assert the_idea().status == "shipped"
    assert db.session.query(Clock).one().outcome == "answered"


def test_nothing_typed_is_lost_when_it_is_refused(client, paths):
    answer = client.post(paths["answer"], data=answered(body="Too short", status="review", review_on="1999-01-01"))
    assert answer.status_code == 422
    assert "Too short" in answer.text
    assert "1999-01-01" in answer.text
    assert client.post(paths["pass_on"], data={"owner": "x"}).status_code == 422
    assert client.post(paths["pass_on"], data={}).status_code == 422


def test_where_two_people_read_answers_one_from_a_mail_waits_for_the_second(client, paths):
    with writing():
        factories.topic("rotas", needs_approval=True)
    assert "Send it for approval" in client.get(paths["answer"]).text
    answer = client.post(paths["answer"], data=answered(), follow_redirects=True)
    assert "A second person reads it now" in answer.text
    assert db.session.query(Answer).count() == 0
    assert db.session.query(WaitingAnswer).one().author_id == factories.person(MARTA).id
    assert the_idea().status == "new"


def test_a_pause_needs_a_reason_and_a_day_and_moves_the_due_time(client, paths, watch):
    until = (clock.now() + timedelta(days=9)).date().isoformat()
    for lacking in ({"reason": ""}, {"reason": "x"}, {"until": ""}, {"until": "9999-99-99"}, {"until": "2999-01-01"}, {"until": "2020-01-01"}, {"reason": "other"}):
        answer = client.post(paths["pause"], data={"reason": "author", "until": until, "note": "", **lacking})
        assert answer.status_code == 422, lacking
        assert "Pause the clock" in answer.text
    assert db.session.query(Pause).count() == 0
    answer = client.post(paths["pause"], data={"reason": "author", "until": until, "note": "Ada is asked."}, follow_redirects=True)
    assert "The clock stands still" in answer.text
    pause = db.session.query(Pause).one()
    assert (pause.reason, pause.by_id, pause.note) == ("author", factories.person(MARTA).id, "Ada is asked.")
    assert client.post(paths["pause"], data={"reason": "author", "until": until}).status_code == 410
    assert db.session.query(Pause).count() == 1


def test_asking_the_author_lets_the_clock_wait(client, paths):
    closes = (clock.now() + timedelta(days=9)).date().isoformat()
    for lacking in ({"body": ""}, {"closes": ""}, {"closes": "x"}, {"closes": "2020-01-01"}, {"closes": "2999-01-01"}):
        answer = client.post(paths["ask"], data={"body": "Which paper?", "closes": closes, **lacking})
        assert answer.status_code == 422, lacking
    assert db.session.query(Question).count() == 0
    answer = client.post(paths["ask"], data={"body": "Which paper?", "closes": closes, "audience": "voters"}, follow_redirects=True)
    assert "Asked. The author hears of it" in answer.text
    question = db.session.query(Question).one()
    assert (question.audience, question.by_id, question.body) == ("author", factories.person(MARTA).id, "Which paper?")
    assert db.session.query(Pause).one().question_id == question.id
    assert client.post(paths["ask"], data={"body": "Which ink?", "closes": closes}).status_code == 410


def test_after_an_answer_every_link_about_it_says_so_kindly(client, paths):
    devs = paths_for(DEV)
    client.post(paths["answer"], data=answered())
    for path in (paths["pass_on"], *devs.values()):
        answer = client.get(path)
        assert answer.status_code == 410
        assert "Nothing is owed here any more" in answer.text
        assert "Sign in and see it on your desk" in answer.text


def test_a_colleague_who_answered_meanwhile_is_not_overwritten(client, paths, watch):
    client.post(paths_for(DEV)["answer"], data=answered())
    assert client.post(paths["answer"], data=answered(body=WORDS + " And more.")).status_code == 410
    assert db.session.query(Answer).count() == 1


def test_an_old_link_says_so(client, paths, watch):
    watch.put(DUE + LASTS + timedelta(hours=1))
    before = state()
    answer = client.get(paths["answer"])
    assert answer.status_code == 410
    assert "too old" in answer.text
    assert client.post(paths["answer"], data=answered()).status_code == 410
    assert state() == before


def test_a_link_of_one_act_does_no_other(client, paths):
    token = paths["answer"].rsplit("/", 1)[1]
    before = state()
    assert client.get(f"/act/pass-on/{token}").status_code == 404
    assert client.post(f"/act/pass-on/{token}", data=pass_to(OWEN)).status_code == 404
    assert client.get(f"/mail/preferences/{token}").status_code == 404
    assert client.get(f"/sign-in/link/{token}").status_code in (404, 410, 303, 200)
    assert state() == before


def forgeries(token):
    alert = alerts()[0]
    stranger = [alert.id, factories.person(DEV).id, alert.idea_id, 1, "0" * 12, int(clock.now().timestamp()) + 999]
    return [
        "x", "a.b", token[:-1], token[:-1] + ("A" if token[-1] != "A" else "B"), token + "A", "é", "%00",
        links.sign("act.answer", [1]), links.sign("act.answer", stranger), links.sign("stop", stranger), links.sign("preferences", stranger),
    ]


@pytest.mark.parametrize("number", range(11))
def test_a_forged_link_opens_nothing(client, paths, number):
    before, token = state(), forgeries(paths["answer"].rsplit("/", 1)[1])[number]
    assert client.get(f"/act/answer/{token}").status_code in (400, 404, 410)
    assert client.post(f"/act/answer/{token}", data=answered()).status_code in (400, 404, 410)
    assert state() == before


def test_somebody_else_who_is_signed_in_cannot_use_it(as_person, paths):
    browser, before = as_person(DEV), state()
    answer = browser.get(paths["answer"])
    assert answer.status_code == 403
    assert "somebody else’s" in answer.text
    assert browser.post(paths["answer"], data=answered()).status_code == 403
    assert state()[:-2] == before[:-2]


def test_its_own_reader_goes_on_at_the_desk(as_person, paths):
    answer = as_person(MARTA).post(paths["pass_on"], data=pass_to(DEV))
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/desk")


@pytest.mark.parametrize(
    "change",
    [{"state": PersonState.DEACTIVATED}, {"role": Role.CUSTOMER}, {"role": Role.STAFF}, {"email_folded": "m@new.example", "email": "m@new.example"}],
)
def test_whoever_changed_their_address_or_role_needs_to_sign_in(client, paths, change):
    with writing():
        for name, value in change.items():
            setattr(factories.person(MARTA), name, value)
    before = state()
    assert client.get(paths["answer"]).status_code == 410
    assert client.post(paths["answer"], data=answered()).status_code == 410
    assert state() == before


def test_a_link_from_before_a_database_was_restored_opens_no_other_alert(client, paths):
    """Ids are given again: the alert of that number is now another person's."""
    with writing():
        alerts()[0].person_id = factories.person(SAM).id
    assert client.get(paths["answer"]).status_code == 410


def test_another_sites_form_is_refused(client, paths):
    before = state()
    answer = client.post(paths["pass_on"], data=pass_to(OWEN), headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert state() == before


def test_customers_are_never_sent_such_links(paths):
    assert not any("/act/" in text_of(mail) for mail in rows() if mail.address == ADA.email and mail.content)
