"""What is told about a person is theirs to read and to end: at once, for what waits too, and for ever once they are erased."""

import json

import pytest

from community import clock
from community.accounts.actions_erasing import erase_person
from community.accounts.models import Person
from community.accounts.viewer import Viewer
from community.crm import actions, delivery
from community.crm.actions_consent import allow_export, refuse_export
from community.crm.catalogue import SUBSCRIBABLE
from community.crm.models import Attempt, Delivery
from community.crm.snapshots import snapshot_of
from community.crm.wording_consent import lines_of
from community.db import db, writing
from community.events import record
from community.jobs.worker import drain
from tests import factories
from tests.advocates.helping import comment_of, idea_of, mark
from tests.cast import ADA, BEN, ROOT, SAM
from tests.crm.endpoints import deliveries, endpoint, listen, work
from tests.crm.test_payloads import link, vote

SITE = "https://ideas.example.com"


def decide(part, verb):
    with writing():
        person = factories.person(part)
        return verb(Viewer.of(person), person, now=clock.now())


def id_of(part):
    with writing():
        return factories.person(part).id


def told(kind=""):
    return [json.loads(row.body) for row in deliveries() if row.body and (not kind or row.kind == kind)]


def test_what_waits_is_called_back_at_once_and_its_bytes_are_gone(hook):
    listen(hook)
    idea_of(ADA)
    drain()
    decide(ADA, refuse_export)
    (row,) = deliveries()
    assert (row.state, row.body) == ("recalled", b"")
    work()
    assert not [request for request in hook.requests if ADA.email.encode() in request.body]


def test_what_was_given_up_cannot_be_sent_again(as_person, hook):
    where = listen(hook)
    idea_of(ADA)
    idea_of(BEN, title="A poster for the wall")
    work()
    with writing() as session:
        session.query(Delivery).update({"state": "done"})
    decide(ADA, refuse_export)
    mine = next(row for row in deliveries() if row.person_id == id_of(ADA))
    page = as_person(ROOT).get(f"/admin/endpoints/deliveries/{mine.id}")
    assert "It cannot be sent again" in page.text
    as_person(ROOT).post(f"/admin/endpoints/deliveries/{mine.id}/again")
    with writing():
        count = actions.replay(factories.viewer(ROOT), endpoint(where), clock.now() - actions.REPLAYABLE, everything=True, now=clock.now())
    assert count == 1
    assert [row.state for row in deliveries() if row.kind == "idea.published"] == ["done", "queued"]


def test_afterwards_ideas_and_votes_are_told_without_them(hook):
    listen(hook, kinds=SUBSCRIBABLE)
    idea = idea_of(ADA)
    drain()
    decide(ADA, refuse_export)
    mark(ADA, comment_of(BEN, idea))
    vote(ADA, idea_of(BEN, title="A poster for the wall"))
    drain()
    later = told()
    assert [message["data"]["person"] for message in told("vote.cast")] == [None]
    assert not [message for message in later if ADA.email in json.dumps(message)]
    assert not [message for message in told("person.updated") + told("advocate.changed") if message["data"]["person"]["id"] == id_of(ADA)]


def test_one_last_message_names_their_keys_and_nothing_else(hook):
    off = listen(hook, kinds=("vote.cast",))
    link(ADA)
    with writing():
        actions.disable_endpoint(factories.viewer(ROOT), endpoint(off), now=clock.now())
    decide(ADA, refuse_export)
    drain()
    (last,) = told("person.export_refused")
    assert last["data"] == {"person": {"id": id_of(ADA), "external_id": "00Q-4471"}}
    assert not hook.requests


def test_a_second_no_changes_nothing(hook):
    listen(hook)
    assert [decide(ADA, refuse_export), decide(ADA, refuse_export), decide(ADA, allow_export), decide(ADA, allow_export)] == [True, False, True, False]
    drain()
    assert len(told("person.export_refused")) == 1


def test_allowing_again_sends_the_snapshot_anew(hook):
    listen(hook, kinds=("person.updated",))
    link(ADA)
    idea_of(ADA)
    decide(ADA, refuse_export)
    decide(ADA, allow_export)
    drain()
    (message,) = told("person.updated")
    assert message["data"]["standing"]["ideas_submitted"] == 1
    assert message["data"]["standing"]["consent_crm_at"] is not None


