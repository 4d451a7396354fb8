"""Staff answer an alert by mail: a draft, one mail with one link, one page with one button."""

import re
from datetime import timedelta

import pytest

from community import clock
from community.accounts.models import Person
from community.db import db, writing
from community.inbound.rules_answers import read_answer
from community.responses.models import Answer
from community.responses.models_drafting import Draft
from tests import factories
from tests.cast import DEV, MARTA, SAM
from tests.inbound.conftest import idea
from tests.inbound.letters import address, arrive, mail
from tests.notifications.mails import html_of, rows, text_of

WORDS = "We are building a page for the wall now, and a first version comes before the summer."
NAMES = {"Geplant": "planned", "Neu": "new"}
LABELS = {"status": ("Stand",), "review": ("Wiedervorlage",)}


@pytest.mark.parametrize(("text", "status", "review"), [
    (f"Status: planned\nReview: 2027-02-01\n\n{WORDS}", "planned", "2027-02-01"),
    (f"\nSTATUS : Under Review\n\nreview:2027-02-01\n{WORDS}", "review", "2027-02-01"),
    (f"Review: 2027-02-01\nStatus: shipped.\n{WORDS}", "shipped", "2027-02-01"),
    (f"Stand: geplant\nWiedervorlage: 2027-02-01\n{WORDS}", "planned", "2027-02-01"),
    (f"*Status:* Not now\n{WORDS}", "later", ""),
    (WORDS, "", ""),
])
def test_the_first_lines_say_what_it_is(text, status, review):
    found = read_answer(text, NAMES, LABELS)
    assert (found.status, found.review_text, found.body, found.unknown_status, found.unknown_date) == (status, review, WORDS, "", "")


def test_what_they_say_wrongly_is_named_and_the_words_are_kept():
    found = read_answer(f"Status: new\nReview: next spring\n{WORDS}", NAMES, LABELS)
    assert (found.status, found.review_text, found.body, found.unknown_status, found.unknown_date) == ("", "", WORDS, "new", "next spring")


def test_a_line_in_the_middle_is_words():
    text = f"Dear all,\nStatus: planned\n{WORDS}"
    assert read_answer(text, NAMES, LABELS).body == text


def send(idea_id, text, by=MARTA):
    return arrive(mail(by, address(by, idea_id, "answer"), text))


def soon():
    return (clock.now() + timedelta(days=60)).date().isoformat()


def page_of(part=MARTA):
    """The path of the newest mail's one link."""
    sent = rows("draft_ready", address=part.email)[-1]
    assert html_of(sent).count('class="button"') == 1
    return re.search(r"http://127\.0\.0\.1:8000(/act/draft/\S+)", text_of(sent))[1]


def press(client, path, **changes):
    shown = client.get(path).get_data(as_text=True)
    form = {
        "status": (re.findall(r'<option value="(\w+)" selected', shown) or [""])[0], "review_on": re.search(r'name="review_on" value="([^"]*)"', shown)[1],
        "body": re.search(r"<textarea[^>]*>([^<]*)", shown)[1], "over": re.search(r'name="over" value="(\d+)"', shown)[1],
    }
    return client.post(path, data={**form, **changes})


def test_it_is_a_draft_and_nothing_is_public(idea_id):
    found = send(idea_id, f"Status: planned\nReview: {soon()}\n\n{WORDS}")
    draft = db.session.query(Draft).one()
    assert (draft.person_id, draft.status, draft.review_text, draft.body) == (found.person_id, "planned", soon(), WORDS)
    assert (found.outcome, db.session.query(Answer).count(), idea(idea_id).status) == ("draft", 0, "new")


def test_looking_changes_nothing_and_the_one_button_publishes(idea_id, client):
    send(idea_id, f"Status: planned\nReview: {soon()}\n\n{WORDS}")
    path = page_of()
    for _ in range(2):
        assert client.get(path).status_code == client.head(path).status_code == 200
    assert db.session.query(Answer).count() == 0
    assert press(client, path).status_code == 303
    db.session.expire_all()
    answer = db.session.query(Answer).one()
    assert (answer.body, answer.status, answer.author_id) == (WORDS, "planned", factories.person(MARTA).id)
    assert db.session.query(Draft).count() == 0
    assert client.get(path).status_code == 410


def test_the_rules_of_an_answer_hold_there(idea_id, client):
    send(idea_id, "Too short.")
    path = page_of()
    shown = client.get(path).get_data(as_text=True)
    assert "at least 40 characters" in shown
    assert "Please choose what the answer is." in shown
    assert press(client, path).status_code == 422
    assert press(client, path, body=WORDS, status="planned", review_on="").status_code == 422
    assert db.session.query(Answer).count() == 0
    assert press(client, path, body=WORDS, status="planned").status_code == 303
    assert db.session.query(Answer).one().review_at is not None, "the usual date stood there"


def test_a_status_that_nobody_knows_is_explained(idea_id):
    send(idea_id, f"Status: someday\nReview: in spring\n\n{WORDS}")
    sent = rows("draft_ready")[-1]
    assert "someday" in text_of(sent)
    assert "in spring" in text_of(sent)
    assert WORDS in " ".join(text_of(sent).split())
    assert db.session.query(Draft).one().body == WORDS


def test_words_begun_at_the_desk_are_set_aside_not_lost(idea_id):
    send(idea_id, "These words were begun first and are long enough to count.")
    send(idea_id, f"Status: shipped\n{WORDS}")
    draft = db.session.query(Draft).one()
    assert (draft.body, draft.set_aside) == (WORDS, "These words were begun first and are long enough to count.")
    assert "begun another answer" in text_of(rows("draft_ready")[-1])


def test_only_who_may_answer_answers(idea_id):
    with writing():
        factories.person(SAM)
    assert send(idea_id, WORDS, by=SAM).reason == "no_right"
    assert db.session.query(Draft).count() == 0


def test_the_link_is_for_one_person_and_for_two_weeks(idea_id, client, as_person, moved_clock):
    send(idea_id, f"Status: shipped\n{WORDS}")
    path = page_of()
    assert as_person(DEV).get(path).status_code == 403
    assert client.get(path[:-2]).status_code == 410
    moved_clock(15 * 86_400)
    assert client.get(path).status_code == 410
    assert press_closed(client, path) == 410


def press_closed(client, path):
    return client.post(path, data={"status": "shipped", "body": WORDS, "review_on": "", "over": "0"}).status_code


def test_it_closes_with_the_right_to_answer(idea_id, client):
    send(idea_id, f"Status: shipped\n{WORDS}")
    with writing():
        db.session.query(Person).filter_by(email=MARTA.email).one().role = "staff"
    assert client.get(page_of()).status_code == 410


def test_a_key_for_comments_makes_no_draft(idea_id):
    found = arrive(mail(MARTA, address(MARTA, idea_id), f"Status: planned\n{WORDS}"))
    assert (found.outcome, db.session.query(Draft).count()) == ("comment", 0)
