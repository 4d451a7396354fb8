"""The live card: who somebody is and what we owe them, for a till that asks while they stand there."""

from datetime import timedelta

import pytest

from community import clock
from community.accounts import actions_handles
from community.accounts.models import Organisation, Person
from community.accounts.models_tokens import ApiToken
from community.accounts.queries import hash_of
from community.accounts.rules import PersonState
from community.db import db, writing
from community.ideas.actions import add_comment
from community.ideas.models import Idea
from community.jobs import worker
from community.responses.actions import AnswerDraft, answer_idea
from tests import factories
from tests.cast import ADA, BEN, CLEO, DEV, MARTA
from tests.test_api_document import judge
from tests.tokens import bearer, token

WORDS = "Yes. We build this now, because forty of you told us what it costs you every week."


@pytest.fixture
def key(app):
    return bearer(token("people:read"))


@pytest.fixture
def ada(app):
    """Ada with a key in the CRM, an account, a name on X, and an idea that waits for its first answer."""
    with writing():
        factories.topic("rotas", MARTA)
        person = factories.person(ADA)
        person.external_id = "C-1"
        db.session.get_one(Organisation, person.organisation_id).external_id = "A-7"
        actions_handles.link_handle(factories.viewer(ADA), person, "x", "nightowl", now=clock.now())
        factories.idea(ADA)
    worker.drain()
    return person.id


def look(client, key, **how):
    answer = client.get("/api/v1/people/lookup", query_string=how, headers=key)
    judge("Card" if answer.status_code == 200 else "Problem", answer.json)
    return answer


def change(part, **values):
    with writing() as session:
        person = session.query(Person).filter_by(email=part.email).one()
        for name, value in values.items():
            setattr(person, name, value)


@pytest.mark.parametrize(
    "how",
    [{"email": "ada@brannocs.example"}, {"email": " ADA@Brannocs.example "}, {"external_id": "C-1"}, {"handle": "x:nightowl"}, {"handle": "@NightOwl"}, {"handle": "nightowl", "channel": "X"}],
    ids=str,
)
def test_somebody_is_recognised_by_what_they_say_of_themselves(client, key, ada, how):
    answer = look(client, key, **how)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    card = answer.json
    assert (card["name"], card["external_id"], card["email"], card["role"], card["state"]) == (ADA.name, "C-1", ADA.email, "customer", "active")
    assert card["account"] == {"name": "St Brannoc's Hospital", "external_id": "A-7"}
    assert card["level"] == "member"
    assert card["consent"] == {"crm_export": True, "mail": True}
    assert ("handle" in card) == ("handle" in how)


def test_a_name_linked_by_the_person_alone_says_so(client, key, ada):
    assert look(client, key, handle="nightowl").json["handle"] == {"channel": "x", "handle": "nightowl", "known_by_staff": False}


def test_the_card_says_what_is_owed_and_until_when(client, key, ada):
    idea = db.session.query(Idea).one()
    card = look(client, key, email=ADA.email).json
    (shown,) = card["ideas"]
    assert (shown["id"], shown["title"], shown["status"], shown["votes"]) == (idea.id, idea.title, "new", idea.vote_count)
    assert shown["owed"]["what"] == "answer"
    assert shown["owed"]["overdue"] is False
    assert shown["owed"]["due_at"] == idea.due_at.isoformat(timespec="seconds").replace("+00:00", "Z")
    assert card["owed"] == {"idea_id": idea.id, **shown["owed"]}


def test_what_is_late_is_said_to_be_late_and_the_most_urgent_comes_first(client, key, ada, moved_clock):
    moved_clock(60 * 86_400)
    with writing():
        factories.idea(ADA, "A second thing")
    worker.drain()
    card = look(client, key, email=ADA.email).json
    assert [idea["owed"]["overdue"] for idea in card["ideas"]] == [True, False]
    assert card["owed"]["overdue"] is True
    assert card["owed"]["idea_id"] == 1


def test_a_question_on_an_answered_idea_is_owed_a_reply(client, key, ada):
    with writing():
        idea = db.session.query(Idea).one()
        answer_idea(factories.viewer(MARTA), idea, AnswerDraft.of("planned", WORDS, clock.now().date() + timedelta(days=90)), now=clock.now())
    worker.drain()
    assert look(client, key, email=ADA.email).json["owed"] is None
    with writing():
        add_comment(factories.viewer(BEN), db.session.query(Idea).one(), "When is it?", "<p>When is it?</p>", parent=None, to_staff=True, now=clock.now())
    worker.drain()
    assert look(client, key, email=ADA.email).json["owed"]["what"] == "reply"


def test_closed_and_hidden_ideas_are_not_open_and_a_part_is_what_it_joined(client, key, ada):
    with writing() as session:
        for title in ("Shipped thing", "Hidden thing", "A part", "Another part"):
            factories.idea(ADA, title)
        root = factories.idea(BEN, "The root")
        by_title = {idea.title: idea for idea in session.query(Idea)}
        by_title["Shipped thing"].status = "shipped"
        by_title["Hidden thing"].state = "hidden"
        by_title["A part"].root_id = by_title["Another part"].root_id = root.id
    titles = [idea["title"] for idea in look(client, key, email=ADA.email).json["ideas"]]
    assert sorted(titles) == ["Print the week on one page", "The root"]


