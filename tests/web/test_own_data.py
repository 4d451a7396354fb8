"""What somebody reads of themselves in their own file, and what of others they do not."""

import json

import pytest

from community import clock
from community.crm.models_contacts import Contact
from community.crm.models_in import Conflict
from community.db import writing
from tests import factories
from tests.cast import ADA, BEN

ELSEWHERE = "ada@home.example"


def say(mail, **clash):
    """What the CRM has of Ada: a contact with this address, and a conflict about it."""
    with writing() as session:
        ada = factories.person(ADA).id
        session.merge(Contact(person_id=ada, name="Ada O.", title="Nurse", email=mail, fields={"plan": "gold"}, crm_at=clock.now()))
        if clash:
            facts = {"mark": f"mark-of-{clash['value']}", "kind": "mail_differs", "external_id": "C-1", "source": "api", "at": clock.now()}
            session.add(Conflict(person_id=ada, **{**facts, **clash}))


def id_of(part):
    with writing():
        return factories.person(part).id


@pytest.fixture
def mine(as_person):
    """Ada's file, after Ben came to be here."""
    id_of(BEN)
    return lambda: as_person(ADA).get("/me/data.json")


@pytest.mark.parametrize("address", [ADA.email, ELSEWHERE])
def test_what_the_crm_says_of_them_is_theirs_to_read(mine, address):
    say(address, value=ELSEWHERE)
    kept = mine().json["kept"]
    (contact,), (conflict,) = kept["contacts"], kept["crm_conflicts"]
    assert (contact["email"], contact["title"], contact["fields"]) == (address, "Nurse", {"plan": "gold"})
    assert (conflict["value"], conflict["kind"]) == (ELSEWHERE, "mail_differs")
    assert "why_not" not in {**contact, **conflict}


@pytest.mark.parametrize("written", [BEN.email, BEN.email.upper()])
def test_an_address_that_is_somebody_elses_is_not_handed_out(mine, written):
    said = {"values": {"email": written, "name": "Ada O."}, "fields": {}, "accounts": None}
    say(written, value=written, other_id=id_of(BEN), kind="mail_taken", said=said)
    answer = mine()
    assert BEN.email not in json.dumps(answer.json).lower()
    (contact,), (conflict,) = answer.json["kept"]["contacts"], answer.json["kept"]["crm_conflicts"]
    assert contact["email"] is conflict["value"] is None
    assert "somebody else" in contact["why_not"]
    assert "somebody else" in conflict["why_not"]
    assert conflict["kind"] == "mail_taken", "that there is a conflict is told"
    assert conflict["said"]["values"] == {"name": "Ada O."}
    assert not {"other_id", "mark"} & set(conflict)


def test_an_address_that_was_somebody_elses_when_it_was_said_is_not_handed_out_either(mine):
    say(ADA.email, value=ELSEWHERE, other_id=id_of(BEN), kind="mail_taken")
    assert ELSEWHERE not in mine().text
    assert mine().json["kept"]["contacts"][0]["email"] == ADA.email


def test_who_has_no_crm_has_neither(mine):
    assert not {"contacts", "crm_conflicts"} & set(mine().json["kept"])
