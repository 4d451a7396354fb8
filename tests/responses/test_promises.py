"""Changing what is promised: looked at first, kept as a version, counted anew for what is open, once."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from community import clock
from community.audit import AuditEntry
from community.db import db, writing
from community.ideas.models import Topic
from community.jobs import clocks as jobs
from community.responses import queries
from community.responses.actions_clocks import start_clock, stop_clock
from community.responses.calendars import Promise
from community.responses.models import Clock
from community.responses.models_promises import CalendarVersion, PolicyVersion
from tests import factories
from tests.cast import ADA, DEV, MARTA, OWEN, ROOT

TYPED = {
    "tiers": "1", "promise_amount": "3", "promise_unit": "days", "next_amount": "8", "next_unit": "hours", "renew_amount": "4",
    "renew_unit": "days", "review_months": "2", "needs_approval": "1", "roles_1": ["owner"], "roles_2": ["owner", "deputy"],
    "share_3": "150", "roles_3": ["manager"], "share_4": "300", "roles_4": ["manager", "director"],
}


@pytest.fixture
def open_ideas(app):
    """One idea answered, one open and one that is young, in one topic."""
    long_ago = clock.now() - timedelta(days=9)
    with writing():
        topic = factories.topic("rotas", MARTA, deputy_id=factories.person(DEV).id, manager_id=factories.person(OWEN).id)
        ideas = [factories.idea(ADA, f"Print week {n} on a page", now=long_ago) for n in (1, 2)]
        ideas.append(factories.idea(ADA, "Print the month on a page", now=clock.now()))
        for idea, since in zip(ideas, (long_ago, long_ago, clock.now()), strict=True):
            start_clock(idea, "first", now=since)
        stop_clock(ideas[0], "answered", now=long_ago + timedelta(days=1))
        return topic.id


def url(topic_id):
    return f"/admin/topics/{topic_id}/promises"


def typed(**changes):
    return {**TYPED, "calendar": db.session.query(Topic.calendar_id).scalar(), **changes}


def seen(answer):
    return re.search(r'name="seen" value="([0-9a-f]{32})"', answer.text)[1]


def save(root, topic_id, data):
    looked = root.post(url(topic_id), data=data)
    assert looked.status_code == 200, looked.text
    return root.post(url(topic_id), data={**data, "seen": seen(looked)})


def dues():
    db.session.rollback()
    db.session.expire_all()
    return [row.due_at for row in db.session.query(Clock).order_by(Clock.idea_id)]


def versions(model=PolicyVersion):
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(model).order_by(model.number).all()


def test_the_first_press_shows_what_changes_and_saves_nothing(open_ideas, as_person):
    looked = as_person(ROOT).post(url(open_ideas), data=typed())
    assert looked.status_code == 200
    assert "2 ideas change their due date, 1 becomes overdue." in looked.text
    assert "<del>10 working days</del> → <ins>3 working days</ins>" in looked.text
    assert 'name="promise_amount" type="text" value="3"' in looked.text
    assert len(versions()) == 1


def test_the_second_press_saves_a_version_that_open_clocks_follow_once(open_ideas, as_person):
    before = dues()
    assert save(as_person(ROOT), open_ideas, typed()).status_code == 303
    first, second = versions()
    assert (first.first_amount, second.first_amount, second.number, second.applied_at) == (10, 3, 2, None)
    assert second.saved_by_id == factories.person(ROOT).id
    assert dues() == before
    assert jobs.take_effect() is True
    answered, late, young = dues()
    assert answered == before[0]
    assert late < before[1]
    assert late <= clock.now()
    assert young < before[2]
    assert jobs.take_effect() is False
    counted = db.session.query(AuditEntry).filter_by(act="policy.in_force").one()
    assert (counted.actor_id, counted.after) == (None, {"version": 2, "moved": 2, "overdue": 1})


def test_terms_are_those_of_the_version_that_held(open_ideas, as_person):
    save(as_person(ROOT), open_ideas, typed())
    db.session.rollback()
    now, then = queries.terms_of(open_ideas), queries.terms_of(open_ideas, at=clock.now() - timedelta(hours=1))
    assert [now.promise_for(kind) for kind in ("decision", "first", "next", "review")] == [
        Promise(1, "days"), Promise(3, "days"), Promise(8, "hours"), Promise(4, "days"),
    ]
    assert (now.needs_approval, now.review_months) == (True, 2)
    assert [(tier.number, tier.share, tier.roles) for tier in now.tiers][2:] == [(3, 1.5, ("manager",)), (4, 3.0, ("manager", "director"))]
    assert (then.promise, then.needs_approval) == (Promise(10, "days"), False)
    assert queries.terms_held(then.policy_version_id, then.calendar_version_id) == then


def test_terms_cost_one_statement(open_ideas, statements):
    db.session.rollback()
    with statements() as sent:
        queries.terms_of(open_ideas)
    assert len(sent) == 1


def test_a_day_to_come_changes_nothing_until_it_comes(open_ideas, as_person, moved_clock):
    day = (clock.now() + timedelta(days=3)).date()
    before = dues()
    assert save(as_person(ROOT), open_ideas, typed(valid_from=day.isoformat())).status_code == 303
    assert jobs.take_effect() is False
    assert (queries.terms_of(open_ideas).promise.amount, dues()) == (10, before)
    assert db.session.get(Topic, open_ideas).promise_amount == 10
    assert "still to come" in as_person(ROOT).get(url(open_ideas)).text
    moved_clock(4 * 86_400)
    assert jobs.take_effect() is True
    assert dues()[2] != before[2]
    assert db.session.get(Topic, open_ideas).promise_amount == 3


def test_it_begins_with_the_day_in_the_calendars_zone(open_ideas, as_person):
    with writing():
        tokyo = factories.calendar("Tokyo", "Asia/Tokyo").id
    day = (clock.now() + timedelta(days=30)).date()
    save(as_person(ROOT), open_ideas, typed(valid_from=day.isoformat(), calendar=tokyo))
    assert versions()[1].valid_from == datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=9)


def test_what_was_to_come_can_be_taken_back_and_what_holds_cannot(open_ideas, as_person):
    root, day = as_person(ROOT), (clock.now() + timedelta(days=3)).date()
    save(root, open_ideas, typed(valid_from=day.isoformat()))
    first, second = versions()
    for version in (first, second):
        assert root.post(f"{url(open_ideas)}/{version.id}/withdraw").status_code == 303
    assert [version.number for version in versions()] == [1]
    assert root.post(f"{url(open_ideas)}/999/withdraw").status_code == 404


def test_saving_what_holds_already_adds_no_version(open_ideas, as_person):
    root = as_person(ROOT)
    save(root, open_ideas, typed())
    assert root.post(url(open_ideas), data=typed()).status_code == 303
    assert len(versions()) == 2


def test_what_was_not_looked_at_is_not_saved(open_ideas, as_person):
    root = as_person(ROOT)
    looked = root.post(url(open_ideas), data=typed())
    other = root.post(url(open_ideas), data=typed(promise_amount="2", seen=seen(looked)))
    assert other.status_code == 200
    assert "<ins>2 working days</ins>" in other.text
    assert len(versions()) == 1


def test_the_history_says_who_changed_what_from_when_on(open_ideas, as_person):
    save(as_person(ROOT), open_ideas, typed())
    page = as_person(ROOT).get(url(open_ideas)).text
    history = page[page.index('id="history"'):]
    assert "Ruth Adeyemi" in history
    assert "<b>A second person approves</b>: <del>no</del> → <ins>yes</ins>" in history
    assert history.index("holds now") < history.index("past")
    assert "the beginning" in history


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"promise_amount": "0"}, "promise_amount", "from 1 to 60"),
        ({"next_unit": "weeks"}, "next_unit", "days or hours"),
        ({"review_months": "7"}, "review_months", "from 1 to 6"),
        ({"calendar": "999"}, "calendar", "from the list"),
        ({"calendar": ""}, "calendar", "counted in a calendar"),
        ({"share_3": "90"}, "share_3", "put them in order"),
        ({"share_4": "150"}, "share_4", "put them in order"),
        ({"share_4": "2000"}, "share_4", "1000 percent"),
        ({"share_3": "soon"}, "share_3", "whole number"),
        ({"roles_4": []}, "share_4", "tick somebody"),
        ({"roles_1": []}, "share_1", "tick somebody"),
        ({"valid_from": "tomorrow"}, "valid_from", "Please write a day"),
        ({"valid_from": "2020-01-01"}, "valid_from", "a day to come"),
        ({"valid_from": "8999-12-31"}, "valid_from", "within a year"),
        ({"valid_from": "9999-12-31"}, "valid_from", "Please write a day"),
    ],
)
def test_a_mistake_is_named_beside_its_field_and_the_rest_stays(open_ideas, as_person, changes, field, said):
    answer = as_person(ROOT).post(url(open_ideas), data=typed(**changes))
    assert answer.status_code == 422
    assert said in answer.text
    assert f'id="{field}-problem"' in answer.text
    assert 'name="next_amount" type="text" value="8"' in answer.text
    assert len(versions()) == 1


def scant(root):
    root.post("/admin/calendars/new", data={"name": "Mondays", "zone": "Europe/London", "mon": "09:00-10:00"})
    return db.session.query(CalendarVersion.calendar_id).order_by(CalendarVersion.id.desc()).limit(1).scalar()


def test_a_promise_that_can_never_be_met_is_refused(open_ideas, as_person):
    root = as_person(ROOT)
    answer = root.post(url(open_ideas), data=typed(calendar=scant(root), renew_amount="60"))
    assert answer.status_code == 422
    assert 'id="renew_amount-problem"' in answer.text
    assert "more than a year" in answer.text


def test_new_hours_move_every_topic_that_counts_in_them(open_ideas, as_person):
    root, calendar = as_person(ROOT), db.session.query(Topic.calendar_id).scalar()
    with writing():
        factories.topic("swaps", MARTA)
    data = {"name": "Office hours", "zone": "Europe/London", "mon": "09:00-17:00", "holidays": ""}
    looked = root.post(f"/admin/calendars/{calendar}", data=data)
    assert "2 ideas change their due date" in looked.text
    assert root.post(f"/admin/calendars/{calendar}", data={**data, "seen": seen(looked)}).status_code == 303
    before = dues()
    assert jobs.take_effect() is True
    after = dues()
    assert (before[0] == after[0], before[1] < after[1], before[2] < after[2]) == (True, True, True)
    assert jobs.take_effect() is False


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"mon": "09:00-09:01", "zone": "Europe/London"}, "the promise of Rotas would take more than a year"),
        ({"mon": "09:00-17:00", "holidays": "{mondays}"}, "all its hours fall on holidays"),
        ({"mon": ""}, "would never open"),
    ],
)
def test_hours_that_strand_a_promise_or_never_open_are_refused(open_ideas, as_person, changes, said):
    calendar = db.session.query(Topic.calendar_id).scalar()
    save(as_person(ROOT), open_ideas, typed(renew_amount="80", renew_unit="hours"))
    start = clock.now().date()
    every = "\n".join((start + timedelta(days=n)).isoformat() for n in range(-1, 400) if (start + timedelta(days=n)).weekday() == 0)
    data = {"name": "Office hours", "zone": "Europe/London", **changes, "holidays": changes.get("holidays", "").format(mondays=every)}
    answer = as_person(ROOT).post(f"/admin/calendars/{calendar}", data=data)
    assert answer.status_code == 422
    assert said in answer.text
    assert len(versions(CalendarVersion)) == 1


def test_hours_once_promised_in_are_kept(open_ideas, as_person):
    root, calendar = as_person(ROOT), db.session.query(Topic.calendar_id).scalar()
    with writing():
        other = factories.calendar("Other hours").id
    save(root, open_ideas, typed(calendar=other))
    root.post(f"/admin/calendars/{calendar}/remove")
    assert db.session.query(CalendarVersion).filter_by(calendar_id=calendar).count() == 1


@pytest.mark.parametrize("part", [MARTA, OWEN])
def test_only_administrators_promise(open_ideas, as_person, part):
    assert as_person(part).get(url(open_ideas)).status_code == 404
    assert as_person(part).post(url(open_ideas), data=typed()).status_code == 404
    assert len(versions()) == 1
