"""The demo's history is what the product itself would have written, had somebody played it moment by moment."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from community import bulk
from community.accounts.models import Organisation, Person
from community.accounts.viewer import Viewer
from community.db import Base, db, writing
from community.demo import load
from community.demo.content import stories
from community.events import Event
from community.ideas.models import Idea, Topic
from community.responses.actions import AnswerDraft, answer_idea
from community.responses.actions_clocks import renew_next, start_clock
from community.responses.actions_escalating import escalate_next
from community.responses.models import Answer, Calendar, Clock, Escalation
from community.responses.models_promises import CalendarVersion, PolicyVersion

NOW = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)
SHOWN = ("status", "answer_state", "started_at", "warn_at", "due_at", "first_due_at", "answered_at", "review_at", "answerer_name")
CLOCK = ("cycle", "kind", "started_at", "warn_at", "due_at", "stopped_at", "outcome", "next_tier", "next_alert_at")
HISTORY = ("clock.", "answer.", "idea.shipped")
PLAYED = (
    "rotas-time-zones",  # under review, then planned
    "swaps-without-manager",
    "swaps-agency-only-after",  # the first answer late
    "rotas-fair-christmas",  # never answered, and late
    "payroll-export-columns",  # planned, in progress, shipped
    "swaps-open-shift-not-fastest-finger",  # under review twice: the manager is told
    "mobile-lone-worker",  # declined in the end
)


@pytest.fixture(scope="module")
def built():
    return load.build(NOW)


@pytest.fixture(params=PLAYED)
def told(request, app, built):
    """The demo's row of one story; in the database only the people and topics, and the idea as it was published."""
    title = next(story.title for story in stories() if story.key == request.param)
    idea = next(row for row in built.of(Idea) if row["title"] == title)
    with writing() as session:
        for model in (Calendar, Organisation, Person, Topic, CalendarVersion, PolicyVersion):
            bulk.insert_rows(session, model.__table__, built.of(model))
        fresh = {key: value for key, value in idea.items() if key not in SHOWN}
        bulk.insert_rows(session, Idea.__table__, [bulk.Row(fresh)])
    return idea


def rows_of(built, model: type[Base], idea):
    return [row for row in built.of(model) if row["idea_id"] is idea]


def play(built, told):
    """Do at each moment what its people and the minute job would have done."""
    answers = {row["created_at"]: row for row in rows_of(built, Answer, told)}
    clocks = {id(row) for row in rows_of(built, Clock, told)}
    alerts = {row["due_at"] for row in built.of(Escalation) if id(row["clock_id"]) in clocks}
    reviews = {row["review_at"] for row in answers.values() if row["review_at"] and row["review_at"] <= NOW}
    with writing():
        idea = db.session.get(Idea, told["id"])
        start_clock(idea, "first", now=told["published_at"])
        for moment in sorted({*answers, *alerts, *reviews}):
            renew_next(moment)
            escalate_next(moment)
            if moment in answers:
                give(idea, answers[moment])


def give(idea, row):
    actor = Viewer.of(db.session.get(Person, row["author_id"]["id"]))
    calendar = db.session.get(Calendar, db.session.get(Topic, idea.topic_id).calendar_id)
    review_on = row["review_at"].astimezone(ZoneInfo(calendar.zone)).date() if row["review_at"] else None
    answer_idea(actor, idea, AnswerDraft(row["status"], row["body"], row["body_html"], review_on), now=row["created_at"])




def test_the_idea_shows_the_same(built, told):
    play(built, told)
    idea = db.session.get(Idea, told["id"])
    assert {name: getattr(idea, name) for name in SHOWN} == {name: told[name] for name in SHOWN}


def test_its_clocks_are_the_same(built, told):
    play(built, told)
    played = [{name: getattr(clock, name) for name in CLOCK} for clock in db.session.query(Clock).order_by(Clock.cycle)]
    written = [{name: row.get(name) for name in CLOCK} for row in rows_of(built, Clock, told)]
    assert played == sorted(written, key=lambda row: row["cycle"])


def test_the_same_people_were_told_at_the_same_times(built, told):
    play(built, told)
    clocks = {id(row) for row in rows_of(built, Clock, told)}
    written = [(row["tier"], row["due_at"], row["told"]) for row in built.of(Escalation) if id(row["clock_id"]) in clocks]
    played = [(row.tier, row.due_at, row.told) for row in db.session.query(Escalation)]
    assert sorted(played) == sorted(written)


def test_the_same_events_are_on_record(built, told):
    play(built, told)
    written = [row for row in rows_of(built, Event, told) if row["kind"].startswith(HISTORY) and row["kind"] != "answer.rated"]
    played = db.session.query(Event).filter(Event.idea_id == told["id"]).all()
    assert sorted((row.kind, row.at, sorted(row.data)) for row in played) == sorted(
        (row["kind"], row["at"], sorted(row["data"])) for row in written
    )
