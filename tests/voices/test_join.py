"""This is mine too: a vote and one's own words, kept exactly, also when the writer signs in afterwards."""

import pytest
from sqlalchemy import select, update

from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.voices.models import Voice
from community.votes.models import Vote
from tests import factories
from tests.accounts.mails import ask, last_code
from tests.cast import ADA, BEN, CLEO, MARTA

WORDS = "Could nurses swap? I just press yes eleven times a night."


@pytest.fixture
def idea_id(app):
    with writing():
        factories.topic("rotas", owner=MARTA)
        return factories.idea(ADA, "Let people swap shifts without asking a manager").id


def voices() -> list[Voice]:
    return list(db.session.scalars(select(Voice).order_by(Voice.id)))


def idea_row(idea_id: int) -> Idea:
    return db.session.get_one(Idea, idea_id, populate_existing=True)


def test_joining_votes_and_asks_for_the_words_that_were_typed(as_person, idea_id):
    answer = as_person(BEN).post(f"/ideas/{idea_id}/join", data={"words": WORDS}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert WORDS in answer.text
    assert f'action="/ideas/{idea_id}/words"' in answer.text
    assert idea_row(idea_id).vote_count == 1
    assert voices() == []


def test_without_a_script_the_words_travel_to_a_page_of_their_own(as_person, idea_id):
    ben = as_person(BEN)
    answer = ben.post(f"/ideas/{idea_id}/join", data={"words": WORDS})
    assert answer.status_code == 303
    assert WORDS in ben.get(answer.location).text


def test_joining_twice_votes_once(as_person, idea_id):
    ben = as_person(BEN)
    for _ in range(2):
        ben.post(f"/ideas/{idea_id}/join", data={"words": WORDS})
    assert idea_row(idea_id).vote_count == 1
    assert len(db.session.scalars(select(Vote)).all()) == 1


def test_the_words_are_kept_as_they_were_typed(as_person, idea_id):
    answer = as_person(BEN).post(f"/ideas/{idea_id}/words", data={"words": WORDS})
    assert answer.status_code == 303
    [voice] = voices()
    assert (voice.text, voice.source, voice.noted_by_id) == (WORDS, "vote", None)
    assert idea_row(idea_id).voice_count == 1
    assert db.session.scalars(select(Event).where(Event.kind == "voice.added")).one().data["voice_id"] == voice.id


def test_the_same_words_twice_are_kept_once(as_person, idea_id):
    ben = as_person(BEN)
    for _ in range(2):
        ben.post(f"/ideas/{idea_id}/words", data={"words": WORDS})
    assert len(voices()) == 1
    assert idea_row(idea_id).voice_count == 1


def test_two_people_may_say_the_same(as_person, idea_id):
    for part in (BEN, CLEO):
        as_person(part).post(f"/ideas/{idea_id}/words", data={"words": WORDS})
    assert idea_row(idea_id).voice_count == 2


@pytest.mark.parametrize("words", ["", "   ", "\u200b\u200b"])
def test_no_words_are_answered_with_a_hint(as_person, idea_id, words):
    answer = as_person(BEN).post(f"/ideas/{idea_id}/words", data={"words": words})
    assert answer.status_code == 422
    assert "Please leave a word or two." in answer.text
    assert voices() == []


def test_too_many_words_come_back_whole(as_person, idea_id):
    long = "swap " * 500
    answer = as_person(BEN).post(f"/ideas/{idea_id}/words", data={"words": long})
    assert answer.status_code == 422
    assert long.strip() in answer.text


def test_markup_in_words_is_shown_as_text(as_person, idea_id):
    ben = as_person(BEN)
    ben.post(f"/ideas/{idea_id}/words", data={"words": "<script>alert(1)</script> swap"})
    text = ben.get(f"/ideas/{idea_id}").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_a_closed_idea_takes_no_vote_any_more(as_person, idea_id):
    with writing():
        db.session.execute(update(Idea).where(Idea.id == idea_id).values(status="shipped"))
    assert as_person(BEN).post(f"/ideas/{idea_id}/join", data={"words": WORDS}).status_code == 409
    assert idea_row(idea_id).vote_count == 0


@pytest.mark.parametrize("path", ["join", "words"])
def test_what_is_not_for_this_person_does_not_exist(as_person, idea_id, path):
    with writing():
        factories.topic("rotas", visibility="staff")
    assert as_person(BEN).post(f"/ideas/{idea_id}/{path}", data={"words": WORDS}).status_code == 404
    assert voices() == []


def test_a_visitors_vote_and_words_take_effect_when_the_code_comes_back(client, idea_id):
    assert client.post(f"/ideas/{idea_id}/join", data={"words": WORDS}).status_code == 303
    assert (voices(), idea_row(idea_id).vote_count) == ([], 0)
    ask(client, "nia@ostara.example")
    client.post("/sign-in/code", data={"code": last_code()})
    [voice] = voices()
    assert (voice.text, voice.idea_id) == (WORDS, idea_id)
    assert (idea_row(idea_id).vote_count, idea_row(idea_id).voice_count) == (1, 1)


def test_words_for_an_idea_closed_meanwhile_are_given_back(client, idea_id):
    client.post(f"/ideas/{idea_id}/join", data={"words": WORDS})
    with writing():
        db.session.execute(update(Idea).where(Idea.id == idea_id).values(status="declined"))
    ask(client, "nia@ostara.example")
    client.post("/sign-in/code", data={"code": last_code()})
    assert voices() == []
    text = client.get("/welcome").text
    assert "takes no votes any more" in text
    assert WORDS in text
