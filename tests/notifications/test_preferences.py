"""Choosing how soon mails come, when none does, and what one hears of which idea: signed in, or from a mail."""

import re

import pytest

from community import clock
from community.db import db, writing
from community.events import record
from community.ideas.models import Follow
from community.notifications import links
from community.notifications.actions_preferences import choose_paces
from community.notifications.handlers_inbox import on_person_erased
from community.notifications.models_inbox import Notice, Preference, QuietHours
from community.notifications.rules_telling import KINDS
from tests import factories
from tests.cast import ADA, BEN, MARTA
from tests.notifications.conftest import vote

KIND = "idea_commented"


def chosen():
    db.session.expire_all()
    return {(row.person_id, row.kind, row.pace) for row in db.session.query(Preference)}


def levels(part):
    db.session.expire_all()
    return {row.idea_id: row.level for row in db.session.query(Follow).filter_by(person_id=factories.person(part).id)}


def selected(page, name):
    """What the field offers as chosen."""
    field = re.search(rf'<select id="{name}".*?</select>', page, re.DOTALL)[0]
    return re.findall(r'value="([^"]*)" selected', field)


@pytest.fixture
def ada(app):
    with writing():
        return factories.person(ADA).id


@pytest.fixture
def token(ada):
    return links.sign("preferences", [ada])


def test_at_first_each_kind_comes_at_its_own_pace(as_person):
    page = as_person(ADA).get("/me/mail").text
    for name, kind in KINDS.items():
        assert (f'name="pace-{name}"' in page) == (kind.chosen and not kind.staff), name
        if kind.chosen and not kind.staff:
            assert selected(page, f"pace-{name}") == [kind.pace]


def test_only_paces_that_make_sense_are_offered(as_person):
    page = as_person(ADA).get("/me/mail").text
    field = re.search(r'<select id="pace-question_asked".*?</select>', page, re.DOTALL)[0]
    assert re.findall(r'value="(\w+)"', field) == ["at_once", "never"]


def test_what_is_chosen_holds_and_saving_twice_changes_nothing(as_person, ada):
    browser = as_person(ADA)
    for _ in range(2):
        assert browser.post("/me/mail", data={f"pace-{KIND}": "daily", "pace-idea_answered": "never"}).status_code == 303
    assert chosen() == {(ada, KIND, "daily"), (ada, "idea_answered", "never")}
    assert selected(browser.get("/me/mail").text, f"pace-{KIND}") == ["daily"]
    browser.post("/me/mail", data={f"pace-{KIND}": "at_once"})
    assert chosen() == {(ada, "idea_answered", "never")}


@pytest.mark.parametrize("data", [{f"pace-{KIND}": "hourly"}, {"pace-question_asked": "daily"}, {f"pace-{KIND}": ""}, {f"pace-{KIND}": "folded"}])
def test_a_pace_that_is_none_comes_back_with_the_other_choices_kept(as_person, data):
    reply = as_person(ADA).post("/me/mail", data={"pace-idea_answered": "weekly", "starts": "22:00", "ends": "07:00"} | data)
    assert reply.status_code == 422
    assert selected(reply.text, "pace-idea_answered") == ["weekly"]
    assert 'value="22:00"' in reply.text
    assert 'aria-invalid="true"' in reply.text
    assert chosen() == set()


def test_what_nobody_can_refuse_is_not_refused(as_person):
    assert as_person(ADA).post("/me/mail", data={"pace-sign_in": "never", "pace-answer_overdue": "never", "pace-x": "never"}).status_code == 303
    assert chosen() == set()


def test_quiet_hours_are_kept_and_taken_away(as_person, ada):
    browser = as_person(ADA)
    browser.post("/me/mail", data={"starts": "22:00", "ends": "06:30"})
    (hours,) = db.session.query(QuietHours)
    assert (hours.person_id, hours.starts, hours.ends) == (ada, 1320, 390)
    page = browser.get("/me/mail").text
    assert 'value="22:00"' in page
    assert "The clock is that of UTC" in page
    browser.post("/me/mail", data={"starts": "", "ends": ""})
    db.session.expire_all()
    assert db.session.query(QuietHours).count() == 0


@pytest.mark.parametrize(("starts", "ends"), [("22:00", ""), ("", "07:00"), ("25:00", "07:00"), ("x", "07:00"), ("07:00", "07:00"), ("٢٢:٠٠", "07:00")])
def test_hours_that_are_none_come_back_as_they_were_written(as_person, starts, ends):
    reply = as_person(ADA).post("/me/mail", data={"starts": starts, "ends": ends, f"pace-{KIND}": "daily"})
    assert reply.status_code == 422
    assert f'value="{starts}"' in reply.text
    assert selected(reply.text, f"pace-{KIND}") == ["daily"]
    assert db.session.query(QuietHours).count() == 0
    assert chosen() == set()


