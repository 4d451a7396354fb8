"""From what customers do to what the CRM holds, over real connections (CRM-1 to CRM-5)."""

import json
from dataclasses import replace
from itertools import pairwise

import pytest
from flask import current_app

from community import clock
from community.accounts.actions_accounts import settle_account
from community.accounts.models import Organisation, Person
from community.accounts.rules import PersonState
from community.crm import actions_vendors as actions
from community.crm.actions_accounts import note_people
from community.crm.models_vendors import Connection
from community.crm.rules import SCHEDULE
from community.crm.vendors_all import VENDORS
from community.db import db, writing
from community.events import record
from community.ideas.models import Idea
from community.jobs import crm_sync
from community.votes.actions import cast_vote
from tests import factories
from tests.cast import ADA, BEN, DEV, ROOT, Part
from tests.crm import connections as shared
from tests.crm.connections import (
    acknowledged,
    attempts,
    connect,
    connection,
    pending,
    person_id,
    upserts,
    work,
)
from tests.crm.crm_server import TOKEN
from tests.crm.hubspot_server import HubSpot, error
from tests.crm.other_crms import Dataverse, EspoCrm, Salesforce

SERVERS = {"hubspot": HubSpot, "salesforce": Salesforce, "dataverse": Dataverse, "espocrm": EspoCrm}


@pytest.fixture
def idea_id(app) -> int:
    """Ada's idea; Ben is there and has done nothing yet."""
    with writing():
        factories.topic(owner=DEV)
        factories.person(BEN)
        return factories.idea(ADA).id


def vote(part: Part, idea_id: int) -> None:
    with writing() as session:
        cast_vote(factories.viewer(part), session.get_one(Idea, idea_id), 2, now=clock.now())


def change(part: Part, **values: object) -> None:
    with writing():
        row = factories.person(part)
        for name, value in values.items():
            setattr(row, name, value)
        record("person.erased" if values.get("state") == PersonState.ERASED else "person.updated", at=clock.now(), person_id=row.id)


def send_everything(where: int) -> None:
    with writing():
        actions.send_everything(factories.viewer(ROOT), db.session.get_one(Connection, where), now=clock.now())
    work()


def contact_id(server: HubSpot, part: Part) -> str:
    return next(number for number, row in server.contacts.items() if row.get("heed_member_id") == str(person_id(part)))


def connections() -> Connection:
    db.session.rollback()
    return db.session.query(Connection).one()


def contact(server: HubSpot, part: Part) -> dict[str, str]:
    number = str(person_id(part))
    return next(row for row in server.contacts.values() if row.get("heed_member_id") == number)


@pytest.mark.parametrize("vendor", SERVERS)
def test_a_second_run_creates_nothing_changes_nothing_and_sends_nothing(loopback, idea_id, vendor):
    with SERVERS[vendor]() as server:
        where = connect(server, vendor)
        work()
        assert server.writes()
        assert {(row.subject_kind, row.subject_id) for row in acknowledged()} >= {("person", person_id(ADA)), ("person", person_id(BEN))}
        server.asked.clear()
        send_everything(where)
        assert server.asked == []
        run = shared.runs()[-1]
        assert run.finished_at is not None
        assert {state for state, count in run.counts.items() if count} <= {"same", "nothing"}
        assert pending() == []


def test_what_a_customer_stands_for_arrives(hubspot, idea_id):
    connect(hubspot)
    work()
    ada = contact(hubspot, ADA)
    assert ada["email"] == "ada@brannocs.example"
    assert (ada["heed_ideas_submitted"], ada["heed_is_advocate"], ada["heed_level"]) == ("1", "false", "member")
    assert ada["heed_profile_url"].endswith(f"/people/{person_id(ADA)}")
    assert ada["heed_first_seen_at"].endswith(".000Z")
    assert "heed_advocate_since" not in ada, "nothing is emptied that was never filled"


def test_one_vote_is_one_request_with_exactly_the_changed_columns(hubspot, idea_id):
    connect(hubspot)
    work()
    hubspot.asked.clear()
    vote(BEN, idea_id)
    work()
    people = {each["id"]: set(each["properties"]) for each in upserts(hubspot.asked)}
    own = {"heed_member_id"}
    assert people[str(person_id(BEN))] == own | {"heed_votes_cast", "heed_last_active_at"}
    assert people[str(person_id(ADA))] == own | {"heed_votes_received"}
    assert len([one for one in hubspot.asked if "contacts" in one.path]) == 1
    assert contact(hubspot, BEN)["heed_votes_cast"] == "1"


