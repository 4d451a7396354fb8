"""Publishing an idea that waited: it becomes public, its clock runs, its author is trusted."""

import pytest

from community.jobs.worker import drain
from tests.cast import ADA, BEN, MARTA, MO, SAM
from tests.moderation.conftest import acts, happened, idea, person


def test_a_waiting_idea_becomes_public_and_its_author_trusted(as_person, client, pending):
    assert client.get(f"/ideas/{pending}").status_code == 404
    answer = as_person(MO).post(f"/moderation/idea/{pending}/approve")
    assert answer.status_code == 303
    assert idea(pending).state == "published"
    assert person(ADA).trusted_at is not None
    assert client.get(f"/ideas/{pending}").status_code == 200
    assert (acts(), happened("idea.published")) == (["idea.approved"], 1)


def test_from_then_on_an_answer_is_owed(as_person, pending):
    drain()
    assert idea(pending).answer_state == "decision"
    as_person(MO).post(f"/moderation/idea/{pending}/approve")
    drain()
    assert idea(pending).answer_state == "awaiting"
    assert idea(pending).due_at is not None


def test_a_second_press_changes_nothing_and_says_so(as_person, pending):
    mo = as_person(MO)
    mo.post(f"/moderation/idea/{pending}/approve")
    mo.post(f"/moderation/idea/{pending}/approve")
    assert happened("idea.published") == 1
    assert "decided on this idea already" in mo.get("/moderation/").text


def test_the_queue_shows_the_text_the_author_and_when_a_decision_is_due(as_person, pending):
    drain()
    page = as_person(MO).get("/moderation/").text
    assert "Print the week on one page" in page
    assert "Half the kitchen has no phone on shift." in page
    assert "Ada Okoro" in page
    assert "Due" in page


def test_the_author_sees_that_it_waits(as_person, pending):
    assert as_person(ADA).get(f"/ideas/{pending}").status_code == 200
    assert as_person(BEN).get(f"/ideas/{pending}").status_code == 404


@pytest.mark.parametrize("part", [SAM, ADA])
def test_whoever_does_not_moderate_does_not_decide(as_person, pending, part):
    assert as_person(part).post(f"/moderation/idea/{pending}/approve").status_code == 404
    assert idea(pending).state == "pending"


def test_a_product_manager_may_decide(as_person, pending):
    as_person(MARTA).post(f"/moderation/idea/{pending}/approve")
    assert idea(pending).state == "published"


def test_an_unknown_idea_is_not_there(as_person, scene):
    mo = as_person(MO)
    assert mo.post("/moderation/idea/9999/approve").status_code == 404
    assert mo.post("/moderation/idea/99999999999/approve").status_code == 404


def test_an_empty_queue_says_what_will_stand_there(as_person, app):
    assert "Nothing waits for a decision" in as_person(MO).get("/moderation/").text
