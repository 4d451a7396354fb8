"""Saying that two ideas are the same: by whom, of which, once, and kept until one has signed in."""

import pytest
from sqlalchemy.exc import IntegrityError

from community import clock
from community.accounts import limits
from community.db import db, writing
from community.ideas.models import Topic
from community.ideas.rules import IdeaState
from community.triage.actions_proposals import ProposalRefused, propose
from community.triage.forms_proposals import idea_number
from community.triage.models import Proposal
from tests import factories
from tests.accounts.mails import ask, last_code
from tests.cast import BEN, CLEO, MO
from tests.triage.joining import POSTER, PRINT, idea, join, point_out, two_ideas

WORDS = "Both want paper on a wall."


@pytest.fixture
def pair(app):
    return two_ideas()


def proposals():
    return db.session.query(Proposal).order_by(Proposal.id).populate_existing().all()


@pytest.mark.parametrize("part", [CLEO, MO], ids=["customer", "moderator"])
def test_a_signed_in_person_points_it_out_and_is_thanked(as_person, pair, part):
    older, younger = pair
    browser = as_person(part)
    answer = browser.post(f"/ideas/{younger}/same", data={"other": str(older), "words": WORDS})
    assert (answer.status_code, answer.location) == (303, f"/ideas/{younger}")
    [said] = proposals()
    assert (said.part_id, said.root_id, said.words, said.state) == (younger, older, WORDS, "waiting")
    assert "Thank you. Somebody looks at the two" in browser.get(answer.location).text


def test_the_page_offers_what_sounds_alike_and_takes_a_number(as_person, pair):
    older, younger = pair
    cleo = as_person(CLEO)
    page = cleo.get(f"/ideas/{younger}/same", query_string={"q": "print the week"}).text
    assert PRINT in page
    assert f'value="{older}"' in page
    assert cleo.post(f"/ideas/{younger}/same", data={"number": f"http://127.0.0.1:8000/ideas/{older}/print-the-week"}).status_code == 303
    assert len(proposals()) == 1


def test_said_again_or_the_other_way_round_it_is_one_word(as_person, pair):
    older, younger = pair
    cleo = as_person(CLEO)
    cleo.post(f"/ideas/{younger}/same", data={"other": str(older), "words": WORDS})
    cleo.post(f"/ideas/{older}/same", data={"other": str(younger), "words": "Again."})
    assert [said.words for said in proposals()] == [WORDS]


def test_the_database_keeps_one_for_a_pair_and_a_person(pair):
    older, younger = pair
    point_out(younger, older, CLEO)
    with pytest.raises(IntegrityError), writing():
        db.session.add(Proposal(part_id=younger, root_id=older, proposer_id=factories.person(CLEO).id, created_at=clock.now()))
    with pytest.raises(IntegrityError), writing():
        db.session.add(Proposal(part_id=older, root_id=younger, proposer_id=factories.person(BEN).id, created_at=clock.now()))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Please choose the other idea"), ("nothing", "Please choose the other idea"), ("999", "no public idea with that number"),
        ("99999999999999", "Please choose the other idea"), ("٣", "Please choose the other idea"), ("itself", "That is this very idea"),
    ],
)
def test_a_number_that_leads_nowhere_is_said_plainly_and_the_words_stay(as_person, pair, typed, said):
    older = pair[0]
    answer = as_person(CLEO).post(f"/ideas/{older}/same", data={"number": str(older) if typed == "itself" else typed, "words": WORDS})
    assert answer.status_code == 422
    assert said in answer.text
    assert WORDS in answer.text
    assert proposals() == []


def test_too_many_words_are_kept_and_refused(as_person, pair):
    answer = as_person(CLEO).post(f"/ideas/{pair[1]}/same", data={"other": str(pair[0]), "words": "w" * 501})
    assert answer.status_code == 422
    assert "shorten this to 500" in answer.text
    assert "w" * 501 in answer.text


def test_what_one_may_not_see_is_not_there_to_be_named(as_person, pair):
    with writing():
        db.session.add(Topic(slug="secret", name="Secret", visibility="staff", opened_at=clock.now()))
        db.session.flush()
        hidden = factories.idea(BEN, "A secret poster", slug="secret").id
    cleo = as_person(CLEO)
    answer = cleo.post(f"/ideas/{pair[0]}/same", data={"number": str(hidden)})
    assert answer.status_code == 422
    assert "secret poster" not in answer.text
    assert cleo.get(f"/ideas/{hidden}/same").status_code == 404
    assert proposals() == []


def test_two_that_are_one_already_leave_nothing_to_say(as_person, pair):
    older, younger = pair
    join(younger, older)
    answer = as_person(CLEO).post(f"/ideas/{younger}/same", data={"number": str(older)})
    assert answer.status_code == 422
    assert "one idea already" in answer.text or "very idea" in answer.text


@pytest.mark.parametrize("state", [IdeaState.PENDING, IdeaState.HIDDEN])
def test_only_public_ideas_are_the_same(pair, state):
    older, younger = pair
    with writing():
        idea(younger).state = state
    with pytest.raises(ProposalRefused, match="not_public"), writing():
        propose(factories.viewer(CLEO), idea(older), idea(younger), "", now=clock.now())


def test_a_visitors_word_waits_for_the_code(client, pair):
    older, younger = pair
    with writing():
        factories.person(CLEO)
    answer = client.post(f"/ideas/{younger}/same", data={"other": str(older), "words": WORDS})
    assert answer.location.startswith("/sign-in")
    assert proposals() == []
    assert WORDS in client.get(answer.location).text
    ask(client, CLEO.email)
    client.post("/sign-in/code", data={"code": last_code()})
    assert [(said.words, said.proposer_id) for said in proposals()] == [(WORDS, factories.person(CLEO).id)]


def test_one_may_point_out_so_much_in_an_hour(as_person, pair, monkeypatch):
    older, younger = pair
    monkeypatch.setattr(limits, "PROPOSALS", limits.Rate(1, limits.PROPOSALS.per))
    cleo = as_person(CLEO)
    assert cleo.post(f"/ideas/{younger}/same", data={"other": str(older)}).status_code == 303
    assert cleo.post(f"/ideas/{younger}/same", data={"other": str(older)}).status_code == 429


def test_every_public_idea_asks_whether_it_is_the_same_as_another(client, pair):
    assert f"/ideas/{pair[0]}/same" in client.get(f"/ideas/{pair[0]}").text
    assert POSTER in client.get(f"/ideas/{pair[1]}/same").text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("214", 214), (" #214 ", 214), ("# 214", 214), ("https://ideas.example/ideas/214", 214), ("/ideas/214/a-title?x=1", 214),
        ("/ideas/214#c-3", 214), ("ideas", 0), ("-3", 0), ("2 14", 0), ("1e3", 0), ("", 0), ("0", 0), ("\x00", 0),
    ],
)
def test_a_number_is_read_from_what_people_paste(text, number):
    assert idea_number(text) == number
