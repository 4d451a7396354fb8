"""Passing an idea on to a colleague: told first from then on, on record, the clock untouched."""

import pytest

from community import clock
from community.audit import AuditEntry
from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.responses import actions_clocks, queries
from community.responses.models import Clock
from tests import factories
from tests.cast import ADA, DEV, MARTA, OWEN, SAM


@pytest.fixture
def idea_id(app):
    with writing():
        factories.topic("rotas", MARTA, deputy_id=factories.person(OWEN).id)
        factories.person(DEV)
        idea = factories.idea(ADA)
        actions_clocks.start_clock(idea, "first", now=clock.now())
    return idea.id


def pass_on(browser, idea_id, part=DEV, **changes):
    return browser.post(f"/desk/ideas/{idea_id}/assign", data={"owner": str(factories.person(part).id), **changes})


def owner(idea_id):
    db.session.expire_all()
    return db.session.get(Idea, idea_id).owner_id


def test_the_colleague_becomes_the_owner(as_person, idea_id):
    marta = as_person(MARTA)
    assert pass_on(marta, idea_id).status_code == 303
    assert owner(idea_id) == factories.person(DEV).id
    assert queries.ladder_of(idea_id)["owner"] == factories.person(DEV).id
    assert "Passed on. Dev Rao is told first from now on." in marta.get("/desk").text


def test_it_is_on_record_and_told(as_person, idea_id):
    pass_on(as_person(MARTA), idea_id)
    told = db.session.query(Event).filter_by(kind="idea.assigned").one()
    assert (told.person_id, told.idea_id) == (factories.person(DEV).id, idea_id)
    assert told.data["due_at"] == db.session.query(Clock).one().due_at.isoformat()
    entry = db.session.query(AuditEntry).filter_by(act="idea.assigned").one()
    assert (entry.before, entry.after) == ({"owner_id": None}, {"owner_id": factories.person(DEV).id})


def test_the_clock_does_not_start_over(as_person, idea_id):
    before = [(clock.started_at, clock.due_at) for clock in db.session.query(Clock)]
    pass_on(as_person(MARTA), idea_id)
    db.session.expire_all()
    assert [(clock.started_at, clock.due_at) for clock in db.session.query(Clock)] == before


def test_a_second_click_changes_nothing(as_person, idea_id):
    marta = as_person(MARTA)
    pass_on(marta, idea_id)
    assert pass_on(marta, idea_id).status_code == 303
    assert db.session.query(Event).filter_by(kind="idea.assigned").count() == 1
    assert db.session.query(AuditEntry).filter_by(act="idea.assigned").count() == 1


@pytest.mark.parametrize("to", ["", "0", "999", "²", "1e3", "-1", str(2**60)])
def test_whom_nobody_knows_gets_nothing(as_person, idea_id, to):
    answered = pass_on(as_person(MARTA), idea_id, owner=to)
    assert answered.status_code == 422
    assert "Please choose a colleague who can answer." in answered.text
    assert owner(idea_id) is None


@pytest.mark.parametrize("part", [SAM, ADA])
def test_whoever_may_not_answer_is_passed_nothing(as_person, idea_id, part):
    with writing():
        factories.person(part)
    assert pass_on(as_person(MARTA), idea_id, part).status_code == 422
    assert owner(idea_id) is None


@pytest.mark.parametrize("part", [SAM, ADA])
def test_only_those_who_may_answer_pass_on(as_person, idea_id, part):
    assert pass_on(as_person(part), idea_id).status_code == 404
    assert owner(idea_id) is None