def test_a_message_that_is_on_its_way_when_they_refuse_is_not_tried_again(hook):
    listen(hook, "/500")
    idea_of(ADA)
    drain()
    key = "a key for tests only, 0123456789 abc"
    with writing():
        parcel = delivery.lease_next(key, clock.now())
    decide(ADA, refuse_export)
    with writing():
        delivery.store(parcel, delivery.Failure.TIMEOUT, clock.now(), 15_000)
    (row,) = deliveries()
    assert (row.state, row.body) == ("recalled", b"")
    assert db.session.query(Attempt).one().latency_ms == 15_000


@pytest.mark.parametrize("erases", [True, False], ids=["erased", "refused"])
def test_what_is_replied_after_somebody_was_forgotten_is_not_kept(hook, erases):
    """A receiver may repeat what it was sent, and answer after the words were called back."""
    listen(hook)
    idea_of(ADA)
    drain()
    with writing():
        parcel = delivery.lease_next("a key for tests only, 0123456789 abc", clock.now())
    if erases:
        with writing():
            erase_person(factories.viewer(ROOT), factories.person(ADA), now=clock.now())
        drain()
    else:
        decide(ADA, refuse_export)
    with writing():
        delivery.store(parcel, delivery.Reply(200, "thank you, ada@brannocs.example", {"x-request-id": "ada"}, 12), clock.now(), 12)
    kept = db.session.query(Attempt).one()
    assert (kept.status, kept.latency_ms, kept.reply, kept.headers) == (200, 12, "", {})


def test_erasure_tells_every_endpoint_and_then_forgets_key_bytes_and_replies(hook):
    listen(hook)
    link(ADA)
    idea_of(ADA)
    work()
    with writing() as session:
        session.query(Attempt).update({"reply": "ada@brannocs.example is welcome"})
        erase_person(factories.viewer(ROOT), factories.person(ADA), now=clock.now())
    drain()
    rows = deliveries()
    assert [(row.kind, bool(row.body)) for row in rows] == [("idea.published", False), ("person.erased", True)]
    assert json.loads(rows[1].body)["data"]["person"]["external_id"] == "00Q-4471"
    erased = db.session.query(Person).filter_by(id=json.loads(rows[1].body)["data"]["person"]["id"]).one()
    assert erased.external_id is None
    assert {row.reply for row in db.session.query(Attempt)} == {""}
    work()
    assert hook.requests[-1].body == rows[1].body


def test_later_exports_hold_no_trace_of_the_erased(hook):
    listen(hook, kinds=SUBSCRIBABLE)
    link(ADA)
    idea = idea_of(ADA)
    with writing():
        erase_person(factories.viewer(ROOT), factories.person(ADA), now=clock.now())
    drain()
    work()
    hook.requests.clear()
    vote(BEN, idea)
    with writing():
        record("idea.shipped", at=clock.now(), idea_id=idea, answer_id=1)
    work()
    sent = b" ".join(request.body for request in hook.requests)
    assert sent
    for trace in (ADA.email, ADA.name, "00Q-4471"):
        assert trace.encode() not in sent


def test_the_page_shows_the_very_snapshot_and_ends_it(as_person, hook):
    listen(hook, purpose="Our customer records, so that everybody knows what you asked for", kinds=("person.updated",))
    link(ADA)
    idea_of(ADA)
    ada = as_person(ADA)
    page = ada.get("/me/export/")
    assert "Our customer records, so that everybody knows" in page.text
    assert "00Q-4471" in page.text
    assert "In the last 30 days nothing about you arrived there." in page.text
    assert hook.url("") not in page.text
    assert "Nothing about you is sent any more." in ada.post("/me/export/refuse", follow_redirects=True).text
    assert "00Q-4471" not in ada.get("/me/export/").text
    assert "Thank you." in ada.post("/me/export/allow", follow_redirects=True).text
    work()
    assert "The last time that something about you arrived there:" in ada.get("/me/export/").text


def test_colleagues_read_that_they_are_no_contacts(as_person):
    assert "Colleagues are not kept among the customers" in as_person(SAM).get("/me/export/").text


@pytest.mark.parametrize("part", [ADA, BEN])
def test_every_fact_that_is_sent_has_its_line(app, part):
    snapshot = snapshot_of(id_of(part), SITE)
    assert snapshot is not None
    with app.test_request_context():
        said = lines_of(snapshot)
        for name in ("email", "profile_url", "member_id", "version"):
            assert str(snapshot[name]) in [value for _, value in said]
        unsaid = {"referral_value", "influence_value", "knowledge_value", "value_currency", "value_basis"}
        assert len(said) >= len(set(snapshot) - unsaid) - 3
