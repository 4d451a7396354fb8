"""The words of a clock: fixed forms, in the reader's zone and language."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from community import clock
from community.db import writing
from community.jobs.worker import drain
from community.web import clock_words as words
from tests import factories
from tests.cast import BEN, MARTA

NOW = datetime.fromisoformat("2026-11-10T10:00:00+00:00")


@dataclass
class Row:
    """The fields of an idea that its clock reads."""

    answer_state: str = "awaiting"
    state: str = "published"
    started_at: datetime | None = NOW - timedelta(days=4)
    published_at: datetime | None = None
    warn_at: datetime | None = NOW + timedelta(days=5)
    due_at: datetime | None = NOW + timedelta(days=10)
    first_due_at: datetime | None = None
    answered_at: datetime | None = None
    review_at: datetime | None = None
    paused_at: datetime | None = None
    paused_until: datetime | None = None
    pause_reason: str = ""
    answerer_name: str = ""
    legacy: bool = False
    topic_id: int = 0


ANSWERED = {"answer_state": "answered", "answered_at": NOW - timedelta(days=1), "answerer_name": "Marta Lindqvist"}


@pytest.fixture
def say(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)

    def spoken(**changes):
        with app.test_request_context():
            found = words.clock_words(Row(**changes))
        return found.state, found.head, found.sub

    return spoken


@pytest.mark.parametrize(
    ("changes", "state", "head", "sub"),
    [
        ({}, "running", "Due in 10 days", "by 20 Nov"),
        ({"due_at": NOW + timedelta(days=1)}, "running", "Due tomorrow", "by 11 Nov"),
        ({"due_at": NOW + timedelta(hours=6)}, "running", "Due today", "by 10 Nov"),
        ({"due_at": NOW + timedelta(hours=6), "warn_at": NOW}, "soon", "Due in 6 hours", "by 10 Nov"),
        ({"due_at": NOW + timedelta(hours=1), "warn_at": NOW}, "soon", "Due in 1 hour", "by 10 Nov"),
        ({"due_at": NOW - timedelta(days=42)}, "late", "Overdue by 42 days", "was due 29 Sept"),
        ({"due_at": NOW - timedelta(days=1)}, "late", "Overdue by 1 day", "was due 9 Nov"),
        ({"due_at": NOW - timedelta(days=400)}, "late", "Overdue by 400 days", "was due 6 Oct 2025"),
        ({"due_at": NOW - timedelta(hours=2)}, "late", "Overdue by 2 hours", "was due 10 Nov"),
        (ANSWERED, "answered", "Answered in 3 days", "by Marta Lindqvist"),
        (
            {**ANSWERED, "due_at": NOW - timedelta(days=2)},
            "answered", "Answered in 3 days", "by Marta Lindqvist; it was due 8 Nov",
        ),
        (
            {**ANSWERED, "review_at": NOW + timedelta(days=20)},
            "expiring", "Answer expires 30 Nov", "Marta Lindqvist looks at it again",
        ),
        (
            {**ANSWERED, "review_at": NOW - timedelta(days=6)},
            "expired", "Answer expired 6 days ago", "Marta Lindqvist is asked to renew it",
        ),
        ({"answer_state": "paused"}, "paused", "Waiting for the author", ""),
        (
            {"answer_state": "paused", "paused_at": NOW, "paused_until": NOW + timedelta(days=3), "pause_reason": "author"},
            "paused", "Waiting for the author", "until 13 Nov",
        ),
        (
            {"answer_state": "paused", "paused_at": NOW, "paused_until": NOW + timedelta(days=3), "pause_reason": "decision"},
            "paused", "The clock stands still", "until 13 Nov",
        ),
        ({"paused_at": None, "paused_until": NOW + timedelta(days=3), "pause_reason": "author"}, "running", "Due in 10 days", "by 20 Nov"),
        ({"answer_state": "decision"}, "running", "Due in 10 days", "a decision by 20 Nov"),
        (
            {"answer_state": "decision", "due_at": NOW - timedelta(days=3)},
            "late", "Overdue by 3 days", "a decision was due 7 Nov",
        ),
        ({"answer_state": "none"}, "closed", "No answer is owed", ""),
        (
            {"legacy": True, "due_at": None, "started_at": NOW - timedelta(days=2600)},
            "legacy", "Asked in 2019", "brought along from the earlier tool",
        ),
    ],
)
def test_each_state_has_its_fixed_form(say, changes, state, head, sub):
    assert say(**changes) == (state, head, sub)


def test_a_clock_the_worker_has_not_set_yet_says_the_date_it_will_be_set_to(say, statements):
    with writing():
        bare = {"due_at": None, "warn_at": None, "topic_id": factories.topic(promise_amount=3).id}
    assert say(**bare, started_at=NOW - timedelta(hours=3)) == ("running", "Due in 3 days", "by 13 Nov")
    assert say(**bare, started_at=None, published_at=NOW - timedelta(days=2)) == ("running", "Due tomorrow", "by 11 Nov")
    assert say(**bare, state="pending", started_at=NOW)[1:] == ("Due tomorrow", "a decision by 11 Nov")


def test_what_owes_no_answer_is_given_no_date(say):
    for owes_none in ({"legacy": True}, {"state": "hidden"}, {"answer_state": "none"}, {"answer_state": "paused"}):
        assert "Due" not in say(**owes_none, due_at=None)[1]


def test_the_date_shown_before_the_worker_came_is_the_one_it_sets(client, as_person):
    with writing():
        topic = factories.topic(owner=MARTA)
    ben = as_person(BEN)
    place = ben.post("/ideas", data={"title": "Print the week", "topic": topic.id, "importance": 2}).location
    shown = clocks_in(ben.get(place).text)
    assert shown[0][:2] == ["Due", "in"]
    assert "by" in shown[0]
    drain()
    assert clocks_in(ben.get(place).text) == shown


def clocks_in(html):
    """The words of each clock on a page."""
    found = re.findall(r'data-clock="\w+">.*?</svg>(.*?)</p>', html, re.DOTALL)
    return [re.sub(r"<[^>]+>", " ", words).split() for words in found]


def test_a_pending_idea_is_owed_a_decision_even_before_the_worker_came_by(say):
    assert say(state="pending")[2] == "a decision by 20 Nov"


def test_what_is_out_of_sight_is_owed_nothing(say):
    assert say(state="hidden")[:2] == ("closed", "No answer is owed")


def test_dates_are_those_of_the_readers_zone(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(words, "get_timezone", lambda: ZoneInfo("Pacific/Auckland"))
    row = Row(due_at=datetime.fromisoformat("2026-11-20T16:00:00+00:00"))
    with app.test_request_context():
        assert words.clock_words(row).sub == "by 21 Nov"


@pytest.mark.parametrize(("percent", "ends"), [(0, "12.0 6.8"), (25, "17.2 12.0"), (50, "12.0 17.2"), (75, "6.8 12.0")])
def test_the_hand_points_to_the_end_of_the_arc(percent, ends):
    assert words.hand_at(percent) == ends
