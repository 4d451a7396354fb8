"""What becomes of a word that two ideas are the same: the queue, refusing kindly, accepting by merging, the ledger."""

import pytest

from community.advocates.rules import DUPLICATE_FOUND
from community.audit import AuditEntry
from community.db import db, writing
from community.events import Event
from community.jobs.worker import drain
from community.triage.models import Judgement
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA, MO, SAM, Part
from tests.notifications.mails import rows, text_of
from tests.triage.joining import POSTER, PRINT, join, point_out, points, proposal, take_apart, two_ideas, vote

DAN = Part("dan", "Dan Frost", "dan@elsewhere.example")
REPLY = "One is about paper, the other about the screen in the hall."


@pytest.fixture
def pair(app):
    return two_ideas()


def test_the_queue_shows_both_ideas_and_everybodys_words_once(as_person, pair):
    older, younger = pair
    point_out(younger, older, CLEO, "Both want paper.")
    point_out(older, younger, DAN)
    page = as_person(SAM).get("/desk/proposals").text
    assert page.count('class="pair stack"') == 1
    for words in (PRINT, POSTER, "Both want paper.", CLEO.name, DAN.name):
        assert words in page
    assert "Merge them" not in page
    assert "Merge them" in as_person(MARTA).get("/desk/proposals").text
    assert 'Pointed out <span class="num">1</span>' in as_person(MARTA).get("/desk").text


def test_an_empty_queue_says_so(as_person, pair):
    assert "Nobody has pointed anything out" in as_person(SAM).get("/desk/proposals").text


def test_what_went_out_of_sight_or_became_one_waits_for_nobody(as_person, pair):
    older, younger = pair
    point_out(younger, older, CLEO)
    join(younger, older, work=False)
    assert "Nobody has pointed anything out" in as_person(SAM).get("/desk/proposals").text


def test_refusing_takes_a_kind_word_and_tells_everybody_who_said_so(as_person, pair):
    older, younger = pair
    first, second = point_out(younger, older, CLEO), point_out(younger, older, DAN)
    marta = as_person(MARTA)
    assert POSTER in marta.get(f"/desk/proposals/{first}/refuse").text
    empty = marta.post(f"/desk/proposals/{first}/refuse", data={"reply": "  "})
    assert empty.status_code == 422
    assert "in a few words why they stay apart" in empty.text
    assert marta.post(f"/desk/proposals/{first}/refuse", data={"reply": REPLY}).location == "/desk/proposals"
    assert [proposal(number).state for number in (first, second)] == ["refused", "refused"]
    drain()
    mails = {mail.address: text_of(mail) for mail in rows("proposal_decided")}
    assert set(mails) == {CLEO.email, DAN.email}
    assert REPLY in mails[CLEO.email]
    assert "Thank you for looking so closely." in mails[CLEO.email]
    assert MARTA.name in mails[CLEO.email]
    assert points(CLEO) == []


def test_a_refusal_is_a_judgement_and_cannot_be_given_twice(as_person, pair):
    older, younger = pair
    number = point_out(younger, older, CLEO)
    marta = as_person(MARTA)
    marta.post(f"/desk/proposals/{number}/refuse", data={"reply": REPLY})
    [judged] = db.session.query(Judgement).all()
    assert (judged.low_id, judged.high_id, judged.verdict, judged.source) == (older, younger, "different", "staff")
    assert marta.post(f"/desk/proposals/{number}/refuse", data={"reply": REPLY}).status_code == 404
    assert db.session.query(Event).filter_by(kind="proposal.refused").count() == 1
    assert db.session.query(AuditEntry).filter_by(act="proposal.refused").count() == 1


@pytest.mark.parametrize("part", [SAM, MO, CLEO], ids=["staff", "moderator", "customer"])
def test_only_those_who_answer_decide(as_person, pair, part):
    number = point_out(*pair, CLEO)
    assert as_person(part).post(f"/desk/proposals/{number}/refuse", data={"reply": REPLY}).status_code == 404
    assert proposal(number).state == "waiting"


def test_merging_says_that_who_pointed_it_out_was_right(pair):
    older, younger = pair
    vote(older, ADA, DAN)
    number = point_out(younger, older, CLEO)
    join(younger, older)
    assert proposal(number).state == "accepted"
    [mail] = rows("proposal_decided")
    assert mail.address == CLEO.email
    assert "You were right: the two are one idea now" in text_of(mail)
    assert "Thank you for seeing it." in text_of(mail)
    assert points(CLEO) == [DUPLICATE_FOUND]


def test_taking_them_apart_takes_the_points_back_and_again_together_gives_them_again(pair):
    older, younger = pair
    number = point_out(younger, older, CLEO)
    join(younger, older)
    take_apart(younger)
    assert proposal(number).state == "undone"
    assert points(CLEO) == [DUPLICATE_FOUND, -DUPLICATE_FOUND]
    join(older, younger)
    assert proposal(number).state == "accepted"
    assert sum(points(CLEO)) == DUPLICATE_FOUND


def test_who_was_refused_and_turns_out_right_hears_that_too(as_person, pair):
    older, younger = pair
    number = point_out(younger, older, CLEO)
    as_person(MARTA).post(f"/desk/proposals/{number}/refuse", data={"reply": REPLY})
    drain()
    join(younger, older)
    assert [("You were right" in text_of(mail)) for mail in rows("proposal_decided")] == [False, True]


def test_only_the_first_to_say_it_earns_and_nobody_by_an_idea_of_their_own(pair):
    older, younger = pair
    for part in (BEN, CLEO, DAN, ADA):
        point_out(younger, older, part)
    join(younger, older)
    assert points(BEN) == points(CLEO) == points(DAN) == points(ADA) == []


def test_who_said_it_second_is_thanked_but_earns_nothing(pair):
    older, younger = pair
    point_out(younger, older, CLEO)
    point_out(younger, older, DAN)
    join(younger, older)
    assert points(CLEO) == [DUPLICATE_FOUND]
    assert points(DAN) == []
    assert {mail.address for mail in rows("proposal_decided")} == {CLEO.email, DAN.email}


def test_two_that_become_one_by_way_of_a_third_were_rightly_pointed_out(pair):
    older, younger = pair
    with writing():
        third = factories.idea(CLEO, "The rota on the door").id
    number = point_out(younger, older, DAN)
    join(younger, third)
    assert proposal(number).state == "waiting"
    join(older, third)
    assert proposal(number).state == "accepted"
    assert points(DAN) == [DUPLICATE_FOUND]


def test_the_ledger_says_why_in_words(as_person, pair):
    older, younger = pair
    point_out(younger, older, CLEO)
    join(younger, older)
    assert "Pointed out that an idea had been asked before" in as_person(CLEO).get(f"/people/{factories.person(CLEO).id}").text
    assert "the first to point out that two ideas are the same" in as_person(CLEO).get("/how-points-work").text