def test_many_changes_fold_into_one_send(hubspot, idea_id):
    connect(hubspot)
    work()
    hubspot.asked.clear()
    with writing():
        for title in ("One", "Two", "Three"):
            factories.idea(BEN, f"{title} more thing on the rota")
    work()
    sent = [each for each in upserts(hubspot.asked) if each["id"] == str(person_id(BEN))]
    assert [each["properties"]["heed_ideas_submitted"] for each in sent] == ["3"]


def test_who_changes_their_address_is_still_one_contact(hubspot, idea_id):
    connect(hubspot)
    work()
    before = len(hubspot.contacts)
    change(ADA, email="okoro@brannocs.example", email_folded="okoro@brannocs.example", name="Ada O.")
    work()
    assert len(hubspot.contacts) == before
    assert [row["email"] for row in hubspot.contacts.values() if row["heed_member_id"] == str(db.session.query(Person).filter_by(name="Ada O.").one().id)] == ["okoro@brannocs.example"]


def test_one_bad_contact_is_listed_with_the_words_of_the_crm_and_the_others_arrive(hubspot, idea_id):
    with writing():
        factories.person(Part("zed", "Zed", "zed@bad.example"))
    connect(hubspot)
    work()
    (refused,) = pending()
    assert "zed@bad.example is invalid" in refused.problem
    assert contact(hubspot, ADA)
    assert contact(hubspot, BEN)
    asked = len(hubspot.asked)
    work()
    assert len(hubspot.asked) == asked, "what is refused waits for a change"


def test_a_refused_contact_is_tried_again_when_it_changes(hubspot, idea_id):
    zed = Part("zed", "Zed", "zed@bad.example")
    with writing():
        factories.person(zed)
    connect(hubspot)
    work()
    change(zed, email="zed@good.example")
    work()
    assert pending() == []
    assert "zed@good.example" in {row["email"] for row in hubspot.contacts.values()}


def test_429_is_waited_for_as_long_as_it_says_and_nothing_is_lost(hubspot, idea_id, moved_clock):
    hubspot.script.append((429, {"message": "You have reached your secondly limit.", "policyName": "SECONDLY"}, {"Retry-After": "90"}))
    where = connect(hubspot)
    before = clock.now()
    work()
    row = connection(where)
    assert row.busy_until is not None
    assert 89 <= (row.busy_until - before).total_seconds() <= 93
    assert ("secondly limit" in row.problem, row.failures) == (True, 1)
    moved_clock(95)
    work()
    assert contact(hubspot, ADA)
    row = connection(where)
    assert (row.failures, row.problem, row.failing_since) == (0, "", None)
    assert attempts()[0].status == 429


def test_a_change_while_we_send_is_not_taken_for_sent(hubspot, idea_id, monkeypatch):
    where = connect(hubspot)
    work()
    vote(BEN, idea_id)
    speak = crm_sync.delivery_vendors.speak

    def slow(*arguments):
        with writing():
            actions.mark([where], "person", [person_id(BEN)], now=clock.now())
        return speak(*arguments)

    shared.drain()
    monkeypatch.setattr(crm_sync.delivery_vendors, "speak", slow)
    crm_sync.deliver()
    crm_sync.deliver()
    assert person_id(BEN) in {row.subject_id for row in pending()}
    monkeypatch.undo()
    work()
    assert pending() == []


def test_companies_get_their_figures_and_contacts_are_tied_to_them_by_key(hubspot, idea_id):
    there = hubspot.add("companies", domain="brannocs.example", name="St Brannoc's")
    connect(hubspot)
    work()
    organisation = db.session.query(Organisation).filter_by(domain="brannocs.example").one()
    assert hubspot.companies[there]["heed_account_id"] == str(organisation.id)
    assert hubspot.companies[there]["heed_active_members"] == "1"
    ada = next(number for number, row in hubspot.contacts.items() if row["email"] == ADA.email)
    assert (ada, there) in hubspot.tied


@pytest.mark.parametrize("goes_to", [None, "ostara"])
def test_a_contact_is_tied_no_more_to_what_is_not_their_account_any_more(hubspot, idea_id, goes_to):
    """What somebody at the CRM tied stays, and a second run sends nothing."""
    connect(hubspot)
    work()
    theirs, ada = hubspot.add("companies", domain="theirs.example"), contact_id(hubspot, ADA)
    ((_, before),) = [tie for tie in hubspot.tied if tie[0] == ada]
    hubspot.tied.add((ada, theirs))
    with writing():
        goal = factories.organisation(goes_to) if goes_to else None
        settle_account(factories.person(ADA), goal.id if goal else None, clock.now())
        note_people([factories.person(ADA).id], [goal.id] if goal else [], clock.now())
    work()
    work()
    after = {company for one, company in hubspot.tied if one == ada}
    assert before not in after
    assert theirs in after
    assert len(after) == (2 if goes_to else 1)
    hubspot.asked.clear()
    send_everything(connections().id)
    assert [asked.path for asked in hubspot.asked] == []


