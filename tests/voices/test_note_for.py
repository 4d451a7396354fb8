"""Staff note that a customer wants an idea: counted once, seen by that customer, and theirs to take back."""

import pytest

from community import clock
from community.accounts.models import Person
from community.db import db, writing
from community.events import Event
from community.voices.models import Voice
from community.voices.rules_several import take_apart
from community.votes.models import Vote
from community.votes.queries import voters_of
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA, SAM
from tests.triage.helping import asked, counts, vote

WORDS = "Our ward sister asked for it twice this month."


@pytest.fixture
def idea_id(app):
    with writing():
        factories.topic("rotas", owner=MARTA)
        factories.person(BEN)
        db.session.add(Person(
            name="Kit Contact", email="kit@brannocs.example", email_folded="kit@brannocs.example", joined_at=clock.now(),
            contact_since=clock.now(), organisation_id=factories.organisation("brannocs").id,
        ))
    return asked(ADA, "Print the week")


def note(browser, idea_id, **more):
    return browser.post(f"/ideas/{idea_id}/voices", data={"words": WORDS, "source": "call", "email": BEN.email, "seen_at": "", "importance": "3", **more})


def votes(idea_id):
    db.session.rollback()
    return db.session.query(Vote).filter_by(idea_id=idea_id).order_by(Vote.created_at, Vote.person_id).all()


def test_the_vote_is_theirs_with_who_noted_it(as_person, idea_id):
    assert note(as_person(SAM), idea_id).status_code == 303
    noted = next(each for each in votes(idea_id) if each.noted_by_id)
    assert (noted.importance, counts(idea_id)[:3:2]) == (3, (2, 1))
    event = db.session.query(Event).filter_by(kind="vote.cast").order_by(Event.id.desc()).first()
    assert (event.person_id, event.data["noted"]) == (noted.person_id, True)
    assert event.actor_id == noted.noted_by_id


def test_it_counts_once_with_their_own_vote_which_outweighs_it(as_person, idea_id):
    note(as_person(SAM), idea_id)
    as_person(BEN).post(f"/ideas/{idea_id}/vote", data={"importance": "1"})
    ben = next(each for each in votes(idea_id) if each.importance == 1)
    assert (ben.noted_by_id, counts(idea_id)[0]) == (None, 2)
    note(as_person(SAM), idea_id, words="Once more.")
    assert (counts(idea_id)[0], counts(idea_id)[2]) == (2, 2), "the words are kept, the vote is there"


def test_they_see_it_and_take_it_back_with_the_words(as_person, idea_id):
    note(as_person(SAM), idea_id)
    ben = as_person(BEN)
    assert "noted by staff: Sam Ito" in ben.get("/me/votes").text
    assert ben.post(f"/me/votes/{idea_id}/withdraw").status_code == 303
    assert counts(idea_id)[:3:2] == (1, 0)
    assert db.session.query(Voice).one().hidden_at is not None
    assert "No votes yet" in ben.get("/me/votes").text


def test_a_contact_who_was_never_here_counts_and_is_named_to_staff_alone(as_person, client, idea_id):
    note(as_person(SAM), idea_id, email="kit@brannocs.example")
    assert counts(idea_id)[0] == 2
    page = client.get(f"/ideas/{idea_id}").text
    assert WORDS in page
    assert "Kit Contact" not in page + client.get(f"/ideas/{idea_id}/voices").text
    with writing():
        cleo = factories.viewer(CLEO)
    assert "Kit Contact" not in voters_of(cleo, [idea_id]).names
    assert "was never here" in as_person(SAM).get(f"/desk/ideas/{idea_id}/voters").text


def test_a_vote_may_be_noted_without_words_and_words_without_a_vote(as_person, idea_id):
    assert note(as_person(SAM), idea_id, words="").status_code == 303
    assert counts(idea_id)[:3:2] == (2, 0)
    assert note(as_person(SAM), idea_id, words="", email="").status_code == 422
    note(as_person(SAM), idea_id, email="", importance="2")
    assert counts(idea_id)[:3:2] == (2, 1), "of somebody unknown only the words are kept"


def test_nothing_is_noted_for_who_is_kept_out(as_person, idea_id):
    with writing():
        factories.person(BEN).state = "banned"
    answer = note(as_person(SAM), idea_id)
    assert answer.status_code == 422
    assert "kept out" in answer.text
    assert WORDS in answer.text


def test_several_pasted_mails_are_shown_then_kept_and_the_rest_stays(as_person, idea_id):
    sam, text = as_person(SAM), f"From: Ben Talbot <{BEN.email}>\nSubject: Rota\n\nWe need it on paper.\n---\nCleo <nobody@nowhere.example>\nWe too.\n"
    where = f"/ideas/{idea_id}/voices/several"
    shown = sam.post(where, data={"text": text, "importance": "2"})
    assert "Ben Talbot" in shown.text
    assert "Nobody here has this address." in shown.text
    assert counts(idea_id)[0] == 1, "looking keeps nothing"
    kept = sam.post(where, data={"text": text, "importance": "2", "keep": "1"})
    assert "1 vote was noted" in kept.text
    assert "nobody@nowhere.example" in kept.text
    assert "We need it on paper." not in kept.text
    assert counts(idea_id)[:3:2] == (2, 1)
    sam.post(where, data={"text": text, "importance": "2", "keep": "1"})
    assert counts(idea_id)[:3:2] == (2, 1), "a second press changes nothing"


@pytest.mark.parametrize("text", ["", "   \n", "\x00", "a@b.example\n" * 60])
def test_what_cannot_be_read_is_said_and_stays(as_person, idea_id, text):
    answer = as_person(SAM).post(f"/ideas/{idea_id}/voices/several", data={"text": text, "keep": "1"})
    assert answer.status_code == 422


def test_mails_are_taken_apart_by_the_line_of_their_sender():
    text = "Hello all\nada@x.example:\nTo: us\n\nI want it.\nWrite to me at ben@x.example please.\n=====\nVon: B <b@y.example>\nIch auch."
    assert [(each.address, each.words) for each in take_apart(text)] == [
        ("", "Hello all"), ("ada@x.example", "I want it.\nWrite to me at ben@x.example please."), ("b@y.example", "Ich auch."),
    ]


def test_customers_note_nothing_for_others(as_person, idea_id):
    assert note(as_person(CLEO), idea_id).status_code == 404
    assert as_person(CLEO).post(f"/ideas/{idea_id}/voices/several", data={"text": "x"}).status_code == 404
    vote(BEN, idea_id)
    assert counts(idea_id)[0] == 2
