"""Everyone as of now: a message for each customer with their whole standing, to one endpoint alone."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import current_app

from community import clock, events
from community.audit import AuditEntry
from community.crm import actions_everyone, queries_everyone
from community.crm.actions_consent import refuse_export
from community.crm.models import Delivery, Endpoint
from community.crm.models_vendors import CrmRun
from community.db import db, writing
from community.events import Dispatch, Event
from community.jobs.webhooks import tell_everyone
from community.jobs.worker import turn
from tests import factories
from tests.cast import ADA, BEN, CLEO, MARTA, ROOT
from tests.crm.connections import connect, pending
from tests.crm.endpoints import deliveries, endpoint, listen, work
from tests.crm.hubspot_server import HubSpot

STANDING = ("advocate.changed",)


@pytest.fixture
def cast(loopback) -> dict[str, int]:
    """Three customers and two colleagues."""
    with writing():
        ids = {part.key: factories.person(part).id for part in (ADA, BEN, CLEO, MARTA, ROOT)}
    while turn():
        pass
    return ids


@pytest.fixture
def one_by_one(monkeypatch):
    monkeypatch.setattr(actions_everyone, "BATCH", 1)


def press(browser, where: int) -> str:
    return browser.post(f"/admin/endpoints/{where}/everyone", follow_redirects=True).text


def walk() -> int:
    """Every batch that can go on; returns how many there were."""
    rounds = 0
    while tell_everyone():
        rounds += 1
    return rounds


def runs() -> list[CrmRun]:
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(CrmRun).order_by(CrmRun.id).all()


def said(row: Delivery) -> dict:
    return json.loads(row.body)["data"]


def change(where: int, **values: object) -> None:
    with writing():
        for name, value in values.items():
            setattr(db.session.get_one(Endpoint, where), name, value)


def test_every_customer_arrives_once_with_their_whole_standing_and_the_page_tells_it(as_person, hook, cast):
    where, browser = listen(hook, kinds=STANDING), as_person(ROOT)
    assert "Everyone is being put in line" in press(browser, where)
    walk()
    work()
    assert {entry.verified for entry in hook.ledger} == {True}
    messages = [json.loads(request.body) for request in hook.requests]
    assert {message["type"] for message in messages} == {"advocate.changed"}
    assert sorted(message["data"]["standing"]["member_id"] for message in messages) == sorted(cast[key] for key in ("ada", "ben", "cleo"))
    one = next(message["data"] for message in messages if message["data"]["person"]["id"] == cast["ada"])
    assert one["standing"]["email"] == one["person"]["email"] == ADA.email
    assert (one["idea"], one["advocate"]["change"], one["advocate"]["cause"]) == (None, 0, "as_of_now")
    page = browser.get(f"/admin/endpoints/{where}").text
    assert "Last finished" in page
    assert "Messages put in line</dt><dd>3<" in page
    assert "Arrived</dt><dd>3<" in page
    (entry,) = db.session.query(AuditEntry).filter_by(act="endpoint.sent_everyone")
    assert (entry.subject_id, entry.after) == (where, {"run": runs()[0].id})
    assert "Sent everyone to a webhook" in browser.get("/admin/audit/").text


def test_nobody_else_hears_of_it_and_no_handler_runs(as_person, hook, cast):
    where, other = listen(hook, kinds=STANDING), listen(hook, kinds=STANDING, name="Another")
    connect(HubSpot())
    with writing():
        db.session.query(CrmRun).delete()
    before = db.session.query(Dispatch).count()
    press(as_person(ROOT), where)
    walk()
    assert db.session.query(Event).filter_by(expanded=False).count() == 0, "it takes no turn from what customers do"
    while turn():
        pass
    assert {row.endpoint_id for row in deliveries()} == {where}
    assert endpoint(other).disabled_at is None
    assert pending() == []
    assert db.session.query(Dispatch).count() == before


def test_who_refused_or_was_erased_is_left_out_and_counted(as_person, hook, cast):
    where, browser = listen(hook, kinds=STANDING), as_person(ROOT)
    with writing():
        refuse_export(factories.viewer(BEN), factories.person(BEN), now=clock.now())
        factories.person(CLEO).state = "erased"
    press(browser, where)
    walk()
    assert [row.person_id for row in deliveries() if row.kind == "advocate.changed"] == [cast["ada"]]
    assert "Left out, for they refused or were erased</dt><dd>2<" in browser.get(f"/admin/endpoints/{where}").text


def test_who_refuses_while_theirs_waits_is_called_back(as_person, hook, cast):
    where = listen(hook, kinds=STANDING)
    press(as_person(ROOT), where)
    walk()
    with writing():
        refuse_export(factories.viewer(BEN), factories.person(BEN), now=clock.now())
    assert {row.person_id: row.state for row in deliveries()} == {cast["ada"]: "queued", cast["ben"]: "recalled", cast["cleo"]: "queued"}


def test_pressing_twice_begins_one_run_and_pressing_later_sends_everyone_under_new_names(as_person, hook, cast):
    where, browser = listen(hook, kinds=STANDING), as_person(ROOT)
    press(browser, where)
    press(browser, where)
    assert len(runs()) == 1
    walk()
    first = {row.webhook_id for row in deliveries()}
    press(browser, where)
    walk()
    again = [row for row in deliveries() if row.webhook_id not in first]
    assert (len(first), len(again), len(runs())) == (3, 3, 2)
    assert "Messages put in line</dt><dd>3<" in browser.get(f"/admin/endpoints/{where}").text
    versions: dict[int, list[tuple[int, int]]] = {}
    for row in deliveries():
        versions.setdefault(row.person_id, []).append((said(row)["standing"]["version"], said(row)["person"]["version"]))
    assert all(one[0] < two[0] and one[1] < two[1] for one, two in versions.values()), "of two messages the later is the higher"


def test_two_who_press_at_the_same_moment_begin_one_run(hook, cast):
    where, ready = listen(hook, kinds=STANDING), threading.Barrier(2)

    def press_it(_: int) -> int:
        with site.app_context():
            ready.wait(10)
            with writing():
                return actions_everyone.tell_everyone(factories.viewer(ROOT), db.session.get_one(Endpoint, where), now=clock.now()).id

    site = current_app._get_current_object()
    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(press_it, range(2)))) == 1
    assert len(runs()) == 1


def test_what_happens_later_is_numbered_higher(as_person, hook, cast):
    where = listen(hook, kinds=("advocate.changed", "person.updated"))
    press(as_person(ROOT), where)
    walk()
    with writing():
        events.record("person.updated", at=clock.now(), person_id=cast["ada"])
    while turn():
        pass
    walked, live = [said(row) for row in deliveries() if row.person_id == cast["ada"]]
    assert walked["standing"]["version"] < live["standing"]["version"]
    assert walked["person"]["version"] < live["person"]["version"]


def test_it_goes_on_where_it_stood(as_person, hook, cast, one_by_one):
    where, browser = listen(hook, kinds=STANDING), as_person(ROOT)
    press(browser, where)
    tell_everyone()
    page = browser.get(f"/admin/endpoints/{where}").text
    assert "Under way: 1 of 3 looked at." in page
    assert "Send everyone as of now" not in page, "a run is under way"
    assert walk() == 3, "two more people, and the end"
    assert sorted(row.person_id for row in deliveries()) == sorted(cast[key] for key in ("ada", "ben", "cleo"))


def test_a_batch_that_is_rolled_back_is_as_if_it_had_not_been(as_person, hook, cast, one_by_one):
    press(as_person(ROOT), listen(hook, kinds=STANDING))
    with pytest.raises(RuntimeError), writing():
        actions_everyone.tell_next(runs()[0].id, "https://ideas.example.com", now=clock.now())
        raise RuntimeError
    assert (deliveries(), runs()[0].seen, db.session.query(Event).filter_by(kind="standing.told").count()) == ([], 0, 0)


def test_while_enough_is_due_no_more_is_added(as_person, hook, cast, one_by_one, monkeypatch):
    monkeypatch.setattr(queries_everyone, "MOST_DUE", 2)
    press(as_person(ROOT), listen(hook, kinds=STANDING))
    assert walk() == 2
    with writing() as session:
        session.query(Delivery).filter_by(id=deliveries()[0].id).update({"run_at": clock.now().replace(year=2099)})
    assert walk() == 1, "what waits for its next try does not count"
    work()
    walk()
    assert runs()[0].finished_at is not None


def test_one_that_is_off_holds_up_no_other_and_goes_on_when_it_is_on_again(as_person, hook, cast, one_by_one):
    browser, first, second = as_person(ROOT), listen(hook, kinds=STANDING), listen(hook, kinds=STANDING, name="Another")
    press(browser, first)
    press(browser, second)
    tell_everyone()
    change(first, disabled_at=clock.now(), disabled_reason="by_hand")
    walk()
    assert [(run.endpoint_id, run.seen, run.finished_at is not None) for run in runs()] == [(first, 1, False), (second, 3, True)]
    assert "It goes on when the endpoint is switched on." in browser.get(f"/admin/endpoints/{first}").text
    change(first, disabled_at=None, disabled_reason="")
    walk()
    assert [run.seen for run in runs()] == [3, 3]


def test_one_that_is_off_is_refused_kindly(as_person, hook, cast):
    where, browser = listen(hook, kinds=STANDING), as_person(ROOT)
    change(where, disabled_at=clock.now(), disabled_reason="by_hand")
    page = browser.get(f"/admin/endpoints/{where}").text
    assert "Switch it on to send" in page
    assert "Send everyone as of now" not in page
    assert "It is switched off, so nothing is sent to it." in press(browser, where)
    assert runs() == []


def test_one_that_does_not_listen_is_told_what_to_tick(as_person, hook, cast):
    where, browser = listen(hook, kinds=("vote.cast",)), as_person(ROOT)
    page = browser.get(f"/admin/endpoints/{where}").text
    assert "once the endpoint listens for “Somebody&#39;s points change”" in page
    assert "Send everyone as of now" not in page
    assert "Please tick that first." in press(browser, where)
    assert runs() == []


def test_one_that_listens_no_longer_ends_the_run(as_person, hook, cast, one_by_one):
    where, browser = listen(hook, kinds=STANDING), as_person(ROOT)
    press(browser, where)
    tell_everyone()
    change(where, events=["vote.cast"])
    walk()
    assert len(deliveries()) == 1
    assert "after 1 of 3, since the endpoint no longer listens for it." in browser.get(f"/admin/endpoints/{where}").text


def test_a_message_is_sent_again_as_any_other(as_person, hook, cast):
    where, browser = listen(hook, kinds=STANDING), as_person(ROOT)
    press(browser, where)
    walk()
    work()
    assert "3 messages are on their way again." in browser.post(
        f"/admin/endpoints/{where}/replay", data={"since": "day", "everything": "1"}, follow_redirects=True
    ).text
    work()
    names = [entry.webhook_id for entry in hook.ledger]
    assert (len(names), len(set(names))) == (6, 3)


def test_cloud_events_tell_when_and_of_whom(as_person, hook, cast):
    press(as_person(ROOT), listen(hook, kinds=STANDING, cloud_events=True))
    walk()
    work()
    headers = [dict(request.headers) for request in hook.requests]
    found = {name.lower(): value for name, value in headers[0].items()}
    assert found["ce-type"].endswith("advocate.changed")
    assert found["ce-subject"] == f"people/{cast['ada']}"
