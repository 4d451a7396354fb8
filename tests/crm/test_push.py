"""A CRM pushes: only what is signed, fresh and new is kept; the worker takes it in, and staff see what came of it."""

import json
from datetime import timedelta

import pytest

from community import clock
from community.accounts.models import Organisation, Person
from community.crm.actions_sources import add_source, forget_pushed
from community.crm.models_in import Pushed, Source
from community.crm.signing import new_secret, sign
from community.db import db, writing
from community.jobs import pushed as job
from tests import factories
from tests.cast import ADA, ROOT

BODY = json.dumps({"contacts": [{"external_id": "C-1", "name": "Nina", "accounts": ["A-1"]}, {"external_id": "C-2"}],
                   "accounts": [{"external_id": "A-1", "name": "St Brannoc's"}]}).encode()
PATH = "/api/v1/crm/hook/hubspot"


@pytest.fixture
def secret(app):
    with writing():
        return add_source(factories.viewer(ROOT), "HubSpot", secret_key=app.config["SETTINGS"].secret_key, now=clock.now())[1]


def send(client, secret, body=BODY, webhook_id="msg_1", at=None, path=PATH, **more):
    headers = {**sign(secret, webhook_id, at or clock.now(), body), "Content-Type": "application/json", "Sec-Fetch-Site": None, **more}
    return client.post(path, data=body, headers=headers)


def messages():
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(Pushed).order_by(Pushed.id).all()


def test_what_is_pushed_is_stored_first_and_taken_in_by_the_worker(client, secret):
    assert send(client, secret).status_code == 202
    (kept,) = messages()
    assert (kept.body, kept.state) == (BODY, "waiting")
    assert db.session.query(Organisation).count() == 0
    db.session.rollback()
    assert job.process()
    assert not job.process()
    (done,) = messages()
    assert (done.state, done.body, done.outcome["accounts"]["counts"]["new"], done.outcome["contacts"]["counts"]["refused"]) == ("done", None, 1, 1)
    nina = db.session.query(Person).filter_by(external_id="C-1").one()
    assert nina.organisation_id == db.session.query(Organisation).one().id


def test_a_message_that_comes_again_is_known(client, secret):
    for _ in range(3):
        assert send(client, secret).status_code == 202
    assert len(messages()) == 1
    job.process()
    assert send(client, secret).status_code == 202
    assert [row.state for row in messages()] == ["done"]


@pytest.mark.parametrize("seconds", [-301, 301])
def test_what_is_too_old_or_too_new_is_refused(client, secret, seconds):
    assert send(client, secret, at=clock.now() + timedelta(seconds=seconds)).status_code == 401
    assert messages() == []


@pytest.mark.parametrize("seconds", [-290, 290])
def test_a_clock_that_is_a_little_off_is_not(client, secret, seconds):
    assert send(client, secret, at=clock.now() + timedelta(seconds=seconds)).status_code == 202


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_without_one_of_its_headers_it_is_refused(client, secret, missing):
    assert send(client, secret, **{missing: None}).status_code == 401
    assert messages() == []


def test_a_wrong_secret_another_body_and_an_unknown_source_are_answered_alike(client, secret):
    wrong = send(client, new_secret())
    headers = {**sign(secret, "msg_2", clock.now(), BODY), "Sec-Fetch-Site": None}
    changed = client.post(PATH, data=BODY + b" ", headers=headers)
    unknown = send(client, secret, path="/api/v1/crm/hook/nobody")
    assert {answer.status_code for answer in (wrong, changed, unknown)} == {401}
    assert wrong.json == unknown.json == changed.json
    assert messages() == []


def test_a_body_over_256_kb_is_refused_unread(client, secret):
    assert send(client, secret, body=b"[" + b" " * 256_000).status_code == 413
    assert send(client, secret, body=b"{" + b" " * 255_998 + b"}").status_code == 202


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"no", b'{"accounts": {}}', b'{"accounts": [], "more": []}', b'{"accounts": [' + b"[" * 5_000])
def test_a_body_that_is_nothing_we_know_is_done_with_and_says_so(client, secret, body):
    assert send(client, secret, body=body).status_code == 202
    assert job.process()
    (row,) = messages()
    assert (row.state, row.outcome) == ("done", {"problem": "body"})


def test_a_message_we_fail_on_is_tried_again_and_holds_up_no_other(client, secret, monkeypatch, moved_clock):
    send(client, secret, webhook_id="msg_1")
    send(client, secret, webhook_id="msg_2", body=b'{"accounts": [{"external_id": "A-9", "name": "Nine"}]}')

    def broken(*args, **kwargs):
        raise RuntimeError("the disk is on fire")

    with monkeypatch.context() as patched:
        patched.setattr("community.crm.actions_sources.take_rows", broken)
        assert job.process()
    assert job.process()
    assert not job.process()
    assert [row.state for row in messages()] == ["waiting", "done"]
    moved_clock(121)
    assert job.process()
    assert [row.state for row in messages()] == ["done", "done"]


def test_the_administrator_makes_a_source_sees_the_secret_once_and_what_came(as_person, client):
    root = as_person(ROOT)
    made = root.post("/admin/crm/sources/new", data={"name": "Hub Spot", "key": "k" * 20})
    assert made.status_code == 200
    secret = made.text.split('value="whsec_')[1].split('"')[0]
    assert "hook/hub-spot" in made.text
    assert root.post("/admin/crm/sources/new", data={"name": "Hub Spot", "key": "k" * 20}).status_code == 303
    assert root.post("/admin/crm/sources/new", data={"name": "hub spot", "key": "j" * 20}).status_code == 422
    row = db.session.query(Source).one()
    source_id = row.id
    assert secret not in row.secret
    send(client, f"whsec_{secret}", path="/api/v1/crm/hook/hub-spot")
    job.process()
    shown = root.get("/admin/crm/in").text
    assert secret not in shown
    assert "1 new" in shown
    assert "0 changed" not in shown
    assert "a contact needs a name or a mail address" in shown
    assert root.post(f"/admin/crm/sources/{source_id}/disable").status_code == 303
    assert send(client, f"whsec_{secret}", path="/api/v1/crm/hook/hub-spot", webhook_id="msg_7").status_code == 401
    assert as_person(ADA).get("/admin/crm/in").status_code == 404


def test_what_came_of_a_message_is_forgotten_after_a_month(client, secret, moved_clock):
    send(client, secret)
    job.process()
    with writing():
        forget_pushed(clock.now() + timedelta(days=29))
    assert len(messages()) == 1
    with writing():
        forget_pushed(clock.now() + timedelta(days=31))
    assert messages() == []
