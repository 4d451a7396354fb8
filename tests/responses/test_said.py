"""What people say of answers, as staff read it: beside the idea, on a page of its own, and on a person's page."""

import re
from datetime import timedelta
from html import unescape

import pytest

from community import clock
from community.db import db, writing
from community.ideas.models import Idea
from community.recount import differences
from community.responses.actions import AnswerDraft, answer_idea
from community.responses.models import Answer
from community.responses.models_rating import Effort
from tests import factories
from tests.cast import ADA, BEN, CLEO, DEV, MARTA, SAM

WORDS = "Yes. We build this now, and here is what will come with it and when."


@pytest.fixture
def idea_id(app, as_person):
    """Ada's idea, answered by Marta; Ben, who voted, did not find it helpful; Ada found it easy."""
    with writing():
        factories.topic(owner=MARTA)
        idea_id = factories.idea(ADA).id
    for part in (ADA, BEN):
        as_person(part).post(f"/ideas/{idea_id}/vote")
    with writing():
        answer_idea(factories.viewer(MARTA), db.session.get_one(Idea, idea_id), AnswerDraft.of("shipped", WORDS), now=clock.now())
    as_person(BEN).post("/answers/1/rating", data={"helpful": "no", "reason": "late", "words": "Eleven <weeks>."})
    effort(ADA, 6, "Marta wrote herself.")
    return idea_id


def effort(part, score, words=""):
    at = clock.now()
    with writing() as session:
        session.add(Effort(answer_id=1, person_id=factories.person(part).id, wording="ces-2.0", asked_at=at - timedelta(hours=1), score=score, words=words, answered_at=at))


def text(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def beside(browser, idea_id):
    return text(re.search(r'<section class="panel stack" id="said".*?</section>', browser.get(f"/desk/ideas/{idea_id}").text, re.S)[0])


def test_beside_the_idea_staff_read_who_said_what_and_why(as_person, idea_id):
    said = beside(as_person(SAM), idea_id)
    assert "0 of 1 person found the answer that holds helpful." in said
    assert "Not helpful : It came too late Eleven <weeks>. Ben Talbot" in said
    assert "6 of 7 for ease : Agree Marta wrote herself. Ada Okoro" in said


def test_beside_the_idea_stands_the_step_of_either_side(as_person, idea_id):
    said = beside(as_person(SAM), idea_id)
    assert "Customers step 2 of 6: Others voted for it" in said
    assert "We step 3 of 6: We gave an answer" in said


def test_an_idea_without_an_answer_says_so(as_person, idea_id):
    with writing():
        other = factories.idea(CLEO, "A poster of the rota for the wall").id
    said = beside(as_person(SAM), other)
    assert "There is no answer yet." in said
    assert "We step 1 of 6" in said


def test_a_person_page_shows_staff_what_was_said_and_nobody_else(client, as_person, idea_id):
    bens, martas = (f"/people/{factories.person(part).id}" for part in (BEN, MARTA))
    for path in (bens, martas):
        assert "Eleven &lt;weeks&gt;." in as_person(SAM).get(path).text
        for browser in (client, as_person(BEN), as_person(ADA)):
            assert "Eleven" not in browser.get(path).text


def test_a_person_page_names_those_who_said_it_but_not_its_own_person_again(as_person, idea_id):
    bens, martas = (f"/people/{factories.person(part).id}" for part in (BEN, MARTA))
    said = {path: text(re.search(r'<section class="staff-only stack" aria-labelledby="said-h">.*?</section>', as_person(SAM).get(path).text, re.S)[0]) for path in (bens, martas)}
    assert "Ben Talbot" in said[martas]
    assert "Eleven <weeks>." in said[bens]
    assert "Ben Talbot" not in said[bens]


def test_the_page_of_all_says_too_few_before_thirty(as_person, idea_id):
    page = text(as_person(DEV).get("/desk/said").text)
    assert "Too few answers for a mean that says something: 1 of at least 30." in page
    assert "Eleven <weeks>." in page
    assert "Print the week on one page" in page


def test_with_thirty_it_says_mean_bounds_and_share(as_person, idea_id):
    with writing() as session:
        for number in range(29):
            row = factories.add_person(f"p{number}@x.example", now=clock.now(), name=f"P {number}")
            session.add(Effort(answer_id=1, person_id=row.id, wording="ces-2.0", asked_at=clock.now(), score=4, answered_at=clock.now()))
    page = text(as_person(DEV).get("/desk/said").text)
    assert "The mean is 4.1 of 7, with 95 % confidence between 3.9 and 4.2; 3 % agree that it was easy (5 to 7)." in page


def test_the_steps_are_explained_to_everybody(client, as_person, idea_id):
    page = text(client.get("/dialogue").text)
    assert "6 Customers answered each other We asked, were told, and answered with it" in page
    assert 'href="/dialogue"' in as_person(SAM).get("/desk/people").text


def test_stored_counts_of_answers_are_proven_by_their_rows(idea_id):
    assert [each for each in differences() if "answer" in each.what] == []
    with writing():
        db.session.query(Answer).one().helpful_count = 3
    assert [(each.what, each.stored, each.counted) for each in differences() if "answer" in each.what] == [("helpful ratings of answer", 3, 0)]
