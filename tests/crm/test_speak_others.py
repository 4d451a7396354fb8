"""The parts of Salesforce, Dataverse and EspoCRM in the talk, against servers with their semantics."""

from dataclasses import replace

import pytest

from community.crm.vendors import Item, Results, Vendor
from community.crm.vendors_dataverse import DATAVERSE
from community.crm.vendors_espocrm import ESPOCRM
from community.crm.vendors_salesforce import SALESFORCE
from tests.crm.crm_server import CrmServer, hold
from tests.crm.other_crms import Dataverse, EspoCrm, Salesforce

EMAIL = {"salesforce": "Email", "dataverse": "emailaddress1", "espocrm": "emailAddress"}
NAME = {"salesforce": "LastName", "dataverse": "lastname", "espocrm": "lastName"}
PAIRS = [(SALESFORCE, Salesforce), (DATAVERSE, Dataverse), (ESPOCRM, EspoCrm)]
EACH = pytest.mark.parametrize(("vendor", "server"), PAIRS, ids=[vendor.code for vendor, _ in PAIRS])


def write(vendor: Vendor, server: CrmServer, *items: Item) -> Results:
    results: Results = {}
    hold(vendor.talk("person", items, vendor.mapping(), results), server)
    return results


def member(vendor: Vendor, number: int, email: str = "", **values: object) -> Item:
    email = email or f"m{number}@brannocs.example"
    newborn = {NAME[vendor.code]: f"Member {number}"}
    return Item(number, str(number), values={EMAIL[vendor.code]: email, **values}, newborn=newborn, find=email)


@EACH
def test_a_second_run_makes_nothing_new(vendor, server):
    crm = server()
    first = write(vendor, crm, member(vendor, 1), member(vendor, 2))
    assert [result.problem for result in first.values()] == ["", ""]
    assert len(crm.rows) == 2
    known = [replace(member(vendor, number), crm_id=first[number].crm_id) for number in (1, 2)]
    again = write(vendor, crm, *known)
    assert len(crm.rows) == 2
    assert not any(result.created or result.problem for result in again.values())


@EACH
def test_a_run_that_forgot_all_finds_its_records_again(vendor, server):
    """As after a restored backup: nothing is known to be confirmed, and still no second contact is made."""
    crm = server()
    write(vendor, crm, member(vendor, 1))
    write(vendor, crm, member(vendor, 1, email="new@brannocs.example"))
    (row,) = crm.rows.values()
    assert row[EMAIL[vendor.code]] == "new@brannocs.example"


@EACH
def test_a_name_is_given_to_a_new_record_and_never_written_over(vendor, server):
    crm = server()
    made = write(vendor, crm, member(vendor, 1))[1]
    (row,) = crm.rows.values()
    assert row[NAME[vendor.code]] == "Member 1"
    row[NAME[vendor.code]] = "Okoro"
    write(vendor, crm, replace(member(vendor, 1), crm_id=made.crm_id))
    write(vendor, crm, member(vendor, 1))
    assert row[NAME[vendor.code]] == "Okoro"


@EACH
def test_only_what_changed_is_written(vendor, server):
    crm = server()
    made = write(vendor, crm, member(vendor, 1))[1]
    crm.asked.clear()
    write(vendor, crm, Item(1, "1", made.crm_id, {"votes": 2}))
    (asked,) = crm.writes()
    written = asked.body["records"][0] if vendor is SALESFORCE else asked.body
    assert set(written) - {"attributes", "Heed_Member_Id__c"} == {"votes"}


def test_salesforce_300_writes_nothing_and_is_told():
    crm = Salesforce()
    crm.add(Heed_Member_Id__c="1", Email="a@x.example")
    crm.add(Heed_Member_Id__c="1", Email="b@x.example")
    result = write(SALESFORCE, crm, member(SALESFORCE, 1))[1]
    assert "Several records" in result.problem
    assert {row["Email"] for row in crm.rows.values()} == {"a@x.example", "b@x.example"}