def test_who_refused_or_is_ours_is_never_sent(hubspot, idea_id):
    change(BEN, export_refused_at=clock.now())
    connect(hubspot)
    work()
    everything = json.dumps([each.body for each in hubspot.asked])
    assert BEN.email not in everything
    assert DEV.email not in everything
    assert ADA.email in everything


def test_who_refuses_later_is_sent_no_more(hubspot, idea_id):
    connect(hubspot)
    work()
    hubspot.asked.clear()
    change(BEN, export_refused_at=clock.now())
    vote(BEN, idea_id)
    work()
    assert str(person_id(BEN)) not in {each["id"] for each in upserts(hubspot.asked)}


@pytest.mark.parametrize("clear", [True, False])
def test_when_somebody_is_erased_our_fields_are_emptied_or_left_as_was_decided(hubspot, idea_id, clear):
    connect(hubspot, clear=clear)
    work()
    ben = person_id(BEN)
    hubspot.asked.clear()
    with writing():
        row = db.session.get_one(Person, ben)
        row.state, row.email, row.email_folded, row.name = PersonState.ERASED, None, None, "Former member"
        record("person.erased", at=clock.now(), person_id=ben)
    work()
    left = next(row for row in hubspot.contacts.values() if row.get("email") == BEN.email)
    if clear:
        assert left == {"email": BEN.email}
    else:
        assert left["heed_member_id"] == str(ben)
    assert ben not in {row.subject_id for row in acknowledged() if row.subject_kind == "person"}
    hubspot.asked.clear()
    work()
    assert hubspot.asked == []


def test_a_field_that_is_switched_off_or_renamed_is_not_written_under_its_old_name(hubspot, idea_id):
    side = VENDORS["hubspot"].mapping().person
    fields = {**side.fields, "email": "", "votes_cast": "ideas_votes"}
    hubspot.known["contacts"].add("ideas_votes")
    connect(hubspot, person=replace(side, fields=fields))
    work()
    for row in hubspot.contacts.values():
        assert "email" not in row
        assert "heed_votes_cast" not in row
        assert "ideas_votes" in row


@pytest.mark.parametrize("blank", [True, False])
def test_a_field_that_became_empty_is_emptied_only_when_asked_for(hubspot, idea_id, blank):
    connect(hubspot, blank=blank)
    with writing():
        factories.organisation("brannocs").external_id = "ACC-9"
    work()
    assert contact(hubspot, ADA)["heed_account_key"] == "ACC-9"
    with writing():
        factories.organisation("brannocs").external_id = None
    change(ADA)
    work()
    assert ("heed_account_key" in contact(hubspot, ADA)) is not blank


def test_a_contact_that_somebody_deleted_there_is_made_again_whole(hubspot, idea_id):
    connect(hubspot)
    work()
    number = next(key for key, row in hubspot.contacts.items() if row["email"] == BEN.email)
    del hubspot.contacts[number]
    vote(BEN, idea_id)
    work()
    again = contact(hubspot, BEN)
    assert (again["email"], again["heed_votes_cast"]) == (BEN.email, "1")


def test_oauth_asks_for_a_token_once_and_keeps_it_sealed(hubspot, idea_id, moved_clock):
    given = {"token_url": f"{hubspot.url}/token", "client_id": "heed", "client_secret": "hush"}
    where = connect(hubspot, credentials=given)
    work()
    vote(BEN, idea_id)
    work()
    assert contact(hubspot, BEN)["heed_votes_cast"] == "1"
    assert len([one for one in hubspot.asked if one.path == "/token"]) == 1
    row = connection(where)
    assert "hush" not in row.credentials
    assert "a token" not in row.token
    moved_clock(700)
    with writing():
        factories.idea(BEN, "A poster of the rota for the wall")
    work()
    assert len([one for one in hubspot.asked if one.path == "/token"]) == 2


def test_a_token_that_is_not_taken_is_told_and_tried_again_later(hubspot, idea_id):
    where = connect(hubspot, credentials={"token": "an old one"})
    work()
    row = connection(where)
    assert (row.failures, "not valid" in row.problem) == (1, True)
    assert hubspot.contacts == {}
    assert pending()


OAUTH = {"client_id": "heed", "client_secret": "hush"}