def test_the_ideas_one_hears_of_are_there_with_their_levels(as_person, idea_id):
    vote(idea_id, BEN)
    assert selected(as_person(ADA).get("/me/mail").text, f"level-{idea_id}") == ["all"]
    ben = as_person(BEN)
    assert selected(ben.get("/me/mail").text, f"level-{idea_id}") == ["answers"]
    ben.post("/me/mail", data={f"level-{idea_id}": "answers"})
    assert levels(BEN) == {}, "what was left as it is writes nothing"
    ben.post("/me/mail", data={f"level-{idea_id}": "nothing"})
    assert levels(BEN) == {idea_id: "nothing"}
    assert selected(ben.get("/me/mail").text, f"level-{idea_id}") == ["nothing"]


def test_a_level_that_is_none_comes_back_and_one_of_another_idea_is_not_written(as_person, idea_id):
    with writing():
        other = factories.idea(BEN, "Another one").id
    ada = as_person(ADA)
    assert ada.post("/me/mail", data={f"level-{idea_id}": "some"}).status_code == 422
    assert ada.post("/me/mail", data={f"level-{other}": "all", "level-99999999": "all", "level-x": "all"}).status_code == 303
    assert levels(ADA) == {idea_id: "all"}


def test_many_ideas_come_page_by_page(as_person, ladder):
    with writing():
        made = [factories.idea(ADA, f"Print page {number}").id for number in range(18)]
    ada = as_person(ADA)
    first = ada.get("/me/mail").text
    assert len(re.findall(r'name="level-', first)) == 15
    earlier = re.search(r'href="(\?before=\d+)#ideas"', first)[1]
    last = ada.get(f"/me/mail{earlier}").text
    assert [int(found) for found in re.findall(r'name="level-(\d+)"', last)] == made[2::-1]
    assert f'action="/me/mail{earlier}"' in last


def test_the_same_page_opens_from_a_mail_without_signing_in(client, token, ada):
    assert client.get(f"/mail/preferences/{token}").status_code == 200
    assert client.post(f"/mail/preferences/{token}", data={f"pace-{KIND}": "weekly"}).status_code == 303
    assert client.post(f"/mail/preferences/{token}", data={f"pace-{KIND}": "x"}).status_code == 422
    assert chosen() == {(ada, KIND, "weekly")}
    assert client.get("/me").status_code == 302


def test_another_site_cannot_post_it(client, token):
    reply = client.post(f"/mail/preferences/{token}", data={f"pace-{KIND}": "never"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert reply.status_code == 403
    assert chosen() == set()


def test_a_visitor_is_led_to_sign_in(client):
    assert client.get("/me/mail").status_code == 302


def test_an_erased_person_has_no_page(client, token):
    with writing():
        factories.person(ADA).state = "erased"
    assert client.get(f"/mail/preferences/{token}").status_code == 404


def test_ones_choices_are_ones_own(as_person):
    as_person(ADA).post("/me/mail", data={f"pace-{KIND}": "never"})
    assert selected(as_person(BEN).get("/me/mail").text, f"pace-{KIND}") == ["at_once"]


@pytest.mark.parametrize(("pace", "waits"), [("at_once", "daily"), ("daily", "daily"), ("weekly", "weekly"), ("never", "never")])
def test_what_waits_already_comes_at_the_new_pace(app, ada, pace, waits):
    """Nothing is lost by a change of mind; what has been mailed is left alone."""
    before = "daily" if pace == "weekly" else "weekly"
    with writing() as session:
        choose_paces(ada, {KIND: before}, now=clock.now())
        events = [record("idea.edited", at=clock.now()) for _ in range(2)]
        session.flush()
        for event, mail_id in zip(events, (None, 7), strict=True):
            session.add(Notice(event_id=event.id, person_id=ada, kind=KIND, pace=before, created_at=clock.now(), mail_id=mail_id))
    with writing():
        choose_paces(ada, {KIND: pace}, now=clock.now())
    db.session.expire_all()
    assert [notice.pace for notice in db.session.query(Notice).order_by(Notice.id)] == [waits, before]


def test_staff_choose_their_own_kinds_too(as_person):
    page = as_person(MARTA).get("/me/mail").text
    assert all(f'name="pace-{name}"' in page for name, kind in KINDS.items() if kind.chosen)


def test_who_is_erased_leaves_no_choices_behind(as_person, ada):
    for part in (ADA, BEN):
        as_person(part).post("/me/mail", data={f"pace-{KIND}": "never", "starts": "22:00", "ends": "07:00"})
    with writing():
        on_person_erased(record("person.erased", at=clock.now(), person_id=ada), 0, clock.now())
    ben = factories.person(BEN).id
    assert chosen() == {(ben, KIND, "never")}
    assert [hours.person_id for hours in db.session.query(QuietHours)] == [ben]
