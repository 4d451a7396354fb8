"""Staff note what a customer said elsewhere; it is shown with its source, and found in the log of staff acts."""

import pytest
from sqlalchemy import select

from community import clock
from community.accounts.models import Person
from community.db import db, writing
from community.ideas.models import Idea
from community.voices.actions import Source, VoiceRefused, add_voice
from community.voices.models import Voice
from tests import factories
from tests.cast import ADA, BEN, MARTA, SAM

NOTE = {"words": "We stopped using swaps at all.", "source": "call", "email": "", "seen_at": ""}


@pytest.fixture
def idea_id(app):
    with writing():
        factories.topic("rotas", owner=MARTA)
        factories.person(BEN)
        return factories.idea(ADA).id


def voice() -> Voice:
    return db.session.scalars(select(Voice)).one()


def person_id(part) -> int:
    return db.session.scalars(select(Person.id).where(Person.email == part.email)).one()


def test_a_conversation_is_noted_in_the_customers_name(as_person, idea_id):
    answer = as_person(SAM).post(f"/ideas/{idea_id}/voices", data={**NOTE, "email": BEN.email})
    assert answer.status_code == 303
    kept = voice()
    assert (kept.person_id, kept.noted_by_id, kept.source) == (person_id(BEN), person_id(SAM), "call")
    assert db.session.get_one(Idea, idea_id, populate_existing=True).voice_count == 1


def test_a_mention_stands_under_the_place_where_it_was_seen(as_person, client, idea_id):
    as_person(SAM).post(f"/ideas/{idea_id}/voices", data={**NOTE, "source": "mention", "seen_at": "app store review, 3 stars"})
    text = client.get(f"/ideas/{idea_id}/voices").text
    assert "app store review, 3 stars" in text
    assert NOTE["words"] in text
    assert voice().person_id is None


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("words", "", "Please leave a word or two."),
        ("source", "rumour", "Please choose where the words come from."),
        ("source", "vote", "Please choose where the words come from."),
        ("email", "nobody@nowhere.example", "Nobody here has this address."),
        ("seen_at", "x" * 201, "Please shorten this"),
    ],
)
def test_what_is_wrong_is_said_and_the_words_stay(as_person, idea_id, field, value, said):
    answer = as_person(SAM).post(f"/ideas/{idea_id}/voices", data={**NOTE, field: value})
    assert answer.status_code == 422
    assert said in answer.text
    assert field == "words" or NOTE["words"] in answer.text
    assert db.session.scalars(select(Voice)).all() == []


def test_customers_can_neither_open_the_form_nor_post_it(as_person, idea_id):
    ben = as_person(BEN)
    assert ben.get(f"/ideas/{idea_id}/voices/new").status_code == 404
    assert ben.post(f"/ideas/{idea_id}/voices", data=NOTE).status_code == 404
    assert db.session.scalars(select(Voice)).all() == []


def test_an_idea_that_is_not_public_takes_no_words(app, idea_id):
    with writing():
        held = factories.idea(BEN, "Waits for a moderator", hold=True)
        with pytest.raises(VoiceRefused):
            add_voice(factories.viewer(SAM), held, "Too early", source=Source("call"), now=clock.now())


def test_the_first_three_stand_on_the_idea_and_the_rest_on_their_page(as_person, client, idea_id):
    sam = as_person(SAM)
    for number in range(5):
        sam.post(f"/ideas/{idea_id}/voices", data={**NOTE, "words": f"Voice number {number}"})
    on_idea, on_page = client.get(f"/ideas/{idea_id}").text, client.get(f"/ideas/{idea_id}/voices").text
    assert on_idea.count("Voice number") == 3
    assert on_page.count("Voice number") == 5
    assert "3 of 5" in on_idea


def test_hidden_voices_stay_out_for_others(client, as_person, idea_id):
    as_person(SAM).post(f"/ideas/{idea_id}/voices", data=NOTE)
    with writing() as session:
        session.get_one(Voice, voice().id).hidden_at = clock.now()
    assert NOTE["words"] not in client.get(f"/ideas/{idea_id}/voices").text
