"""The clock on an idea's page, and the page of how it ran."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest

from community import clock
from community.db import db, writing
from community.ideas.models import Idea
from community.jobs.worker import drain
from community.responses.actions import AnswerDraft, answer_idea
from community.responses.actions_pausing import end_pause, pause_clock
from community.responses.models import Clock
from tests import factories
from tests.cast import ADA, BEN, MARTA, SAM

WORDS = "Yes. We build this now, and here is what will come with it and when."
MONDAY = datetime.fromisoformat("2026-11-23T10:00:00+00:00")


@pytest.fixture
def at(app, monkeypatch):
    """Set the time, and from then on it stands."""
    def stand(moment):
        monkeypatch.setattr(clock, "now", lambda: moment)

    stand(MONDAY)
    return stand


@pytest.fixture
def idea_id(at):
    with writing():
        factories.topic(owner=MARTA, promise_amount=2, promise_unit="days")
        idea_id = factories.idea(ADA).id
    drain()
    return idea_id


def idea(idea_id):
    return db.session.get_one(Idea, idea_id)


def panel(browser, idea_id):
    html = browser.get(f"/ideas/{idea_id}").text
    found = re.search(r'<section class="panel" id="clock".*?</section>', html, re.S)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found)).split()), found


def ran(browser, idea_id):
    html = browser.get(f"/ideas/{idea_id}/clock").text
    found = re.findall(r'<section class="panel cycle".*?</section>', html, re.S)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", each)).split()) for each in found]


def pause(idea_id, reason="author", days=3, note=""):
    with writing():
        return pause_clock(factories.viewer(MARTA), idea(idea_id), reason, clock.now() + timedelta(days=days), note=note, now=clock.now())


def test_it_says_when_with_the_zone_what_was_promised_and_what_is_left(client, idea_id):
    text, html = panel(client, idea_id)
    due = idea(idea_id).due_at
    assert f'<time datetime="{due.isoformat(timespec="seconds")}">' in html
    assert re.search(r"25 Nov 2026, 17:00 \((Coordinated Universal Time|Greenwich Mean Time)\)", text)
    assert "23 working hours left." in text
    assert "Promised: an answer within 2 working days." in text


def test_it_is_in_the_readers_own_zone(as_person, idea_id):
    with writing():
        factories.person(BEN).zone = "Europe/Berlin"
    assert "25 Nov 2026, 18:00 (Central European Standard Time)" in panel(as_person(BEN), idea_id)[0]


def test_what_is_overdue_has_nothing_left(client, idea_id, at):
    at(MONDAY + timedelta(days=5))
    text = panel(client, idea_id)[0]
    assert "Overdue by" in text
    assert "left" not in text
    assert "-" not in re.sub(r"\d{4}-\d\d-\d\d", "", text)


def test_a_kept_page_gives_way_when_an_hour_has_passed(app, client, idea_id, at):
    app.config["KEPT_PAGES"] = 256
    try:
        at(MONDAY + timedelta(minutes=55))
        assert "23 working hours left." in panel(client, idea_id)[0]
        at(MONDAY + timedelta(minutes=61))
        assert "22 working hours left." in panel(client, idea_id)[0]
    finally:
        app.config["KEPT_PAGES"] = 0


def test_while_it_waits_for_the_author_it_says_until_when(client, idea_id, at):
    pause(idea_id)
    text = panel(client, idea_id)[0]
    assert "Waiting for the author until 26 Nov" in text
    assert "It goes on by itself 26 Nov 2026, 10:00" in text
    assert "left" not in text
    at(MONDAY + timedelta(days=2))
    assert "The clock stood still for 2 days in all." in panel(client, idea_id)[0]


def test_a_pause_for_another_reason_does_not_blame_the_author(client, as_person, idea_id):
    pause(idea_id, "other", note="The person who knows is ill.")
    text = panel(client, idea_id)[0]
    assert "The clock stands still until 26 Nov" in text
    assert "author" not in text
    assert "is ill" not in ran(client, idea_id)[0]
    assert "for another reason: The person who knows is ill." in ran(as_person(SAM), idea_id)[0]


def test_after_a_pause_the_time_it_stood_still_stays_on_record(client, idea_id, at):
    pause(idea_id)
    at(MONDAY + timedelta(days=1))
    with writing():
        end_pause(idea(idea_id), now=clock.now())
    text = panel(client, idea_id)[0]
    assert "The clock stood still for 24 hours in all." in text
    assert "working hours left" in text


def test_a_question_that_waits_has_its_own_line(client, idea_id, at):
    with writing():
        idea(idea_id).asked_at, idea(idea_id).asked_due_at = MONDAY, MONDAY + timedelta(days=1)
    assert "A customer’s question waits for a reply until 24 Nov 2026, 10:00" in panel(client, idea_id)[0]
    at(MONDAY + timedelta(days=2))
    assert "A customer’s question waits for a reply that was due 24 Nov 2026, 10:00" in panel(client, idea_id)[0]


def test_what_was_brought_along_shows_its_true_age(client, idea_id):
    with writing() as session:
        old = idea(idea_id)
        old.legacy, old.due_at, old.warn_at, old.first_due_at = True, None, None, None
        old.published_at = old.started_at = datetime.fromisoformat("2019-03-04T09:00:00+00:00")
        session.query(Clock).delete()
    text = panel(client, idea_id)[0]
    assert "Asked in 2019" in text
    assert "Asked 4 March 2019, in an earlier tool." in text
    assert "No clock has run for this idea." in client.get(f"/ideas/{idea_id}/clock").text


def test_every_cycle_is_told_with_its_outcome(client, idea_id, at):
    at(MONDAY + timedelta(days=3))
    with writing():
        answer_idea(factories.viewer(MARTA), idea(idea_id), AnswerDraft.of("review", WORDS, (clock.now() + timedelta(days=10)).date()), now=clock.now())
    drain()
    told = ran(client, idea_id)
    assert len(told) == 1
    assert told[0].startswith("The first answer Outcome late Began 23 Nov 2026, 10:00")
    assert "Stopped 26 Nov 2026, 10:00" in told[0]
    assert "Promised: an answer within 2 working days." in told[0]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"outcome": "waived", "stopped_at": MONDAY}, "waived, because the idea was out of sight"),
        ({"outcome": "merged", "stopped_at": MONDAY}, "ended when the idea became part of another"),
        ({"breached_by_change_at": MONDAY}, "It became overdue when the promise itself was changed, on 23 November"),
        ({"own_started_at": MONDAY}, "It counts from the earliest of the ideas that joined."),
    ],
)
def test_what_was_out_of_the_ordinary_is_said(client, idea_id, change, said):
    with writing() as session:
        for name, value in change.items():
            setattr(session.query(Clock).one(), name, value)
    assert said in ran(client, idea_id)[0]


def test_it_is_there_for_whoever_may_see_the_idea_and_nobody_else(client, as_person, idea_id):
    with writing():
        factories.topic(visibility="staff")
    assert client.get(f"/ideas/{idea_id}/clock").status_code == as_person(ADA).get(f"/ideas/{idea_id}/clock").status_code == 404
    assert as_person(SAM).get(f"/ideas/{idea_id}/clock").status_code == 200


def test_a_clock_that_never_stood_still_costs_one_statement_more_than_none(client, as_person, idea_id, statements):
    browser = as_person(SAM)
    browser.get(f"/ideas/{idea_id}")
    with statements() as sent:
        browser.get(f"/ideas/{idea_id}")
    assert not [each for each in sent if "FROM pauses" in each or "FROM clocks" in each]