def test_a_person_with_many_ideas_has_five_on_the_card(client, key, ada):
    with writing():
        for number in range(7):
            factories.idea(ADA, f"One more thing, number {number}")
    card = look(client, key, email=ADA.email).json
    assert (len(card["ideas"]), card["more_ideas"]) == (5, True)


def test_somebody_without_account_or_ideas_has_a_card_too(client, key):
    with writing():
        factories.person(CLEO)
    card = look(client, key, email=CLEO.email).json
    assert (card["account"], card["ideas"], card["owed"], card["external_id"]) == (None, [], None, None)


@pytest.mark.parametrize("how", [{"email": "nobody@elsewhere.example"}, {"email": "%"}, {"email": "'"}, {"external_id": "c-1"}, {"handle": "bluesky:nightowl"}, {"handle": "night\u202eow"}, {"handle": "@"}, {"email": "x" * 5000}, {"handle": "\ud7ff"}], ids=lambda how: str(how)[:30])
def test_nobody_is_a_404_in_json(client, key, ada, how):
    answer = look(client, key, **how)
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


@pytest.mark.parametrize("gone", [{"state": PersonState.ERASED}, {"export_refused_at": True}], ids=str)
def test_nothing_about_the_erased_and_those_who_refused_leaves(client, key, ada, gone):
    nobody = look(client, key, external_id="none-such").get_data()
    change(ADA, **{name: clock.now() if value is True else value for name, value in gone.items()})
    for how in ({"email": ADA.email}, {"external_id": "C-1"}, {"handle": "x:nightowl"}, {"handle": "nightowl"}):
        answer = look(client, key, **how)
        assert (answer.status_code, answer.get_data()) == (404, nobody)


def test_one_name_of_two_people_on_two_channels_is_asked_back(client, key, ada):
    with writing():
        actions_handles.link_handle(factories.viewer(BEN), factories.person(BEN), "reddit", "NightOwl", now=clock.now())
    answer = look(client, key, handle="nightowl")
    assert (answer.status_code, answer.json["channels"]) == (409, ["reddit", "x"])
    assert ADA.name not in answer.text
    assert look(client, key, handle="reddit:nightowl").json["name"] == BEN.name
    change(BEN, export_refused_at=clock.now())
    assert look(client, key, handle="nightowl").json["name"] == ADA.name


def test_one_person_with_one_name_on_two_channels_is_no_question(client, key, ada):
    with writing():
        actions_handles.link_handle(factories.viewer(DEV), factories.person(ADA), "reddit", "nightowl", now=clock.now())
    assert look(client, key, handle="nightowl").json["name"] == ADA.name


@pytest.mark.parametrize("how", [{}, {"email": ""}, {"email": "a@b.example", "handle": "x:a"}, {"mail": "a@b.example"}, {"email": "a@b.example", "fields": "all"}], ids=str)
def test_a_question_that_is_none_says_how_to_ask(client, key, how):
    answer = look(client, key, **how)
    assert answer.status_code == 422
    assert answer.json["errors"]


@pytest.mark.parametrize("how", [{"email": ADA.email}, {"handle": "nightowl"}, {"email": "nobody@elsewhere.example"}, {}], ids=str)
def test_whom_it_is_asked_about_a_token_that_may_not_ask_learns_nothing(client, ada, how):
    for headers, status in (({}, 401), (bearer("heed_" + "a" * 43), 401), (bearer(token("mentions:write")), 403), (bearer(_revoked()), 401)):
        answer = client.get("/api/v1/people/lookup", query_string=how, headers=headers)
        assert answer.status_code == status
        assert ADA.name not in answer.text


def _revoked():
    secret = token("people:read")
    with writing() as session:
        session.query(ApiToken).filter_by(token_hash=hash_of(secret)).one().revoked_at = clock.now()
    return secret


def test_nothing_of_whoever_made_the_token_is_on_the_card(client, key, ada):
    maker = db.session.query(ApiToken).one().created_by_id
    card = look(client, key, email=ADA.email).json
    assert (card["id"], card["email"], card["role"]) == (ada, ADA.email, "customer")
    assert maker != ada


def test_money_and_segments_are_on_no_card(client, key, ada):
    with writing() as session:
        organisation = session.query(Organisation).one()
        organisation.value_cents, organisation.currency, organisation.segment, organisation.owner_name = 987654321, "EUR", "Whales", "Rosa Holm"
    text = look(client, key, email=ADA.email).text
    assert not any(word in text for word in ("987654321", "9876543", "EUR", "Whales", "Rosa"))


def test_a_lookup_is_one_statement_and_by_name_two(client, key, ada, statements):
    for how, most in (({"email": ADA.email}, 1), ({"external_id": "C-1"}, 1), ({"handle": "x:nightowl"}, 2), ({"handle": "nobody"}, 1)):
        with statements() as sent:
            look(client, key, **how)
        assert len(sent) == most, sent


def test_posting_to_it_is_no_way_in(client, key):
    answer = client.post("/api/v1/people/lookup", headers=key)
    assert (answer.status_code, answer.content_type) == (405, "application/problem+json")
    assert sorted(answer.headers["Allow"].split(", ")) == ["GET", "HEAD", "OPTIONS"]
