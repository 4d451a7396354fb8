"""The page on which staff let a clock stand still, go on, run again, or run in another topic."""

from datetime import timedelta

import pytest

from community import clock
from community.db import db, writing
from community.jobs import worker
from community.responses import queries
from community.responses.models import Pause
from tests import factories
from tests.cast import ADA, BEN, DEV, MARTA, MO, SAM
from tests.responses.cycles import answer, cycles, read


@pytest.fixture
def idea_id(app):
    with writing():
        factories.topic("rotas", MARTA)
        made = factories.idea(ADA, now=clock.now() - timedelta(days=1)).id
    worker.drain()
    return made


def day(days):
    return queries.terms_of(1).today(clock.now() + timedelta(days=days)).isoformat()


def post(browser, idea_id, what, **data):
    return browser.post(f"/desk/ideas/{idea_id}/{what}", data=data)


def test_a_clock_is_paused_made_longer_by_a_colleague_and_let_go_on(idea_id, as_person):
    marta, dev = as_person(MARTA), as_person(DEV)
    assert "Let the clock stand still" in marta.get(f"/desk/ideas/{idea_id}/clock").text
    before = read(idea_id).due_at
    assert post(marta, idea_id, "clock/pause", reason="author", until=day(7), note="Which printer?").status_code == 303
    assert read(idea_id).answer_state == "paused"
    assert read(idea_id).due_at > before
    shown = marta.get(f"/desk/ideas/{idea_id}/clock").text
    assert "Which printer?" in shown
    assert "A colleague can make it longer." in shown
    assert post(marta, idea_id, "clock/extend", longer=day(14)).status_code == 422
    assert post(dev, idea_id, "clock/extend", longer=day(14)).status_code == 303
    assert post(dev, idea_id, "clock/resume").status_code == 303
    assert read(idea_id).answer_state == "awaiting"
    assert "Stood still for" in dev.get(f"/desk/ideas/{idea_id}/clock").text


@pytest.mark.parametrize(("data", "words"), [
    ({"reason": "", "until": ""}, "Please choose why"), ({"reason": "author", "until": "soon"}, "year, month and day"),
    ({"reason": "author", "until": "0000-00-00"}, "year, month and day"), ({"reason": "other", "until": "+3"}, "what it waits for"),
    ({"reason": "author", "until": "+90"}, "30 days at the most"), ({"reason": "author", "until": "-3"}, "still to come"),
    ({"reason": "author", "until": "2999-12-31"}, "30 days at the most"), ({"reason": "author", "until": "9999-12-31"}, "year, month and day"),
    ({"reason": "author", "until": "+3", "note": "x" * 600}, "shorten"),
])
def test_what_cannot_be_keeps_what_was_typed(idea_id, as_person, data, words):
    typed = {"note": "Which printer is it", **data}
    typed["note"] = "" if data.get("reason") == "other" else typed["note"]
    typed["until"] = day(int(data["until"])) if data["until"][:1] in "+-" and data["until"] else data["until"]
    answered = post(as_person(MARTA), idea_id, "clock/pause", **typed)
    assert answered.status_code == 422
    assert words in answered.text
    assert typed["note"] in answered.text
    assert db.session.query(Pause).count() == 0


@pytest.mark.parametrize("last", ["9999-12-31", "0001-01-01", "20270331"])
def test_a_day_that_cannot_be_told_in_every_zone_is_refused(app, as_person, last):
    """Where one works until five in Los Angeles, the last day of the calendar ends after it."""
    with writing():
        factories.topic("rotas", MARTA, calendar_id=factories.calendar("West", "America/Los_Angeles").id)
        idea_id = factories.idea(ADA, now=clock.now() - timedelta(days=1)).id
    worker.drain()
    marta, dev = as_person(MARTA), as_person(DEV)
    for what, who, typed in (("pause", marta, {"reason": "author", "until": last, "note": "Which printer?"}), ("extend", dev, {"longer": last})):
        answered = post(who, idea_id, f"clock/{what}", **typed)
        assert (answered.status_code, "year, month and day" in answered.text) == (422, True), what
        assert last in answered.text
        post(marta, idea_id, "clock/pause", reason="author", until=day(7), note="Which printer?")


def test_an_answer_is_taken_back_with_a_reason(idea_id, as_person):
    answer(idea_id, clock.now())
    marta = as_person(MARTA)
    assert post(marta, idea_id, "answer/withdraw", why=" ").status_code == 422
    assert post(marta, idea_id, "answer/withdraw", why="The wrong idea.").status_code == 303
    assert [row[3] for row in cycles(idea_id)] == [""]
    assert "An answer was withdrawn" in marta.get(f"/ideas/{idea_id}").text


def test_a_closed_idea_is_opened_again_by_anybody_of_staff(idea_id, as_person):
    answer(idea_id, clock.now(), "declined")
    sam = as_person(SAM)
    assert "Open it again" in sam.get(f"/desk/ideas/{idea_id}/clock").text
    assert post(sam, idea_id, "clock/reopen", why="").status_code == 422
    assert post(sam, idea_id, "clock/reopen", why="The law changed.").status_code == 303
    assert [row[0] for row in cycles(idea_id)] == ["first", "review"]
    assert "Opened again" in as_person(BEN).get(f"/ideas/{idea_id}").text


def test_an_imported_idea_is_woken_on_its_page(idea_id, as_person):
    with writing():
        old = factories.idea(BEN, "From the earlier tool", now=clock.now() - timedelta(days=900))
        old.legacy = True
    worker.drain()
    sam = as_person(SAM)
    assert "Let its clock run" in sam.get(f"/desk/ideas/{old.id}/clock").text
    assert post(sam, old.id, "clock/start").status_code == 303
    assert [row[0] for row in cycles(old.id)] == ["first"]


def test_an_idea_is_moved_by_a_moderator(idea_id, as_person):
    with writing():
        topic = factories.topic("fast", DEV).id
    mo = as_person(MO)
    assert post(mo, idea_id, "move", topic=topic).status_code == 303
    assert read(idea_id).topic_id == topic
    assert post(mo, idea_id, "move", topic=9999).status_code == 422
    assert post(mo, idea_id, "move", topic="x").status_code == 422
