"""Programs log what is said elsewhere: once, whatever they send, and never with a failure of ours."""

import pytest

from community import clock
from community.accounts import actions_handles
from community.db import db, writing
from community.events import Event
from community.ideas.models import Idea
from community.ideas.models_mentions import Mention
from community.jobs import worker
from community.triage import queries_mentions as queries
from community.voices.models import Voice
from tests import factories
from tests.cast import ADA, MARTA, ROOT
from tests.test_api_document import judge
from tests.tokens import bearer, token

SAID = {"url": "https://social.example/@owl/1", "text": "Still no way to print the week on one page.", "channel": "Mastodon", "handle": "@NightOwl"}


@pytest.fixture
def key(app):
    return bearer(token("mentions:write"))


@pytest.fixture
def idea_id(app):
    with writing():
        factories.topic("rotas", MARTA)
        return factories.idea(ADA).id


def post(client, key, said=None, **headers):
    return client.post("/api/v1/mentions", json=said or SAID, headers={**key, "Sec-Fetch-Site": None, **headers})


def rows():
    db.session.rollback()
    return db.session.query(Mention).order_by(Mention.id).all()


def test_a_mention_is_logged_in_the_name_of_who_made_the_token(client, key):
    answer = post(client, key)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (201, "no-store")
    judge("Mention", answer.json)
    assert answer.json == {"id": 1, "url": "http://127.0.0.1:8000/desk/mentions/1", "idea_id": None, "person_id": None, "waits_for_idea": True}
    (row,) = rows()
    assert (row.url, row.text, row.channel, row.handle, row.handle_folded, row.token_id) == (SAID["url"], SAID["text"], "mastodon", "NightOwl", "nightowl", 1)
    assert row.logged_by_id == factories.person(ROOT).id


def test_with_an_idea_and_a_known_name_it_is_tied_to_both_at_once(client, key, idea_id):
    with writing():
        actions_handles.link_handle(factories.viewer(ADA), factories.person(ADA), "mastodon", "nightowl", now=clock.now())
    answer = post(client, key, {**SAID, "idea_id": idea_id, "said_at": "2026-01-22T09:58:00+01:00"})
    assert (answer.json["idea_id"], answer.json["person_id"], answer.json["waits_for_idea"]) == (idea_id, factories.person(ADA).id, False)
    worker.drain()
    assert db.session.query(Voice).one().text == SAID["text"]
    assert rows()[0].said_at.isoformat() == "2026-01-22T08:58:00+00:00"


def test_the_same_words_at_the_same_address_are_there_already(client, key):
    first, again = post(client, key), post(client, key, {**SAID, "handle": "@somebody"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json["id"] == again.json["id"]
    assert len(rows()) == 1


def test_a_key_sent_again_answers_the_same_and_for_something_else_is_refused(client, key):
    first = post(client, key, **{"Idempotency-Key": "évènement 1"})
    assert post(client, key, **{"Idempotency-Key": "évènement 1"}).json == first.json
    other = post(client, key, {**SAID, "text": "Something else"}, **{"Idempotency-Key": "évènement 1"})
    assert other.status_code == 422
    assert post(client, key, {**SAID, "text": "Something else"}, **{"Idempotency-Key": "2"}).status_code == 201
    assert post(client, bearer(token("mentions:write")), {**SAID, "text": "Third"}, **{"Idempotency-Key": "2"}).status_code == 201
    assert post(client, key, **{"Idempotency-Key": "x" * 256}).status_code == 400
    assert len(rows()) == 3


def test_the_same_that_two_programs_log_at_once_is_logged_once(client, key, monkeypatch):
    """The second looks before the first is there, and writes after it."""
    first, real, looked = post(client, key), queries.mention_like, []

    def looks_too_early(fingerprint):
        looked.append(fingerprint)
        return real(fingerprint) if len(looked) > 1 else None

    monkeypatch.setattr(queries, "mention_like", looks_too_early)
    again = post(client, key)
    assert (again.status_code, again.json["id"]) == (200, first.json["id"])
    assert db.session.query(Event).filter_by(kind="mention.logged").count() == len(rows()) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"url": ""}, "url"), ({"url": "javascript:alert(1)"}, "url"), ({"url": 7}, "url"), ({"url": ["https://x.example"]}, "url"), ({"url": None}, "url"),
        ({"url": "https://x.example/\u202e"}, "url"), ({"url": "https://x.example/" + "y" * 3000}, "url"),
        ({"text": ""}, "text"), ({"text": "\u200b\u202e"}, "text"), ({"text": {"a": 1}}, "text"), ({"text": "x" * 2001}, "text"), ({"text": True}, "text"),
        ({"channel": "a:b"}, "channel"), ({"channel": ""}, "channel"), ({"channel": 1}, "channel"), ({"handle": "two words"}, "handle"), ({"handle": {}}, "handle"),
        ({"said_at": "yesterday"}, "said_at"), ({"said_at": "2026-01-01T10:00:00"}, "said_at"), ({"said_at": "2999-01-01T10:00:00Z"}, "said_at"), ({"said_at": 1}, "said_at"), ({"said_at": "0001-01-01T00:00:00+14:00"}, "said_at"),
        ({"idea_id": 0}, "idea_id"), ({"idea_id": "1"}, "idea_id"), ({"idea_id": 1.5}, "idea_id"), ({"idea_id": True}, "idea_id"), ({"idea_id": 10**30}, "idea_id"), ({"idea_id": 99}, "idea_id"),
        ({"ideas": 1}, "ideas"), ({"status": "shipped"}, "status"),
    ],
    ids=str,
)
def test_what_is_wrong_is_named_by_its_field_and_nothing_is_kept(client, key, change, field):
    answer = post(client, key, {**SAID, **change})
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    judge("Problem", answer.json)
    assert field in [each["field"] for each in answer.json["errors"]]
    assert rows() == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"1", b'"x"', b'{"url": "\\u0000"}', b"\xff", b"[" * 60_000])
def test_a_body_that_is_none_breaks_nothing(client, key, body):
    answer = client.post("/api/v1/mentions", data=body, content_type="application/json", headers=key)
    assert answer.status_code in (400, 422)
    assert answer.content_type == "application/problem+json"


def test_bidi_and_invisible_characters_are_cleaned_from_words_that_remain(client, key):
    post(client, key, {**SAID, "text": "Print\u202e it\u2066 now\u200b."})
    assert rows()[0].text == "Print it now."


def test_an_idea_that_takes_no_words_is_said_and_the_mention_is_not_kept(client, key, idea_id):
    with writing() as session:
        session.get_one(Idea, idea_id).state = "hidden"
    assert post(client, key, {**SAID, "idea_id": idea_id}).status_code == 422
    assert rows() == []


def test_another_scope_a_cookie_or_nothing_logs_nothing(client, as_person):
    assert post(client, bearer(token("people:read"))).status_code == 403
    assert post(client, {}).status_code == 401
    assert post(as_person(ROOT), {}).status_code == 401
    assert rows() == []


def test_too_large_is_too_large(client, key):
    assert post(client, key, {**SAID, "text": "x" * 70_000}).status_code == 413
