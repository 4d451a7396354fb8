"""What the idea page says of its answer and its clock, in every state."""

import re
from datetime import date, datetime, timedelta

import pytest

from community import clock
from community.db import db, writing
from community.ideas.models import Idea
from community.responses import actions, actions_clocks
from community.responses.actions import AnswerDraft
from tests import factories
from tests.cast import ADA, MARTA, OWEN

WORDS = "Yes. We **build** this now, because forty of you told us what it costs you every week."
OTHER = "We have looked at it again, and it is nearer than it was: the print page is drawn already."
MONDAY = datetime.fromisoformat("2026-06-01T09:00:00+01:00")


@pytest.fixture
def page(app, client, monkeypatch):
    """The idea page at a moment after MONDAY, as words without tags."""
    with writing():
        factories.topic("rotas", MARTA, manager_id=factories.person(OWEN).id)
        made = factories.idea(ADA, now=MONDAY)
        actions_clocks.start_clock(made, "first", now=MONDAY)

    def read(days):
        monkeypatch.setattr(clock, "now", lambda: MONDAY + timedelta(days=days))
        found = client.get(f"/ideas/{made.id}")
        assert found.status_code == 200
        return " ".join(re.sub(r"<[^>]+>", " ", found.text).split()), found.text

    read.idea_id = made.id
    return read


def answer(idea_id, days, status="planned", body=WORDS, review=date(2026, 8, 3)):
    with writing():
        idea = db.session.get(Idea, idea_id)
        actions.answer_idea(factories.viewer(MARTA), idea, AnswerDraft.of(status, body, review), now=MONDAY + timedelta(days=days))


def test_an_idea_that_waits_shows_its_promise(page):
    text, html = page(3)
    assert "Due in 11 days by 15 Jun" in text
    assert "1 Jun asked 15 Jun an answer is due" in text
    assert "Due 15 Jun 2026, 16:00 (Coordinated Universal Time) . 64 working hours left. Promised: an answer within 10 working days." in text
    assert 'class="promise waiting"' in html
    assert "Our answer" not in text


def test_a_late_answer_says_so_in_words(page):
    text, html = page(56)
    assert "Overdue by 42 days was due 15 Jun" in text
    assert "15 Jun was due 27 Jul today" in text
    assert 'data-clock="late"' in html


def test_an_answer_is_a_signed_letter(page):
    answer(page.idea_id, 3)
    text, html = page(10)
    assert "We <strong>build</strong> this now" in html
    assert "Marta Lindqvist Product lead for shifts" in text
    assert "Answered 4 June ." in text
    assert "Looked at again by 3 August" in text
    assert "Answered in 3 days by Marta Lindqvist" in text
    assert "1 Jun asked 4 Jun answered 3 Aug we look again" in text


def test_an_expired_answer_stays_readable_under_its_clock(page):
    answer(page.idea_id, 3)
    text, html = page(69)
    assert text.count("Answer expired 6 days ago") == 3
    assert "We <strong>build</strong> this now" in html
    assert "3 Aug expired" in text
    assert "The clock runs again." in text


def test_a_renewal_says_when_it_came_and_keeps_the_earlier_letter(page):
    answer(page.idea_id, 3)
    answer(page.idea_id, 20, "progress", OTHER, date(2026, 9, 1))
    text, _html = page(21)
    assert "First answered 4 June , brought up to date 21 June ." in text
    assert "1 earlier answer" in text
    assert "forty of you" in text


def test_two_under_review_in_a_row_are_shown_as_such(page):
    answer(page.idea_id, 3, "review")
    assert "answers in a row" not in page(5)[0]
    answer(page.idea_id, 20, "review", OTHER)
    assert "These are 2 answers in a row that say Under review. The manager has been told." in page(21)[0]


def test_a_final_answer_has_no_look_again_date(page):
    answer(page.idea_id, 3, "shipped", review=None)
    text, _html = page(200)
    assert "Looked at again" not in text
    assert "1 Jun asked 4 Jun answered" in text


def test_script_in_an_answer_stays_text(page):
    answer(page.idea_id, 3, body="<img src=x onerror=alert(1)> is what you wrote to us, and we will print every word of it just as it is.")
    assert "<img" not in page(4)[1]
    assert "&lt;img src=x" in page(4)[1]


def test_an_imported_idea_shows_its_age_without_a_promise(page, client):
    with writing():
        old = factories.idea(ADA, now=MONDAY - timedelta(days=2500))
        old.legacy = True
        assert actions_clocks.start_clock(old, "first", now=MONDAY) is None
    page(1)
    shown = client.get(f"/ideas/{old.id}").text
    assert "Asked in 2019" in shown
    assert 'class="promise' not in shown
