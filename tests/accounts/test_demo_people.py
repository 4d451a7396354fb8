"""One click into the demo, and nowhere else."""

from dataclasses import replace

import pytest

from community.accounts.rules import DEMO_ADDRESSES
from community.db import db, writing
from community.votes.models import Vote
from tests import factories
from tests.cast import MARTA, Part

INES = Part("ines", "Ines Carvalho", "ines@brannocs.example", title="Rota planner")


@pytest.fixture
def demo(app, monkeypatch):
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], env="demo"))
    with writing():
        factories.person(INES)
        factories.person(MARTA)
    return app


def test_each_of_the_people_is_shown_who_exists(demo, client):
    page = client.get("/demo/people").text
    assert "Sign in as Ines Carvalho" in page
    assert "Sign in as Marta Lindqvist" in page
    assert "Owen" not in page
    assert "/demo/people" in client.get("/sign-in").text


def test_one_click_signs_in(demo, client):
    answer = client.post("/demo/people", data={"email": INES.email, "next": "/?tab=new"})
    assert answer.location == "/?tab=new"
    assert INES.name in client.get("/me").text


def test_what_was_held_takes_effect(demo, client):
    with writing():
        idea = factories.idea(MARTA).id
    client.post(f"/ideas/{idea}/vote")
    client.post("/demo/people", data={"email": INES.email})
    assert db.session.query(Vote).count() == 1


@pytest.mark.parametrize("email", ["", "dev@hourfold.example", "owen@hourfold.example", "' OR 1=1--"])
def test_nobody_else_is_a_click_away(demo, client, email):
    assert client.post("/demo/people", data={"email": email}).status_code == 404


def test_whoever_asks_for_a_code_is_shown_where_the_demos_mail_goes(demo, client):
    client.post("/sign-in", data={"email": INES.email})
    assert 'href="/letterbox"' in client.get("/sign-in/code").text


def test_elsewhere_the_page_does_not_exist(app, client):
    with writing():
        factories.person(INES)
    assert client.get("/demo/people").status_code == 404
    assert client.post("/demo/people", data={"email": INES.email}).status_code == 404
    assert client.get("/me").status_code == 302
    assert "/demo/people" not in client.get("/sign-in").text


def test_they_are_the_people_of_the_story():
    assert len(DEMO_ADDRESSES) == 5
    assert all(address.endswith((".example",)) for address in DEMO_ADDRESSES)