def test_of_a_collection_each_record_stands_for_itself():
    crm = Salesforce()
    results = write(SALESFORCE, crm, member(SALESFORCE, 1), member(SALESFORCE, 2, "x@bad.example"), member(SALESFORCE, 3))
    assert [bool(results[number].problem) for number in (1, 2, 3)] == [False, True, False]
    assert "INVALID_EMAIL_ADDRESS: Email: invalid email address: x@bad.example" in results[2].problem
    assert len(crm.writes()) == 4, "three to look whether they are there, one to make them"


def test_a_new_contact_of_salesforce_is_made_in_its_account():
    crm = Salesforce()
    write(SALESFORCE, crm, replace(member(SALESFORCE, 1), links=("001000001",)))
    assert next(iter(crm.rows.values()))["AccountId"] == "001000001"


def test_dataverse_404_with_if_match_says_that_it_is_gone():
    crm = Dataverse()
    result = write(DATAVERSE, crm, Item(1, "1", "1", {"heed_votescast": 2}))[1]
    assert (result.gone, result.problem) == (True, "")
    assert crm.rows == {}
    assert crm.asked[0].headers["if-match"] == "*"


def test_dataverse_412_says_that_it_is_there_and_then_it_is_updated():
    crm = Dataverse()
    crm.rows[("contacts", "1")] = {"lastname": "Okoro"}
    result = write(DATAVERSE, crm, member(DATAVERSE, 1))[1]
    assert not result.problem
    assert crm.rows[("contacts", "1")] == {"lastname": "Okoro", "emailaddress1": "m1@brannocs.example"}


def test_a_column_dataverse_does_not_know_is_told_in_its_words():
    crm = Dataverse()
    result = write(DATAVERSE, crm, member(DATAVERSE, 1, heed_shoesize=44))[1]
    assert "heed_shoesize" in result.problem


def test_a_contact_of_dataverse_is_bound_to_its_account_when_it_is_made():
    crm = Dataverse()
    write(DATAVERSE, crm, replace(member(DATAVERSE, 1), links=("5",)))
    assert crm.rows[("contacts", "1")]["parentcustomerid_account@odata.bind"] == "/accounts(heed_accountid='5')"


def test_espocrm_takes_over_who_is_there_with_the_same_address():
    crm = EspoCrm()
    there = crm.add(emailAddress="m1@brannocs.example", lastName="Okoro")
    result = write(ESPOCRM, crm, member(ESPOCRM, 1))[1]
    assert result.crm_id == there
    assert crm.rows[there]["cHeedMemberId"] == "1"
    assert [asked.method for asked in crm.asked] == ["GET", "GET", "PUT"]


def test_espocrm_409_is_told_and_nothing_is_forced():
    crm = EspoCrm()
    crm.add(emailAddress="other@x.example", lastName="Member 1")
    result = write(ESPOCRM, crm, member(ESPOCRM, 1))[1]
    assert "duplicate" in result.problem
    assert len(crm.rows) == 1
    assert "x-skip-duplicate-check" not in crm.asked[-1].headers


def test_of_several_contacts_of_espocrm_with_one_address_none_is_written():
    crm = EspoCrm()
    crm.add(emailAddress="m1@brannocs.example", lastName="A")
    crm.add(emailAddress="m1@brannocs.example", lastName="B")
    result = write(ESPOCRM, crm, member(ESPOCRM, 1))[1]
    assert result.problem == "2 records match; nothing was written."
    assert crm.writes() == []


def test_a_contact_of_espocrm_that_is_another_member_s_is_left_alone():
    crm = EspoCrm()
    there = crm.add(emailAddress="m1@brannocs.example", lastName="A", cHeedMemberId="77")
    assert "another member" in write(ESPOCRM, crm, member(ESPOCRM, 1))[1].problem
    assert crm.rows[there]["cHeedMemberId"] == "77"


@EACH
def test_forgetting_empties_our_fields(vendor, server):
    crm, field = server(), vendor.sides[0].fields["votes_cast"]
    made = write(vendor, crm, member(vendor, 1, **{field: 3}))[1]
    results: Results = {}
    hold(vendor.forget("person", Item(1, "1", made.crm_id, {field: None}), vendor.mapping(), results), crm)
    (row,) = crm.rows.values()
    assert row[field] is None
    assert not results[1].problem
    assert row[EMAIL[vendor.code]] == "m1@brannocs.example"
