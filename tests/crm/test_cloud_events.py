"""CloudEvents 1.0 in binary mode: headers beside the signature; the receiver is asked once, and what it says is only noted."""

import re

from community import clock
from community.accounts.rules import Role
from community.crm import cloud_events
from community.crm.actions import shut
from community.crm.models import Attempt, Endpoint
from community.db import db, writing
from community.jobs import webhooks
from community.jobs.worker import drain
from community.notifications.models import Mail
from tests import factories
from tests.advocates.helping import idea_of
from tests.cast import ADA, MARTA, ROOT
from tests.crm.endpoints import endpoint, listen, work

SECRET = re.compile(r'value="(whsec_[A-Za-z0-9+/=]+)"')


def test_the_headers_say_whence_what_and_when_and_the_body_stays(hook):
    listen(hook, cloud_events=True)
    idea = idea_of(ADA)
    work()
    (request,) = hook.requests
    headers = {name: value for name, value in request.headers.items() if name.startswith("ce-")}
    assert headers["ce-specversion"] == "1.0"
    assert headers["ce-id"] == request.headers["webhook-id"]
    assert headers["ce-type"].endswith(".idea.published")
    assert headers["ce-subject"] == f"ideas/{idea}"
    assert headers["ce-time"].endswith("Z")
    assert set(headers) == {"ce-specversion", "ce-id", "ce-source", "ce-type", "ce-time", "ce-subject"}
    assert request.headers["content-type"] == "application/json"
    assert hook.ledger[0].verified


def test_who_did_not_ask_for_them_gets_none(hook):
    listen(hook)
    idea_of(ADA)
    work()
    assert not [name for name in hook.requests[0].headers if name.startswith("ce-")]


def test_a_type_begins_with_our_name_the_other_way_round():
    assert cloud_events.reverse_name("https://ideas.example.com") == "com.example.ideas"
    assert cloud_events.reverse_name("https://ideas.example.com:8443/heed") == "com.example.ideas"
    said = dict(cloud_events.headers("https://ideas.example.com/bü", "msg_1", "ping", clock.now(), "endpoints"))
    assert said["ce-source"] == "https://ideas.example.com/b%C3%BC"
    assert all(value.isascii() for value in said.values())


def test_what_an_event_is_about_is_its_subject():
    assert [cloud_events.subject(3, 7), cloud_events.subject(None, 7), cloud_events.subject(None, None)] == ["ideas/3", "people/7", "endpoints"]


def test_the_receiver_is_asked_once_and_gets_them_whatever_it_says(hook):
    where = listen(hook, "/404", cloud_events=True)
    assert webhooks.shake_hands() is True
    assert webhooks.shake_hands() is False
    row = endpoint(where)
    assert row.handshake == "404"
    assert row.handshake_at is not None
    (asked,) = hook.requests
    assert asked.headers["webhook-request-origin"]
    assert asked.body == b""


def test_what_the_receiver_allows_is_noted():
    assert cloud_events.said(200, {"webhook-allowed-origin": "*", "server": "x", "webhook-allowed-rate": "120"}) == (
        "200; webhook-allowed-origin: *; webhook-allowed-rate: 120"
    )
    assert len(cloud_events.said(200, {"allow": "x" * 1000})) == cloud_events.LONGEST_REPLY


def test_the_choice_is_made_on_the_page_with_what_it_is_for(as_person, hook):
    form = {"name": "Our CRM", "url": hook.url("/ok"), "events": ["vote.cast"], "purpose": "Our customer records", "cloud_events": "1"}
    root = as_person(ROOT)
    root.post("/admin/endpoints/new", data=form)
    row = db.session.query(Endpoint).one()
    assert (row.purpose, row.cloud_events) == ("Our customer records", True)
    page = root.get(f"/admin/endpoints/{row.id}")
    assert "Our customer records" in page.text
    assert "The receiver is being asked" in page.text
    root.post(f"/admin/endpoints/{row.id}/edit", data={**form, "purpose": "x" * 201})
    db.session.rollback()
    assert db.session.query(Endpoint).one().purpose == "Our customer records"


def test_an_old_secret_can_be_ended_before_its_day_is_over(as_person, hook):
    where = listen(hook)
    root = as_person(ROOT)
    root.post(f"/admin/endpoints/{where}/rotate")
    until = re.search(r'name="until" value="([^"]+)"', root.get(f"/admin/endpoints/{where}").text)
    assert until
    idea_of(ADA)
    work()
    assert len(hook.requests[0].headers["webhook-signature"].split()) == 2
    assert "That secret signs no more." in root.post(f"/admin/endpoints/{where}/retire", data={"until": until[1]}, follow_redirects=True).text
    assert "had run out already" in root.post(f"/admin/endpoints/{where}/retire", data={"until": until[1]}, follow_redirects=True).text
    idea_of(ADA, title="A poster for the wall")
    work()
    assert len(hook.requests[1].headers["webhook-signature"].split()) == 1


def test_a_reply_is_kept_with_its_time_and_the_headers_that_explain_it(as_person, hook):
    listen(hook, "/429/minute")
    idea_of(ADA)
    work()
    row = db.session.query(Attempt).one()
    assert row.headers["retry-after"] == "90"
    assert "set-cookie" not in row.headers
    assert row.latency_ms is not None
    assert "retry-after: 90" in as_person(ROOT).get(f"/admin/endpoints/deliveries/{row.delivery_id}").text


def test_whoever_made_it_hears_that_it_is_off_though_they_administer_nothing(hook):
    where = listen(hook)
    with writing():
        factories.person(MARTA)
        row = db.session.get_one(Endpoint, where)
        row.created_by_id = factories.person(MARTA).id
        shut(row, "failing", now=clock.now())
    drain()
    told = {mail.address for mail in db.session.query(Mail).filter_by(kind="endpoint_disabled")}
    assert told == {MARTA.email, ROOT.email}
    assert MARTA.role != Role.ADMINISTRATOR