@pytest.mark.parametrize("given", [
    {"access_token": ["the secret one"]}, "access_token=the secret one",
])
def test_what_a_token_server_says_is_kept_nowhere(hubspot, idea_id, given):
    where = connect(hubspot, credentials={**OAUTH, "token_url": f"{hubspot.url}/token"})
    hubspot.script.append((200, given, {}))
    work()
    row = connection(where)
    assert row.failures == 1
    assert "secret" not in row.problem + row.token + "".join(each.reply for each in attempts())


@pytest.mark.parametrize("given", [{"access_token": "töken\u20ac"}, {"access_token": TOKEN, "expires_in": "9" * 5_000}])
def test_a_token_that_fits_into_no_header_stops_nothing_but_this_try(hubspot, idea_id, given):
    where = connect(hubspot, credentials={**OAUTH, "token_url": f"{hubspot.url}/token"})
    hubspot.script.append((200, given, {}))
    work()
    row = connection(where)
    assert (row.lease, row.failures) == (None, 0 if given["access_token"] == TOKEN else 1)


@pytest.mark.parametrize(("vendor", "said"), [
    ("hubspot", {"results": 5}), ("hubspot", {"results": [{"id": "1", "properties": ["x"]}]}), ("espocrm", {"list": [5]}),
])
def test_an_answer_of_no_known_shape_is_a_failed_try_and_never_an_endless_one(loopback, idea_id, vendor, said):
    with SERVERS[vendor]() as server:
        where = connect(server, vendor)
        server.script.extend([(207 if vendor == "hubspot" else 200, said, {})] * 40)
        work()
        assert connection(where).lease is None, "the turn was stored, whatever came of it"


@pytest.mark.parametrize("number", ["../../settings", "7\u0000"])
def test_a_number_that_could_lead_elsewhere_is_never_used(hubspot, idea_id, number):
    work()
    connect(hubspot, accounts=False)
    ada = person_id(ADA)
    hubspot.script.append((200, {"results": [{"id": number, "objectWriteTraceId": str(each)} for each in range(1, 20)]}, {}))
    work()
    assert [row.subject_id for row in acknowledged() if row.subject_id == ada] == []
    assert {bool(row.problem) for row in pending()} == {True}


def test_words_of_a_crm_that_no_database_can_keep_are_told_without_what_is_none(hubspot, idea_id):
    work()
    connect(hubspot, accounts=False)
    hubspot.script.append((207, {"errors": [{"context": {"objectWriteTraceId": [str(each)]}, "message": "No\u0000 way\ud800"} for each in range(1, 20)]}, {}))
    work()
    assert {row.problem for row in pending()} == {"No way"}


def test_a_dead_crm_does_not_delay_another(hubspot, idea_id):
    """Whatever the machine's speed: on a slow one the dead may be asked again, but only after its wait, and never twice in a row
    while the other still has something to hear."""
    with HubSpot() as dead:
        gone = connect(dead)
        dead.script.extend([error(503, "X", "Service temporarily unavailable")] * 20)
        with writing():
            mapping = VENDORS["hubspot"].mapping().stored()
            key = current_app.config["SETTINGS"].secret_key
            row = actions.connect(factories.viewer(ROOT), "Another", "hubspot", hubspot.url, {"token": TOKEN}, mapping, secret_key=key, now=clock.now())
            actions.enable_connection(factories.viewer(ROOT), row, now=clock.now())
            there = row.id
        work()
        assert contact(hubspot, ADA)
        assert {row.connection_id for row in pending()} == {gone}
        tries = [(row.connection_id, row.at) for row in attempts()]
        whose = [connection_id for connection_id, _ in tries]
        last = max(place for place, connection_id in enumerate(whose) if connection_id == there)
        assert (gone, gone) not in pairwise(whose[:last])
        waits = [after - before for before, after in pairwise(at for connection_id, at in tries if connection_id == gone)]
        assert all(wait >= 0.8 * SCHEDULE[1] for wait in waits), "the shortest wait, less a fifth"
        assert len(dead.asked) == len(waits) + 1


def test_five_days_of_nothing_else_switch_a_connection_off(hubspot, idea_id, moved_clock):
    where = connect(hubspot)
    hubspot.script.extend([error(503, "X", "Service temporarily unavailable")] * 40)
    for day in range(7):
        moved_clock(day * 86_400)
        work()
    row = connection(where)
    assert (row.enabled_at, row.disabled_reason) == (None, "failing")


def test_a_connection_that_is_switched_off_hears_nothing(hubspot, idea_id):
    where = connect(hubspot, enable=False)
    vote(BEN, idea_id)
    work()
    assert hubspot.asked == []
    assert pending() == []
    with writing():
        actions.enable_connection(factories.viewer(ROOT), db.session.get_one(Connection, where), now=clock.now())
    work()
    assert contact(hubspot, BEN)["heed_votes_cast"] == "1"
