"""Digests pause when nobody has been here for half a year, say so once, and go on when their reader comes back."""

from datetime import UTC, datetime, timedelta

import pytest

from community import events
from community.db import db, writing
from community.jobs import digests as job
from community.jobs.worker import drain
from community.notifications import actions_plans
from community.notifications.models_digests import DigestPlan
from community.notifications.rules_telling import Pace
from tests import factories
from tests.cast import ADA, BEN
from tests.notifications.digests import (
    DAY,
    HOUR,
    MONDAY,
    SUNDAY,
    choose_weekly,
    commented,
    digests,
    long_gone,
    make,
    plan,
    tell,
)
from tests.notifications.mails import rows, text_of, urls_in

EIGHT = MONDAY + 8 * HOUR


@pytest.fixture
def paused(idea_id):
    """Ben has not been here for a year; his digests have just paused. Returns the address of the page to go on."""
    long_gone(BEN, SUNDAY)
    tell(BEN, idea_id, Pace.WEEKLY, comment_id=commented(ADA, idea_id))
    make(EIGHT)
    (mail,) = rows("digest_paused")
    (url,) = (url for url in urls_in(text_of(mail)) if "/mail/digests/" in url)
    return url.removeprefix("http://127.0.0.1:8000")


def test_after_half_a_year_comes_one_mail_that_says_so_and_then_nothing(paused, idea_id):
    assert make(EIGHT + 60 * DAY) == 0
    tell(BEN, idea_id, Pace.DAILY, at=EIGHT + 60 * DAY, comment_id=commented(ADA, idea_id))
    make(EIGHT + 70 * DAY)
    assert [mail.kind for mail in rows(address=BEN.email)] == ["digest_paused"]
    assert ("weekly_digest", "2026-11-23", "skipped", "silent") in digests(BEN)


def test_looking_changes_nothing_and_the_button_goes_on(paused, client, moved_clock):
    moved_clock((EIGHT + DAY - datetime.now(UTC)).total_seconds())
    page = client.get(paused)
    assert "Yes, go on" in page.text
    assert plan(BEN, "weekly_digest").paused_at is not None
    client.post(paused)
    assert plan(BEN, "weekly_digest").paused_at is None
    assert plan(BEN, "weekly_digest").next_at == EIGHT + 7 * DAY
    make(EIGHT + 7 * DAY)
    assert len(rows("weekly_digest")) == 1, "what waited is told now"
    client.post(paused)
    assert plan(BEN, "weekly_digest").next_at == EIGHT + 14 * DAY, "a second press changes nothing"


def test_a_token_for_something_else_is_no_key(paused, client):
    assert client.get("/mail/digests/x").status_code == 404
    assert client.post(paused[:-2] + "zz").status_code == 404


def test_who_signs_in_again_reads_again(paused, moved_clock):
    moved_clock((EIGHT + DAY - datetime.now(UTC)).total_seconds())
    job.look_after()
    assert plan(BEN, "weekly_digest").paused_at is not None
    with writing():
        factories.signed_in_token(BEN)
    job.look_after()
    assert plan(BEN, "weekly_digest").paused_at is None


@pytest.mark.parametrize("sign", ["signed in", "commented", "chose"])
def test_a_sign_of_life_keeps_them_coming(idea_id, sign):
    long_gone(BEN, SUNDAY)
    with writing():
        ben = factories.person(BEN)
        if sign == "signed in":
            ben.seen_at = EIGHT - timedelta(days=209)
    if sign == "commented":
        commented(BEN, idea_id)
    elif sign == "chose":
        choose_weekly(BEN)
    tell(BEN, idea_id, Pace.WEEKLY, comment_id=commented(ADA, idea_id))
    make(EIGHT)
    assert [mail.kind for mail in rows(address=BEN.email)] == ["weekly_digest"]


def test_a_day_too_long_is_too_long(idea_id):
    long_gone(BEN, SUNDAY)
    with writing():
        factories.person(BEN).seen_at = EIGHT - timedelta(days=210)
    make(EIGHT)
    assert [mail.kind for mail in rows(address=BEN.email)] == ["digest_paused"]


def test_new_owners_of_topics_get_a_recap_once_a_week(ladder):
    with writing():
        assert not actions_plans.enrol_owners(SUNDAY)
        actions_plans.enrol_owners(SUNDAY)
    assert db.session.query(DigestPlan).count() == 1


def test_whoever_is_erased_is_planned_no_more(idea_id):
    choose_weekly(BEN)
    tell(BEN, idea_id, Pace.WEEKLY, comment_id=commented(ADA, idea_id))
    make(EIGHT)
    with writing():
        events.record("person.erased", at=datetime.now(UTC), person_id=factories.person(BEN).id)
    drain()
    assert plan(BEN, "weekly_digest") is None
    assert digests(BEN) == []


def test_old_periods_are_forgotten_and_not_told_again(idea_id, moved_clock):
    choose_weekly(BEN)
    make(EIGHT)
    moved_clock((EIGHT + 100 * DAY - datetime.now(UTC)).total_seconds())
    job.look_after()
    assert digests(BEN) == []
    assert plan(BEN, "weekly_digest").had.isoformat() == "2026-11-23"
