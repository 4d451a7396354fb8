"""Choosing the weekly digest and the day of weekly mails on the page of choices."""

import pytest

from community.db import db
from community.notifications.actions_preferences import stop
from community.notifications.models_digests import DigestPlan
from community.notifications.models_inbox import Preference
from community.notifications.rules_telling import Pace
from tests import factories
from tests.cast import ADA, MARTA
from tests.notifications.digests import (
    DAY,
    HOUR,
    MONDAY,
    SUNDAY,
    choose_weekly,
    commented,
    digests,
    make,
    plan,
    tell,
)

EIGHT = MONDAY + 8 * HOUR


@pytest.fixture
def ada(app, as_person):
    return as_person(ADA)


def test_at_first_nothing_is_chosen_and_monday_is_the_day(ada):
    page = ada.get("/me/mail").text
    assert 'name="news" value="yes">' in page
    assert '<option value="0" selected>Monday</option>' in page


def test_choosing_it_plans_the_next_and_taking_it_back_ends_it(ada):
    ada.post("/me/mail", data={"news": "yes", "weekday": "3"})
    assert plan(ADA, "weekly_digest").next_at.weekday() == 3
    page = ada.get("/me/mail").text
    assert 'value="yes" checked' in page
    assert '<option value="3" selected>Thursday</option>' in page
    ada.post("/me/mail", data={"weekday": "3"})
    assert not plan(ADA, "weekly_digest").news


def test_other_choices_leave_it_as_it_is(ada):
    ada.post("/me/mail", data={"news": "yes", "weekday": "3"})
    ada.post("/me/mail", data={"pace-idea_commented": "daily"})
    assert plan(ADA, "weekly_digest").news
    assert plan(ADA, "weekly_digest").weekday == 3


@pytest.mark.parametrize("typed", ["7", "-1", "x", "", "٣", "1" * 50])
def test_what_is_no_day_comes_back(ada, typed):
    answer = ada.post("/me/mail", data={"news": "yes", "weekday": typed})
    assert answer.status_code == 422
    assert 'value="yes" checked' in answer.text
    assert db.session.query(DigestPlan).count() == 0


def stop_by_one_click(kind):
    with db.session.begin_nested():
        stop(factories.person(ADA).id, "kind", kind, now=SUNDAY)
    db.session.commit()


def stopped(kind):
    return db.session.query(Preference).filter_by(kind=kind, pace="never").count() == 1


def test_one_click_stops_it_and_choosing_it_lets_it_come_again(idea_id, ada):
    choose_weekly(ADA)
    tell(ADA, idea_id, Pace.WEEKLY, comment_id=commented(MARTA, idea_id))
    stop_by_one_click("weekly_digest")
    make(EIGHT)
    assert digests(ADA) == [("weekly_digest", "2026-11-23", "skipped", "refused")]
    assert 'name="news" value="yes">' in ada.get("/me/mail").text
    ada.post("/me/mail", data={"news": "yes", "weekday": "0"})
    assert db.session.query(Preference).filter_by(kind="weekly_digest").count() == 0


@pytest.mark.parametrize("kind", ["daily_digest", "weekly_digest"])
def test_what_one_click_stopped_stays_so_when_other_choices_are_saved(kind, ada):
    stop_by_one_click(kind)
    ada.post("/me/mail", data={"starts": "22:00", "ends": "06:00", "weekday": "0"})
    assert stopped(kind)
    assert f'name="again-{kind}"' in ada.get("/me/mail").text


@pytest.mark.parametrize("kind", ["daily_digest", "weekly_digest"])
def test_a_stopped_one_comes_again_when_its_reader_says_so(kind, ada):
    stop_by_one_click(kind)
    ada.post("/me/mail", data={"weekday": "0", f"again-{kind}": "yes"})
    assert not stopped(kind)
    assert f"again-{kind}" not in ada.get("/me/mail").text


def test_setting_something_to_once_a_day_means_that_the_daily_mail_is_wanted(ada):
    stop_by_one_click("daily_digest")
    stop_by_one_click("weekly_digest")
    ada.post("/me/mail", data={"pace-idea_commented": "daily"})
    assert not stopped("daily_digest")
    assert stopped("weekly_digest")


def test_a_choice_that_cannot_be_keeps_the_wish_for_a_stopped_one(ada):
    stop_by_one_click("daily_digest")
    answer = ada.post("/me/mail", data={"weekday": "9", "again-daily_digest": "yes"})
    assert answer.status_code == 422
    assert 'name="again-daily_digest" value="yes" checked' in answer.text
    assert stopped("daily_digest")


def test_a_pace_chosen_later_takes_along_what_waits(idea_id, ada):
    tell(ADA, idea_id, Pace.WEEKLY, comment_id=commented(MARTA, idea_id))
    ada.post("/me/mail", data={"pace-idea_commented": "weekly"})
    ada.post("/me/mail", data={"pace-idea_commented": "daily"})
    assert plan(ADA, "daily_digest").next_at is not None


def test_staff_choose_how_often_their_recap_comes(app, as_person):
    marta = as_person(MARTA)
    marta.post("/me/mail", data={"pace-staff_recap": "daily"})
    daily = plan(MARTA, "staff_recap").next_at
    marta.post("/me/mail", data={"pace-staff_recap": "weekly", "weekday": "0"})
    assert plan(MARTA, "staff_recap").next_at - daily < 7 * DAY
    assert plan(MARTA, "staff_recap").next_at.weekday() == 0
