"""The page of one idea: who sees what, its address, its order, and what it costs."""

import pytest

from community.db import db, writing
from community.ideas.models import Idea
from community.responses.actions import AnswerDraft, answer_idea
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA, SAM

WORDS = "Yes. We build this now, and here is what will come with it and when."


def change(idea_id, **columns):
    with writing():
        for name, value in columns.items():
            setattr(db.session.get_one(Idea, idea_id), name, value)


@pytest.fixture
def busy_id(app, as_person, idea_id, comment_id):
    """An idea with everything on it: votes, comments, an answer, a part, an edit, organisations with a value."""
    for part in (ADA, BEN, CLEO):
        as_person(part).post(f"/ideas/{idea_id}/vote")
    as_person(CLEO).post(f"/comments/{comment_id}/helpful")
    with writing():
        factories.organisation("brannocs").value_cents = 41_230_000
        factories.organisation("brannocs").currency = "GBP"
        factories.organisation("ostara").value_cents = 520_000
        factories.organisation("ostara").currency = "GBP"
        part = factories.idea(BEN, "Paper for the fridge")
        part.root_id, part.vote_count = idea_id, 7
        answer_idea(factories.viewer(MARTA), db.session.get_one(Idea, idea_id), AnswerDraft.of("shipped", WORDS), now=factories.clock.now())
    return idea_id


@pytest.mark.parametrize("who", [None, CLEO, SAM])
def test_the_page_stays_within_its_statement_budget(client, as_person, busy_id, statements, who):
    browser = as_person(who) if who else client
    browser.get(f"/ideas/{busy_id}")
    with statements() as sent:
        assert browser.get(f"/ideas/{busy_id}").status_code == 200
    assert len(sent) <= (10 if who is SAM else 9), sent


def test_a_plain_idea_costs_less(client, idea_id, statements):
    with statements() as sent:
        client.get(f"/ideas/{idea_id}")
    assert len(sent) <= 5, sent


def test_the_words_come_before_the_vote_and_the_answer(client, busy_id):
    html = client.get(f"/ideas/{busy_id}").text
    places = [html.index(mark) for mark in ("<h1", 'data-status="', "at-a-glance", 'class="prose"', 'id="vote-', 'id="clock"', 'id="answer"', 'id="comments"', 'id="follow"', 'id="share-h"', 'id="history-h"')]
    assert places == sorted(places)


def test_it_names_author_organisation_and_voters(client, busy_id):
    html = client.get(f"/ideas/{busy_id}").text
    assert "<bdi>Ada Okoro</bdi>" in html
    assert "St Brannoc&#39;s Hospital" in html
    assert '<span class="visually-hidden">Cleo Marsh</span>' in html


def test_what_became_part_of_it_is_shown_with_its_votes(client, busy_id):
    html = client.get(f"/ideas/{busy_id}").text
    assert "One idea is part of this one:" in html
    assert "<bdi>Paper for the fridge</bdi></a> (7 votes)" in html


def test_only_staff_see_what_accounts_are_worth(client, as_person, busy_id):
    shown = as_person(SAM).get(f"/ideas/{busy_id}").text
    assert "£417,500 a year" in shown
    assert "Café Ostara" in shown
    for browser in (client, as_person(ADA), as_person(BEN)):
        html = browser.get(f"/ideas/{busy_id}").text
        assert "staff-only" not in html
        assert "417,500" not in html
        assert "£" not in html


def test_the_history_reads_from_the_newest_to_the_asking(client, as_person, busy_id):
    html = client.get(f"/ideas/{busy_id}").text
    assert html.index("First answer: Shipped") < html.index("Asked<time")


def test_the_address_with_the_right_words_and_the_bare_one_both_work(client, idea_id):
    html = client.get(f"/ideas/{idea_id}").text
    assert client.get(f"/ideas/{idea_id}/print-the-week-on-one-page").status_code == 200
    assert f'<link rel="canonical" href="http://127.0.0.1:8000/ideas/{idea_id}/print-the-week-on-one-page">' in html


@pytest.mark.parametrize("slug", ["old-words", "Print-The-Week-On-One-Page", "%3Cscript%3E", "a%2Fb", "%E2%80%A8"])
def test_other_words_lead_to_the_right_ones(client, idea_id, slug):
    answer = client.get(f"/ideas/{idea_id}/{slug}")
    assert answer.status_code in (302, 404)
    if answer.status_code == 302:
        assert answer.location == f"/ideas/{idea_id}/print-the-week-on-one-page"


def test_a_title_that_is_the_name_of_a_page_gets_no_words(client, app):
    with writing():
        idea_id = factories.idea(ADA, "History").id
    assert f'/ideas/{idea_id}">' in client.get(f"/ideas/{idea_id}").text.split('rel="canonical"')[1][:80]


def test_a_foreign_host_name_is_never_in_a_link(client, idea_id):
    html = client.get(f"/ideas/{idea_id}", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"}).text
    assert "evil.example" not in html


def test_what_became_part_of_another_leads_there(client, busy_id):
    answer = client.get(f"/ideas/{busy_id + 1}")
    assert (answer.status_code, answer.location) == (302, f"/ideas/{busy_id}#part-{busy_id + 1}")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("idea", ["0", "-1", "99", str(2**31), str(2**63), "9" * 40, "x", "1.5", "1e3", "%00"])
def test_an_address_that_means_nothing_is_not_found(client, as_person, idea_id, idea):
    for browser in (client, as_person(SAM)):
        assert browser.get(f"/ideas/{idea}").status_code in (400, 404)
        assert browser.get(f"/ideas/{idea}/history").status_code in (400, 404)


@pytest.mark.parametrize(
    ("state", "sees"), [("published", {"visitor", "author", "other", "staff"}), ("pending", {"author", "staff"}), ("hidden", {"author", "staff"}), ("deleted", set())]
)
def test_each_state_has_its_readers(client, as_person, idea_id, state, sees):
    change(idea_id, state=state)
    readers = {"visitor": client, "author": as_person(ADA), "other": as_person(BEN), "staff": as_person(SAM)}
    for path in ("", "/history"):
        found = {name for name, browser in readers.items() if browser.get(f"/ideas/{idea_id}{path}").status_code == 200}
        assert found == sees


@pytest.mark.parametrize(
    ("visibility", "sees"),
    [("everyone", {"visitor", "ben", "cleo", "staff"}), ("signed_in", {"ben", "cleo", "staff"}), ("staff", {"staff"})],
)
def test_a_topic_decides_who_sees_its_ideas(client, as_person, idea_id, visibility, sees):
    with writing():
        factories.topic("rotas", visibility=visibility)
    readers = {"visitor": client, "ben": as_person(BEN), "cleo": as_person(CLEO), "staff": as_person(SAM)}
    assert {name for name, browser in readers.items() if browser.get(f"/ideas/{idea_id}").status_code == 200} == sees


def test_the_author_reads_what_happens_to_a_waiting_idea(as_person, idea_id):
    change(idea_id, state="pending")
    html = as_person(ADA).get(f"/ideas/{idea_id}").text
    assert "A moderator looks at this idea before others see it." in html
    assert "comment-form-0" not in html


def test_the_copy_button_has_a_field_to_copy_from_by_hand(client, idea_id):
    html = client.get(f"/ideas/{idea_id}").text
    assert f'<input id="share-link" dir="ltr" readonly aria-label="The link to this idea" value="http://127.0.0.1:8000/ideas/{idea_id}/print-the-week-on-one-page">' in html
    assert 'class="btn with-script" type="button" data-copy="share-link"' in html
